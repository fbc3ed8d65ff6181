"""The customer's own words in a mail: without the mails it answers, without signatures.

What is certain goes; whatever may be the customer's own stays. Text below a quote and answers between quoted lines
stay too, as long as the quoted lines are marked; below a quote without marks nobody can tell whose words are whose.
"""

import re
from collections.abc import Sequence

from voc.errors import RecordError
from voc.sources.mail_heads import head_at
from voc.sources.mail_tails import without_tail

# A quoted line; faces such as >_< and >ㅁ< are none, an address in brackets is no face.
_QUOTED = re.compile(r"\s{0,3}>(?!\s?[_.\-~^ㅁㅅㅡ3oO]{0,3}\s?<(?![^\s<>]{2,100}[>@]))")
_EMPTY_QUOTE = re.compile(r"\s{0,3}>[\s>]*")
_COMPANYS_WAY = re.compile(r"(?:니다|세요|십시오|까요?)[\s.!~:)]*$|[?？]\s*$")
_MANY_LINES, _MANY_CHARACTERS = 3, 60
_TWICE = 2
_BREAKS = re.compile(r"\n{3,}")


def own_words(text: str) -> str:
    r"""Return what the writer of a mail says now.

    Returns
    -------
    str
        The text as it came where nothing is to be left out; "" where it holds only what others wrote, marked as such.

    Raises
    ------
    RecordError
        Nothing stands above a quoted mail without marks, so that an answer below it cannot be told from it.

    Examples
    --------
    >>> own_words("아직 안 왔어요\n\n2026. 9. 10. 오전 9:12, 하늘마트 <help@haneulmart.example> 작성:\n> 발송했습니다.")
    '아직 안 왔어요'
    """
    lines = [line.rstrip("\r") for line in text.split("\n")]
    parts, is_cut = _own_parts(lines)
    shortened = [without_tail(part) for part in parts]
    if len(parts) == 1 and not is_cut and len(shortened[0]) == len(lines):
        return text
    own = _BREAKS.sub("\n\n", "\n".join("\n".join(part).strip("\n") for part in shortened if part)).strip()
    if is_cut and not own:
        raise RecordError("it begins with somebody else's mail, and its own words cannot be told from that")
    return own


def _own_parts(lines: Sequence[str]) -> tuple[list[list[str]], bool]:
    """Return the lines between the quotes, and whether a quote without marks has swallowed the rest."""
    parts: list[list[str]] = [[]]
    is_answer = _answers_between(lines)
    at = 0
    while at < len(lines):
        head = head_at(lines, at)
        if head:
            at += head.n_lines
            if not _is_marked(lines[at:], anywhere=head.is_attribution):
                return parts, any(line.strip() for line in lines[at:])
            is_answer = True
            parts.append([])
            continue
        n_quoted = _n_quoted(lines, at)
        if n_quoted and (is_answer or _is_surely_quoted(lines[at : at + n_quoted])):
            parts.append([])
        else:
            parts[-1].extend(lines[at : at + max(n_quoted, 1)])
        at += max(n_quoted, 1)
    return parts, False


def _is_marked(lines: Sequence[str], *, anywhere: bool) -> bool:
    """Tell whether the mail below a head is marked line by line; an attribution may stand apart from its quote."""
    if anywhere:
        return any(_QUOTED.match(line) for line in lines)
    return bool(_QUOTED.match(next((line for line in lines if line.strip()), "")))


def _n_quoted(lines: Sequence[str], start: int) -> int:
    end = start
    while end < len(lines) and _QUOTED.match(lines[end]):
        end += 1
    return end - start


def _is_surely_quoted(block: Sequence[str]) -> bool:
    """Tell a quote from steps that a customer lists with arrows: > 설정 > 알림 (settings, notifications)."""
    if len(block) < _TWICE:
        return False
    has_gap = any(_EMPTY_QUOTE.fullmatch(line) for line in block)
    return has_gap or (len(block) >= _MANY_LINES and sum(map(len, block)) >= _MANY_CHARACTERS)


def _answers_between(lines: Sequence[str]) -> bool:
    """Tell whether single lines are quoted by hand and answered one by one: each speaks as a company does."""
    starts = [
        at for at, line in enumerate(lines) if _QUOTED.match(line) and (at == 0 or not _QUOTED.match(lines[at - 1]))
    ]
    blocks = [lines[at : at + _n_quoted(lines, at)] for at in starts]
    return len(blocks) >= _TWICE and all(_COMPANYS_WAY.search(block[-1]) for block in blocks)
