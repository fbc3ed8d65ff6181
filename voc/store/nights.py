"""What a source brought night by night, as the run log has it: what its habit is made of."""

from dataclasses import dataclass

from sqlalchemy import Connection, case, func, select

from voc.store.runs import Run, Step, load_run
from voc.store.schema import run_steps, runs

_STEP = "collect"
_ANSWERED = ("done", "partly")
# Steps of months, even with many sources.
_LOOKED_THROUGH = 5_000
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
    """

    window: str
    n_read: int
    is_whole: bool


def load_nights(connection: Connection, source: str, flow: str, *, before: str, limit: int) -> list[Night]:
    """List the nights in which a source answered, the latest first.

    Parameters
    ----------
    before : str
        Only windows that end earlier than this one.
    """
    n_whole = func.sum(case((_held.state == "done", 1), else_=0))
    n_answered = func.sum(case((_held.state.in_(_ANSWERED), 1), else_=0))
    asked = (
        select(runs.c.window, func.sum(_held.n_read), n_whole)
        .join(runs, runs.c.run_id == _held.run_id)
        .where(_held.source == source, _held.step == _STEP, runs.c.flow == flow)
        .where(runs.c.window.startswith(".."), runs.c.window < before)
        .group_by(runs.c.window)
        .having(n_answered > 0)
        .order_by(runs.c.window.desc())
        .limit(limit)
    )
    return [Night(window, int(n_read), n_whole > 0) for window, n_read, n_whole in connection.execute(asked)]


def is_first_look(connection: Connection, run: Run, source: str) -> bool:
    """Tell whether a run is the first to ask a source for its window, and nobody has asked since the night before.

    Whatever was asked for twice brings little the second time.
    """
    earlier = (
        select(runs.c.flow, runs.c.window)
        .join(run_steps, runs.c.run_id == _held.run_id)
        .where(_held.source == source, _held.step == _STEP, runs.c.run_id != run.run_id)
        .order_by(runs.c.started_at.desc(), runs.c.run_id)
        .limit(1)
    )
    last = connection.execute(earlier).first()
    return run.attempt == 1 and (last is None or (last.flow == run.flow and last.window < run.window))


def last_collections(connection: Connection) -> dict[str, tuple[Run, Step]]:
    """Return the last run and step that collected each source, by its name.

    A run that was taken up again for some of its sources keeps what its earlier attempts say of the others.
    """
    asked = (
        select(run_steps)
        .join(runs, runs.c.run_id == _held.run_id)
        .where(_held.step == _STEP)
        .order_by(runs.c.started_at.desc(), _held.attempt.desc(), _held.source)
        .limit(_LOOKED_THROUGH)
    )
    found: dict[str, tuple[Run, Step]] = {}
    for row in connection.execute(asked).mappings():
        if row["source"] not in found:
            step = Step(**{name: row[name] for name in Step.__slots__})
            found[step.source] = load_run(connection, row["run_id"]), step
    return found
