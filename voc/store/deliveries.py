"""What the nightly runs of some weeks read from each source, and how much of it they set aside."""

from dataclasses import dataclass
from datetime import UTC, datetime, time

from sqlalchemy import Connection, func, select

from voc.store.schema import run_steps, runs
from voc.weeks import SEOUL, monday_of, shift_week


@dataclass(frozen=True, slots=True)
class Delivery:
    """Rows of one source, those that were set aside among them."""

    n_rows: int = 0
    n_rejects: int = 0

    @property
    def share(self) -> float:
        """Share set aside, 0-1."""
        return self.n_rejects / self.n_rows if self.n_rows else 0.0


def deliveries(connection: Connection, first: str, last: str) -> dict[str, Delivery]:
    """Sum up what the nights of some weeks collected, by source.

    Parameters
    ----------
    first, last : str
        Weeks, both included. A night belongs to the week of the last day that it collected.
    """
    held = run_steps.c
    asked = (
        select(held.source, func.sum(held.n_rows), func.sum(held.n_rejects))
        .join(runs, runs.c.run_id == held.run_id)
        .where(held.step == "collect")
        .where(runs.c.window > until_week(first), runs.c.window <= until_week(shift_week(last, 1)))
        .group_by(held.source)
    )
    return {source: Delivery(int(n_rows), int(n_rejects)) for source, n_rows, n_rejects in connection.execute(asked)}


def until_week(week: str) -> str:
    """Name the window of a night that collected everything before a week, as the run log writes it."""
    return f"..{datetime.combine(monday_of(week), time.min, SEOUL).astimezone(UTC).isoformat()}"
