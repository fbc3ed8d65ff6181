"""Weeks in which a source was not collected as a whole, as the nights of the run log have it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import Connection, RowMapping, select

from voc.store.deliveries import until_week
from voc.store.schema import run_steps, runs
from voc.weeks import week_of

# What a later night makes up for, as the cursor stays; and what it does not.
_UNFINISHED = frozenset({"error", "part"})
_QUIET = frozenset({"silent", "little"})


@dataclass(frozen=True, slots=True)
class Ailments:
    """Weeks of one source.

    Attributes
    ----------
    unfinished : set of str
        Days of these weeks could not be had, as a whole or in part, and no later night has made up for it.
    quiet : set of str
        Nights of these weeks brought nothing, or far less than usual.
    """

    unfinished: set[str] = field(default_factory=set)
    quiet: set[str] = field(default_factory=set)


def ailments(connection: Connection, first: str) -> Mapping[str, Ailments]:
    """Tell for each source which weeks, from one on, were not collected as a whole.

    A night belongs to the week of the last day that it collected. What its last look says of it counts.

    Parameters
    ----------
    first : str
        A week.
    """
    held = run_steps.c
    asked = (
        select(runs.c.window, held.source, held.state, held.verdicts)
        .join(runs, runs.c.run_id == held.run_id)
        .where(held.step == "collect", runs.c.window.startswith(".."), runs.c.window > until_week(first))
        .order_by(held.source, runs.c.window, runs.c.started_at, runs.c.repeat, held.attempt)
    )
    by_source: defaultdict[str, dict[str, RowMapping]] = defaultdict(dict)
    for row in connection.execute(asked).mappings():
        by_source[row["source"]][row["window"]] = row
    return {source: _ailments(last_looks.values()) for source, last_looks in by_source.items()}


def _ailments(nights: Iterable[RowMapping]) -> Ailments:
    """Go through the last looks at the nights of one source, given the oldest first."""
    found, is_made_up_for = Ailments(), False
    for night in reversed(list(nights)):
        strange = _strange(night)
        week = _week(night["window"])
        if not strange & _UNFINISHED:
            is_made_up_for = True
        elif not is_made_up_for:
            found.unfinished.add(week)
        if strange & _QUIET:
            found.quiet.add(week)
    return found


def _strange(night: RowMapping) -> set[str]:
    """List what was strange about a night; nights of an older version kept how they ended only."""
    verdicts: Sequence[Mapping[str, str]] | None = night["verdicts"]
    if verdicts is None:
        return {"error"} if night["state"] == "failed" else set()
    return {one["what"] for one in verdicts}


def _week(window: str) -> str:
    end = datetime.fromisoformat(window.removeprefix(".."))
    return week_of(end - timedelta(microseconds=1))
