"""Columns in, columns out."""

from __future__ import annotations

import copy
import gc
import itertools
import os
import pickle
import signal
import subprocess
import sys
import textwrap
import threading
from collections.abc import Iterator
from datetime import date, datetime, timezone
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import replylint
from replylint import Linter, RecordError, Report, ReportTable, RowError

pa = pytest.importorskip("pyarrow")

DRAFTS = [
    "Thanks for your recent visit!",
    "Our office is open until five.",
    "👍 So cheap, and cheap again!",
    "",
    "So cheap: e\u0301",
]


def expected(report: Report | RowError) -> dict[str, Any]:
    """What the row of a report holds."""
    if isinstance(report, RowError):
        error = {"code": report.code, "field": report.field, "message": report.message}
        nothing = dict.fromkeys(replylint.report_schema().names)
        return {**nothing, "id": report.id, "error": error}
    levels = [finding.level for finding in report.findings]
    categories = [finding.category for finding in report.findings]
    row: dict[str, Any] = {"id": report.id, "verdict": report.verdict, "worst": report.worst}
    row |= {name: categories.count(name) for name in ("phi", "privacy", "generic", "brand", "vale")}
    row |= {name: levels.count(name) for name in ("note", "revise", "block")}
    shown = ("rule", "category", "level", "start", "end", "message", "why", "advice", "fingerprint", "disputed")
    row["findings"] = [{name: getattr(finding, name) for name in shown} for finding in report.findings]
    told = ("topic", "role", "approver", "why", "satisfied_by")
    row["escalations"] = [{name: getattr(it, name) for name in told} for it in report.escalations]
    row |= {name: getattr(report.scores, name) for name in ("coverage", "anchors", "own_facts", "reuse")}
    row["unchecked"] = [{"category": it.category, "reason": it.reason} for it in report.unchecked]
    row["incomplete"] = list(report.incomplete)
    return {**row, "policy": report.policy.digest, "error": None}


def assert_equal(table: ReportTable, reports: list[Report | RowError]) -> None:
    rows = table.to_pyarrow().select(replylint.report_schema().names).to_pylist()
    assert rows == [{**expected(report), "row": row} for row, report in enumerate(reports)]


# --- what it is compared with: `lint_record`, row by row


def one_by_one(linter: Linter, records: list[dict[str, Any]]) -> list[Report | RowError]:
    return linter.lint_many(records, errors="return")


NAMES = ["draft", "inbound", "author", "channel", "rating", "id", "location", "context.authenticated", "brand"]
TEXTS = st.one_of(st.none(), st.sampled_from(DRAFTS), st.text(max_size=40).map(lambda s: s.replace("\0", "")))
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "draft": TEXTS,
    "inbound": TEXTS,
    "author": TEXTS,
    "brand": TEXTS,
    "channel": st.sampled_from([None, "", "email", "dm", "fax", "Thanks for the letter, Mrs Jones!"]),
    "rating": st.one_of(st.none(), st.integers(-1, 6), st.integers(0, 12).map(lambda half: half / 2)),
    "id": st.one_of(st.none(), st.sampled_from(["", "a", "b c"])),
    "location": st.one_of(st.none(), st.integers(0, 3)),
    "context.authenticated": st.sampled_from([None, True, False]),
}
TYPES = {"rating": pa.float64(), "location": pa.int64(), "context.authenticated": pa.bool_()}


