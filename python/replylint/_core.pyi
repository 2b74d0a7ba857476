"""The native part of replylint. Import from `replylint`, not from here."""

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal, NoReturn, TypeAlias, final, overload

from typing_extensions import Self

from replylint._errors import RowError
from replylint._types import (
    ApplicabilityName,
    Approval,
    CategoryName,
    ChannelName,
    Context,
    FormatName,
    HistoryStats,
    LevelName,
    LimitName,
    Message,
    OffsetsName,
    PlaceName,
    PracticeName,
    ProfileName,
    Record,
    RegimeName,
    Reuse,
    RoleName,
    SkippedName,
    UncheckedName,
    VerdictName,
)

_Path: TypeAlias = str | os.PathLike[str]
_Row: TypeAlias = str | Record | Mapping[str, Any]
_Progress: TypeAlias = bool | Callable[[int, int | None], object]

__version__: str

class _Plain:
    """What all parts of a report can do. There is no such class at run time."""

    def to_dict(self) -> dict[str, Any]:
        """The same as a dict of plain values, with the keys of the report's JSON."""
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __copy__(self) -> Self: ...
    def __deepcopy__(self, _memo: Any, /) -> Self: ...
    def __reduce__(self) -> tuple[Any, ...]: ...

@final
class Span(_Plain):
    """Where something stands: `start` up to `end`, in the unit that `Report.offsets` names."""

    @property
    def start(self) -> int:
        """The first unit."""
    @property
    def end(self) -> int:
        """One past the last unit."""

@final
class Finding(_Plain):
    """One fault of a draft.

    With the default offsets, `draft[finding.start:finding.end]` is what was found.
    """

    @property
    def rule(self) -> str:
        """The rule's id, `category/fault`."""
    @property
    def category(self) -> CategoryName:
        """What the rule is about: 'phi', 'privacy', 'generic', 'brand' or 'vale'."""
    @property
    def level(self) -> LevelName:
        """How grave it is here: 'note', 'revise' or 'block'."""
    @property
    def span(self) -> Span:
        """Where it stands in the draft."""
    @property
    def start(self) -> int:
        """The first unit of the span, in the unit that `Report.offsets` names."""
    @property
    def end(self) -> int:
        """One past the last unit of the span."""
    @property
    def fingerprint(self) -> str:
        """Sixteen hexadecimal digits that stay the same when the draft is edited elsewhere; for baselines."""
    @property
    def message(self) -> str:
        """What is wrong: plain, lower case, no full stop."""
    @property
    def why(self) -> str:
        """Why it matters."""
    @property
    def advice(self) -> str:
        """What to do instead."""
    @property
    def cite(self) -> tuple[str, ...]:
        """The sources of every legal or factual claim."""
    @property
    def guide(self) -> Guide | None:
        """What the brand's own guide says of it, if it was told."""
    @property
    def disputed(self) -> bool:
        """Whether experts disagree about this wording."""
    @property
    def sources(self) -> Sources | None:
        """Who says what about it, where it is disputed."""
    @property
    def cues(self) -> tuple[str, ...]:
        """What in the text carried the finding."""
    @property
    def fixes(self) -> tuple[Fix, ...]:
        """Changes that would settle it."""
    @property
    def related(self) -> tuple[Related, ...]:
        """Other places that belong to it."""

@final
class Fix(_Plain):
    """A change that would settle a finding."""

    @property
    def title(self) -> str:
        """What it does, in a few words."""
    @property
    def applicability(self) -> ApplicabilityName:
        """'safe': mechanical, keeps the meaning. 'suggested': a person should look first."""
    @property
    def edits(self) -> tuple[Edit, ...]:
        """The replacements, ascending and disjoint."""

@final
class Edit(_Plain):
    """One replacement of a fix: put `text` in the place of `draft[start:end]`."""

    @property
    def start(self) -> int:
        """The first unit to replace, in the unit that `Report.offsets` names."""
    @property
    def end(self) -> int:
        """One past the last unit to replace."""
    @property
    def text(self) -> str:
        """What to put there."""

@final
class Sources(_Plain):
    """Who says what about wording that experts dispute."""

    @property
    def for_(self) -> tuple[str, ...]:
        """Sources that call it a fault; `for` in the JSON."""
    @property
    def against(self) -> tuple[str, ...]:
        """Sources that allow it."""

