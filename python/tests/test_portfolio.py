"""The portfolio example runs as it stands, with and without matplotlib, and counts what the linter says."""

from __future__ import annotations

import csv
import importlib.util
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

import replylint

FOLDER = Path(__file__).resolve().parents[2] / "examples" / "python"
LOCATIONS = ["Hill Street", "Mill Road", "North Quay", "Orchard Park", "Station Square"]


def run(into: Path, *, hide: bool) -> str:
    """What the script writes to stdout, where matplotlib may be out of sight; a warning fails it."""
    first = into / "first"
    first.mkdir()
    if hide:
        (first / "matplotlib.py").write_text("raise ImportError('hidden')\n", encoding="utf-8")
    script = str(FOLDER / "portfolio.py")
    code = f"import runpy, sys; sys.path.insert(0, {str(first)!r}); runpy.run_path({script!r})"
    command = [sys.executable, "-W", "error", "-c", code]
    done = subprocess.run(command, cwd=into, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    return done.stdout


def rows() -> list[dict[str, Any]]:
    with (FOLDER / "replies.csv").open(encoding="utf-8", newline="") as file:
        replies = [{name: value or None for name, value in row.items()} for row in csv.DictReader(file)]
    return [reply | {"rating": float(reply["rating"]) if reply["rating"] else None} for reply in replies]


def test_the_replies() -> None:
    replies = rows()
    assert len({reply["id"] for reply in replies}) == len(replies) == 60
    assert Counter(reply["location"] for reply in replies) == dict.fromkeys(LOCATIONS, 12)
    assert all(reply["draft"] for reply in replies)


def test_the_table_counts_what_the_linter_says(tmp_path: Path) -> None:
    head, *table = run(tmp_path, hide=True).split("\n\n")[0].splitlines()
    assert head.split() == ["location", "replies", "pass", "revise", "escalate", "block", "most", "often"]
    assert [line[:16].rstrip() for line in table] == LOCATIONS
    counts = {line[:16].rstrip(): [int(count) for count in line[16:64].split()] for line in table}
    reports = replylint.Linter(regime="hipaa").lint_many(rows())
    blocked = Counter(
        reply["location"] for reply, report in zip(rows(), reports, strict=True) if report.verdict == "block"
    )
    for location, (total, *verdicts) in counts.items():
        assert total == sum(verdicts) == 12
        assert verdicts[-1] == blocked[location]
    often = {line[:16].rstrip(): line[64:] for line in table}
    assert "generic/placeholder" in often["Station Square"]
    assert "phi/" in often["Mill Road"]
    assert "generic/reused-reply" in often["Orchard Park"]


def test_bars_of_text(tmp_path: Path) -> None:
    bars = run(tmp_path, hide=True).split("\n\n")[1].splitlines()
    assert bars[0] == "findings by location (b: block, r: revise, n: note)"
    assert [line[:16].rstrip() for line in bars[1:]] == LOCATIONS
    assert all(set(line[16:]) <= set("brn") for line in bars[1:])
    assert max(bars[1:], key=len).startswith("Orchard Park")
    assert not (tmp_path / "findings.png").exists()


def test_a_plot(tmp_path: Path) -> None:
    if importlib.util.find_spec("matplotlib") is None:
        pytest.skip("matplotlib is not installed")
    assert "wrote findings.png" in run(tmp_path, hide=False)
    assert (tmp_path / "findings.png").read_bytes().startswith(b"\x89PNG")
