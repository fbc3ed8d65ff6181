"""The working copy of a text that patterns read: plain digits, dashes and spaces, and what is already claimed."""

import re
import unicodedata
from collections.abc import Callable  # noqa: TC003 - fields of a named tuple are looked up when the class is made
from typing import NamedTuple

from voc.privacy.spelled import spell_out

# Stand-ins of the same length for what is masked (names apart) and for what is decided to stay. Private-use characters
# are no letters, digits or spaces, so no pattern runs across them.
MASKED = "\ue000"
KEPT = "\ue001"
NAMED = "\ue002"
CLAIMED = MASKED + KEPT + NAMED

_ANY_CLAIMED = re.compile(f"[{CLAIMED}]")

KEEP = "keep"

_TAG = re.compile(r"<[A-Z][A-Z_]{0,19}>")
_UNUSUAL = re.compile(r"[^\x00-\x7f가-힣ㄱ-ㅎㅏ-ㅠㅢㅣ]")
_JAMO = r"[\u1100-\u1112][\u1161-\u1175][\u11a8-\u11c2]?"
_SHRINKS = re.compile(
    rf"{_JAMO}"
    rf"|[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\u20e3\ufe00-\ufe0f\ufeff]"
)
# Signs that people type for a dash: minus, box lines, the vowel ㅡ, the Japanese long-vowel mark, wave dashes.
_DASHES = frozenset("\u2212\u2500\u2501\u3161\u30fc\uff70\u02d7\u2043")
_DOTS = frozenset("·‧•∙ㆍ・。")


class Found(NamedTuple):
    """A stretch to mask: offsets, and the kind or extra tag in capitals."""

    start: int
    end: int
    tag: str


class Rule(NamedTuple):
    """A pattern and what a match of it means.

    Attributes
    ----------
    kind : str
        Claimed where `decide` is None.
    pattern : compiled pattern
        Its group `v`, where it has one, is the part to claim; else the whole match.
    decide : callable or None
        Given the sheet and the match: a kind, `KEEP`, or None where the match means nothing.
    """

    kind: str
    pattern: re.Pattern[str]
    decide: "Callable[[Sheet, re.Match[str]], str | None] | None" = None


class Sheet:
    """A text in plain form, from which rules claim stretches one after the other.

    Attributes
    ----------
    work : str
        The plain form; claimed stretches are overwritten so that no later rule sees them.
    found : list of Found
        What to mask, in offsets of the text given in.
    """

    __slots__ = ("_ends", "_kinds", "_starts", "found", "work")

    def __init__(self, text: str, kinds: frozenset[str]) -> None:
        self.found: list[Found] = []
        self._kinds = kinds
        self.work, self._starts, self._ends = _plain(text)
        self.work = spell_out(self.work)
        if "<" in self.work:
            self.work = _TAG.sub(lambda match: _cover(match[0][1:-1]) * len(match[0]), self.work)

    def take(self, rule: Rule) -> None:
        """Let a rule claim what it recognises."""
        if rule.pattern.search(self.work) is None:
            return
        part = "v" if "v" in rule.pattern.groupindex else 0

        def claim(match: re.Match[str]) -> str:
            kind = rule.decide(self, match) if rule.decide else rule.kind
            start, end = match.span(part)
            if kind is None or (kind != KEEP and _ANY_CLAIMED.search(self.work, start, end)):
                return match[0]
            before, after = match[0][: start - match.start()], match[0][end - match.start() :]
            return before + self._sign(kind, start, end) * (end - start) + after

        self.work = rule.pattern.sub(claim, self.work)

    def claim(self, kind: str, start: int, end: int) -> None:
        """Claim a stretch of `work` outright."""
        self.work = self.work[:start] + self._sign(kind, start, end) * (end - start) + self.work[end:]

    def _sign(self, kind: str, start: int, end: int) -> str:
        if kind == KEEP or (kind.islower() and kind not in self._kinds):
            return KEPT
        if self._starts:
            start, end = self._starts[start], self._ends[end - 1]
        self.found.append(Found(start, end, kind.upper()))
        return _cover(kind.upper())


def _cover(tag: str) -> str:
    return NAMED if tag == "NAME" else MASKED


class _Fold(dict[int, str]):
    """Character to plain character, worked out when first met."""

    def __missing__(self, code: int) -> str:
        plain = self[code] = _plain_character(chr(code))
        return plain


def _plain_character(character: str) -> str:
    digit = unicodedata.decimal(character, None)
    if digit is not None:
        return str(digit)
    category = unicodedata.category(character)
    if category == "Pd" or character in _DASHES:
        return "-"
    if category == "Zs" or character == "\u3164":
        return " "
    if character in _DOTS:
        return "."
    wide = unicodedata.normalize("NFKC", character) if "\ufe50" <= character <= "\uff5e" else character
    return wide if len(wide) == 1 else character


_FOLD = _Fold({code: chr(code) for code in range(128)})


def _plain(text: str) -> tuple[str, list[int], list[int]]:
    """Fold a text; the lists give each plain character's start and end, and are empty where offsets are equal."""
    if not _UNUSUAL.search(text):
        return text, [], []
    if not _SHRINKS.search(text):
        return text.translate(_FOLD), [], []
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    at = 0
    for match in _SHRINKS.finditer(text):
        starts += range(at, match.start())
        ends += range(at + 1, match.start() + 1)
        pieces.append(text[at : match.start()])
        if len(match[0]) > 1:
            pieces.append(unicodedata.normalize("NFC", match[0]))
            starts.append(match.start())
            ends.append(match.end())
        at = match.end()
    starts += range(at, len(text))
    ends += range(at + 1, len(text) + 1)
    return "".join((*pieces, text[at:])).translate(_FOLD), starts, ends
