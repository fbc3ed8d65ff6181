"""A lock that dies with its holder: an exclusive hold on a small file, on every system, without waiting."""

import os
import sqlite3
from pathlib import Path


def hold(path: Path) -> sqlite3.Connection | None:
    """Take hold of a file, or return None where another process (or another caller of this one) has it.

    The hold ends when the connection is closed, or when the process dies in whatever way. The file stays empty.

    Raises
    ------
    OSError
        The file cannot be made or opened.
    """
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    # SQLite locks files the same way everywhere; flock exists on some systems only.
    connection = sqlite3.connect(path, timeout=0, isolation_level=None, check_same_thread=False)
    try:
        connection.execute("BEGIN EXCLUSIVE")
    except sqlite3.OperationalError as error:
        connection.close()
        if error.sqlite_errorcode == sqlite3.SQLITE_BUSY:
            return None
        raise OSError(error.sqlite_errorcode, f"it cannot be locked: {error}", str(path)) from error
    return connection
