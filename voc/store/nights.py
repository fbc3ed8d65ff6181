"""What a source brought night by night, as the run log has it: what its habit is made of."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import takewhile
from typing import Any

from sqlalchemy import Connection, RowMapping, Select, case, func, select

from voc.store.runs import Run, Step, as_step, load_run
from voc.store.schema import run_steps, runs

_STEP = "collect"
_ANSWERED = ("done", "partly")
# Steps of months, even with many sources.
_LOOKED_THROUGH = 5_000
# Far more than one night is ever asked for.
_ASKED_LATELY = 100
_held = run_steps.c


@dataclass(frozen=True, slots=True)
class Night:
    """What one source brought with one window.

    Attributes
    ----------
    window : str
        As the run log writes it, `..2026-11-21T15:00:00+00:00`; later ones sort behind earlier ones.
    n_read : int
        Texts that were new or changed, over all runs of the window.
    is_whole : bool
        Whether one of these runs took all that the source offered and found it enough.
    n_rows, n_rejects : int
        Rows that it delivered, and those of them that were set aside.
    """

    window: str
    n_read: int
    is_whole: bool
    n_rows: int = 0
    n_rejects: int = 0


def load_nights(connection: Connection, source: str, flow: str, *, before: str, limit: int) -> list[Night]:
    """List the nights in which a source answered, the latest first.

    Parameters
    ----------
    before : str
        Only windows that end earlier than this one.
    """
    asked = _nights(source, flow, before).order_by(runs.c.window.desc()).limit(limit)
    return [
        Night(window, int(n_read), n_whole > 0, int(n_rows), int(n_rejects))
        for window, n_read, n_whole, n_rows, n_rejects in connection.execute(asked)
    ]


def count_silent_nights(connection: Connection, source: str, flow: str, *, before: str) -> int:
    """Count the last nights before a window in which a source answered and brought nothing."""
    nights = _nights(source, flow, before).subquery()
    last = select(func.max(nights.c.window)).where(nights.c.n_read > 0).scalar_subquery()
    return connection.scalar(select(func.count()).where(nights.c.window > func.coalesce(last, ""))) or 0


def _nights(source: str, flow: str, before: str) -> Select[Any]:
    """Sum up what a source brought by window, where it answered."""
    n_whole = func.sum(case((_held.state == "done", 1), else_=0)).label("n_whole")
    n_answered = func.sum(case((_held.state.in_(_ANSWERED), 1), else_=0))
    sums = [func.sum(_held[name]).label(name) for name in ("n_read", "n_rows", "n_rejects")]
    return (
        select(runs.c.window, sums[0], n_whole, *sums[1:])
        .join(runs, runs.c.run_id == _held.run_id)
        .where(_held.source == source, _held.step == _STEP, runs.c.flow == flow)
        .where(runs.c.window.startswith(".."), runs.c.window != "..", runs.c.window < before)
        .group_by(runs.c.window)
        .having(n_answered > 0)
    )


def read_before(connection: Connection, run: Run, source: str) -> int | None:
    """Count what earlier runs of a night brought from a source, so that the night can be judged as a whole.

    Returns
    -------
    int or None
        0 for the first look at a night. None where nothing can be said: somebody asked the source since the night
        before, an earlier attempt was broken off, or the night was looked at before and found in order.
    """
    asks = _earlier_asks(connection, run, source)
    if run.attempt - 1 > sum(one["run_id"] == run.run_id for one in asks):
        return None
    same = list(takewhile(lambda one: (one["flow"], one["window"]) == (run.flow, run.window), asks))
    before = asks[len(same)] if len(same) < len(asks) else None
    if before is not None and (before["flow"] != run.flow or before["window"] > run.window):
        return None
    if same and not any(one["health"] or one["state"] != "done" for one in same):
        return None
    return sum(int(one["n_read"]) for one in same)


def reading_nights_since(connection: Connection, source: str, run: Run, since: datetime) -> int:
    """Count the nights of a run's kind, begun after a moment, in which a source brought new or changed texts.

    The run itself is not counted.
    """
    asked = (
        select(func.count(runs.c.window.distinct()))
        .join(run_steps, runs.c.run_id == _held.run_id)
        .where(_held.source == source, _held.step == _STEP, _held.n_read > 0)
        .where(runs.c.flow == run.flow, runs.c.run_id != run.run_id, runs.c.started_at > since)
    )
    return connection.scalar(asked) or 0


def last_collections(connection: Connection, *, flow: str | None = None) -> dict[str, tuple[Run, Step]]:
    """Return the last run and step that collected each source, by its name.

    A run that was taken up again keeps what its earlier attempts say of sources that are configured no more.

    Parameters
    ----------
    flow : str or None
        Only runs of this kind.
    """
    asked = (
        select(run_steps)
        .join(runs, runs.c.run_id == _held.run_id)
        .where(_held.step == _STEP)
        .order_by(runs.c.started_at.desc(), _held.attempt.desc(), _held.source)
        .limit(_LOOKED_THROUGH)
    )
    if flow is not None:
        asked = asked.where(runs.c.flow == flow)
    found: dict[str, tuple[Run, Step]] = {}
    for row in connection.execute(asked).mappings():
        if row["source"] not in found:
            found[row["source"]] = load_run(connection, row["run_id"]), as_step(row)
    return found


def _earlier_asks(connection: Connection, run: Run, source: str) -> Sequence[RowMapping]:
    """List when a source was asked before, the latest first; the current attempt of a run is left out."""
    asked = (
        select(runs.c.run_id, runs.c.flow, runs.c.window, _held.n_read, _held.state, _held.health)
        .join(run_steps, runs.c.run_id == _held.run_id)
        .where(_held.source == source, _held.step == _STEP)
        .where((runs.c.run_id != run.run_id) | (_held.attempt < run.attempt))
        .order_by(runs.c.started_at.desc(), runs.c.repeat.desc(), _held.attempt.desc(), runs.c.run_id)
        .limit(_ASKED_LATELY)
    )
    return connection.execute(asked).mappings().all()
