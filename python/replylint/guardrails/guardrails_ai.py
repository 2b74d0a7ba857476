"""Guardrails AI: a validator with error spans.

>>> guard = Guard().use(ReplyLint(regime="hipaa", on_fail="reask"))  # doctest: +SKIP
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, cast

from guardrails.validator_base import Validator, register_validator
from guardrails_ai.types import ErrorSpan, FailResult, PassResult, ValidationResult

from replylint.guardrails._gate import FailOnName, Gate, LinterOptions, Outcome, counts

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from replylint import Linter

__all__ = ["ReplyLint"]


@register_validator(name="replylint/reply", data_type="string")
class ReplyLint(Validator):
    """Validates a str as the draft of a reply.

    What is known about the draft comes with the metadata of a call, as the fields of a record:
    ``guard.validate(draft, metadata={"inbound": review, "channel": "public_review"})``. Other metadata is ignored, but
    a name that is nearly a field's is refused. Where metadata of other validators is in the way, `fields` says what to
    take from it.

    A failure has one error span for each finding that failed the gate, in str indices of the draft, and the report as
    a dict under ``metadata["replylint"]``. Its fix value is the draft after the rules' safe fixes, where that passes
    the gate, and None otherwise: with ``on_fail="fix"`` no reply then comes out, rather than one that failed.

    Of a stream the whole is validated, at its end: sentences alone would be judged wrongly.

    `linter`, `fail_on`, `options`: as `replylint.guardrails.Gate` takes them; `on_fail` as Guardrails AI does.
    Raises, when a draft is checked, what `Gate.check` raises.
    """

    def __init__(
        self,
        linter: Linter | None = None,
        *,
        fail_on: FailOnName = "revise",
        fields: Callable[[dict[str, Any]], Mapping[str, Any] | None] | Mapping[str, Any] | None = None,
        on_fail: str | Callable[[Any, FailResult], Any] | None = None,
        **options: Unpack[LinterOptions],
    ) -> None:
        # What is handed on becomes part of prompts and traces. Names of actions are taken, though not annotated.
        super().__init__(on_fail=cast("Any", on_fail), fail_on=fail_on)
        self._gate: Gate[dict[str, Any]] = Gate(linter, fail_on=fail_on, fields=fields, **options)
        self._takes_record = fields is None

    def _validate(self, value: Any, metadata: dict[str, Any]) -> ValidationResult:
        draft = str(value)
        outcome = self._check(draft, metadata)
        found = {"replylint": outcome.report.to_dict()}
        if outcome.passed:
            return PassResult(metadata=found)
        findings = outcome.report.with_offsets(draft, "chars").findings
        spans = [
            ErrorSpan(start=finding.start, end=finding.end, reason=f"{finding.message} ({finding.rule})")
            for finding in findings
            if counts(finding.level, self._gate.fail_on)
        ]
        fixed = self._fixed(draft, outcome, metadata)
        return FailResult(error_message=outcome.feedback, fix_value=fixed, error_spans=spans, metadata=found)

    def _check(self, draft: str, metadata: dict[str, Any]) -> Outcome:
        return self._gate.check_record(metadata, draft) if self._takes_record else self._gate.check(draft, metadata)

    def _fixed(self, draft: str, outcome: Outcome, metadata: dict[str, Any]) -> str | None:
        """The draft after all safe fixes that do not touch one another, if it passes."""
        findings = outcome.report.with_offsets(draft, "chars").findings
        safe = [fix for finding in findings for fix in finding.fixes[:1] if fix.applicability == "safe"]
        edits = sorted((edit.start, edit.end, edit.text) for fix in safe for edit in fix.edits)
        parts, at = [], 0
        for start, end, text in edits:
            if start >= at:
                parts += [draft[at:start], text]
                at = end
        fixed = "".join([*parts, draft[at:]])
        return fixed if edits and self._check(fixed, metadata).passed else None

    def _chunking_function(self, chunk: str) -> list[str]:  # noqa: ARG002 - no part of a stream is a draft
        return []
