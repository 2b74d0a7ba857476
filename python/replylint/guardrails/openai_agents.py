"""OpenAI Agents SDK: an output guardrail, whose tripwire halts the run.

>>> agent = Agent(name="replies", output_guardrails=[output_guardrail(regime="hipaa")])  # doctest: +SKIP
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from agents import Agent, GuardrailFunctionOutput, OutputGuardrail, RunContextWrapper

from replylint.guardrails._gate import FailOnName, Gate, LinterOptions, draft_of

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from replylint import Linter

__all__ = ["output_guardrail"]


def output_guardrail(
    linter: Linter | None = None,
    *,
    fail_on: FailOnName = "revise",
    fields: Callable[[RunContextWrapper[Any]], Mapping[str, Any] | None] | Mapping[str, Any] | None = None,
    draft: str | Callable[[Any], str | None] | None = None,
    name: str = "replylint",
    **options: Unpack[LinterOptions],
) -> OutputGuardrail[Any]:
    """A guardrail for ``Agent(output_guardrails=[…])``, whose tripwire fires when a draft does not pass.

    Its ``output_info`` is the report as a dict, with one more key: ``feedback``, the instruction for another try. Both
    are in the OutputGuardrailTripwireTriggered that the SDK raises, as ``error.guardrail_result.output.output_info``.

    `linter`, `fail_on`, `options`: as `replylint.guardrails.Gate` takes them. `fields` gets the RunContextWrapper, so
    that ``lambda run: {"inbound": run.context.review}`` tells what the draft answers. `draft` is the field of a
    structured output that holds the draft, or a callable that finds it; where it is None there is nothing to check.
    `name` is what traces call the guardrail.

    Raises, when a draft is checked, TypeError where there is no text, and what `Gate.check` raises.
    """
    gate: Gate[RunContextWrapper[Any]] = Gate(linter, fail_on=fail_on, fields=fields, **options)

    def check(run: RunContextWrapper[Any], _agent: Agent[Any], output: Any) -> GuardrailFunctionOutput:
        text = draft_of(output, draft)
        if text is None:
            return GuardrailFunctionOutput(output_info=None, tripwire_triggered=False)
        outcome = gate.check(text, run)
        info = {**outcome.report.to_dict(), "feedback": outcome.feedback}
        return GuardrailFunctionOutput(output_info=info, tripwire_triggered=not outcome.passed)

    return OutputGuardrail(guardrail_function=check, name=name)
