"""Functions for DuckDB, and its relations as inputs."""

from __future__ import annotations

import doctest
from collections.abc import Iterator
from typing import Any

import pytest

import replylint
from replylint import Linter

duckdb = pytest.importorskip("duckdb")
pa = pytest.importorskip("pyarrow")
import replylint.duckdb  # noqa: E402

DRAFTS = ["Thanks for your recent visit!", "Our office is open until five.", "So cheap!", "", None]


@pytest.fixture
def connection() -> Iterator[Any]:
    connection = duckdb.connect()
    connection.execute("create table replies (n int, draft varchar, review varchar, stars int)")
    for n, draft in enumerate(DRAFTS):
        connection.execute("insert into replies values (?, ?, 'Was my bill sent?', ?)", [n, draft, n % 5 + 1])
    yield connection
    connection.close()


def verdicts(linter: Linter, rows: list[Any]) -> list[str | None]:
    reports = linter.lint_many(rows, errors="return")
    return [getattr(report, "verdict", None) for report in reports]


def test_relations_are_inputs(house: Linter, connection: Any) -> None:
    expected = house.lint_table({"draft": DRAFTS}).to_pyarrow()
    assert house.lint_table(connection.sql("select draft from replies order by n")).to_pyarrow().equals(expected)
    relation = connection.sql("select draft, review as inbound, stars as rating, n as id from replies order by n")
    records = [
        {"draft": draft, "inbound": "Was my bill sent?", "rating": n % 5 + 1, "id": n} for n, draft in enumerate(DRAFTS)
    ]
    assert replylint.lint_table(relation).to_pyarrow().equals(replylint.lint_table(records).to_pyarrow())


def test_a_query_larger_than_a_portion(house: Linter, connection: Any) -> None:
    relation = connection.sql("select 'So cheap, ' || range as draft, range as n from range(50000)")
    rows = 0
    for table in house.lint_batches(relation, carry=["n"], rows=10_000):
        columns = table.to_pyarrow()
        assert columns["n"].to_pylist() == columns["row"].to_pylist()
        assert table.verdicts == {"revise": len(table)}
        rows += len(table)
    assert rows == 50_000


def test_reports_are_tables_of_queries(house: Linter, connection: Any) -> None:
    reports = house.lint_table(connection.sql("select * from replies"), carry=["n"])
    assert len(reports) == 5
    query = "select n, verdict, len(findings) from reports order by n"
    assert connection.sql(query).fetchall() == [
        (n, verdict, None if verdict is None else int(verdict == "revise"))
        for n, verdict in enumerate(verdicts(house, DRAFTS))
    ]
    # A connection answers one query at a time.
    batches = house.lint_batches(connection.cursor().sql("select * from replies"))
    reader = pa.RecordBatchReader.from_stream(batches)
    assert connection.sql("select count(*) from reader").fetchall() == [(5,)]
    reader.close()


def test_functions(house: Linter, connection: Any) -> None:
    replylint.duckdb.register(connection, house)
    rows = connection.sql("select replylint_verdict(draft), replylint_report(draft) from replies order by n").fetchall()
    assert [row[0] for row in rows] == verdicts(house, DRAFTS)
    expected = house.lint_table(DRAFTS).to_pyarrow().drop_columns("row").to_pylist()
    expected[4]["error"]["field"] = "draft"
    for (_, report), row in zip(rows, expected, strict=True):
        if row["error"]:
            assert report["error"]["code"] == "missing-draft"
        else:
            assert report == row
    query = "select f.rule from (select unnest(replylint_report(draft).findings) as f from replies)"
    assert connection.sql(query).fetchall() == [("brand/cheap",)]


def test_functions_of_several_fields(connection: Any) -> None:
    replylint.duckdb.register(connection, name="mail", fields=("draft", "inbound", "channel"), threads=2)
    query = "select mail_report(draft, review, 'email').policy, mail_verdict(draft, null, null) from replies order by n"
    rows = connection.sql(query).fetchall()
    reports = replylint.lint_many(
        [{"draft": draft, "inbound": "Was my bill sent?", "channel": "email"} for draft in DRAFTS[:4]]
    )
    assert [policy for policy, _ in rows] == [*[report.policy.digest for report in reports], None]
    assert [verdict for _, verdict in rows] == verdicts(replylint.default_linter(), DRAFTS)


def test_the_declared_type_is_that_of_the_schema() -> None:
    of = duckdb.sqltype(replylint.duckdb.report_type())
    names = [name for name, _ in of.children]
    assert names == [name for name in replylint.report_schema().names if name != "row"]


def test_the_example_of_the_module() -> None:
    result = doctest.testmod(replylint.duckdb)
    assert result.attempted
    assert not result.failed
