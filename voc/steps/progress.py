"""How long work tells how far it is; the command line draws it, tests and flows may ignore it."""

import time
from collections.abc import Callable, Iterable, Iterator
from typing import TypeAlias, TypeVar

from voc import logs

# What is being done, how much of it, out of how much (None where nobody knows).
Report: TypeAlias = Callable[[str, int, int | None], None]
Item = TypeVar("Item")
_EVERY = 200
_TOLD_EVERY_S = 60.0


def silent(label: str, done: int, total: int | None) -> None:
    """Report nothing."""


def work_of(label: str) -> str:
    """Return a label without the brackets at its end: what they hold changes while the same work goes on.

    Examples
    --------
    >>> work_of("reading Korean (3 workers)"), work_of("collecting desk")
    ('reading Korean', 'collecting desk')
    """
    return label.rpartition(" (")[0] if label.endswith(")") else label


def telling(report: Report, *, clock: Callable[[], float] = time.monotonic) -> Report:
    """Let a report speak to the log too: when something new begins, and then once a minute.

    Parameters
    ----------
    clock : callable
        Seconds that never go back.
    """
    told: dict[str, float] = {}

    def told_too(label: str, done: int, total: int | None) -> None:
        now, work = clock(), work_of(label)
        if now - told.get(work, float("-inf")) >= _TOLD_EVERY_S:
            told[work] = now
            logs.tell("progress", sentence=label, done=done, total=total)
        report(label, done, total)

    return told_too


def counted(items: Iterable[Item], label: str, report: Report, *, total: int | None = None) -> Iterator[Item]:
    """Pass items through and report every few hundred of them."""
    report(label, 0, total)
    done = 0
    for item in items:
        yield item
        done += 1
        if done % _EVERY == 0:
            report(label, done, total)
    report(label, done, total if total is not None else done)
