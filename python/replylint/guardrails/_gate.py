"""What all adapters share: a linter, what is known about drafts, and from which verdict on a draft fails."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, Generic, Literal, NamedTuple, TypedDict, TypeVar, cast, get_args

from replylint import Brand, History, Linter, Pack, Report, default_linter
from replylint._types import ChannelName, Fields, OffsetsName, PracticeName, ProfileName, RegimeName

if TYPE_CHECKING:
    import os
    from datetime import date

    from typing_extensions import Unpack

FailOnName = Literal["note", "revise", "escalate", "block", "never"]

Source = TypeVar("Source")

_VERDICTS = ("pass", "unchecked", "revise", "escalate", "block")
_LEVELS = ("note", "revise", "block")


class LinterOptions(TypedDict, total=False):
    """The keywords of `replylint.Linter`, which adapters take in the place of a linter."""

    brand: Brand | str | os.PathLike[str] | None
    packs: Iterable[Pack | str | os.PathLike[str]]
    builtin: bool
    regime: RegimeName | None
    practice: PracticeName | None
    profile: ProfileName | None
    channel: ChannelName | None
    offsets: OffsetsName
    as_of: str | date | None
    platform: str | None
    history: History | None
    vale: str | os.PathLike[str] | None


class Outcome(NamedTuple):
    """What a gate says of one draft. Holds no text of it.

    Attributes:
        report: the linter's report.
        passed: whether the draft may go out, as far as the gate goes.
        feedback: what the writer, a language model above all, should change; empty when the draft passed.

    """

    report: Report
    passed: bool
    feedback: str


class DraftRefusedError(ValueError):
    """A draft that did not pass a gate. Its message names rules and holds no text of the draft.

    Attributes:
        outcome: what the gate said.

    """

    def __init__(self, outcome: Outcome) -> None:
        report = outcome.report
        rules = sorted({finding.rule for finding in report.findings if finding.level != "note"})
        topics = [f"needs {entry.role}" for entry in report.escalations if entry.satisfied_by is None]
        unchecked = sorted({f"unchecked: {entry.reason}" for entry in report.unchecked})
        super().__init__(f"the draft was refused ({report.verdict}): {', '.join([*rules, *topics, *unchecked])}")
        self.outcome = outcome

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (self.outcome,)


def counts(level: str, fail_on: FailOnName) -> bool:
    """Whether a finding of a level fails a gate by itself."""
    if fail_on == "never":
        return False
    wanted = "block" if fail_on == "escalate" else fail_on
    return _LEVELS.index(level) >= _LEVELS.index(wanted)


def fails(report: Report, fail_on: FailOnName = "revise") -> bool:
    """Whether a report fails a gate, by the same rule as the command line's ``--fail-on``.

    `fail_on` is the least verdict that fails: ``note`` (any finding), ``revise``, ``escalate``, ``block``, or
    ``never``. What could not be checked never passes, whatever is set.
    """
    if report.unchecked:
        return True
    if fail_on == "never":
        return False
    if fail_on == "note" and report.findings:
        return True
    return _VERDICTS.index(report.verdict) >= _VERDICTS.index("revise" if fail_on == "note" else fail_on)


class Gate(Generic[Source]):
    """Says of drafts whether they may go out. Immutable, safe to share between threads and tasks.

    A lint takes microseconds and waits for nothing: call it in the event loop as it is, a thread would cost more.

    `linter` checks the drafts; in its place its keywords may be given, such as ``regime=`` or ``brand=``. `fields` says
    what else is known about a draft: a mapping of record fields (``inbound``, ``channel``, ``author``, ``rating``, …),
    or a callable that makes one from what the framework knows. What is set on the linter no field can weaken.

    Raises TypeError when both a linter and keywords of one are given, ValueError for an unknown `fail_on`, and what
    `replylint.Linter` raises.
    """

    def __init__(
        self,
        linter: Linter | None = None,
        *,
        fail_on: FailOnName = "revise",
        fields: Callable[[Source], Mapping[str, Any] | None] | Mapping[str, Any] | None = None,
        **options: Unpack[LinterOptions],
    ) -> None:
        if linter is not None and options:
            raise TypeError(f"give a linter or its keywords, not both: {', '.join(sorted(options))}")
        if fail_on not in get_args(FailOnName):
            raise ValueError(f"unknown fail_on {fail_on!r}; write one of {', '.join(get_args(FailOnName))}")
        self._linter = linter or (Linter(**options) if options else default_linter())
        self._fail_on: FailOnName = fail_on
        self._fields = fields

    @property
    def linter(self) -> Linter:
        """The linter that checks the drafts."""
        return self._linter

    @property
    def fail_on(self) -> FailOnName:
        """The least verdict that fails."""
        return self._fail_on

    def check(self, draft: str, source: Source | None = None, /, **known: Any) -> Outcome:
        """Checks one draft; `source` goes to `fields`, whose fields `known` ones override. Linear in the text.

        Raises TypeError for a field that no record has, RecordError (a ValueError) for a value that a field cannot
        hold; neither message holds text of the draft.
        """
        fields = self._fields(cast("Source", source)) if callable(self._fields) else self._fields
        return self.check_record({**(fields or {}), **known}, draft, strict=True)

    def check_record(self, record: Mapping[str, Any], draft: str, *, strict: bool = False) -> Outcome:
        """Checks a draft with the fields of a record, in which others may stand unless it is `strict`.

        A name that is nearly a field's is refused either way. Raises as `check` does.
        """
        if strict:
            report = self._linter.lint(draft, **cast("Fields", dict(record)))
        else:
            report = self._linter.lint_record({**record, "draft": draft})
        if not fails(report, self._fail_on):
            return Outcome(report, True, "")
        # Sentences are counted in text; tags would count as words.
        feedback = report.feedback() if record.get("format") == "html" else report.feedback(draft)
        return Outcome(report, False, feedback)


def draft_of(output: object, draft: str | Callable[[Any], str | None] | None) -> str | None:
    """The draft in what a model gave: the whole of a str, a field by name, or what a callable finds.

    None means that there is nothing to send. Raises TypeError, which names types alone, where no text is found.
    """
    if callable(draft):
        text: object = draft(output)
    elif draft is None:
        text = output
    elif isinstance(output, Mapping):
        text = output.get(draft)
    else:
        text = getattr(output, draft, output)
    if text is None or isinstance(text, str):
        return text
    where = "name its field with draft=" if draft is None else f"draft={draft!r} does not lead to one"
    raise TypeError(f"no text to check in a {type(output).__name__}: {where}")
