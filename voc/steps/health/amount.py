"""Whether a night brought too little: nothing, or far less than its weekday usually does, beyond chance."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import takewhile

from voc.config.sections import Limits
from voc.steps.health.chance import chance_of_so_few, widened
from voc.steps.health.habits import Habit, busy_weekdays, day_of, habit_of
from voc.steps.verdicts import Level, Verdict
from voc.store import Night

# Chances of a healthy night that is told of all the same: one night in a thousand, one in a hundred at most.
_RED, _AMBER = 1 / 1000, 1 / 100
# Who brings a file once or twice a week may be late.
_FEW_WEEKDAYS, _LATE_DAYS = 2, 3
# A source that has been quiet for longer was told of often enough to end every night partly done.
_LONG_NIGHTS = 28


@dataclass(frozen=True, slots=True)
class _Quiet:
    """A night on which nothing came, the chance of that, and whether its day is known well enough to say so."""

    window: str
    usual: float
    chance: float
    is_sure: bool


def judge_amount(
    n_read: int, window: str, nights: Sequence[Night], limits: Limits, holidays: Collection[date] = frozenset()
) -> Verdict | None:
    """Tell whether a night brought too little.

    A night that brought something is judged by itself; nights without anything are judged together, so that a source
    of two texts a night is missed as well, a few nights later.

    Parameters
    ----------
    n_read : int
        New or changed texts that it brought.
    window : str
        Of the night, as the run log writes it.
    nights : sequence of Night
        The nights before, the latest first.
    """
    if not n_read:
        return _silence(window, nights, limits, holidays)
    habit = habit_of(window, nights, limits, holidays)
    # Rounded: 1 - 0.7 is a little more than 0.3.
    if habit is None or n_read >= round(habit.usual * (1 - limits.drop_share), 6):
        return None
    level = _level(_chance(n_read, habit), is_sure=habit.is_sure)
    if level is None:
        return None
    return Verdict(
        level,
        "little",
        f"It brought only {n_read:,} new or changed texts, where such a night usually brings about {habit.usual:,.0f}.",
    )


def _silence(window: str, nights: Sequence[Night], limits: Limits, holidays: Collection[date]) -> Verdict | None:
    """Judge a night without anything together with the ones before it, by the habit from before they began."""
    silent = list(takewhile(lambda one: not one.n_read, nights))
    before = nights[len(silent) :]
    if not before:
        return None
    quiet = []
    habits: dict[tuple[int, bool], Habit | None] = {}
    for one in [*(night.window for night in reversed(silent)), window]:
        # Of all nights of a weekday the same, and a silence may last for a year.
        kind = day_of(one).weekday(), day_of(one) in holidays
        if kind not in habits:
            habits[kind] = habit_of(one, before, limits, holidays)
        habit = habits[kind]
        if habit is None:
            return None
        quiet.append(_Quiet(one, habit.usual, _chance(0, habit), habit.is_sure))
    level = _level_of_silence(quiet, before, limits)
    return Verdict(level, "silent", _sentence(quiet)) if level else None


def _level_of_silence(quiet: Sequence[_Quiet], before: Sequence[Night], limits: Limits) -> Level | None:
    chance_of_all, chance_of_sure, red_since = 1.0, 1.0, ""
    for one in quiet:
        chance_of_all *= one.chance
        chance_of_sure *= one.chance if one.is_sure else 1.0
        red_since = red_since or (one.window if chance_of_sure < _RED else "")
    if not red_since or len(quiet) > _LONG_NIGHTS:
        return "amber" if chance_of_all < _AMBER else None
    is_late = (day_of(quiet[-1].window) - day_of(red_since)).days < _LATE_DAYS
    return "amber" if is_late and busy_weekdays(before, limits) <= _FEW_WEEKDAYS else "red"


def _sentence(quiet: Sequence[_Quiet]) -> str:
    usual = [one.usual for one in quiet]
    if len(quiet) == 1 or (usual[-1] == sum(usual)):
        return f"It brought nothing new, where such a night usually brings about {usual[-1]:,.0f}."
    return (
        f"It has brought nothing new for {len(quiet):,} nights, which usually bring about {sum(usual):,.0f} together."
    )


def _chance(n_read: int, habit: Habit) -> float:
    if habit.usual <= 0:
        return 1.0
    return chance_of_so_few(n_read, habit.usual, widened(habit.unrest, habit.usual, habit.n_nights))


def _level(chance: float, *, is_sure: bool) -> Level | None:
    if chance >= _AMBER:
        return None
    return "red" if is_sure and chance < _RED else "amber"