@st.composite
def tables(draw: st.DrawFn) -> tuple[list[dict[str, Any]], Any]:
    """Records, and a table that says the same in some layout: types, slices and chunks of its own."""
    names = ["draft", *draw(st.sets(st.sampled_from(NAMES[1:])))]
    records = draw(st.lists(st.fixed_dictionaries({name: VALUES[name] for name in names}), max_size=12))
    columns = {}
    for name in names:
        values = [record[name] for record in records]
        if name in TYPES:
            of = TYPES[name]
            array = pa.array(values, of)
            if (
                name == "rating"
                and draw(st.booleans())
                and all(value is None or value == int(value) for value in values)
            ):
                array = array.cast(draw(st.sampled_from([pa.int8(), pa.int32(), pa.int64()])))
        else:
            array = pa.array(values, pa.string())
            of = draw(st.sampled_from(["string", "large", "view", "words", "large words"]))
            if of == "large":
                array = array.cast(pa.large_string())
            elif of == "view":
                array = array.cast(pa.string_view())
            elif of == "words":
                array = array.dictionary_encode()
            elif of == "large words":
                array = array.cast(pa.large_string()).dictionary_encode()
        # A slice of something longer: the offset of the array is not 0.
        before = draw(st.integers(0, 9))
        if before:
            head = pa.array([None] * before, array.type) if not pa.types.is_dictionary(array.type) else array[:0]
            array = pa.concat_arrays([head, array]).slice(len(head))
        cuts = sorted(draw(st.lists(st.integers(0, len(records)), max_size=3)))
        edges = [0, *cuts, len(records)]
        chunks = [array.slice(start, end - start) for start, end in itertools.pairwise(edges)]
        columns[name] = pa.chunked_array(chunks, array.type)
    return records, pa.table(columns)


@settings(max_examples=250, deadline=None)
@given(tables(), st.integers(1, 3), st.integers(1, 5))
def test_any_layout_gives_the_reports_of_its_records(
    made: tuple[list[dict[str, Any]], Any], threads: int, rows: int
) -> None:
    records, table = made
    linter = replylint.default_linter()
    reports = one_by_one(linter, records)
    assert_equal(linter.lint_table(table, threads=threads), reports)
    # The same columns one by one, and in batches.
    assert_equal(linter.lint_table({name: table[name] for name in table.column_names}, threads=threads), reports)
    batches = list(linter.lint_batches(table, rows=rows, threads=threads))
    assert all(0 < len(batch) <= rows for batch in batches)
    read = [row for batch in batches for row in batch.to_pyarrow().to_pylist()]
    assert read == linter.lint_table(table).to_pyarrow().to_pylist()
    drafts = table["draft"]
    assert linter.lint_many(drafts, threads=threads, errors="return") == linter.lint_many(
        [{"draft": draft} for draft in drafts.to_pylist()], errors="return"
    )


@settings(max_examples=60, deadline=None)
@given(tables())
def test_a_sliced_struct_is_a_table(made: tuple[list[dict[str, Any]], Any]) -> None:
    records, table = made
    batch = table.combine_chunks().to_batches()
    if not batch:
        return
    structs = batch[0].to_struct_array()
    assert_equal(replylint.lint_table(structs), one_by_one(replylint.default_linter(), records))
    assert_equal(replylint.lint_table(structs[1:]), one_by_one(replylint.default_linter(), records[1:]))


@pytest.mark.parametrize("threads", [0, 1, 2, 5])
@pytest.mark.parametrize("count", [0, 1, 255, 20_000])
def test_rows_keep_their_order(house: Linter, threads: int, count: int) -> None:
    drafts = [f"{number}: {DRAFTS[number % len(DRAFTS)]}" for number in range(count)]
    table = house.lint_table({"draft": drafts, "id": range(count)}, threads=threads)
    assert table.num_rows == len(table) == count
    columns = table.to_pyarrow()
    assert columns["row"].to_pylist() == list(range(count))
    assert columns["id"].to_pylist() == [str(number) for number in range(count)]
    assert columns["verdict"].to_pylist() == [report.verdict for report in house.lint_many(drafts)]


# --- inputs


def test_any_input_will_do(house: Linter) -> None:
    drafts = [*DRAFTS, None]
    reports = one_by_one(house, [{"draft": draft} for draft in drafts])
    table = pa.table({"draft": drafts})
    inputs: list[Any] = [
        table,
        table.to_batches()[0],
        table.to_reader(),
        table["draft"],
        table["draft"].combine_chunks(),
        {"draft": drafts},
        {"draft": iter(drafts)},
        {"draft": table["draft"]},
        [{"draft": draft} for draft in drafts],
        ({"draft": draft} for draft in drafts),
        [table.slice(0, 2), table.slice(2)],
        iter([table.to_batches()[0]]),
    ]
    for data in inputs:
        assert_equal(house.lint_table(data), reports)


