"""A text as its letters alone, so that what was pasted is found whatever became of its spaces, signs and masks."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

# Letters of a shingle: two eojeols of a text rarely share four letters by chance, and a typo spoils only four.
SIZE = 4
# What stands in place of something else: masks, links, numbers to call, fields that are filled in on sending.
_IN_PLACE = re.compile(
    r"<[A-Z_]+>|(?:https?://|www\.)\S+|(?<!\d)0\d{1,3}[-.\s]\d{3,4}[-.\s]\d{4}(?!\d)|\{\{[^{}\n]+\}\}|[#$]\{[^{}\n]+\}"
    r"|%[A-Za-z가-힣_]+%"
)
# ㅋㅋ, ㅠㅠ: typed for the mood, never part of a message's wording.
_JAMO = re.compile(r"[\u1100-\u11ff\u3130-\u318f]")


@dataclass(frozen=True, slots=True)
class Letters:
    """The letters of a text.

    Attributes
    ----------
    text : str
        Lower case, without spaces, signs, figures (they differ from customer to customer), jamo, masks, links, fields.
    at : tuple of int
        Where each stands in the original, in code points.
    """

    text: str
    at: tuple[int, ...]

    def span(self, first: int, end: int) -> tuple[int, int]:
        """Return where a stretch of letters, end exclusive, stands in the original."""
        return self.at[first], self.at[end - 1] + 1

    def between(self, start: int, end: int) -> "Letters":
        """Return the letters that stand in a stretch of the original."""
        first, last = bisect_left(self.at, start), bisect_left(self.at, end)
        return Letters(self.text[first:last], self.at[first:last])


def letters_of(text: str) -> Letters:
    """Take the letters of a text.

    Examples
    --------
    >>> letters_of("<NAME>님, 환급금 3만원 OK! ㅋㅋ").text
    '님환급금만원ok'
    """
    hidden = [match.span() for match in _IN_PLACE.finditer(text)]
    kept = [(at, letter) for at, letter in enumerate(text) if letter.isalpha() and not _JAMO.match(letter)]
    if hidden:
        kept = [(at, letter) for at, letter in kept if not any(start <= at < end for start, end in hidden)]
    return Letters("".join(letter.lower()[0] for _, letter in kept), tuple(at for at, _ in kept))


def shingles(text: str) -> Iterator[str]:
    """List the stretches of four letters, in order.

    Examples
    --------
    >>> list(shingles("환급진행을"))
    ['환급진행', '급진행을']
    """
    return (text[at : at + SIZE] for at in range(len(text) - SIZE + 1))
