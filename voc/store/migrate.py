"""Bringing a store's tables to what this version of the program expects."""

import sqlite3
import time
from pathlib import Path

from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect
from sqlalchemy.exc import DBAPIError, OperationalError

from voc.errors import StoreError
from voc.store.collation import compare_by_bytes
from voc.store.engine import Store, shown, unreachable
from voc.store.schema import metadata
from voc.store.sqlite_file import WRITES

_WAL_ATTEMPTS = 100


def schema_version(connection: Connection) -> str | None:
    """Read which migration a store has reached; None where it has no tables yet."""
    return MigrationContext.configure(connection).get_current_revision()


def newest_version() -> str:
    """Name the newest migration that this program knows."""
    head = ScriptDirectory.from_config(_config()).get_current_head()
    if head is None:
        message = "The program's own migrations are missing. Install malgwi again."
        raise StoreError(message)
    return head


def migrate(store: Store) -> bool:
    """Apply what is missing, as the only writer, so that processes starting together do not collide.

    Returns
    -------
    bool
        Whether anything was applied.

    Raises
    ------
    StoreError
        The store is newer than the program, or cannot be reached.
    """
    try:
        if store.engine.dialect.name == "sqlite":
            _write_ahead(store)
        if _is_up_to_date(store):
            return False
        if store.engine.dialect.name == "sqlite":
            return _migrate_sqlite(store)
        with store.begin() as connection:
            return make_tables(connection)
    except DBAPIError as error:
        raise unreachable(store.engine.url, error) from error


def check_version(store: Store) -> None:
    """Refuse a store whose tables are not those of this program.

    Raises
    ------
    StoreError
        The store is newer, older or empty.
    """
    try:
        with store.read() as connection:
            found = schema_version(connection)
    except DBAPIError as error:
        raise unreachable(store.engine.url, error) from error
    if found == newest_version():
        return
    refuse_newer(found, store.address)
    message = (
        f"The store {store.address} is older than this program (tables {found or 'none'}, needed {newest_version()}). "
        "Run: voc store backup, then voc store upgrade."
    )
    raise StoreError(message)


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", (Path(__file__).parent / "migrations").as_posix().replace("%", "%%"))
    return config


def refuse_newer(found: str | None, where: str) -> None:
    """Refuse tables of a version that this program does not know.

    Raises
    ------
    StoreError
        They are newer.
    """
    known = {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}
    if found is None or found in known:
        return
    message = (
        f"The store {where} was written by a newer malgwi (tables {found}, this program knows up to "
        f"{newest_version()}). Install the newer version, or open a backup made before it."
    )
    raise StoreError(message)


def refuse_foreign(connection: Connection) -> None:
    """Refuse a database without a store in which another program's tables have our names.

    Raises
    ------
    StoreError
        There are such.
    """
    taken = sorted(set(metadata.tables).intersection(inspect(connection).get_table_names()))
    if taken:
        message = (
            f"The database {shown(connection.engine.url)} holds tables of another program ({', '.join(taken[:3])}). "
            "A store needs a database, or a schema, of its own. Nothing was changed."
        )
        raise StoreError(message)


def make_tables(connection: Connection) -> bool:
    """Apply what is missing in the caller's transaction; whether anything was.

    Raises
    ------
    StoreError
        The store is newer than the program, or another program's tables have our names.
    """
    from alembic import command  # noqa: PLC0415 - half the price of opening a store that is up to date

    found = schema_version(connection)
    refuse_newer(found, shown(connection.engine.url))
    if found == newest_version():
        return False
    if found is None:
        refuse_foreign(connection)
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    if connection.dialect.name == "postgresql":
        compare_by_bytes(connection, sorted(metadata.tables))
    return True


def _is_up_to_date(store: Store) -> bool:
    with store.read() as connection:
        return schema_version(connection) == newest_version()


def _migrate_sqlite(store: Store) -> bool:
    with store.engine.connect() as connection:
        driver = _driver(connection)
        # Rebuilding a table drops it for a moment; with foreign keys on that would empty the tables that point to it.
        driver.execute("PRAGMA foreign_keys = OFF")
        try:
            writing = connection.execution_options(**{WRITES: True})
            with writing.begin():
                return make_tables(writing)
        finally:
            driver.execute("PRAGMA foreign_keys = ON")


def _driver(connection: Connection) -> sqlite3.Connection:
    driver = connection.connection.driver_connection
    if not isinstance(driver, sqlite3.Connection):
        message = f"Expected a connection of sqlite3, got {type(driver).__name__}."
        raise StoreError(message)
    return driver


def _write_ahead(store: Store) -> None:
    """Switch the file to write-ahead logging, once; SQLite does not always wait for others here, so we do."""
    for _ in range(_WAL_ATTEMPTS):
        try:
            with store.engine.connect() as connection:
                _driver(connection).execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                raise OperationalError(None, None, error) from error
            time.sleep(0.05)
        else:
            return
    message = f"The store {store.address} is busy: other processes hold it. Try again when they have ended."
    raise StoreError(message)
