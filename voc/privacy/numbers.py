"""Numbers that need a second look: form, checksum and the words around them decide together."""

import re

from voc.privacy.checks import is_day, passes_ean13, passes_luhn, passes_rrn
from voc.privacy.sheet import CLAIMED, KEEP, Rule, Sheet

_WINDOW = 26
# Two-digit years of birth beyond which a customer would be a minor (20..) or past 95 (19..).
_LATE = 8
_EARLY = 30
_FRONT = r"(?<![0-9A-Za-z_])(?<!\d[.\-:,])(?<![A-Za-z0-9]-)"
_BACK = r"(?![0-9A-Za-z_])"

# Later words win over earlier ones, and of two at one place the first here.
_CUE = re.compile(
    r"(?P<bizno>사업자(?: ?등록)? ?(?:번호|증)|사업자|법인(?: ?등록)? ?번호|등록번호\(사업자\))"
    r"|(?P<rrn>주민 ?(?:등록)? ?번호|주민번호|주민등록|주민|민증 ?번호|외국인 ?등록 ?(?:번호|증)?"
    r"|외국인번호|거소 ?신고 ?(?:번호|증)?|RRN)"
    r"|(?P<licence>운전 ?면허 ?(?:증)? ?(?:번호)?|면허 ?(?:증)? ?번호|면허증|면허)"
    r"|(?P<passport>여권 ?(?:번호)?|(?i:passport))"
    r"|(?P<customs>통관 ?(?:고유)? ?(?:부호|번호))"
    r"|(?P<keep>(?:카드|계좌|입금|이체|결제|송금|환불)? ?(?:승인|접수|거래|주문|문의|영수증|참조|추적|신청"
    r"|관리|예약|처리|조회|확인|요청|고객|회원|상담|인증|증권|계약|신고|사건"
    r"|오류|에러|이벤트|일련|제품|상품|모델|발급|발행|전표|티켓|이체|결제|환급|환불|입금|순번|대기|제조"
    r"|품목|고지서|납부|전자납부|문서|공문|민원) ?"
    r"(?:번호|코드|ID|아이디|No\.?|넘버)"
    r"|(?:운송장|송장|택배|등기|바코드|시리얼|주문|오더|영수증|쿠폰|상품권|기프트|기프티콘|핀번호|코드|에러"
    r"|오류|버[전젼]|모델|좌표|위도|경도|해시|로그|타임스탬프"
    r"|접수|승인|사건|판결|추적|번호표|티켓|제품|민원|거래|예약|[Ii][Dd]|(?i:order|tracking|invoice"
    r"|receipt|ticket|serial"
    r"|barcode|error|code|timestamp|version|model"
    r"|ref|hash|uuid|s/n|isbn|ean|sku|build|trace|transaction|txn|gtin))(?: ?(?:번호|넘버|no))?|#)"
    r"|(?P<card>(?:신용|체크|법인|직불|후불)?카드(?: ?번호)?|(?i:card|visa|master))"
    r"|(?P<account>(?:계좌|통장|예금|(?i:account)|가상계좌|[가-힣A-Za-z]{2,6}(?:은행|뱅크)|카뱅|케뱅|농협"
    r"|신협|수협|새마을금고|신한"
    r"|(?<![A-Za-z])(?:KB|IBK|NH|SC)(?:국민|기업|농협|제일)?)(?: ?(?:계좌)? ?번호| ?no\.?)?)"
    r"|(?P<paid>입금|송금|이체|환불|환급|보내|넣어|부쳐)"
    r"|(?P<phone>전화|연락|휴대폰|휴대전화|핸드폰|폰번호|폰 ?번호|모바일|(?<![A-Za-z])(?i:tel|phone|mobile"
    r"|hp|h\.p|fax)|팩스|문자|콜백|번호)"
)
_STOPS = re.compile(rf"[{CLAIMED}\d]|(?<!no)(?<!No)[.!?]\s(?=\S)|[다요죠음]\n")
_AFTER = re.compile(
    r"[ ,()\[\]:/\-]{0,3}(?:이|가|은|는|이게|로|으로)? ?(?:"
    r"(?P<keep>운송장|송장|주문|택배|바코드|영수증|등기|접수|건 ?(?:문의|조회)|(?:이)?라는 ?(?:주문|운송장"
    r"|송장|접수|코드))"
    r"|(?P<account>[가-힣]{0,4}(?:은행|뱅크)|계좌|통장|농협|신한|카뱅|신협|새마을금고"
    r"|(?:에 |에다 |한테 |로 |으로 )?(?:입금|송금|이체|부쳐|넣어|환불|환급))"
    r"|(?P<card>카드)|(?P<rrn>주민|외국인 ?등록)|(?P<licence>(?:운전)? ?면허)|(?P<bizno>사업자))"
)
_UNIT = re.compile(r" ?(?:[백천만억]?원|[만억] ?원?(?![가-힣])|점|번째|%|퍼센트|포인트|달러)")
_STAMP = re.compile(r"20[0-4]\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:[01]\d|2[0-3])[0-5]\d(?:[0-5]\d)?\d{0,3}$")

