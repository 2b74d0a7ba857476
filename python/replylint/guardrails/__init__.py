"""Guardrails for drafts that language models write: one small adapter a framework.

Importing this package imports no framework; importing ``replylint.guardrails.langchain`` imports LangChain, and so on
for ``guardrails_ai``, ``pydantic_ai``, ``litellm``, ``openai_agents`` and ``nemo``. What they share is `Gate`, which
serves any other framework, or none:

>>> from replylint.guardrails import Gate
>>> gate = Gate(regime="hipaa")
>>> outcome = gate.check("Thanks for your recent visit!", channel="public_review")
>>> outcome.passed
False
>>> outcome.feedback.splitlines()[0]
'The draft must not be sent as it is. Rewrite it so that none of this is left:'

Nothing that an adapter raises, returns or logs holds text of a draft. What a framework itself keeps of its model's
output is told in docs/guardrails.md.
"""

from replylint.guardrails._gate import DraftRefusedError, FailOnName, Gate, LinterOptions, Outcome, fails

__all__ = ["DraftRefusedError", "FailOnName", "Gate", "LinterOptions", "Outcome", "fails"]
