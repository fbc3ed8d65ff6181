"""PostgreSQL as a store: how we connect, and what its errors mean to people."""

import re
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, func, select
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import DBAPIError

from voc.store.bulk import stream_copied
from voc.store.sqlite_file import WRITES

# Settings of every session; what the address names under `options` wins over them.
_SESSION = {
    # A writer waits for another for half a minute and then says so, as on SQLite.
    "lock_timeout": "30s",
    # A machine that was cut off lets go of its turn and its locks after two minutes instead of two hours.
    "tcp_keepalives_idle": "60",
    "tcp_keepalives_interval": "10",
    "tcp_keepalives_count": "6",
}
# The same from our side; what the address names wins.
_ADDRESS = {
    "application_name": "voc",
    "connect_timeout": "10",
    "keepalives_idle": "60",
    "keepalives_interval": "10",
    "keepalives_count": "6",
}
# One number for all stores on a server: the lock belongs to the database that a session is in.
_WRITER = 0x6D616C69

BUSY = frozenset({"55P03", "40P01"})
_CAUSES = {
    "28000": "the server does not let this user in. Check the user (VOC_STORE_URL) and the server's pg_hba.conf.",
    "28P01": "the server does not let this user in. Check user and password (VOC_STORE_URL).",
    "3D000": "there is no such database on the server. Create it first: docs/postgresql.md.",
    "42501": "this user lacks the right to do that. A role that reads suffices for asking, everything else needs the "
    "owner of the tables: docs/postgresql.md.",
    "25006": "this server or this user only reads. Name the server that may be written in VOC_STORE_URL.",
    "53100": "the server's disk is full. Nothing half-written was kept; free some space and run again.",
    "53200": "the server is out of memory. Nothing half-written was kept; run again when it has less to do.",
    "53300": "the server takes no more connections. End other programs, or raise its max_connections.",
    "57P01": "the server was shut down meanwhile. Nothing half-written was kept; run again when it is back.",
}
# Of a server that does not let us in the driver tells the words and not the code.
_SAID = {
    "28P01": re.compile("password authentication failed|no password supplied"),
    "28000": re.compile(r'no pg_hba.conf entry|role "[^"]*" does not exist'),
    "3D000": re.compile(r'database "[^"]*" does not exist'),
    "53300": re.compile("too many clients|remaining connection slots"),
    "57P03": re.compile("starting up|shutting down|in recovery mode"),
}
# What stands between quotes in a message: names of ours stay, anything else may be a customer's.
_QUOTED = re.compile(r'"[^"]*"')
_NAME = re.compile(r'"[a-z_][a-z0-9_]{0,62}"')
_BAD_VALUE = "22"


def connect_postgres(url: URL, **kept_quiet: Any) -> Engine:  # noqa: ANN401 - passed on to SQLAlchemy
    """Make the engine of a PostgreSQL store; nothing is asked of the server yet.

    Raises
    ------
    ModuleNotFoundError
        The driver is not installed.
    """
    engine = create_engine(_completed(url), pool_pre_ping=True, **kept_quiet)
    event.listen(engine, "do_execute", stream_copied)
    event.listen(engine, "handle_error", _without_rows)
    # Before anybody who listens from now on: what they look at is still true when the writing begins.
    event.listen(engine, "begin", _take_writing_turn)
    return engine


def cause_of(error: DBAPIError) -> str | None:
    """Say what an error means and what to do, where that is known."""
    return _CAUSES.get(state_of(error))


def state_of(error: DBAPIError) -> str:
    """Return PostgreSQL's code of an error, five characters; empty where the server did not answer at all."""
    known = getattr(error.orig, "sqlstate", None)
    return known or next((state for state, words in _SAID.items() if words.search(str(error.orig))), "")


def _take_writing_turn(connection: Connection) -> None:
    """Wait until no other transaction writes; as on SQLite, what a writer has read stays true until it commits."""
    if connection.get_execution_options().get(WRITES, False):
        connection.execute(select(func.pg_advisory_xact_lock(_WRITER)))


def _completed(url: URL) -> URL:
    ours = [f"-c {name}={value}" for name, value in _SESSION.items()]
    named = url.normalized_query.get("options", ())
    return url.set(query={**_ADDRESS, **url.query, "options": " ".join((*ours, *named))})


def _without_rows(context: ExceptionContext) -> None:
    """Take out of an error what the server quotes of a row, so that no traceback shows a customer's words."""
    error = context.original_exception
    diagnosis = getattr(error, "diag", None)
    if diagnosis is None or diagnosis.message_primary is None:
        return
    told = _told(diagnosis)
    wrapped = context.sqlalchemy_exception
    if wrapped is not None:
        wrapped.args = (f"({type(error).__module__}.{type(error).__name__}) {told}",)
    error.args = (told,)


def _told(diagnosis: Any) -> str:  # noqa: ANN401 - the driver's Diagnostic
    state = diagnosis.sqlstate or ""
    told = _QUOTED.sub(
        lambda found: found[0] if _NAME.fullmatch(found[0]) and not state.startswith(_BAD_VALUE) else '"..."',
        diagnosis.message_primary,
    )
    places = (diagnosis.table_name, diagnosis.column_name, diagnosis.constraint_name)
    return f"{told} ({', '.join(one for one in (state, *places) if one)})"
