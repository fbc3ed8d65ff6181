"""The trend of a theme as the chart and the table behind it show it: weeks with what happened in them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from voc.dashboard.period import Period
from voc.planning.calendar import CalendarEvent
from voc.planning.theme_history import ThemeWeek
from voc.planning.theme_kin import Relation, Relative
from voc.planning.watch_rows import KINDS
from voc.planning.wording import EVENTS
from voc.store.changes import StoredChange
from voc.weeks import shift_week, week_label, week_of, weeks_between

YEAR = 52

_SAID: Mapping[Relation, str] = {
    "took_in": "‘{title}’ 합침",
    "went_into": "‘{title}’에 합쳐짐",
    "split_from": "‘{title}’에서 나뉨",
    "split_off": "‘{title}’ 나눔",
}


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that happened in a week, in words.

    Attributes
    ----------
    kind : str
        edit, change, or the kind of an event of the calendar.
    """

    kind: str
    text: str


def chart_weeks(counted: Sequence[str], period: Period, *, is_whole: bool) -> list[str]:
    """List the weeks of a trend: the last 52 that were counted, or all; the period always lies within.

    Parameters
    ----------
    counted : sequence of str
        Oldest first, not empty.
    """
    last = max(counted[-1], period.last)
    first = counted[0] if is_whole else max(counted[0], shift_week(last, 1 - YEAR))
    return weeks_between(min(first, period.first), last)


def happenings(
    relatives: Sequence[Relative],
    events: Sequence[CalendarEvent],
    weeks: Sequence[str],
    changes: Sequence[StoredChange] = (),
) -> dict[str, list[Happening]]:
    """List what happened in each of the weeks; weeks without anything are left out."""
    found: dict[str, list[Happening]] = {}
    for one in relatives:
        if one.week in set(weeks):
            found.setdefault(one.week or "", []).append(Happening("edit", said_of(one)))
    for event in events:
        for week in event.weeks:
            found.setdefault(week, []).append(Happening(event.kind, f"{EVENTS[event.kind]}: {event.name}"))
    for change in changes:
        if (week := week_of(date.fromisoformat(change.day))) in set(weeks):
            found.setdefault(week, []).append(Happening("change", f"바꾼 것({KINDS[change.kind]}): {change.what}"))
    return found


def said_of(relative: Relative) -> str:
    """Say what a person did with a theme."""
    return _SAID[relative.relation].format(title=relative.title)


def chart_values(
    title: str, line: Sequence[ThemeWeek], happened: Mapping[str, Sequence[Happening]], period: Period
) -> dict[str, Any]:
    """Spell a trend for the script that draws it; JSON values."""
    return {
        "title": title,
        "weeks": [one.week for one in line],
        "labels": [week_label(one.week) for one in line],
        "n": [one.n_documents for one in line],
        "rates": [one.rate for one in line],
        "period": [period.first, period.last],
        "happened": [
            {"week": week, "kind": one.kind, "text": one.text} for week, found in happened.items() for one in found
        ],
    }
