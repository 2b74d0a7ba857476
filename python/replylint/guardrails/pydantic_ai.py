"""Pydantic AI: an output validator that sends the model back with what to change.

>>> agent.output_validator(output_validator(regime="hipaa"))  # doctest: +SKIP
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic_ai import ModelRetry, RunContext

from replylint.guardrails._gate import FailOnName, Gate, LinterOptions, draft_of

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from replylint import Linter

__all__ = ["output_validator"]

Output = TypeVar("Output")


def output_validator(
    linter: Linter | None = None,
    *,
    fail_on: FailOnName = "revise",
    fields: Callable[[RunContext[Any]], Mapping[str, Any] | None] | Mapping[str, Any] | None = None,
    draft: str | Callable[[Any], str | None] | None = None,
    **options: Unpack[LinterOptions],
) -> Callable[[RunContext[Any], Output], Awaitable[Output]]:
    """A validator for ``agent.output_validator(…)``, which raises ModelRetry with the report's feedback.

    How often the model may try again is the agent's ``retries``; then Pydantic AI raises UnexpectedModelBehavior.
    Partial outputs of a stream are let through: whoever shows them shows what was not checked.

    `linter`, `fail_on`, `options`: as `replylint.guardrails.Gate` takes them. `fields` gets the RunContext, so that
    ``lambda ctx: {"inbound": ctx.deps.review}`` tells what the draft answers. `draft` is the field of a structured
    output that holds the draft, or a callable that finds it; where it is None there is nothing to check.

    Raises, when a draft is checked, TypeError where there is no text, and what `Gate.check` raises.
    """
    gate: Gate[RunContext[Any]] = Gate(linter, fail_on=fail_on, fields=fields, **options)

    # A coroutine function, since others are moved to a thread.
    async def validate(ctx: RunContext[Any], output: Output) -> Output:
        text = None if ctx.partial_output else draft_of(output, draft)
        if text is not None:
            outcome = gate.check(text, ctx)
            if not outcome.passed:
                raise ModelRetry(outcome.feedback)
        return output

    return validate