@final
class Guide(_Plain):
    """What a brand's own guide says of a rule."""

    @property
    def quote(self) -> str | None:
        """Its own words."""
    @property
    def link(self) -> str | None:
        """Where they stand."""

@final
class Related(_Plain):
    """Another place that belongs to a finding."""

    @property
    def place(self) -> PlaceName:
        """Which text it lies in: 'draft' or 'inbound'; `in` in the JSON."""
    @property
    def start(self) -> int:
        """The first unit, in the unit that `Report.offsets` names."""
    @property
    def end(self) -> int:
        """One past the last unit."""
    @property
    def message(self) -> str:
        """What it has to do with the finding."""

@final
class Escalation(_Plain):
    """A route to a person who must approve: not a fault of the draft."""

    @property
    def topic(self) -> str:
        """What it is about."""
    @property
    def role(self) -> RoleName:
        """Who must approve: 'privacy', 'legal', 'clinical', 'pr' or 'safety'."""
    @property
    def approver(self) -> str | None:
        """The person who approves, where the brand names one."""
    @property
    def why(self) -> str:
        """Why."""
    @property
    def advice(self) -> str | None:
        """What to do now, where it cannot wait for the approval."""
    @property
    def cite(self) -> tuple[str, ...]:
        """The sources of every legal or factual claim."""
    @property
    def satisfied_by(self) -> str | None:
        """Who already approved, or a role's name where the approver is not named, or 'holding text'."""

@final
class Overridden(_Plain):
    """A rule that the policy switched off, weakened or did not apply, and why."""

    @property
    def rule(self) -> str:
        """The rule's id."""
    @property
    def reason(self) -> str:
        """The reason that the policy gives."""
    @property
    def by(self) -> str | None:
        """Who decided."""
    @property
    def at(self) -> str | None:
        """When, as the policy says it."""

@final
class Checked(_Plain):
    """Whether each category was checked: True, False, or None where it does not apply or no rule of it is loaded."""

    @property
    def phi(self) -> bool | None:
        """Disclosure of health information."""
    @property
    def privacy(self) -> bool | None:
        """Identifiers of a person outside health-privacy law."""
    @property
    def generic(self) -> bool | None:
        """Stock phrases, open slots, machine leftovers."""
    @property
    def brand(self) -> bool | None:
        """The brand's own guidelines."""
    @property
    def vale(self) -> bool | None:
        """Rules loaded from Vale styles."""

@final
class Unchecked(_Plain):
    """A category that could not be checked."""

    @property
    def category(self) -> CategoryName:
        """Which one."""
    @property
    def reason(self) -> UncheckedName:
        """Why: 'empty', 'language' or 'limit'."""

@final
class Skipped(_Plain):
    """A part of the source that is not the draft, and was not linted."""

    @property
    def start(self) -> int:
        """The first unit, in the unit that `Report.offsets` names."""
    @property
    def end(self) -> int:
        """One past the last unit."""
    @property
    def reason(self) -> SkippedName:
        """Why: 'quoted_history' or 'signature'."""

@final
class Scores(_Plain):
    """How generic a draft is: integers, per mille or counts; None where it was not measured."""

    @property
    def coverage(self) -> int | None:
        """Share of the draft's words inside common word sequences, per mille."""
    @property
    def anchors(self) -> int | None:
        """How many content words of the inbound the draft takes up."""
    @property
    def own_facts(self) -> int | None:
        """How many numbers, times, names, links and the like are the draft's own."""
    @property
    def reuse(self) -> int | None:
        """Share of the draft that stands in an earlier reply, per mille."""

@final
class PackId(_Plain):
    """A pack that took part."""

    @property
    def id(self) -> str:
        """Its name."""
    @property
    def version(self) -> str:
        """Its version."""

