"""``replylint.audit``: turns what people have into paths or rows, which the native module reads."""

from __future__ import annotations

import importlib
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Literal, TypeAlias

from replylint import _core
from replylint._core import Audit, Brand, Linter, default_linter
from replylint._types import ChannelName, PracticeName, ProfileName, RegimeName

_Path: TypeAlias = str | os.PathLike[str]
_Source: TypeAlias = tuple[str, Path | None, Iterable[Any] | None]


def audit(
    data: _Path | Iterable[Any],
    *,
    brand: Brand | _Path | None = None,
    columns: Mapping[str, str] | None = None,
    preset: str | None = None,
    time_zone: str | None = None,
    dates: Literal["month-first", "day-first"] | None = None,
    period: str | tuple[str | date, str | date] | None = None,
    as_of: str | date | None = None,
    target: float | timedelta | None = None,
    target_closed: float | timedelta | None = None,
    by_agent: bool = False,
    show_text: bool = False,
    key: bytes | None = None,
    title: str | None = None,
    regime: RegimeName | None = None,
    practice: PracticeName | None = None,
    profile: ProfileName | None = None,
    channel: ChannelName | None = None,
    linter: Linter | None = None,
    progress: bool | Callable[[int, int | None], object] = False,
) -> Audit:
    """Audits replies that were sent: lints every one and adds up what they say.

    ``data`` is the path of an export (CSV, JSONL, JSON; Parquet and Arrow with pyarrow), several paths, a DataFrame or
    table, or any iterable of mappings. A row without a reply is a message that nobody answered. Rows that make no sense
    are counted, listed in ``Audit.faults`` and left out.

    ``columns`` says which column holds what: ``{"draft": "Reply", "inbound": "Review"}``; ``preset`` names the tool
    that wrote the export. What neither says is guessed from the names, and ``Audit.notes`` says how. ``time_zone`` is
    that of times which name none, ``dates`` says which number of 03/04/2026 is the month.

    ``period`` is ``"2026-Q3"``, ``"2026-07"``, ``"2026"``, ``"2026-07-01..2026-09-30"`` or a pair of days; ``target``
    the opening time within which a message should be answered, in seconds, two hours unless said otherwise;
    ``target_closed`` the same for what came outside opening hours, a day unless said otherwise.

    Agents stand under pseudonyms unless ``by_agent``; no text is kept unless ``show_text``. ``key`` (at least 16 bytes)
    is what the hashes of a state and the pseudonyms are made with.

    Rules are those of ``linter``, or of one made from ``brand``, ``regime``, ``practice``, ``profile`` and ``channel``.

    Raises ValueError for settings or an export that make no sense, OSError for a file that cannot be read, TypeError
    for other data. Takes time linear in the rows.
    """
    linter = linter_of(linter, as_of, brand, regime, practice, profile, channel)
    settings = settings_of(period, as_of, target, target_closed, time_zone, by_agent, show_text, title)
    say: Callable[[int, int | None], object] | None
    if progress is True:
        from replylint._progress import Line

        say = Line()
    else:
        say = progress or None
    return _core._audit(list(_sources(data)), linter, how_of(columns, preset, dates), settings, key, say)


def linter_of(
    linter: Linter | None,
    as_of: str | date | None,
    brand: Brand | _Path | None,
    regime: RegimeName | None,
    practice: PracticeName | None,
    profile: ProfileName | None,
    channel: ChannelName | None,
) -> Linter:
    """The linter that was given, or one of what was given for one."""
    given = {"brand": brand, "regime": regime, "practice": practice, "profile": profile, "channel": channel}
    wanted: dict[str, Any] = {name: value for name, value in given.items() if value is not None}
    if linter is not None:
        if wanted:
            raise TypeError("give the rules to the linter, or leave the linter out")
        return linter
    return Linter(as_of=_day(as_of), **wanted) if wanted else default_linter()


