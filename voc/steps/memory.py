"""How much memory work takes: that of this process and its children, looked at several times a second."""

import threading
from contextlib import suppress
from types import TracebackType
from typing import Self

import psutil

_MIB = 2**20
_EVERY_S = 0.25
# Looking for children means looking at every process of the machine: some milliseconds.
_CHILDREN_EVERY = 4


class PeakMemory:
    """Watches resident memory for the length of a block.

    Pages that processes share count for each of them. What earlier work has left in memory counts too: it is what a
    machine must have.

    Attributes
    ----------
    mb : float
        The most that was seen, in MiB, one decimal; a peak of less than a quarter of a second may be missed.
    """

    def __init__(self) -> None:
        self.mb = 0.0
        self._own = psutil.Process()
        self._children: list[psutil.Process] = []
        self._ended = threading.Event()
        self._watcher = threading.Thread(target=self._watch, name="memory", daemon=True)

    def __enter__(self) -> Self:
        self._look()
        self._watcher.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended.set()
        self._watcher.join()
        self._look()

    def _watch(self) -> None:
        n_looks = 0
        while not self._ended.wait(_EVERY_S):
            if n_looks % _CHILDREN_EVERY == 0:
                with suppress(psutil.Error):
                    self._children = self._own.children(recursive=True)
            n_looks += 1
            self._look()

    def _look(self) -> None:
        held = sum(_resident(one) for one in (self._own, *self._children))
        self.mb = max(self.mb, round(held / _MIB, 1))


def _resident(process: psutil.Process) -> int:
    # A child may have ended in between.
    try:
        return int(process.memory_info().rss)
    except psutil.Error:
        return 0