def test_strs_and_mappings_may_be_mixed(house: Linter) -> None:
    rows: list[Any] = ["So cheap!", {"draft": "cheap", "id": 1}, None, 3, {"id": "x"}, float("nan"), {1: "draft"}]
    assert_equal(house.lint_table(rows), house.lint_many(rows, errors="return"))


def test_an_array_of_no_texts_is_refused_row_by_row(house: Linter) -> None:
    table = house.lint_table(pa.array([3, None]))
    assert [error["code"] for error in table.to_pyarrow()["error"].to_pylist()] == ["wrong-type", "missing-draft"]
    table = house.lint_table(pa.array([None, None]))
    assert table.verdicts == {"error": 2}


def test_bytes_that_are_no_text_are_refused(house: Linter) -> None:
    data = b"ok\xff\xfeSo cheap!"
    offsets = pa.array([0, 2, 4, 13], pa.int32()).buffers()[1]
    broken = pa.StringArray.from_buffers(3, offsets, pa.py_buffer(data))
    for array in [broken, broken.cast(pa.large_string(), safe=False)]:
        rows = house.lint_table({"draft": array, "inbound": ["a", "b", "c"]}).to_pyarrow().to_pylist()
        assert [row["verdict"] for row in rows] == ["pass", None, "revise"]
        assert (rows[1]["error"]["code"], rows[1]["error"]["field"]) == ("not-utf-8", "draft")


def test_no_table_is_a_type_error() -> None:
    for wrong in ["draft", b"draft", 3, None, object()]:
        with pytest.raises(TypeError):
            replylint.lint_table(wrong)
    with pytest.raises(TypeError, match="one value"):
        replylint.lint_table({"draft": "one draft"})
    with pytest.raises(TypeError, match=r"`id` has the type .*Binary"):
        replylint.lint_table(pa.table({"draft": ["x"], "id": [b"x"]}))
    with pytest.raises(TypeError, match="no Arrow data"):
        replylint.lint_table([pa.table({"draft": ["x"]}), "x"])


class Same:
    """Hands over the same capsules again and again, which nobody should."""

    def __init__(self, **capsules: Any) -> None:
        for name, capsule in capsules.items():
            setattr(self, name, lambda capsule=capsule: capsule)


def test_what_was_taken_is_not_taken_again(house: Linter) -> None:
    array = pa.array(DRAFTS)
    stream = Same(__arrow_c_stream__=pa.table({"draft": DRAFTS}).__arrow_c_stream__())
    pair = Same(__arrow_c_array__=array.__arrow_c_array__())
    for data in (stream, pair):
        assert len(house.lint_table(data)) == len(DRAFTS)
        with pytest.raises(ValueError, match="Arrow"):
            house.lint_table(data)
    for wrong in (Same(__arrow_c_stream__=3), Same(__arrow_c_stream__=array.__arrow_c_array__()[0])):
        with pytest.raises((TypeError, ValueError)):
            house.lint_table(wrong)


def test_what_an_input_raises_is_raised(house: Linter) -> None:
    def rows() -> Iterator[str]:
        yield "ok"
        raise RuntimeError("gone")

    def batches() -> Iterator[Any]:
        yield pa.record_batch({"draft": ["ok"]})
        raise RuntimeError("gone\0 as well")

    with pytest.raises(RuntimeError, match="gone"):
        house.lint_table(rows())
    with pytest.raises(RuntimeError, match="gone"):
        house.lint_table({"draft": rows()})
    reader = pa.RecordBatchReader.from_batches(pa.schema({"draft": pa.string()}), batches())
    with pytest.raises(ValueError, match="gone"):
        house.lint_table(reader)
    # And through a stream of ours.
    out = pa.RecordBatchReader.from_stream(house.lint_batches(batches(), rows=1))
    with pytest.raises(Exception, match="gone"):
        out.read_all()


# --- columns


