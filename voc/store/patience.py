"""Waiting for a store that is away: a server that restarts, a network that is gone for a while, a long writer."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import select

from voc import logs
from voc.errors import StoreAwayError
from voc.store.engine import Store

Result = TypeVar("Result")
_FIRST_PAUSE_S, _LONGEST_PAUSE_S = 0.5, 10.0
# A step that brings the server down each time it is done is not done for ever.
_MOST_REPEATS = 5


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait for a store that is away.

    Attributes
    ----------
    seconds : float
        From the moment it was missed; 0 gives up at once.
    waiting : callable
        Told before each pause.
    pause : callable
        Sleeps for some seconds.
    clock : callable
        Seconds that never go back.
    """

    seconds: float
    waiting: Callable[[], None] = lambda: None
    pause: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic

    def insist(self, work: Callable[[], Result], *, back: Callable[[], None] = lambda: None) -> Result:
        """Do work that may be repeated; each time the store was away, wait for it and do it again.

        Parameters
        ----------
        back : callable
            Called before each repetition; fails with `StoreAwayError` while the store is still away.

        Raises
        ------
        StoreAwayError
            It stayed away for too long, or went away again and again.
        """
        for _ in range(_MOST_REPEATS):
            try:
                return work()
            except StoreAwayError as error:
                self._wait(back, error)
        return work()

    def _wait(self, back: Callable[[], None], missed: StoreAwayError) -> None:
        ends_at, pause = self.clock() + self.seconds, _FIRST_PAUSE_S
        while self.clock() < ends_at:
            self.waiting()
            logs.tell("store_waiting", wait_s=pause)
            self.pause(min(pause, max(0.0, ends_at - self.clock())))
            pause = min(2 * pause, _LONGEST_PAUSE_S)
            try:
                back()
            except StoreAwayError as error:
                missed = error
            else:
                return
        raise missed


def look(store: Store) -> None:
    """Ask a store for nothing.

    Raises
    ------
    StoreAwayError
        It does not answer for the moment.
    """
    with store.read() as connection:
        connection.execute(select(1))
