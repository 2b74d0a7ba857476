"""The validator for Guardrails AI, with models that answer from a script."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

pytest.importorskip("guardrails.validator_base")

from guardrails.settings import settings

# Guardrails AI reports its use to its makers unless told otherwise; tests have no network.
settings.rc.enable_metrics = False

from drafts import CLEAN, ESCALATED, OPTIONS, REFUSED, SECRET
from guardrails.errors import ValidationError
from guardrails.guard import Guard
from guardrails_ai.types import FailResult, PassResult
from pages import run_page

import replylint
from replylint.guardrails.guardrails_ai import ReplyLint

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::UserWarning")


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    load = Guard._load_rc
    Guard._load_rc = lambda _: None
    yield
    Guard._load_rc = load


def test_a_failure_has_spans_and_feedback_and_shows_no_draft() -> None:
    result = ReplyLint(**OPTIONS).validate("👋 " + REFUSED, {})
    assert isinstance(result, FailResult)
    assert result.error_spans is not None
    (span,) = result.error_spans
    assert ("👋 " + REFUSED)[span.start : span.end] == f"Your root canal with Dr. {SECRET} went"
    assert span.reason.endswith("(phi/treatment)")
    assert "must change" in result.error_message
    assert result.fix_value is None
    assert result.metadata is not None
    assert result.metadata["replylint"]["verdict"] == "block"
    assert SECRET not in str(result)


def test_spans_count_characters_whatever_the_linter_counts() -> None:
    result = ReplyLint(replylint.Linter(offsets="utf-8", regime="hipaa", channel="public_review")).validate(
        "👋 " + REFUSED, {}
    )
    assert isinstance(result, FailResult)
    assert result.error_spans is not None
    assert ("👋 " + REFUSED)[result.error_spans[0].start :].startswith("Your root canal")


def test_a_safe_fix_is_the_fix_value_if_it_passes(house: replylint.Linter) -> None:
    draft = "👋 It is cheap. So cheap."
    result = ReplyLint(house).validate(draft, {})
    assert isinstance(result, FailResult)
    assert result.fix_value == "👋 It is affordable. So affordable."
    guard = Guard().use(ReplyLint(house, on_fail="fix"))
    assert guard.validate(draft).validated_output == result.fix_value


def test_with_fix_no_reply_comes_out_where_no_fix_is_safe() -> None:
    assert Guard().use(ReplyLint(on_fail="fix", **OPTIONS)).validate(REFUSED).validated_output is None


def test_metadata_holds_the_fields_of_a_record() -> None:
    validator = ReplyLint(**OPTIONS)
    assert isinstance(validator.validate(CLEAN, {"inbound": "Hello.", "sources": [1, 2]}), PassResult)
    assert isinstance(validator.validate(CLEAN, {"inbound": ESCALATED}), FailResult)
    with pytest.raises(replylint.RecordError, match="inbond") as caught:
        validator.validate(REFUSED, {"inbond": ESCALATED})
    assert SECRET not in str(caught.value)
    chosen = ReplyLint(fields=lambda metadata: {"inbound": metadata["of"]["review"]}, **OPTIONS)
    assert isinstance(chosen.validate(CLEAN, {"of": {"review": ESCALATED}, "inbond": ""}), FailResult)


def test_an_exception_shows_no_draft() -> None:
    guard = Guard().use(ReplyLint(on_fail="exception", **OPTIONS))
    assert guard.validate(CLEAN).validation_passed
    with pytest.raises(ValidationError) as caught:
        guard.validate(REFUSED)
    assert SECRET not in str(caught.value)
    assert "phi/treatment" in str(caught.value)


def test_a_reask_tells_the_model_what_to_change() -> None:
    told: list[str] = []
    drafts = [REFUSED, CLEAN]

    def model(*_: Any, messages: Any = None, **__: Any) -> str:
        told.append(str(messages))
        return drafts.pop(0)

    guard = Guard().use(ReplyLint(on_fail="reask", **OPTIONS))
    result = guard(model, messages=[{"role": "user", "content": "Answer the review."}], num_reasks=1)
    assert result.validated_output == CLEAN
    assert "Leave the treatment out." in told[1]


def test_of_a_stream_the_whole_is_validated() -> None:
    seen: list[str] = []

    class Seen(ReplyLint):
        def _validate(self, value: Any, metadata: dict[str, Any]) -> Any:
            seen.append(value)
            return super()._validate(value, metadata)

    validator = Seen(**OPTIONS)
    assert validator.validate_stream("Please call us. Your root ", {}) is None
    result = validator.validate_stream("canal went well.", {}, remainder=True)
    assert seen == ["Please call us. Your root canal went well."]
    assert isinstance(result, FailResult)


def test_prompts_and_traces_get_no_more_than_the_setting() -> None:
    assert ReplyLint(**OPTIONS).to_prompt() == "replylint/reply: fail_on=revise"


def test_the_page() -> None:
    names = run_page("Guardrails AI", {"draft": CLEAN, "review": "Nice."})
    assert names["reply"] == CLEAN
