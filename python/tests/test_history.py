"""Histories: built, opened, merged, asked, and given to a linter."""

from __future__ import annotations

import copy
import pickle
import threading
from pathlib import Path
from typing import Any

import pytest

import replylint
from replylint import History, HistoryError, Linter, RecordError

KEY = b"sixteen bytes and a few more"
REPLY = "Hi {}, the lift was out for nine days since the part came by ship, and 😀 the stairs are no answer for a pram."


def records(count: int = 4) -> list[dict[str, Any]]:
    return [
        {
            "id": f"r{number}",
            "reply": REPLY.format(name),
            "location": f"l{number % 2}",
            "posted_at": f"2026-01-0{number + 1}T10:00:00Z",
            "rating": 2,
        }
        for number, name in enumerate(["Ana", "Bo", "Cleo", "Dov"][:count])
    ]


@pytest.fixture(scope="module")
def history() -> History:
    return History.build(records(), key=KEY)


def test_what_it_holds(history: History) -> None:
    stats = history.stats()
    assert (stats["replies"], stats["locations"], stats["templates"], stats["templated"]) == (4, 2, 1, 4)
    assert (stats["first"], stats["last"], stats["ratings"]) == ("2026-01-01", "2026-01-04", [0, 4, 0, 0, 0])
    assert stats["top"] == [
        {"template": 1, "uses": 4, "locations": 2, "first": "2026-01-01", "last": "2026-01-04"},
    ]
    assert len(history) == 4
    assert stats["bytes"] == len(history.to_bytes())


def test_queries_give_str_indices(history: History) -> None:
    draft = "👍 " + REPLY.format("Eve")
    found = history.query(draft)
    assert found["share"] > 800
    assert found["source"] == {
        "template": 1,
        "uses": 4,
        "locations": 2,
        "first": "2026-01-01",
        "last": "2026-01-04",
    }
    (span,) = found["spans"]
    assert draft[span["start"] : span["end"]].endswith("no answer for a pram")
    assert history.query("Something else was said here, and nobody had ever said it before today.")["share"] == 0


def test_a_linter_reports_reuse(history: History) -> None:
    linter = Linter(regime="none", history=history)
    assert linter.history is history
    report = linter.lint(REPLY.format("Eve"))
    (finding,) = [finding for finding in report.findings if finding.rule == "generic/reused-reply"]
    assert finding.message == "repeats an earlier reply: template 1, 4 uses at 2 locations"
    assert report.scores.reuse is not None
    assert report.scores.reuse > 800
    without = Linter(regime="none").lint(REPLY.format("Eve"))
    assert without.scores.reuse is None
    assert without.policy.digest != report.policy.digest


def test_a_reply_does_not_repeat_itself() -> None:
    history = History.build(records(1), key=KEY)
    linter = Linter(regime="none", history=history)
    assert linter.lint(REPLY.format("Ana"), id="r0").scores.reuse == 0
    assert linter.lint(REPLY.format("Ana"), id="r1").scores.reuse != 0


def test_files_and_bytes_open_alike(history: History, tmp_path: Path) -> None:
    path = tmp_path / "replies.history"
    history.save(path)
    for opened in (
        History.open(path, key=KEY),
        History.open(str(path), key=KEY),
        History.open(history.to_bytes(), key=KEY),
    ):
        assert opened == history
        assert hash(opened) == hash(history)
        assert opened.to_bytes() == history.to_bytes()
    assert [entry.name for entry in tmp_path.iterdir()] == ["replies.history"]


def test_merging_knows_no_order(history: History) -> None:
    one, other = History.build(records(2), key=KEY), History.build(records()[1:], key=KEY)
    assert History.merge([one, other]).to_bytes() == History.merge(iter([other, one])).to_bytes() == history.to_bytes()
    assert one.append(records()[2:]) == history
    assert len(one) == 2


def test_wrong_keys_and_broken_bytes_are_refused(history: History, tmp_path: Path) -> None:
    def code(source: bytes, key: bytes = KEY) -> str:
        with pytest.raises(HistoryError) as raised:
            History.open(source, key=key)
        again = pickle.loads(pickle.dumps(raised.value))
        assert (str(again), again.code) == (str(raised.value), raised.value.code)
        return raised.value.code

    whole = history.to_bytes()
    assert code(whole, b"another key of enough bytes") == "wrong-key"
    assert code(whole, b"short") == "short-key"
    assert code(b"no history at all") == "not-a-history"
    assert code(b"") == "not-a-history"
    assert code(whole[:-1]) == "truncated"
    assert code(whole[:-1] + bytes([whole[-1] ^ 1])) == "damaged"
    assert code(whole[:8] + b"\x09" + whole[9:]) == "version"
    with pytest.raises(HistoryError):
        History.merge([history, History.build(records(), key=b"another key of enough bytes")])
    with pytest.raises(FileNotFoundError):
        History.open(tmp_path / "none", key=KEY)
    with pytest.raises(IsADirectoryError):
        History.open(tmp_path, key=KEY)
    with pytest.raises(OSError, match="cannot be written"):
        history.save(tmp_path / "no" / "folder")


def test_rows_that_make_no_sense_are_named() -> None:
    with pytest.raises(RecordError) as raised:
        History.build(["fine", {"id": "x", "rating": 3}], key=KEY)
    assert (raised.value.row, raised.value.code) == (1, "missing-draft")
    with pytest.raises(TypeError, match="put it into a list"):
        History.build("one reply", key=KEY)
    with pytest.raises(TypeError):
        History.merge([])


def test_no_key_is_pickled(history: History) -> None:
    for value in (history, Linter(history=history)):
        with pytest.raises(TypeError, match="cannot be pickled"):
            pickle.dumps(value)
    assert copy.deepcopy(history) is history
    assert "sixteen" not in repr(history) + repr(Linter(history=history))


def test_threads_share_a_history(history: History) -> None:
    linter = Linter(regime="none", history=history)
    drafts = [REPLY.format(name) for name in ("Fay", "Gus", "Hal")] * 200
    wanted = linter.lint_many(drafts, threads=1)
    assert wanted == linter.lint_many(drafts, threads=4)
    results: list[Any] = []
    threads = [
        threading.Thread(target=lambda: results.append([history.query(draft) for draft in drafts])) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(results) == 4
    assert all(result == results[0] for result in results)


def test_it_is_exported() -> None:
    assert {"History", "HistoryError", "Reuse", "HistoryStats"} <= set(replylint.__all__)
