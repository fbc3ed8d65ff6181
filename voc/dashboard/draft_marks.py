"""The words of a draft that findings are about, marked where they stand."""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from voc.planning.draft_check import Finding, Level

_GRAVEST: tuple[Level, ...] = ("info", "warning", "error")
# These are about words of other messages, about a length, or about what is not there.
_ELSEWHERE = frozenset(
    {
        *("near_message", "near_doubted"),
        *("cut_off", "ad_mark_missing"),
        *("audience_check", "night", "quiet_hours", "consent_old"),
    }
)
# These name several words.
_LISTED = frozenset({"ad_assumed", "looks_like_ad", "ads_forbidden", "placeholder"})


class MarkedPiece(NamedTuple):
    """A stretch of a text, and how grave the gravest finding about it is; None where there is none."""

    text: str
    level: Level | None


def marked_pieces(text: str, findings: Sequence[Finding]) -> list[MarkedPiece]:
    """Cut a text where what was found begins and ends.

    Examples
    --------
    >>> marked_pieces("금일 마감", [Finding("hard_word", "warning", "금일", "")])
    [MarkedPiece(text='금일', level='warning'), MarkedPiece(text=' 마감', level=None)]
    """
    levels = [-1] * len(text)
    for one in findings:
        rank = _GRAVEST.index(one.level)
        for start, end in _places(text, one):
            levels[start:end] = [max(rank, level) for level in levels[start:end]]
    pieces, at = [], 0
    for rank, some in groupby(levels):
        end = at + len(list(some))
        pieces.append(MarkedPiece(text[at:end], _GRAVEST[rank] if rank >= 0 else None))
        at = end
    return pieces


def _places(text: str, finding: Finding) -> Iterator[tuple[int, int]]:
    if finding.code in _ELSEWHERE:
        return
    for span in finding.span.split(", ") if finding.code in _LISTED else [finding.span]:
        is_begun = span.endswith("…")
        words = span.removesuffix("…").split()
        if not words:
            continue
        for found in re.finditer(r"\s+".join(map(re.escape, words)), text):
            yield found.start(), len(text) if finding.code == "too_long" or is_begun else found.end()
