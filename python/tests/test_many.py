"""Many drafts in one call."""

from __future__ import annotations

import collections
import sys
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest

import replylint
from replylint import Linter, RecordError, Report, RowError

DRAFTS = [
    "Thanks for your recent visit!",
    "Our office is open until five.",
    "👍 So cheap, and cheap again!",
    "",
    "Your appointment \ud800 is on file.",
]


def rows(count: int) -> list[Any]:
    made: list[Any] = [f"{number}: {DRAFTS[number % len(DRAFTS)]}" for number in range(count)]
    made[3::7] = [{"id": str(n), "draft": made[n], "channel": "email", "inbound": "hello"} for n in range(3, count, 7)]
    return made


@pytest.mark.parametrize("threads", [0, 1, 2, 5])
@pytest.mark.parametrize("count", [0, 1, 63, 5_000])
def test_the_reports_are_those_of_lint_in_order(house: Linter, threads: int, count: int) -> None:
    drafts = rows(count)
    expected = [house.lint(row) if isinstance(row, str) else house.lint_record(row) for row in drafts]
    assert house.lint_many(drafts, threads=threads) == expected
    assert [report.to_json() for report in house.lint_many(drafts, threads=threads)] == [r.to_json() for r in expected]


def test_any_iterable_will_do(house: Linter) -> None:
    drafts = rows(200)
    expected = house.lint_many(drafts)
    for iterable in [tuple(drafts), iter(drafts), (row for row in drafts), collections.deque(drafts)]:
        assert house.lint_many(iterable) == expected


def test_one_draft_is_not_many() -> None:
    for wrong in ["draft", b"draft", {"draft": "x"}]:
        with pytest.raises(TypeError, match="list"):
            replylint.lint_many(wrong)  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        replylint.lint_many(3)  # type: ignore[call-overload]


def test_a_bad_row_raises_with_its_place() -> None:
    with pytest.raises(RecordError, match=r"^row 1: ") as error:
        replylint.lint_many(["ok", {"id": 9, "draft": "ok", "chanel": "dm"}])
    assert (error.value.row, error.value.id) == (1, "9")
    assert (error.value.code, error.value.field) == ("unknown-field", "chanel")


def test_bad_rows_are_returned_in_their_place() -> None:
    drafts: list[Any] = ["ok", None, {"draft": None, "id": "b"}, float("nan"), 3, {"draft": "ok", "rating": 9}, "ok"]
    done = replylint.lint_many(drafts, errors="return")
    assert [type(row) for row in done] == [Report, RowError, RowError, RowError, RowError, RowError, Report]
    errors = [row for row in done if isinstance(row, RowError)]
    assert [row.row for row in errors] == [1, 2, 3, 4, 5]
    assert [row.code for row in errors] == [
        "missing-draft",
        "missing-draft",
        "missing-draft",
        "not-an-object",
        "wrong-type",
    ]
    assert errors[1].id == "b"
    assert errors[4].field == "rating"
    with pytest.raises(AttributeError):
        errors[0].row = 2
    with pytest.raises(TypeError, match="truth value"):
        bool(errors[0])


def test_what_the_iterable_raises_is_raised() -> None:
    def drafts() -> Iterator[str]:
        yield "ok"
        raise RuntimeError("gone")

    for errors in ["raise", "return"]:
        with pytest.raises(RuntimeError, match="gone"):
            replylint.lint_many(drafts(), errors=errors)  # type: ignore[call-overload]


def test_arguments_are_checked() -> None:
    with pytest.raises(ValueError, match="threads"):
        replylint.lint_many([], threads=-1)
    with pytest.raises(ValueError, match="errors"):
        replylint.lint_many([], errors="ignore")  # type: ignore[call-overload]
    with pytest.raises(TypeError, match="progress"):
        replylint.lint_many([], progress=3)  # type: ignore[call-overload]


def test_progress(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    # Without tqdm, whose bar would stand in the place of the line.
    monkeypatch.setitem(sys.modules, "tqdm", None)
    monkeypatch.setitem(sys.modules, "tqdm.auto", None)
    seen: list[tuple[int, int | None]] = []
    replylint.lint_many(["ok"] * 9_000, progress=lambda done, total: seen.append((done, total)))
    assert seen[0] == (4_096, 9_000)
    assert seen[-1] == (9_000, 9_000)
    replylint.lint_many(iter(["ok"] * 5_000), progress=lambda done, total: seen.append((done, total)))
    assert seen[-3:] == [(4_096, None), (5_000, None), (5_000, 5_000)]
    replylint.lint_many(["ok"] * 10, progress=True)
    said = capsys.readouterr()
    assert "replylint: 10 rows" in said.err
    assert said.out == ""
    replylint.lint_many(["ok"] * 10)
    assert capsys.readouterr().err == ""


def test_the_gil_is_released() -> None:
    """Another thread goes on counting while a batch is linted."""
    drafts = ["Thanks for your recent visit to our office on Monday. " * 20] * 2_000
    linter = replylint.default_linter()
    began = time.perf_counter()
    linter.lint_many(drafts, threads=1)
    alone = time.perf_counter() - began
    drafts = (drafts * max(1, int(0.3 / alone) + 1))[:200_000]
    ticks: list[float] = []
    stop = threading.Event()

    def tick() -> None:
        while not stop.wait(0.001):
            ticks.append(time.perf_counter())

    thread = threading.Thread(target=tick)
    thread.start()
    began = time.perf_counter()
    linter.lint_many(drafts, threads=1)
    ended = time.perf_counter()
    stop.set()
    thread.join()
    during = [at for at in ticks if began < at < ended]
    assert len(during) > 20


def test_one_linter_serves_many_threads(house: Linter) -> None:
    drafts = rows(300)
    expected = house.lint_many(drafts)
    results: list[bool] = []

    def work(many: bool) -> None:
        for _ in range(5):
            if many:
                results.append(house.lint_many(drafts) == expected)
            else:
                done = [house.lint(row) if isinstance(row, str) else house.lint_record(row) for row in drafts]
                results.append(done == expected)

    threads = [threading.Thread(target=work, args=(number % 2 == 0,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [True] * 30
