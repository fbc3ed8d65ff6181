"""What stands below a mail and is no message: the line of a phone's mail program, signatures, cards, disclaimers."""

import re
from collections.abc import Sequence

# A card or a signature is short, and so are its lines.
_MOST_LINES, _LONGEST_LINE = 12, 90
_BARE_LINE = 40

_DEVICE = (
    r"(?:iPhone|iPad|아이폰|아이패드|Galaxy|갤럭시|Samsung|삼성|Android|안드로이드|LG|Windows|Mac|Outlook|BlackBerry)"
)
_APP = r"(?:(?:네이버|다음|카카오|NAVER|Daum|Kakao|지메일|Gmail|한메일)\s?(?:메일|Mail)?\s?(?:모바일\s?)?(?:앱|App)?)"
_DEVICE_LINES = tuple(
    re.compile(rf"[\s\-—*]*(?:{words})[\s.]*", re.IGNORECASE)
    for words in (
        rf"(?:(?:나의|내|제)\s)?{_DEVICE}[^.?!,]{{0,30}}에서\s?(?:보냄|전송됨|발송됨|보낸\s(?:메일|이메일|메시지)(?:입니다)?)",
        rf"(?:{_APP}|모바일)에서\s?(?:보냄|전송됨|보낸\s(?:메일|이메일|메시지)(?:입니다)?|보냈습니다)",
        rf"sent from (?:my )?.{{0,20}}(?:{_DEVICE}|mobile|phone|mail|tablet).{{0,40}}",
        r"(?:get|다운로드)\s?outlook for (?:ios|android).{0,80}",
        r"(?:ios|android)용 outlook.{0,20}(?:다운로드|받기|가져오기|얻기).{0,60}",
        r"(?:이 (?:이?메일|전자 메일)은?.{0,60}바이러스 (?:검사|백신).{0,60}|virus-free\.?.{0,60})",
    )
)
_RULE = re.compile(r"\s*[-_=─━]{3,}\s*")
_MARK = re.compile(r"--\s?|—")

_DISCLAIMER_START = re.compile(
    r"[\s\[(*※<]*(?:본|이|동|귀하(?:가|께서)|보안|this|the information|if you|confidential|notice|disclaimer)",
    re.IGNORECASE,
)
_RECEIVER = re.compile(r"수신[인자]|받는\s?(?:분|사람)|수취인|recipient|addressee", re.IGNORECASE)
_A_MAIL = re.compile(r"메일|전자\s?우편|메시지|mail|message", re.IGNORECASE)
_CUES = tuple(
    re.compile(words, re.IGNORECASE)
    for words in (
        r"기밀|비밀|대외비|confidential|privileged",
        r"무단|허가\s?없이|unauthorized|prohibited",
        r"공개|배포|유출|disclos|disseminat|distribut",
        r"복사|복제|사용|copy|use",
        r"삭제|폐기|delet|destroy",
        r"법률|법적|관련\s?법|law|legal",
        r"잘못\s?(?:전송|수신|전달|받)|in error|not the intended",
        r"지정된|의도된|intended",
    )
)
_ENOUGH_CUES = 3
# Nobody speaks so in a disclaimer.
_PERSONAL = re.compile(r"(?:^|\s)(?:제가|저는|저희|왜)\s|[어아해네나까]요")

_COMPANY = re.compile(r"㈜|\(주\)|주식회사|\bInc\b|\bCorp\b|Co\.?,?\s?Ltd", re.IGNORECASE)
_TITLE = re.compile(
    r"[가-힣]{2,4}\s?(?:대표|이사|상무|전무|부장|차장|과장|대리|팀장|실장|센터장|주임|사원|매니저|책임|선임|수석|연구원|프로)"
    r"(?:이사)?\s*(?:$|[|/,(·])|\b(?:Manager|Director|CEO|CTO|Engineer|Team Lead)\b",
    re.IGNORECASE | re.MULTILINE,
)
_NUMBER = r"\+?[\d(][\d() .\-]{6,20}\d"
_FAX = re.compile(rf"(?:\bF(?:ax)?|팩스)\s?[.:)|]?\s{{0,3}}{_NUMBER}", re.IGNORECASE)
_PHONE = re.compile(
    rf"(?:\b(?:T(?:el)?|M(?:obile)?|C|H\.?P|Office|Phone)|전화|휴대폰|휴대전화|직통|대표번호)\s?[.:)|]?\s{{0,3}}{_NUMBER}|^\s*{_NUMBER}\s*$",
    re.IGNORECASE | re.MULTILINE,
)
_MAIL = re.compile(r"[^\s@<>]+@[^\s@<>]+\.[A-Za-z가-힣]{2,}")
_WEB = re.compile(r"https?://|\bwww\.", re.IGNORECASE)
_PLACE = re.compile(r"[가-힣]{1,8}(?:시|도)\s.{0,20}?[가-힣]{1,10}[구군시]\s.{0,20}?[가-힣\d]{1,12}(?:로|길|동)\s?\d")
_KINDS = (_COMPANY, _TITLE, _FAX, _PHONE, _MAIL, _WEB, _PLACE)
_OF_A_FIRM = (_COMPANY, _TITLE, _FAX)
_ENOUGH_KINDS = 3
# Contact details that belong to what a customer asks for, not to a card.
_ASKED_FOR = re.compile(
    r"주문|수령|배송|환불|계좌|은행|예금주|송장|상품|결제|아이디|회원|문의|담당자|신청|성함|성명|이름|고객|업체명|회사명|상호|주소지"
)
_SENTENCE = re.compile(r"(?:[요다까죠네음임함]|세요|니다)[\s.!?~^ㅠㅜㅎㅋ…]*$|[?？]")


