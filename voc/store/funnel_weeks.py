"""How many customers entered and passed each stage of the funnel, by week and kind of customer."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select

from voc.store.batches import put
from voc.store.schema import EVERY, funnel_weeks

_of = funnel_weeks.c


@dataclass(frozen=True, slots=True)
class StageWeek:
    """One stage in one week.

    Attributes
    ----------
    segment : str or None
        As `name=value`, or as the file calls it; None for all customers together.
    n_passed : int
        At most `n_entered`.
    """

    week: str
    stage: str
    segment: str | None
    n_entered: int
    n_passed: int

    @property
    def key(self) -> tuple[str, str, str | None]:
        """What no two rows share."""
        return self.week, self.stage, self.segment


@dataclass(frozen=True, slots=True)
class FunnelSaved:
    """What became of rows."""

    n_new: int
    n_changed: int
    n_unchanged: int


def save_funnel(connection: Connection, rows: Sequence[StageWeek], *, file: str, at: datetime) -> FunnelSaved:
    """Store rows, no two of one key; those that are there already with the same figures stay untouched."""
    held = {one.key: one for one in load_funnel(connection, {row.week for row in rows})}
    new = [row for row in rows if row.key not in held]
    changed = [row for row in rows if row.key in held and row != held[row.key]]
    put(connection, funnel_weeks, [_values(row, file, at) for row in sorted((*new, *changed), key=str)])
    return FunnelSaved(len(new), len(changed), len(rows) - len(new) - len(changed))


def load_funnel(connection: Connection, weeks: Collection[str]) -> list[StageWeek]:
    """Load the rows of some weeks, by week, stage and segment."""
    asked = select(_of.week, _of.stage, _of.segment, _of.n_entered, _of.n_passed).where(_of.week.in_(sorted(weeks)))
    return [
        StageWeek(row.week, row.stage, None if row.segment == EVERY else row.segment, row.n_entered, row.n_passed)
        for row in connection.execute(asked.order_by(_of.week, _of.stage, _of.segment))
    ]


def funnel_segments(connection: Connection) -> list[str]:
    """List the kinds of customer that have figures."""
    asked = select(_of.segment).where(_of.segment != EVERY).distinct()
    return sorted(connection.scalars(asked))


def last_funnel_week(connection: Connection) -> str | None:
    """Name the last week that has figures."""
    return connection.scalar(select(_of.week).order_by(_of.week.desc()).limit(1))


def funnel_standing(connection: Connection) -> str:
    """Name the state of all figures; another name where any came in or were replaced."""
    return str(connection.scalar(select(func.max(_of.imported_at))))


def _values(row: StageWeek, file: str, at: datetime) -> dict[str, object]:
    return {
        "week": row.week,
        "stage": row.stage,
        "segment": row.segment or EVERY,
        "n_entered": row.n_entered,
        "n_passed": row.n_passed,
        "file": file,
        "imported_at": at,
    }