_ACCOUNT_FORMS = frozenset(
    {
        *[(3, 3, 6), (6, 2, 6), (4, 3, 6), (3, 6, 2, 3), (3, 4, 4, 2), (4, 2, 7), (3, 6, 5), (3, 2, 6), (3, 2, 7)],
        *[(4, 2, 6), (6, 2, 5), (3, 2, 4, 3), (3, 4, 4, 3), (3, 2, 6, 1), (3, 3, 6, 1), (4, 4, 4, 1), (4, 2, 6, 1)],
        *[(3, 6, 3), (3, 3, 5), (2, 6, 4), (5, 2, 6), (3, 2, 5, 1), (3, 2, 6, 3), (2, 2, 6, 1)],
    }
)
_CARD_FRONT = re.compile(r"4|5[1-5]|2[2-7]|3[4-9]|6[0245]|9[0-9]")
_CARD_LENGTHS = range(14, 17)
# Barcodes of Korean and Japanese goods are the ones that share their form with a registration number.
_GOODS = re.compile(r"880|4[59]")


def _digits(text: str) -> str:
    return "".join(character for character in text if character.isdigit())


def _window(sheet: Sheet, start: int) -> str:
    before = sheet.work[max(0, start - _WINDOW) : start]
    for stop in _STOPS.finditer(before):
        cut = stop.end()
        before = " " * cut + before[cut:]
    return before


def cue_of(sheet: Sheet, match: re.Match[str]) -> str | None:
    """Name what the nearest word before a number, or else the one right after it, says the number is."""
    cue = None
    for found in _CUE.finditer(_window(sheet, match.start())):
        cue = found.lastgroup
    if cue in {None, "phone", "paid"}:
        after = _AFTER.match(sheet.work, match.end())
        cue = after.lastgroup if after else cue
    return cue


def _is_rrn(digits: str) -> bool:
    return len(digits) == 13 and is_day(digits[:6]) and digits[6] in "12345678"  # noqa: PLR2004


def is_certain_rrn(text: str) -> bool:
    """Whether the digits of a text are a registration number whatever is said of them.

    The check digit must fit, and the person must be older than an order number that begins with today's date.
    """
    digits = _digits(text)
    born_lately = digits[6:7] in {"3", "4", "7", "8"} and int(digits[:2]) > _LATE
    born_long_ago = digits[6:7] in {"1", "2", "5", "6"} and int(digits[:2]) < _EARLY
    return _is_rrn(digits) and passes_rrn(digits) and not (born_lately or born_long_ago)


def _dashed_rrn(sheet: Sheet, match: re.Match[str]) -> str | None:
    digits = _digits(match["v"])
    if not _is_rrn(digits):
        return None
    cue = cue_of(sheet, match)
    if cue == "bizno":
        return "bizno"
    return "rrn" if cue != "keep" or is_certain_rrn(digits) else KEEP


