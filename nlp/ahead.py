"""Make the next piece of work while the last one is used: for producers that spend their time outside Python."""

import queue
import threading
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import TypeVar

T = TypeVar("T")
_POLL_SECONDS = 0.1


class _End:
    """Says that nothing more comes, and why."""

    def __init__(self, error: BaseException | None) -> None:
        self.error = error


def ahead(produced: Iterable[T], *, at_most: int = 1) -> Iterator[T]:
    """Yield what an iterable gives, in order, while a thread of its own already asks for what comes next.

    Parameters
    ----------
    at_most : int
        How many pieces may lie ready.

    Raises
    ------
    BaseException
        What the iterable raised, after all that it gave before.

    Examples
    --------
    >>> list(ahead(range(3)))
    [0, 1, 2]
    """
    ready: queue.Queue[T | _End] = queue.Queue(at_most)
    unwanted = threading.Event()

    def put(piece: "T | _End") -> None:
        while not unwanted.is_set():
            with suppress(queue.Full):
                ready.put(piece, timeout=_POLL_SECONDS)
                return

    def produce() -> None:
        error: BaseException | None = None
        try:
            for piece in produced:
                put(piece)
                if unwanted.is_set():
                    return
        except BaseException as raised:  # noqa: BLE001 - handed over to the consumer
            error = raised
        put(_End(error))

    thread = threading.Thread(target=produce, name="ahead", daemon=True)
    thread.start()
    try:
        while not isinstance(piece := ready.get(), _End):
            yield piece
        if piece.error is not None:
            raise piece.error
    finally:
        unwanted.set()
        thread.join()