@final
class Policy(_Plain):
    """Under what policy a report was made."""

    @property
    def digest(self) -> str:
        """SHA-256 over everything that decides: same digest, same draft, same offsets give the same bytes."""
    @property
    def engine(self) -> str:
        """The version of replylint."""
    @property
    def packs(self) -> tuple[PackId, ...]:
        """The packs, by name."""
    @property
    def regime(self) -> RegimeName:
        """Which law binds the sender: 'none', 'hipaa' or 'part2'."""
    @property
    def regime_given(self) -> bool:
        """Whether someone said so, or it is the default."""
    @property
    def practice(self) -> PracticeName:
        """What kind of practice the sender is: 'general', 'behavioral' or 'sud'."""
    @property
    def profile(self) -> ProfileName:
        """What happens to disputed wording: 'lenient', 'standard' or 'strict'."""
    @property
    def channel(self) -> ChannelName:
        """Where the reply will be posted."""
    @property
    def as_of(self) -> str | None:
        """The date under which dated parts of the policy were read, if one was given."""

@final
class Report:
    """What linting a draft gave. Holds no text of the draft.

    Reports are compared by value, can be hashed and pickled, and never change. A report has no truth value: ask for
    `passed`, `verdict` or `findings`.
    """

    @property
    def schema(self) -> int:
        """The version of this shape."""
    @property
    def id(self) -> str | None:
        """The draft's id, if it had one."""
    @property
    def verdict(self) -> VerdictName:
        """What should happen to the draft."""
    @property
    def passed(self) -> bool:
        """Whether the verdict is 'pass': these rules found nothing. It never means that a reply obeys the law."""
    @property
    def worst(self) -> LevelName | None:
        """The gravest level among the findings, None where there are none."""
    @property
    def checked(self) -> Checked:
        """Which categories were checked."""
    @property
    def unchecked(self) -> tuple[Unchecked, ...]:
        """The categories that could not be checked, and why."""
    @property
    def offsets(self) -> OffsetsName:
        """What offsets count: 'chars' (str indices), 'utf-8' (bytes) or 'utf-16' (code units)."""
    @property
    def findings(self) -> tuple[Finding, ...]:
        """The faults, by place."""
    @property
    def escalations(self) -> tuple[Escalation, ...]:
        """The people to ask."""
    @property
    def overridden(self) -> tuple[Overridden, ...]:
        """Rules that the policy kept from applying to this draft."""
    @property
    def scores(self) -> Scores:
        """How generic the draft is."""
    @property
    def incomplete(self) -> tuple[LimitName, ...]:
        """Limits that were hit."""
    @property
    def skipped(self) -> tuple[Skipped, ...]:
        """Parts of the source that are not the draft."""
    @property
    def policy(self) -> Policy:
        """Under what policy the report was made."""
    def to_json(self) -> str:
        """The report as JSON on one line, without a line break: the same bytes as every other door gives."""
    def to_dict(self) -> dict[str, Any]:
        """The report as a dict of plain values, with the keys of its JSON."""
    @staticmethod
    def from_json(text: str, /) -> Report:
        """Reads what `to_json` wrote. Raises ValueError for any other text, and for a report of a newer version."""
    def with_offsets(self, draft: str, offsets: OffsetsName, *, inbound: str | None = None) -> Report:
        """The same report with offsets in another unit; `draft` and `inbound` must be what was linted.

        Places in the inbound are dropped when it is not given. Raises ValueError for an unknown unit.
        """
    def highlight(self, draft: str, /) -> str:
        """The draft as an HTML fragment in which findings are marked. It holds the text of the draft."""
    def mask(self, draft: str, /, *, char: str = "*", categories: Sequence[CategoryName] | None = None) -> str:
        """The draft with each character of what was found replaced by `char`, line breaks kept; for logs.

        Masks what `phi` and `privacy` findings name unless `categories` names others; what no rule found is not
        masked. Raises ValueError when `char` is not one character, or for an unknown category.
        """
    def feedback(self, draft: str | None = None, /) -> str:
        """What is wrong, why, and what to do instead, for whoever wrote the draft, a language model above all.

        It speaks in the words of the brand's guide where it has any, and quotes nothing of the draft. With `draft`,
        which must be what was linted, it also says in which sentences.
        """
    def _repr_html_(self) -> str: ...
    def __bool__(self) -> NoReturn: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __copy__(self) -> Report: ...
    def __deepcopy__(self, _memo: Any, /) -> Report: ...
    def __reduce__(self) -> tuple[Any, ...]: ...

