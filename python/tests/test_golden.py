"""The cases that every door of replylint answers with the same bytes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from replylint import Brand, Linter, Pack

FOLDER = Path(__file__).resolve().parents[2] / "tests" / "golden" / "doors"


def lines(name: str) -> list[str]:
    return (FOLDER / name).read_text(encoding="utf-8").splitlines()


CASES = [json.loads(line) for line in lines("cases.jsonl")]
REPORTS = lines("reports.jsonl")


def linter(case: dict[str, Any]) -> Linter:
    # What a case does not name is the core's default; only the unit of offsets has another in Python.
    settings = {"offsets": "utf-8"} | {
        name: value for name, value in case.get("settings", {}).items() if value is not None
    }
    return Linter(
        brand=Brand.parse(case["brand"]) if case.get("brand") else None,
        packs=[Pack.parse(text) for text in case.get("packs", [])],
        **settings,
    )


def test_every_case_has_its_report() -> None:
    assert CASES
    assert len(CASES) == len(REPORTS)


@pytest.mark.parametrize(
    ("case", "expected"), list(zip(CASES, REPORTS, strict=False)), ids=[case["name"] for case in CASES]
)
def test_a_case(case: dict[str, Any], expected: str) -> None:
    made = linter(case)
    report = made.lint_record(case["record"])
    assert report.to_json() == expected
    assert made.lint_many([case["record"]])[0].to_json() == expected
    fields = dict(case["record"])
    draft = fields.pop("draft")
    if all("." not in name for name in fields):
        assert made.lint(draft, **fields).to_json() == expected
