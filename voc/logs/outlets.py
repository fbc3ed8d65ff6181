"""Where the lines of the log go: to stderr, into a file."""

import io
import os
from collections.abc import Callable
from pathlib import Path
from typing import TextIO

_MAX_BYTES = 10_000_000
_N_KEPT = 3


class LogFile:
    """A file that lines are appended to, readable by its owner only.

    Grown too large it is put aside as FILE.1, and FILE.1 as FILE.2; more are not kept. Several processes may write at
    once: a line is written in one piece.

    Parameters
    ----------
    max_bytes : int
        From this size on a file is put aside.

    Raises
    ------
    OSError
        It cannot be made or written.
    """

    def __init__(self, path: Path, *, max_bytes: int = _MAX_BYTES) -> None:
        self.path = path.absolute()
        self._max_bytes = max_bytes
        self._number = self._open()

    def write(self, line: str) -> None:
        """Append a line."""
        if os.fstat(self._number).st_size >= self._max_bytes:
            os.close(self._number)
            try:
                self._put_aside()
            finally:
                self._number = self._open()
        os.write(self._number, f"{line}\n".encode())

    def close(self) -> None:
        """Let go of the file."""
        os.close(self._number)

    def _open(self) -> int:
        return os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)

    def _put_aside(self) -> None:
        # Another process may have been faster; its new file stays.
        if not self.path.exists() or self.path.stat().st_size < self._max_bytes:
            return
        grown = self._aside(0)
        try:
            self.path.replace(grown)
        except PermissionError:
            # Windows moves no file that another process holds open: it grows on until that one lets go.
            return
        for n in range(_N_KEPT - 1, -1, -1):
            if self._aside(n).exists():
                self._aside(n).replace(self._aside(n + 1))

    def _aside(self, n: int) -> Path:
        return self.path.with_name(f"{self.path.name}.{n}")


class SpokenLines(io.TextIOBase):
    """Stands in the place of stderr and hands over each line that is written there.

    Whatever prints to stderr, a library too, thus becomes an event of the log.
    """

    encoding = "utf-8"
    errors = "backslashreplace"

    def __init__(self, hear: Callable[[str], None], real: TextIO) -> None:
        self._hear = hear
        self._real = real
        self._begun = ""
        self._has_ended = False

    def write(self, text: str) -> int:
        """Take in text; a line counts when it is ended."""
        if self._has_ended:
            return self._real.write(text)
        *lines, self._begun = (self._begun + text).replace("\r", "\n").split("\n")
        for line in filter(str.strip, lines):
            self._hear(line)
        return len(text)

    def finish(self) -> None:
        """Hand over a line that nobody has ended; who still holds this afterwards writes to the real stderr."""
        self.write("\n")
        self._has_ended = True

    def writable(self) -> bool:
        """Tell that it takes text."""
        return True

    def isatty(self) -> bool:
        """Tell that nobody wants colours here."""
        return False

    def fileno(self) -> int:
        """Return the number of the real stderr, which children write to."""
        return self._real.fileno()
