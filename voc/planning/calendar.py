"""What stands in the calendar beside the weeks of a trend: holidays, seasons, campaigns, releases, outages."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any, Literal

from voc.config.sections import CalendarSection, Period
from voc.weeks import monday_of

EventKind = Literal["holiday", "season", "campaign", "release", "outage"]


@dataclass(frozen=True, slots=True)
class CalendarEvent:
    """An entry of the calendar.

    Attributes
    ----------
    start, end : str
        First and last day, ISO.
    weeks : tuple of str
        The weeks asked about in which it lies, oldest first.
    """

    kind: EventKind
    name: str
    start: str
    end: str
    weeks: tuple[str, ...]

    def plain(self) -> dict[str, Any]:
        """Spread it as JSON values."""
        return {**asdict(self), "weeks": list(self.weeks)}


def events_of(calendar: CalendarSection, weeks: Sequence[str]) -> list[CalendarEvent]:
    """List what lies in some weeks, by first day, then name.

    Parameters
    ----------
    weeks : sequence of str
        Oldest first.
    """
    by_kind: tuple[tuple[EventKind, Sequence[Period]], ...] = (
        ("holiday", calendar.holidays),
        ("season", calendar.seasons),
        ("campaign", calendar.campaigns),
        ("release", calendar.releases),
        ("outage", calendar.outages),
    )
    found = [
        CalendarEvent(kind, period.name, period.start.isoformat(), period.last_on.isoformat(), lies_in)
        for kind, periods in by_kind
        for period in periods
        for lies_in in [tuple(week for week in weeks if _lies_in(period, week))]
        if lies_in
    ]
    return sorted(found, key=lambda one: (one.start, one.name))


def _lies_in(period: Period, week: str) -> bool:
    monday = monday_of(week)
    return period.start < monday + timedelta(weeks=1) and period.last_on >= monday
