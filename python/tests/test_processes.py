"""Pickles, copies, forks and subinterpreters."""

from __future__ import annotations

import copy
import json
import multiprocessing
import os
import pickle
import subprocess
import sys
from typing import Any

import pytest
from conftest import BRAND, HOUSE

import replylint
from replylint import Brand, Linter, Pack, PackError, RecordError, RowError

DRAFT = "👍 Thanks for your recent visit, so cheap!"


def parts() -> list[Any]:
    """A value of every class that a report holds."""
    report = Linter(packs=[Pack(HOUSE)]).lint(DRAFT, id="r1")
    finding = next(finding for finding in report.findings if finding.fixes)
    made: list[Any] = [report, report.policy, report.policy.packs[0], report.scores, report.checked]
    made += [finding, finding.span, finding.fixes[0], finding.fixes[0].edits[0]]
    data = report.to_dict()
    data["findings"][0] |= {
        "sources": {"for": ["a"], "against": ["b"]},
        "guide": {"quote": "q", "link": "l"},
        "related": [{"in": "inbound", "start": 0, "end": 1, "message": "m"}],
    }
    data["escalations"] = [{"topic": "t", "role": "legal", "why": "w", "cite": ["c"], "satisfied_by": None}]
    data["overridden"] = [{"rule": "r/x", "reason": "because", "by": None, "at": None}]
    data["unchecked"] = [{"category": "phi", "reason": "limit"}]
    data["skipped"] = [{"start": 0, "end": 1, "reason": "signature"}]
    data["incomplete"] = ["length"]
    full = replylint.Report.from_json(json.dumps(data))
    assert full.findings[0].sources is not None
    assert full.findings[0].sources.for_ == ("a",)
    assert full.findings[0].related[0].place == "inbound"
    assert full.incomplete == ("length",)
    made += [full, full.findings[0].sources, full.findings[0].related[0], full.escalations[0], full.overridden[0]]
    assert full.findings[0].guide is not None
    assert full.findings[0].guide.quote == "q"
    made += [full.findings[0].guide]
    made += [full.unchecked[0], full.skipped[0]]
    return made


@pytest.mark.parametrize("part", parts(), ids=lambda part: type(part).__name__)
def test_parts_are_values(part: Any) -> None:
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        again = pickle.loads(pickle.dumps(part, protocol))
        assert type(again) is type(part)
        assert again == part
        assert hash(again) == hash(part)
        assert repr(again) == repr(part)
        assert again.to_dict() == part.to_dict()
    assert copy.copy(part) is part
    assert copy.deepcopy([part])[0] is part
    assert part != object()
    assert part != None  # noqa: E711 - the comparison itself is tested
    assert not hasattr(part, "__dict__")


@pytest.mark.parametrize("part", parts(), ids=lambda part: type(part).__name__)
def test_every_key_of_the_json_is_an_attribute(part: Any) -> None:
    names = {"in": "place", "for": "for_"}
    for key, value in part.to_dict().items():
        attribute = getattr(part, names.get(key, key))
        if not isinstance(value, dict | list):
            assert attribute == value


def test_every_class_is_covered() -> None:
    covered = {type(part).__name__ for part in parts()}
    assert covered == {
        name
        for name, thing in vars(replylint).items()
        if isinstance(thing, type) and thing.__module__ == "replylint" and hasattr(thing, "to_dict")
    }


def test_linters_packs_and_brands_can_be_pickled() -> None:
    linter = Linter(
        brand=Brand.parse(BRAND, "b.toml"),
        packs=[Pack.parse(HOUSE, "p.toml")],
        regime="part2",
        practice="sud",
        profile="strict",
        channel="dm",
        offsets="utf-16",
        as_of="2026-11-22",
    )
    again = pickle.loads(pickle.dumps(linter))
    assert repr(again) == repr(linter)
    assert (again.brand, again.packs) == (linter.brand, linter.packs)
    assert again.packs[0].origin == "p.toml"
    assert again.lint(DRAFT) == linter.lint(DRAFT)
    assert copy.copy(linter) is linter
    assert copy.deepcopy(linter) is linter
    bare = pickle.loads(pickle.dumps(Linter(builtin=False)))
    assert bare.builtin is False
    assert hash(linter.packs[0]) == hash(again.packs[0])
    assert copy.deepcopy(linter.packs[0]) is not None