def without_tail(lines: Sequence[str]) -> list[str]:
    """Return the lines of somebody's message without what a program or a template has put below it.

    Whatever might be the writer's own stays: a wish, a name, a telephone number to call back.

    Examples
    --------
    >>> without_tail(["쿠폰이 사라졌어요.", "", "나의 iPhone에서 보냄"])
    ['쿠폰이 사라졌어요.']
    """
    kept = list(lines)
    while True:
        shorter = _shorter(kept)
        if len(shorter) == len(kept):
            return kept
        kept = shorter


def _shorter(lines: list[str]) -> list[str]:
    """Take one thing off the end; return the same lines where nothing more goes."""
    end = len(lines)
    while end and not lines[end - 1].strip():
        end -= 1
    if end and any(one.fullmatch(lines[end - 1]) for one in _DEVICE_LINES):
        return _without_rule(lines[: end - 1])
    start = _last_block(lines[:end])
    block = lines[start:end]
    if _is_disclaimer(block) or (start > 0 and _is_card(block)):
        return _without_rule(lines[:start])
    marked = _signed_from(lines[:end])
    return lines[:marked] if marked is not None else lines


def _without_rule(lines: list[str]) -> list[str]:
    """Take off the line that was drawn above what is gone."""
    end = len(lines)
    while end and (not lines[end - 1].strip() or _RULE.fullmatch(lines[end - 1]) or _MARK.fullmatch(lines[end - 1])):
        end -= 1
    return lines[:end]


def _last_block(lines: Sequence[str]) -> int:
    """Return where the last paragraph begins: below an empty line or a drawn one."""
    start = len(lines)
    while start and lines[start - 1].strip() and not _RULE.fullmatch(lines[start - 1]):
        start -= 1
    return start


def _is_disclaimer(block: Sequence[str]) -> bool:
    text = " ".join(block)
    if not all((_DISCLAIMER_START.match(text), _RECEIVER.search(text), _A_MAIL.search(text))):
        return False
    return not _PERSONAL.search(text) and sum(bool(cue.search(text)) for cue in _CUES) >= _ENOUGH_CUES


def _is_card(block: Sequence[str]) -> bool:
    """Tell whether a paragraph is a business card: no sentence, a firm's mark, and ways to reach somebody."""
    if not _could_sign(block):
        return False
    text = "\n".join(block)
    found = [one for one in _KINDS if one.search(text)]
    return len(found) >= _ENOUGH_KINDS and any(one in found for one in _OF_A_FIRM)


def _could_sign(block: Sequence[str]) -> bool:
    if not block or len(block) > _MOST_LINES or any(len(line) > _LONGEST_LINE for line in block):
        return False
    return not any(_SENTENCE.search(line) or _ASKED_FOR.search(line) for line in block)


def _signed_from(lines: Sequence[str]) -> int | None:
    """Return where a signature begins that is set off by two dashes, as mail programs do it."""
    for at in range(len(lines) - 1, max(len(lines) - _MOST_LINES - 2, 0), -1):
        if _MARK.fullmatch(lines[at]):
            block = [line for line in lines[at + 1 :] if line.strip()]
            is_short = lines[at] == "-- " and all(len(line) <= _BARE_LINE for line in block)
            reaches = any(one.search("\n".join(block)) for one in _KINDS)
            return at if block and _could_sign(block) and (is_short or reaches) else None
    return None
