"""The guardrail for LiteLLM, on its mock responses and through the hooks that its proxy calls."""

from __future__ import annotations

import asyncio
import importlib.util
import os
from typing import Any

import pytest

# Without it, importing LiteLLM asks the network for prices.
os.environ.setdefault("LITELLM_LOCAL_MODEL_COST_MAP", "True")
pytest.importorskip("litellm")

import litellm
from drafts import CLEAN, ESCALATED, OPTIONS, REFUSED, SECRET
from litellm.exceptions import GuardrailRaisedException
from litellm.llms.openai.chat.guardrail_translation.handler import OpenAIChatCompletionsHandler
from litellm.types.guardrails import GuardrailEventHooks
from pages import blocks, run_page

import replylint
from replylint.guardrails.litellm import ReplylintGuardrail

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::UserWarning", "ignore::ResourceWarning")


def answered(text: str, **more: Any) -> litellm.ModelResponse:
    """A response of a model that is not asked."""
    messages = [{"role": "user", "content": "Answer the review."}]
    return litellm.completion(model="gpt-4o", messages=messages, mock_response=text, **more)


def checked(guardrail: ReplylintGuardrail, text: str, **request: Any) -> litellm.ModelResponse:
    """What LiteLLM's own code for chat completions makes of a response with the guardrail."""
    handler = OpenAIChatCompletionsHandler()
    response = answered(text)
    return asyncio.run(handler.process_output_response(response, guardrail, request_data=request))


def test_a_response_that_passes_is_left_as_it_is() -> None:
    response = checked(ReplylintGuardrail(**OPTIONS), CLEAN)
    assert response.choices[0].message.content == CLEAN


def test_a_refused_response_raises_and_shows_no_draft() -> None:
    request: dict[str, Any] = {"metadata": {}}
    with pytest.raises(GuardrailRaisedException) as caught:
        checked(ReplylintGuardrail(**OPTIONS), REFUSED, **request)
    error = caught.value
    assert (error.status_code, error.blocked_content, error.guardrail_name) == (400, True, "replylint")
    assert "Leave the treatment out." in error.message
    assert SECRET not in f"{error} {error!r}"
    # What LiteLLM hands on to its logs about the guardrail.
    (logged,) = request["metadata"]["standard_logging_guardrail_information"]
    assert logged["guardrail_status"] == "guardrail_intervened"
    assert SECRET not in str(logged)


def test_every_choice_is_a_draft() -> None:
    with pytest.raises(GuardrailRaisedException):
        asyncio.run(ReplylintGuardrail(**OPTIONS).apply_guardrail({"texts": [CLEAN, REFUSED]}, {}, "response"))


def test_requests_are_let_through() -> None:
    inputs: Any = {"texts": [REFUSED]}
    guardrail = ReplylintGuardrail(**OPTIONS)
    assert asyncio.run(guardrail.apply_guardrail(inputs, {}, "request")) == inputs


def test_the_caller_s_metadata_tells_what_is_known_and_cannot_weaken_the_linter() -> None:
    guardrail = ReplylintGuardrail(**OPTIONS)
    assert checked(guardrail, CLEAN, metadata={"replylint": {"inbound": "Hello."}})
    with pytest.raises(GuardrailRaisedException, match="A person must approve this"):
        checked(guardrail, CLEAN, litellm_metadata={"replylint": {"inbound": ESCALATED}})
    with pytest.raises(GuardrailRaisedException):
        checked(guardrail, REFUSED, metadata={"replylint": {"regime": "none"}})
    with pytest.raises((TypeError, replylint.RecordError)) as caught:
        checked(guardrail, REFUSED, metadata={"replylint": {"inbond": "Hello."}})
    assert SECRET not in str(caught.value)
    own = ReplylintGuardrail(fields=lambda request: {"inbound": request["messages"][-1]["content"]}, **OPTIONS)
    with pytest.raises(GuardrailRaisedException):
        checked(own, CLEAN, messages=[{"role": "user", "content": ESCALATED}])


