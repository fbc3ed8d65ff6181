"""All that decides how documents are read, in one piece that is sent once to every process that reads."""

import os
import platform
import socket
import sys
import threading
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from hashlib import blake2b
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from voc.config import Settings
from voc.errors import VocError
from voc.steps.frozen import FrozenThemes, load_frozen_themes
from voc.steps.reading import Batch, BatchReader, ReadingTask
from voc.steps.recipe import Recipe, load_recipe

if TYPE_CHECKING:
    from nlp.reader import Reader

# Any of these may change a reading or a closeness.
_PACKAGES = ("malgwi", "kiwipiepy", "kiwipiepy-model", "numpy", "scipy")
_MISSING = "none"


class WorkerError(VocError):
    """A process that is to read cannot, or must not."""


@dataclass(frozen=True, repr=False)
class Bundle:
    """What a process needs to read exactly as this one does.

    Attributes
    ----------
    analysis_version : str
        Of the reader that the recipe gives.
    versions : mapping of str to str
        Of the process that wrote the bundle, see `own_versions`.
    """

    recipe: Recipe
    frozen: FrozenThemes
    analysis_version: str
    versions: Mapping[str, str]

    @cached_property
    def name(self) -> str:
        """Content hash; equal names read and place alike."""
        digest = blake2b(digest_size=16)
        frozen = self.frozen
        for part in (self.analysis_version, sorted(self.versions.items()), frozen.space, sorted(frozen.merges.items())):
            digest.update(repr(part).encode())
        for theme_id in sorted(frozen.anchors):
            digest.update(theme_id.encode() + frozen.anchors[theme_id])
        return digest.hexdigest()

    def __repr__(self) -> str:
        """Name no word that was learned."""
        return f"<bundle {self.name}>"


def load_bundle(
    settings: Settings, connection: Connection, configured: Collection[str], *, analysis_version: str
) -> Bundle:
    """Put together what is configured and what the store has learned, for readers elsewhere.

    Parameters
    ----------
    configured : collection of str
        Ids of the catalogue's themes.
    analysis_version : str
        Of the reader in this process.
    """
    frozen = load_frozen_themes(connection, configured)
    return Bundle(load_recipe(settings, connection), frozen, analysis_version, own_versions())


@cache
def own_versions() -> Mapping[str, str]:
    """Name everything in this process that may change a reading: packages, Python, processor, the code of `nlp`."""
    return {
        **{package: _version(package) for package in _PACKAGES},
        "Python": f"{sys.version_info.major}.{sys.version_info.minor}",
        "processor": platform.machine(),
        "code": _code_hash(),
    }


def check_versions(who: str, found: Mapping[str, str], wanted: Mapping[str, str]) -> None:
    """Refuse a process whose versions differ.

    Raises
    ------
    WorkerError
        One of them does.
    """
    other = [
        f"{name} {found.get(name, _MISSING)}, here {wanted[name]}" for name in wanted if found.get(name) != wanted[name]
    ]
    if other:
        raise WorkerError(
            f"The worker {who} would not read as this process does: {'; '.join(other)}. Nothing was read there. "
            "Install the same versions on every machine (the lock file names them all) and start the worker again."
        )


class Workshop:
    """What reads in a process that was started to read: one reader, built for the first batch of a bundle.

    A changed bundle takes the place of the one before; of one that differs in its themes alone the reader is kept.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._name = ""
        self._reader: tuple[str, Reader] | None = None
        self._batches: BatchReader | None = None

    def read(self, bundle: Bundle, task: ReadingTask) -> Batch:
        """Read a batch with a bundle; one at a time, however many threads call.

        Raises
        ------
        WorkerError
            The versions of this process differ from the bundle's, or the analyser failed; never with words of a text.
        """
        with self._lock:
            try:
                return self._opened(bundle).read(task)
            except VocError:
                raise
            except Exception as error:  # noqa: BLE001 - whatever it is, it may quote a text, and logs lie on its way
                kind = type(error).__name__
        # Raised out here, so that nothing of the error travels with it; some cannot travel at all.
        raise WorkerError(
            f"The analyser failed on worker {own_name()}: {kind}. What was read before is stored; run this again to go "
            "on."
        )

    def _opened(self, bundle: Bundle) -> BatchReader:
        if self._batches is None or self._name != bundle.name:
            check_versions(own_name(), own_versions(), bundle.versions)
            reader = self._reader_of(bundle)
            self._batches, self._name = BatchReader(reader, bundle.frozen.placer(reader.encoder)), bundle.name
        return self._batches

    def _reader_of(self, bundle: Bundle) -> "Reader":
        if self._reader is None or self._reader[0] != bundle.analysis_version:
            # The old one goes before the new one comes: both at once take twice the memory.
            self._batches = self._reader = None
            self._reader = (bundle.analysis_version, _alone_on_a_processor(bundle.recipe))
        reader = self._reader[1]
        if reader.version != bundle.analysis_version:
            raise WorkerError(
                f"The worker {own_name()} reads with version {reader.version} of the analysis, here it is "
                f"{bundle.analysis_version}, although the packages are the same. Nothing was read there. If "
                "encoder.yaml names a model, its folder must hold the same files there; otherwise run this again."
            )
        return reader


def own_name() -> str:
    """Name this process among those of several machines."""
    return f"{socket.gethostname()} (process {os.getpid()})"


def _alone_on_a_processor(recipe: Recipe) -> "Reader":
    """Build a reader that uses one thread: the other processors are other processes'."""
    from threadpoolctl import threadpool_limits  # noqa: PLC0415 - arrays are loaded only where something is read

    from nlp.tokenize import share_processors  # noqa: PLC0415

    share_processors(1)
    threadpool_limits(1)
    return recipe.reader()


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return _MISSING


def _code_hash() -> str:
    """Hash the code that reads, for a version's number stands still while it is worked on; 8 hexadecimal digits."""
    import nlp  # noqa: PLC0415 - only to find it

    digest = blake2b(digest_size=4)
    folder = Path(nlp.__path__[0])
    for file in sorted(folder.rglob("*.py")):
        digest.update(file.relative_to(folder).as_posix().encode() + file.read_bytes().replace(b"\r\n", b"\n"))
    return digest.hexdigest()
