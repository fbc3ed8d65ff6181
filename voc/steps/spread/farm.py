"""Keep several processes reading: a bounded number of batches under way, and one that kills its reader found out."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import Protocol, TypeVar

from voc.steps.reading import Batch, ReadingTask
from voc.steps.spread.bundle import WorkerError
from voc.store import ReadDocument

# Into so many pieces a batch is cut that killed its reader: each try may cost a reader, so few rounds count.
_PIECES = 8
KILLED = "WorkerKilled"
Handle = TypeVar("Handle")


class Farm(Protocol[Handle]):
    """Processes that read batches handed to them."""

    @property
    def room(self) -> int:
        """How many batches may be under way: enough to keep all processes busy, few enough for memory."""
        ...

    def submit(self, task: ReadingTask) -> Handle:
        """Hand a batch over."""
        ...

    def finished(self, handles: Collection[Handle]) -> Sequence[Handle]:
        """Wait until at least one of some batches is done, and list those that are.

        Raises
        ------
        WorkerError
            Nobody is there to read them.
        """
        ...

    def outcome(self, handle: Handle) -> Batch | None:
        """Return what was read; None where the process died of it, or while it was on its way.

        Raises
        ------
        WorkerError
            The process could not read it, and another could not either.
        """
        ...


def read_on(farm: Farm[Handle], tasks: Iterable[ReadingTask]) -> Iterator[Batch]:
    """Read all tasks on a farm, and give what was read as it is done.

    Batches whose reader died are read again when nothing else is under way, so that whoever dies then is to blame: such
    a batch is cut up until single documents remain, and those that kill are given back as unreadable.
    """
    waiting, under_way, suspects = iter(tasks), dict[Handle, ReadingTask](), list[ReadingTask]()
    while True:
        if not suspects:
            for task in islice(waiting, farm.room - len(under_way)):
                under_way[farm.submit(task)] = task
        if not under_way and not suspects:
            return
        if not under_way:
            yield from _one_after_the_other(farm, suspects)
            suspects = []
            continue
        for handle in farm.finished(under_way):
            task = under_way.pop(handle)
            batch = farm.outcome(handle)
            if batch is None:
                suspects.append(task)
            else:
                yield batch


def _one_after_the_other(farm: Farm[Handle], tasks: Iterable[ReadingTask]) -> Iterator[Batch]:
    for task in tasks:
        handle = farm.submit(task)
        while handle not in farm.finished([handle]):
            continue
        batch = farm.outcome(handle)
        if batch is not None:
            yield batch
        elif len(task.documents) == 1:
            yield _given_up(task)
        else:
            yield from _one_after_the_other(farm, _pieces(task))


def _pieces(task: ReadingTask) -> list[ReadingTask]:
    size = -(-len(task.documents) // _PIECES)
    return [
        replace(task, documents=task.documents[start : start + size]) for start in range(0, len(task.documents), size)
    ]


def _given_up(task: ReadingTask) -> Batch:
    (one,) = task.documents
    if not task.may_fail:
        raise WorkerError(
            f"Reading document {one.id} kills the process that reads it, each time. What was read before is stored. "
            "If the machine has memory enough, please report it; `voc forget` takes the document out."
        )
    return Batch([ReadDocument(one.id, one.fingerprint, ())], [], {one.id: KILLED})