def settings_of(
    period: str | tuple[str | date, str | date] | None,
    as_of: str | date | None,
    target: float | timedelta | None,
    target_closed: float | timedelta | None,
    time_zone: str | None,
    by_agent: bool,
    show_text: bool,
    title: str | None,
) -> dict[str, Any]:
    """What the figures are about and what is kept, as the native module takes it."""
    if isinstance(period, tuple):
        first, last = period
        period = f"{_day(first)}..{_day(last)}"
    return {
        "as_of": _day(as_of),
        "period": period,
        "target": _seconds(target),
        "target_closed": _seconds(target_closed),
        "time_zone": time_zone,
        "by_agent": by_agent,
        "show_text": show_text,
        "title": title,
    }


def how_of(
    columns: Mapping[str, str] | None, preset: str | None, dates: str | None, threads: int = 0
) -> dict[str, Any]:
    """How rows are read, as the native module takes it; no threads are one for each core."""
    return {"columns": list((columns or {}).items()), "preset": preset, "dates": dates, "threads": threads}


def _day(given: str | date | None) -> str | None:
    return given.isoformat() if isinstance(given, (date, datetime)) else given


def _seconds(given: float | timedelta | None) -> int | None:
    if given is None:
        return None
    seconds = given.total_seconds() if isinstance(given, timedelta) else given
    if not 1 <= seconds < 2**40:
        raise ValueError("a target is a number of seconds, at least one")
    return int(seconds)


def _sources(data: Any) -> Iterator[_Source]:
    if isinstance(data, (str, os.PathLike)):
        yield _file(data)
    elif isinstance(data, (list, tuple)) and data and all(isinstance(item, (str, os.PathLike)) for item in data):
        yield from map(_file, data)
    elif isinstance(data, (bytes, Mapping)):
        raise TypeError("data is no export: give a path, a DataFrame or an iterable of mappings")
    else:
        yield "data", None, _rows(data)


def _file(path: _Path) -> _Source:
    name = os.fspath(path)
    suffix = Path(name).suffix.lower()
    if suffix in (".parquet", ".pq"):
        return name, None, _parquet(name)
    if suffix in (".arrow", ".arrows", ".feather", ".ipc"):
        return name, None, _arrow(name)
    return name, Path(name), None


def _pyarrow(module: str, name: str) -> Any:
    try:
        return importlib.import_module(module)
    except ImportError:
        raise ImportError(f"{name}: reading Parquet and Arrow needs pyarrow: pip install pyarrow") from None


def _parquet(name: str) -> Iterator[Mapping[str, Any]]:
    return _batches(_pyarrow("pyarrow.parquet", name).ParquetFile(name).iter_batches(batch_size=1024))


def _arrow(name: str) -> Iterator[Mapping[str, Any]]:
    ipc = _pyarrow("pyarrow.ipc", name)
    with open(name, "rb") as file:
        is_file = file.read(6) == b"ARROW1"
        file.seek(0)
        if is_file:
            reader = ipc.open_file(file)
            yield from _batches(reader.get_batch(at) for at in range(reader.num_record_batches))
        else:
            yield from _batches(ipc.open_stream(file))


def _batches(batches: Iterable[Any]) -> Iterator[Mapping[str, Any]]:
    for batch in batches:
        yield from batch.to_pylist()


def _rows(data: Any) -> Iterable[Any]:
    """The rows of tables of pandas, polars and Arrow; anything else is its own rows."""
    if hasattr(data, "itertuples") and hasattr(data, "columns"):
        names = [str(name) for name in data.columns]
        return (dict(zip(names, row, strict=True)) for row in data.itertuples(index=False, name=None))
    if hasattr(data, "iter_rows"):
        rows: Iterable[Any] = data.iter_rows(named=True)
        return rows
    if hasattr(data, "to_batches"):
        return _batches(data.to_batches(max_chunksize=1024))
    if not isinstance(data, Iterable):
        raise TypeError("data is no export: give a path, a DataFrame or an iterable of mappings")
    return data
