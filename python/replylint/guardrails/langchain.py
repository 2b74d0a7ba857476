"""LangChain: middleware that sends the model back with what to change, and a runnable that refuses.

>>> agent = create_agent(model, middleware=[ReplylintMiddleware(regime="hipaa")])  # doctest: +SKIP
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Annotated, Any, Literal, get_args

from langchain.agents.middleware import AgentMiddleware, AgentState, hook_config
from langchain.agents.middleware.types import PrivateStateAttr
from langchain_core.messages import AIMessage, AnyMessage, BaseMessage, HumanMessage, RemoveMessage
from langchain_core.runnables import RunnableLambda
from langgraph.types import interrupt
from typing_extensions import NotRequired

from replylint.guardrails._gate import DraftRefusedError, FailOnName, Gate, LinterOptions, Outcome, draft_of

if TYPE_CHECKING:
    from langgraph.runtime import Runtime
    from typing_extensions import Unpack

    from replylint import Linter

__all__ = ["OnRefusalName", "ReplylintMiddleware", "ReplylintState", "reply_runnable"]

OnRefusalName = Literal["raise", "stop", "escalate"]


class ReplylintState(AgentState[Any]):
    """The agent's state, with what this run refused: how many drafts, and which messages belong to them."""

    # Without LangChain, the base is no TypedDict to a type checker.
    replylint_tries: NotRequired[Annotated[int, PrivateStateAttr]]  # type: ignore[valid-type]
    replylint_refused: NotRequired[Annotated[list[str], PrivateStateAttr]]  # type: ignore[valid-type]


class ReplylintMiddleware(AgentMiddleware[ReplylintState, Any, Any]):
    """Checks what the model answers; messages that call tools are not answers.

    A draft that does not pass goes back to the model with the report's feedback, up to `retries` times. When one
    passed, the refused drafts and the feedback are taken out of the conversation, so that no later turn takes them for
    something that was said. When the last one was refused as well, `on_refusal` decides:

    - ``raise``: DraftRefusedError; a checkpoint then still holds the drafts.
    - ``stop``: the answer is `holding`, by default nothing, with the report as a dict in its
      ``response_metadata["replylint"]``. A holding line should pass the gate itself; that is checked here.
    - ``escalate``: the run is interrupted for a person, with verdict, feedback and report, without the draft, which the
      state holds. Resume with ``Command(resume="text to send")``: the person answers for it. Needs a checkpointer.

    `linter`, `fail_on`, `options`: as `replylint.guardrails.Gate` takes them. `fields` gets the agent's state and its
    runtime, so that ``lambda state, runtime: {"inbound": runtime.context.review}`` tells what the draft answers.
    `draft` is the field of the structured response that holds the draft, or a callable that finds it.

    Raises ValueError for an unknown `on_refusal` or a negative `retries`, DraftRefusedError for a `holding` that does
    not pass; when a draft is checked, what `Gate.check` raises.
    """

    state_schema = ReplylintState

    def __init__(
        self,
        linter: Linter | None = None,
        *,
        fail_on: FailOnName = "revise",
        fields: Callable[[ReplylintState, Runtime[Any]], Mapping[str, Any] | None] | Mapping[str, Any] | None = None,
        draft: str | Callable[[Any], str | None] | None = None,
        retries: int = 2,
        on_refusal: OnRefusalName = "raise",
        holding: str = "",
        **options: Unpack[LinterOptions],
    ) -> None:
        super().__init__()
        if on_refusal not in get_args(OnRefusalName):
            raise ValueError(f"unknown on_refusal {on_refusal!r}; write one of {', '.join(get_args(OnRefusalName))}")
        if retries < 0:
            raise ValueError("retries counts tries after the first; write 0 or more")
        self._fields = fields
        self._gate: Gate[None] = Gate(linter, fail_on=fail_on, **options)
        self._draft = draft
        self._retries = retries
        self._on_refusal = on_refusal
        self._holding = holding
        if holding:
            outcome = self._gate.check(holding)
            if not outcome.passed:
                raise DraftRefusedError(outcome)

    def before_agent(self, state: ReplylintState, runtime: Runtime[Any]) -> dict[str, Any] | None:  # noqa: ARG002
        """Forgets what an earlier run left behind; LangChain calls it."""
        return _settled(state.get("replylint_refused") or []) if state.get("replylint_tries") else None

    @hook_config(can_jump_to=["model", "end"])
    def after_model(self, state: ReplylintState, runtime: Runtime[Any]) -> dict[str, Any] | None:
        """Checks the model's answer; LangChain calls it."""
        answer = _answer(state["messages"])
        text = self._text(state, answer[0])
        if text is None:
            return None
        fields = self._fields(state, runtime) if callable(self._fields) else self._fields
        outcome = self._gate.check(text, **(fields or {}))
        refused = state.get("replylint_refused") or []
        if outcome.passed:
            return _settled(refused) if refused else None
        tries = state.get("replylint_tries") or 0
        if tries >= self._retries:
            settled = self._give_up(outcome, [*refused, *(str(message.id) for message in answer)])
            structured = {} if state.get("structured_response") is None else {"structured_response": None}
            return {**settled, **structured, "jump_to": "end"}
        ids = [str(message.id) for message in answer]
        feedback = HumanMessage(outcome.feedback, name="replylint", id=f"{ids[0]}-feedback")
        return {
            "messages": [feedback],
            "replylint_tries": tries + 1,
            "replylint_refused": [*refused, *ids, feedback.id],
            "jump_to": "model",
        }

    @hook_config(can_jump_to=["model", "end"])
    async def aafter_model(self, state: ReplylintState, runtime: Runtime[Any]) -> dict[str, Any] | None:
        """As `after_model`, in the event loop: a lint takes microseconds."""
        return self.after_model(state, runtime)

    def _text(self, state: ReplylintState, answer: AnyMessage) -> str | None:
        structured = state.get("structured_response")
        if structured is not None or self._draft is not None:
            return None if structured is None else draft_of(structured, self._draft)
        return str(answer.text) if isinstance(answer, AIMessage) and not answer.tool_calls else None

    def _give_up(self, outcome: Outcome, refused: list[str]) -> dict[str, Any]:
        found = {"replylint": outcome.report.to_dict()}
        if self._on_refusal == "raise":
            raise DraftRefusedError(outcome)
        text = self._holding
        if self._on_refusal == "escalate":
            text = interrupt(
                {"verdict": outcome.report.verdict, "feedback": outcome.feedback, "report": found["replylint"]}
            )
            if not isinstance(text, str):
                raise TypeError("resume with the text to send, a str")
        settled = _settled(refused)
        settled["messages"].append(AIMessage(text, response_metadata=found))
        return settled


