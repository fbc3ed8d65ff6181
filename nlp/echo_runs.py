"""The longest stretch that a text has in common with a message, typos and cuts forgiven."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from nlp.echo_letters import SIZE, shingles

# Place in the customer's letters, and in the message's.
_Match: TypeAlias = tuple[int, int]

# Letters that may stand between two pieces on the customer's side: a typo, a name, 중략.
_GAP = 14
# Of one shingle that stands in the message again and again only the first places are tried.
_MOST_PLACES = 8


@dataclass(frozen=True, slots=True)
class Run:
    """What text and message share, in order.

    Attributes
    ----------
    first, end : int
        The customer's letters, end exclusive.
    pieces : tuple of (int, int)
        The message's letters that they repeat, end exclusive.
    n : int
        Letters that are repeated.
    n_telling : int
        Those of them that few others write.
    density : float
        Share of the letters from first to last that are repeated, 0-1.
    """

    first: int
    end: int
    pieces: tuple[tuple[int, int], ...]
    n: int
    n_telling: int
    density: float


def places_of(text: str) -> dict[str, list[int]]:
    """Index where each shingle of a message's letters stands."""
    found: dict[str, list[int]] = {}
    for at, one in enumerate(shingles(text)):
        found.setdefault(one, []).append(at)
    return found


def longest_run(text: str, places: Mapping[str, Sequence[int]], is_telling: Callable[[str], bool]) -> Run | None:
    """Find the run that repeats most of a message; None where no shingle is shared.

    Parameters
    ----------
    text : str
        The customer's letters.
    places : mapping of str to sequence of int
        Of the message, see `places_of`.

    Examples
    --------
    >>> run = longest_run("이런문자환급진행을왔어요", places_of("오늘환급진행을봐요"), lambda shingle: True)
    >>> run.first, run.end, run.pieces, run.n
    (4, 9, ((2, 7),), 5)
    """
    matches = [(i, j) for i, one in enumerate(shingles(text)) for j in places.get(one, ())[:_MOST_PLACES]]
    if not matches:
        return None
    chain = _best_chain(matches)
    covered = {at for i, _ in chain for at in range(i, i + SIZE)}
    telling = {at for i, _ in chain if is_telling(text[i : i + SIZE]) for at in range(i, i + SIZE)}
    first, end = min(covered), max(covered) + 1
    pieces = _pieces([j for _, j in chain])
    return Run(first, end, pieces, len(covered), len(telling), len(covered) / (end - first))


def _best_chain(matches: Sequence[_Match]) -> list[_Match]:
    """Choose the matches, in order on both sides, that cover most letters of the customer."""
    best = [SIZE] * len(matches)
    before: list[int | None] = [None] * len(matches)
    low = 0
    for at, (i, j) in enumerate(matches):
        while matches[low][0] < i - SIZE - _GAP:
            low += 1
        for earlier in range(low, at):
            i0, j0 = matches[earlier]
            if i0 < i and j0 < j:
                gained = best[earlier] + min(SIZE, i - i0, j - j0)
                if gained > best[at]:
                    best[at], before[at] = gained, earlier
    place: int | None = max(range(len(matches)), key=lambda one: (best[one], -one))
    chain: list[_Match] = []
    while place is not None:
        chain.append(matches[place])
        place = before[place]
    return chain[::-1]


def _pieces(places: Sequence[int]) -> tuple[tuple[int, int], ...]:
    """Join the message's shingles to pieces; what one differing letter or two parts is one piece."""
    pieces: list[list[int]] = []
    for at in places:
        if pieces and at <= pieces[-1][1] + 2:
            pieces[-1][1] = max(pieces[-1][1], at + SIZE)
        else:
            pieces.append([at, at + SIZE])
    return tuple((start, end) for start, end in pieces)
