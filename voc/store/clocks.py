"""What a store knows of the time: when its last run began, and what its server's own clock says."""

from datetime import UTC, datetime

from sqlalchemy import Connection, func, select, text, update

from voc.store.schema import runs

# Not by a socket, nor from and to one address. (A container of this machine is taken for another machine.)
_IS_ELSEWHERE = text("SELECT coalesce(inet_server_addr() <> inet_client_addr(), false)")


def last_start(connection: Connection) -> datetime | None:
    """Return when the latest run began; None where none has."""
    return connection.scalar(select(runs.c.started_at).order_by(runs.c.started_at.desc()).limit(1))


def server_now(connection: Connection) -> datetime | None:
    """Ask a server for its time, which may be another machine's; None for a file."""
    if connection.dialect.name != "postgresql":
        return None
    now = connection.scalar(select(func.clock_timestamp()))
    return None if now is None else now.astimezone(UTC)


def is_elsewhere(connection: Connection) -> bool:
    """Tell whether the store is on another machine, which has a clock of its own."""
    return connection.dialect.name == "postgresql" and bool(connection.scalar(_IS_ELSEWHERE))


def bring_back(connection: Connection, now: datetime) -> None:
    """Let runs that a wrong clock has put into the future have begun and ended now, so that they are last no more."""
    for column in (runs.c.started_at, runs.c.ended_at):
        connection.execute(update(runs).where(column > now).values({column: now}))
