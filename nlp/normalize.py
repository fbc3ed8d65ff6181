"""Clean text without losing the way back: NFC, no zero-width or control characters, no lone surrogates."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

# Everything that clean() changes apart from composition; the joiner inside an emoji stays.
_UNUSUAL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xa0\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202f"
    "\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e0fff\ud800-\udfff]"
)
_JOINER = "\u200d"
_SPACES = frozenset("\x0b\x0c\x85\xa0\u2028\u2029\u202f")
_NEWLINES = frozenset("\r\x85\u2028\u2029")
_REPLACEMENT = "\ufffd"


@dataclass(frozen=True, slots=True)
class CleanText:
    """A cleaned text that remembers where each character came from.

    Attributes
    ----------
    text : str
        The cleaned text.
    raw_starts, raw_ends : tuple of int or None
        Span of each character in the text as delivered; None where nothing was changed.
    """

    text: str
    raw_starts: tuple[int, ...] | None = None
    raw_ends: tuple[int, ...] | None = None

    def raw_span(self, start: int, end: int) -> tuple[int, int]:
        """Find the span of `text[start:end]` in the text as delivered (code points, end exclusive)."""
        if self.raw_starts is None or self.raw_ends is None:
            return start, end
        if start == end:
            where = self.raw_starts[start] if start < len(self.raw_starts) else (self.raw_ends or (0,))[-1]
            return where, where
        return self.raw_starts[start], self.raw_ends[end - 1]


def clean(text: str) -> CleanText:
    r"""Bring a text into the form in which it is masked, stored and read.

    Composes to NFC, turns every line break into a line feed and every odd space into a plain one, removes control and
    zero-width characters (not the joiner inside an emoji) and puts U+FFFD for a lone surrogate. Cleaning twice is
    cleaning once.

    Examples
    --------
    >>> cleaned = clean("가\u200b나\r\n다")
    >>> cleaned.text, cleaned.raw_span(1, 3)
    ('가나\n다', (2, 5))
    """
    if _UNUSUAL.search(text) is None and unicodedata.is_normalized("NFC", text):
        return CleanText(text)
    kept = list(_kept(text))
    plain = "".join(character for character, _, _ in kept)
    characters: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for start, end in _clusters(plain):
        for character in unicodedata.normalize("NFC", plain[start:end]):
            characters.append(character)
            starts.append(kept[start][1])
            ends.append(kept[end - 1][2])
    return CleanText("".join(characters), tuple(starts), tuple(ends))


def _kept(text: str) -> Iterator[tuple[str, int, int]]:
    """Go through the characters that stay, each with its span in the text; CR LF is one line break."""
    skipped = -1
    for i, character in enumerate(text):
        if i == skipped:
            continue
        if character == "\r" and text[i + 1 : i + 2] == "\n":
            skipped = i + 1
            yield "\n", i, i + 2
        elif _UNUSUAL.match(character) is None:
            yield character, i, i + 1
        elif kept := _clean_character(text, i):
            yield kept, i, i + 1


def _clusters(text: str) -> Iterator[tuple[int, int]]:
    """Cut a text where composition cannot reach across."""
    start = 0
    for i in range(1, len(text) + 1):
        if i < len(text) and _joins(text[i]):
            continue
        yield start, i
        start = i


def _joins(character: str) -> bool:
    """Tell whether a character may melt into the one before it."""
    return character >= "\u0300" and (
        "\u1161" <= character <= "\u11ff"  # vowels and final consonants of decomposed Hangul
        or unicodedata.combining(character) != 0
        or unicodedata.category(character) in {"Mc", "Mn"}
    )


def _clean_character(text: str, i: int) -> str:
    """Return what stands for an unusual character, empty where nothing does."""
    character = text[i]
    if character in _NEWLINES:
        return "\n"
    if character in _SPACES:
        return " "
    if "\ud800" <= character <= "\udfff":
        return _REPLACEMENT
    inside_emoji = character == _JOINER and _is_emoji(text, i - 1) and _is_emoji(text, i + 1)
    return character if inside_emoji else ""


def _is_emoji(text: str, i: int) -> bool:
    # So, Sk: pictures and skin tones; U+FE0F asks for the picture form of the sign before it.
    return 0 <= i < len(text) and (text[i] == "\ufe0f" or unicodedata.category(text[i]) in {"So", "Sk"})
