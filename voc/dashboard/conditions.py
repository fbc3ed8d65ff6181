"""What the filters of a page ask of the store, as a selection."""

from voc.dashboard.filters import Filters
from voc.dashboard.period import Period
from voc.store import Condition


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
