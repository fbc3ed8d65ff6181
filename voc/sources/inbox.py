"""The files of an inbox folder: which are meant, in which order, and whether they are whole."""

import fnmatch
import hashlib
import os
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from voc.errors import SourceError
from voc.privacy import Masker, MaskSettings

_CLUTTER = ("~$", ".", "Thumbs.db", "desktop.ini")
# Names of files are kept: in cursors, with rejects, in the run log. Whole names of people are not told by form.
_MASKER = Masker(MaskSettings(kinds=frozenset({"phone", "email", "rrn"})))
_UNFINISHED = (".part", ".partial", ".crdownload", ".download", ".tmp", ".temp", ".swp", "~")


@dataclass(frozen=True, slots=True)
class InboxFile:
    """A file below an inbox folder.

    Attributes
    ----------
    name : str
        Path below the inbox folder with `/`, NFC: the same on every system. Telephone numbers, e-mail addresses and
        registration numbers in it are masked; where that makes two names equal, the later ones are numbered.
    """

    name: str
    path: Path

    def state(self) -> tuple[int, int, int]:
        """Return what changes when somebody writes to the file: size, time of change, inode."""
        stat = self.path.stat()
        return stat.st_size, stat.st_mtime_ns, stat.st_ino

    def sha256(self) -> str:
        """Hash the content."""
        with self.path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()

    def leads_out(self, root: Path) -> bool:
        """Tell whether the file, links followed, lies outside a folder."""
        return not self.path.resolve().is_relative_to(root.resolve())


def list_files(root: Path, pattern: str, *, source: str) -> list[InboxFile]:
    """List the files that a pattern means, by name; hidden, temporary and unfinished ones are passed over.

    Raises
    ------
    SourceError
        The folder does not exist or cannot be read.
    """
    if not root.is_dir():
        message = f"Source '{source}' reads the folder {root}, which does not exist. Create it or correct `path`."
        raise SourceError(message)
    wanted = _plain(pattern).split("/")
    try:
        found = [(_name(path, root), path) for path in _walk(root, deep=len(wanted) > 1)]
    except OSError as error:
        message = f"Source '{source}' cannot list the folder {root} ({error.strerror}). Check its rights."
        raise SourceError(message) from error
    meant = sorted((name, path) for name, path in found if _matches(_plain(name).split("/"), wanted))
    seen: Counter[str] = Counter()
    files = []
    for name, path in meant:
        masked = _MASKER.mask(name).text
        seen[masked] += 1
        files.append(InboxFile(masked if seen[masked] == 1 else f"{masked} ({seen[masked]})", path))
    return files


def _walk(folder: Path, *, deep: bool) -> Iterator[Path]:
    for path in folder.iterdir():
        if path.name.startswith(_CLUTTER) or path.name.casefold().endswith(_UNFINISHED):
            continue
        if path.is_dir():
            # A linked folder could lead anywhere, round in a circle too.
            if deep and not path.is_symlink():
                yield from _walk(path, deep=deep)
        else:
            yield path


def _name(path: Path, root: Path) -> str:
    # Names out of an old zip may hold bytes that are no UTF-8.
    name = os.fsencode(path.relative_to(root).as_posix()).decode("utf-8", "backslashreplace")
    return unicodedata.normalize("NFC", name)


def _plain(text: str) -> str:
    return unicodedata.normalize("NFC", text).casefold()


def _matches(parts: Sequence[str], wanted: Sequence[str]) -> bool:
    """Match a path with a pattern part by part; `**` stands for any number of folders."""
    if not wanted:
        return not parts
    if wanted[0] == "**":
        return _matches(parts, wanted[1:]) or (bool(parts) and _matches(parts[1:], wanted))
    return bool(parts) and fnmatch.fnmatchcase(parts[0], wanted[0]) and _matches(parts[1:], wanted[1:])
