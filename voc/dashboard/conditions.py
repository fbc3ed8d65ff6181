"""What the filters of a page ask of the store, as a selection."""

from dataclasses import replace

from voc.dashboard.filters import Filters
from voc.dashboard.period import Period
from voc.store import Condition

# Words are counted over so many weeks at most, the last ones: a longer sum takes seconds.
MOST_WEEKS = 26


def last_weeks(period: Period) -> Period:
    """Return the weeks of a period that words are counted over."""
    return replace(period, first=period.weeks[-MOST_WEEKS:][0])


def of_period(period: Period) -> tuple[Condition, ...]:
    """Ask for the weeks of a period."""
    return Condition("week", ">=", period.first), Condition("week", "<=", period.last)


def of_choices(filters: Filters) -> tuple[Condition, ...]:
    """Ask for the source, the customers, the stage and the reason that are chosen."""
    chosen = {"source": filters.source, "stage": filters.stage, "reason": filters.reason}
    if filters.segment:
        name, value = filters.segment.split("=", 1)
        chosen[f"segment.{name}"] = value
    return tuple(Condition(name, "=", value) for name, value in chosen.items() if value)
