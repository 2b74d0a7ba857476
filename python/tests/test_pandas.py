"""The accessor of pandas, and frames and series as inputs."""

from __future__ import annotations

import doctest
import subprocess
import sys
from typing import Any

import pytest

import replylint
from replylint import Linter

pd = pytest.importorskip("pandas")
pytest.importorskip("pyarrow")
import replylint.pandas  # noqa: E402

DRAFTS = ["Thanks for your recent visit!", "Our office is open until five.", "So cheap!", ""]


def verdicts(linter: Linter, rows: list[Any]) -> list[str | None]:
    reports = linter.lint_many(rows, errors="return")
    return [getattr(report, "verdict", None) for report in reports]


def test_frames_of_any_dtype_are_inputs(house: Linter) -> None:
    drafts = [*DRAFTS, None]
    expected = house.lint_table({"draft": drafts}).to_pyarrow()
    for dtype in ["str", "object", "string", "category", "string[python]", "string[pyarrow]"]:
        series = pd.Series(drafts, dtype=dtype)
        assert house.lint_table(series.to_frame("draft")).to_pyarrow().equals(expected), dtype
        assert house.lint_table(series.to_frame("text"), draft="text").to_pyarrow().equals(expected), dtype
        assert house.lint_table(series).to_pyarrow()["verdict"].to_pylist() == verdicts(house, drafts), dtype
        assert house.lint_many(series, errors="return")[:4] == house.lint_many(DRAFTS), dtype


def test_columns_of_objects_may_hold_anything(house: Linter) -> None:
    drafts = ["So cheap!", None, float("nan"), pd.NA, pd.NaT, 3, b"x", ["x"], "ok"]
    rows = house.lint_table(pd.DataFrame({"draft": pd.Series(drafts, dtype=object), "id": range(9)})).to_pyarrow()
    assert rows["verdict"].to_pylist() == ["revise", *[None] * 7, "pass"]
    codes = [error and error["code"] for error in rows["error"].to_pylist()]
    assert codes == [None, *["missing-draft"] * 4, *["wrong-type"] * 3, None]
    assert rows["id"].to_pylist() == [str(n) for n in range(9)]


def test_fields_of_any_dtype() -> None:
    frame = pd.DataFrame(
        {
            "draft": ["We will look into it."] * 3,
            "rating": [1, None, 5],
            "channel": pd.Series(["email", None, "dm"], dtype="category"),
            "posted_at": pd.to_datetime(["2026-11-22", None, "2026-11-23"], utc=True),
            "received_at": pd.to_datetime(["2026-11-22", None, "2026-11-23"]),
            "id": pd.Series([1, None, 3], dtype="Int64"),
            "context.authenticated": pd.Series([True, None, False], dtype="boolean"),
            7: [1, 2, 3],
        }
    )
    reports = replylint.lint_many(
        [
            {"draft": "We will look into it.", "rating": 1, "channel": "email", "id": "1"},
            {"draft": "We will look into it."},
            {"draft": "We will look into it.", "rating": 5, "channel": "dm", "id": "3"},
        ]
    )
    done = replylint.lint_table(frame).to_pyarrow()
    assert done["error"].to_pylist() == [None] * 3
    assert done["id"].to_pylist() == [report.id for report in reports]
    assert done["policy"].to_pylist() == [report.policy.digest for report in reports]


def test_the_accessor_keeps_the_index(house: Linter) -> None:
    frame = pd.DataFrame({"reply": [*DRAFTS, None], "n": range(5)}, index=list("edcba"))
    done = frame.replylint.lint(house, draft="reply", carry=["n"])
    assert list(done.index) == list("edcba")
    assert list(done.columns) == [*[name for name in replylint.report_schema().names if name != "row"], "n"]
    assert list(done["n"]) == list(range(5))
    assert [None if pd.isna(word) else word for word in done["verdict"]] == verdicts(house, [*DRAFTS, None])
    # Counts stay whole numbers although one is missing, and are of the same type where none is.
    assert str(done["brand"].dtype) == "Int32"
    assert str(frame.iloc[:4].replylint.lint(house, draft="reply")["brand"].dtype) == "Int32"
    assert list(done["brand"].iloc[:4]) == [0, 0, 1, 0]
    assert done.loc["c", "findings"][0]["rule"] == "brand/cheap"
    joined = frame.join(done[["verdict"]])
    assert joined.loc["c", "verdict"] == "revise"


def test_the_accessor_of_series(house: Linter) -> None:
    series = pd.Series([*DRAFTS, None], index=list("edcba"))
    words = series.replylint.verdict(house)
    assert list(words.index) == list("edcba")
    assert words.name == "verdict"
    assert [None if pd.isna(word) else word for word in words] == verdicts(house, [*DRAFTS, None])
    assert list(series.replylint.lint(house)["verdict"].dropna()) == list(words.dropna())
    assert list(series.iloc[:2].replylint.verdict()) == [replylint.lint(draft).verdict for draft in DRAFTS[:2]]
    assert len(series.iloc[:0].replylint.lint()) == 0


def test_twice_the_same_column_is_refused() -> None:
    frame = pd.DataFrame([["a", "b"]], columns=["draft", "draft"])
    with pytest.raises(ValueError, match="two columns"):
        replylint.lint_table(frame)


def test_frames_need_no_pyarrow_as_inputs() -> None:
    """What pandas holds without pyarrow is read value by value."""
    code = """if True:
        import sys
        sys.modules["pyarrow"] = None
        import pandas, replylint
        frame = pandas.DataFrame({
            "draft": ["Thanks for your recent visit!", None, "We open at nine."], "rating": [1.0, 2.0, None],
            "at": pandas.to_datetime(["2026-11-22"] * 3), "kind": pandas.Series(["a", "b", "a"], dtype="category"),
        })
        for data in (frame, frame["draft"], frame["draft"].astype(object)):
            table = replylint.lint_table(data, **({"posted_at": "at", "brand": "kind"} if data is frame else {}))
            assert table.verdicts == {"block": 1, "pass": 1, "error": 1}, table
        try:
            table.to_pandas()
        except ImportError:
            print("said so")
    """
    done = subprocess.run([sys.executable, "-W", "ignore", "-c", code], capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "said so", done.stderr


def test_the_example_of_the_module() -> None:
    result = doctest.testmod(replylint.pandas)
    assert result.attempted
    assert not result.failed
