"""How long work tells how far it is; the command line draws it, tests and flows may ignore it."""

from collections.abc import Callable, Iterable, Iterator
from typing import TypeAlias, TypeVar

# What is being done, how much of it, out of how much (None where nobody knows).
Report: TypeAlias = Callable[[str, int, int | None], None]
Item = TypeVar("Item")
_EVERY = 200


def silent(label: str, done: int, total: int | None) -> None:
    """Report nothing."""


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
