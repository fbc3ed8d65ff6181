"""A source's habit: how many new or changed texts a night of this weekday usually brings."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median

from sqlalchemy import Connection

from voc.config.sections import CalendarSection, Limits
from voc.store import Night, count_silent_nights, load_nights
from voc.weeks import SEOUL

# Fewer nights make no habit, of a weekday no more than of all days.
_FEWEST = 3
# The habit of a weekday is looked for in so many weeks.
_WEEKS = 8
# The level of the last nights counts only where it is clearly another: a week's median strays by 15 % at ten a night.
_LOWER, _HIGHER = 0.6, 1 / 0.6
# Beyond chance, nightly counts stray by some 22 % (0.05 is its square); that is believed like so many nights seen.
_UNREST, _BELIEVED = 0.05, 14
_LEAST_UNREST, _MOST_UNREST = 0.005, 1.0
_SATURDAY, _SUNDAY = 5, 6
# A weekend or holiday on which nobody works: what is quiet then has a habit below this.
BUSY_FROM = 1.0


@dataclass(frozen=True, slots=True)
class Habit:
    """What a night usually brings, and how far it strays from that.

    Attributes
    ----------
    usual : float
        New or changed texts, a median.
    unrest : float
        Variance beyond chance as a share of the squared mean; above 0.
    n_nights : int
        Nights that `usual` is made of.
    is_sure : bool
        False on a holiday, and on a Saturday or Sunday of which nothing is known yet.
    """

    usual: float
    unrest: float
    n_nights: int
    is_sure: bool = True


def looked_back(limits: Limits) -> int:
    """Return how many nights are looked at besides those of a silence: sixteen weeks, half of which may not count."""
    return max(2 * 7 * _WEEKS, limits.habit_runs)


def nights_of_habit(connection: Connection, source: str, flow: str, limits: Limits, *, before: str) -> list[Night]:
    """Load the nights that a source's habit is made of, the latest first.

    Those in which it has been silent lately come on top, however many: what is broken does not become a habit by
    staying so.

    Parameters
    ----------
    before : str
        Only windows that end earlier than this one.
    """
    n_silent = count_silent_nights(connection, source, flow, before=before)
    return load_nights(connection, source, flow, before=before, limit=looked_back(limits) + n_silent)


def holidays_of(calendar: CalendarSection) -> frozenset[date]:
    """List the days that are holidays."""
    return frozenset(
        period.start + timedelta(days=n)
        for period in calendar.holidays
        for n in range((period.last_on - period.start).days + 1)
    )


def day_of(window: str) -> date:
    """Return the last day, in Seoul, that a night collected.

    Examples
    --------
    >>> day_of("..2026-11-22T15:00:00+00:00")  # up to Monday, midnight in Seoul
    datetime.date(2026, 11, 22)
    """
    end = datetime.fromisoformat(window.removeprefix(".."))
    return (end - timedelta(microseconds=1)).astimezone(SEOUL).date()


def habit_of(
    window: str, nights: Sequence[Night], limits: Limits, holidays: Collection[date] = frozenset()
) -> Habit | None:
    """Return what the night of a window usually brings.

    The median of the same weekday in the last eight weeks, where it has three nights at least, times the level of the
    last nights (`habit_runs`) where that is clearly another than those weekdays' own. Before, the median of the last
    nights, but no more than the weekday brought when it was seen. Holidays make no habit, and one is a Sunday at most.

    A night that brought too little counts like any other, so that a lower level becomes the habit within half of
    `habit_runs`; one that brought nothing and was told of in red does not, so that what is broken stays in sight.

    Parameters
    ----------
    nights : sequence of Night
        The nights before, the latest first.
    holidays : collection of date
        Days that are expected to be unlike others.

    Returns
    -------
    Habit or None
        None where there were fewer than three nights that count.
    """
    counted = [one for one in nights if one.is_whole or one.n_read]
    counted = [one for one in counted if day_of(one.window) not in holidays][: 7 * _WEEKS]
    if len(counted) < _FEWEST:
        return None
    day, week = day_of(window), _Week(counted, limits.habit_runs)
    usual, n_nights = week.usual(day.weekday())
    if day in holidays:
        usual, n_nights = min((usual, n_nights), week.usual(_SUNDAY))
    is_guessed = day.weekday() in {_SATURDAY, _SUNDAY} and not week.seen(day.weekday())
    return Habit(usual, week.unrest, n_nights, is_sure=day not in holidays and not is_guessed)


def busy_weekdays(nights: Sequence[Night], limits: Limits) -> int:
    """Count the weekdays on which a source usually brings anything; 7 where a week is not known yet."""
    week = _Week([one for one in nights if one.is_whole or one.n_read][: 7 * _WEEKS], limits.habit_runs)
    if any(len(week.seen(weekday)) < _FEWEST for weekday in range(7)):
        return 7
    return sum(week.usual(weekday)[0] >= BUSY_FROM for weekday in range(7))


class _Week:
    """The nights that count, by weekday."""

    def __init__(self, counted: Sequence[Night], n_recent: int) -> None:
        """Sort nights, the latest first, by weekday."""
        self._by_weekday: dict[int, list[int]] = {}
        self._days = [(day_of(one.window).weekday(), one.n_read) for one in counted]
        for weekday, n_read in self._days:
            self._by_weekday.setdefault(weekday, []).append(n_read)
        self._recent = self._days[:n_recent]
        self._level = self._level_now()

    def seen(self, weekday: int) -> list[int]:
        """List what a weekday brought, the latest first."""
        return self._by_weekday.get(weekday, [])

    def usual(self, weekday: int) -> tuple[float, int]:
        """Return what a weekday usually brings, and of how many nights that is known."""
        seen, recent = self.seen(weekday), [n_read for _, n_read in self._recent]
        if len(seen) >= _FEWEST:
            return median(seen) * self._level, len(seen)
        overall = float(median(recent))
        return (min(overall, float(max(seen))) if seen else overall), len(recent)

    @property
    def unrest(self) -> float:
        """How far nights strayed from what was usual, beyond chance; drawn towards what sources have in common."""
        strayed = []
        for weekday, n_read in self._days:
            usual = float(median(self.seen(weekday)))
            if len(self.seen(weekday)) >= _FEWEST and usual >= BUSY_FROM:
                strayed.append(min(_MOST_UNREST, ((n_read - usual) ** 2 - usual) / usual**2))
        found = (_BELIEVED * _UNREST + sum(strayed)) / (_BELIEVED + len(strayed))
        return max(_LEAST_UNREST, found)

    def _level_now(self) -> float:
        if not self._recent or any(len(self.seen(weekday)) < _FEWEST for weekday, _ in self._recent):
            return 1.0
        own = median(median(self.seen(weekday)) for weekday, _ in self._recent)
        level = median(n_read for _, n_read in self._recent) / own if own else 1.0
        return 1.0 if _LOWER <= level <= _HIGHER else level
