"""Runs and their steps: what was done, when, on how much, and why it failed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from typing import Any, Literal

from sqlalchemy import Connection, RowMapping, insert, select, update

from voc.errors import StoreError
from voc.store.batches import put
from voc.store.schema import run_steps, runs

RunState = Literal["running", "done", "partly", "failed"]
_held = runs.c


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a flow.

    Attributes
    ----------
    run_id : str
        Made from flow, window and how often that has been done before; a run that was killed or failed keeps it
        when it is repeated, so that what it stores is the same as if it had never been broken.
    window : str
        What the run is about, as text, such as `2026-11-16..2026-11-23`.
    attempt : int
        1, and one more for each repetition.
    counts : mapping of str to int
        What it did, by name.
    """

    run_id: str
    flow: str
    window: str
    attempt: int
    started_at: datetime
    ended_at: datetime | None
    state: RunState
    counts: Mapping[str, int]
    error: str | None


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a run, for one source where it has one (empty otherwise)."""

    step: str
    source: str = ""
    n_rows: int = 0
    n_read: int = 0
    n_rejects: int = 0
    seconds: float = 0.0
    state: RunState = "done"
    reason: str | None = None


def start_run(connection: Connection, flow: str, window: str, *, at: datetime) -> str:
    """Open a run, or take up the one of the same flow and window that did not end well.

    Returns
    -------
    str
        The run's id.
    """
    earlier = select(runs).where(_held.flow == flow, _held.window == window)
    last = connection.execute(earlier.order_by(_held.repeat.desc()).limit(1)).mappings().first()
    if last is not None and last["state"] != "done":
        again = {"attempt": last["attempt"] + 1, "started_at": at, "ended_at": None, "state": "running", "error": None}
        connection.execute(update(runs).where(_held.run_id == last["run_id"]).values(**again))
        return str(last["run_id"])
    repeat = 1 if last is None else last["repeat"] + 1
    run_id = blake2b(f"{flow}\x1f{window}\x1f{repeat}".encode(), digest_size=16).hexdigest()
    row: dict[str, Any] = {"run_id": run_id, "flow": flow, "window": window, "repeat": repeat, "attempt": 1}
    connection.execute(insert(runs), [{**row, "started_at": at, "state": "running", "counts": {}}])
    return run_id


def save_step(connection: Connection, run_id: str, step: Step) -> None:
    """Note a step of the run's current attempt, or note it anew."""
    row = {name: getattr(step, name) for name in Step.__slots__}
    put(connection, run_steps, [{"run_id": run_id, "attempt": _run(connection, run_id)["attempt"], **row}])


def end_run(
    connection: Connection,
    run_id: str,
    state: RunState,
    *,
    at: datetime,
    counts: Mapping[str, int] | None = None,
    error: str | None = None,
) -> None:
    """Close a run; `error` is a sentence for people, without customer text."""
    _run(connection, run_id)
    ended = {"ended_at": at, "state": state, "counts": dict(counts or {}), "error": error}
    connection.execute(update(runs).where(_held.run_id == run_id).values(**ended))


def load_runs(connection: Connection, *, flow: str | None = None, limit: int = 20) -> list[Run]:
    """List runs, the latest first."""
    asked = select(runs).order_by(_held.started_at.desc(), _held.run_id).limit(limit)
    if flow is not None:
        asked = asked.where(_held.flow == flow)
    return [Run(**{name: row[name] for name in Run.__slots__}) for row in connection.execute(asked).mappings()]


def load_run(connection: Connection, run_id: str) -> Run:
    """Return a run.

    Raises
    ------
    StoreError
        There is none of that id.
    """
    row = _run(connection, run_id)
    return Run(**{name: row[name] for name in Run.__slots__})


def load_steps(connection: Connection, run_id: str, *, attempt: int | None = None) -> list[Step]:
    """List the steps of a run's last attempt, or of an earlier one, by name and source."""
    wanted = _run(connection, run_id)["attempt"] if attempt is None else attempt
    held = run_steps.c
    asked = select(run_steps).where(held.run_id == run_id, held.attempt == wanted)
    rows = connection.execute(asked).mappings()
    found = [Step(**{name: row[name] for name in Step.__slots__}) for row in rows]
    return sorted(found, key=lambda one: (one.step, one.source))


def _run(connection: Connection, run_id: str) -> RowMapping:
    row = connection.execute(select(runs).where(_held.run_id == run_id)).mappings().first()
    if row is None:
        message = f"Run {run_id!r} is not in the store. Start it first."
        raise StoreError(message)
    return row
