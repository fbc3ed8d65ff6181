"""The weeks that a page is about, and the equal number of weeks before them."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from voc.weeks import monday_of, shift_week, week_label, weeks_between


@dataclass(frozen=True)
class Period:
    """Whole weeks, from the first to the last, both included.

    Examples
    --------
    >>> Period("2026-W43", "2026-W46").before
    Period(first='2026-W39', last='2026-W42')
    >>> Period("2026-W46", "2026-W46").label
    '2026-W46 · 11월 2주차 (11/9-11/15)'
    >>> Period("2026-W43", "2026-W46").label
    '2026-W43 ~ W46 · 4주 (10/19-11/15)'
    """

    first: str
    last: str

    @cached_property
    def weeks(self) -> tuple[str, ...]:
        """Every week of it, oldest first."""
        return tuple(weeks_between(self.first, self.last))

    @property
    def before(self) -> "Period":
        """As many weeks right before it."""
        return Period(shift_week(self.first, -len(self.weeks)), shift_week(self.first, -1))

    @property
    def after(self) -> "Period":
        """As many weeks right after it."""
        return Period(shift_week(self.last, 1), shift_week(self.last, len(self.weeks)))

    @property
    def label(self) -> str:
        """How readers call it."""
        if self.first == self.last:
            return week_label(self.last)
        monday, sunday = monday_of(self.first), week_label(self.last).rsplit("-", 1)[1].rstrip(")")
        end = self.last if self.last[:4] != self.first[:4] else self.last[5:]
        return f"{self.first} ~ {end} · {len(self.weeks)}주 ({monday.month}/{monday.day}-{sunday})"

    def is_open(self, today: date) -> bool:
        """Tell whether its last week is not over yet on a day.

        Examples
        --------
        >>> [Period("2026-W46", "2026-W47").is_open(date(2026, 11, day)) for day in (22, 23)]
        [True, False]
        """
        return today < monday_of(shift_week(self.last, 1))

    @property
    def query(self) -> dict[str, str]:
        """How an address names it."""
        return {"week": self.last} if self.first == self.last else {"from": self.first, "to": self.last}
