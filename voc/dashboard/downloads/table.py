"""A table as a file holds it: columns of a kind, and rows; pages describe theirs with it, once for all formats."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from voc.planning.sheets import Cell, Column, Kind, Row
from voc.weeks import SEOUL

__all__ = ["Cell", "Column", "Kind", "Row", "Table", "on_clock", "on_day"]


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
