"""Prepare batches of documents for reading, and read them here or wherever readers are; storing is the caller's."""

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from nlp.memory import settled
from nlp.sentences import passages
from voc.errors import VocError
from voc.steps.catalogue import configured_ids
from voc.steps.frozen import load_frozen_themes
from voc.steps.reading import Batch, BatchReader, ReadingTask
from voc.steps.spread.readers import Readers, open_readers
from voc.steps.workplace import Workplace
from voc.store import CachedReading, Unread, cached_readings, documents_to_read, sentence_fingerprint

if TYPE_CHECKING:
    from nlp.placing import Placer
    from nlp.vectors import Encoder

# One strange text is the text's fault; many are the analyser's, and then nothing must pass for read.
_MOST_UNREADABLE = 5


def load_placer(connection: Connection, encoder: "Encoder", configured: Collection[str]) -> "Placer":
    """Load what places sentences, see `voc.steps.frozen`."""
    return load_frozen_themes(connection, configured).placer(encoder)


class Analyst:
    """Reads batches of documents with one version of the analysis.

    Parameters
    ----------
    unreadable : dict of str to str or None
        Gets the documents at which the analyser failed: id to the kind of error. Without it, or where they are many,
        the error is raised.
    """

    def __init__(self, place: Workplace, unreadable: dict[str, str] | None) -> None:
        self._place = place
        self._unreadable = unreadable

    @cached_property
    def version(self) -> str:
        """The analysis version that reads here."""
        return self._place.reader.version

    def read(self, waiting: Iterable[Unread]) -> Batch:
        """Read a batch in this process; nothing is stored."""
        return self._accepted(self._here.read(self._task(tuple(waiting))))

    @contextmanager
    def at_work(self, n_waiting: int, size: int) -> Iterator[Readers]:
        """Open what reads so many documents in batches of a size: this process, several, or a cluster."""
        with open_readers(self._place, self._here, n_waiting, size) as readers, settled():
            yield readers

    def read_waiting(self, readers: Readers, size: int, *, outdated: bool) -> Iterator[Batch]:
        """Read all documents that wait, and give batch after batch, in whatever order they are done.

        The caller stores each before it asks for the next: what was given and not stored is read again.

        Parameters
        ----------
        size : int
            Documents in a batch.
        outdated : bool
            Whether those that another version has read wait too.
        """
        is_done = False
        while not is_done:
            is_done = True
            # What changed while it was read waits again, so go through until nothing waits.
            for batch in readers.map(self._tasks(size, outdated=outdated)):
                is_done = False
                yield self._accepted(batch)

    @cached_property
    def _here(self) -> BatchReader:
        with self._place.store.read() as connection:
            frozen = load_frozen_themes(connection, configured_ids(self._place.settings))
        reader = self._place.reader
        return BatchReader(reader, frozen.placer(reader.encoder))

    def _tasks(self, size: int, *, outdated: bool) -> Iterator[ReadingTask]:
        """Walk once through what waits, in the order of ids: what is being read elsewhere still waits in the store."""
        after = ""
        while True:
            with self._place.store.read() as connection:
                waiting = documents_to_read(connection, self.version, size, outdated=outdated, after=after)
            if not waiting:
                return
            after = waiting[-1].id
            yield self._task(tuple(waiting))

    def _task(self, waiting: tuple[Unread, ...]) -> ReadingTask:
        may_fail = None if self._unreadable is None else max(0, _MOST_UNREADABLE - len(self._unreadable))
        return ReadingTask(waiting, self._remembered(waiting), may_fail)

    def _remembered(self, waiting: Iterable[Unread]) -> dict[str, CachedReading]:
        """Look up the passages that some night has read before with this analysis version."""
        texts = {one.text[start:end] for one in waiting for start, end in passages(one.text)}
        names = {sentence_fingerprint(text): text for text in texts}
        with self._place.store.read() as connection:
            cached = cached_readings(connection, sorted(names), self.version)
        return {names[name]: one for name, one in cached.items()}

    def _accepted(self, batch: Batch) -> Batch:
        if self._unreadable is not None:
            self._unreadable.update(batch.unreadable)
            if len(self._unreadable) > _MOST_UNREADABLE:
                kinds = ", ".join(sorted(set(self._unreadable.values())))
                raise VocError(
                    f"The analyser failed at {len(self._unreadable)} documents ({kinds}), which is more than texts can "
                    "be blamed for. What was read before is stored; mend the analyser and run this again."
                )
        return batch
