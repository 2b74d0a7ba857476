"""replylint on Apache Spark: where one machine is too small for all the replies.

`lint` checks the drafts of a DataFrame and adds one column, a struct with the verdict, the findings and what else a
report says. `history` builds the history of all replies of a DataFrame, and `audit` audits them. All give the same as
one machine would, however the rows are partitioned.

```
from replylint import Linter, spark

checked = spark.lint(replies, draft="reply_text", linter=Linter(brand="brand.toml"))
checked.where("replylint.verdict <> 'pass'").select("id", "replylint.verdict", "replylint.findings.rule")
```

Needs pyspark and pyarrow (`pip install replylint[spark]`), and replylint on every worker. Importing this module needs
neither.
"""

from __future__ import annotations

import atexit
import functools
import hashlib
import pickle
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from replylint import _core
from replylint._audit import how_of, linter_of, settings_of
from replylint._core import Audit, Brand, History, Linter, default_linter, report_schema
from replylint._errors import RecordError

if TYPE_CHECKING:
    import os
    from datetime import date, timedelta

    import pyarrow as pa
    from pyspark.broadcast import Broadcast
    from pyspark.sql import DataFrame, SparkSession
    from pyspark.sql.types import DataType, StructType

    from replylint._types import ChannelName, PracticeName, ProfileName, RegimeName

__all__ = ["audit", "history", "lint", "report_type"]

# What of a record a history keeps or masks; other columns are not sent to the workers.
_OF_HISTORY = ("draft", "id", "format", "author", "brand", "location", "agent", "posted_at", "rating")
# What comes of a partition of a history: its bytes, or what is wrong with a reply. Types of Spark and of Arrow alike.
_PART = {"history": "binary", "message": "string", "code": "string", "field": "string", "id": "string"}
# What comes of a partition of an audit: where it stands among the others, its state, and what was met in its rows.
_AUDITED = {"partition": "int32", "state": "binary", "told": "string"}
# So many rows settle how all are read, as on one machine.
_HEAD = 1_000


def lint(
    df: DataFrame,
    *,
    draft: str | None = None,
    inbound: str | None = None,
    columns: Mapping[str, str] | None = None,
    linter: Linter | None = None,
    brand: Brand | str | os.PathLike[str] | None = None,
    regime: RegimeName | None = None,
    profile: ProfileName | None = None,
    history: History | str | os.PathLike[str] | None = None,
    key: bytes | None = None,
    report: str = "replylint",
    explain: bool = True,
    threads: int = 1,
) -> DataFrame:
    """Checks the drafts of a DataFrame: all its columns, and a struct column `report` with what was found.

    Columns named as fields of a record are those fields; `draft`, `inbound` and `columns` (`{"author": "customer"}`)
    name others. The policy is a `linter`, or a `brand` file, `regime` and `profile` for one; it is sent to each
    executor once, and each Python worker builds its linter once. `history` is an open history, or the path of its file
    on the driver, and `key` its key, which goes to the workers with the tasks; it may also be the linter's own.

    Rows are neither dropped nor moved to other partitions. One whose draft is null, or that makes no sense, has no
    verdict; its `error` says why. Lazy, as Spark is, but columns and policy are checked at once: raises ValueError for
    a column that is not there, RecordError for one whose name is nearly a field's, what `Linter` and `History.open`
    raise, and ImportError without pyspark or pyarrow.

    `explain=False` leaves out what findings say in words. Each task lints on `threads` threads; set `spark.task.cpus`
    to the same number.
    """
    _import_pyspark()
    names = _names(draft, inbound, columns)
    if linter is None:
        linter = Linter(brand=brand, regime=regime, profile=profile)
    elif not (brand is None and regime is None and profile is None):
        raise TypeError("brand, regime and profile belong to the linter; give them to it, or no linter")
    if threads < 1:
        raise ValueError("threads must be 1 or more")
    if report.lower() in (column.lower() for column in df.columns):
        raise ValueError(f"the DataFrame has a column `{report}`; name another with report='…'")
    _check_columns(df, names)
    policy = _ship(df.sparkSession, linter, history, key)

    from pyspark.sql.types import StructField, StructType

    schema = StructType([*df.schema.fields, StructField(report, report_type())])
    work = functools.partial(_lint, policy=policy, columns=names, names=schema.names, explain=explain, threads=threads)
    return _numbered(df).mapInArrow(work, schema)


