"""Replace personal data in a text by tags that leave the sentence readable."""

import re
from bisect import bisect_right
from collections.abc import Iterable
from typing import NamedTuple

from nlp.patterns import quick
from voc.privacy import addresses, birth, contacts, names, numbers
from voc.privacy.settings import MaskSettings
from voc.privacy.sheet import KEEP, Found, Rule, Sheet

# The one rare character of each thing that could be masked. Most reviews hold none and end here.
_SIGN = re.compile(
    r"[\d@＠\u0300-\u036f\u1100-\u11ff\u200b-\u200f\u2060-\u2064\ufeff\u00ad"
    r"님씨:=(입앞름함명금취령람분환청녕저제림골객회본담팀자매공영빵육륙칠팔]"
)
# What must stand around that character. Anything neither ASCII nor a whole Hangul syllable may hide a digit or a
# letter, so decomposed Hangul and invisible characters count as they are.
_WITNESS = re.compile(
    r"[\d@＠\u0300-\u036f\u1100-\u11ff\u200b-\u200f\u2060-\u2064\ufeff\u00ad님씨=]"
    r"|(?<!.{6})(?<=[가-힣]{3})입니|(?<!.{8})(?<=[가-힣]{3} )입니|(?<=[.!?~] [가-힣]{3})입니|앞으로 [보배부온왔]"
    r"|(?<=이)름|(?<=성)함"
    r"|(?<=[성본실인자객원금주] )명|(?<=[성본실인자객원주])명"
    r"|명의|(?<=예)금주|(?<=[입송])금|(?<=수)[취령][인자]|람[은이:이 ]|분[은이: ]|환자|(?<=신)청인"
    r"|(?<=안)녕|저[는 ]|제가|림[.\s]|(?<=올)림$|(?<=드)림$"
    r"|골뱅|\( ?(?:at|앳|골)|객 |회원 |본인은|담[원사당]|팀장|매니|자[는은: 명]|(?<=/)/|:[:/ ]|(?<=주):"
    r"|[공영빵] ?[0-9일이삼사오육칠팔구공영]|(?<=[일이삼사오칠팔구]{2})[육륙칠팔]|[육륙칠팔][공영일이삼사오육륙칠팔구]"
)
_DIGIT = re.compile(r"\d")
_MANY_DIGITS = re.compile(r"\d(?:\D{0,4}\d){5}")
_URL_HINT = quick(
    r"://|[?&#;]\w|eyJ|[Bb]earer|[Bb]asic |비밀번호|비번|패스워드|암호"
    r"|[Pp](?i:ass|wd|w)|[Gg](?i:h[pousr]_)|[Ssſ](?i:k_|k-)|[Xx](?i:ox)|[Aa](?i:KIA)"
)
_MAIL_HINT = re.compile(r"@|%40|골뱅이|앳|[\[({<] ?at", re.IGNORECASE)
_NET_HINT = re.compile(r"\d\.\d{1,3}\.\d|[0-9A-Fa-f]:[0-9A-Fa-f]*:")

# Every further pass needs a new find beside the tags of the one before; two is the most ever seen.
_MAX_PASSES = 8
_JOINT = re.compile(r"[ ,\n]{0,3}")


class Span(NamedTuple):
    """One replacement.

    Attributes
    ----------
    start, end : int
        In the text given in; code points, end exclusive.
    tag : str
        Such as `PHONE`.
    masked_start, masked_end : int
        Where `<PHONE>` stands in the masked text.
    """

    start: int
    end: int
    tag: str
    masked_start: int
    masked_end: int


class Masked(NamedTuple):
    """A masked text and what was replaced in it.

    Attributes
    ----------
    text : str
        The text with tags.
    spans : tuple of Span
        In order, not overlapping.
    """

    text: str
    spans: tuple[Span, ...]

    def raw_span(self, start: int, end: int) -> tuple[int, int]:
        """Find what `text[start:end]` was in the text given in; a piece of a tag stands for all it replaced.

        Examples
        --------
        >>> masked = Masker(MaskSettings()).mask("번호는 010-1234-5678로 주세요")
        >>> masked.text, masked.raw_span(4, 11), masked.raw_span(13, 16)
        ('번호는 <PHONE>로 주세요', (4, 17), (19, 22))
        """
        if not self.spans:
            return start, end
        first = self._raw(start, inner=False)
        return first, max(first, self._raw(end - 1, inner=True) + 1) if end > start else first

    def _raw(self, at: int, *, inner: bool) -> int:
        i = bisect_right(self.spans, at, key=lambda span: span.masked_start) - 1
        if i < 0:
            return at
        span = self.spans[i]
        if at >= span.masked_end:
            return at - span.masked_end + span.end
        return span.end - 1 if inner else span.start


