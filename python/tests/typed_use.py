"""A program of a user who checks types strictly: it uses most of the public API, and runs.

`scripts/typing` holds it against mypy and pyright, both strict. What a value's type must be is said by `assert_type`,
so a stub that says less than it could, or `Any`, fails as well.
"""

from __future__ import annotations

import asyncio
import pickle
import secrets
import sys
from collections.abc import Iterator
from datetime import date, datetime, timezone
from typing import TYPE_CHECKING, Any

import replylint
from replylint import (
    Approval,
    Brand,
    CategoryName,
    Context,
    Fields,
    Finding,
    History,
    HistoryError,
    LevelName,
    Linter,
    Message,
    Pack,
    PackError,
    Record,
    RecordError,
    Report,
    ReportTable,
    Reuse,
    RowError,
    Span,
    VerdictName,
)

if TYPE_CHECKING:
    from typing_extensions import assert_type
else:

    def assert_type(value: object, _: object) -> object:
        return value


DRAFT = "So glad your crown is holding up!"
BRAND = """\
schema = 1
brand = "Alder Dental"
regime = "hipaa"
"""


def one_draft() -> Report:
    """Keywords are typed, words are literals."""
    message: Message = {
        "role": "customer",
        "text": "Is Saturday open?",
        "at": datetime(2026, 9, 1, tzinfo=timezone.utc),
    }
    approval: Approval = {"role": "privacy", "by": "Rosa Diaz"}
    context: Context = {"authenticated": False, "consent": "none"}
    report = replylint.lint(
        DRAFT,
        id=7,
        inbound="Great dentist!",
        thread=[message],
        rating=5,
        channel="public_review",
        regime="hipaa",
        practice="general",
        profile="strict",
        context=context,
        approvals=[approval],
        posted_at="2026-09-02T08:00:00Z",
    )
    assert_type(report, Report)
    return report


def fields_from_elsewhere(draft: str, known: Fields) -> Report:
    """What is known about a draft travels as a TypedDict and is spread into keywords."""
    return replylint.default_linter().lint(draft, **known)


def what_a_report_says(report: Report) -> list[str]:
    assert_type(report.verdict, VerdictName)
    assert_type(report.passed, bool)
    assert_type(report.worst, LevelName | None)
    assert_type(report.findings, tuple[Finding, ...])
    assert_type(report.scores.reuse, int | None)
    assert_type(report.policy.digest, str)
    assert_type(report.checked.phi, bool | None)
    said: list[str] = []
    for finding in report.findings:
        assert_type(finding.span, Span)
        assert_type(finding.category, CategoryName)
        said.append(f"{finding.rule} {finding.start}-{finding.end}: {finding.message}")
        said += [edit.text for fix in finding.fixes for edit in fix.edits]
        if finding.guide is not None and finding.guide.quote is not None:
            said.append(finding.guide.quote)
    said += [f"{escalation.role}: {escalation.approver or 'anyone'}" for escalation in report.escalations]
    said += [f"{unchecked.category}: {unchecked.reason}" for unchecked in report.unchecked]
    said += [report.feedback(), report.mask(DRAFT, char="#", categories=["phi"]), report.highlight(DRAFT)]
    assert_type(report.to_dict(), dict[str, Any])
    assert Report.from_json(report.to_json()) == report
    assert report.with_offsets(DRAFT, "utf-16").offsets == "utf-16"
    return said


def many(linter: Linter) -> int:
    """Texts, records and plain mappings from any iterable; with `errors="return"` refused rows stand in the list."""

    def drafts() -> Iterator[str | Record]:
        yield DRAFT
        yield {"draft": DRAFT, "id": "r1", "channel": "dm"}

    done: list[tuple[int, int | None]] = []
    reports = linter.lint_many(drafts(), threads=2, progress=lambda rows, total: done.append((rows, total)))
    assert_type(reports, list[Report])
    assert done[-1] == (2, 2)
    rows = replylint.lint_many([DRAFT, None, {"draft": DRAFT, "rating": 4}], errors="return")
    assert_type(rows, list[Report | RowError])
    refused = [row for row in rows if isinstance(row, RowError)]
    assert [row.code for row in refused] == ["missing-draft"]
    return len(reports) + len(rows)


