"""Opening a store: the address, the connection settings, the handle that everything else is given."""

import json
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, DBAPIError, NoSuchModuleError, OperationalError
from sqlalchemy.pool import StaticPool

from voc.errors import StoreError

# A night's largest transaction takes about a second; another writer waits rather than fails.
_BUSY_SECONDS = 30
_WRITES = "voc_writes"
# What SQLite says by number and what a person can do about it.
_CAUSES = {
    sqlite3.SQLITE_FULL: "the disk is full. Nothing half-written was kept; free some space and run again.",
    sqlite3.SQLITE_READONLY: "it may not be written. Check the rights of the file and of its folder.",
    sqlite3.SQLITE_CANTOPEN: "its file or folder may not be opened. Check their rights.",
    sqlite3.SQLITE_CORRUPT: "the file is damaged. Put a backup made with 'voc store backup' in its place.",
    sqlite3.SQLITE_NOTADB: "the file is no store, or is damaged. Check the path, or put a backup in its place.",
    sqlite3.SQLITE_IOERR: "the disk gave an error. Nothing half-written was kept; check the disk and run again.",
}


@dataclass(frozen=True, slots=True)
class Store:
    """An open store.

    Attributes
    ----------
    engine : Engine
        SQLAlchemy's engine; SQLite with foreign keys on and write-ahead log, or PostgreSQL.
    path : Path or None
        The file of an SQLite store.
    """

    engine: Engine
    path: Path | None = None

    @property
    def address(self) -> str:
        """Where the store lives, fit to be shown: no password, no query."""
        return shown(self.engine.url)

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        """Open one transaction for writing: committed at the end of the block, rolled back on any error.

        Raises
        ------
        StoreError
            Another process has been writing for more than 30 seconds, the disk is full, or the database cannot be
            reached or used.
        """
        with self._connect() as connection:
            writing = connection.execution_options(**{_WRITES: True})
            with self._explained(), writing.begin():
                yield writing

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Open a connection that sees one state of the store and writes nothing."""
        with self._connect() as connection:
            try:
                with self._explained():
                    yield connection
            finally:
                connection.rollback()

    @contextmanager
    def _explained(self) -> Iterator[None]:
        """Say in a sentence what keeps the database from working; mistakes in a statement stay what they are."""
        try:
            yield
        except DatabaseError as error:
            if not isinstance(error, OperationalError) and type(error) is not DatabaseError:
                raise
            if _sqlite_code(error) == sqlite3.SQLITE_BUSY:
                message = (
                    f"The store {self.address} is busy: another process has been writing for {_BUSY_SECONDS} s. "
                    "Nothing was changed; try again when it has ended."
                )
                raise StoreError(message) from error
            raise unreachable(self.engine.url, error, what="used") from error

    @contextmanager
    def _connect(self) -> Iterator[Connection]:
        try:
            connection = self.engine.connect()
        except DBAPIError as error:
            raise unreachable(self.engine.url, error) from error
        with connection:
            yield connection

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def shown(url: URL) -> str:
    """Spell an address without password and query."""
    plain = URL.create(url.get_backend_name(), url.username, host=url.host, port=url.port, database=url.database)
    return plain.render_as_string(hide_password=True)


def unreachable(url: URL, error: DBAPIError, *, what: str = "opened") -> StoreError:
    """Explain that the database does not answer; the driver's own words are kept only as the cause."""
    cause = _CAUSES.get(_sqlite_code(error))
    if cause:
        return StoreError(f"The store {shown(url)} cannot be {what}: {cause}")
    advice = (
        "Check that the file is a store of this program, and that its folder exists and may be written."
        if url.get_backend_name() == "sqlite"
        else "Check host, port, user and password (VOC_STORE_URL or store.yaml 'url') and that the server runs."
    )
    # SQLite names tables and files, a server's own words may hold the user's.
    told = str(error.orig) if isinstance(error.orig, sqlite3.Error) else type(error.orig).__name__
    return StoreError(f"The store {shown(url)} cannot be {what} ({told}). {advice}")


def _sqlite_code(error: DBAPIError) -> int:
    # The lowest byte is the kind of error, the others are its details.
    return getattr(error.orig, "sqlite_errorcode", 0) & 0xFF


def connect(address: str) -> Store:
    """Make the handle without looking at the schema; `voc.store.open_store` is the usual way in.

    Raises
    ------
    StoreError
        The address cannot be understood, or its driver is not installed.
    """
    url = _parsed(address)
    if url.get_backend_name() == "sqlite":
        return _sqlite(url)
    try:
        engine = create_engine(url, json_serializer=_canonical_json, hide_parameters=True, pool_pre_ping=True)
    except ModuleNotFoundError as error:
        message = f"The store {shown(url)} needs PostgreSQL's driver. Install it with: pip install 'malgwi[postgres]'."
        raise StoreError(message) from error
    return Store(engine)


def _parsed(address: str) -> URL:
    try:
        url = make_url(address)
        backend = url.get_backend_name()
    except (ArgumentError, NoSuchModuleError, ValueError):
        # The address itself may hold a password, and the library's message may quote it.
        url, backend = None, ""
    # An unescaped @ in a password would push the rest of it into the host, and from there into messages.
    misread = url is not None and "@" in f"{url.host}{url.database if backend != 'sqlite' else ''}"
    if url is None or misread or backend not in {"sqlite", "postgresql", "postgres"}:
        message = (
            "The address of the store cannot be used. Expected sqlite:///path/voc.db or "
            "postgresql://user:password@host/database, with @ in a password as %40 (VOC_STORE_URL or store.yaml 'url')."
        )
        raise StoreError(message)
    return url if backend == "sqlite" else url.set(drivername="postgresql+psycopg")


def _sqlite(url: URL) -> Store:
    memory = url.database in {None, "", ":memory:"}
    path = None if memory else Path(str(url.database))
    if path is not None:
        _private_file(url, path)
    pool = {"poolclass": StaticPool, "connect_args": {"check_same_thread": False}} if memory else {}
    # Errors quote the statement; its values are customers' words.
    kept_quiet = {"json_serializer": _canonical_json, "hide_parameters": True}
    engine = create_engine(url.set(drivername="sqlite+pysqlite"), **kept_quiet, **pool)
    event.listen(engine, "connect", _settle)
    event.listen(engine, "begin", _begin)
    return Store(engine, path)


def _private_file(url: URL, path: Path) -> None:
    """Create folder and file before SQLite does, readable by their owner only; its side files take the file's mode."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    except OSError as error:
        message = f"The store {shown(url)} cannot be opened: {error.strerror}. Check the path and its permissions."
        raise StoreError(message) from error


def _settle(connection: sqlite3.Connection, _record: object) -> None:
    # The driver's own implicit transactions would leave SELECT and DDL outside; `_begin` opens them instead.
    connection.isolation_level = None
    for pragma in (
        f"busy_timeout = {_BUSY_SECONDS * 1000}",
        "foreign_keys = ON",
        "synchronous = NORMAL",
        "secure_delete = ON",
        "cache_size = -65536",
        "temp_store = MEMORY",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    # A writer takes its lock at once: a reader that turns writer later fails without waiting when somebody was faster.
    writes = connection.get_execution_options().get(_WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _canonical_json(value: Any) -> str:  # noqa: ANN401 - the JSON column takes any JSON value
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
