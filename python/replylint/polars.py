"""Reports in Polars: importing this module adds the namespace ``replylint`` to expressions, series and frames.

>>> import polars, replylint.polars
>>> replies = polars.DataFrame({"draft": ["Thanks for your recent visit!", "We open at nine."]})
>>> replies.select(polars.col("draft").replylint.verdict())["draft"].to_list()
['block', 'pass']

Expressions work row by row, so that lazy and streaming queries may run them on whatever rows they hold.
Needs polars (``pip install 'replylint[polars]'``).
"""

from __future__ import annotations

from functools import partial
from typing import Any

import polars

from replylint import Linter, default_linter


def report_dtype() -> polars.Struct:
    """The type of a report: the columns of `replylint.report_schema`, without ``row``."""
    empty: polars.DataFrame = default_linter().lint_table({"draft": []}).to_polars()
    return polars.Struct({name: of for name, of in empty.schema.items() if name != "row"})


@polars.api.register_expr_namespace("replylint")
class ExprNamespace:
    """``Expr.replylint``: the expression is the draft."""

    def __init__(self, expr: polars.Expr) -> None:
        self._expr = expr

    def lint(
        self, linter: Linter | None = None, *, explain: bool = True, threads: int = 0, **fields: polars.Expr | str
    ) -> polars.Expr:
        """A report for each row, as a struct of the type `report_dtype()`.

        ``fields`` are what else is known of a draft: ``inbound=polars.col("review")``, or the name of a column. A row
        without a draft has its reason in the field ``error``.
        """
        work = partial(_reports, linter=linter, explain=explain, threads=threads)
        return self._map(work, report_dtype(), fields)

    def verdict(self, linter: Linter | None = None, *, threads: int = 0, **fields: polars.Expr | str) -> polars.Expr:
        """The verdict of each row, null where there is no draft to check."""
        return self._map(partial(_verdicts, linter=linter, threads=threads), polars.String(), fields)

    def _map(self, work: Any, dtype: Any, fields: dict[str, polars.Expr | str]) -> polars.Expr:
        if not fields:
            return self._expr.map_batches(work, return_dtype=dtype, is_elementwise=True)
        given = {"draft": self._expr, **fields}
        columns = [(polars.col(of) if isinstance(of, str) else of).alias(field) for field, of in given.items()]
        # The draft's column gives the result its name, as with every other function of an expression.
        name = self._expr.meta.output_name(raise_if_undetermined=False) or "draft"
        record = polars.struct(columns)
        return record.map_batches(work, return_dtype=dtype, is_elementwise=True).alias(name)


@polars.api.register_series_namespace("replylint")
class SeriesNamespace:
    """``Series.replylint``: the series holds drafts, or records as structs."""

    def __init__(self, series: polars.Series) -> None:
        self._series = series

    def lint(self, linter: Linter | None = None, **how: Any) -> polars.DataFrame:
        """A report for each row. Takes the keywords of `Linter.lint_table`."""
        return _lint(self._series, linter, how)

    def verdict(self, linter: Linter | None = None, *, threads: int = 0) -> polars.Series:
        """The verdict of each row, null where there is no draft to check."""
        return _verdicts(self._series, linter=linter, threads=threads).alias(self._series.name)


@polars.api.register_dataframe_namespace("replylint")
class FrameNamespace:
    """``DataFrame.replylint``."""

    def __init__(self, frame: polars.DataFrame) -> None:
        self._frame = frame

    def lint(self, linter: Linter | None = None, **how: Any) -> polars.DataFrame:
        """Checks the drafts of the frame's rows, in their order.

        Takes the keywords of `Linter.lint_table`: columns called like fields are those fields, ``draft="text"`` names
        another one, ``carry=["text"]`` copies columns.
        """
        return _lint(self._frame, linter, how)


def _lint(data: Any, linter: Linter | None, how: dict[str, Any]) -> polars.DataFrame:
    frame: polars.DataFrame = (linter or default_linter()).lint_table(data, **how).to_polars()
    return frame


def _reports(rows: polars.Series, *, linter: Linter | None, explain: bool, threads: int) -> polars.Series:
    frame = _lint(rows, linter, {"explain": explain, "threads": threads})
    return frame.drop("row").to_struct(rows.name)


def _verdicts(rows: polars.Series, *, linter: Linter | None, threads: int) -> polars.Series:
    return _lint(rows, linter, {"explain": False, "threads": threads})["verdict"].alias(rows.name)
