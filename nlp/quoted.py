"""The company's own words that a customer quotes: pasted messages, error texts, notices.

‘본인 인증에 실패하였습니다’라고 뜨네요 holds two voices. What stands inside is not the customer's: it neither
praises nor asks nor counts as the customer's vocabulary. A text from the screen still says what failed; a message
that was pasted says nothing about the customer at all.
"""

import re
from typing import NamedTuple

# Without one of these nothing is quoted, and most texts end here.
_MARKS = re.compile(r"[\"'“”‘’「」『』＂＇`´]|\(광고\)|발신\]")
_SAID_FORMALLY = re.compile(
    r"(?:니다|세요|십시[오요]|니까)[.!]?\s*(?:이?라[고는]|이?란|이런|만)|(?:회원|고객|<NAME>)\s?님"
)
_LONGEST = 220
_PAIRS = re.compile(
    rf"“([^“”\n]{{2,{_LONGEST}}})”|‘([^‘’\n]{{2,{_LONGEST}}})’|「([^「」\n]{{2,{_LONGEST}}})」|"
    rf"『([^『』\n]{{2,{_LONGEST}}})』|[\"＂“”]([^\"＂“”\n]{{2,{_LONGEST}}})[\"＂“”]|"
    rf"(?<![A-Za-z0-9])['＇`´‘’]([^'＇`´‘’\n]{{2,{_LONGEST}}})['＇`´‘’](?![A-Za-z])"
)
_SPEECH_END = re.compile(
    r"(?:니다|[가-힣][요죠]|니까|십시오|[시하]오|세여|겠음|했음|됐음|음|함|됨|임|다|까|라|자|지|냐|네)[\s.!?~^…]*$"
)
# Words of one's own in quotation marks: '이게 뭐지' 싶었어요.
_OWN_THOUGHT = re.compile(
    r"\s*(?:이?라고|이?란|이?라는|하고|고)?\s*(?:생각|싶|느[낌끼꼈]|외치|말하고\s*싶|하고\s*싶|전하고)"
)
_FORMAL = r"(?:니다|세요|십시[오요]|니까)"
_SHOWN = (
    r"(?:뜨|뜹|떠|떴|뜬|떳|나오|나와|나옵|나왔|나온|표시|보이|보여|안내|문구|메시지|메세지|팝업|창[이만은도을]|"
    r"알림|문자|카톡|멘트|화면|말만|답변|공지|글[이만])"
)
# A notice without quotation marks: 서버에 연결할 수 없습니다 라고만 뜨네요.
_NOTICE = re.compile(
    rf"(?P<said>[^\s,.!?\n][^,.!?\n]{{2,80}}?{_FORMAL}[.!]?)"
    rf"\s*(?:(?:(?:이?라고|이?라는|이?란)\s*(?:만|도)?|만)\s*(?:\S{{1,6}}\s+){{0,2}}?{_SHOWN}|"
    r"이런\s*(?:안내|문구|메시지|메세지|팝업|알림|문자|카톡|멘트))"
)
# It begins where the clause before it ends: 로그인하려고 하면 | 서버에 연결할 수 없습니다.
_CLAUSE_END = re.compile(
    r"(?:[가-힣](?:면|는데|은데|니까|다가|아서|어서|해서|돼서|라서|려고|자마자|마다|때|더니)|"
    r"계속|자꾸|맨날|항상|또|이제|매번)\s+"
)
_ADDRESSED = re.compile(
    r"(?P<said>(?:회원|고객|<NAME>)\s?님[^.!?\n]{2,80}?)\s*(?:이?라는|이?란|이?라고|이런|이?라며)\s*(?:\S{1,5}\s)?"
    r"(?:문자|알림|메시지|메세지|카톡|카카오톡|톡|메일|푸시|전화|광고|팝업|문구)"
)
# After the closing mark: it came as a message, so its words say nothing of what failed.
_MESSAGE_AFTER = re.compile(
    r"\s*(?:이?라는|이?란|이?라고|이런|이?라며|같은)\s*(?:\S{1,5}\s)?"
    r"(?:문자|알림톡|카톡|카카오톡|톡|메일|푸시|전화|광고|메시지가?\s*(?:왔|와|받|날))"
)
_PASTED_START = re.compile(r"(?:^|\n)[ \t]*(?:\[(?:web|국제|국외)\s?발신\]|\(광고\))", re.IGNORECASE)
_OPT_OUT = re.compile(r"(?:(?:무료\s?)?수신\s?거부|무료\s?거부)[ \t:：]*(?:<[A-Z_0-9]+>|[\d -]{7,15})?")
_SIGNS = tuple(
    re.compile(sign, re.IGNORECASE)
    for sign in (
        r"\[(?:web|국제|국외)\s?발신\]",
        r"\(광고\)",
        r"수신\s?거부|무료\s?거부",
        r"(?:고객|회원|<NAME>)\s?님",
        r"(?:[하받보누확]\S{0,3}세요|십시오|드립니다|드려요|[습입됩합]니다)",
        r"https?://|<URL>|www\.|▶|☞",
        r"\d{1,3}(?:,\d{3})+\s?원|\d+만\s?원|\d+%",
    )
)
_FEWEST_SIGNS = 2
_SCARE_WORDS = 2
_LONGEST_PASTED = 600
_POLITE_OF_ONES_OWN = re.compile(r"감사|고맙|좋[아았은습네]|최고|추천|만족|편[하리해]|사랑|부탁")
_OUTSIDE = re.compile(r"[가-힣A-Za-z0-9]")
_FORMAL_END = re.compile(rf"{_FORMAL}[\s.!?~]*$")


