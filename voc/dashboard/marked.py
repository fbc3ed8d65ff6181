"""A customer's words in pieces, so that a template can mark some of them and escape all."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from voc.store.matching import Span

# Of a longer text a part is shown, that around the first place.
_LONGEST, _BEFORE = 500, 120


class Piece(NamedTuple):
    """A stretch of text; `marked` says whether it is what was looked for."""

    text: str
    marked: bool


def pieces(text: str, spans: Sequence[Span]) -> Iterator[Piece]:
    """Cut a text at the edges of spans that are in order and do not overlap; together the pieces are what is shown.

    Examples
    --------
    >>> list(pieces("환급이 <b>느려요", [(7, 10)]))
    [Piece(text='환급이 <b>', marked=False), Piece(text='느려요', marked=True)]
    """
    first, last = _window(len(text), spans)
    at = first
    if first:
        yield Piece("… ", marked=False)
    for start, end in spans:
        if start >= last:
            break
        if start > at:
            yield Piece(text[at:start], marked=False)
        yield Piece(text[start : min(end, last)], marked=True)
        at = min(end, last)
    if at < last:
        yield Piece(text[at:last], marked=False)
    if last < len(text):
        yield Piece(" …", marked=False)


def _window(length: int, spans: Sequence[Span]) -> tuple[int, int]:
    if length <= _LONGEST:
        return 0, length
    start = max(0, min((spans[0][0] if spans else 0) - _BEFORE, length - _LONGEST))
    return start, start + _LONGEST
