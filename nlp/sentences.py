"""Cut documents into sentences: first at plain breaks, then where Kiwi hears an ending.

A passage is what plain breaks leave: distinct passages are analysed once, however many documents hold them. Customers
write without full stops (인증이 안돼요 전화도 안받네요), so a passage may hold several sentences.
"""

import re
from collections.abc import Sequence
from unicodedata import combining

from nlp.quoted import quotations
from nlp.types import Token

# A break: an empty line, white space after an end mark that follows a letter, a bracket or another mark, a line after
# an end mark, or a line that begins an item of a list.
_BREAK = re.compile(
    r"[ \t]*\n\s*\n\s*|(?<=[가-힣ㄱ-ㅣA-Za-z)\]>'\"”’♡♥^.!?…~;][.!?。…~;])\s+|(?<=[.!?…~ㅋㅎㅠㅜ])[ \t]*\n\s*|"
    r"[ \t]*\n\s*(?=(?:[-*•·▶▷■□●○◆◇★☆※→]|\d{1,2}[.)])[ \t]*\S)"
)
# Longer stretches without any break are cut at white space, so that one document cannot hold everything up.
LONGEST_PASSAGE = 600
_HAS_WORD = re.compile(r"[가-힣A-Za-z0-9]")
# What masking puts for personal data: <PHONE>.
_LONGEST_MASK = 42
MASK = re.compile(r"<[A-Z][A-Z0-9_]{0,39}>")
# Pictures are put together with these; they never begin anything.
_JOINER = "\u200d"
_JOINED = frozenset("\u200d\ufe0e\ufe0f\u20e3" + "".join(map(chr, range(0x1F3FB, 0x1F400))))


def passages(text: str) -> list[tuple[int, int]]:
    r"""Cut a text at plain breaks into spans without white space at their ends.

    Examples
    --------
    >>> passages("좋아요. 근데 2.0이 느려요\n\n끝")
    [(0, 4), (5, 16), (18, 19)]
    """
    spans: list[tuple[int, int]] = []
    start = 0
    quoted = quotations(text)
    for match in _BREAK.finditer(text):
        if quoted and any(q.start < match.start() and match.end() < q.end for q in quoted):
            # A notice of two sentences is one quotation.
            continue
        _add_span(text, start, match.start(), spans)
        start = match.end()
    _add_span(text, start, len(text), spans)
    return spans


def _add_span(text: str, start: int, end: int, spans: list[tuple[int, int]]) -> None:
    piece = text[start:end].strip()
    if not piece:
        return
    start = text.index(piece, start)
    end = start + len(piece)
    while end - start > LONGEST_PASSAGE:
        cut = _place_to_cut(text, start)
        spans.append((start, cut))
        start = cut
        while start < end and text[start].isspace():
            start += 1
    if end > start:
        spans.append((start, end))


def _place_to_cut(text: str, start: int) -> int:
    """Find where a long stretch may end: at white space in its second half, else not within a mask or a picture."""
    cut = start + LONGEST_PASSAGE
    for i in range(cut, start + LONGEST_PASSAGE // 2, -1):
        if text[i].isspace():
            return i
    for mask in MASK.finditer(text, start + 1, cut + _LONGEST_MASK):
        if mask.start() < cut < mask.end():
            return mask.start()
    while cut > start + 1 and (text[cut] in _JOINED or text[cut - 1] == _JOINER or combining(text[cut])):
        cut -= 1
    return cut


def split_passage(text: str, tokens: Sequence[Token]) -> list[tuple[int, int, int, int]]:
    """Cut a passage into sentences by its morphemes.

    Returns
    -------
    list of (start, end, first_token, last_token)
        Spans in code points, token range with its end exclusive. The spans cover all but white space.
    """
    masks = [match.span() for match in MASK.finditer(text)] if "<" in text else []
    starts = [0]
    border = 0
    for i in range(1, len(tokens)):
        if tokens[i].sent_position != tokens[i - 1].sent_position:
            at = tokens[i].start
            if at > border and not any(start < at < end for start, end in masks):
                starts.append(i)
                border = at
    pieces: list[tuple[int, int, int, int]] = []
    waiting = None
    for n, first in enumerate(starts):
        last = starts[n + 1] if n + 1 < len(starts) else len(tokens)
        start = 0 if n == 0 else tokens[first].start
        end = tokens[last].start if last < len(tokens) else len(text)
        while end > start and text[end - 1].isspace():
            end -= 1
        if end == start:
            # Nothing but white space: its morphemes go with a neighbour.
            if pieces:
                pieces[-1] = (*pieces[-1][:3], last)
            else:
                waiting = first if waiting is None else waiting
            continue
        first, waiting = (first if waiting is None else waiting), None  # noqa: PLW2901 - the neighbour's morphemes too
        if pieces and _HAS_WORD.search(text, start, end) is None:
            # ㅠㅠ, ^^ or a lone full stop belong to what was said before.
            pieces[-1] = (pieces[-1][0], end, pieces[-1][2], last)
        else:
            pieces.append((start, end, first, last))
    return pieces


def has_words(text: str) -> bool:
    """Tell whether a text holds any letter or digit that could say something.

    Examples
    --------
    >>> has_words("ㅠㅠ 😂"), has_words("네")
    (False, True)
    """
    return _HAS_WORD.search(text) is not None
