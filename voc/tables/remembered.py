"""What was met in a file, remembered in memory that does not grow with the file."""

import sqlite3
import weakref
from hashlib import blake2b

# Entries that are held in memory; of a larger file the older ones go to a temporary file of the system.
_MOST = 20_000
# Kibibytes that the temporary file may hold in memory.
_CACHE = 4096


class Remembered:
    """Texts by key, like a dictionary; keys are told apart by 64 bits of their hash.

    Examples
    --------
    >>> met = Remembered()
    >>> met.put("R1", "가격이 올랐네요")
    >>> met.get("R1"), met.get("R2")
    ('가격이 올랐네요', None)
    """

    def __init__(self) -> None:
        self._recent: dict[int, str] = {}
        self._older: sqlite3.Connection | None = None

    def get(self, key: str) -> str | None:
        """Return what was put under a key last; None where nothing was."""
        mark = _mark(key)
        found = self._recent.get(mark)
        if found is not None or self._older is None:
            return found
        row = self._older.execute("SELECT value FROM met WHERE mark = ?", (mark,)).fetchone()
        return str(row[0]) if row else None

    def put(self, key: str, value: str) -> None:
        """Remember a text under a key, in the place of what was there."""
        self._recent[_mark(key)] = value
        if len(self._recent) >= _MOST:
            self._put_away()

    def _put_away(self) -> None:
        if self._older is None:
            self._older = _open()
            weakref.finalize(self, self._older.close)
        self._older.execute("BEGIN")
        # In the order in which they will lie.
        self._older.executemany("INSERT OR REPLACE INTO met VALUES (?, ?)", sorted(self._recent.items()))
        self._older.execute("COMMIT")
        self._recent.clear()


def _mark(key: str) -> int:
    # Half a surrogate pair cannot be encoded; it is part of a key all the same.
    digest = blake2b(key.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


def _open() -> sqlite3.Connection:
    # Without a name it lies in a temporary file that goes when it is closed. A generator may end in another thread.
    older = sqlite3.connect("", isolation_level=None, check_same_thread=False)
    for pragma in ("journal_mode = OFF", "synchronous = OFF", f"cache_size = -{_CACHE}"):
        older.execute(f"PRAGMA {pragma}")
    older.execute("CREATE TABLE met (mark INTEGER PRIMARY KEY, value TEXT NOT NULL)")
    return older
