"""A table as a file holds it: columns of a kind, and rows; pages describe theirs with it, once for all formats."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, TypeAlias

from voc.weeks import SEOUL

# text; count: a whole number; decimal: with two places; rate: with one; share: 0 to 1; day; moment: on Seoul's clock.
Kind = Literal["text", "count", "decimal", "rate", "share", "day", "moment"]
Cell: TypeAlias = str | int | float | date | None
Row: TypeAlias = tuple[Cell, ...]

_WIDTHS: Mapping[Kind, int] = {"text": 16, "count": 11, "decimal": 11, "rate": 11, "share": 11, "day": 12, "moment": 17}


@dataclass(frozen=True, slots=True)
class Column:
    """A column.

    Attributes
    ----------
    wide : int
        Its width in letters; 0 takes that of its kind.
    """

    name: str
    kind: Kind = "text"
    wide: int = 0

    @property
    def width(self) -> int:
        """Letters that fit; Korean ones take the room of two."""
        return max(self.wide or _WIDTHS[self.kind], 2 * len(self.name) + 2)


@dataclass(frozen=True, slots=True)
class Table:
    """Columns and rows.

    Attributes
    ----------
    subject : str
        What it is of, as people call it: the title of a theme; may be empty.
    documents : frozenset of str
        Whose words it holds.
    most : int or None
        Where there are more rows than were taken: how many were.
    """

    columns: Sequence[Column]
    rows: Sequence[Row]
    subject: str = ""
    documents: frozenset[str] = frozenset()
    most: int | None = None

    @property
    def cut(self) -> str:
        """Say that rows are missing; empty where none are."""
        if self.most is None:
            return ""
        return f"최신 {self.most:,}건까지만 담았습니다. 나머지는 기간이나 조건을 좁혀 받아 주세요."


def on_clock(at: datetime | str | None) -> datetime | None:
    """Read an instant on Seoul's clock, as spreadsheets know no zones.

    Examples
    --------
    >>> on_clock("2026-11-22T17:00:00+00:00"), on_clock(None)
    (datetime.datetime(2026, 11, 23, 2, 0), None)
    """
    if at is None:
        return None
    moment = datetime.fromisoformat(at) if isinstance(at, str) else at
    return moment.astimezone(SEOUL).replace(microsecond=0, tzinfo=None)


def on_day(at: datetime | None) -> date | None:
    """Return the day of an instant in Seoul."""
    return at.astimezone(SEOUL).date() if at else None
