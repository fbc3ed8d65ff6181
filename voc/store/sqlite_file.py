"""An SQLite file as a store: how it is made and opened, and what its errors mean to people."""

import os
import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, QueuePool, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import StaticPool

from voc.errors import StoreError

# A night's largest transaction takes about a second; another writer waits rather than fails.
BUSY_SECONDS = 30
# Set on the connections that write.
WRITES = "voc_writes"
# What SQLite says by number and what a person can do about it.
_CAUSES = {
    sqlite3.SQLITE_FULL: "the disk is full. Nothing half-written was kept; free some space and run again.",
    sqlite3.SQLITE_READONLY: "it may not be written. Check the rights of the file and of its folder.",
    sqlite3.SQLITE_CANTOPEN: "its file or folder may not be opened. Check their rights.",
    sqlite3.SQLITE_CORRUPT: "the file is damaged. Put a backup in its place: voc store restore FILE.",
    sqlite3.SQLITE_NOTADB: "the file is no store, or is damaged. Check the path, or put a backup in its place.",
    sqlite3.SQLITE_IOERR: (
        "the disk gave an error, as a full one does. Nothing half-written was kept; free some space or check the disk, "
        "and run again."
    ),
}
_BY_EFFECTIVE_USER = os.access in os.supports_effective_ids


def connect_sqlite(url: URL, where: str, **kept_quiet: Any) -> tuple[Engine, Path | None]:  # noqa: ANN401 - passed on to SQLAlchemy
    """Make the engine of an SQLite store, and its file where there is none; no file for a store in memory.

    A file that we may read and not write is opened for reading only.

    Raises
    ------
    StoreError
        The file cannot be made or opened.
    """
    address = url.set(drivername="sqlite+pysqlite")
    if url.database in {None, "", ":memory:"}:
        one_thread = {"check_same_thread": False}
        engine = create_engine(address, poolclass=StaticPool, connect_args=one_thread, **kept_quiet)
        return _listening(engine), None
    path = Path(str(url.database))
    if path.is_file() and not may_write(path):
        return open_reading(path, **kept_quiet), path
    _private_file(path, where)
    return _listening(create_engine(address, **kept_quiet)), path


def open_reading(path: Path, **kept_quiet: Any) -> Engine:  # noqa: ANN401 - passed on to SQLAlchemy
    """Make the engine of a file that is there and is only to be read; nothing is made beside it."""
    place = _read_only(path)

    def opened() -> sqlite3.Connection:
        return sqlite3.connect(place, uri=True, check_same_thread=False)

    address = URL.create("sqlite+pysqlite", database=str(path))
    return _listening(create_engine(address, creator=opened, poolclass=QueuePool, **kept_quiet))


def bound_caches(engine: Engine, megabytes: int) -> None:
    """Bound what each connection that is opened from now on keeps of the file; for many readers in one process."""

    def bound(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute(f"PRAGMA cache_size = -{megabytes * 1024}")

    event.listen(engine, "connect", bound)
    engine.dispose()


def engine_on(connection: sqlite3.Connection) -> Engine:
    """Make an engine that asks through a connection which is open already, and leaves it as it is."""
    return create_engine("sqlite+pysqlite://", creator=lambda: connection, poolclass=StaticPool, hide_parameters=True)


def open_as_it_is(path: Path) -> sqlite3.Connection:
    """Open a file that is there, to read all of it; where it may not be written, nothing is made beside it.

    Raises
    ------
    sqlite3.Error
        It cannot be opened.
    """
    return sqlite3.connect(path) if may_write(path) else sqlite3.connect(_read_only(path), uri=True)


def may_write(path: Path) -> bool:
    """Tell whether a file may be written by us, and its folder, where SQLite keeps its log."""
    return all(os.access(one, os.W_OK, effective_ids=_BY_EFFECTIVE_USER) for one in (path, path.parent))


def code_of(error: DBAPIError) -> int:
    """Return SQLite's number for a kind of error; 0 where it is not SQLite's."""
    # The lowest byte is the kind of error, the others are its details.
    return getattr(error.orig, "sqlite_errorcode", 0) & 0xFF


def cause_of(error: DBAPIError) -> str | None:
    """Say what an error means and what to do, where that is known."""
    return _CAUSES.get(code_of(error))


def _read_only(path: Path) -> str:
    # Without the log's files nobody writes, and SQLite could not make them: it may take the file for unchanging.
    unchanging = "" if path.with_name(f"{path.name}-wal").exists() else "&immutable=1"
    return f"{path.resolve().as_uri()}?mode=ro{unchanging}"


def _listening(engine: Engine) -> Engine:
    event.listen(engine, "connect", _settle)
    event.listen(engine, "begin", _begin)
    return engine


def _private_file(path: Path, where: str) -> None:
    """Create folder and file before SQLite does, readable by their owner only; its side files take the file's mode."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    except OSError as error:
        message = f"The store {where} cannot be opened: {error.strerror}. Check the path and its permissions."
        raise StoreError(message) from error


def _settle(connection: sqlite3.Connection, _record: object) -> None:
    # The driver's own implicit transactions would leave SELECT and DDL outside; `_begin` opens them instead.
    connection.isolation_level = None
    for pragma in (
        f"busy_timeout = {BUSY_SECONDS * 1000}",
        "foreign_keys = ON",
        "synchronous = NORMAL",
        "secure_delete = ON",
        "cache_size = -65536",
        "temp_store = MEMORY",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    # A writer takes its lock at once: a reader that turns writer later fails without waiting when somebody was faster.
    writes = connection.get_execution_options().get(WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
