"""What the steps of past runs took: seconds, rows and memory, as the run log has them."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from voc.store.schema import run_steps, runs

_ENDED = ("done", "partly")
# Steps of months, even with many sources.
_LOOKED_THROUGH = 5_000
_held = run_steps.c


@dataclass(frozen=True, slots=True)
class StepTaken:
    """What one step took once.

    Attributes
    ----------
    source : str
        Empty where the step is not that of one source.
    n_rows : int
        Records delivered by a source; documents read, themes found or weeks counted by other steps.
    seconds : float
        By a clock that nobody sets.
    peak_mb : float or None
        The most memory held meanwhile, in MiB; None in runs of versions that did not measure it.
    """

    flow: str
    step: str
    source: str
    run_id: str
    started_at: datetime
    n_rows: int
    n_rejects: int
    seconds: float
    peak_mb: float | None

    @property
    def key(self) -> tuple[str, str, str]:
        """What makes it comparable to others: flow, step and source."""
        return self.flow, self.step, self.source


def load_taken(connection: Connection, *, limit: int) -> list[list[StepTaken]]:
    """List, for each step of each flow, the last times that it came to its end, the latest first.

    Parameters
    ----------
    limit : int
        How many times of each, 1 or more.

    Returns
    -------
    list of list of StepTaken
        None of the lists is empty; in the order of flow, step and source.
    """
    columns = (_held[name] for name in ("step", "source", "run_id", "n_rows", "n_rejects", "seconds", "peak_mb"))
    asked = (
        select(runs.c.flow, runs.c.started_at, *columns)
        .join(runs, runs.c.run_id == _held.run_id)
        .where(_held.state.in_(_ENDED), _held.attempt == runs.c.attempt)
        .order_by(runs.c.started_at.desc(), _held.run_id, _held.step, _held.source)
        .limit(_LOOKED_THROUGH)
    )
    found: dict[tuple[str, str, str], list[StepTaken]] = {}
    for row in connection.execute(asked).mappings():
        taken = StepTaken(**row)
        times = found.setdefault(taken.key, [])
        if len(times) < limit:
            times.append(taken)
    return [found[key] for key in sorted(found)]