def test_columns_are_found_by_name() -> None:
    table = pa.table({"text": DRAFTS[:2], "draft": ["not it"] * 2, "message": ["Was my bill sent?"] * 2, "n": [1, 2]})
    reports = [replylint.lint(draft, inbound="Was my bill sent?", id=n) for n, draft in enumerate(DRAFTS[:2], 1)]
    assert_equal(replylint.lint_table(table, draft="text", inbound="message", id="n"), [*reports])
    columns = {"draft": "text", "inbound": "message", "id": "n"}
    assert_equal(replylint.lint_table(table, columns=columns), [*reports])
    assert_equal(replylint.lint_table(table.to_pylist(), columns=columns), [*reports])
    assert_equal(replylint.lint_table(table.to_pydict(), columns=columns), [*reports])


def test_one_column_may_be_two_fields(house: Linter) -> None:
    table = house.lint_table({"draft": DRAFTS}, id="draft", carry=["draft"]).to_pyarrow()
    assert table["id"].to_pylist() == [draft or None for draft in DRAFTS]
    assert table["draft"].to_pylist() == DRAFTS


@pytest.mark.parametrize("as_rows", [False, True])
def test_misspelt_columns_are_refused(as_rows: bool) -> None:
    def data(**columns: Any) -> Any:
        return pa.table(columns).to_pylist() if as_rows else pa.table(columns)

    def lint(**columns: Any) -> ReportTable:
        return replylint.lint_table(data(**columns), errors="raise")

    for name in ["chanel", "Channel", "context.authentic", "ratings"]:
        with pytest.raises(RecordError) as error:
            lint(draft=["x"], **{name: ["dm"]})
        assert (error.value.code, error.value.field) == ("unknown-field", name)
    # A column that the caller names is no misspelling.
    for how in ({"channel": "chanel"}, {"carry": ["chanel"]}):
        assert len(replylint.lint_table(data(draft=["x"], chanel=["dm"]), **how)) == 1
    assert len(lint(draft=["x"], ticket_url=["u"])) == 1
    for how in ({"channel": "dm"}, {"carry": ["dm"]}, {"draft": "dm"}):
        with pytest.raises(ValueError, match="dm"):
            replylint.lint_table(data(draft=["x"], id=["a"]), **how)


def test_a_table_without_drafts_is_refused() -> None:
    with pytest.raises(RecordError, match="`text`, `n`") as error:
        replylint.lint_table(pa.table({"text": ["x"], "n": [1]}))
    assert (error.value.code, error.value.field) == ("missing-draft", "draft")


def test_arguments_are_checked() -> None:
    data = {"draft": ["x"]}
    wrong: list[tuple[type[Exception], str, dict[str, Any]]] = [
        (TypeError, "did you mean 'channel'", {"chanel": "x"}),
        (TypeError, "not the name", {"draft": 3}),
        (TypeError, "carry is one name", {"carry": "x"}),
        (ValueError, "of its own", {"carry": ["verdict"]}),
        (ValueError, "twice", {"carry": ["draft", "draft"]}),
        (ValueError, "twice", {"columns": {"draft": "x"}, "draft": "y"}),
        (ValueError, "no field", {"columns": {"reply": "draft"}}),
        (TypeError, "no mapping", {"columns": ["draft"]}),
        (ValueError, "threads", {"threads": -1}),
        (ValueError, "errors", {"errors": "ignore"}),
    ]
    for error, words, how in wrong:
        with pytest.raises(error, match=words):
            replylint.lint_table(data, **how)
        with pytest.raises(error, match=words):
            replylint.lint_batches(data, **how)
    with pytest.raises(TypeError, match="progress"):
        replylint.lint_table(data, progress=3)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="rows"):
        replylint.lint_batches(data, rows=0)
    with pytest.raises(ValueError, match="two columns"):
        replylint.lint_table(pa.Table.from_arrays([pa.array(["x"])] * 2, ["draft", "draft"]))
    for columns in (
        {"draft": ["x"], "id": []},
        {"draft": iter(["x"]), "id": iter([1, 2])},
        {"draft": pa.array(["x"]), "id": iter([])},
    ):
        with pytest.raises(ValueError, match="length"):
            replylint.lint_table(columns)


