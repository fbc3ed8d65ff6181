"""A source's habit: how much a night usually brings, and when too little came to be chance."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from statistics import median

from voc.config import NetworkSettings
from voc.config.sections import Limits
from voc.steps.collect import Collected
from voc.steps.workplace import Workplace
from voc.store import Night, is_first_look, load_nights, load_run

# Fewer nights make no habit.
_FEWEST = 3
# Below these habits a quiet night is chance: of nights that bring 5 on average one in 150 brings nothing, of those that
# bring 10 one in 360 brings less than 30 % (Poisson).
_NOTHING_FROM, _LITTLE_FROM = 5.0, 10.0
_FOUR_WEEKS = 28
_WEEK = timedelta(days=7)


def looked_back(limits: Limits) -> int:
    """Return how many nights are looked at; a source that has brought nothing in all of them has no habit any more."""
    return max(_FOUR_WEEKS, limits.habit_runs)


def habit_of(nights: Sequence[Night], limits: Limits) -> float | None:
    """Return how many new or changed texts a night usually brings: the median of its last nights.

    A night that brought too little counts like any other, so that a lower level becomes the habit within half of
    `habit_runs`; one that brought nothing and was told of does not, so that a source that is broken stays in sight.

    Returns
    -------
    float or None
        None where there were fewer than three such nights.
    """
    counted = [night.n_read for night in nights if night.is_whole or night.n_read][: limits.habit_runs]
    return float(median(counted)) if len(counted) >= _FEWEST else None


def judge(n_read: int, window: str, nights: Sequence[Night], limits: Limits) -> str:
    """Say that a night brought too little, and how much would be usual.

    Parameters
    ----------
    n_read : int
        New or changed texts that it brought.
    window : str
        Of the night, as the run log writes it.
    nights : sequence of Night
        The nights before, the latest first.

    Returns
    -------
    str
        A half sentence; empty where the night is within the habit, or as quiet as the same weekday was a week ago.
    """
    habit = habit_of(nights, limits)
    if habit is None or not _is_little(n_read, habit, limits) or _is_quiet_weekday(window, nights, habit, limits):
        return ""
    brought = f"only {n_read:,} new or changed texts" if n_read else "nothing new"
    return f"brought {brought}, where a night usually brings about {habit:,.0f}"


def alarm_on(place: Workplace, collected: Collected, run_id: str) -> str:
    """Judge what a source brought in a night; empty where it is within its habit, or cannot be judged.

    Nothing is judged where the source failed in part anyway, or was asked for the same before.
    """
    limits, name = place.settings.schedules.limits, collected.source
    with place.store.read() as connection:
        run = load_run(connection, run_id)
        if not collected.is_whole or not is_first_look(connection, run, name):
            return ""
        nights = load_nights(connection, name, run.flow, before=run.window, limit=looked_back(limits))
    if not nights and not collected.n_rows and isinstance(place.settings.source(name), NetworkSettings):
        return (
            "Its first collection brought nothing. Check in sources.yaml what it is to collect and from which day "
            f"('since'), and try: voc check source {name}."
        )
    verdict = judge(collected.saved.n_new + collected.saved.n_revised, run.window, nights, limits)
    if not verdict:
        return ""
    return (
        f"It {verdict}. Try: voc check source {name}. If it has ended, set 'enabled: false' in sources.yaml; if "
        "customers really write less, this becomes its habit within some nights."
    )


def _is_little(n_read: int, habit: float, limits: Limits) -> bool:
    if not n_read:
        return habit >= _NOTHING_FROM
    # Rounded: 1 - 0.7 is a little more than 0.3.
    return habit >= _LITTLE_FROM and n_read < round(habit * (1 - limits.drop_share), 6)


def _is_quiet_weekday(window: str, nights: Sequence[Night], habit: float, limits: Limits) -> bool:
    """Tell whether the same weekday was as quiet a week ago, and nights between were not: a weekend, no failure."""
    end = datetime.fromisoformat(window.removeprefix(".."))
    week_ago = f"..{(end - _WEEK).isoformat()}"
    was_quiet = any(_is_little(one.n_read, habit, limits) for one in nights if one.window == week_ago)
    return was_quiet and any(not _is_little(one.n_read, habit, limits) for one in nights if one.window > week_ago)
