"""Where customers point to a message: words that they quote, and sentences that tell of having received one."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

_MESSAGE = r"(?:문자|알림톡|알림|푸시|카톡|톡|이메일|메일|메시지|메세지|광고|홍보|공지|안내문?|배너|팝업)"
_QUOTED = re.compile(
    r"[\"“”]([^\"“”\n]{4,160})[\"“”]|['‘’]([^'‘’\n]{4,160})['‘’]|[「『]([^「」『』\n]{4,160})[」』]|<<([^<>\n]{4,160})>>"
)
_SAYING = r"(?:이?라는|이?라고|이?라며|이?라면서|이?란|다는|다고|다며|하는|하며)"
# 'X' 라는 문자, 'X' 문자가, 'X'라고 하더니 ... 광고; behind a quotation.
_NAMED_BEHIND = re.compile(rf"\s*(?:{_SAYING})?[\s,]*(?:\S+\s+){{0,2}}?(?:{_MESSAGE}|문구|멘트|카피)")
_ARRIVED_BEHIND = re.compile(
    r"\s*(?:이?라고|이?라며|이?라는\s*게|이런\s*게|이렇게|하고|[이가])?\s*"
    r"(?:왔|와서|와요|오네|옵니다|오던|떠서|떴|뜨|날아|보내|보낸)"
)
# 광고에는 'X', 문자로 'X'; in front of one.
_NAMED_BEFORE = re.compile(rf"{_MESSAGE}(?:에서?|에서는|에는|엔|로|으로|가|이|는|를|을|보니|보고)?[\s:,]*(?:\S+\s+)?$")
# X라는 문자, without quotation marks.
_SAID = re.compile(rf"{_SAYING}\s*(?:\S+\s+){{0,2}}?{_MESSAGE}")
_LONGEST_SAID = 80

_ARRIVING = (
    r"(?:[을를이가은는도만]|로|으로)?\s*(?:하나|또|계속|자꾸|매일|어제|오늘|방금|아까|지금|갑자기)?\s*"
    r"(?:왔|와서|와요|와있|와\s있|옵니다|오네|오던|오길래|온\s|온다|받|보고|보니|봤|본\s|뜨|떠|떴|날아|보내셨|보내신|보냈|보낸|읽)"
)
# What a machine sends because the customer did something is no message of ours.
_NOT_OURS = re.compile(r"(?:인증|승인|보안|확인|결제|동의|스미싱|피싱)(?:번호)?\s*$")
_TELLING_OF_ONE = re.compile(rf"({_MESSAGE}){_ARRIVING}")


@dataclass(frozen=True, slots=True)
class Quotation:
    """Words that a customer gives as somebody else's.

    Attributes
    ----------
    start, end : int
        In the text, without the marks.
    is_of_message : bool
        Whether the customer says that a message has them.
    is_marked : bool
        Whether marks tell where they begin; else they begin somewhere within the span.
    """

    start: int
    end: int
    is_of_message: bool
    is_marked: bool


def quotations(text: str) -> Iterator[Quotation]:
    """List what a text quotes, in order."""
    for found in _QUOTED.finditer(text):
        start, end = found.span(found.lastindex or 0)
        behind, before = text[found.end() : found.end() + 40], text[max(0, found.start() - 16) : found.start()]
        names = _NAMED_BEHIND.match(behind) or _ARRIVED_BEHIND.match(behind) or _NAMED_BEFORE.search(before)
        yield Quotation(start, end, bool(names), is_marked=True)
    for found in _SAID.finditer(text):
        line = text.rfind("\n", 0, found.start()) + 1
        start = max(line, found.start() - _LONGEST_SAID)
        if found.start() > start:
            yield Quotation(start, found.start(), is_of_message=True, is_marked=False)


def tells_of_message(text: str) -> bool:
    """Tell whether a sentence says that a message came.

    Examples
    --------
    >>> tells_of_message("이런 문자 왔는데 진짜 받아도 되나요"), tells_of_message("인증 문자가 안 와요")
    (True, False)
    """
    return any(not _NOT_OURS.search(text[: found.start()]) for found in _TELLING_OF_ONE.finditer(text))


def channels_named(text: str, channel_words: Mapping[str, Collection[str]]) -> frozenset[str]:
    """List the channels that a text names; a word that lies in a longer one does not count.

    Examples
    --------
    >>> sorted(channels_named("카톡으로 알림톡이 왔어요", {"push": ["알림"], "kakao": ["알림톡", "카톡"]}))
    ['kakao']
    """
    # The longest first: 알림톡 is no 알림.
    words = sorted({word for some in channel_words.values() for word in some}, key=lambda word: (-len(word), word))
    if not words:
        return frozenset()
    named = {found[0] for found in re.finditer("|".join(map(re.escape, words)), text)}
    return frozenset(channel for channel, words in channel_words.items() if named.intersection(words))