def _bare_rrn(digits: str) -> str | None:
    if not _is_rrn(digits):
        return None
    if _GOODS.match(digits) and passes_ean13(digits) and not passes_rrn(digits):
        return None
    return "rrn"


def _by_cue(cue: str | None, digits: str, groups: tuple[int, ...]) -> str | None:
    """Say what a number is, given the kind that the words around it name."""
    n = len(digits)
    fits = {
        "rrn": _is_rrn(digits) or (n == 13 and len(groups) < 3) or groups == (7,),  # noqa: PLR2004
        "card": n in _CARD_LENGTHS,
        "account": 10 <= n <= 14 or groups in _ACCOUNT_FORMS,  # noqa: PLR2004
        "paid": 10 <= n <= 14 and not _STAMP.match(digits),  # noqa: PLR2004
        "licence": n in {10, 12},
        "bizno": n in {10, 13},
        "phone": (groups in {(3, 4), (4, 4)} and not re.match("1[568]|19|20", digits))
        or (digits[0] == "0" and 9 <= n <= 12),  # noqa: PLR2004
    }
    if cue is None or not fits.get(cue):
        return None
    return "account" if cue == "paid" else cue


def _by_form(digits: str, groups: tuple[int, ...]) -> str | None:
    """Say what a number is by its groups alone."""
    if len(digits) == 16 and _CARD_FRONT.match(digits) and (groups == (4, 4, 4, 4) or passes_luhn(digits)):  # noqa: PLR2004
        return "card"
    if groups == (4, 6, 5) and digits[0] == "3":
        return "card"
    if groups == (2, 2, 6, 2):
        return "licence"
    if groups == (3, 2, 5):
        return "bizno"
    # 2024-05-123456 is an order, 3333-05-1234567 an account.
    dated = re.match(r"(?:19|20)\d\d(?:0[1-9]|1[0-2])", digits) and groups[0] == 4  # noqa: PLR2004
    return "account" if groups in _ACCOUNT_FORMS and not dated else None


def _number(sheet: Sheet, match: re.Match[str]) -> str | None:
    text = match[0]
    digits = _digits(text)
    if len(digits) < 7:  # noqa: PLR2004
        return None
    cue = cue_of(sheet, match)
    if cue == "keep":
        return KEEP
    if digits == text and _UNIT.match(sheet.work, match.end()):
        return KEEP
    groups = tuple(len(group) for group in re.findall(r"\d+", text))
    return _by_cue(cue, digits, groups) or _bare_rrn(digits) or _by_form(digits, groups)


def _loose(sheet: Sheet, match: re.Match[str]) -> str | None:
    """Decide on a run with mixed separators: only the words around it count."""
    digits = _digits(match[0])
    cue = cue_of(sheet, match)
    if cue == "keep" or (digits == match[0] and _UNIT.match(sheet.work, match.end())):
        return KEEP
    return _by_cue(cue, digits, (0, 0)) if cue != "paid" else None


def _passport(sheet: Sheet, match: re.Match[str]) -> str | None:
    text = match["v"]
    cue = cue_of(sheet, match)
    if cue == "passport":
        return "passport"
    if cue == "keep" or not text[0].isupper() or not text.isalnum():
        return None
    rest = text[1:]
    return (
        "passport" if text[0] in "MSROD" and not text[1].isalpha() and not (rest.isdigit() and is_day(rest)) else None
    )


def _customs(sheet: Sheet, match: re.Match[str]) -> str | None:
    return None if cue_of(sheet, match) == "keep" else "customs"


def _licence(sheet: Sheet, match: re.Match[str]) -> str | None:
    return KEEP if cue_of(sheet, match) == "keep" else "licence"


_SIX = r"\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
_PLACE = r"(?:서울|부산|대구|인천|광주|대전|울산|경기|강원|충북|충남|전북|전남|경북|경남|제주)"

STRICT_RRN = re.compile(rf"(?<![0-9A-Za-z]){_SIX}-[1-8]\d{{6}}(?![0-9])")

