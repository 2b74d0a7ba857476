"""Offsets are str indices, whatever stands before them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import replylint
from replylint import Linter, OffsetsName, Pack

PACK = """\
schema = 1
pack = "marker"
version = "1.0.0"

[[rule]]
id = "brand/marker"
level = "note"
message = "holds the marker"
why = "The test looks for it."
do = "Leave it."
match.phrase.any = ["cheap"]
fix = { title = "mark", replace = "x", safe = false }
hits = [{ draft = "cheap" }]
passes = [{ draft = "x", because = "no marker" }]
"""
LINTERS: dict[OffsetsName, Linter] = {
    unit: Linter(packs=[Pack.parse(PACK)], builtin=False, offsets=unit) for unit in ("chars", "utf-8", "utf-16")
}
AROUND = st.text(
    alphabet=st.one_of(
        st.sampled_from(" .,!?\n\r\té漢👍👩\u200d\u0301\ufeff\u00a0"), st.characters(exclude_categories=["L", "M", "N"])
    ),
    max_size=30,
)


def cut(draft: str, start: int, end: int, unit: OffsetsName) -> str:
    if unit == "chars":
        return draft[start:end]
    width, encoding = (1, "utf-8") if unit == "utf-8" else (2, "utf-16-le")
    data = draft.encode(encoding, "surrogatepass")
    return data[start * width : end * width].decode(encoding, "surrogatepass")


@given(st.lists(AROUND, min_size=1, max_size=6))
@settings(max_examples=300, deadline=None)
def test_every_unit_cuts_the_same_text(parts: list[str]) -> None:
    draft = " cheap ".join(parts)
    seen = []
    for unit, linter in LINTERS.items():
        report = linter.lint(draft)
        assert report.offsets == unit
        seen.append([cut(draft, finding.start, finding.end, unit) for finding in report.findings])
        for finding in report.findings:
            edit = finding.fixes[0].edits[0]
            assert (edit.start, edit.end) == (finding.start, finding.end)
    assert seen[0] == seen[1] == seen[2]
    assert all("cheap" in text for text in seen[0])


@given(st.text(st.characters(), max_size=60))
@settings(max_examples=300, deadline=None)
def test_any_str_at_all_is_linted(draft: str) -> None:
    report = replylint.lint(draft, inbound=draft, author=draft)
    for finding in report.findings:
        assert 0 <= finding.start < finding.end <= len(draft)
    report.highlight(draft)
    assert len(report.mask(draft)) == len(draft)


@given(st.lists(st.sampled_from(["cheap", " ", "é", "👍", "\ud83d", "\ude00", "\udfff", "."]), max_size=12))
@settings(max_examples=300, deadline=None)
def test_lone_surrogates_keep_their_place(parts: list[str]) -> None:
    draft = " ".join(parts)
    stand_in = "".join("\ufffd" if "\ud800" <= c <= "\udfff" else c for c in draft)
    for unit, linter in LINTERS.items():
        report = linter.lint(draft)
        assert report == linter.lint(stand_in)
        if unit == "chars":
            assert [draft[f.start : f.end] for f in report.findings] == ["cheap"] * parts.count("cheap")
        assert report == linter.lint_many([draft])[0] == linter.lint_record({"draft": draft})


def test_after_an_emoji() -> None:
    draft = "👍🏽 Thanks for your recent visit!"
    finding = replylint.lint(draft).findings[0]
    assert draft[finding.start : finding.end].endswith("visit")
    in_utf8 = Linter(offsets="utf-8").lint(draft).findings[0]
    assert draft.encode()[in_utf8.start : in_utf8.end].decode() == draft[finding.start : finding.end]


def test_offsets_can_be_converted() -> None:
    draft = "👍 cheap"
    chars, utf16 = LINTERS["chars"].lint(draft), LINTERS["utf-16"].lint(draft)
    assert chars.with_offsets(draft, "utf-16") == utf16
    assert utf16.with_offsets(draft, "chars") == chars
    with pytest.raises(ValueError, match="offset unit"):
        chars.with_offsets(draft, "bytes")  # type: ignore[arg-type]


def test_a_str_subclass_is_a_str() -> None:
    class Text(str):
        __slots__ = ()

    assert LINTERS["chars"].lint(Text("cheap")) == LINTERS["chars"].lint("cheap")
