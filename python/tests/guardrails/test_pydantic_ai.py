"""The output validator for Pydantic AI, with models that answer from a script."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any

import pytest

pytest.importorskip("pydantic_ai")

from drafts import CLEAN, ESCALATED, OPTIONS, REFUSED, SECRET
from pages import run_page
from pydantic import BaseModel
from pydantic_ai import Agent, RunContext, UnexpectedModelBehavior
from pydantic_ai.messages import ModelMessage, ModelResponse, TextPart, ToolCallPart
from pydantic_ai.models.function import AgentInfo, FunctionModel
from pydantic_ai.models.test import TestModel

from replylint.guardrails.pydantic_ai import output_validator


class Script:
    """A model that gives one draft after the other, and keeps what it was told."""

    def __init__(self, *drafts: str) -> None:
        self.drafts = list(drafts)
        self.told: list[str] = []

    def __call__(self, messages: list[ModelMessage], info: AgentInfo) -> ModelResponse:
        self.told.append(str(messages[-1]))
        draft = self.drafts.pop(0)
        if info.output_tools:
            return ModelResponse(parts=[ToolCallPart(info.output_tools[0].name, {"text": draft, "score": 1})])
        return ModelResponse(parts=[TextPart(draft)])


class Reply(BaseModel):
    """A structured output."""

    text: str
    score: int


def answer(agent: Agent[Any, Any], **more: Any) -> Any:
    """What an agent answers, in a loop that is closed."""
    return asyncio.run(agent.run("Answer the review.", **more)).output


@dataclass
class Deps:
    """What the agent knows."""

    review: str


def test_a_refused_draft_comes_back_with_the_feedback() -> None:
    script = Script(REFUSED, CLEAN)
    agent = Agent(FunctionModel(script))
    agent.output_validator(output_validator(**OPTIONS))
    assert answer(agent) == CLEAN
    assert "phi/treatment" in script.told[1]
    assert SECRET not in script.told[1]


def test_a_field_of_a_structured_output() -> None:
    script = Script(REFUSED, CLEAN)
    agent = Agent(FunctionModel(script), output_type=Reply)
    agent.output_validator(output_validator(draft="text", **OPTIONS))
    assert answer(agent) == Reply(text=CLEAN, score=1)
    assert "phi/treatment" in script.told[1]


def test_fields_come_from_the_dependencies() -> None:
    seen: list[str] = []

    def fields(ctx: RunContext[Deps]) -> dict[str, str]:
        seen.append(ctx.deps.review)
        return {"inbound": ctx.deps.review}

    agent = Agent(FunctionModel(Script(CLEAN, CLEAN)), deps_type=Deps, retries=0)
    agent.output_validator(output_validator(fields=fields, **OPTIONS))
    assert answer(agent, deps=Deps("The lamps are broken.")) == CLEAN
    with pytest.raises(UnexpectedModelBehavior):
        answer(agent, deps=Deps(ESCALATED))
    assert seen == ["The lamps are broken.", ESCALATED]


def test_when_tries_run_out_no_error_shows_the_draft() -> None:
    agent = Agent(FunctionModel(Script(REFUSED, REFUSED)), retries=1)
    agent.output_validator(output_validator(**OPTIONS))
    with pytest.raises(UnexpectedModelBehavior) as caught:
        answer(agent)
    error: BaseException | None = caught.value
    while error is not None:
        assert SECRET not in f"{error} {error!r}"
        error = error.__cause__ or error.__context__


def test_only_the_whole_of_a_stream_is_checked() -> None:
    async def stream() -> list[str]:
        agent = Agent(TestModel(custom_output_text=CLEAN), retries=0)
        agent.output_validator(output_validator(**OPTIONS))
        async with agent.run_stream("Answer.") as run:
            return [text async for text in run.stream_output(debounce_by=None)]

    assert asyncio.run(stream())[-1] == CLEAN

    async def refused() -> None:
        agent = Agent(TestModel(custom_output_text=REFUSED), retries=0)
        agent.output_validator(output_validator(**OPTIONS))
        async with agent.run_stream("Answer.") as run:
            await run.get_output()

    with pytest.raises(Exception, match=r"retries|must not be sent") as caught:
        asyncio.run(refused())
    assert SECRET not in str(caught.value)


def test_the_page() -> None:
    names = run_page("Pydantic AI", {"model": FunctionModel(Script(REFUSED, CLEAN)), "Deps": Deps})
    assert names["reply"] == CLEAN
