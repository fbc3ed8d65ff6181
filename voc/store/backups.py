"""Whole stores in one file: backups, copies into an empty store elsewhere, and what a file holds."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import URL, Connection, func, select, text

from voc.errors import StoreError
from voc.store.copying import Tell, copy_tables, holds_rows
from voc.store.engine import Store, connect, connect_file, file_of, parse_address, shown
from voc.store.migrate import check_version, refuse_foreign, refuse_newer, schema_version
from voc.store.opening import open_store
from voc.store.schema import documents
from voc.store.sqlite_file import open_as_it_is

_NO_LINK = getattr(os, "O_NOFOLLOW", 0)


@dataclass(frozen=True, slots=True)
class BackupFacts:
    """What a file holds that was looked over and found whole.

    Attributes
    ----------
    schema : str
        The migration that its tables have reached; an older one is brought up to date when the store is opened.
    """

    schema: str
    n_documents: int
    n_bytes: int


def backup(store: Store, path: Path, tell: Tell) -> None:
    """Copy a store into a new SQLite file while others may be writing; the file appears whole or not at all.

    Raises
    ------
    StoreError
        The file exists, or cannot be written.
    """
    with appearing(path) as partial:
        if store.path is None:
            check_version(store)
            _copy_rows(store, partial, tell)
        else:
            copy_pages(store.path, partial)


def copy_store(source: Store, target: str, tell: Tell) -> dict[str, int]:
    """Copy a store into an empty one, on the same database or the other; all of it or nothing.

    Returns
    -------
    dict of str to int
        Rows by table.

    Raises
    ------
    StoreError
        The target cannot be opened, is not empty, or what arrived there is not what was sent.
    """
    url = check_target(target)
    path = file_of(url)
    if path is not None:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with appearing(path) as partial:
            return _copy_rows(source, partial, tell)
    with open_store(url) as store:
        with store.begin() as writing, source.read() as reading:
            _refuse_rows(writing, url)
            copied = copy_tables(reading, writing, tell)
        tidy(store)
    return copied


def check_target(target: str) -> URL:
    """Make sure that a copy can go there; nothing is made.

    Raises
    ------
    StoreError
        The address cannot be used, a file of that name exists, the database cannot be reached or is not empty.
    """
    url = parse_address(target)
    if url.get_backend_name() == "sqlite":
        path = file_of(url)
        if path is None or str(path).startswith("file:"):
            message = f"The address {shown(url)} names no file to copy to. Expected sqlite:///path/voc.db."
            raise StoreError(message)
        check_new_file(path)
        return url
    with connect(url) as store, store.read() as connection:
        refuse_newer(schema_version(connection), store.address)
        if schema_version(connection) is None:
            refuse_foreign(connection)
        _refuse_rows(connection, url)
    return url


def _refuse_rows(connection: Connection, url: URL) -> None:
    if holds_rows(connection):
        message = f"The store {shown(url)} is not empty. Name an empty database; nothing was changed."
        raise StoreError(message)


def check_new_file(path: Path) -> None:
    """Refuse a name that is taken.

    Raises
    ------
    StoreError
        There is a file of that name.
    """
    if path.exists():
        message = f"{path} exists already. Choose another name, or move the old one away."
        raise StoreError(message)


def look_at_backup(path: Path) -> BackupFacts:
    """Look a file over: that it is a whole store of ours, and what it holds.

    Raises
    ------
    StoreError
        There is none, it is damaged, no store, or of a newer program.
    """
    if not path.is_file():
        message = f"There is no file {path}. Name a backup made with `voc store backup`."
        raise StoreError(message)
    with connect_file(path) as store, store.read() as connection:
        damage = [str(row[0]) for row in connection.execute(text("PRAGMA integrity_check(1)"))]
        if damage != ["ok"] or connection.execute(text("PRAGMA foreign_key_check")).first():
            message = f"The file {path} is damaged. Take an older backup."
            raise StoreError(message)
        found = schema_version(connection)
        if found is None:
            message = f"{path} is a database, but no store of this program. Name a backup made with `voc store backup`."
            raise StoreError(message)
        refuse_newer(found, str(path))
        n_documents = connection.scalar(select(func.count()).select_from(documents)) or 0
    return BackupFacts(found, n_documents, path.stat().st_size)


def tidy(store: Store) -> None:
    """Have PostgreSQL look at what it got, so that it plans well from the first question on."""
    if store.engine.dialect.name == "postgresql":
        with store.engine.connect() as connection:
            connection.execution_options(isolation_level="AUTOCOMMIT").execute(text("VACUUM ANALYZE"))


@contextmanager
def appearing(path: Path) -> Iterator[Path]:
    """Yield a file to be filled that takes the name at the end, on the disk and whole, or leaves nothing behind."""
    check_new_file(path)
    partial = path.with_name(f".{path.name}.partial")
    try:
        _remove(partial)
        # Whoever may write into the folder could have put a link of that name there.
        os.close(os.open(partial, os.O_RDWR | os.O_CREAT | os.O_EXCL | _NO_LINK, 0o600))
        yield partial
        _flush(partial)
        _name(partial, path)
    except (OSError, sqlite3.Error) as error:
        message = f"The copy {path} cannot be written ({error}). Check the folder, its permissions and free space."
        raise StoreError(message) from error
    finally:
        _remove(partial)


def _copy_rows(source: Store, file: Path, tell: Tell) -> dict[str, int]:
    with (
        open_store(URL.create("sqlite", database=str(file))) as store,
        store.begin() as writing,
        source.read() as reading,
    ):
        return copy_tables(reading, writing, tell)


def copy_pages(source: Path, target: Path) -> None:
    """Copy an SQLite file into another one as it is at this moment, whoever is writing."""
    with closing(open_as_it_is(source)) as origin, closing(sqlite3.connect(target)) as copy:
        origin.backup(copy)


def _name(partial: Path, path: Path) -> None:
    """Give a file its name, unless somebody has taken it meanwhile."""
    try:
        os.link(partial, path)
    except FileExistsError:
        check_new_file(path)
        raise
    except OSError:
        check_new_file(path)
        partial.replace(path)  # Some file systems know one name for a file only.


def _flush(path: Path) -> None:
    number = os.open(path, os.O_RDWR)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def _remove(partial: Path) -> None:
    for ending in ("", "-wal", "-shm", "-journal"):
        partial.with_name(f"{partial.name}{ending}").unlink(missing_ok=True)
