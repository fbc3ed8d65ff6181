"""Long patterns that see quickly where they cannot match.

A pattern of fifty alternatives is tried anew at every letter of a sentence, nearly always in vain. Which letters a
match may begin with can be read off the pattern, and a look at the letter is several times cheaper than fifty tries.
"""

import re
from collections.abc import Iterable
from itertools import groupby

# How Python itself understands a pattern; there is no public door to it.
from re import _constants as ops  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any, TypeAlias

_Part: TypeAlias = tuple[Any, Any]

_WITHOUT_WIDTH = frozenset({ops.AT, ops.ASSERT, ops.ASSERT_NOT})
_REPEATS = frozenset({ops.MAX_REPEAT, ops.MIN_REPEAT, ops.POSSESSIVE_REPEAT})
# Any syllable at all rules nothing out.
_WIDEST = 1000


class _AnyLetter(Exception):  # noqa: N818 - leaves the walk, no error
    """A match may begin with letters that cannot be listed."""


def quick(*alternatives: str) -> re.Pattern[str]:
    """Compile alternatives so that each is only tried where a match may begin; what is found stays the same.

    Parameters
    ----------
    alternatives : str
        Patterns without flags, tried in this order.

    Examples
    --------
    >>> quick("[너넘]무|(?:매|아)우", "[가-힣]만 돼").pattern
    '(?=[너넘매아])(?:[너넘]무|(?:매|아)우)|[가-힣]만 돼'
    """
    sources = []
    for _, some in groupby(alternatives, key=lambda one: bool(first_letters(one))):
        joined = "|".join(some)
        letters = first_letters(joined)
        sources.append(f"(?=[{re.escape(letters)}])(?:{joined})" if letters else joined)
    return re.compile("|".join(sources))


def first_letters(pattern: str) -> str:
    """List the letters that a match may begin with, in order; empty where they cannot be listed.

    Examples
    --------
    >>> first_letters("[너넘]?무|(?<=이)딴"), first_letters("[가-힣]만"), first_letters("a?")
    ('너넘딴무', '', '')
    """
    try:
        letters, may_be_empty = _first_of(parser.parse(pattern))
    except _AnyLetter:
        return ""
    return "" if may_be_empty or len(letters) > _WIDEST else "".join(map(chr, sorted(letters)))


def _first_of(parts: Iterable[_Part]) -> tuple[set[int], bool]:
    """Collect the code points that a sequence may begin with, and tell whether it may be empty."""
    letters: set[int] = set()
    for part in parts:
        if part[0] in _WITHOUT_WIDTH:
            continue
        more, may_be_empty = _first_of_one(part)
        letters |= more
        if not may_be_empty:
            return letters, False
    return letters, True


def _first_of_one(part: _Part) -> tuple[set[int], bool]:
    op, value = part
    if op is ops.LITERAL:
        return {value}, False
    if op is ops.IN:
        return {code for one in value for code in _listed(one)}, False
    if op is ops.SUBPATTERN and not value[1]:
        return _first_of(value[3])
    if op is ops.BRANCH:
        each = [_first_of(one) for one in value[1]]
        return set().union(*(letters for letters, _ in each)), any(may_be_empty for _, may_be_empty in each)
    if op in _REPEATS:
        least, _, repeated = value
        letters, may_be_empty = _first_of(repeated)
        return letters, may_be_empty or least == 0
    raise _AnyLetter


def _listed(part: _Part) -> Iterable[int]:
    kind, value = part
    if kind is ops.LITERAL:
        return (value,)
    if kind is ops.RANGE:
        return range(value[0], value[1] + 1)
    raise _AnyLetter