def history(
    df: DataFrame,
    *,
    key: bytes,
    text: str | None = None,
    columns: Mapping[str, str] | None = None,
) -> History:
    """Builds the history of the replies of a DataFrame, on its workers; the same bytes as `History.build` gives.

    `text` is the column of the replies (otherwise `draft`, or `reply`), `columns` names those of other fields. Each
    partition becomes a history, and the driver merges them: it must have room for all of them, about 100 bytes a
    reply, and `spark.driver.maxResultSize` must let them through. Times are taken as UTC.

    Runs at once. Raises RecordError, with the record's id, for a reply that is null or makes no sense (leave them out
    before: `df.where("reply is not null")`), HistoryError for a short key or too many replies.
    """
    _import_pyspark()
    merged = History.build([], key=key)
    names = _names(text, None, columns)
    if "draft" not in names and "draft" not in df.columns and "reply" in df.columns:
        names["draft"] = "reply"
    _check_columns(df, names)
    fields = {name: names.get(name, name) for name in _OF_HISTORY if names.get(name, name) in df.columns}
    needed = df.select([f"`{column.replace('`', '``')}`" for column in dict.fromkeys(fields.values())])
    places = {name: needed.columns.index(column) for name, column in fields.items()}
    parts = (
        _numbered(needed)
        .mapInArrow(
            functools.partial(_build, key=key, places=places),
            ", ".join(" ".join(column) for column in _PART.items()),
        )
        .collect()
    )
    for part in parts:
        if part["history"] is None:
            raise RecordError(part["message"], part["code"], part["field"], id=part["id"])
    return History.merge([merged, *(History.open(bytes(part["history"]), key=key) for part in parts)])


def audit(
    df: DataFrame,
    *,
    brand: Brand | str | os.PathLike[str] | None = None,
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
    threads: int = 1,
) -> Audit:
    """Audits the replies of a DataFrame on its workers; state, figures and page are those of `replylint.audit`.

    All arguments mean what they mean there. The first 1,000 rows settle which column holds what, as they do on one
    machine, and only those columns are sent to the workers. Each partition becomes a state, about 300 bytes a row, and
    the driver merges them: it must have room for all, `spark.driver.maxResultSize` must let them through, and a
    partition must stay under 5 million rows.

    Rows that make no sense are counted in `Audit.failed`; `Audit.faults` numbers them as the workers read them: in the
    order of `collect` where the rows have one (a file, a sort). Where each row is a message
    (`columns={"conversation": …}`), rows are brought together by conversation first, in the order in which they stood.

    Each task lints on `threads` threads. Runs at once. Raises what `replylint.audit` raises, ValueError for a linter
    with a history (an audit finds what is repeated among its own rows), and ImportError without pyspark or pyarrow.
    """
    _import_pyspark()
    linter = linter_of(linter, as_of, brand, regime, practice, profile, channel)
    if linter.history is not None:
        raise ValueError("an audit on Spark takes a linter without a history; what is repeated it finds by itself")
    if threads < 1:
        raise ValueError("threads must be 1 or more")
    settings = settings_of(period, as_of, target, target_closed, time_zone, by_agent, show_text, title)
    how = how_of(columns, preset, dates, threads)
    # Says at once what is wrong with the settings.
    _core._audit_whole([], linter, settings, key, _core._audit_settle([], how, settings)[0])
    settled, paths, conversation = _core._audit_settle(_rows(df.limit(_HEAD).toArrow().to_batches()), how, settings)
    names = [name for name in df.columns if any(f"{path}.".startswith(f"{name}.") for path in paths)]
    if conversation is not None:
        df = _together(df, conversation)
    work = functools.partial(
        _audit_rows,
        policy=_ship(df.sparkSession, linter, None, None),
        names=names,
        given=(how, settings, key, settled),
    )
    needed = df.select([f"`{name.replace('`', '``')}`" for name in names])
    schema = ", ".join(f"{name} {'int' if of == 'int32' else of}" for name, of in _AUDITED.items())
    parts = sorted(_numbered(needed).mapInArrow(work, schema).collect(), key=lambda part: part["partition"])
    states = [(bytes(part["state"]), part["told"]) for part in parts]
    return _core._audit_whole(states, linter, settings, key, settled)


def report_type() -> StructType:
    """The type of the column that `lint` adds: the columns of `replylint.report_schema()`, without the row's number."""
    from pyspark.sql.types import StructField, StructType

    return StructType([StructField(of.name, _spark_type(of.type)) for of in _report_fields()])


@dataclass(frozen=True)
class _Policy:
    """What a Python worker builds its linter from. Equal where the digest is, which covers all of it."""

    digest: str
    linter: Broadcast[bytes] | bytes = field(compare=False, repr=False)
    history: str | None = field(compare=False, repr=False)
    key: bytes | None = field(compare=False, repr=False)


