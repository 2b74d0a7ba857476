"""The words and shapes of records and reports, for annotations. Plain strs and dicts at run time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Literal, TypedDict

ChannelName = Literal["public_review", "public_comment", "public_post", "dm", "sms", "email", "ticket", "portal"]
RegimeName = Literal["none", "hipaa", "part2"]
PracticeName = Literal["general", "behavioral", "sud"]
ProfileName = Literal["lenient", "standard", "strict"]
ConsentName = Literal["none", "reminders", "unencrypted_ok"]
FormatName = Literal["text", "html"]
RoleName = Literal["privacy", "legal", "clinical", "pr", "safety"]
SpeakerName = Literal["customer", "agent"]
LevelName = Literal["note", "revise", "block"]
VerdictName = Literal["pass", "unchecked", "revise", "escalate", "block"]
CategoryName = Literal["phi", "privacy", "generic", "brand", "vale"]
OffsetsName = Literal["utf-8", "utf-16", "chars"]
ApplicabilityName = Literal["safe", "suggested"]
PlaceName = Literal["draft", "inbound"]
UncheckedName = Literal["empty", "language", "limit"]
LimitName = Literal["findings", "length", "steps"]
SkippedName = Literal["quoted_history", "signature"]


class Context(TypedDict, total=False):
    """What is known about the recipient and the channel."""

    authenticated: bool
    copied_to_email: bool
    consent: ConsentName | None


class _MessageText(TypedDict):
    role: SpeakerName
    text: str


class Message(_MessageText, total=False):
    """An earlier message of the conversation; ``at`` in RFC 3339."""

    at: str | datetime | None


class _ApprovalRole(TypedDict):
    role: RoleName


class Approval(_ApprovalRole, total=False):
    """A person's approval of what an escalation asks for; ``at`` in RFC 3339."""

    by: str | None
    at: str | datetime | None


class Fields(TypedDict, total=False):
    """What may be known about a draft: the keywords of ``lint``. None counts as not given."""

    id: str | int | None
    format: FormatName | None
    inbound: str | None
    thread: Sequence[Message] | None
    author: str | None
    rating: float | None
    channel: ChannelName | None
    regime: RegimeName | None
    practice: PracticeName | None
    profile: ProfileName | None
    context: Context | Mapping[str, object] | None
    brand: str | None
    location: str | int | None
    agent: str | int | None
    received_at: str | datetime | None
    posted_at: str | datetime | None
    approvals: Sequence[Approval] | None


class _Draft(TypedDict):
    draft: str


class Record(_Draft, Fields, total=False):
    """A reply record. Only ``draft`` is required."""


class _Place(TypedDict):
    start: int
    end: int


class TemplateUse(TypedDict):
    """How often a template was used; ``template`` is None where only one reply is like the draft."""

    template: int | None
    uses: int
    locations: int
    first: str | None
    last: str | None


class SentenceUse(TypedDict):
    """How often a sentence was used; ``recent`` within 30 days, both it and ``locations`` among the newest 64 uses."""

    span: _Place
    uses: int
    recent: int
    locations: int
    last: str | None


class Reuse(TypedDict):
    """What of a draft stands in earlier replies; ``share`` is per mille of its words."""

    share: int
    words: int
    reused: int
    spans: list[_Place]
    source: TemplateUse | None
    sentences: list[SentenceUse]


class HistoryStats(TypedDict):
    """What a history holds."""

    segments: int
    bytes: int
    replies: int
    ratings: list[int]
    locations: int
    templates: int
    templated: int
    grams: int
    sentences: int
    first: str | None
    last: str | None
    top: list[TemplateUse]
