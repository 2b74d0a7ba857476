"""The drafts of these tests. Each is what its name says under HIPAA, in public."""

from __future__ import annotations

from replylint.guardrails import LinterOptions

OPTIONS: LinterOptions = {"regime": "hipaa", "channel": "public_review"}

# A word that stands in what a rule finds and nowhere in the words of rules.
SECRET = "Xavierton"

CLEAN = "The new lamps at the north gate come on 3 May, says Dana Whitfield, who runs our parking lot."
REFUSED = f"Please call us. Your root canal with Dr. {SECRET} went well."
NOTED = "We strive for excellence. Please call our office manager about the parking lot on Monday."
FOREIGN = "Vielen Dank, wir freuen uns sehr und melden uns morgen bei Ihnen wegen der neuen Rechnung."
ESCALATED = "I will sue you, my lawyer will call you."
