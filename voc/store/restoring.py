"""Putting a backup in the place of a store; what was there before is moved aside and never lost."""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Connection, inspect, text

from voc.errors import StoreError
from voc.store.backups import appearing, copy_pages, tidy
from voc.store.copying import Tell, copy_tables
from voc.store.engine import Store, connect_file
from voc.store.migrate import make_tables, newest_version, schema_version
from voc.store.opening import open_store
from voc.store.schema import metadata

# What PostgreSQL has beside the tables that both databases share.
_OWN_TABLES = ("alembic_version", "search_vectors")
# How long other programs have to let go of a file.
_PATIENCE_S = 5.0


def restore(store: Store, file: Path, *, moment: datetime, tell: Tell) -> str | None:
    """Put a backup that was looked over in the place of a store; hold the turn meanwhile.

    At every moment either the old store or the new one is in place, whole.

    Parameters
    ----------
    moment : datetime
        Names what is moved aside.

    Returns
    -------
    str or None
        Where the old store lies now: a file, or a schema of the database; None where there was none.

    Raises
    ------
    StoreError
        Somebody else has the store open, or it cannot be written.
    """
    aside = f"before_restore_{moment:%Y%m%d_%H%M%S}"
    if store.path is None:
        return _restore_rows(store, file, f"voc_{aside}", tell)
    return _restore_file(store, file, store.path.with_name(f"{store.path.name}.{aside}"))


def _restore_rows(store: Store, file: Path, aside: str, tell: Tell) -> str | None:
    with _up_to_date(file) as source, source.read() as reading, store.begin() as writing:
        is_moved = _move_tables(writing, aside)
        make_tables(writing)
        copy_tables(reading, writing, tell)
    tidy(store)
    return f"schema {aside}" if is_moved else None


@contextmanager
def _up_to_date(file: Path) -> Iterator[Store]:
    """Open a backup; an older one is brought up to date on a copy, which goes away again."""
    with connect_file(file) as store:
        with store.read() as connection:
            is_newest = schema_version(connection) == newest_version()
        if is_newest:
            yield store
            return
    with TemporaryDirectory(prefix="voc-restore-") as folder:
        copy = Path(folder) / "voc.db"
        copy_pages(file, copy)
        with open_store(f"sqlite:///{copy}") as upgraded:
            yield upgraded


def _move_tables(writing: Connection, aside: str) -> bool:
    quote = writing.dialect.identifier_preparer.quote
    ours = set(metadata.tables).union(_OWN_TABLES)
    there = sorted(ours.intersection(inspect(writing).get_table_names()))
    if not there:
        return False
    writing.execute(text(f"CREATE SCHEMA {quote(aside)}"))
    for name in there:
        writing.execute(text(f"ALTER TABLE {quote(name)} SET SCHEMA {quote(aside)}"))
    return True


def _restore_file(store: Store, file: Path, aside: Path) -> str | None:
    path = Path(str(store.path))
    # Nothing of ours may hold the file while it is exchanged.
    store.close()
    restored = path.with_name(f".{path.name}.restored")
    try:
        # Left there by an attempt that was killed.
        restored.unlink(missing_ok=True)
        with appearing(restored) as partial:
            copy_pages(file, partial)
        is_moved = path.exists() and path.stat().st_size > 0
        if is_moved:
            _put_aside(path, aside)
        restored.replace(path)
    except OSError as error:
        message = (
            f"The backup {file} cannot be put at {path} ({error.strerror}). The store that was there is unchanged."
        )
        raise StoreError(message) from error
    finally:
        restored.unlink(missing_ok=True)
    return str(aside) if is_moved else None


def _put_aside(path: Path, aside: Path) -> None:
    """Give a file a second name, all that it holds in it; its own name stays until another file takes it."""
    log, log_aside = (one.with_name(f"{one.name}-wal") for one in (path, aside))
    if log.exists():
        # SQLite throws away the log of a file that it cannot read.
        _name_again(log, log_aside)
    try:
        is_kept = not _is_log_emptied(path)
    except StoreError:
        log_aside.unlink(missing_ok=True)
        raise
    if not is_kept:
        log_aside.unlink(missing_ok=True)
    for ending in ("-wal", "-shm"):
        path.with_name(f"{path.name}{ending}").unlink(missing_ok=True)
    _name_again(path, aside)


def _name_again(path: Path, name: Path) -> None:
    try:
        os.link(path, name)
    except OSError:
        shutil.copy2(path, name)  # Some file systems know one name for a file only.


def _is_log_emptied(path: Path) -> bool:
    """Have SQLite write its log into the file, which it does only where nobody else has the file open."""
    try:
        with closing(sqlite3.connect(path, timeout=_PATIENCE_S)) as connection:
            connection.execute("PRAGMA journal_mode = DELETE")
    except sqlite3.DatabaseError as error:
        if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
            return False  # Damaged: it goes aside as it is.
        message = f"Another program has the store {path} open. End it and restore again; nothing was changed."
        raise StoreError(message) from error
    return True
