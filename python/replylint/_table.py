"""To and from pandas, whose frames and series hand over Arrow data only in part."""

from __future__ import annotations

from typing import Any


def _is_pandas(data: Any) -> bool:
    """Whether a value is a frame or a series of pandas, which is not imported to find out."""
    return type(data).__module__.partition(".")[0] == "pandas" and hasattr(data, "iloc")


def table(data: Any) -> Any:
    """A frame as a mapping from its columns' names to its columns, a series as a column; anything else as it is."""
    if type(data).__name__ == "LazyFrame":
        raise TypeError("a LazyFrame holds no rows yet; collect() it first")
    if not _is_pandas(data):
        return data
    if not hasattr(data, "columns"):
        return column(data)
    if not data.columns.is_unique:
        twice = data.columns[data.columns.duplicated()][0]
        raise ValueError(f"two columns are called {twice!r}")
    return {name: data[name] for name in data.columns}


def column(data: Any) -> Any:
    """A series as something that hands over Arrow data, or as a list where its values are Python's own.

    Columns of objects may hold anything: each value is looked at, where Arrow would refuse the whole column.
    """
    if _is_pandas(data):
        if data.dtype == object:
            return data.tolist()
        try:
            import pyarrow
        except ImportError:
            return data.tolist()
        return data if hasattr(data, "__arrow_c_stream__") else pyarrow.Array.from_pandas(data)
    # Arrays of numpy: their items are of its own types.
    return data.tolist() if hasattr(data, "tolist") and hasattr(data, "dtype") else data


def to_pandas(table: Any) -> Any:
    """A table of reports as a frame. Numbers that may be missing stay whole numbers: the type is ``Int32``."""
    import pandas
    import pyarrow

    from replylint import report_schema

    read = table.to_pyarrow()
    own = list(report_schema().names)
    frame = read.select(own).to_pandas(types_mapper={pyarrow.int32(): pandas.Int32Dtype()}.get)
    carried = read.column_names[len(own) :]
    return frame.join(read.select(carried).to_pandas()) if carried else frame