class Masker:
    """Masks texts by fixed rules: the same text always gives the same result.

    Parameters
    ----------
    settings : MaskSettings
        What to mask and what to leave.

    Examples
    --------
    >>> Masker(MaskSettings()).mask("홍길동님, 010-1234-5678로 전화 주세요. 주문번호 20240512-0001234요").text
    '<NAME>님, <PHONE>로 전화 주세요. 주문번호 20240512-0001234요'
    """

    def __init__(self, settings: MaskSettings | None = None) -> None:
        self.settings = settings or MaskSettings()
        self._names = names.NameRules(self.settings.not_names)
        self._own = tuple(Rule(tag, pattern) for tag, pattern in self.settings.compiled_extra)
        keep = self.settings.compiled_keep
        self._keep = Rule(KEEP, keep) if keep else None

    def mask(self, text: str) -> Masked:
        """Mask a text; masking the result again changes nothing."""
        if not self._own and not _may_hold(text):
            return Masked(text, ())
        found = self._find(text)
        if not found:
            return Masked(text, ())
        for _ in range(_MAX_PASSES):
            masked = _render(text, found)
            more = self._find(masked.text)
            if not more:
                break
            # A new find stands beside the tags, never in them.
            found += [Found(*masked.raw_span(new.start, new.end), new.tag) for new in more]
        return masked

    def _find(self, text: str) -> list[Found]:
        sheet = Sheet(text, self.settings.kinds)
        if self._keep:
            sheet.take(self._keep)
        for rule in self._own:
            sheet.take(rule)
        if _URL_HINT.search(sheet.work):
            _take_all(sheet, contacts.SECRETS)
        if _MAIL_HINT.search(sheet.work):
            sheet.take(Rule("email", contacts.EMAIL))
        if _NET_HINT.search(sheet.work):
            _take_all(sheet, contacts.NETWORK)
        if _DIGIT.search(sheet.work):
            _take_numbers(sheet)
        if names.HINT.search(sheet.work):
            self._names.apply(sheet)
        return sheet.found


def _may_hold(text: str) -> bool:
    # A plain loop: a generator costs more than all the matching.
    for sign in _SIGN.finditer(text):  # noqa: SIM110
        if _WITNESS.match(text, sign.start()):
            return True
    return False


def _take_numbers(sheet: Sheet) -> None:
    many = _MANY_DIGITS.search(sheet.work) is not None
    if many:
        _take_all(sheet, contacts.MOBILES)
        _take_all(sheet, numbers.RRNS)
        sheet.take(contacts.URL)
        _take_all(sheet, contacts.LANDLINES)
    if birth.HINT.search(sheet.work):
        _take_all(sheet, birth.BIRTH)
    if addresses.HINT.search(sheet.work):
        _take_all(sheet, addresses.ADDRESSES)
    if many:
        _take_all(sheet, numbers.NUMBERS)


def _take_all(sheet: Sheet, rules: Iterable[Rule]) -> None:
    for rule in rules:
        sheet.take(rule)


def _render(text: str, found: list[Found]) -> Masked:
    pieces: list[str] = []
    spans: list[Span] = []
    at = length = 0
    for start, end, tag in _merged(text, found):
        shown = f"<{tag}>"
        pieces += (text[at:start], shown)
        length += start - at
        spans.append(Span(start, end, tag, length, length + len(shown)))
        at, length = end, length + len(shown)
    return Masked("".join((*pieces, text[at:])), tuple(spans))


def _merged(text: str, found: list[Found]) -> list[Found]:
    """Order the finds; the parts of one address become one."""
    merged: list[Found] = []
    for new in sorted(found):
        last = merged[-1] if merged else None
        if last and last.tag == new.tag == "ADDRESS" and _JOINT.fullmatch(text, last.end, new.start):
            merged[-1] = Found(last.start, new.end, new.tag)
        else:
            merged.append(new)
    return merged