def _ship(
    session: SparkSession, linter: Linter, history: History | str | os.PathLike[str] | None, key: bytes | None
) -> _Policy:
    """Sends a policy to the executors.

    The linter is a small broadcast. A history is a file of the job and no broadcast: workers map it, so that a machine
    holds it once however many Python processes it runs, where each would unpack a broadcast of its own. Its key goes
    with the tasks, apart from it, since it is a secret and files of a job stay on disks.
    """
    if history is None:
        history = linter.history
    if history is None:
        if key is not None:
            raise TypeError("a key without a history; give history=…")
        name = None
    else:
        if key is None:
            raise TypeError("a history's key does not travel with it; give key=…")
        # Opened again, so that a wrong key is refused here and not in a task.
        source = history.to_bytes() if isinstance(history, History) else history
        history = History.open(source, key=key)
        name = _send_file(session, history)
    settings: dict[str, Any] = linter.__getnewargs_ex__()[1]
    pickled = pickle.dumps({setting: value for setting, value in settings.items() if setting != "history"})
    digest = hashlib.sha256(b"\0".join([pickled, (name or "").encode(), key or b""])).hexdigest()
    if _is_connect(session):
        return _Policy(digest, pickled, name, key)
    return _Policy(digest, session.sparkContext.broadcast(pickled), name, key)


def _send_file(session: SparkSession, history: History) -> str:
    """Makes a history a file of the job, and gives its name: that of what it holds, so that it is sent once."""
    name = f"replylint-{history.digest}.history"
    path = _folder() / name
    if not path.exists():
        history.save(path)
    if _is_connect(session):
        session.addArtifacts(str(path), file=True)
    else:
        session.sparkContext.addFile(str(path))
    return name


