"""Rows for `voc show steps`: how long the steps of past runs took, on how much, in how much memory."""

from collections.abc import Sequence
from statistics import median
from typing import Any

from sqlalchemy import Connection

from voc.store.durations import StepTaken, load_taken

# Times that are looked at; as many nights as three weeks have.
_N_TIMES = 21
# Fewer times before make no habit.
_FEWEST = 3
_TIMES = 2.0
# Below these, twice as much is nothing.
_LEAST_S, _LEAST_MB = 2.0, 100.0
# In the order in which a run does them.
_ORDER = ("collect", "import", "analyse", "discover", "summarise", "brief", "digest", "learn", "purge")


def step_rows(connection: Connection, *, source: str | None = None) -> list[dict[str, Any]]:
    """List what each step took the last time, beside what it usually takes: the median of the times before.

    `mark` is `slow` where it took more than twice as long as usual for as many rows, `heavy` where it took more than
    twice as much memory; None where it did not, or there were fewer than three times before.
    """
    found = [times for times in load_taken(connection, limit=_N_TIMES) if source in {None, times[0].source}]
    return [_row(times) for times in sorted(found, key=_place)]


def _place(times: Sequence[StepTaken]) -> tuple[str, int, str, str]:
    flow, step, source = times[0].key
    return flow, _ORDER.index(step) if step in _ORDER else len(_ORDER), step, source


def _row(times: Sequence[StepTaken]) -> dict[str, Any]:
    last, before = times[0], times[1:]
    memory = [one.peak_mb for one in before if one.peak_mb is not None]
    return {
        "flow": last.flow,
        "step": last.step,
        "source": last.source or None,
        "last_at": last.started_at.isoformat(),
        "n_runs": len(times),
        "rows": last.n_rows,
        "seconds": last.seconds,
        "usual_seconds": _usual([one.seconds for one in before]),
        "rows_per_s": round(last.n_rows / last.seconds, 1) if last.n_rows and last.seconds else None,
        "peak_mb": last.peak_mb,
        "usual_peak_mb": _usual(memory),
        "mark": _mark(last, before, memory),
    }


def _usual(values: Sequence[float]) -> float | None:
    return round(median(values), 1) if values else None


def _mark(last: StepTaken, before: Sequence[StepTaken], memory: Sequence[float]) -> str | None:
    if len(before) >= _FEWEST and _is_slow(last, before):
        return "slow"
    if last.peak_mb is None or len(memory) < _FEWEST:
        return None
    usual = median(memory)
    return "heavy" if last.peak_mb > max(_TIMES * usual, usual + _LEAST_MB) else None


def _is_slow(last: StepTaken, before: Sequence[StepTaken]) -> bool:
    """Tell whether a step took more than twice its usual time; more rows than usual may take longer in proportion."""
    rows = median(one.n_rows for one in before)
    more = max(1.0, last.n_rows / rows) if rows else 1.0
    usual = median(one.seconds for one in before) * more
    return last.seconds > max(_TIMES * usual, usual + _LEAST_S)
