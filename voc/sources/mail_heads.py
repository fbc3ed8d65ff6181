"""Lines that mail programs put before the mail that is being answered, in Korean and in English."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

# Heads are short; a longer line is a paragraph.
_LONGEST = 300
# An attribution may be broken over this many lines, a block of headers fills as many.
_ATTRIBUTION_LINES, _HEADER_LINES = 3, 12

_CLOCK = r"(?:(?:오전|오후|AM|PM)\s?)?\d{1,2}(?::\d{2}|시\s?\d{1,2}분?)(?::\d{2})?(?:\s?(?:AM|PM))?"
_DAY = r"\d{4}(?:년|[./-])\s?\d{1,2}(?:월|[./-])\s?\d{1,2}(?:일|\.)?"
_WROTE = r"(?:작성함?|쓴\s글|썼습니다|보낸\s(?:메일|메시지)|보냄|wrote)"
_ADDRESS = r"<(?:mailto:)?[^<>\s@]+@[^<>\s@]+>"
# 2026년 9월 10일 (목) 오전 9:12, 하늘마트 고객센터 <help@...>님이 작성: (wrote)
_ATTRIBUTIONS = (
    re.compile(rf"(?=.*{_CLOCK}).*{_ADDRESS}.*?{_WROTE}\s?[:：]", re.IGNORECASE),
    re.compile(rf"{_DAY}[^:：]{{0,20}}{_CLOCK}(?:,\s.{{1,90}}|\s.{{1,90}}님이)\s?{_WROTE}\s?[:：]", re.IGNORECASE),
    re.compile(rf"On\s(?=.*\d{{4}})(?=.*{_CLOCK}).{{8,200}}\swrote\s?[:：]", re.IGNORECASE),
)
_ENDS_LIKE_ONE = re.compile(rf"{_WROTE}\s?[:：]\s*$", re.IGNORECASE)

_KIND = (
    r"(?:원본|원문|전달된|전달받은|받은|이전|original|forwarded)\s?"
    r"(?:전자\s?)?(?:메[시세]지|메일|이메일|우편|message|mail|e-?mail)?"
)
_RULE = r"[-_=*─━—]{2,}"
# -----Original Message-----, ---------- 전달된 메시지 ----------
_SEPARATOR = re.compile(rf"\s*{_RULE}\s*{_KIND}(?:\sby\s.{{1,80}})?\s*{_RULE}\s*", re.IGNORECASE)
_FORWARDED = re.compile(r"\s*(?:begin forwarded message|전달된 메시지 시작|이메일 전달 시작)\s?[:：]\s*", re.IGNORECASE)
# Help desks ask to answer above a line.
_ABOVE = re.compile(
    r"[\s#\-=*]*(?:.{0,30}reply above this line.{0,20}|(?:답장은|회신은)?\s?이\s?[줄선]\s?위에.{0,40})[\s#\-=*]*",
    re.IGNORECASE,
)
_HEADERS = {
    "from": r"보낸\s?사람|보낸\s?이|발신(?:인|자)?|from",
    "date": r"보낸\s?날짜|보낸\s?시간|보낸\s?일시|날짜|일시|작성일|sent|date",
    "to": r"받는\s?사람|받은\s?사람|받는\s?이|수신(?:인|자)?|to",
    "subject": r"제목|subject",
    "other": r"참조|숨은\s?참조|cc|bcc|중요도|importance|첨부(?:\s?파일)?|attachments?|reply-to|회신\s?주소",
}
_HEADER = re.compile(
    r"[\s*_]*(?:"
    + "|".join(rf"(?P<{name}>{words})" for name, words in _HEADERS.items())
    + r")[\s*_]*[:：](?P<value>.*)",
    re.IGNORECASE,
)
_UNDERLINE = re.compile(r"\s*[_─━-]{10,}\s*")


@dataclass(frozen=True, slots=True)
class Head:
    """The lines that stand before somebody else's mail.

    Attributes
    ----------
    n_lines : int
        How many.
    is_attribution : bool
        A sentence that says who wrote when; programs that write one mark every quoted line.
    """

    n_lines: int
    is_attribution: bool = False


def head_at(lines: Sequence[str], start: int) -> Head | None:
    """Return the head that begins with a line; None where none does.

    Examples
    --------
    >>> head_at(["-----Original Message-----", "From: 하늘마트 <help@haneulmart.example>"], 0)
    Head(n_lines=2, is_attribution=False)
    >>> head_at(["2026년 9월 10일 오전 9:12에 결제했어요"], 0) is None
    True
    """
    line = lines[start]
    if not line.strip() or len(line) > _LONGEST:
        return None
    if _SEPARATOR.fullmatch(line) or _FORWARDED.fullmatch(line) or _ABOVE.fullmatch(line):
        return Head(1 + _n_headers(lines, start + 1)[0])
    n_above = 1 if _UNDERLINE.fullmatch(line) else 0
    n_headers, is_mail = _n_headers(lines, start + n_above)
    if is_mail:
        return Head(n_above + n_headers)
    n_lines = 0 if n_above else _n_attribution(lines, start)
    return Head(n_lines, is_attribution=True) if n_lines else None


def _n_attribution(lines: Sequence[str], start: int) -> int:
    """Count the lines of an attribution, which a long address breaks."""
    for n_lines in range(1, _ATTRIBUTION_LINES + 1):
        some = lines[start : start + n_lines]
        if len(some) < n_lines or not some[-1].strip() or sum(map(len, some)) > _LONGEST:
            return 0
        if _ENDS_LIKE_ONE.search(some[-1]):
            whole = " ".join(line.strip() for line in some)
            return n_lines if any(one.fullmatch(whole) for one in _ATTRIBUTIONS) else 0
    return 0


def _n_headers(lines: Sequence[str], start: int) -> tuple[int, bool]:
    """Count the header lines from here on; tell whether they are certainly those of a mail.

    A parcel has a sender and a receiver too; only a mail has a subject beside them, or an address and a date.
    """
    found: dict[str, str] = {}
    end = start
    for at in range(start, min(start + _HEADER_LINES, len(lines))):
        match = _HEADER.fullmatch(lines[at]) if len(lines[at]) <= _LONGEST else None
        if match:
            found[_name(match)] = match["value"]
            end = at + 1
        elif lines[at].strip() or (at == start):
            break
    has_address = "@" in found.get("from", "")
    has_both = "subject" in found and ("date" in found or has_address)
    return end - start, "from" in found and (has_both or (has_address and {"date", "to"} <= found.keys()))


def _name(match: re.Match[str]) -> str:
    return next(name for name in _HEADERS if match[name] is not None)
