"""Where a store stands: a text that changes with every run, edit, erasure and count, and costs next to nothing."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, Select, case, func, select

from voc.store.audit import EXPORT, FORGET, PURGE
from voc.store.schema import audit, ledger, purged, run_steps, runs, weeks_to_count

# What takes several transactions closes its line in the last: until then pages may be drawn of what is going.
_N_OPEN = func.count(case((audit.c.is_open, 1)))


def standing(connection: Connection) -> str:
    """Spell what the newest writers have left; equal texts mean that nothing that screens show has changed.

    A run changes it when it begins, after each of its steps, and when it ends; what it saves in between marks weeks.
    """
    asked = (
        select(func.max(ledger.c.seq)),
        select(func.count(), func.max(runs.c.started_at), func.max(runs.c.ended_at)).select_from(runs),
        select(func.count(), func.sum(run_steps.c.n_rows)).select_from(run_steps),
        # Whatever is handed out leaves the store as it is.
        select(func.count(), _N_OPEN, func.max(audit.c.at)).where(audit.c.action != EXPORT),
        select(func.count(), func.max(purged.c.purged_at)).select_from(purged),
        select(func.count(), func.min(weeks_to_count.c.week), func.max(weeks_to_count.c.week)),
    )
    return _spelled(connection, asked)


def texts_standing(connection: Connection) -> str:
    """Spell which texts are left: this changes as `standing` does, but not with edits and downloads."""
    erasing = select(func.count(), _N_OPEN).where(audit.c.action.in_([FORGET, PURGE]))
    asked = (
        select(func.count(runs.c.ended_at), func.max(runs.c.ended_at)),
        erasing,
        select(func.count(), func.max(purged.c.purged_at)).select_from(purged),
    )
    return _spelled(connection, asked)


def _spelled(connection: Connection, asked: Iterable[Select[Any]]) -> str:
    return " ".join(str(value) for one in asked for value in connection.execute(one).one())