def columns(linter: Linter) -> dict[str, int]:
    """A mapping from names to columns is the table that needs no other package."""
    replies = {"number": [1, 2], "reply": [DRAFT, None], "review": ["Great dentist!", None]}
    table = linter.lint_table(replies, draft="reply", inbound="review", carry=["number"], explain=False)
    assert_type(table, ReportTable)
    assert_type(table.column_names, list[str])
    assert table.schema.names[: len(replylint.report_schema())] == replylint.report_schema().names
    for portion in replylint.lint_batches(replies, columns={"draft": "reply"}, rows=1):
        assert_type(portion, ReportTable)
        assert len(portion) == 1
    assert_type(table.verdicts, dict[str, int])
    return table.verdicts


def a_house_of_ones_own() -> Linter:
    brand = Brand.parse(BRAND, "alder.toml")
    assert_type(brand.review(as_of=date(2026, 11, 22)), list[str])
    linter = Linter(brand=brand, packs=[*Pack.builtin()[:0]], profile="standard", offsets="chars", as_of="2026-11-22")
    assert_type(linter.brand, Brand | None)
    assert_type(linter.packs, tuple[Pack, ...])
    assert pickle.loads(pickle.dumps(linter)).lint(DRAFT) == linter.lint(DRAFT)
    return linter


def what_was_said_before() -> int | None:
    key = secrets.token_bytes(32)
    text = "The heating was mended on Thursday, and the hall has been warm since six in the morning."
    spring = History.build([{"reply": text, "id": "a", "location": "Pier Street"}], key=key)
    history = History.merge([spring, History.build([text], key=key)])
    reuse = history.query(text, id="b")
    assert_type(reuse, Reuse)
    assert reuse["share"] == 1000
    assert_type(history.to_bytes(), bytes)
    assert_type(history.stats()["replies"], int)
    return Linter(history=History.open(history.to_bytes(), key=key)).lint(text, id="b").scores.reuse


def what_can_go_wrong() -> list[str | None]:
    """All errors are ValueErrors, with typed attributes."""
    said: list[str | None] = []
    try:
        Brand.parse("schema = 1\nbrand = 3\n", "wrong.toml")
    except PackError as error:
        assert_type(error.line, int | None)
        said.append(error.origin)
    try:
        replylint.default_linter().lint_record({"draft": DRAFT, "chanel": "dm"})
    except RecordError as error:
        assert_type(error.row, int | None)
        said.append(error.field)
    try:
        History.open(b"nothing", key=bytes(32))
    except HistoryError as error:
        said.append(error.code)
    return said


if TYPE_CHECKING:

    def what_checkers_refuse(report: Report, linter: Linter) -> None:
        """Each line is wrong; a checker that finds nothing to ignore says so."""
        replylint.lint(DRAFT, channel="public")  # type: ignore[arg-type]
        replylint.lint(DRAFT, chanel="dm")  # type: ignore[call-arg]
        linter.lint({"draft": DRAFT})  # type: ignore[arg-type]
        linter.lint_many([DRAFT, None])  # type: ignore[list-item]
        linter.lint_table([DRAFT], drafts="reply")  # type: ignore[call-arg]
        report.verdict = "pass"  # type: ignore[misc]
        Linter(profile="harsh")  # type: ignore[arg-type]
        wrong: Fields = {"regime": "gdpr"}  # type: ignore[typeddict-item]
        History.build([DRAFT], key="secret")  # type: ignore[arg-type]
        print(wrong, report.findings[0].level == "grave")  # type: ignore[comparison-overlap]


async def beside_other_work(linter: Linter) -> Report:
    """A long batch goes to a thread; the GIL is released there."""
    reports = await asyncio.to_thread(linter.lint_many, [DRAFT] * 100)
    return reports[0]


def main() -> int:
    report = one_draft()
    assert fields_from_elsewhere(DRAFT, {"channel": "dm", "regime": "hipaa"}).verdict == "block"
    assert any(said.startswith("phi/treatment") for said in what_a_report_says(report))
    linter = a_house_of_ones_own()
    assert many(linter) == 5
    assert columns(linter) == {"block": 1, "error": 1}
    assert what_was_said_before() == 1000
    assert what_can_go_wrong() == ["wrong.toml", "chanel", "not-a-history"]
    assert asyncio.run(beside_other_work(linter)).verdict == "block"
    return 0


if __name__ == "__main__":
    sys.exit(main())