def test_errors_can_be_pickled() -> None:
    with pytest.raises(PackError) as pack:
        Linter(packs=[Pack.parse(HOUSE.replace('["cheap"]', '["{no-such}"]'), "p.toml")])
    with pytest.raises(RecordError) as record:
        replylint.lint_many([{"id": "a", "draft": "x", "rating": 9}])
    for error in [pack.value, record.value]:
        again = pickle.loads(pickle.dumps(error))
        assert type(again) is type(error)
        assert str(again) == str(error)
        assert vars(again) == vars(error)
    row = RowError(1, None, "wrong-type", "rating", "m")
    assert pickle.loads(pickle.dumps(row)) == row
    assert copy.deepcopy(row) == row
    assert hash(copy.copy(row)) == hash(row)
    assert row != RowError(2, None, "wrong-type", "rating", "m")
    assert row != 3


def work(linter: Linter) -> tuple[list[str], str]:
    return [report.to_json() for report in linter.lint_many([DRAFT] * 500, threads=2)], replylint.lint(DRAFT).to_json()


METHODS = [method for method in multiprocessing.get_all_start_methods() if method != "forkserver"]


@pytest.mark.parametrize("method", METHODS)
def test_children(method: str) -> None:
    """A child lints as its parent does, also one that was forked after its parent used threads."""
    linter = Linter(packs=[Pack(HOUSE)])
    expected = work(linter)
    with multiprocessing.get_context(method).Pool(2) as pool:
        results = pool.map_async(work, [linter] * 4).get(timeout=60)
    assert results == [expected] * 4


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork on this platform")
def test_a_child_forked_while_threads_lint() -> None:
    code = """
import os, signal, threading, replylint
signal.alarm(60)
stop = threading.Event()
def work():
    while not stop.is_set():
        replylint.lint_many(["Thanks for your recent visit!"] * 500, threads=2)
threads = [threading.Thread(target=work) for _ in range(2)]
for thread in threads: thread.start()
for _ in range(10):
    pid = os.fork()
    if pid == 0:
        signal.alarm(20)
        done = replylint.lint_many(["Thanks for your recent visit!"] * 500, threads=2)
        os._exit(0 if len(done) == 500 else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0
stop.set()
for thread in threads: thread.join()
"""
    # The first fork of a process is the one at risk: the threads are building what is built once.
    command = [sys.executable, "-W", "ignore", "-c", code]
    for _ in range(3):
        children = [subprocess.Popen(command, stderr=subprocess.PIPE) for _ in range(4)]
        for child in children:
            _, errors = child.communicate(timeout=100)
            assert child.returncode == 0, errors


def test_a_subinterpreter_does_not_crash() -> None:
    """Subinterpreters are not supported: newer Pythons refuse the import, older ones may lint in them."""
    code = """
import sys
import replylint
try:
    import _interpreters as interpreters
except ImportError:
    try:
        import _xxsubinterpreters as interpreters
    except ImportError:
        sys.exit(77)
script = "try:\\n    import replylint\\nexcept ImportError: pass\\nelse: assert replylint.lint('ok').passed"
failure = interpreters.run_string(interpreters.create(), script)
assert failure is None, failure
"""
    done = subprocess.run([sys.executable, "-c", code], check=False, timeout=60, capture_output=True, text=True)
    if done.returncode == 77:
        pytest.skip("this Python has no subinterpreters")
    assert done.returncode == 0, done.stderr