@final
class ReportSchema:
    """Names and types of the columns of a table of reports. Has `__arrow_c_schema__`.

    Can be pickled; with carried columns only where pyarrow is installed.
    """

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns."""
    def to_pyarrow(self) -> Any:
        """The schema as a `pyarrow.Schema`. Needs pyarrow."""
    def __arrow_c_schema__(self) -> Any: ...
    def __len__(self) -> int: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __copy__(self) -> ReportSchema: ...
    def __deepcopy__(self, _memo: Any, /) -> ReportSchema: ...

@final
class ReportTable:
    """Reports as a table, one row each, in the order of the drafts: Arrow columns that libraries take without copying.

    Never changes, and holds no text of a draft but what was carried. A row that was refused has an `error`, and null
    in every other column of the report. Can be pickled where pyarrow is installed.
    """

    @property
    def num_rows(self) -> int:
        """How many rows."""
    @property
    def column_names(self) -> list[str]:
        """The names of the columns."""
    @property
    def schema(self) -> ReportSchema:
        """Names and types of the columns."""
    @property
    def verdicts(self) -> dict[str, int]:
        """How many rows have each verdict, the gravest first; under 'error' how many were refused."""
    def to_pyarrow(self) -> Any:
        """The table as a `pyarrow.Table`, without copying. Needs pyarrow."""
    def to_pandas(self) -> Any:
        """The table as a `pandas.DataFrame`. Needs pandas and pyarrow."""
    def to_polars(self) -> Any:
        """The table as a `polars.DataFrame`. Needs polars."""
    def __arrow_c_stream__(self, requested_schema: Any = None) -> Any: ...
    def __arrow_c_schema__(self) -> Any: ...
    def _repr_html_(self) -> str: ...
    def __len__(self) -> int: ...
    def __copy__(self) -> ReportTable: ...
    def __deepcopy__(self, _memo: Any, /) -> ReportTable: ...
    def __reduce__(self) -> tuple[Any, tuple[Any]]: ...

@final
class ReportBatches:
    """An iterator over tables of reports, which reads the input as it goes: no more than one portion is held.

    Libraries may take it as an Arrow stream instead, once.
    """

    @property
    def column_names(self) -> list[str]:
        """The names of the columns."""
    @property
    def schema(self) -> ReportSchema:
        """Names and types of the columns."""
    def __iter__(self) -> ReportBatches: ...
    def __next__(self) -> ReportTable: ...
    def __arrow_c_stream__(self, requested_schema: Any = None) -> Any: ...

@final
class Pack:
    """A rule pack that was read and whose shape is right."""

    def __new__(cls, text: str, origin: str = "<string>") -> Pack: ...
    @staticmethod
    def parse(text: str, origin: str = "<string>") -> Pack:
        """Reads the text of a pack; `origin` is the name that errors give. Raises PackError."""
    @staticmethod
    def load(path: _Path, /) -> Pack:
        """Reads a file. Raises OSError when it cannot be read, PackError when it makes no sense."""
    @staticmethod
    def builtin() -> tuple[Pack, ...]:
        """The packs that come with replylint."""
    @staticmethod
    def optional(name: str, /) -> Pack:
        """A pack that comes with replylint and is off unless it is asked for.

        Raises PackError for a name that none of `optional_names()` is.
        """
    @staticmethod
    def optional_names() -> tuple[str, ...]:
        """The names of the packs that come with replylint and are off unless they are asked for."""
    @property
    def name(self) -> str:
        """Its name."""
    @property
    def version(self) -> str:
        """Its version."""
    @property
    def origin(self) -> str:
        """The name that errors give, usually the file's."""
    @property
    def text(self) -> str:
        """The text that was read."""
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __copy__(self) -> Pack: ...
    def __deepcopy__(self, _memo: Any, /) -> Pack: ...
    def __getnewargs__(self) -> tuple[str, str]: ...

@final
class Brand:
    """A brand file that was read and whose shape is right. A file that it extends is read from beside it."""

    def __new__(cls, text: str, origin: str = "<string>") -> Brand: ...
    @staticmethod
    def parse(text: str, origin: str = "<string>") -> Brand:
        """Reads the text of a brand file; `origin` is the name that errors give. Raises PackError."""
    @staticmethod
    def load(path: _Path, /) -> Brand:
        """Reads a file. Raises OSError when it cannot be read, PackError when it makes no sense."""
    @property
    def name(self) -> str:
        """Its name."""
    @property
    def origin(self) -> str:
        """The name that errors give, usually the file's."""
    @property
    def text(self) -> str:
        """The text that was read."""
    @property
    def extended(self) -> tuple[tuple[str, str], ...]:
        """Names and texts of the files that it extends, the nearest first."""
    def review(self, *, as_of: date | str | None = None) -> list[str]:
        """What the file leaves unclear, a line each, with file, line, column and what to write.

        `as_of` is the day on which suppressions are looked at.
        """
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __copy__(self) -> Brand: ...
    def __deepcopy__(self, _memo: Any, /) -> Brand: ...
    def __reduce__(self) -> tuple[Any, tuple[str, str, list[tuple[str, str]]]]: ...

