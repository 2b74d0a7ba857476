"""What can go wrong. None of it holds text of a draft."""

from __future__ import annotations

from typing import NoReturn, final


class PackError(ValueError):
    """A pack or a brand file that was refused.

    ``str`` gives one line: the place, what is wrong, what to do.

    Attributes:
        origin: the file, or whatever name the text was given.
        line: the line, counted from 1; None where the fault has no place.
        column: the column in characters, counted from 1.
        rule: the id of the rule, where the fault lies inside one.
        help: what to write instead, where it is known.

    """

    def __init__(
        self,
        message: str,
        origin: str,
        line: int | None = None,
        column: int | None = None,
        rule: str | None = None,
        help: str | None = None,  # noqa: A002 - the attribute's name
    ) -> None:
        super().__init__(message)
        self.origin = origin
        self.line = line
        self.column = column
        self.rule = rule
        self.help = help

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (str(self), self.origin, self.line, self.column, self.rule, self.help)


class HistoryError(ValueError):
    """A history, or the key of one, that was refused.

    Attributes:
        code: ``not-a-history``, ``version``, ``masking``, ``wrong-key``, ``short-key``, ``truncated``, ``damaged`` or
            ``too-many``.

    """

    def __init__(self, message: str, code: str) -> None:
        super().__init__(message)
        self.code = code

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (str(self), self.code)


class RecordError(ValueError):
    """A reply record, or a keyword of ``lint``, that was refused.

    Attributes:
        code: ``missing-draft``, ``unknown-field``, ``unknown-value``, ``wrong-type`` or ``not-an-object``.
        message: what is wrong and what to write instead.
        field: the field, where one is to blame.
        row: the index of the row in the input of ``lint_many``, counted from 0; None elsewhere.
        id: the record's id, where ``lint_many`` was given one.

    """

    def __init__(
        self,
        message: str,
        code: str,
        field: str | None = None,
        row: int | None = None,
        id: str | None = None,  # noqa: A002 - the attribute's name
    ) -> None:
        super().__init__(message if row is None else f"row {row}: {message}")
        self.message = message
        self.code = code
        self.field = field
        self.row = row
        self.id = id

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (self.message, self.code, self.field, self.row, self.id)


@final
class RowError:
    """Stands in the place of a report for a row that was refused, where ``lint_many`` was asked to return errors.

    Compared by value and never changes.

    Attributes:
        row: the index of the row in the input, counted from 0.
        id: the record's id, where it has one.
        code: as in `RecordError`.
        field: the field, where one is to blame.
        message: what is wrong and what to write instead.
    """

    # Not a dataclass: importing what makes one takes longer than importing all of replylint.
    __slots__ = ("code", "field", "id", "message", "row")

    row: int
    id: str | None
    code: str
    field: str | None
    message: str

    def __init__(
        self,
        row: int,
        id: str | None,  # noqa: A002 - the attribute's name
        code: str,
        field: str | None,
        message: str,
    ) -> None:
        given = {"row": row, "id": id, "code": code, "field": field, "message": message}
        for name, value in given.items():
            object.__setattr__(self, name, value)

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(f"cannot set {name!r}: a RowError never changes")

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError(f"cannot delete {name!r}: a RowError never changes")

    def _values(self) -> tuple[int, str | None, str, str | None, str]:
        return self.row, self.id, self.code, self.field, self.message

    def __eq__(self, other: object) -> bool:
        return self._values() == other._values() if isinstance(other, RowError) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._values())

    def __repr__(self) -> str:
        return f"RowError(row={self.row}, id={self.id!r}, code={self.code!r}, field={self.field!r})"

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), self._values()

    def __bool__(self) -> NoReturn:
        raise TypeError("a refused row has no truth value; tell it from a report with isinstance(row, RowError)")
