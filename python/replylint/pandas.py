"""Reports beside the rows of a pandas DataFrame: importing this module adds the accessor ``replylint``.

>>> import pandas, replylint.pandas
>>> replies = pandas.DataFrame({"draft": ["Thanks for your recent visit!", "We open at nine."]})
>>> list(replies.replylint.lint().verdict)
['block', 'pass']

Needs pandas and pyarrow (``pip install 'replylint[pandas]'``).
"""

from __future__ import annotations

from typing import Any

import pandas

from replylint import Linter, default_linter


@pandas.api.extensions.register_dataframe_accessor("replylint")
class FrameAccessor:
    """``DataFrame.replylint``."""

    def __init__(self, frame: pandas.DataFrame) -> None:
        self._frame = frame

    def lint(self, linter: Linter | None = None, **how: Any) -> pandas.DataFrame:
        """Checks the drafts of the frame's rows; the result has the frame's index.

        Takes the keywords of `Linter.lint_table`: columns called like fields are those fields, ``draft="text"`` names
        another one, ``carry=["text"]`` copies columns. The columns are those of `report_schema`, without ``row``.
        Nothing is sorted or dropped: a row without a draft has its reason in ``error``.
        """
        return _lint(self._frame, linter, how)


@pandas.api.extensions.register_series_accessor("replylint")
class SeriesAccessor:
    """``Series.replylint``."""

    def __init__(self, series: pandas.Series[Any]) -> None:
        self._series = series

    def lint(self, linter: Linter | None = None, **how: Any) -> pandas.DataFrame:
        """Checks each text of the series; the result has its index. Takes the keywords of `Linter.lint_table`."""
        return _lint(self._series, linter, how)

    def verdict(self, linter: Linter | None = None, *, threads: int = 0) -> pandas.Series[Any]:
        """The verdict of each text, missing where there is none to check."""
        reports = _lint(self._series, linter, {"threads": threads, "explain": False})
        return reports["verdict"]


def _lint(data: Any, linter: Linter | None, how: dict[str, Any]) -> pandas.DataFrame:
    table = (linter or default_linter()).lint_table(data, **how)
    reports: pandas.DataFrame = table.to_pandas().drop(columns="row")
    reports.index = data.index
    return reports
