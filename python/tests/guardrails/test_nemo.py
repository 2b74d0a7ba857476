"""The action for NeMo Guardrails, in rails over a model that answers from a script."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("nemoguardrails")

from drafts import CLEAN, ESCALATED, OPTIONS, REFUSED, SECRET
from nemoguardrails import LLMRails, RailsConfig
from nemoguardrails.testing import FakeLLMModel
from pages import blocks, event_loop, run_page

from replylint.guardrails.nemo import reply_action

Loop = asyncio.AbstractEventLoop

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::UserWarning", "ignore::ResourceWarning")


# What the page leaves to the reader: where drafts come from.
MAIN = {
    "1.0": "",
    "2.x": """
flow main
  user said something
  $draft = await GiveDraftAction()
  bot say $draft
""",
}


@pytest.fixture(autouse=True)
def _quiet(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    # NeMo reports its use to its makers unless told otherwise, and looks for actions in the working directory.
    monkeypatch.setenv("DO_NOT_TRACK", "1")
    monkeypatch.setenv("NEMO_GUARDRAILS_NO_USAGE_STATS", "1")
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def loop() -> Iterator[Loop]:
    with event_loop() as made:
        yield made


def rails(version: str, model: FakeLLMModel, **more: Any) -> LLMRails:
    """Rails as the page configures them."""
    colang = {"1.0": 0, "2.x": 1}[version]
    config = RailsConfig.from_content(
        colang_content=blocks("NeMo Guardrails", "colang")[colang] + MAIN[version],
        yaml_content=blocks("NeMo Guardrails", "yaml")[colang],
    )
    made = LLMRails(config, llm=model)
    made.register_action(reply_action(**OPTIONS, **more))
    return made


def answer(loop: Loop, version: str, draft: str, question: str = "The lamps are broken.") -> str:
    """What comes out of the rails for a draft."""
    made = rails(version, FakeLLMModel(responses=[draft] * 4))

    async def give_draft() -> str:
        return draft

    made.register_action(give_draft)
    return str(
        loop.run_until_complete(made.generate_async(messages=[{"role": "user", "content": question}]))["content"]
    )


def test_a_draft_passes_or_is_refused_in_colang_1(loop: Loop) -> None:
    assert answer(loop, "1.0", CLEAN) == CLEAN
    assert answer(loop, "1.0", REFUSED) == "Somebody from our team will answer you."


def test_the_flow_tells_what_the_draft_answers(loop: Loop) -> None:
    assert answer(loop, "1.0", CLEAN, ESCALATED) == "Somebody from our team will answer you."


def test_a_draft_passes_or_is_refused_in_colang_2(loop: Loop) -> None:
    assert answer(loop, "2.x", CLEAN) == CLEAN
    assert answer(loop, "2.x", REFUSED) == "Somebody from our team will answer you."


def test_the_outcome(loop: Loop) -> None:
    check = reply_action(fields=lambda context: {"inbound": context.get("user_message")}, **OPTIONS)
    passed = loop.run_until_complete(check(draft=CLEAN, context={"user_message": "Hello."}, channel=None))
    assert not passed.is_blocked
    assert passed.metadata["verdict"] == "pass"
    blocked = loop.run_until_complete(check(draft=REFUSED, context=None))
    assert blocked.is_blocked
    assert "must change" in blocked.metadata["feedback"]
    assert SECRET not in str(blocked)
    escalated = loop.run_until_complete(check(draft=CLEAN, context={"user_message": ESCALATED}))
    assert escalated.metadata["verdict"] == "escalate"
    assert not loop.run_until_complete(
        check(draft=CLEAN, context={"user_message": ESCALATED}, inbound="Hello.")
    ).is_blocked


@pytest.mark.parametrize("wrong", [{"inbond": "x"}, {"channel": "pigeon"}, {"draft": None}])
def test_what_goes_wrong_blocks_and_is_not_logged(
    loop: Loop, wrong: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    made = rails("1.0", FakeLLMModel(responses=[CLEAN]))
    caplog.clear()
    with caplog.at_level(logging.DEBUG):
        given = {"draft": REFUSED, **wrong}
        outcome, status = loop.run_until_complete(
            made.runtime.action_dispatcher.execute_action("replylint_check", given)
        )
    assert status == "success"
    assert outcome.is_blocked
    assert outcome.failed
    assert "could not check the draft" in outcome.reason
    assert SECRET not in f"{outcome} {caplog.text}"


def test_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    model = FakeLLMModel(responses=[REFUSED] * 4)
    monkeypatch.setattr("nemoguardrails.LLMRails", lambda config: LLMRails(config, llm=model))
    colang, yaml = blocks("NeMo Guardrails", "colang")[0], blocks("NeMo Guardrails", "yaml")[0]
    names = run_page("NeMo Guardrails", {"colang": colang, "yaml": yaml, "review": "Nice."})
    assert names["reply"] == "Somebody from our team will answer you."
