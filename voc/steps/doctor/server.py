"""A PostgreSQL server: its version, its encoding and what of it this program needs."""

from collections.abc import Iterator

from sqlalchemy import Connection, text

from voc.steps.check_store import Finding
from voc.store import Store
from voc.store.sizes import n_bytes

_OLDEST = 15


def server(store: Store) -> Iterator[Finding]:
    """Look at the server and the database."""
    with store.read() as connection:
        yield server_version(int(_one(connection, "SELECT current_setting('server_version_num')")))
        yield encoding(
            _one(connection, "SELECT pg_encoding_to_char(encoding) FROM pg_database WHERE datname = current_database()")
        )
        collation = _one(connection, "SELECT datcollate FROM pg_database WHERE datname = current_database()")
        yield Finding("collation", "ok", f"the database sorts as {collation}; our columns sort by their bytes")
        may_write = "SELECT has_table_privilege('documents', 'INSERT') AND NOT pg_is_in_recovery()"
        yield rights(may_write=_one(connection, may_write) == "True")
    yield Finding("size", "ok", f"{n_bytes(store) / 2**20:,.1f} MiB")


def server_version(number: int) -> Finding:
    """Judge the server's version, such as 150004."""
    spelled = f"PostgreSQL {number // 10_000}.{number % 10_000}"
    if number // 10_000 < _OLDEST:
        return Finding("server", "wrong", f"{spelled} is too old. Take PostgreSQL {_OLDEST} or later")
    return Finding("server", "ok", spelled)


def encoding(name: str) -> Finding:
    """Judge the database's encoding; it can only be chosen when a database is made."""
    if name != "UTF8":
        told = f"the database is {name}, which cannot hold what customers write. Make one with ENCODING 'UTF8'"
        return Finding("encoding", "wrong", told)
    return Finding("encoding", "ok", "the database is UTF8")


def rights(*, may_write: bool) -> Finding:
    """Tell whether this account may write here; readers need not."""
    if not may_write:
        return Finding("rights", "note", "this account or server only reads: enough for looking, not for a night")
    return Finding("rights", "ok", "this account may read and write")


def _one(connection: Connection, asked: str) -> str:
    return str(connection.scalar(text(asked)))
