"""Summarise: count the weeks that changed, and judge where every theme stands."""

from collections.abc import Callable
from dataclasses import replace

from sqlalchemy import Connection

from voc.planning.figures import week_figures
from voc.planning.praise_book import praise_book
from voc.steps.workplace import Workplace
from voc.store import count_weeks, counted_weeks, machine_themes, marked_weeks, save_themes
from voc.store.praise_counting import count_praise, praise_due
from voc.store.series import first_theme_weeks

# Each batch of weeks is a transaction of its own, so that a kill loses little and no other writer waits long.
_WEEKS_AT_ONCE = 8
# Weeks before that a night counts by features that changed since, or that no version before had counted: a quarter.
_PRAISE_WEEKS = 13


def summarise(place: Workplace, *, on_counted: Callable[[int], None] = lambda _: None) -> list[str]:
    """Bring the weekly counts and the themes' states up to date.

    Parameters
    ----------
    on_counted : callable
        Told after each batch how many weeks were counted and kept.

    Returns
    -------
    list of str
        The weeks that were counted anew.
    """
    with place.store.read() as connection:
        waiting = marked_weeks(connection)
    done: list[str] = []
    book = praise_book(place.settings)
    for start in range(0, len(waiting), _WEEKS_AT_ONCE):
        place.report("counting weeks", start, len(waiting))
        with place.store.begin() as connection:
            counted = count_weeks(connection, waiting[start : start + _WEEKS_AT_ONCE])
            count_praise(connection, counted, book)
        on_counted(len(counted))
        done += counted
    with place.store.begin() as connection:
        _judge_themes(connection, [stage.key for stage in place.settings.stages])
    return done


def catch_up_praise(place: Workplace) -> None:
    """Count the praise of weeks before by the features of today, the newest ones first, a quarter at most."""
    book = praise_book(place.settings)
    with place.store.read() as connection:
        due = praise_due(connection, book, _PRAISE_WEEKS)
    for week in due:
        with place.store.begin() as connection:
            count_praise(connection, [week], book)


def _judge_themes(connection: Connection, stages: list[str]) -> None:
    """Write each theme's first week and its state in the last counted week."""
    weeks = counted_weeks(connection)
    if not weeks:
        return
    states = {one.theme.theme_id: one.trend.state for one in week_figures(connection, weeks[-1], stages).themes}
    firsts = first_theme_weeks(connection)
    stored = machine_themes(connection)
    judged = [
        replace(
            theme,
            first_week=firsts.get(theme.theme_id),
            state=states.get(theme.theme_id, theme.state),
        )
        for theme in stored
    ]
    save_themes(connection, [new for new, old in zip(judged, stored, strict=True) if new != old])
