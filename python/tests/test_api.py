"""The linter, its settings, and the fields of a record."""

from __future__ import annotations

import inspect
import os
import re
import types
from collections import UserDict
from datetime import date, datetime, timezone
from pathlib import Path
from typing import Any, get_args

import pytest
from conftest import BRAND, HOUSE

import replylint
from replylint import Brand, Linter, Pack, PackError, RecordError, Report, _types

SECRET = "Zanzibar Quetzal"


def test_a_report_says_what_was_found() -> None:
    draft = "Thanks for your recent visit!"
    report = replylint.lint(draft)
    assert (report.verdict, report.passed, report.worst) == ("block", False, "block")
    finding = next(finding for finding in report.findings if finding.rule == "phi/visit")
    assert (finding.category, finding.level) == ("phi", "block")
    assert draft[finding.start : finding.end] in draft
    assert (finding.span.start, finding.span.end) == (finding.start, finding.end)
    assert finding.message
    assert finding.why
    assert finding.advice
    assert "45 CFR 164.502(a)" in finding.cite
    assert len(finding.fingerprint) == 16
    assert report.policy.regime == "hipaa"
    assert report.policy.regime_given is False
    assert report.policy.engine == replylint.__version__
    assert len(report.policy.digest) == 64
    assert report.checked.phi is True
    assert report.offsets == "chars"


def test_a_clean_draft_passes() -> None:
    report = replylint.lint("Our office is open until five on weekdays.")
    assert report.verdict == "pass"
    assert report.passed
    assert report.worst is None
    assert report.findings == ()


def test_fixes_and_their_edits(house: Linter) -> None:
    draft = "It is cheap."
    (finding,) = house.lint(draft).findings
    (fix,) = finding.fixes
    (edit,) = fix.edits
    assert fix.applicability == "safe"
    assert draft[: edit.start] + edit.text + draft[edit.end :] == "It is affordable."


def test_a_report_has_no_truth_value() -> None:
    with pytest.raises(TypeError, match=r"\.passed"):
        bool(replylint.lint("ok"))


def test_reports_and_findings_are_frozen(house: Linter) -> None:
    report = house.lint("cheap")
    for target, name in [(report, "verdict"), (report.findings[0], "level"), (report.findings[0].span, "start")]:
        with pytest.raises(AttributeError):
            setattr(target, name, "pass")
    assert report.findings is report.findings
    assert isinstance(report.findings, tuple)


def test_json_both_ways(house: Linter) -> None:
    report = house.lint("cheap 👍", id="r1")
    assert Report.from_json(report.to_json()) == report
    assert report.to_dict()["findings"][0]["span"] == {"start": 0, "end": 5}
    assert report.to_dict()["findings"][0] == report.findings[0].to_dict()
    assert "\n" not in report.to_json()
    for text in ["", "{}", '"x"', report.to_json().replace('"schema":1', '"schema":2')]:
        with pytest.raises(ValueError, match="report"):
            Report.from_json(text)


def test_forms_for_people(house: Linter) -> None:
    draft = "So <b>cheap</b>"
    report = house.lint(draft)
    assert "&lt;b&gt;" in report.highlight(draft)
    assert "<table" in report._repr_html_()
    assert report.mask(draft) == draft
    assert report.mask(draft, char="#", categories=["brand"]) == "So <b>#####</b>"
    assert "affordable" in report.feedback()
    assert "brand/cheap" in str(report)
    with pytest.raises(ValueError, match="unknown category"):
        report.mask(draft, categories=["nonsense"])  # type: ignore[list-item]
    with pytest.raises(ValueError, match="length"):
        report.mask(draft, char="ab")


def test_packs_and_brands_by_path_and_object(tmp_path: Path) -> None:
    pack, brand = tmp_path / "house.toml", tmp_path / "brand.toml"
    pack.write_text(HOUSE, encoding="utf-8")
    brand.write_text(BRAND, encoding="utf-8")
    linters = [
        Linter(packs=[pack], brand=brand),
        Linter(packs=[str(pack)], brand=str(brand)),
        Linter(packs=[os.fspath(pack)], brand=Brand.load(brand)),
        Linter(packs=[Pack.load(pack)], brand=Brand.parse(BRAND, origin="elsewhere.toml")),
        Linter(packs=[Pack.parse(HOUSE)], brand=Brand(BRAND)),
    ]
    digests = {linter.lint("x").policy.digest for linter in linters}
    assert len(digests) == 1
    linter = Linter(packs=(path for path in [pack]), brand=brand)
    assert linter.brand == Brand.load(brand)
    assert [(pack.name, pack.version) for pack in linter.packs] == [("house", "1.2.0")]
    assert Pack.load(pack).origin == str(pack)
    assert Pack.load(pack).text == HOUSE
    assert "phi" in {pack.name for pack in Pack.builtin()}


