"""What takes too long for an answer: made in a process beside the pages, which draw what there is meanwhile.

A process of its own, because loading the analyser in this one would hold up every page for seconds.
"""

import multiprocessing
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Literal

from starlette.requests import Request

from voc import logs
from voc.config import Settings
from voc.dashboard.beside import begin

# Answers that are kept: the forms of the last queries, the words of the last weeks.
_KEPT = 200


@dataclass(frozen=True, slots=True)
class Answer:
    """How far something is; `value` is None unless it is ready."""

    state: Literal["waiting", "ready", "failed"]
    value: Any = None


class Background:
    """Has things made one after the other, each once; nobody waits for them longer than he wants to.

    Parameters
    ----------
    start : callable
        Starts what makes them; called when something is asked for first.
    """

    def __init__(self, start: Callable[[], Executor]) -> None:
        self._start = start
        self._executor: Executor | None = None
        # Starting a process takes seconds too: whoever asks does not wait for that either.
        self._line = ThreadPoolExecutor(max_workers=1)
        self._asked: OrderedDict[Hashable, Future[Any]] = OrderedDict()
        self._guard = threading.Lock()

    def ask(self, make: Callable[..., Any], *how: Hashable, wait_s: float = 0.0) -> Answer:
        """Return what a function returns, or that it is not there yet; what failed is tried again when asked anew."""
        try:
            return Answer("ready", self._future(make, *how).result(timeout=wait_s))
        except TimeoutError:
            return Answer("waiting")
        except Exception as error:  # noqa: BLE001 - whatever it is, pages go on without it
            logs.tell("background_failed", what=make.__name__, kind=type(error).__name__)
            with self._guard:
                self._asked.pop((make, *how), None)
            return Answer("failed")

    def once(self, make: Callable[..., Any], *how: Any, wait_s: float) -> Answer:  # noqa: ANN401 - whatever it takes
        """Return what a function returns, made for this one question and kept nowhere; see `ask` for the rest."""
        future = self._line.submit(self._made, make, *how)
        try:
            return Answer("ready", future.result(timeout=wait_s))
        except TimeoutError:
            future.cancel()
            return Answer("waiting")
        except Exception as error:  # noqa: BLE001 - as above
            logs.tell("background_failed", what=make.__name__, kind=type(error).__name__)
            return Answer("failed")

    def _future(self, make: Callable[..., Any], *how: Hashable) -> "Future[Any]":
        with self._guard:
            key = (make, *how)
            if key not in self._asked:
                self._asked[key] = self._line.submit(self._made, make, *how)
            self._asked.move_to_end(key)
            while len(self._asked) > _KEPT:
                self._asked.popitem(last=False)
            return self._asked[key]

    def _made(self, make: Callable[..., Any], *how: Any) -> Any:  # noqa: ANN401 - whatever it makes
        if self._executor is None:
            self._executor = self._start()
        try:
            return self._executor.submit(make, *how).result()
        except BrokenExecutor:
            self._executor = None
            raise


def process_beside(settings: Settings) -> Executor:
    """Start a process with a workplace of its own; it holds the analyser, about 0.7 GB, from its first task on."""
    spawn = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(max_workers=1, mp_context=spawn, initializer=begin, initargs=(settings,))


def background_of(request: Request) -> Background:
    """Return the background of the application."""
    background: Background = request.app.state.background
    return background
