"""The gate that all adapters share."""

from __future__ import annotations

import pickle
import subprocess
import sys

import pytest
from drafts import CLEAN, ESCALATED, FOREIGN, NOTED, OPTIONS, REFUSED, SECRET

import replylint
from replylint.guardrails import DraftRefusedError, FailOnName, Gate, fails
from replylint.guardrails._gate import counts, draft_of

FAIL_ON: list[FailOnName] = ["note", "revise", "escalate", "block", "never"]


def test_importing_the_package_imports_no_framework() -> None:
    names = "guardrails_ai", "langchain", "langchain_core", "litellm", "agents", "nemoguardrails", "pydantic_ai"
    code = f"import sys, replylint.guardrails; print([name for name in {names} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_draft_passes_or_comes_back_with_what_to_change() -> None:
    gate: Gate[None] = Gate(**OPTIONS)
    outcome = gate.check(CLEAN)
    assert outcome.passed
    assert outcome.feedback == ""
    outcome = gate.check(REFUSED)
    assert not outcome.passed
    assert outcome.report.verdict == "block"
    assert "must change" in outcome.feedback
    assert "(sentence 2 of 2)" in outcome.feedback
    assert SECRET not in f"{outcome!r} {outcome.feedback}"
    # Tags would be counted as words.
    assert "sentence 2" not in gate.check(f"<p>{REFUSED}</p>", format="html").feedback


@pytest.mark.parametrize("fail_on", FAIL_ON)
@pytest.mark.parametrize("draft", [CLEAN, NOTED, REFUSED, FOREIGN, "", "Thanks for taking the time to write to us."])
def test_the_gate_agrees_with_the_command_line(draft: str, fail_on: FailOnName) -> None:
    command = [sys.executable, "-m", "replylint", "check", "-", "--regime", "hipaa", "--fail-on", fail_on]
    done = subprocess.run(command, input=draft, capture_output=True, text=True, check=False)
    assert done.returncode in (0, 1, 3), done.stderr
    report = replylint.Linter(**OPTIONS).lint(draft)
    assert fails(report, fail_on) == (done.returncode != 0)


def test_an_escalation_fails_below_block() -> None:
    report = replylint.Linter(**OPTIONS).lint(CLEAN, inbound=ESCALATED)
    assert report.verdict == "escalate"
    assert [fails(report, fail_on) for fail_on in FAIL_ON] == [True, True, True, False, False]
    outcome = Gate[None](**OPTIONS).check(CLEAN, inbound=ESCALATED)
    assert "A person must approve this" in outcome.feedback
    assert "needs " in str(DraftRefusedError(outcome))


def test_unchecked_never_passes() -> None:
    report = replylint.Linter(**OPTIONS).lint(FOREIGN)
    assert report.verdict == "unchecked"
    assert all(fails(report, fail_on) for fail_on in FAIL_ON)


def test_which_findings_fail_a_gate_by_themselves() -> None:
    table = {fail_on: [counts(level, fail_on) for level in ("note", "revise", "block")] for fail_on in FAIL_ON}
    assert table == {
        "note": [True, True, True],
        "revise": [False, True, True],
        "escalate": [False, False, True],
        "block": [False, False, True],
        "never": [False, False, False],
    }


def test_fields_come_from_a_mapping_or_a_callable_and_can_be_overridden() -> None:
    fixed: Gate[None] = Gate(fields={"inbound": ESCALATED}, **OPTIONS)
    made: Gate[str] = Gate(fields=lambda inbound: {"inbound": inbound}, **OPTIONS)
    for report in (fixed.check(CLEAN).report, made.check(CLEAN, ESCALATED).report):
        assert report.verdict == "escalate"
    assert fixed.check(CLEAN, inbound=None).report.verdict == "pass"
    nothing: Gate[str] = Gate(fields=lambda _: None, **OPTIONS)
    assert nothing.check(CLEAN, "").passed


def test_a_field_cannot_weaken_the_linter() -> None:
    gate: Gate[None] = Gate(fields={"regime": "none"}, **OPTIONS)
    assert not gate.check(REFUSED).passed


def test_what_is_wrong_is_said_without_the_draft() -> None:
    with pytest.raises(TypeError, match="not both: regime"):
        Gate(replylint.default_linter(), regime="hipaa")
    with pytest.raises(ValueError, match="unknown fail_on 'grave'"):
        Gate(fail_on="grave")  # type: ignore[arg-type]
    gate: Gate[None] = Gate(**OPTIONS)
    with pytest.raises(TypeError) as unknown:
        gate.check(REFUSED, inbond="Hello")
    with pytest.raises(replylint.RecordError) as value:
        gate.check(REFUSED, channel="carrier_pigeon")
    with pytest.raises(replylint.RecordError) as near:
        gate.check_record({"inbond": "Hello"}, REFUSED)
    with pytest.raises(TypeError) as kind:
        draft_of([REFUSED], None)
    for error in (unknown, value, near, kind):
        assert SECRET not in str(error.value)


def test_a_refusal_names_rules_and_can_be_pickled() -> None:
    outcome = Gate[None](**OPTIONS).check(REFUSED)
    error = DraftRefusedError(outcome)
    assert str(error).startswith("the draft was refused (block): ")
    assert "phi/treatment" in str(error)
    assert SECRET not in repr(error)
    again = pickle.loads(pickle.dumps(error))
    assert (str(again), again.outcome) == (str(error), outcome)


def test_where_the_draft_stands() -> None:
    class Reply:
        text = CLEAN
        other: str | None = None

    assert draft_of(CLEAN, None) == CLEAN
    assert draft_of(Reply(), "text") == CLEAN
    assert draft_of({"text": CLEAN}, "text") == CLEAN
    assert draft_of(Reply(), lambda reply: reply.text) == CLEAN
    assert draft_of(Reply(), "other") is None
    assert draft_of(None, None) is None
    with pytest.raises(TypeError, match=r"no text to check in a Reply: draft='body' does not lead to one"):
        draft_of(Reply(), "body")
    with pytest.raises(TypeError, match="name its field with draft="):
        draft_of(Reply(), None)