def test_structs_lists_and_times_are_fields(house: Linter) -> None:
    """Arrow's nested values say what the same values of Python say."""
    at = datetime(2026, 11, 22, 10, 0, tzinfo=timezone.utc)
    records: list[dict[str, Any]] = [
        {
            "draft": "So cheap!",
            "context": {"authenticated": True, "consent": None},
            "thread": [{"role": "customer", "text": "hi", "at": None}, {"role": "agent", "text": "yes", "at": at}],
            "approvals": [{"role": "legal", "by": "Ann"}],
            "received_at": at,
            "posted_at": datetime(2026, 11, 23, 10, 0),
            "rating": Decimal("4.0"),
        },
        {"draft": "ok", "context": None, "thread": [], "approvals": None, "received_at": None, "rating": None},
        {"draft": "ok", "thread": [{"role": "bot", "text": "hi", "at": None}]},
    ]
    table = house.lint_table(pa.Table.from_pylist(records))
    assert table.verdicts == {"revise": 1, "pass": 1, "error": 1}
    assert [row["error"] and row["error"]["field"] for row in table.to_pyarrow().to_pylist()] == [None, None, "thread"]
    broken = pa.table({"draft": ["ok"], "context": [{"authentic": True}]})
    error = house.lint_table(broken).to_pyarrow()["error"][0].as_py()
    assert (error["code"], error["field"]) == ("unknown-field", "context.authentic")


def test_times_are_those_of_python() -> None:
    """What was posted has an advice of its own."""
    draft = "Thanks for your recent visit!"
    at = datetime(2026, 11, 22, 10, 0, tzinfo=timezone.utc)
    posted = replylint.lint(draft, posted_at=at)
    assert posted != replylint.lint(draft)
    times: list[Any] = [pa.array([at], pa.timestamp(unit, "America/New_York")) for unit in ("s", "ms", "us", "ns")]
    times += [pa.array([at], pa.timestamp("us")), pa.array([at.date()]), pa.array([at.date()], pa.date64())]
    times += [pa.array([at.isoformat()]), [at]]
    for time in times:
        assert_equal(replylint.lint_table({"draft": [draft], "posted_at": time}), [posted])


def test_a_row_that_is_null_has_no_draft(house: Linter) -> None:
    structs = pa.array([{"draft": "So cheap!", "id": "a"}, None, {"draft": None, "id": "c"}])
    rows = house.lint_table(structs).to_pyarrow().to_pylist()
    assert [row["verdict"] for row in rows] == ["revise", None, None]
    assert [row["id"] for row in rows] == ["a", None, "c"]
    assert {row["error"]["code"] for row in rows[1:]} == {"missing-draft"}


def test_authenticated_tickets_may_hold_details() -> None:
    """A struct, its flat form and a mapping have the same meaning."""
    draft = "Your root canal on Monday went well."
    secured = replylint.lint(draft, channel="ticket", context={"authenticated": True})
    assert secured != replylint.lint(draft, channel="ticket")
    for data in [
        pa.table({"draft": [draft], "channel": ["ticket"], "context": [{"authenticated": True}]}),
        pa.table({"draft": [draft], "channel": ["ticket"], "context.authenticated": [True]}),
        pa.table({"draft": [draft], "channel": ["ticket"], "context.authenticated": ["1"]}),
        {"draft": [draft], "channel": ["ticket"], "context": [{"authenticated": True}]},
    ]:
        assert_equal(replylint.lint_table(data), [secured])


# --- the output


def test_the_schema_is_always_the_same(house: Linter) -> None:
    declared = replylint.report_schema()
    schema = pa.schema(declared)
    assert declared.to_pyarrow() == schema
    assert list(declared.names) == schema.names
    assert len(declared) == len(schema)
    assert (declared, hash(declared)) == (replylint.report_schema(), hash(replylint.report_schema()))
    assert "verdict: Utf8" in repr(declared)
    inputs: list[Any] = [{"draft": []}, [], [None], pa.array([], pa.string()), DRAFTS, [{"draft": "x", "rating": 9}]]
    for data in inputs:
        table = house.lint_table(data)
        assert table.schema == declared
        assert table.to_pyarrow().schema == schema
        assert pa.schema(table) == schema
        table.to_pyarrow().validate(full=True)


