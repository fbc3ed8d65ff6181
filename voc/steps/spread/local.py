"""Several processes of this machine read; they end with this one, however it ends."""

import multiprocessing
import os
import signal
import threading
from collections.abc import Collection, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.connection import wait as wait_for
from types import TracebackType
from typing import Self

from voc.steps.reading import Batch, ReadingTask
from voc.steps.spread.bundle import Bundle, Workshop

_workshop = Workshop()
_bundle: Bundle | None = None


class LocalProcesses:
    """A farm of processes on this machine.

    Parameters
    ----------
    n_workers : int
        Each takes about a gigabyte.
    """

    def __init__(self, bundle: Bundle, n_workers: int) -> None:
        self._bundle = bundle
        self._n_workers = n_workers
        self._pool = self._new_pool()

    @property
    def n_workers(self) -> int:
        """Processes that read."""
        return self._n_workers

    @property
    def room(self) -> int:
        """Two batches for each: one that is read, one that lies ready."""
        return 2 * self._n_workers

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._pool.shutdown(wait=True, cancel_futures=True)

    def submit(self, task: ReadingTask) -> Future[Batch]:
        """Hand a batch over; processes that died are replaced."""
        try:
            return self._pool.submit(_read, task)
        except BrokenProcessPool:
            self._pool.shutdown(wait=True, cancel_futures=True)
            self._pool = self._new_pool()
            return self._pool.submit(_read, task)

    def finished(self, handles: Collection[Future[Batch]]) -> Sequence[Future[Batch]]:
        """Wait until at least one batch is done."""
        return list(wait(handles, return_when=FIRST_COMPLETED).done)

    def outcome(self, handle: Future[Batch]) -> Batch | None:
        """Return what was read; None where a process died, for then all batches under way are lost."""
        try:
            return handle.result()
        except BrokenProcessPool:
            return None

    def _new_pool(self) -> ProcessPoolExecutor:
        # Spawned: a fork would copy the analyser's locks in whatever state its threads hold them.
        context = multiprocessing.get_context("spawn")
        return ProcessPoolExecutor(self._n_workers, context, initializer=_begin, initargs=(self._bundle,))


def _begin(bundle: Bundle) -> None:
    """Prepare a process that reads; the reader itself is built with the first batch, where errors can be told."""
    global _bundle  # noqa: PLW0603 - what the executor offers for a process's own state
    _bundle = bundle
    # Ctrl-C reaches every process of the terminal; the one that called ends the others.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, name="end-with-parent", daemon=True).start()


def _end_with_parent() -> None:
    """End when the parent does: killed, it could not say so, and readers would wait for batches for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait_for([parent.sentinel])
        os._exit(1)


def _read(task: ReadingTask) -> Batch:
    if _bundle is None:
        raise RuntimeError("the process was not prepared")
    return _workshop.read(_bundle, task)
