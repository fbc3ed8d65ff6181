"""The last run of each flow in each state, however long ago."""

from sqlalchemy import Connection, and_, func, or_, select

from voc.store.runs import Run, as_run
from voc.store.schema import runs

_held = runs.c
# A run of some sources only says nothing of the night of all; that it is under way is worth knowing.
_TELLS = or_(_held.sources.is_(None), _held.state == "running")


def last_of_each(connection: Connection) -> list[Run]:
    """List the last run of each flow and state that was asked for all sources; of those under way, any."""
    newest = (
        select(_held.flow, _held.state, func.max(_held.started_at).label("at"))
        .where(_TELLS)
        .group_by(_held.flow, _held.state)
        .subquery()
    )
    is_newest = and_(
        _held.flow == newest.c.flow, _held.state == newest.c.state, _held.started_at == newest.c.at, _TELLS
    )
    asked = select(runs).join(newest, is_newest).order_by(_held.flow, _held.state, _held.run_id)
    return [as_run(row) for row in connection.execute(asked).mappings()]
