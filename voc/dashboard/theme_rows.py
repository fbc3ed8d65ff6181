"""The rows of the theme list: which themes it shows, in which order, as its address says."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Connection

from voc.dashboard.filters import Filters, UnknownValueError
from voc.planning.figures import ThemeFigures, WeekFigures
from voc.planning.rates import per_thousand
from voc.store import MERGED, StoredTheme, load_themes, tallies
from voc.weeks import weeks_between

Show = Literal["voiced", "all", "hidden"]

SHOWN: Mapping[Show, str] = {"voiced": "나온 테마", "all": "모든 테마", "hidden": "숨긴 테마"}
_STATES = ("new", "burst", "rising", "falling", "gone", "steady")


@dataclass(frozen=True, slots=True)
class ThemeRow:
    """A theme of the list.

    Attributes
    ----------
    n, n_before : int
        Voices of the period, and of the one before.
    rate : float
        Per 1,000 voices.
    figures : ThemeFigures or None
        None of a hidden theme: its trend is not judged.
    """

    theme: StoredTheme
    n: int
    n_before: int
    rate: float
    figures: ThemeFigures | None = None

    @property
    def state(self) -> str:
        """What its trend comes to."""
        return self.figures.trend.state if self.figures else "steady"

    @property
    def impact(self) -> float | None:
        """What the theme does to the mean rating: below 0 where it lowers it."""
        rise = self.figures.rating_impact if self.figures else None
        return None if rise is None else -rise


_Key = Callable[[ThemeRow], Any]
# Name of a column to the key by which it is sorted and whether large values come first.
_SORTS: Mapping[str, tuple[_Key, bool]] = {
    "n": (lambda row: row.n, True),
    "change": (lambda row: row.n - row.n_before, True),
    "title": (lambda row: row.theme.title, False),
    "state": (lambda row: _STATES.index(row.state), False),
    "stage": (lambda row: row.theme.stage, False),
    "reason": (lambda row: row.theme.reason, False),
    "impact": (lambda row: row.impact if row.impact is not None else 99.0, False),
    "first": (lambda row: row.theme.first_week or "", True),
}


@dataclass(frozen=True, slots=True)
class Order:
    """How the list is sorted.

    Attributes
    ----------
    column : str
        A key of the columns that can be sorted by.
    is_turned : bool
        The other way round than that column usually is.
    """

    column: str = "n"
    is_turned: bool = False

    @property
    def spelled(self) -> str:
        """How an address has it."""
        return f"-{self.column}" if self.is_turned else self.column

    def after(self, column: str) -> "Order":
        """Tell the order once somebody chooses a column."""
        return Order(column, is_turned=column == self.column and not self.is_turned)

    def direction(self, column: str) -> str | None:
        """Tell a screen reader how a column is sorted; None where another one is."""
        if column != self.column:
            return None
        return "descending" if _SORTS[column][1] != self.is_turned else "ascending"


def read_order(spelled: str | None) -> Order:
    """Read the order of an address.

    Raises
    ------
    UnknownValueError
        There is no such column.
    """
    column = (spelled or "n").removeprefix("-")
    if column not in _SORTS:
        message = f"'{spelled}'은(는) 정렬할 수 있는 열이 아닙니다."
        raise UnknownValueError(message)
    return Order(column, is_turned=(spelled or "").startswith("-"))


def read_show(spelled: str | None) -> Show:
    """Read which themes an address asks for.

    Raises
    ------
    UnknownValueError
        There is no such choice.
    """
    for show in SHOWN:
        if show == (spelled or "voiced"):
            return show
    message = f"'{spelled}'은(는) 테마 목록에 없는 보기입니다."
    raise UnknownValueError(message)


def theme_rows(connection: Connection, figures: WeekFigures, filters: Filters) -> dict[Show, list[ThemeRow]]:
    """Put together the rows of each choice, those that the filters leave."""
    rows = [
        ThemeRow(one.theme, one.n_documents, one.n_before, one.rate, one)
        for one in figures.themes
        if _fits(one.theme, filters)
    ]
    hidden = [one for one in load_themes(connection) if one.hidden and one.state != MERGED and _fits(one, filters)]
    unseen = _hidden_rows(connection, hidden, figures, filters) if hidden else []
    return {"voiced": [row for row in rows if row.n or row.n_before], "all": rows + unseen, "hidden": unseen}


def ordered(rows: Sequence[ThemeRow], order: Order) -> list[ThemeRow]:
    """Sort rows; equal ones stand by their number of voices, then by id."""
    key, large_first = _SORTS[order.column]
    settled = sorted(rows, key=lambda row: (-row.n, row.theme.theme_id))
    return sorted(settled, key=key, reverse=large_first != order.is_turned)


def _fits(theme: StoredTheme, filters: Filters) -> bool:
    return filters.stage in {None, theme.stage} and filters.reason in {None, theme.reason}


def _hidden_rows(
    connection: Connection, hidden: Sequence[StoredTheme], figures: WeekFigures, filters: Filters
) -> list[ThemeRow]:
    before = filters.period.before
    now = set(filters.period.weeks)
    counts: dict[bool, Counter[str]] = {True: Counter(), False: Counter()}
    weeks = weeks_between(before.first, filters.period.last)
    ids = [one.theme_id for one in hidden]
    found = tallies(connection, {"week", "source", "theme"}, weeks=weeks, themes=ids, segment=filters.segment)
    for one in found:
        if filters.source in {None, one.source}:
            counts[one.week in now][one.theme or ""] += one.n_documents
    return [
        ThemeRow(one, n, counts[False][one.theme_id], per_thousand(n, figures.n_voices))
        for one in hidden
        for n in [counts[True][one.theme_id]]
    ]


def stars_moved(impact: float) -> str:
    """Spell how far a mean rating moves.

    Examples
    --------
    >>> stars_moved(-0.371), stars_moved(0.04), stars_moved(-0.001)
    ('-0.37', '+0.04', '±0')
    """
    spelled = f"{impact:+.2f}"
    return "±0" if spelled in {"+0.00", "-0.00"} else spelled
