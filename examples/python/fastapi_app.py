"""A web application that checks a reply before it is sent. Run it with `uvicorn fastapi_app:app`.

`POST /replies` takes a record. A reply that passes is sent; for one that does not, the answer is status 422 with
feedback and report, which hold no text of it. Nothing is logged.
"""

from __future__ import annotations

from typing import Any, Literal

from fastapi import FastAPI, HTTPException
from pydantic import BaseModel, ConfigDict

from replylint.guardrails import Gate

# What is policy is set here, where no request can weaken it.
GATE: Gate[None] = Gate(regime="hipaa", channel="public_review")

# In the place of the platform's API.
SENT: list[str] = []

app = FastAPI(title="Replies")


class Reply(BaseModel):
    """A reply that someone wants to send."""

    # A misspelt field would silently weaken the check.
    model_config = ConfigDict(extra="forbid")

    draft: str
    inbound: str | None = None
    author: str | None = None
    rating: Literal[1, 2, 3, 4, 5] | None = None


@app.post("/replies", status_code=201)
async def send(reply: Reply) -> dict[str, Any]:
    """Checks and sends. A lint takes microseconds, so it is done in the event loop."""
    outcome = GATE.check(reply.draft, **reply.model_dump(exclude={"draft"}))
    if not outcome.passed:
        raise HTTPException(422, detail={"feedback": outcome.feedback, "report": outcome.report.to_dict()})
    SENT.append(reply.draft)
    return {"verdict": outcome.report.verdict, "policy": outcome.report.policy.digest}