@final
class History:
    """Replies that were sent, to compare drafts with: keyed hashes, no text. Immutable.

    Safe to share between threads and in forked children. Cannot be pickled, since the key would be written with it:
    open the file again where it is needed.
    """

    @staticmethod
    def build(records: Iterable[str | Mapping[str, Any]], *, key: bytes) -> History:
        """Builds a history from strs, or mappings with `draft` or `reply` and what else of a record is known.

        `key` is the tenant's: at least 16 bytes that nobody can guess, the same for all histories that are merged.
        Raises HistoryError for a short key, RecordError for a row that makes no sense.
        """
    @staticmethod
    def open(source: _Path | bytes, *, key: bytes) -> History:
        """Opens a history where it lies: the path of a file, which is mapped, or bytes.

        Raises OSError when the file cannot be read, HistoryError when it is no history, is damaged, or was built with
        another key.
        """
    @staticmethod
    def merge(histories: Iterable[History], /) -> History:
        """Makes one history of several that were built with one key, whatever their order.

        A reply with an id that stands in several of them counts once. Raises HistoryError where the keys differ.
        """
    def append(self, records: Iterable[str | Mapping[str, Any]], /) -> History:
        """A history with more replies, as `build` takes them. This one stays as it is."""
    def query(
        self,
        draft: str,
        *,
        id: str | int | None = None,
        format: FormatName | None = None,
        author: str | None = None,
        brand: str | None = None,
        location: str | int | None = None,
        agent: str | int | None = None,
        posted_at: str | datetime | None = None,
        **fields: Any,
    ) -> Reuse:
        """What of a draft stands in earlier replies, with str indices. One with the draft's own `id` is left out."""
    def stats(self) -> HistoryStats:
        """What it holds. Linear in the replies."""
    def to_bytes(self) -> bytes:
        """The bytes of the history, for a place of one's own. The key is not among them."""
    def save(self, path: _Path, /) -> None:
        """Writes the history to a file, whole or not at all. Raises OSError when it cannot be written."""
    @property
    def digest(self) -> str:
        """SHA-256 over what it holds; part of the policy's digest."""
    def __len__(self) -> int: ...
    def __bool__(self) -> bool: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __copy__(self) -> History: ...
    def __deepcopy__(self, _memo: Any, /) -> History: ...
    def __reduce__(self) -> NoReturn: ...

