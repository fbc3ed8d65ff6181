"""How fast a host is asked: a gap between requests, and longer silence where the host wants it."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

# From here on a person wants to know why nothing happens.
_WORTH_TELLING_S = 10.0


@dataclass
class Pacer:
    """Keeps requests apart; one for a whole run, so that sources of one host share its gap.

    Attributes
    ----------
    sleep : callable
        Takes seconds.
    clock : callable
        Seconds that never go back.
    tell : callable
        Takes a sentence on a long wait.
    note : callable
        Takes a sentence that people are to find in the run log: what a source leaves out, and why.
    """

    sleep: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic
    tell: Callable[[str], None] = lambda _: None
    note: Callable[[str], None] = lambda _: None
    _next: dict[str, float] = field(default_factory=dict)

    def take_turn(self, key: str, every_s: float) -> None:
        """Wait for the next turn of a key, such as a host; the one after it comes `every_s` later at the earliest."""
        wait_s = self.left_s(key)
        if wait_s > 0:
            if wait_s >= _WORTH_TELLING_S:
                # The same words every time: whoever shows them shows one line.
                self.tell(f"{key} is asked slowly")
            self.sleep(wait_s)
        self._next[key] = self.clock() + every_s

    def hold(self, key: str, seconds: float) -> None:
        """Leave a key alone for some seconds from now."""
        self._next[key] = max(self._next.get(key, 0.0), self.clock() + seconds)

    def left_s(self, key: str) -> float:
        """Return the seconds until the next turn of a key; 0 or less where it may be asked now."""
        return self._next.get(key, 0.0) - self.clock()
