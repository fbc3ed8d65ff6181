"""Opening a store: the address, the connection settings, the handle that everything else is given."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import unquote

from sqlalchemy import URL, Connection, Engine, make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, DBAPIError, NoSuchModuleError, OperationalError

from voc.errors import StoreAwayError, StoreError
from voc.store import postgres, sqlite_file
from voc.store.away import is_away


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
            writing = connection.execution_options(**{sqlite_file.WRITES: True})
            with self._explained(), writing.begin():
                yield writing

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Open a connection that sees one state of the store and writes nothing."""
        with self._connect() as connection:
            if self.engine.dialect.name == "postgresql":
                # SQLite's readers see the moment of their first question all along; so shall these.
                connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
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
            known = _cause_of(error) is not None or isinstance(error, OperationalError)
            if not known and type(error) is not DatabaseError:
                raise
            if sqlite_file.code_of(error) == sqlite3.SQLITE_BUSY or postgres.state_of(error) in postgres.BUSY:
                message = (
                    f"The store {self.address} is busy: another process has been writing for "
                    f"{sqlite_file.BUSY_SECONDS} s. Nothing was changed; try again when it has ended."
                )
                raise StoreAwayError(message) from error
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
    kind = StoreAwayError if is_away(url, error) else StoreError
    cause = _cause_of(error)
    if cause:
        return kind(f"The store {shown(url)} cannot be {what}: {cause}")
    advice = (
        "Check that the file is a store of this program, and that its folder exists and may be written."
        if url.get_backend_name() == "sqlite"
        else "Check host, port, user and password (VOC_STORE_URL or store.yaml 'url') and that the server runs."
    )
    # SQLite names tables and files, a server's own words may hold the user's.
    told = str(error.orig) if isinstance(error.orig, sqlite3.Error) else type(error.orig).__name__
    return kind(f"The store {shown(url)} cannot be {what} ({told}). {advice}")


def connect(address: str | URL) -> Store:
    """Make the handle without looking at the schema; `voc.store.open_store` is the usual way in.

    Raises
    ------
    StoreError
        The address cannot be understood, or its driver is not installed.
    """
    url = parse_address(address)
    if url.get_backend_name() == "sqlite":
        engine, path = sqlite_file.connect_sqlite(url, shown(url), **_KEPT_QUIET)
        return Store(engine, path)
    try:
        engine = postgres.connect_postgres(url, **_KEPT_QUIET)
    except ModuleNotFoundError as error:
        message = f"The store {shown(url)} needs PostgreSQL's driver. Install it with: pip install 'malgwi[postgres]'."
        raise StoreError(message) from error
    return Store(engine)


def connect_file(path: Path) -> Store:
    """Make the handle of a store's file that is only read and never made, such as a backup."""
    return Store(sqlite_file.open_reading(path, **_KEPT_QUIET), path)


def parse_address(address: str | URL) -> URL:
    """Read the address of a store.

    Raises
    ------
    StoreError
        It cannot be understood; what it says is not repeated, as it may hold a password.
    """
    try:
        url = _file_as_written(make_url(address)) if isinstance(address, str) else address
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


def file_of(address: str | URL) -> Path | None:
    """Return the file of an SQLite store, whether or not it is there; None for any other store.

    Raises
    ------
    StoreError
        The address cannot be understood.
    """
    url = parse_address(address)
    if url.get_backend_name() != "sqlite" or url.database in {None, "", ":memory:"}:
        return None
    return Path(str(url.database))


def _file_as_written(url: URL) -> URL:
    """Read %20 and the like in the path of a file, which SQLAlchemy 2.0 leaves as they stand in the address."""
    is_file = url.get_backend_name() == "sqlite" and url.database is not None
    return url.set(database=unquote(str(url.database))) if is_file else url


def _cause_of(error: DBAPIError) -> str | None:
    return sqlite_file.cause_of(error) or postgres.cause_of(error)


def _canonical_json(value: Any) -> str:  # noqa: ANN401 - the JSON column takes any JSON value
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


# Errors quote the statement; its values are customers' words.
_KEPT_QUIET = {"json_serializer": _canonical_json, "hide_parameters": True}
