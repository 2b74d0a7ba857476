"""A guardrail around a language model: a draft that does not pass goes back with what to change.

The model here is a script, so that this runs anywhere; put your own in its place: a callable from messages to text.
"""

from __future__ import annotations

from collections.abc import Callable

from replylint.guardrails import DraftRefusedError, Gate

Model = Callable[[list[dict[str, str]]], str]

REVIEW = "Waited an hour although I had an appointment. Never again."


def answer(review: str, model: Model, gate: Gate[None], tries: int = 3) -> str:
    """The first draft that passes. Raises DraftRefusedError, which holds no text, when none of `tries` does."""
    messages = [
        {"role": "system", "content": "You answer reviews of a dental office. Write the reply, nothing else."},
        {"role": "user", "content": review},
    ]
    for left in reversed(range(tries)):
        draft = model(messages)
        outcome = gate.check(draft, inbound=review, rating=1)
        if outcome.passed:
            return draft
        if left == 0:
            raise DraftRefusedError(outcome)
        print(f"refused: {outcome.report.verdict}, {len(outcome.report.findings)} findings; {left} tries left")
        messages += [{"role": "assistant", "content": draft}, {"role": "user", "content": outcome.feedback}]
    raise ValueError("tries counts from 1")


def scripted() -> Model:
    """A model that heeds feedback: it discloses at first, and says what it may once it was told."""
    drafts = iter(
        [
            "Hi {{name}}! We are so sorry about the wait before your root canal on Tuesday.",
            "We are sorry about the wait. From 3 May our front desk texts when we run more than ten minutes late; "
            "Rosa, who runs it, would like to hear more at (412) 555-0107.",
        ]
    )
    return lambda _messages: next(drafts)


def main() -> None:
    """Runs the loop once."""
    gate: Gate[None] = Gate(regime="hipaa", channel="public_review")
    print(answer(REVIEW, scripted(), gate))


if __name__ == "__main__":
    main()