@final
class Linter:
    """Checks drafts. Immutable, safe to share between threads and in forked children, and can be pickled.

    What is given here cannot be weakened by a draft's own fields; what is not given, the draft decides. `brand` and
    `packs` are paths or objects that were read already; `builtin=False` leaves the built-in packs out. `offsets` is
    what the offsets of reports count; `as_of` (`2026-11-22`) the date under which dated parts of the policy are read.
    `history` holds the replies that were sent: drafts that repeat them are reported; such a linter cannot be pickled.
    `vale` is the path of rules written for the prose linter Vale: a `.vale.ini`, a folder of styles, a style or a rule.
    `dictionaries` are paths of Hunspell dictionaries (`en_US.dic` with `en_US.aff` beside it) for rules that check
    spelling.

    Raises PackError for a pack or brand file that makes no sense, OSError for one that cannot be read, ValueError for
    an unknown word.
    """

    def __new__(
        cls,
        *,
        brand: Brand | _Path | None = None,
        packs: Iterable[Pack | _Path] = (),
        builtin: bool = True,
        regime: RegimeName | None = None,
        practice: PracticeName | None = None,
        profile: ProfileName | None = None,
        channel: ChannelName | None = None,
        offsets: OffsetsName = "chars",
        as_of: str | date | None = None,
        platform: str | None = None,
        history: History | None = None,
        vale: _Path | None = None,
        dictionaries: Sequence[_Path] = (),
    ) -> Linter: ...
    @property
    def dictionaries(self) -> list[Path]:
        """The paths of the Hunspell dictionaries that were given."""
    @property
    def vale(self) -> Path | None:
        """The path of the Vale rules, if one was given."""
    @property
    def vale_skipped(self) -> list[str]:
        """The Vale rules that do not run, each with the reason."""
    @property
    def history(self) -> History | None:
        """The earlier replies that drafts are compared with, if any were given."""
    def lint(
        self,
        draft: str,
        *,
        id: str | int | None = None,
        format: FormatName | None = None,
        inbound: str | None = None,
        thread: Sequence[Message] | None = None,
        author: str | None = None,
        rating: float | None = None,
        channel: ChannelName | None = None,
        regime: RegimeName | None = None,
        practice: PracticeName | None = None,
        profile: ProfileName | None = None,
        context: Context | Mapping[str, object] | None = None,
        brand: str | None = None,
        location: str | int | None = None,
        agent: str | int | None = None,
        received_at: str | datetime | None = None,
        posted_at: str | datetime | None = None,
        approvals: Sequence[Approval] | None = None,
    ) -> Report:
        """Checks one draft; never fails on any text. Takes time linear in the lengths of draft and inbound.

        Raises TypeError for an unknown keyword, RecordError (a ValueError) that names the field for a value that it
        cannot hold.
        """
    def lint_record(self, record: Record | Mapping[str, Any], /) -> Report:
        """Checks the draft of a record. Raises RecordError (a ValueError) that names the field.

        Other columns are ignored; one whose name is nearly a field's is refused.
        """
    @overload
    def lint_many(
        self,
        drafts: Iterable[_Row],
        *,
        threads: int = 0,
        progress: _Progress = False,
        errors: Literal["raise"] = "raise",
    ) -> list[Report]:
        """Checks many drafts; the reports stand in their order and equal those of `lint`.

        Works on `threads` threads (0: one for each core) with the GIL released. `progress` may be a callable that
        takes the number of rows done and the number of all rows, None while that is unknown. A row that makes no
        sense raises RecordError, or stands in the list as a RowError.
        """
    @overload
    def lint_many(
        self,
        drafts: Iterable[_Row | None],
        *,
        threads: int = 0,
        progress: _Progress = False,
        errors: Literal["return"],
    ) -> list[Report | RowError]: ...
    def lint_table(
        self,
        data: Any,
        *,
        columns: Mapping[str, str] | None = None,
        draft: str | None = None,
        id: str | None = None,
        format: str | None = None,
        inbound: str | None = None,
        thread: str | None = None,
        author: str | None = None,
        rating: str | None = None,
        channel: str | None = None,
        regime: str | None = None,
        practice: str | None = None,
        profile: str | None = None,
        context: str | None = None,
        brand: str | None = None,
        location: str | None = None,
        agent: str | None = None,
        received_at: str | None = None,
        posted_at: str | None = None,
        approvals: str | None = None,
        carry: Sequence[str] = (),
        explain: bool = True,
        threads: int = 0,
        progress: _Progress = False,
        errors: Literal["raise", "return"] = "return",
    ) -> ReportTable:
        """Checks the drafts of a table and gives their reports as a table, one row each, in their order.

        `data` is anything that hands over Arrow data (tables and columns of pyarrow, Polars, pandas, DuckDB), a
        mapping from names to columns, or an iterable of strs, records or tables. Texts are read where they lie.
        Columns called like fields of the reply record are those fields; `draft="text"` or `columns={"draft": "text"}`
        names another one. Other columns are ignored, or copied to the output where `carry` names them; one whose name
        is nearly a field's is refused. What holds for all rows is given to the Linter.

        A row that makes no sense has its reason in the column `error`, or raises RecordError with `errors="raise"`.
        `explain=False` leaves out what findings say in words (message, why, advice), most of the table's memory.
        `threads` and `progress` are as for `lint_many`. Ctrl-C ends the work.

        Raises RecordError or ValueError for columns that are missing or misspelt, TypeError for what is no table.
        """
    def lint_batches(
        self,
        data: Any,
        *,
        columns: Mapping[str, str] | None = None,
        draft: str | None = None,
        id: str | None = None,
        format: str | None = None,
        inbound: str | None = None,
        thread: str | None = None,
        author: str | None = None,
        rating: str | None = None,
        channel: str | None = None,
        regime: str | None = None,
        practice: str | None = None,
        profile: str | None = None,
        context: str | None = None,
        brand: str | None = None,
        location: str | None = None,
        agent: str | None = None,
        received_at: str | None = None,
        posted_at: str | None = None,
        approvals: str | None = None,
        carry: Sequence[str] = (),
        explain: bool = True,
        rows: int = 16384,
        threads: int = 0,
        errors: Literal["raise", "return"] = "return",
    ) -> ReportBatches:
        """Checks the drafts of an input that is too large to hold.

        As `lint_table`, but gives an iterator of tables of at most `rows` rows each, and reads the input as they are
        asked for. Libraries may take the iterator as an Arrow stream.
        """
    @property
    def brand(self) -> Brand | None:
        """The brand file, if one was given."""
    @property
    def packs(self) -> tuple[Pack, ...]:
        """The packs that were given, without the built-in ones."""
    @property
    def builtin(self) -> bool:
        """Whether the built-in packs take part."""
    @property
    def regime(self) -> RegimeName | None:
        """The regime, if one was given."""
    @property
    def practice(self) -> PracticeName | None:
        """The practice, if one was given."""
    @property
    def profile(self) -> ProfileName | None:
        """The profile, if one was given."""
    @property
    def channel(self) -> ChannelName | None:
        """The channel, if one was given."""
    @property
    def offsets(self) -> OffsetsName:
        """What the offsets of reports count."""
    @property
    def as_of(self) -> str | None:
        """The date of the policy, if one was given."""
    @property
    def platform(self) -> str | None:
        """The platform, if one was given."""
    def __copy__(self) -> Linter: ...
    def __deepcopy__(self, _memo: Any, /) -> Linter: ...
    def __getnewargs_ex__(self) -> tuple[tuple[()], dict[str, Any]]: ...

