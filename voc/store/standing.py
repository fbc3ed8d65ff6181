"""Where a store stands: a text that changes with every run, edit, erasure and count, and costs next to nothing."""

from sqlalchemy import Connection, func, select

from voc.store.schema import audit, ledger, purged, run_steps, runs, weeks_to_count


def standing(connection: Connection) -> str:
    """Spell what the newest writers have left; equal texts mean that nothing that screens show has changed.

    A run changes it when it begins, after each of its steps, and when it ends; what it saves in between marks weeks.
    """
    asked = (
        select(func.max(ledger.c.seq)),
        select(func.count(), func.max(runs.c.started_at), func.max(runs.c.ended_at)).select_from(runs),
        select(func.count(), func.sum(run_steps.c.n_rows)).select_from(run_steps),
        select(func.count(), func.count(audit.c.is_open), func.max(audit.c.at)).select_from(audit),
        select(func.count(), func.max(purged.c.purged_at)).select_from(purged),
        select(func.count(), func.min(weeks_to_count.c.week), func.max(weeks_to_count.c.week)),
    )
    return " ".join(str(value) for one in asked for value in connection.execute(one).one())
