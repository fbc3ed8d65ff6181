"""Whether a store is only away or busy for a while, so that waiting for it may help."""

import sqlite3

from sqlalchemy import URL
from sqlalchemy.exc import DBAPIError

from voc.store.postgres import BUSY, state_of

# The server shuts down or starts up, a connection broke, it takes no more connections for the moment.
_PASSING = BUSY | {"57P01", "57P02", "57P03", "08000", "08001", "08003", "08004", "08006", "53300"}


def is_away(url: URL, error: DBAPIError) -> bool:
    """Tell whether a database could not be used only for the moment; a wrong password never passes.

    Nobody says in which state a server is that does not let us in: then it is asked, which takes up to 10 s.
    """
    if url.get_backend_name() == "sqlite":
        return (getattr(error.orig, "sqlite_errorcode", 0) & 0xFF) == sqlite3.SQLITE_BUSY
    state = state_of(error)
    return state in _PASSING or error.connection_invalidated or (not state and not _lets_in(url))


def _lets_in(url: URL) -> bool:
    """Ask whether a server takes connections at all, whoever may come."""
    from psycopg.conninfo import make_conninfo  # noqa: PLC0415 - only where PostgreSQL is used
    from psycopg.pq import PGconn, Ping  # noqa: PLC0415 - as above

    _, named = url.get_dialect()().create_connect_args(url)
    known = {name: value for name, value in named.items() if name not in {"options", "password"}}
    return PGconn.ping(make_conninfo(**known).encode()) in {Ping.OK, Ping.NO_ATTEMPT}