def test_carried_columns_come_back_unchanged(house: Linter) -> None:
    table = pa.table(
        {
            "draft": DRAFTS,
            "n": pa.array([1, None, 3, 4, 5], pa.int16()),
            "when": pa.array([date(2026, 1, 1)] * 5),
            "tags": pa.array([["a"], [], None, ["b", "c"], []]),
            "words": pa.array(["x", "y", None, "x", "y"]).dictionary_encode(),
        }
    )
    carry = ["words", "n", "when", "tags", "draft"]
    done = house.lint_table(pa.concat_tables([table.slice(1, 3), table]), carry=carry)
    assert done.column_names[-5:] == carry
    expected = pa.concat_tables([table.slice(1, 3), table]).select(carry)
    assert done.to_pyarrow().select(carry).to_pylist() == expected.to_pylist()
    assert [done.to_pyarrow().schema.field(name).type for name in carry] == [table.schema.field(n).type for n in carry]
    # Values of Python become text, whatever they are: the schema must not depend on them.
    rows = [
        {"draft": "x", "n": 1},
        {"draft": "x", "n": "one"},
        {"draft": "x"},
        "x",
        {"draft": "x", "n": [date(2026, 1, 1)]},
    ]
    rows_done = house.lint_table(rows, carry=["n"]).to_pyarrow()
    assert rows_done.schema.field("n").type == pa.string()
    assert rows_done["n"].to_pylist()[:4] == ["1", "one", None, None]
    columns = house.lint_table({"draft": ["x", "x"], "n": [Decimal("1.5"), None]}, carry=["n"]).to_pyarrow()
    assert columns["n"].to_pylist() == ["1.5", None]


def test_explanations_may_be_left_out(house: Linter) -> None:
    full = house.lint_table(DRAFTS).to_pyarrow()
    brief = house.lint_table(DRAFTS, explain=False).to_pyarrow()
    assert brief.schema == full.schema
    assert brief.drop_columns("findings").equals(full.drop_columns("findings"))
    for a, b in zip(full["findings"].to_pylist(), brief["findings"].to_pylist(), strict=True):
        assert [{**finding, "message": None, "why": None, "advice": None} for finding in a] == b
        assert all(finding["message"] and finding["why"] and finding["advice"] for finding in a)


def test_repr_counts_and_holds_no_draft(house: Linter) -> None:
    table = house.lint_table({"draft": [*DRAFTS, None], "x": [*DRAFTS, ""]}, carry=["x"])
    assert repr(table) == "<ReportTable of 6 rows, 1 carried: revise=2, unchecked=1, pass=2, error=1>"
    assert table.verdicts == {"revise": 2, "unchecked": 1, "pass": 2, "error": 1}
    assert "<td>revise</td><td>2</td>" in table._repr_html_()
    assert "<td>all</td><td>6</td>" in table._repr_html_()
    assert repr(house.lint_table([])) == "<ReportTable of 0 rows>"
    for shown in (repr(table), table._repr_html_(), repr(table.schema)):
        assert "cheap" not in shown
        assert "office" not in shown


def test_errors_hold_no_draft() -> None:
    secret = "Zanzibarski"
    rows = {
        "draft": [secret] * 4,
        "channel": [secret, f"Dear {secret}, your results are in", "", ""],
        "rating": ["", "", secret, ""],
        "approvals": ["", "", "", secret],
    }
    table = replylint.lint_table(rows)
    assert table.verdicts == {"error": 4}
    errors = table.to_pyarrow()["error"].to_pylist()
    # A short word of a closed list may be repeated, as elsewhere; text that slipped a column is not.
    assert secret not in str(errors[1:])
    with pytest.raises(RecordError) as error:
        replylint.lint_table({name: values[1:] for name, values in rows.items()}, errors="raise")
    assert secret not in str(error.value)


