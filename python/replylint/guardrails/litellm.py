"""LiteLLM: a custom guardrail for the SDK and the proxy, on the model's responses.

>>> litellm.callbacks = [ReplylintGuardrail(regime="hipaa", default_on=True)]  # doctest: +SKIP
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Literal, cast

from litellm.exceptions import GuardrailRaisedException
from litellm.integrations.custom_guardrail import CustomGuardrail
from litellm.types.guardrails import GuardrailEventHooks

from replylint.guardrails._gate import FailOnName, Gate, LinterOptions

if TYPE_CHECKING:
    from litellm.types.utils import GenericGuardrailAPIInputs

    from replylint import Linter

__all__ = ["ReplylintGuardrail"]


def _of_the_request(request: dict[str, Any]) -> Mapping[str, Any]:
    """The fields that the caller sent along, as ``metadata={"replylint": {…}}``."""
    for key in ("metadata", "litellm_metadata"):
        given = (request.get(key) or {}).get("replylint")
        if given:
            return cast("Mapping[str, Any]", given)
    return {}


class ReplylintGuardrail(CustomGuardrail):
    """Refuses responses that do not pass, with GuardrailRaisedException (status 400), whose message is the feedback.

    Each text of a response is one draft. Requests are let through as they are, and so are tool calls. What is known
    about the draft comes from the caller's ``metadata={"replylint": {"inbound": …, "rating": …}}`` unless `fields`
    says otherwise; a caller cannot weaken what is set here, so set `regime`, `profile` and `channel`.

    In the proxy's configuration, ``guardrail: my_module.ReplylintGuardrail`` takes the keywords of a linter as they
    stand. `linter`, `fail_on`: as `replylint.guardrails.Gate` takes them; `fields` gets the request's data. Other
    keywords are LiteLLM's own: ``guardrail_name``, ``event_hook`` (``post_call``, the default), ``default_on``, ….

    A stream is held back until its end, since part of a draft is none.

    Raises, when a draft is checked, what `Gate.check` raises; the proxy then refuses as well.
    """

    # LiteLLM asks for it under this name.
    streaming_buffer_until_moderated = True

    def __init__(
        self,
        linter: Linter | None = None,
        *,
        fail_on: FailOnName = "revise",
        fields: Callable[[dict[str, Any]], Mapping[str, Any] | None] | Mapping[str, Any] | None = None,
        guardrail_name: str = "replylint",
        event_hook: Any = GuardrailEventHooks.post_call,
        **options: Any,
    ) -> None:
        names = LinterOptions.__annotations__.keys() & options.keys()
        own = cast("LinterOptions", {name: options.pop(name) for name in names})
        self._gate: Gate[dict[str, Any]] = Gate(linter, fail_on=fail_on, fields=fields or _of_the_request, **own)
        hooks = [GuardrailEventHooks.post_call]
        super().__init__(guardrail_name=guardrail_name, event_hook=event_hook, supported_event_hooks=hooks, **options)

    async def apply_guardrail(
        self,
        inputs: GenericGuardrailAPIInputs,
        request_data: dict[str, Any],
        input_type: Literal["request", "response"],
        logging_obj: Any = None,  # noqa: ARG002 - LiteLLM passes it
    ) -> GenericGuardrailAPIInputs:
        """Checks the texts of a response; see the class. Gives back what it was given."""
        texts = inputs.get("texts") or [] if input_type == "response" else []
        for draft in texts:
            outcome = self._gate.check(draft, request_data)
            if not outcome.passed:
                raise GuardrailRaisedException(
                    guardrail_name=self.guardrail_name,
                    message=outcome.feedback,
                    should_wrap_with_default_message=False,
                    blocked_content=True,
                )
        return inputs