def _answer(messages: list[AnyMessage]) -> list[AnyMessage]:
    """What the model said last, with the results of a structured response that it gave by calling a tool."""
    last = max((at for at, message in enumerate(messages) if isinstance(message, AIMessage)), default=-1)
    return messages[last:]


def _settled(refused: list[str]) -> dict[str, Any]:
    """Takes refused drafts out of the conversation."""
    return {"messages": [RemoveMessage(message) for message in refused], "replylint_tries": 0, "replylint_refused": []}


def reply_runnable(
    linter: Linter | None = None,
    *,
    fail_on: FailOnName = "revise",
    fields: Mapping[str, Any] | None = None,
    draft: str | Callable[[Any], str | None] | None = None,
    **options: Unpack[LinterOptions],
) -> RunnableLambda[Any, Any]:
    """What stands at the end of a chain, after the model: a draft that passes goes on unchanged.

    Takes messages and strs, and what `draft` finds a text in. Parameters as for `ReplylintMiddleware`.

    Raises, when a draft is checked, DraftRefusedError where it does not pass, TypeError where there is no text, and
    what `Gate.check` raises.
    """
    gate: Gate[None] = Gate(linter, fail_on=fail_on, fields=fields, **options)

    def check(value: Any) -> Any:
        text = draft_of(str(value.text) if draft is None and isinstance(value, BaseMessage) else value, draft)
        if text is not None and not (outcome := gate.check(text)).passed:
            raise DraftRefusedError(outcome)
        return value

    async def acheck(value: Any) -> Any:
        return check(value)

    return RunnableLambda(check, acheck, name="replylint")