@functools.cache
def _folder() -> Path:
    """Where files lie that executors fetch from the driver, at any time while it runs."""
    folder = tempfile.mkdtemp(prefix="replylint-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return Path(folder)


@functools.lru_cache(maxsize=4)
def _linter(policy: _Policy) -> Linter:
    """Builds the linter of a policy, once in a Python worker, which Spark uses for many tasks."""
    from pyspark import SparkFiles

    settings = pickle.loads(policy.linter if isinstance(policy.linter, bytes) else policy.linter.value)
    if policy.history is not None and policy.key is not None:
        settings["history"] = History.open(SparkFiles.get(policy.history), key=policy.key)
    return Linter(**settings)


def _lint(
    batches: Iterator[pa.RecordBatch],
    *,
    policy: _Policy,
    columns: dict[str, str],
    names: list[str],
    explain: bool,
    threads: int,
) -> Iterator[pa.RecordBatch]:
    """The work of a task: each batch with the column of its reports."""
    import pyarrow as pa

    linter, fields = _linter(policy), _report_fields()
    for batch in batches:
        named = pa.RecordBatch.from_arrays(batch.columns, names=names[:-1])
        reports = linter.lint_table(named, columns=columns, explain=explain, threads=threads).to_pyarrow()
        cells = [reports.column(of.name).combine_chunks() for of in fields]
        column = pa.StructArray.from_arrays(cells, fields=fields)
        yield pa.RecordBatch.from_arrays([*batch.columns, column], names=names)


def _build(batches: Iterator[pa.RecordBatch], *, key: bytes, places: dict[str, int]) -> Iterator[pa.RecordBatch]:
    """The work of a task: the history of a partition, or what is wrong with one of its replies."""
    import pyarrow as pa

    row: dict[str, Any] = dict.fromkeys(_PART)
    try:
        part = History.build(_records(batches, places), key=key)
    except RecordError as error:
        row |= {"message": error.message, "code": error.code, "field": error.field, "id": error.id}
    else:
        row["history"] = part.to_bytes()
    yield pa.RecordBatch.from_pylist([row], schema=pa.schema(_PART))


def _audit_rows(
    batches: Iterator[pa.RecordBatch],
    *,
    policy: _Policy,
    names: list[str],
    given: tuple[dict[str, Any], dict[str, Any], bytes | None, str],
) -> Iterator[pa.RecordBatch]:
    """The work of a task: the state of a partition, and what was met in its rows."""
    import pyarrow as pa
    from pyspark import TaskContext

    context = TaskContext.get()
    how, settings, key, settled = given
    named = (pa.RecordBatch.from_arrays(batch.columns, names=names) for batch in batches)
    state, told = _core._audit_part(_rows(named), _linter(policy), how, settings, key, settled)
    row = {"partition": 0 if context is None else context.partitionId(), "state": state, "told": told}
    yield pa.RecordBatch.from_pylist([row], schema=pa.schema(_AUDITED))


def _rows(batches: Iterable[pa.RecordBatch]) -> Iterator[dict[str, Any]]:
    """The rows as mappings, instants in UTC whatever zone the session shows."""
    import pyarrow as pa

    for batch in batches:
        types = [_in_utc(array.type) for array in batch.columns]
        arrays = [array.cast(of) for array, of in zip(batch.columns, types, strict=True)]
        yield from pa.RecordBatch.from_arrays(arrays, names=batch.schema.names).to_pylist()


def _in_utc(of: pa.DataType) -> pa.DataType:
    """The type with all of its instants in UTC."""
    import pyarrow as pa

    if pa.types.is_timestamp(of) and of.tz is not None:
        return pa.timestamp(of.unit, "UTC")
    if pa.types.is_struct(of):
        return pa.struct([item.with_type(_in_utc(item.type)) for item in of.fields])
    if pa.types.is_list(of):
        return pa.list_(of.value_field.with_type(_in_utc(of.value_type)))
    return of


def _together(df: DataFrame, conversation: str) -> DataFrame:
    """The rows of a conversation one after the other, in the order in which they stood."""
    from pyspark.sql import functions

    first, *inner = [conversation] if conversation in df.columns else conversation.split(".")
    column = functools.reduce(lambda of, name: of.getField(name), inner, df[f"`{first.replace('`', '``')}`"])
    keyed = df.withColumns({"__conversation": column, "__place": functions.monotonically_increasing_id()})
    return keyed.repartition("__conversation").sortWithinPartitions("__conversation", "__place")


def _records(batches: Iterator[pa.RecordBatch], places: dict[str, int]) -> Iterator[dict[str, Any]]:
    """The rows as records, times as `lint_table` reads them: instants in UTC, dates as they are written."""
    import pyarrow as pa

    for batch in batches:
        cells = []
        for place in places.values():
            array = batch.column(place)
            if pa.types.is_timestamp(array.type) and array.type.tz is not None:
                array = array.cast(pa.timestamp(array.type.unit, "UTC"))
            elif pa.types.is_date(array.type):
                array = array.cast(pa.string())
            elif pa.types.is_decimal(array.type):
                array = array.cast(pa.float64())
            cells.append(array.to_pylist())
        for row in zip(*cells, strict=True):
            yield dict(zip(places, row, strict=True))


def _names(draft: str | None, inbound: str | None, columns: Mapping[str, str] | None) -> dict[str, str]:
    """From fields to the columns that hold them, where the caller said so."""
    names = dict(columns or {})
    for name, column in (("draft", draft), ("inbound", inbound)):
        if column is not None:
            if name in names:
                raise ValueError(f"the column of `{name}` is named twice")
            names[name] = column
    return names


def _numbered(df: DataFrame) -> DataFrame:
    """The same with columns that `mapInArrow` can name: it takes a dot for a field, and no name twice."""
    return df.toDF(*[f"_{place}" for place in range(len(df.columns))])


def _check_columns(df: DataFrame, names: dict[str, str]) -> None:
    """Refuses, before anything runs, what `lint_table` refuses of a table with these columns."""
    import pyarrow as pa
    from pyspark.sql.types import BinaryType, MapType

    # What matters of a type is whether a field of a record can be read from it; cells are looked at row by row.
    unreadable = {BinaryType: pa.binary(), MapType: pa.map_(pa.string(), pa.string())}
    types = [unreadable.get(type(of.dataType), pa.string()) for of in df.schema]
    empty = pa.Table.from_arrays([pa.array([], of) for of in types], names=df.columns)
    default_linter().lint_table(empty, columns=names)


def _report_fields() -> list[pa.Field[Any]]:
    """The columns of a report, in Arrow, without the row's number: rows are told apart by the DataFrame's columns."""
    import pyarrow as pa

    return [of for of in pa.schema(report_schema()) if of.name != "row"]


def _spark_type(of: pa.DataType) -> DataType:
    """Spark's name for an Arrow type of a report."""
    import pyarrow as pa
    from pyspark.sql import types

    if pa.types.is_struct(of):
        return types.StructType([types.StructField(item.name, _spark_type(item.type)) for item in of.fields])
    if pa.types.is_list(of):
        return types.ArrayType(_spark_type(of.value_type))
    plain: dict[pa.DataType, DataType] = {
        pa.string(): types.StringType(),
        pa.int32(): types.IntegerType(),
        pa.int64(): types.LongType(),
        pa.bool_(): types.BooleanType(),
    }
    return plain[of]


def _is_connect(session: SparkSession) -> bool:
    """Whether the session is one of Spark Connect, which has no context to broadcast with."""
    return type(session).__module__.startswith("pyspark.sql.connect")


def _import_pyspark() -> None:
    try:
        import pyarrow  # noqa: F401
        import pyspark  # noqa: F401
    except ImportError as error:
        raise ImportError("replylint.spark needs pyspark and pyarrow: pip install 'replylint[spark]'") from error