def test_files_that_cannot_be_used(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError) as missing:
        Linter(brand=tmp_path / "no.toml")
    assert missing.value.filename == str(tmp_path / "no.toml")
    with pytest.raises(ValueError, match="use parse"):
        Linter(brand=BRAND)
    with pytest.raises(TypeError, match="put it into a list"):
        Linter(packs="house.toml")
    latin = tmp_path / "latin.toml"
    latin.write_bytes(b"schema = 1\n# caf\xe9\n")
    with pytest.raises(PackError, match="not UTF-8") as error:
        Pack.load(latin)
    assert error.value.line == 2
    marked = tmp_path / "marked.toml"
    marked.write_bytes(b"\xef\xbb\xbf" + HOUSE.encode())
    assert Pack.load(marked).text == HOUSE


def test_pack_errors_say_where_and_what() -> None:
    with pytest.raises(PackError) as error:
        Pack.parse(HOUSE.replace("fix =", "fixx ="), "house.toml")
    assert (error.value.origin, error.value.line) == ("house.toml", 12)
    assert isinstance(error.value.column, int)
    assert str(error.value).startswith(f"house.toml:12:{error.value.column}: ")
    with pytest.raises(PackError) as error:
        Linter(packs=[Pack.parse(HOUSE.replace('["cheap"]', '["{no-such}"]'), "house.toml")])
    assert error.value.rule == "brand/cheap"
    with pytest.raises(PackError) as error:
        Pack.parse("")
    assert error.value.help
    assert isinstance(error.value, ValueError)


def test_settings_are_words() -> None:
    for name in ["regime", "practice", "profile", "channel", "offsets"]:
        with pytest.raises(ValueError, match=r"unknown .* `nonsense`; write one of"):
            Linter(**{name: "nonsense"})  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        Linter("brand.toml")  # type: ignore[call-arg]
    for wrong in ["tomorrow", "2026-1-1"]:
        with pytest.raises(ValueError, match="as_of"):
            Linter(as_of=wrong)
    assert Linter(as_of=date(2026, 11, 22)).as_of == "2026-11-22"
    assert Linter(as_of="2026-11-22").lint("x").policy.as_of == "2026-11-22"


def test_a_draft_cannot_weaken_the_linter() -> None:
    linter = Linter(regime="hipaa", profile="strict", channel="public_review")
    policy = linter.lint("ok", regime="none", profile="lenient", channel="portal").policy
    assert (policy.regime, policy.profile, policy.channel) == ("hipaa", "strict", "public_review")
    assert policy.regime_given


def test_fields_decide() -> None:
    draft = "Thanks for your recent visit!"
    assert replylint.lint(draft, channel="portal").verdict == "pass"
    assert replylint.lint(draft, channel="ticket", context={"authenticated": True}).verdict == "pass"
    assert replylint.lint(draft, channel="ticket").verdict != "pass"
    assert replylint.lint(draft, id=7).id == "7"
    report = replylint.lint(
        "ok",
        id="a",
        format="text",
        inbound="hello",
        thread=[{"role": "customer", "text": "hi", "at": datetime(2026, 1, 1, tzinfo=timezone.utc)}],
        author="Ann",
        rating=4.5,
        practice="general",
        approvals=[{"role": "privacy", "by": "Bo"}],
        received_at=datetime(2026, 1, 1, tzinfo=timezone.utc),
        brand=None,
        location="",
    )
    assert report.id == "a"


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"rating": 9}, "rating"),
        ({"rating": True}, "rating"),
        ({"rating": 10**40}, "rating"),
        ({"channel": "fax"}, "channel"),
        ({"channel": 3}, "channel"),
        ({"inbound": b"bytes"}, "inbound"),
        ({"inbound": object()}, "inbound"),
        ({"context": {"authentic": True}}, "context.authentic"),
        ({"context": []}, "context"),
        ({"context": {1: 2}}, "context"),
        ({"thread": [{"role": "bot", "text": SECRET}]}, "thread"),
        ({"thread": {1, 2}}, "thread"),
        ({"approvals": "nonsense"}, "approvals"),
    ],
)
def test_a_wrong_value_names_its_field(fields: dict[str, Any], field: str) -> None:
    with pytest.raises(RecordError) as error:
        replylint.lint("x", **fields)
    assert error.value.field == field
    assert field.rsplit(".", maxsplit=1)[0] in str(error.value)
    assert isinstance(error.value, ValueError)
    with pytest.raises(RecordError) as of_record:
        replylint.default_linter().lint_record({"draft": "x", **fields})
    assert (of_record.value.field, of_record.value.code) == (field, error.value.code)


def test_a_field_that_holds_itself_is_refused() -> None:
    loop: list[Any] = []
    loop.append(loop)
    with pytest.raises(RecordError, match="thread"):
        replylint.lint("x", thread=loop)


