"""Several files that appear in a folder together: written aside, then moved into place, all or none."""

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from voc.errors import VocError
from voc.steps.scratch import scratch_folder

_HIDDEN = ".voc-"


def check_writable(out: Path, names: Iterable[str]) -> None:
    """Refuse a folder that cannot take these files, before any work is done; nothing is made.

    Raises
    ------
    VocError
        It, or what stands where it would be made, is a file or may not be written.
    """
    standing = out
    while not standing.exists() and standing != standing.parent:
        standing = standing.parent
    if not standing.is_dir():
        raise VocError(f"'{standing}' is a file, so the folder '{out}' cannot be made. Name another with --out.")
    if not os.access(standing, os.W_OK | os.X_OK):
        raise VocError(f"'{standing}' may not be written. Name a folder that you may write with --out.")
    for name in names:
        if (out / name).is_dir():
            raise VocError(f"'{out / name}' is a folder where a file is to be written. Move it away, or name another.")


@contextmanager
def published(out: Path, names: Sequence[str]) -> Iterator[Path]:
    """Yield a folder to write files into; at the end of the block they replace those of the same names in `out`.

    Parameters
    ----------
    names : sequence of str
        The files. The last one is taken away first and put into place last: where it stands, the others are whole and
        of the same run, however that run ended.

    Raises
    ------
    VocError
        The folder cannot be made or written; nothing in it was changed.
    """
    is_new = not out.exists()
    try:
        out.mkdir(parents=True, exist_ok=True)
        with scratch_folder(_HIDDEN, out) as folder:
            yield folder
            _move(folder, out, names)
    except OSError as error:
        if is_new:
            with suppress(OSError):
                out.rmdir()
        message = (
            f"'{out}' cannot be written ({error.strerror or type(error).__name__}). Nothing in it was changed. "
            "Make room, or name a folder that you may write with --out."
        )
        raise VocError(message) from error


def write_lines(path: Path, lines: Iterable[str]) -> None:
    """Write lines to the disk; a disk that is full shows here, before any old file goes.

    A lone surrogate (a file name that is no UTF-8) is spelled as an escape.
    """
    with path.open("w", encoding="utf-8", errors="backslashreplace", newline="\n") as file:
        file.writelines(lines)
        file.flush()
        os.fsync(file.fileno())


def _move(folder: Path, out: Path, names: Sequence[str]) -> None:
    old = folder / "old"
    old.mkdir()
    put: list[str] = []
    try:
        for name in reversed(names):
            if (out / name).exists():
                (out / name).replace(old / name)
        for name in names:
            (folder / name).replace(out / name)
            put.append(name)
    except OSError:
        for name in put:
            (out / name).unlink()
        for name in names:
            if (old / name).exists():
                (old / name).replace(out / name)
        raise
