"""NeMo Guardrails: an action for output rails. The Colang flows that call it are in docs/guardrails.md.

>>> rails.register_action(reply_action(regime="hipaa"))  # doctest: +SKIP
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Any

from nemoguardrails.actions import action
from nemoguardrails.actions.rail_outcome import RailOutcome

from replylint.guardrails._gate import FailOnName, Gate, LinterOptions

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from replylint import Linter

__all__ = ["reply_action"]


def reply_action(
    linter: Linter | None = None,
    *,
    fail_on: FailOnName = "revise",
    fields: Callable[[Mapping[str, Any]], Mapping[str, Any] | None] | Mapping[str, Any] | None = None,
    name: str = "replylint_check",
    **options: Unpack[LinterOptions],
) -> Callable[..., Awaitable[RailOutcome]]:
    """An action that blocks drafts which do not pass. Register it, or give it a name in the ``actions.py`` of a config.

    A flow calls it with ``draft``, and with any field of a record: ``execute replylint_check(draft=$bot_message,
    inbound=$user_message)``. The metadata of the outcome is the report as a dict, with one more key: ``feedback``.

    The action never raises, since NeMo would log its parameters, the draft among them: what goes wrong blocks, and the
    reason names the kind of error.

    `linter`, `fail_on`, `options`: as `replylint.guardrails.Gate` takes them. `fields` gets the context of the
    conversation (``user_message``, ``bot_message`` and what was set); fields that the flow gives override it.
    """
    gate: Gate[Mapping[str, Any]] = Gate(linter, fail_on=fail_on, fields=fields, **options)

    async def check(draft: str, context: Mapping[str, Any] | None = None, **known: Any) -> RailOutcome:
        try:
            # A variable that the flow has not set is none that the flow gave.
            given = {key: value for key, value in known.items() if value is not None}
            outcome = gate.check(draft, context or {}, **given)
        except Exception as error:  # Whatever it is, it must block and must not show the draft.
            return RailOutcome.failure(reason=f"replylint could not check the draft: {type(error).__name__}")
        metadata = {**outcome.report.to_dict(), "feedback": outcome.feedback}
        if outcome.passed:
            return RailOutcome.allow(metadata=metadata)
        return RailOutcome.block(reason=outcome.feedback, metadata=metadata)

    registered: Callable[..., Awaitable[RailOutcome]] = action(name=name, is_system_action=True)(check)
    return registered
