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


@dataclass
class Owed:
    """Keeps account of threads that are still to be read; lies in the cursor.

    Attributes
    ----------
    what : str
        A thread, for people, such as `ticket`.
    tries : dict of str to int
        Runs in which each was asked for in vain.
    problems : list of Problem
        What could not be had in this run, since it was last taken out.
    """

    what: str
    tries: dict[str, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    _n_in_a_row: int = 0

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
        return self.tries

    def attempt(self, thread: str, read: Callable[[], _Found]) -> _Found | None:
        """Read a thread; None where it is gone, or could not be had and is owed from now on.

        Raises
        ------
        SourceError
            The service refuses the credentials, or fails so often that the walk is to end here.
        """
        try:
            found = read()
        except HttpError as error:
            if error.status == _UNAUTHORIZED or len(self.tries) >= _MOST:
                raise
            self._note(thread, error, is_gone=error.status in _GONE)
            return None
        except SourceError as error:
            self._n_in_a_row += 1
            is_told_to_wait = isinstance(error, UnreachableError) and error.wait_s is not None
            if is_told_to_wait or self._n_in_a_row >= _IN_A_ROW or len(self.tries) >= _MOST:
                raise
            self._note(thread, error, is_gone=False)
            return None
        self._n_in_a_row = 0
        self.tries.pop(thread, None)
        return found

    def earlier(self) -> Iterator[str]:
        """Go through what earlier runs left."""
        yield from tuple(self.tries)

    def take_problems(self) -> tuple[Problem, ...]:
        """Return the problems since they were last taken."""
        taken, self.problems = tuple(self.problems), []
        return taken

    def _note(self, thread: str, error: SourceError, *, is_gone: bool) -> None:
        if is_gone:
            # A thread that is deleted while it is read comes again as deleted.
            _log.info("%s %s is gone", self.what, thread)
            self.tries.pop(thread, None)
            return
        n_tries = self.tries.get(thread, 0) + 1
        self.tries[thread] = n_tries
        comes = "The next run asks for it again."
        if n_tries >= _MOST_TRIES:
            del self.tries[thread]
            comes = f"It was asked for in {n_tries} runs and is given up until somebody writes in it again."
        self.problems.append(Problem(f"{self.what} {thread}", f"{error} {comes}"))
