"""An SQLite file that another one takes the place of: held alone, then kept under another name and replaced."""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine

from voc.errors import StoreError
from voc.store.sqlite_file import engine_on

# How long other programs have to let go of a file.
_PATIENCE_S = 5.0


@contextmanager
def held_alone(path: Path, aside: Path) -> Iterator[Engine | None]:
    """Hold a file, with all that its log holds in it, so that nobody else can use it until the block ends.

    A damaged file cannot be held; its log is kept beside the name that the file is to get.

    Parameters
    ----------
    aside : Path
        That name.

    Yields
    ------
    Engine or None
        To read the file with; None where it is damaged.

    Raises
    ------
    StoreError
        Another program has it open.
    """
    log, log_aside = _log_of(path), _log_of(aside)
    if log.exists():
        # SQLite throws away the log of a file that it cannot read.
        name_again(log, log_aside)
    try:
        connection = _taken(path)
        if connection is None:
            yield None
            return
    except BaseException:
        _give_back(log_aside, log)
        raise
    log_aside.unlink(missing_ok=True)
    engine = engine_on(connection)
    try:
        yield engine
    finally:
        engine.dispose()
        connection.close()


def put_in_place(file: Path, path: Path, aside: Path) -> None:
    """Give a file the name of another one, which keeps what it holds under a name of its own.

    At every moment one of them, whole, has the name.
    """
    _drop_second_names(path)
    for ending in ("-wal", "-shm"):
        path.with_name(f"{path.name}{ending}").unlink(missing_ok=True)
    name_again(path, aside)
    file.replace(path)


def _taken(path: Path) -> sqlite3.Connection | None:
    """Have SQLite write the log into the file and lock it, which it does only where nobody else has it open."""
    connection = sqlite3.connect(path, timeout=_PATIENCE_S, isolation_level=None, check_same_thread=False)
    try:
        for statement in (
            "PRAGMA journal_mode = DELETE",
            # From the next lock on it is held until the connection is closed.
            "PRAGMA locking_mode = EXCLUSIVE",
            "BEGIN EXCLUSIVE",
            "COMMIT",
        ):
            connection.execute(statement)
    except sqlite3.DatabaseError as error:
        connection.close()
        if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
            return None  # Damaged: it goes aside as it is.
        message = f"Another program has the store {path} open. End it and restore again; nothing was changed."
        raise StoreError(message) from error
    return connection


def _give_back(log_aside: Path, log: Path) -> None:
    if log_aside.exists() and not log.exists():
        log_aside.replace(log)
    log_aside.unlink(missing_ok=True)


def _drop_second_names(path: Path) -> None:
    """Take away the names that restores have given a file before they were killed."""
    for one in path.parent.glob(f"{path.name}.before_restore_*"):
        if one.samefile(path):
            one.unlink()


def name_again(path: Path, name: Path) -> None:
    """Give a file a second name; its own stays until another file takes it."""
    try:
        os.link(path, name)
    except OSError:
        shutil.copy2(path, name)  # Some file systems know one name for a file only.


def _log_of(path: Path) -> Path:
    return path.with_name(f"{path.name}-wal")
