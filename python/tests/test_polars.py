"""The namespaces of Polars, and frames and series as inputs."""

from __future__ import annotations

import doctest
from typing import Any

import pytest

import replylint
from replylint import Linter

pl = pytest.importorskip("polars")
import replylint.polars  # noqa: E402

DRAFTS = ["Thanks for your recent visit!", "Our office is open until five.", "So cheap!", "", None]


def verdicts(linter: Linter, rows: list[Any]) -> list[str | None]:
    reports = linter.lint_many(rows, errors="return")
    return [getattr(report, "verdict", None) for report in reports]


def test_frames_and_series_are_inputs(house: Linter) -> None:
    expected = house.lint_table({"draft": DRAFTS}).to_polars()
    frame = pl.DataFrame({"draft": DRAFTS})
    words = [draft for draft in DRAFTS if draft is not None]
    chunked = pl.concat([frame[:2], frame[2:]], rechunk=False)
    for data in [
        frame,
        chunked,
        frame["draft"],
        chunked["draft"],
        frame.cast(pl.Categorical),
        frame.cast(pl.Enum(words)),
        frame.to_struct("record"),
        {"draft": frame["draft"]},
        pl.concat([frame, frame], rechunk=False)[5:],
    ]:
        assert house.lint_table(data).to_polars().equals(expected)
    assert house.lint_many(frame["draft"][:4]) == house.lint_many(DRAFTS[:4])  # type: ignore[arg-type]


def test_lazy_frames_are_to_be_collected() -> None:
    with pytest.raises(TypeError, match="collect"):
        replylint.lint_table(pl.LazyFrame({"draft": DRAFTS}))


def test_tables_become_frames(house: Linter) -> None:
    frame = house.lint_table(DRAFTS).to_polars()
    assert frame["verdict"].to_list() == verdicts(house, DRAFTS)
    assert frame["findings"].list.len().to_list() == [0, 0, 1, 0, None]
    assert frame["error"].struct.field("code").to_list() == [None] * 4 + ["missing-draft"]


def test_expressions(house: Linter) -> None:
    frame = pl.DataFrame({"reply": DRAFTS, "review": ["Was my bill sent?"] * 5})
    done = frame.select(
        pl.col("reply").replylint.verdict(house),
        report=pl.col("reply").replylint.lint(house),
        full=pl.col("reply").replylint.lint(inbound="review", id=pl.lit("x")),
    )
    assert done["reply"].to_list() == verdicts(house, DRAFTS)
    assert done["report"].struct.field("verdict").to_list() == verdicts(house, DRAFTS)
    assert done["report"].dtype == replylint.polars.report_dtype()
    records = [{"draft": draft, "inbound": "Was my bill sent?", "id": "x"} for draft in DRAFTS]
    table = replylint.lint_table(records).to_polars().drop("row")
    assert done["full"].struct.unnest().equals(table)
    # The name is that of the drafts, whatever else takes part.
    assert frame.select(pl.col("reply").replylint.verdict(inbound="review")).columns == ["reply"]


def test_lazy_queries(house: Linter) -> None:
    drafts = [f"{n}: {DRAFTS[n % 4]}" for n in range(5_000)]
    frame = pl.LazyFrame({"n": range(5_000), "draft": drafts})
    query = frame.with_columns(report=pl.col("draft").replylint.lint(house, explain=False)).filter(
        pl.col("report").struct.field("verdict") == "revise"
    )
    assert query.collect_schema()["report"] == replylint.polars.report_dtype()
    expected = [n for n, verdict in enumerate(verdicts(house, drafts)) if verdict == "revise"]
    assert query.collect()["n"].to_list() == expected
    assert query.collect(engine="streaming").sort("n")["n"].to_list() == expected


def test_series_and_frames_have_it_too(house: Linter) -> None:
    series = pl.Series("reply", DRAFTS)
    assert series.replylint.verdict(house).to_list() == verdicts(house, DRAFTS)
    assert series.replylint.verdict(house).name == "reply"
    assert series.replylint.lint(house)["verdict"].to_list() == verdicts(house, DRAFTS)
    frame = pl.DataFrame({"reply": DRAFTS, "n": [1, 2, 3, 4, 5]})
    done = frame.replylint.lint(house, draft="reply", carry=["n"])
    assert done["n"].to_list() == [1, 2, 3, 4, 5]
    assert done["verdict"].to_list() == verdicts(house, DRAFTS)


def test_the_example_of_the_module() -> None:
    result = doctest.testmod(replylint.polars)
    assert result.attempted
    assert not result.failed
