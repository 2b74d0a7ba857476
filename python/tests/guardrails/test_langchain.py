"""The middleware and the runnable for LangChain, with models that answer from a script."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

pytest.importorskip("langchain.agents.middleware")

from drafts import CLEAN, ESCALATED, OPTIONS, REFUSED, SECRET
from langchain.agents import create_agent
from langchain.agents.structured_output import ToolStrategy
from langchain_core.language_models.fake_chat_models import FakeListChatModel, GenericFakeChatModel
from langchain_core.messages import AIMessage, HumanMessage
from langchain_core.tools import tool
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.types import Command
from pages import run_page
from pydantic import BaseModel

from replylint.guardrails import DraftRefusedError
from replylint.guardrails.langchain import ReplylintMiddleware, reply_runnable

ASK: Any = {"messages": [HumanMessage("Answer the review.")]}


class Script(GenericFakeChatModel):
    """A model that gives one message after the other, and keeps what it was told."""

    told: list[str] = []  # noqa: RUF012 - a field of the model

    def bind_tools(self, tools: Any, **_: Any) -> Any:  # noqa: ARG002
        return self

    def _generate(self, messages: Any, *args: Any, **kwargs: Any) -> Any:
        self.told.append(str(messages[-1].content))
        return super()._generate(messages, *args, **kwargs)


def script(*answers: str | AIMessage) -> Script:
    return Script(messages=iter([AIMessage(answer) if isinstance(answer, str) else answer for answer in answers]))


def texts(state: Any) -> list[str]:
    return [message.text for message in state["messages"]]


def test_a_draft_that_passes() -> None:
    agent = create_agent(FakeListChatModel(responses=[CLEAN]), middleware=[ReplylintMiddleware(**OPTIONS)])
    assert texts(agent.invoke(ASK)) == ["Answer the review.", CLEAN]


@pytest.mark.parametrize("wait", [False, True])
def test_a_refused_draft_goes_back_and_leaves_no_trace(wait: bool) -> None:
    model = script(REFUSED, REFUSED, CLEAN)
    agent = create_agent(model, middleware=[ReplylintMiddleware(**OPTIONS)])
    state = asyncio.run(agent.ainvoke(ASK)) if wait else agent.invoke(ASK)
    assert texts(state) == ["Answer the review.", CLEAN]
    assert "Leave the treatment out." in model.told[1]
    assert SECRET not in model.told[1]
    assert "replylint_refused" not in state


def test_when_tries_run_out_it_raises_without_the_draft() -> None:
    agent = create_agent(script(REFUSED, REFUSED), middleware=[ReplylintMiddleware(retries=1, **OPTIONS)])
    with pytest.raises(DraftRefusedError, match="phi/treatment") as caught:
        agent.invoke(ASK)
    assert SECRET not in f"{caught.value} {caught.value!r} {caught.value.outcome}"


def test_or_stops_with_a_holding_line() -> None:
    for holding in ("", CLEAN):
        middleware = ReplylintMiddleware(retries=1, on_refusal="stop", holding=holding, **OPTIONS)
        state = create_agent(script(REFUSED, REFUSED), middleware=[middleware]).invoke(ASK)
        assert texts(state) == ["Answer the review.", holding]
        assert state["messages"][-1].response_metadata["replylint"]["verdict"] == "block"
        assert SECRET not in str(state)
    with pytest.raises(DraftRefusedError):
        ReplylintMiddleware(on_refusal="stop", holding=REFUSED, **OPTIONS)


def test_or_asks_a_person() -> None:
    middleware = ReplylintMiddleware(retries=1, on_refusal="escalate", **OPTIONS)
    agent = create_agent(script(REFUSED, REFUSED), middleware=[middleware], checkpointer=InMemorySaver())
    thread: Any = {"configurable": {"thread_id": "1"}}
    (asked,) = agent.invoke(ASK, thread)["__interrupt__"]
    assert asked.value["verdict"] == "block"
    assert "must change" in asked.value["feedback"]
    assert SECRET not in str(asked.value)
    state = agent.invoke(Command(resume="A person wrote this."), thread)
    assert texts(state) == ["Answer the review.", "A person wrote this."]


def test_each_run_has_its_own_tries() -> None:
    middleware = ReplylintMiddleware(retries=1, **OPTIONS)
    model = script(REFUSED, REFUSED, REFUSED, CLEAN)
    agent = create_agent(model, middleware=[middleware], checkpointer=InMemorySaver())
    thread: Any = {"configurable": {"thread_id": "1"}}
    with pytest.raises(DraftRefusedError):
        agent.invoke(ASK, thread)
    assert texts(agent.invoke(ASK, thread))[-1] == CLEAN


def test_messages_that_call_tools_are_no_answers() -> None:
    @tool
    def opening_hours() -> str:
        """When the office is open."""
        return "Monday"

    call = AIMessage(REFUSED, tool_calls=[{"name": "opening_hours", "args": {}, "id": "1"}])
    model = script(call, REFUSED, CLEAN)
    agent = create_agent(model, [opening_hours], middleware=[ReplylintMiddleware(**OPTIONS)])
    assert texts(agent.invoke(ASK)) == ["Answer the review.", REFUSED, "Monday", CLEAN]


def test_fields_come_from_the_state_and_the_runtime() -> None:
    def fields(state: Any, runtime: Any) -> dict[str, Any]:
        return {"inbound": state["messages"][0].text, "author": runtime.context}

    middleware = ReplylintMiddleware(fields=fields, retries=0, **OPTIONS)
    agent = create_agent(FakeListChatModel(responses=[CLEAN]), middleware=[middleware], context_schema=str)
    assert agent.invoke(ASK, context="Ann")
    ask: Any = {"messages": [HumanMessage(ESCALATED)]}
    with pytest.raises(DraftRefusedError, match="needs legal"):
        agent.invoke(ask, context="Ann")


class Reply(BaseModel):
    """A structured response."""

    text: str


def structured(draft: str, number: int) -> AIMessage:
    return AIMessage("", tool_calls=[{"name": "Reply", "args": {"text": draft}, "id": f"call-{number}"}])


def test_a_field_of_the_structured_response() -> None:
    middleware = ReplylintMiddleware(draft="text", **OPTIONS)
    model = script(structured(REFUSED, 1), structured(CLEAN, 2))
    agent = create_agent(model, middleware=[middleware], response_format=ToolStrategy(Reply))
    state = agent.invoke(ASK)
    assert state["structured_response"] == Reply(text=CLEAN)
    assert SECRET not in str(state)
    stop = ReplylintMiddleware(draft="text", retries=0, on_refusal="stop", **OPTIONS)
    model = script(structured(REFUSED, 1))
    state = create_agent(model, middleware=[stop], response_format=ToolStrategy(Reply)).invoke(ASK)
    assert state["structured_response"] is None
    assert texts(state) == ["Answer the review.", ""]


def test_a_structured_response_is_not_let_through_unseen() -> None:
    model = script(structured(CLEAN, 1))
    agent = create_agent(model, middleware=[ReplylintMiddleware(**OPTIONS)], response_format=ToolStrategy(Reply))
    with pytest.raises(TypeError, match="no text to check in a Reply: name its field with draft="):
        agent.invoke(ASK)


def test_settings_that_make_no_sense() -> None:
    with pytest.raises(ValueError, match="unknown on_refusal 'shrug'"):
        ReplylintMiddleware(on_refusal="shrug")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="0 or more"):
        ReplylintMiddleware(retries=-1)


def test_the_runnable() -> None:
    check = reply_runnable(**OPTIONS)
    chain = FakeListChatModel(responses=[CLEAN, REFUSED]) | check
    assert chain.invoke("Answer the review.").text == CLEAN
    with pytest.raises(DraftRefusedError) as caught:
        chain.invoke("Answer the review.")
    assert SECRET not in str(caught.value)
    assert asyncio.run(check.ainvoke(CLEAN)) == CLEAN
    with pytest.raises(DraftRefusedError):
        reply_runnable(draft="text", **OPTIONS).invoke({"text": REFUSED})


def test_the_page() -> None:
    names = run_page("LangChain", {"model": script(REFUSED, CLEAN), "review": "Nice."})
    assert names["reply"] == CLEAN
