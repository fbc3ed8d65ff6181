"""Secrets from the environment, or from files that it names; never from the configuration, never shown."""

import os
from collections.abc import Iterable
from pathlib import Path

from voc.config.environment import FILE_SUFFIX
from voc.config.families import NeededSecret
from voc.errors import SourceError

_LARGEST = 100_000


class MissingSecretError(SourceError):
    """Secrets that a source needs are not there.

    Attributes
    ----------
    missing : tuple of NeededSecret
        Which.
    """

    def __init__(self, source: str, missing: tuple[NeededSecret, ...]) -> None:
        sentences = [
            f"Source '{source}' needs the {one.what} in the environment variable {one.variable}, which is not set "
            f"(nor is {one.variable}{FILE_SUFFIX}, the path of a file with it). Where to make one: {one.where}."
            for one in missing
        ]
        super().__init__(" ".join(sentences))
        self.missing = missing


def read_secret(variable: str) -> str | None:
    """Return a secret without the white space around it; None where it is not set.

    Raises
    ------
    SourceError
        The file that holds it cannot be read.
    """
    value = os.environ.get(variable, "").strip()
    if value:
        return value
    named = os.environ.get(f"{variable}{FILE_SUFFIX}", "").strip()
    if not named:
        return None
    try:
        with Path(named).open(encoding="utf-8-sig") as file:
            content = file.read(_LARGEST + 1)
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is no UTF-8 text"
        raise _unreadable(variable, str(reason)) from None  # What is no text may stand in the error.
    if len(content) > _LARGEST:
        raise _unreadable(variable, "it is too large for a secret")
    return content.strip() or None


def _unreadable(variable: str, reason: str) -> SourceError:
    message = f"{variable}{FILE_SUFFIX} names a file that cannot be read ({reason}). Correct the path or its rights."
    return SourceError(message)


def read_secrets(source: str, needed: Iterable[NeededSecret]) -> dict[str, str]:
    """Return what a source needs, by variable.

    Raises
    ------
    MissingSecretError
        Something is not set; all that is missing is said.
    """
    wanted = tuple(needed)
    found = {one.variable: read_secret(one.variable) for one in wanted}
    missing = tuple(one for one in wanted if found[one.variable] is None)
    if missing:
        raise MissingSecretError(source, missing)
    return {variable: value for variable, value in found.items() if value is not None}
