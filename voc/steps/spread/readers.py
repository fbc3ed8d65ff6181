"""Where batches are read: in this process, in several of this machine, or on a Dask cluster; the limits say."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol

from voc.steps.catalogue import configured_ids
from voc.steps.reading import Batch, BatchReader, ReadingTask
from voc.steps.spread.bundle import Bundle, load_bundle
from voc.steps.spread.dask import DaskCluster
from voc.steps.spread.farm import read_on
from voc.steps.spread.local import LocalProcesses
from voc.steps.workplace import Workplace

# Below so many documents, processes of this machine take longer to start than to read.
WORTH_PROCESSES = 5_000


class Readers(Protocol):
    """What reads batches."""

    @property
    def n_workers(self) -> int:
        """Processes that read now."""
        ...

    def map(self, tasks: Iterable[ReadingTask]) -> Iterator[Batch]:
        """Read all tasks, and give what was read as it is done; asks for the next task when there is room for it."""
        ...


@dataclass(frozen=True, slots=True)
class Here:
    """The process that was called reads, on the analyser's own threads."""

    reader: BatchReader
    n_workers: int = 1

    def map(self, tasks: Iterable[ReadingTask]) -> Iterator[Batch]:
        """Read one task after the other."""
        return map(self.reader.read, tasks)


class Spread:
    """Processes elsewhere read."""

    def __init__(self, farm: LocalProcesses | DaskCluster) -> None:
        self._farm = farm

    @property
    def n_workers(self) -> int:
        """Processes that read now."""
        return self._farm.n_workers

    def map(self, tasks: Iterable[ReadingTask]) -> Iterator[Batch]:
        """Read on all of them at once."""
        return read_on(self._farm, tasks)


@contextmanager
def open_readers(place: Workplace, here: BatchReader, n_waiting: int, size: int) -> Iterator[Readers]:
    """Open what is to read so many documents, in batches of a size, and close it at the end.

    Few documents are read here, whatever the limits say: sending them away would take longer.

    Raises
    ------
    WorkerError
        The extra for a cluster is not installed, or the cluster cannot be reached or would read otherwise.
    """
    limits = place.settings.schedules.limits
    if limits.dask is not None and n_waiting > size:
        with DaskCluster(limits.dask, _bundle(place, here), place.report) as cluster:
            yield Spread(cluster)
    elif limits.workers > 1 and limits.dask is None and n_waiting >= WORTH_PROCESSES:
        with LocalProcesses(_bundle(place, here), limits.workers) as processes:
            yield Spread(processes)
    else:
        yield Here(here)


def labelled(what: str, readers: Readers) -> str:
    """Say what is being done, and by how many processes where they are several."""
    return what if readers.n_workers == 1 else f"{what} ({readers.n_workers} workers)"


def _bundle(place: Workplace, here: BatchReader) -> Bundle:
    configured = configured_ids(place.settings)
    with place.store.read() as connection:
        return load_bundle(place.settings, connection, configured, analysis_version=here.reader.version)