@final
class Audit:
    """Replies that were audited. Immutable; made with `replylint.audit`, merged with `merge`, and can be pickled."""

    @property
    def metrics(self) -> dict[str, Any]:
        """All figures, as `metrics.json` has them: a new dict of plain values each time."""
    @property
    def failed(self) -> int:
        """How many rows could not be read."""
    @property
    def faults(self) -> tuple[tuple[str, int, str], ...]:
        """The first rows that could not be read: source, number of the row counted from 1, reason."""
    @property
    def notes(self) -> tuple[str, ...]:
        """What was assumed while reading, and what was read from which column."""
    def to_json(self) -> str:
        """All figures as JSON."""
    def to_html(self) -> str:
        """The report: one HTML page that needs no network."""
    def save(self, path: _Path, /) -> None:
        """Writes the figures where the name ends in `.json`, else the report. Raises OSError."""
    def merge(self, other: Audit, /) -> Audit:
        """Both audits as one, as if all rows had been read at once. The settings are those of this one.

        Raises ValueError where the two were made with other keys, approved texts or settings of what is kept.
        """
    def to_bytes(self) -> bytes:
        """The state, to be kept or sent; the same rows give the same bytes.

        Holds no key and no text, unless texts are kept.
        """
    @staticmethod
    def from_bytes(
        data: bytes,
        /,
        *,
        brand: Brand | _Path | None = None,
        key: bytes | None = None,
        by_agent: bool = False,
        show_text: bool = False,
    ) -> Audit:
        """Reads what `to_bytes` wrote, with the key, the brand and the settings that the audit was made with.

        Raises ValueError for other bytes, or where they were made with something else.
        """
    def __len__(self) -> int: ...
    def __bool__(self) -> bool: ...
    def _repr_html_(self) -> str: ...
    def __copy__(self) -> Audit: ...
    def __deepcopy__(self, _memo: Any, /) -> Audit: ...
    def __reduce__(self) -> tuple[Any, ...]: ...

def default_linter() -> Linter:
    """The linter that `lint` and `lint_many` use: the built-in packs, nothing else set. Built when first asked for."""