def test_bad_rows_raise_with_their_place(house: Linter) -> None:
    rows = [{"draft": "x", "id": n, "rating": 9 if n in (7_000, 9_000) else 3} for n in range(10_000)]
    for data in (rows, pa.Table.from_pylist(rows)):
        for threads in (1, 3):
            with pytest.raises(RecordError, match=r"^row 7000: ") as error:
                house.lint_table(data, errors="raise", threads=threads)
            assert (error.value.row, error.value.id, error.value.field) == (7_000, "7000", "rating")
    with pytest.raises(RecordError) as error:
        house.lint_many(pa.array(["x", None]))
    assert error.value.row == 1


def test_tables_pickle_and_copy(house: Linter) -> None:
    table = house.lint_table({"draft": DRAFTS, "x": [1, 2, 3, 4, 5]}, carry=["x"])
    again = pickle.loads(pickle.dumps(table))
    assert isinstance(again, ReportTable)
    assert again.to_pyarrow().equals(table.to_pyarrow())
    assert repr(again) == repr(table)
    assert copy.copy(table) is table
    assert copy.deepcopy(table) is table
    with pytest.raises(ValueError, match="no table of reports"):
        replylint._core._restore_table(pa.table({"row": [1]}))
    with pytest.raises(TypeError):
        pickle.dumps(house.lint_batches(DRAFTS))


def test_schemas_pickle_and_copy(house: Linter) -> None:
    carried = house.lint_table({"draft": DRAFTS, "x": [1, 2, 3, 4, 5]}, carry=["x"]).schema
    for schema in (replylint.report_schema(), carried):
        for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
            again = pickle.loads(pickle.dumps(schema, protocol))
            assert again == schema
            assert repr(again) == repr(schema)
        assert copy.copy(schema) is schema
        assert copy.deepcopy(schema) is schema
    assert carried != replylint.report_schema()


def test_what_a_library_took_outlives_the_table(house: Linter) -> None:
    taken = house.lint_table({"draft": pa.array(DRAFTS * 50)}, carry=["draft"]).to_pyarrow()
    gc.collect()
    assert taken["draft"].to_pylist() == DRAFTS * 50


# --- streams


def test_batches_are_a_stream_once(house: Linter) -> None:
    expected = house.lint_table(DRAFTS * 10).to_pyarrow()
    batches = house.lint_batches(DRAFTS * 10, rows=7)
    assert batches.column_names == expected.column_names
    assert batches.schema == replylint.report_schema()
    first = next(batches)
    rest = pa.RecordBatchReader.from_stream(batches).read_all()
    assert pa.concat_tables([first.to_pyarrow(), rest]).equals(expected)
    with pytest.raises(ValueError, match="taken"):
        next(batches)
    assert repr(batches) == "<ReportBatches>"


def test_streams_are_read_and_left_while_a_call_goes_on(house: Linter) -> None:
    """Libraries let the GIL go when they call through C, also below a call of ours."""
    left = []

    def told(*_: object) -> None:
        reader = pa.RecordBatchReader.from_stream(house.lint_batches((row for row in ["ok"] * 10), rows=3))
        assert reader.read_next_batch().num_rows == 3
        left.append(reader)
        reader = pa.RecordBatchReader.from_stream(house.lint_batches((row for row in ["ok"] * 10), rows=3))
        assert reader.read_all().num_rows == 10
        left.clear()

    house.lint_many(["ok"] * 10, progress=told)
    house.lint_table(["ok"] * 10, progress=told)


def test_batches_come_as_the_input_comes(house: Linter) -> None:
    read = 0

    def rows() -> Iterator[str]:
        nonlocal read
        for _ in range(100):
            read += 1
            yield "So cheap!"

    batches = house.lint_batches(rows(), rows=10)
    assert read <= 1
    assert len(next(batches)) == 10
    assert read == 10
    assert sum(map(len, batches)) == 90