def test_unknown_keywords_name_the_near_miss() -> None:
    with pytest.raises(TypeError, match="unexpected keyword argument 'chanel'; did you mean 'channel'"):
        replylint.lint("x", chanel="dm")  # type: ignore[call-arg]
    with pytest.raises(TypeError, match=r"unexpected keyword argument 'zzz'$"):
        replylint.lint("x", zzz=1)  # type: ignore[call-arg]
    with pytest.raises(TypeError):
        replylint.lint(3)  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        replylint.lint(None)  # type: ignore[arg-type]


def test_records() -> None:
    linter = replylint.default_linter()
    draft = "Thanks for your recent visit!"
    expected = linter.lint(draft, id="r1", channel="email")
    record = {"id": "r1", "draft": draft, "channel": "email", "rating": float("nan"), "ticket_url": object()}
    for mapping in [record, UserDict(record), types.MappingProxyType(record)]:
        assert linter.lint_record(mapping) == expected
    flat = {"draft": draft, "channel": "ticket", "context.authenticated": "1"}
    assert linter.lint_record(flat).verdict == "pass"
    for wrong, code in [
        ({}, "missing-draft"),
        ({"draft": None}, "missing-draft"),
        ({"draft": 3}, "wrong-type"),
        ({"draft": "x", "chanel": "dm"}, "unknown-field"),
        ({"draft": "x", 3: "dm"}, "not-an-object"),
    ]:
        with pytest.raises(RecordError) as error:
            linter.lint_record(wrong)  # type: ignore[arg-type]
        assert error.value.code == code
    with pytest.raises(TypeError):
        linter.lint_record("draft")  # type: ignore[arg-type]


def test_what_a_mapping_raises_is_raised() -> None:
    class Broken(UserDict[str, str]):
        def __getitem__(self, key: str) -> str:
            raise RuntimeError("gone")

    with pytest.raises(RuntimeError, match="gone"):
        replylint.default_linter().lint_record(Broken(draft="x"))


def test_no_text_in_repr_or_exceptions(house: Linter) -> None:
    draft = f"So cheap, {SECRET}"
    report = house.lint(draft, inbound=SECRET, author=SECRET)
    shown = [repr(report), str(report), repr(house), report.to_json(), report.feedback(), report._repr_html_()]
    shown += [repr(finding) + repr(finding.fixes) + repr(finding.span) for finding in report.findings]
    shown += [repr(edit) for finding in report.findings for fix in finding.fixes for edit in fix.edits]
    assert "affordable" not in shown[-1]
    for fields in [{"channel": draft}, {"thread": [draft]}, {"context": {"consent": draft}}, {"rating": draft}]:
        with pytest.raises(RecordError) as error:
            replylint.lint(draft, **fields)  # type: ignore[arg-type]
        shown.append(str(error.value) + repr(error.value))
    with pytest.raises(ValueError, match="not the JSON of a report") as of_json:
        Report.from_json(f'"{draft}"')
    shown.append(str(of_json.value))
    assert not [text for text in shown if "Quetzal" in text]


def test_reprs() -> None:
    linter = Linter(brand=Brand(BRAND), packs=[Pack(HOUSE)], builtin=False, regime="part2", offsets="utf-16")
    assert repr(linter) == ("Linter(brand='acme', packs=['house'], builtin=False, regime='part2', offsets='utf-16')")
    assert repr(Pack(HOUSE)) == "Pack(name='house', version='1.2.0')"
    report = linter.lint("cheap")
    assert repr(report) == "Report(verdict='revise', findings=1, escalations=0)"
    assert repr(report.findings) == "(Finding(rule='brand/cheap', level='revise', start=0, end=5),)"


def test_the_words_of_annotations_are_the_words_of_the_core() -> None:
    words = replylint._core._words()
    for name, expected in words.items():
        assert sorted(get_args(getattr(_types, name))) == sorted(expected), name
    assert {name for name in vars(_types) if name.endswith("Name")} == set(words)


def test_keywords_are_the_fields_of_a_record() -> None:
    parameters = list(inspect.signature(Linter.lint).parameters)[2:]
    assert parameters == list(inspect.signature(replylint.lint).parameters)[1:]
    assert set(parameters) == set(_types.Fields.__annotations__)


def test_everything_is_documented() -> None:
    for name in replylint.__all__:
        thing = getattr(replylint, name)
        if not inspect.isroutine(thing) and not inspect.isclass(thing):
            continue
        assert thing.__doc__, name
        if not inspect.isclass(thing) or not thing.__module__.startswith("replylint"):
            continue
        for attribute, value in vars(thing).items():
            if not attribute.startswith("_") and not isinstance(value, types.MemberDescriptorType):
                assert value.__doc__, f"{name}.{attribute}"


def test_the_version_is_the_package_s() -> None:
    from importlib.metadata import version

    assert re.fullmatch(r"\d+\.\d+\.\d+.*", replylint.__version__)
    assert version("replylint") == replylint.__version__
