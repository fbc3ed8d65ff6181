"""Concordance: every place where a word stands, one line each, with the words left and right of it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

from nlp.types import Term

Order = Literal["right", "left", "document"]


class Passage(NamedTuple):
    """A sentence and where it comes from.

    Attributes
    ----------
    terms : sequence of Term
        Offsets count within `text`.
    """

    document_id: str
    sentence_index: int
    text: str
    terms: Sequence[Term] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """A word in its context.

    Attributes
    ----------
    document_id, sentence_index : str, int
        The first sentence that holds this line.
    left, hit, right : str
        As typed, white space folded; `left + hit + right` reads as the customer wrote it.
    n : int
        Places with this line, equal but for capitals and white space.
    """

    document_id: str
    sentence_index: int
    left: str
    hit: str
    right: str
    n: int = 1


class Hit(NamedTuple):
    """Where a word stands in a passage; code points, end exclusive."""

    passage: Passage
    start: int
    end: int


def hits_of_term(passages: Iterable[Passage], lemma: str) -> Iterator[Hit]:
    """Find a term in all its forms, by its lemma or as keywords show it (안 되다).

    Examples
    --------
    >>> passage = Passage("r1", 0, "인증이 안돼요", [Term("되다", "안돼요", True, 4, 7)])
    >>> [(hit.start, hit.end) for hit in hits_of_term([passage], "안 되다")]
    [(4, 7)]
    """
    for passage in passages:
        for term in passage.terms:
            if lemma in (term.lemma, term.shown):
                yield Hit(passage, term.start, term.end)


def hits_of_text(passages: Iterable[Passage], text: str) -> Iterator[Hit]:
    """Find a string as typed, whatever its capitals; overlapping places count once, an empty string is nowhere.

    Examples
    --------
    >>> [hit.start for hit in hits_of_text([Passage("r1", 0, "OTP 오류, otp 분실")], "Otp")]
    [0, 8]
    """
    wanted = _even_lower(text)
    for passage in passages:
        folded = _even_lower(passage.text)
        start = folded.find(wanted) if wanted else -1
        while start >= 0:
            yield Hit(passage, start, start + len(wanted))
            start = folded.find(wanted, start + len(wanted))


def concordance(
    hits: Iterable[Hit], *, width: int = 30, order: Order = "right", limit: int | None = None
) -> list[Line]:
    """Write one line per distinct context.

    Parameters
    ----------
    hits : iterable of Hit
        From `hits_of_term` or `hits_of_text`.
    width : int
        The longest context on each side, in characters; cut between eojeols, never inside one.
    order : {"right", "left", "document"}
        Sorted by what follows, by what precedes (the nearest word first), or by document and sentence.
    limit : int, optional
        Keep so many lines, taken at even steps from the sorted list, so that a short list still shows the range of
        uses.

    Returns
    -------
    list of Line
        The same for hits in any order.

    Examples
    --------
    >>> passages = [Passage("r1", 0, "신분증 인증이 자꾸 실패해요"), Passage("r2", 0, "인증이 되다 말다 해요")]
    >>> for line in concordance(hits_of_text(passages, "인증"), width=8):
    ...     print(f"{line.left!r} {line.hit} {line.right!r}")
    '' 인증 '이 되다 말다'
    '신분증 ' 인증 '이 자꾸'
    """
    folded: dict[str, Line] = {}
    for hit in sorted(hits, key=_place):
        line = _line(hit, width)
        key = f"{line.left}\x1f{line.hit}\x1f{line.right}".casefold()
        known = folded.get(key)
        folded[key] = line if known is None else replace(known, n=known.n + 1)
    lines = sorted(folded.values(), key=_SORT_KEYS[order])
    if limit is None or len(lines) <= limit:
        return lines
    return [lines[place * len(lines) // limit] for place in range(limit)]


def _even_lower(text: str) -> str:
    """Lower the case without moving an offset: the few letters that grow (İ) stay as they are."""
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(low if len(low := letter.lower()) == 1 else letter for letter in text)


def _place(hit: Hit) -> tuple[str, int, int, int]:
    return hit.passage.document_id, hit.passage.sentence_index, hit.start, hit.end


def _line(hit: Hit, width: int) -> Line:
    text = hit.passage.text
    left = _cut_left(_fold(text[: hit.start]).lstrip(), width)
    right = _cut_right(_fold(text[hit.end :]).rstrip(), width)
    return Line(hit.passage.document_id, hit.passage.sentence_index, left, _fold(text[hit.start : hit.end]), right)


def _fold(text: str) -> str:
    """Make every stretch of white space one space, those at the ends too."""
    folded = " ".join(text.split())
    if not folded:
        return " " if text else ""
    return f"{' ' if text[0].isspace() else ''}{folded}{' ' if text[-1].isspace() else ''}"


def _cut_left(text: str, width: int) -> str:
    if len(text) <= width:
        return text
    # The space before the first whole eojeol that fits; without one, nothing fits.
    space = text.find(" ", len(text) - width - 1)
    return text[space + 1 :] if space >= 0 else ""


def _cut_right(text: str, width: int) -> str:
    if len(text) <= width:
        return text
    return text[: max(0, text.rfind(" ", 0, width + 1))]


def _by_right(line: Line) -> tuple[str, str, str, str, int]:
    return line.right.casefold(), line.hit, line.left, line.document_id, line.sentence_index


def _by_left(line: Line) -> tuple[list[str], str, str, str, int]:
    nearest_first = line.left.casefold().split()[::-1]
    return nearest_first, line.hit, line.right, line.document_id, line.sentence_index


def _by_document(line: Line) -> tuple[str, int, str, str, str]:
    return line.document_id, line.sentence_index, line.left, line.hit, line.right


_SORT_KEYS = {"right": _by_right, "left": _by_left, "document": _by_document}
