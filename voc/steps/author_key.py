"""The key for authors' hashes: where it lies beside a store, and how it travels with a backup."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from voc.config import Settings
from voc.errors import StoreError
from voc.store.backups import appearing, check_new_file
from voc.store.exchange import name_again

_KEY_FILE = "author.key"
# Beside a backup: its own name with this ending.
ENDING = ".key"
_Place = Literal["environment", "file", "nowhere"]


@dataclass(frozen=True, slots=True)
class AuthorKey:
    """Where the key of a store is to be found; never the key itself.

    Attributes
    ----------
    variable : str
        Environment variable that wins over the file.
    file : Path
        Where the key lies if the environment does not hold it.
    """

    variable: str
    file: Path

    @property
    def place(self) -> _Place:
        """Where the key is now."""
        if os.environ.get(self.variable, "").strip():
            return "environment"
        return "file" if self.file.exists() else "nowhere"


def author_key_of(settings: Settings, store: Path | None) -> AuthorKey:
    """Tell where the key of a store belongs: beside its file, or in the home folder where a server holds the store."""
    folder = store.parent if store else settings.home / "store"
    return AuthorKey(settings.privacy.author_key_env, folder / _KEY_FILE)


def save_key(key: AuthorKey, backup: Path) -> Path:
    """Copy a key file beside a backup, readable by its owner only; see `check_key`.

    Raises
    ------
    StoreError
        The file cannot be written.
    """
    beside = backup.with_name(backup.name + ENDING)
    with _explained(key.file, beside):
        content = key.file.read_bytes()
        with appearing(beside) as partial:
            partial.write_bytes(content)
    return beside


def check_key(key: AuthorKey, backup: Path) -> None:
    """Make sure that a key can be copied beside a backup.

    Raises
    ------
    StoreError
        The key comes from the environment, there is none, or a file of that name is there.
    """
    if key.place != "file":
        where = f"it comes from the variable {key.variable}" if key.place == "environment" else f"{key.file} is missing"
        message = f"The key of the authors cannot be put beside the backup: {where}. Leave --with-key out."
        raise StoreError(message)
    check_new_file(backup.with_name(backup.name + ENDING))


def bring_key_back(key: AuthorKey, backup: Path, moment: datetime) -> Path | None:
    """Put the key that lies beside a backup where its store looks for it; another one there is moved aside.

    Returns
    -------
    Path or None
        Where the key that was there before lies now.

    Raises
    ------
    StoreError
        A file cannot be read or written.
    """
    beside = backup.with_name(backup.name + ENDING)
    new = key.file.with_name(f".{key.file.name}.restored")
    with _explained(beside, key.file):
        content, is_there = beside.read_bytes(), key.file.exists()
        if is_there and key.file.read_bytes() == content:
            return None
        key.file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        # Left there by an attempt that was killed.
        new.unlink(missing_ok=True)
        with appearing(new) as partial:
            partial.write_bytes(content)
        aside = key.file.with_name(f"{key.file.name}.before_restore_{moment:%Y%m%d_%H%M%S}")
        if is_there:
            name_again(key.file, aside)
        new.replace(key.file)
    return aside if is_there else None


def has_key_beside(backup: Path) -> bool:
    """Tell whether a key lies beside a backup."""
    return backup.with_name(backup.name + ENDING).is_file()


@contextmanager
def _explained(source: Path, target: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        message = (
            f"The key of the authors cannot be copied to {target} ({error.strerror}). Copy {source} there yourself."
        )
        raise StoreError(message) from error