DATES = (
    Rule(
        KEEP,
        re.compile(
            r"(?<![\d.,\-/])(?:19|20)\d\d ?[.\-/년] ?(?:1[0-2]|0?[1-9]) ?[.\-/월] ?(?:3[01]|[12]\d"
            r"|0?[1-9])(?:일|\.)?(?![0-9]|-\d)"
        ),
    ),
    Rule(KEEP, re.compile(r"(?<![\d:])(?:[01]?\d|2[0-4]):[0-5]\d(?::[0-5]\d)?(?![0-9:])")),
    Rule(KEEP, re.compile(r"(?<![\d.,\-])\d{1,3}(?:,\d{3})+(?:\.\d+)?(?![0-9]|-\d)")),
)

RRNS = (
    Rule(
        "rrn",
        re.compile(
            rf"(?<![0-9A-Za-z])(?<!\d[\-.])(?P<v>{_SIX}[ \t]{{0,2}}[\-~_./][ \t\n]{{0,2}}[1-8]\d{{6}})(?![0-9])"
        ),
        _dashed_rrn,
    ),
    Rule("rrn", re.compile(rf"(?<![0-9A-Za-z])(?P<v>{_SIX}[ \t\n]{{1,2}}[1-8]\d{{6}})(?![0-9])"), _dashed_rrn),
    Rule(
        "rrn",
        re.compile(r"(?<![0-9A-Za-z])(?<!\d[ .])(?P<v>\d(?:[ .]{1,2}\d){5}[ .\-]{1,4}[1-8](?:[ .]{1,2}\d){6})(?! ?\d)"),
        _dashed_rrn,
    ),
    Rule("rrn", re.compile(rf"(?:주민|외국인)[가-힣 ]{{0,8}}[\s:은는이가]{{0,3}}(?P<v>{_SIX} ?- ?[1-8])(?![0-9])")),
    # The part after the dash already hidden: what is left still says birthday and sex.
    Rule("rrn", re.compile(rf"(?<![0-9A-Za-z])(?P<v>{_SIX} ?- ?[1-8][*•●○xX#]{{4,6}})")),
    Rule(
        "rrn",
        re.compile(r"주민(?:등록)? ?(?:번호)? ?뒷? ?(?:자리|번호)?[\s:은는이가]{0,3}(?P<v>[1-8]\d{6})(?![0-9])"),
    ),
)

NUMBERS = (
    Rule("card", re.compile(r"(?i:cvc|cvv)2?(?: ?(?:번호|코드))?[\s:은는이가]{0,3}(?P<v>\d{3,4})(?![0-9])")),
    Rule("customs", re.compile(rf"{_FRONT}[Pp][ \-]?\d{{12}}{_BACK}"), _customs),
    Rule(
        "passport",
        re.compile(
            rf"{_FRONT}(?P<v>[A-Za-z][ \-]?\d{{8}}|[A-Za-z][ \-]?\d{{3}}[A-Za-z]\d{{4}}"
            rf"|[A-Z]{{2}}[ \-]?\d{{7}}|[A-Za-z][ \-]?\d{{4}}[ \-]\d{{4}}){_BACK}"
        ),
        _passport,
    ),
    Rule("licence", re.compile(rf"(?P<v>{_PLACE} ?\d{{2}}[ \-]{{1,3}}\d{{6}}[ \-]{{1,3}}\d{{2}})(?![0-9])"), _licence),
    *DATES,
    Rule(KEEP, re.compile(rf"{_FRONT}\d(?:(?:[ .\-/]{{1,3}}|-?\n-|-\n)?\d){{8,15}}+{_BACK}"), _loose),
    Rule(
        KEEP,
        re.compile(rf"{_FRONT}\d{{2,16}}+(?:(?P<s> ?[\-. ~/] ?|\n)\d{{1,8}}+(?:(?P=s)\d{{1,8}}+){{0,4}})?{_BACK}"),
        _number,
    ),
)
