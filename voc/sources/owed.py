"""Threads whose messages could not be had: the others go on, and the next runs ask for these again."""

import logging
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from voc.errors import SourceError
from voc.sources.answers import HttpError, UnreachableError
from voc.sources.base import Problem

_log = logging.getLogger("voc.sources")
_UNAUTHORIZED = 401
_GONE = frozenset({404, 410})
# After so many runs a thread is given up.
_MOST_TRIES = 7
# So many failures in a row, or threads owed, mean that it is not the thread that fails.
_IN_A_ROW, _MOST = 3, 1_000
_Found = TypeVar("_Found")


class PutOffError(SourceError):
    """A thread waits for something else that could not be had, which is told there."""


@dataclass
class Owed:
    """Keeps account of threads that are still to be read; lies in the cursor.

    What failed in vain counts as a try only once another thread could be had: where all fail, none is given up.

    Attributes
    ----------
    what : str
        A thread, for people, such as `ticket`.
    tries : dict of str to int
        Runs in which each was asked for in vain; those that were asked for last stand last.
    problems : list of Problem
        What could not be had in this run, since it was last taken out.
    failure : SourceError or None
        Why the walk is to end, once what was read and the cursor are stored: nothing more is read in this run. What has
        failed is owed, so that the next run comes past it.
    """

    what: str
    tries: dict[str, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    failure: SourceError | None = None
    _n_in_a_row: int = 0
    _last: SourceError | None = None
    # Threads that failed since one could be had, with their tries before.
    _unproven: dict[str, int] = field(default_factory=dict)

    @classmethod
    def load(cls, what: str, saved: object) -> "Owed":
        """Take up what a cursor holds.

        Raises
        ------
        ValueError
            It is something else.
        """
        if not isinstance(saved, dict) or not all(isinstance(one, int) for one in saved.values()):
            raise ValueError("no account of threads")
        return cls(what, dict(saved))

    def dump(self) -> Mapping[str, Any]:
        """Return what to put into a cursor."""
        return {**self.tries, **self._unproven}

    def attempt(self, thread: str, read: Callable[[], _Found]) -> _Found | None:
        """Read a thread; None where it could not be had and is owed from now on, or was owed before.

        Raises
        ------
        SourceError
            The service refuses the credentials, or asks to wait.
        """
        if self.failure is not None or thread in self.tries:
            return None
        found = self.retry(thread, read)
        if self._last is not None and (self._n_in_a_row >= _IN_A_ROW or len(self.tries) >= _MOST):
            self.failure = self._last
        return found

    def retry(self, thread: str, read: Callable[[], _Found]) -> _Found | None:
        """Read a thread that is owed; None where it could not be had again.

        Raises
        ------
        SourceError
            The service refuses the credentials, or asks to wait.
        """
        try:
            found = read()
        except HttpError as error:
            if error.status == _UNAUTHORIZED:
                raise
            # Most of them are being deleted; the next run sees.
            self._note(thread, error, is_told=not is_gone(error) or thread in self.tries)
            return None
        except PutOffError as error:
            self._note(thread, error, is_told=False)
            return None
        except SourceError as error:
            if isinstance(error, UnreachableError) and error.wait_s is not None:
                raise
            self._n_in_a_row += 1
            self._unproven.setdefault(thread, self.tries.get(thread, 0))
            self._note(thread, error, is_told=True)
            return None
        self._n_in_a_row, self._last = 0, None
        self._unproven.clear()
        self.tries.pop(thread, None)
        return found

    def earlier(self) -> Iterator[str]:
        """Go through what earlier runs left; where all of it fails, the rest waits for the next run."""
        for thread in tuple(self.tries):
            yield thread
            if self._n_in_a_row >= _IN_A_ROW:
                break
        self._n_in_a_row = 0

    def is_last_try(self, thread: str) -> bool:
        """Tell whether a thread is given up where it cannot be had now."""
        return self.tries.get(thread, 0) + 1 >= _MOST_TRIES

    def forget(self, thread: str) -> None:
        """Let a thread go that was taken back."""
        self.tries.pop(thread, None)
        self._unproven.pop(thread, None)

    def take_problems(self) -> tuple[Problem, ...]:
        """Return the problems since they were last taken."""
        taken, self.problems = tuple(self.problems), []
        return taken

    def _note(self, thread: str, error: SourceError, *, is_told: bool) -> None:
        self._last = error
        # It goes to the end: where not all can be asked for, the others come first in the next run.
        n_tries = self.tries.pop(thread, 0) + 1
        comes = "The next run asks for it again."
        if n_tries < _MOST_TRIES:
            self.tries[thread] = n_tries
        else:
            comes = f"It was asked for in {n_tries} runs and is given up until somebody writes in it again."
        if is_told:
            self.problems.append(Problem(f"{self.what} {thread}", f"{error} {comes}"))
        else:
            _log.info("%s %s: %s", self.what, thread, comes)


def is_gone(error: HttpError) -> bool:
    """Tell whether a service says that there is no such thing."""
    return error.status in _GONE