def test_carried_types_must_not_change(house: Linter) -> None:
    tables = [pa.table({"draft": ["x"], "n": [1]}), pa.table({"draft": ["x"], "n": ["1"]})]
    with pytest.raises(ValueError, match="changes its type"):
        house.lint_table(tables, carry=["n"])


def test_progress(house: Linter, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[tuple[int, int | None]] = []
    house.lint_table(["ok"] * 40_000, progress=lambda done, total: seen.append((done, total)))
    assert seen == [(16_384, 40_000), (32_768, 40_000), (40_000, 40_000), (40_000, 40_000)]
    seen.clear()
    house.lint_table(iter(["ok"] * 10), progress=lambda done, total: seen.append((done, total)))
    assert seen == [(10, None), (10, 10)]
    # A bar where tqdm is installed, a line elsewhere.
    monkeypatch.setitem(sys.modules, "tqdm", None)
    monkeypatch.setitem(sys.modules, "tqdm.auto", None)
    house.lint_table({"draft": ["ok"] * 10}, progress=True)
    said = capsys.readouterr()
    assert "replylint: 10 rows" in said.err
    assert said.out == ""
    monkeypatch.undo()
    pytest.importorskip("tqdm")
    house.lint_table({"draft": ["ok"] * 10}, progress=True)
    assert "10.0/10.0" in capsys.readouterr().err


def test_an_exception_of_progress_ends_the_work(house: Linter) -> None:
    def stop(*_: object) -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        house.lint_table(["ok"] * 40_000, progress=stop)


def test_many_threads_may_lint_tables_at_once(house: Linter) -> None:
    expected = house.lint_table(DRAFTS * 200).to_pyarrow()
    same: list[bool] = []

    def work() -> None:
        for _ in range(5):
            same.append(house.lint_table(pa.array(DRAFTS * 200)).to_pyarrow().equals(expected))

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert same == [True] * 30


def run(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)], capture_output=True, text=True, check=False, timeout=300
    )


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_ctrl_c_ends_the_work() -> None:
    done = run(
        """
        import itertools, os, signal, threading, replylint
        seen = []
        def told(done, total):
            seen.append(done)
            if len(seen) == 3:
                os.kill(os.getpid(), signal.SIGINT)
        try:
            replylint.lint_table(itertools.repeat("We open at nine."), progress=told)
        except KeyboardInterrupt:
            print("stopped after", len(seen))
        """
    )
    assert done.stdout.startswith("stopped after 3"), done.stderr


@pytest.mark.skipif(not os.path.exists("/proc/self/status"), reason="reads the peak from /proc")
def test_memory_is_bounded_by_the_portion() -> None:
    """A stream of 1.2 GB of drafts, and its reports, pass through a fraction of that."""
    done = run(
        """
        import pyarrow, replylint
        def peak():
            return next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmHWM"))
        house = replylint.Linter(packs=[replylint.Pack.parse('''
        schema = 1
        pack = "house"
        version = "1.0.0"
        [[rule]]
        id = "brand/cheap"
        level = "revise"
        message = "m"
        why = "w"
        do = "d"
        match.phrase.any = ["cheap"]
        ''')], builtin=False)
        def batches(count):
            for number in range(count):
                yield pyarrow.record_batch({"draft": [f"{number} so cheap " + "x" * 4_000] * 5_000})
        rows = 0
        for table in house.lint_batches(batches(5), carry=["draft"]):
            rows += len(table)
        before = peak()
        for table in house.lint_batches(batches(60), carry=["draft"]):
            rows += len(table)
        print(rows, peak() - before)
        """
    )
    assert done.returncode == 0, done.stderr
    rows, grown = map(int, done.stdout.split())
    assert rows == 65 * 5_000
    assert grown < 150_000, "kB"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork")
def test_a_forked_child_can_lint_tables() -> None:
    replylint.lint_table(DRAFTS * 100, threads=2)
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            code = 0 if len(replylint.lint_table(DRAFTS * 500, threads=2)) == 2_500 else 2
        finally:
            os._exit(code)
    signal.alarm(60)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0
    signal.alarm(0)
