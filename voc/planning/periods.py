"""Consecutive periods of equally many weeks: what is compared with what, a week or several at a time."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from voc.store import WeekVoices
from voc.store.ailments import Ailments
from voc.weeks import shift_week, weeks_between


@dataclass(frozen=True)
class Periods:
    """Periods up to and with a week, oldest first; each goes by the name of its last week.

    Attributes
    ----------
    weeks : tuple of str
        All their weeks, oldest first.
    length : int
        Weeks of a period.

    Examples
    --------
    >>> Periods(("2026-W01", "2026-W02", "2026-W03", "2026-W04"), 2).names
    ('2026-W02', '2026-W04')
    """

    weeks: tuple[str, ...]
    length: int = 1

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The last week of each period."""
        return self.weeks[self.length - 1 :: self.length]

    @property
    def last(self) -> tuple[str, ...]:
        """The weeks of the last period."""
        return self.weeks[-self.length :]

    def name(self, week: str) -> str:
        """Name the period that a week lies in; a week before all of them names itself."""
        return self._names.get(week, week)

    @cached_property
    def _names(self) -> Mapping[str, str]:
        return {week: self.names[place // self.length] for place, week in enumerate(self.weeks)}

    def voices(self, heard: Iterable[WeekVoices]) -> list[WeekVoices]:
        """Sum voices up by period and source."""
        summed: dict[tuple[str, str], WeekVoices] = {}
        for one in heard:
            key = self.name(one.week), one.source
            summed[key] = _sum(summed[key], one) if key in summed else replace(one, week=key[0])
        return [summed[key] for key in sorted(summed)]

    def ailments(self, found: Mapping[str, Ailments]) -> Mapping[str, Ailments]:
        """Tell which periods hold a week that was not collected as a whole."""
        return {
            source: Ailments({self.name(week) for week in of.unfinished}, {self.name(week) for week in of.quiet})
            for source, of in found.items()
        }

    def versions(self, counted: Mapping[str, Counter[str]]) -> Mapping[str, Counter[str]]:
        """Sum counts by analysis version up by period."""
        summed: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for week, versions in counted.items():
            summed[self.name(week)].update(versions)
        return summed


def periods_up_to(week: str, n_before: int, *, first: str, length: int = 1) -> Periods:
    """Lay periods out: the one that ends with a week, and at most so many before it.

    Parameters
    ----------
    n_before : int
        Periods before the last one.
    first : str
        The first week with voices; a period that begins earlier could not be compared and is left out.
    """
    n = len(weeks_between(first, week)) // length
    kept = max(1, min(n, n_before + 1))
    return Periods(tuple(weeks_between(shift_week(week, 1 - kept * length), week)), length)


def _sum(one: WeekVoices, other: WeekVoices) -> WeekVoices:
    return WeekVoices(
        week=one.week,
        source=one.source,
        n_documents=one.n_documents + other.n_documents,
        n_copies=one.n_copies + other.n_copies,
        n_with_rating=one.n_with_rating + other.n_with_rating,
        sum_rating=one.sum_rating + other.sum_rating,
    )
