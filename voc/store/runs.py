"""Runs and their steps: what was done, when, on how much, and why it failed."""

from collections.abc import Mapping, Sequence
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
# Kept as JSON; empty ones as nothing.
_LISTS = ("verdicts", "notes")


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
    sources : str or None
        Names, where the run was asked for some sources only. Such a run is another one than that of all sources, so
        that neither is taken for the other's repetition.
    attempt : int
        1, and one more for each repetition.
    counts : mapping of str to int
        What it did, by name.
    analysis_version : str or None
        Which version of the analysis read in it; None where nothing was read.
    notes : tuple of str
        Sentences for people about what was not done, and why.
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
    analysis_version: str | None = None
    notes: tuple[str, ...] = ()
    sources: str | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a run, for one source where it has one (empty otherwise).

    Attributes
    ----------
    peak_mb : float or None
        The most memory that the process and its children held meanwhile, in MiB; None where nobody measured.
    health : str or None
        `amber` or `red` where something is strange about the step.
    verdicts : tuple of mapping
        What is strange, each with `level`, `what` and `text`; see `voc.steps.verdicts.Verdict`.
    notes : tuple of str
        What else people may want to know of it.
    """

    step: str
    source: str = ""
    n_rows: int = 0
    n_read: int = 0
    n_rejects: int = 0
    seconds: float = 0.0
    state: RunState = "done"
    reason: str | None = None
    peak_mb: float | None = None
    health: str | None = None
    verdicts: tuple[Mapping[str, str], ...] = ()
    notes: tuple[str, ...] = ()


def start_run(connection: Connection, flow: str, window: str, *, at: datetime, sources: Sequence[str] = ()) -> str:
    """Open a run, or take up the one of the same flow, window and sources that did not end well.

    Parameters
    ----------
    sources : sequence of str
        Names, where it is asked for some only, in any order.

    Returns
    -------
    str
        The run's id.
    """
    only = ", ".join(sorted(sources)) or None
    earlier = select(runs).where(_held.flow == flow, _held.window == window, _held.sources.is_not_distinct_from(only))
    last = connection.execute(earlier.order_by(_held.repeat.desc()).limit(1)).mappings().first()
    if last is not None and last["state"] != "done":
        again = {"attempt": last["attempt"] + 1, "started_at": at, "ended_at": None, "state": "running", "error": None}
        connection.execute(update(runs).where(_held.run_id == last["run_id"]).values(**again))
        return str(last["run_id"])
    repeat = 1 if last is None else last["repeat"] + 1
    parts = (flow, window, str(repeat), *([only] if only else []))
    run_id = blake2b("\x1f".join(parts).encode(), digest_size=16).hexdigest()
    row: dict[str, Any] = {"run_id": run_id, "flow": flow, "window": window, "sources": only, "repeat": repeat}
    connection.execute(insert(runs), [{**row, "attempt": 1, "started_at": at, "state": "running", "counts": {}}])
    return run_id


def save_step(connection: Connection, run_id: str, step: Step) -> None:
    """Note a step of the run's current attempt, or note it anew."""
    row = {name: getattr(step, name) for name in Step.__slots__}
    row |= {name: list(row[name]) or None for name in _LISTS}
    put(connection, run_steps, [{"run_id": run_id, "attempt": _run(connection, run_id)["attempt"], **row}])


def end_run(
    connection: Connection,
    run_id: str,
    state: RunState,
    *,
    at: datetime,
    counts: Mapping[str, int] | None = None,
    error: str | None = None,
    notes: Sequence[str] = (),
) -> None:
    """Close a run; `error` and `notes` are sentences for people, without customer text."""
    # A clock that was set back meanwhile must not let a run end before it began.
    at = max(at, _run(connection, run_id)["started_at"])
    ended = {"ended_at": at, "state": state, "counts": dict(counts or {}), "error": error, "notes": list(notes) or None}
    connection.execute(update(runs).where(_held.run_id == run_id).values(**ended))


def note_version(connection: Connection, run_id: str, analysis_version: str) -> None:
    """Note which version of the analysis reads in a run."""
    _run(connection, run_id)
    connection.execute(update(runs).where(_held.run_id == run_id).values(analysis_version=analysis_version))


def version_before(connection: Connection, run: Run) -> str | None:
    """Return which version of the analysis read in the last run before this one; None where none is known."""
    earlier = select(_held.analysis_version).where(
        _held.started_at < run.started_at, _held.analysis_version.is_not(None), _held.run_id != run.run_id
    )
    return connection.scalar(earlier.order_by(_held.started_at.desc(), _held.run_id).limit(1))


def load_runs(connection: Connection, *, flow: str | None = None, limit: int = 20) -> list[Run]:
    """List runs, the latest first."""
    asked = select(runs).order_by(_held.started_at.desc(), _held.run_id).limit(limit)
    if flow is not None:
        asked = asked.where(_held.flow == flow)
    return [as_run(row) for row in connection.execute(asked).mappings()]


def load_run(connection: Connection, run_id: str) -> Run:
    """Return a run.

    Raises
    ------
    StoreError
        There is none of that id.
    """
    return as_run(_run(connection, run_id))


def load_steps(connection: Connection, run_id: str, *, attempt: int | None = None) -> list[Step]:
    """List the steps of a run's last attempt, or of an earlier one, by name and source."""
    wanted = _run(connection, run_id)["attempt"] if attempt is None else attempt
    held = run_steps.c
    asked = select(run_steps).where(held.run_id == run_id, held.attempt == wanted)
    rows = connection.execute(asked).mappings()
    return sorted((as_step(row) for row in rows), key=lambda one: (one.step, one.source))


def as_step(row: RowMapping) -> Step:
    """Read a row of `run_steps`."""
    facts = {name: row[name] for name in Step.__slots__}
    return Step(**facts | {name: tuple(facts[name] or ()) for name in _LISTS})


def as_run(row: RowMapping) -> Run:
    """Read a row of `runs`."""
    facts = {name: row[name] for name in Run.__slots__}
    return Run(**facts | {"notes": tuple(facts["notes"] or ())})


def _run(connection: Connection, run_id: str) -> RowMapping:
    row = connection.execute(select(runs).where(_held.run_id == run_id)).mappings().first()
    if row is None:
        message = f"Run {run_id!r} is not in the store. Start it first."
        raise StoreError(message)
    return row
