"""Temporary folders of which no killed process leaves more than the next one sweeps away."""

import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from voc.locks import hold

_LOCK = ".held"
_FILES = "voc-files-"
# Between making a folder and holding it lies a moment in which another process must not take it for a leftover.
_YOUNG_SECONDS = 60


@contextmanager
def scratch_folder(prefix: str, parent: Path) -> Iterator[Path]:
    """Make a folder of one's own, gone at the end of the block; leftovers of the same prefix are swept first.

    Raises
    ------
    OSError
        The folder cannot be made.
    """
    sweep(prefix, parent)
    with tempfile.TemporaryDirectory(prefix=prefix, dir=parent, ignore_cleanup_errors=True) as name:
        folder = Path(name)
        held = hold(folder / _LOCK)
        try:
            yield folder
        finally:
            if held is not None:
                held.close()


@contextmanager
def own_temporary_files() -> Iterator[None]:
    """Have every temporary file of this process made in one scratch folder, so that a kill leaves nothing for ever."""
    before = tempfile.tempdir
    with scratch_folder(_FILES, Path(tempfile.gettempdir())) as folder:
        tempfile.tempdir = str(folder)
        try:
            yield
        finally:
            tempfile.tempdir = before


def sweep(prefix: str, parent: Path, *, now: float | None = None) -> None:
    """Delete the folders of this prefix that nobody holds any more; others' folders are left alone."""
    for folder in parent.glob(f"{prefix}*"):
        # Another user's folder, or one that another sweeper was faster with.
        with suppress(OSError):
            if not folder.is_dir() or folder.is_symlink():
                continue
            if (time.time() if now is None else now) - folder.stat().st_mtime < _YOUNG_SECONDS:
                continue
            held = hold(folder / _LOCK)
            if held is not None:
                held.close()
                shutil.rmtree(folder, ignore_errors=True)
