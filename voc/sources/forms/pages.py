"""Listings whose pages have numbers, although they grow while they are read."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b

from voc.sources.walk import Progress

_ROUNDS = 3
# So many pages without anything on end lead nowhere.
_EMPTY_PAGES = 20


@dataclass(frozen=True, slots=True)
class Numbered:
    """A page that has a number.

    Attributes
    ----------
    total : int or None
        How many responses there are on all pages; None where that is not told.
    """

    found: Sequence[object]
    total: float | None
    has_more: bool


def numbered_pages(ask: Callable[[int], Numbered], *, source: str, what: str) -> Iterator[Sequence[object]]:
    """Go through pages that have numbers, from 1, and again where the listing grew or shrank meanwhile.

    Whatever moved to an earlier page while a later one was read is met in the next round; three rounds are enough, as
    what moves is also near the newest response, where the next walk begins.

    Raises
    ------
    SourceError
        The same page comes again and again.
    """
    for _ in range(_ROUNDS):
        progress = Progress(source, what)
        number, page = 1, ask(1)
        first_total = page.total
        yield page.found
        while page.has_more:
            progress.step(_mark(page.found, number))
            number += 1
            page = ask(number)
            yield page.found
        if page.total == first_total:
            return


def _mark(found: Sequence[object], number: int) -> str:
    """Make something that only the same page has."""
    return blake2b(repr(found).encode()).hexdigest() if found else f"nothing {number % _EMPTY_PAGES}"