def test_it_takes_the_keywords_of_a_proxy_s_configuration() -> None:
    guardrail = ReplylintGuardrail(
        guardrail_name="replies", event_hook="post_call", default_on=True, regime="part2", fail_on="block"
    )
    assert (guardrail.guardrail_name, guardrail.default_on) == ("replies", True)
    assert guardrail._gate.linter.regime == "part2"
    assert guardrail._gate.fail_on == "block"
    assert guardrail.should_run_guardrail({"metadata": {}}, GuardrailEventHooks.post_call)
    with pytest.raises(ValueError, match="not in the supported event hooks"):
        ReplylintGuardrail(event_hook=GuardrailEventHooks.pre_call)


proxy = pytest.mark.skipif(importlib.util.find_spec("fastapi") is None, reason="LiteLLM's proxy is not installed")


def unified() -> Any:
    """What the proxy runs guardrails with."""
    from litellm.proxy.guardrails.guardrail_hooks.unified_guardrail import unified_guardrail

    made: Any = unified_guardrail.UnifiedLLMGuardrails
    return made()


@proxy
def test_the_proxy_s_hook() -> None:
    from litellm.proxy._types import UserAPIKeyAuth

    guardrail = ReplylintGuardrail(default_on=True, **OPTIONS)
    user = UserAPIKeyAuth(api_key="sk-test", request_route="/chat/completions")

    def hook(text: str) -> Any:
        data: dict[str, Any] = {"guardrail_to_apply": guardrail, "metadata": {}, "model": "gpt-4o"}
        return asyncio.run(unified().async_post_call_success_hook(data, user, answered(text)))

    assert hook(CLEAN).choices[0].message.content == CLEAN
    with pytest.raises(GuardrailRaisedException):
        hook(REFUSED)


@proxy
def test_a_stream_is_held_back_until_it_was_checked() -> None:
    from litellm.proxy._types import UserAPIKeyAuth

    guardrail = ReplylintGuardrail(default_on=True, **OPTIONS)
    user = UserAPIKeyAuth(api_key="sk-test", request_route="/chat/completions")

    async def streamed(text: str, seen: list[str]) -> None:
        messages = [{"role": "user", "content": "Answer the review."}]
        response = await litellm.acompletion(model="gpt-4o", messages=messages, mock_response=text, stream=True)
        data: dict[str, Any] = {"guardrail_to_apply": guardrail, "metadata": {}, "model": "gpt-4o"}
        async for chunk in unified().async_post_call_streaming_iterator_hook(user, response, data):
            seen.append(chunk.choices[0].delta.content or "")

    seen: list[str] = []
    asyncio.run(streamed(CLEAN, seen))
    assert "".join(seen) == CLEAN
    seen = []
    with pytest.raises(GuardrailRaisedException):
        asyncio.run(streamed(REFUSED, seen))
    assert "".join(seen) == ""


@proxy
def test_a_call_of_the_sdk_that_asks_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(litellm, "callbacks", [ReplylintGuardrail(**OPTIONS)])

    def ask(text: str) -> Any:
        messages = [{"role": "user", "content": "Answer the review."}]
        call = litellm.acompletion(model="gpt-4o", messages=messages, mock_response=text, guardrails=["replylint"])
        return asyncio.run(call)

    assert ask(CLEAN).choices[0].message.content == CLEAN
    with pytest.raises(GuardrailRaisedException) as caught:
        ask(REFUSED)
    assert SECRET not in str(caught.value)


def test_the_page() -> None:
    names = run_page("LiteLLM", {"response": answered(CLEAN)})
    assert isinstance(names["guardrail"], ReplylintGuardrail)
    yaml = pytest.importorskip("yaml")
    (text,) = blocks("LiteLLM", "yaml")
    (entry,) = yaml.safe_load(text)["guardrails"]
    given = dict(entry["litellm_params"])
    assert given.pop("guardrail") == "reply_guardrail.ReplylintGuardrail"
    made = ReplylintGuardrail(guardrail_name=entry["guardrail_name"], event_hook=given.pop("mode"), **given)
    assert made._gate.linter.regime == "hipaa"