def lint(
    draft: str,
    *,
    id: str | int | None = None,
    format: FormatName | None = None,
    inbound: str | None = None,
    thread: Sequence[Message] | None = None,
    author: str | None = None,
    rating: float | None = None,
    channel: ChannelName | None = None,
    regime: RegimeName | None = None,
    practice: PracticeName | None = None,
    profile: ProfileName | None = None,
    context: Context | Mapping[str, object] | None = None,
    brand: str | None = None,
    location: str | int | None = None,
    agent: str | int | None = None,
    received_at: str | datetime | None = None,
    posted_at: str | datetime | None = None,
    approvals: Sequence[Approval] | None = None,
) -> Report:
    """Checks one draft with the default linter; see `Linter.lint`."""

@overload
def lint_many(
    drafts: Iterable[_Row], *, threads: int = 0, progress: _Progress = False, errors: Literal["raise"] = "raise"
) -> list[Report]:
    """Checks many drafts with the default linter; see `Linter.lint_many`."""

@overload
def lint_many(
    drafts: Iterable[_Row | None], *, threads: int = 0, progress: _Progress = False, errors: Literal["return"]
) -> list[Report | RowError]: ...
def lint_table(
    data: Any,
    *,
    columns: Mapping[str, str] | None = None,
    draft: str | None = None,
    id: str | None = None,
    format: str | None = None,
    inbound: str | None = None,
    thread: str | None = None,
    author: str | None = None,
    rating: str | None = None,
    channel: str | None = None,
    regime: str | None = None,
    practice: str | None = None,
    profile: str | None = None,
    context: str | None = None,
    brand: str | None = None,
    location: str | None = None,
    agent: str | None = None,
    received_at: str | None = None,
    posted_at: str | None = None,
    approvals: str | None = None,
    carry: Sequence[str] = (),
    explain: bool = True,
    threads: int = 0,
    progress: _Progress = False,
    errors: Literal["raise", "return"] = "return",
) -> ReportTable:
    """Checks the drafts of a table with the default linter; see `Linter.lint_table`."""

def lint_batches(
    data: Any,
    *,
    columns: Mapping[str, str] | None = None,
    draft: str | None = None,
    id: str | None = None,
    format: str | None = None,
    inbound: str | None = None,
    thread: str | None = None,
    author: str | None = None,
    rating: str | None = None,
    channel: str | None = None,
    regime: str | None = None,
    practice: str | None = None,
    profile: str | None = None,
    context: str | None = None,
    brand: str | None = None,
    location: str | None = None,
    agent: str | None = None,
    received_at: str | None = None,
    posted_at: str | None = None,
    approvals: str | None = None,
    carry: Sequence[str] = (),
    explain: bool = True,
    rows: int = 16384,
    threads: int = 0,
    errors: Literal["raise", "return"] = "return",
) -> ReportBatches:
    """Checks the drafts of an input that is too large to hold, with the default linter; see `Linter.lint_batches`."""

def report_schema() -> ReportSchema:
    """The columns of every table of reports, before carried ones: for engines that must be told before anything ran."""

def _restore_table(table: Any, /) -> ReportTable: ...
def _audit(
    sources: Sequence[tuple[str, Path | None, Iterable[Any] | None]],
    linter: Linter,
    how: Mapping[str, Any],
    settings: Mapping[str, Any],
    key: bytes | None,
    progress: Callable[[int, int | None], object] | None,
) -> Audit: ...
def _audit_settle(
    rows: Iterable[Any], how: Mapping[str, Any], settings: Mapping[str, Any]
) -> tuple[str, list[str], str | None]: ...
def _audit_part(
    rows: Iterable[Any],
    linter: Linter,
    how: Mapping[str, Any],
    settings: Mapping[str, Any],
    key: bytes | None,
    settled: str,
) -> tuple[bytes, str]: ...
def _audit_whole(
    parts: Sequence[tuple[bytes, str]],
    linter: Linter,
    settings: Mapping[str, Any],
    key: bytes | None,
    settled: str,
) -> Audit: ...
def _restore_audit(data: bytes, key: bytes | None, brand: Brand | None, told: str) -> Audit: ...
def _restore(kind: str, json: str, /) -> Any: ...
def _brand(text: str, origin: str, below: Sequence[tuple[str, str]]) -> Brand: ...
def _words() -> dict[str, tuple[str, ...]]: ...
def _main(args: Sequence[str], /) -> int: ...