class Quotation(NamedTuple):
    """A stretch of text that is not the customer's own.

    Attributes
    ----------
    start, end : int
        Code points, end exclusive, quotation marks included.
    is_message : bool
        Whether it reached the customer as a message; else it stood on a screen or was said.
    """

    start: int
    end: int
    is_message: bool


def quotations(text: str) -> list[Quotation]:
    """Find what a customer quotes, in order, without overlaps.

    One or two words in quotation marks ('간편' 인증이라더니) are the customer's own, and so is a text that is wholly in
    quotation marks, unless it speaks as companies do.

    Examples
    --------
    >>> quotations("‘인증에 실패하였습니다’라고 뜨네요")
    [Quotation(start=0, end=13, is_message=False)]
    >>> quotations("'간편' 인증이라더니")
    []
    """
    found: list[Quotation] = []
    if _MARKS.search(text) is not None:
        found += [*_pasted(text), *_in_marks(text)]
    if _SAID_FORMALLY.search(text) is not None:
        found += _unmarked(text)
    taken: list[Quotation] = []
    for quotation in sorted(found, key=lambda q: (q.start, -q.end)):
        if not taken or quotation.start >= taken[-1].end:
            taken.append(quotation)
    return taken


def _pasted(text: str) -> list[Quotation]:
    """Find messages pasted whole: from the sender's mark to the opt-out line, else to the end of the paragraph."""
    found: list[Quotation] = []
    for match in _PASTED_START.finditer(text):
        start = match.start() + (text[match.start()] == "\n")
        if found and start < found[-1].end:
            continue
        window = text[start : start + _LONGEST_PASTED]
        outs = list(_OPT_OUT.finditer(window))
        end = outs[-1].end() if outs else _paragraph_end(window)
        body = window[:end].rstrip()
        if sum(sign.search(body) is not None for sign in _SIGNS) >= _FEWEST_SIGNS:
            found.append(Quotation(start, start + len(body), is_message=True))
    return found


def _paragraph_end(window: str) -> int:
    for mark in ("\n\n", "\n"):
        if (at := window.find(mark, 12)) >= 0:
            return at
    return len(window)


def _in_marks(text: str) -> list[Quotation]:
    found = []
    for match in _PAIRS.finditer(text):
        said = next(group for group in match.groups() if group is not None).strip()
        if len(said.split()) <= _SCARE_WORDS and not _is_speech(said):
            continue
        if _OWN_THOUGHT.match(text, match.end()):
            continue
        alone = _OUTSIDE.search(text, 0, match.start()) is None and _OUTSIDE.search(text, match.end()) is None
        if alone and (_FORMAL_END.search(said) is None or _POLITE_OF_ONES_OWN.search(said)):
            continue
        is_message = _MESSAGE_AFTER.match(text, match.end()) is not None
        found.append(Quotation(match.start(), match.end(), is_message))
    return found


def _is_speech(said: str) -> bool:
    """Tell whether one or two words say something: 곧 처리됩니다 does, 본인 인증 does not."""
    return len(said) >= 5 and _SPEECH_END.search(said) is not None  # noqa: PLR2004 - shorter is a word: 됨, 완료다


def _unmarked(text: str) -> list[Quotation]:
    notices = [Quotation(_after_clause(m), m.end("said"), is_message=False) for m in _NOTICE.finditer(text)]
    addressed = [Quotation(m.start("said"), m.end("said"), is_message=True) for m in _ADDRESSED.finditer(text)]
    return [q for q in [*notices, *addressed] if not _POLITE_OF_ONES_OWN.search(text, q.start, q.end)]


def _after_clause(notice: re.Match[str]) -> int:
    start, end = notice.span("said")
    return max((clause.end() for clause in _CLAUSE_END.finditer(notice.string, start, end)), default=start)
