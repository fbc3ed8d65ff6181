"""What a store knows of the time: when its last run began, and what its server's own clock says."""

from datetime import UTC, datetime

from sqlalchemy import Connection, func, select, update

from voc.store.schema import runs


def last_start(connection: Connection) -> datetime | None:
    """Return when the latest run began; None where none has."""
    return connection.scalar(select(runs.c.started_at).order_by(runs.c.started_at.desc()).limit(1))


def server_now(connection: Connection) -> datetime | None:
    """Ask a server for its time, which may be another machine's; None for a file."""
    if connection.dialect.name != "postgresql":
        return None
    now = connection.scalar(select(func.clock_timestamp()))
    return None if now is None else now.astimezone(UTC)


def bring_back(connection: Connection, now: datetime) -> None:
    """Let runs that a wrong clock has put into the future have begun and ended now, so that they are last no more."""
    for column in (runs.c.started_at, runs.c.ended_at):
        connection.execute(update(runs).where(column > now).values({column: now}))
