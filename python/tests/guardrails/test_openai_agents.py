"""The output guardrail for the OpenAI Agents SDK, with a model that answers from a script."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest

pytest.importorskip("agents")

from agents import (
    Agent,
    Model,
    ModelResponse,
    OutputGuardrailTripwireTriggered,
    RunConfig,
    RunContextWrapper,
    Runner,
    Usage,
)
from drafts import CLEAN, ESCALATED, OPTIONS, REFUSED, SECRET
from openai.types.responses import ResponseOutputMessage, ResponseOutputText
from pages import run_page
from pydantic import BaseModel

from replylint.guardrails.openai_agents import output_guardrail

QUIET = RunConfig(tracing_disabled=True)


class Script(Model):
    """A model that gives one answer after the other."""

    def __init__(self, *answers: str) -> None:
        self.answers = list(answers)

    async def get_response(self, *_: Any, **__: Any) -> ModelResponse:
        text = ResponseOutputText(annotations=[], text=self.answers.pop(0), type="output_text")
        message = ResponseOutputMessage(id="1", content=[text], role="assistant", status="completed", type="message")
        return ModelResponse(output=[message], usage=Usage(), response_id=None)

    def stream_response(self, *_: Any, **__: Any) -> AsyncIterator[Any]:
        raise NotImplementedError


class Reply(BaseModel):
    """A structured output."""

    text: str


@dataclass
class Context:
    """What the run knows."""

    review: str


def test_a_draft_that_passes() -> None:
    agent = Agent(name="replies", model=Script(CLEAN), output_guardrails=[output_guardrail(**OPTIONS)])
    result = asyncio.run(Runner.run(agent, "Answer the review.", run_config=QUIET))
    assert result.final_output == CLEAN
    (found,) = result.output_guardrail_results
    assert found.guardrail.get_name() == "replylint"
    assert found.output.output_info["verdict"] == "pass"
    assert found.output.output_info["feedback"] == ""


def test_a_refused_draft_halts_the_run_and_no_error_shows_it() -> None:
    agent = Agent(name="replies", model=Script(REFUSED), output_guardrails=[output_guardrail(**OPTIONS)])
    with pytest.raises(OutputGuardrailTripwireTriggered) as caught:
        asyncio.run(Runner.run(agent, "Answer the review.", run_config=QUIET))
    info = caught.value.guardrail_result.output.output_info
    assert info["verdict"] == "block"
    assert "must change" in info["feedback"]
    assert SECRET not in f"{caught.value} {info}"


def test_a_field_of_a_structured_output() -> None:
    guardrail = output_guardrail(draft="text", **OPTIONS)
    answer = Reply(text=REFUSED).model_dump_json()
    agent = Agent(name="replies", model=Script(answer), output_type=Reply, output_guardrails=[guardrail])
    with pytest.raises(OutputGuardrailTripwireTriggered):
        asyncio.run(Runner.run(agent, "Answer the review.", run_config=QUIET))
    nothing = output_guardrail(draft=lambda _: None, **OPTIONS)
    agent = Agent(name="replies", model=Script(answer), output_type=Reply, output_guardrails=[nothing])
    assert asyncio.run(Runner.run(agent, "Answer the review.", run_config=QUIET)).final_output.text == REFUSED


def test_fields_come_from_the_context() -> None:
    def fields(run: RunContextWrapper[Context]) -> dict[str, str]:
        return {"inbound": run.context.review}

    def answer(review: str) -> Any:
        guardrail = output_guardrail(fields=fields, **OPTIONS)
        agent = Agent[Context](name="replies", model=Script(CLEAN), output_guardrails=[guardrail])
        return asyncio.run(Runner.run(agent, "Answer.", context=Context(review), run_config=QUIET)).final_output

    assert answer("The lamps are broken.") == CLEAN
    with pytest.raises(OutputGuardrailTripwireTriggered) as caught:
        answer(ESCALATED)
    assert caught.value.guardrail_result.output.output_info["verdict"] == "escalate"


def test_the_page() -> None:
    names = run_page("OpenAI Agents", {"model": Script(REFUSED, CLEAN), "review": "Nice.", "quiet": QUIET})
    assert names["reply"] == CLEAN
