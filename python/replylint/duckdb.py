"""SQL functions for DuckDB that check drafts where they lie.

>>> import duckdb, replylint.duckdb
>>> connection = duckdb.connect()
>>> replylint.duckdb.register(connection)
>>> connection.sql("select replylint_verdict('Thanks for your recent visit!')").fetchall()
[('block',)]

For many rows at once, hand a query to `lint_table` or `lint_batches` instead: that is faster, and several fields need
no order. Needs duckdb and pyarrow (``pip install 'replylint[duckdb]'``).
"""

from __future__ import annotations

import inspect
from collections.abc import Sequence
from typing import Any

import duckdb
import pyarrow
from duckdb.func import FunctionNullHandling, PythonUDFType

from replylint import Linter, default_linter, report_schema


def report_type() -> str:
    """The SQL type of a report: a struct of the columns of `replylint.report_schema`, without ``row``."""
    return _struct(field for field in report_schema().to_pyarrow() if field.name != "row")


def register(
    connection: duckdb.DuckDBPyConnection,
    linter: Linter | None = None,
    *,
    name: str = "replylint",
    fields: Sequence[str] = ("draft",),
    threads: int = 1,
) -> None:
    """Makes two functions known to a connection: ``replylint_verdict(draft)`` and ``replylint_report(draft)``.

    The first gives the verdict, null where there is no draft; the second the whole report, of the type
    `report_type()`. Both take one text for each of ``fields``, in that order: with
    ``fields=("draft", "inbound", "channel")``, ``replylint_verdict(draft, review, 'email')``. ``name`` stands before
    the underscore. ``threads`` is how many threads a call uses; DuckDB may call from several threads by itself.
    """
    linter = linter or default_linter()

    def lint(columns: tuple[pyarrow.ChunkedArray, ...], explain: bool) -> Any:
        table = pyarrow.table(dict(zip(fields, columns, strict=True)))
        return linter.lint_table(table, explain=explain, threads=threads).to_pyarrow()

    def verdict(*columns: pyarrow.ChunkedArray) -> Any:
        return lint(columns, explain=False)["verdict"]

    def report(*columns: pyarrow.ChunkedArray) -> Any:
        return lint(columns, explain=True).drop_columns("row").to_struct_array()

    # DuckDB asks the function how many arguments it takes.
    taken = [inspect.Parameter(field.replace(".", "_"), inspect.Parameter.POSITIONAL_ONLY) for field in fields]
    texts: list[Any] = ["VARCHAR"] * len(fields)
    functions: list[tuple[str, Any, str]] = [("verdict", verdict, "VARCHAR"), ("report", report, report_type())]
    for suffix, function, of in functions:
        function.__signature__ = inspect.Signature(taken)
        connection.create_function(
            f"{name}_{suffix}",
            function,
            texts,
            of,
            type=PythonUDFType.ARROW,
            # A missing inbound is no missing answer, and a missing draft is an answer.
            null_handling=FunctionNullHandling.SPECIAL,
        )


def _struct(fields: Any) -> str:
    return "STRUCT(" + ", ".join(f'"{field.name}" {_type(field.type)}' for field in fields) + ")"


def _type(of: Any) -> str:
    if pyarrow.types.is_list(of):
        return _type(of.value_type) + "[]"
    if pyarrow.types.is_struct(of):
        return _struct(of)
    return {"string": "VARCHAR", "bool": "BOOLEAN", "int32": "INTEGER", "int64": "BIGINT"}[str(of)]
