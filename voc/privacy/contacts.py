"""E-mail addresses, telephone numbers, network addresses and secrets: what can be told by its form."""

import ipaddress
import re

from voc.privacy.sheet import CLAIMED, KEEP, Rule, Sheet

_LOCAL = r"[A-Za-z0-9._%+\-]"
_AT = r"(?: ?@ ?|%40| ?[\[({<] ?(?:at|앳|골뱅이) ?[\])}>] ?| ?골뱅이 ?)"
_TLD = r"(?:[A-Za-z]{2,24}|한국|닷컴|닷넷)(?![A-Za-z0-9\-])"
_DOMAIN = rf"(?:[A-Za-z0-9가-힣\-]{{1,63}} ?(?:\.|닷|점) ?){{1,5}}{_TLD}"
# Mail providers are recognised without their ending too: "abc@naver로 주세요".
_PROVIDER = r"(?:naver|gmail|daum|hanmail|kakao|nate|icloud|outlook|hotmail|네이버|지메일|다음|한메일|카카오|네이트)"
EMAIL = re.compile(
    rf"(?:(?<!{_LOCAL}){_LOCAL}{{1,64}}+|(?<![가-힣])[가-힣]{{2,6}}(?=@)){_AT}"
    rf"(?:{_DOMAIN}|{_PROVIDER}(?: ?(?:\.|닷|점) ?(?:com|net|컴|넷|co\.kr))?)",
    re.IGNORECASE,
)

_KEYS = (
    r"[\w.\-]{0,24}(?:token|secret|session|sessid|passw(?:or)?d|passwd|credential|signature)(?:[_\-]?id)?"
    r"|(?:x-|app|client|access|api)?[_\-]?key|sid|sess|otp|jwt|pwd|auth|authorization"
)
# Also the names of harmless things (a product's code), so only with a value as long as a secret.
_VAGUE_KEYS = r"code|sig|ticket|nonce|hash"
_VALUE = rf"[^\s&#\"'<>;,)\]가-힣{CLAIMED}]"
SECRET_PARAMETER = re.compile(rf"(?:{_KEYS}|{_VAGUE_KEYS})", re.IGNORECASE)


def _parameter(keys: str, value: str) -> re.Pattern[str]:
    return re.compile(rf"(?<=[?&;#])(?:{keys})=(?P<v>{value})", re.IGNORECASE)


SECRETS = (
    Rule("secret", _parameter(_KEYS, rf"{_VALUE}{{2,4000}}+")),
    Rule("secret", _parameter(_VAGUE_KEYS, rf"{_VALUE}{{12,4000}}+")),
    Rule("secret", re.compile(r"(?<=://)(?P<v>[^\s/@:<>]{1,64}+(?::[^\s/@<>]{0,128}+)?)(?=@)")),
    Rule("name", _parameter(r"(?:[a-z]{1,12}[_\-]?)?name", r"(?:%[0-9a-f]{2}){6,36}+|[가-힣]{2,5}")),
    Rule("phone", _parameter(r"(?:[a-z]{1,12}[_\-]?)?(?:phone|tel|mobile|hp)(?:no|num)?", r"[0-9+\-]{7,16}+")),
    Rule("email", _parameter(r"(?:[a-z]{1,12}[_\-]?)?e?mail", rf"{_VALUE}{{3,200}}+")),
    Rule("birth", _parameter(r"birth(?:day|date)?|dob", r"[0-9.\-]{6,10}+")),
    # JSON web tokens, bearer headers and the tokens of well-known services give themselves away.
    Rule(
        "secret",
        re.compile(
            r"(?<![A-Za-z0-9])(?:eyJ[\w\-]{8,}+\.[\w\-]{4,}+(?:\.[\w\-]*+)?|(?:sk|pk|rk)[_\-](?:live"
            r"|test)[_\-]\w{8,}+"
            r"|gh[pousr]_\w{20,}+|AKIA[0-9A-Z]{16}(?![0-9A-Z])|xox[abprs]-[\w\-]{10,}+)",
        ),
    ),
    Rule("secret", re.compile(r"(?i:bearer|basic) (?P<v>[A-Za-z0-9._~+/\-]{12,}+=*)")),
    Rule(
        "secret",
        re.compile(
            r"(?:비밀번호|비번|패스워드|암호|(?<![A-Za-z])(?i:password|passwd|pwd|pw))\s?(?:은|는|가|:|="
            r"|:=)\s?(?:임시 ?)?"
            r"(?P<v>(?=[A-Za-z!@#$%^&*_]*[0-9])[A-Za-z0-9!@#$%^&*._]{4,64}+)(?! ?(?:자리|글자|회|번|개|분"
            r"|초|일|년|월|원))"
        ),
    ),
)

_OCTET = r"(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)"
_IPV4 = re.compile(rf"(?<![0-9A-Za-z])(?<![0-9]\.)(?:{_OCTET}\.){{3}}{_OCTET}(?![0-9A-Za-z]|\.[0-9])")
_IPV6 = re.compile(
    r"(?<![0-9A-Za-z:.])(?=[0-9A-Fa-f]*:[0-9A-Fa-f]*:)[0-9A-Fa-f:]{4,39}+(?:\.\d{1,3}){0,3}(?![0-9A-Za-z:])"
)
_VERSION_BEFORE = re.compile(
    r"(?:버[전젼]|버[전젼]은|version|ver\.?|업데이트|빌드|펌웨어|릴리[스즈]|크롬|chrome|ios|android"
    r"|안드로이드|윈도우?|v)[\s:(]{0,2}$",
    re.IGNORECASE,
)
_VERSION_AFTER = re.compile(r" ?(?:버[전젼]|ver|업데이트|빌드|으?로 업데이트)", re.IGNORECASE)
_IP_BEFORE = re.compile(r"(?:ip|아이피|주소|접속지|서버|host)(?:는|은|가|v4)?[\s:=(/]{0,3}$", re.IGNORECASE)
_PRIVATE = re.compile(r"(?:10|127|192\.168|172\.(?:1[6-9]|2\d|3[01]))\.")
_ALL_PARTS = 8


def _ipv4(sheet: Sheet, match: re.Match[str]) -> str | None:
    before = sheet.work[max(0, match.start() - 12) : match.start()]
    if _VERSION_BEFORE.search(before) or _VERSION_AFTER.match(sheet.work, match.end()):
        return KEEP
    n_long = sum(len(octet) > 1 for octet in match[0].split("."))
    # Four numbers of one digit are a version or a chapter far more often than an address.
    return "ip" if n_long > 1 or _PRIVATE.match(match[0]) or _IP_BEFORE.search(before) else None


def _ipv6(_: Sheet, match: re.Match[str]) -> str | None:
    text = match[0].rstrip(":") if match[0].endswith(":") and not match[0].endswith("::") else match[0]
    parts = [part for part in text.split(":") if part]
    if len(parts) < _ALL_PARTS and not re.match(r"(?i:fe80|f[cd]..|[23]...):", text):
        return None
    try:
        ipaddress.IPv6Address(text)
    except ValueError:
        return None
    return "ip"


NETWORK = (Rule("ip", _IPV4, _ipv4), Rule("ip", _IPV6, _ipv6))

URL = Rule(KEEP, re.compile(r"(?:https?://|www\.)[^\s<>\"'가-힣]++", re.IGNORECASE))

# What people put between groups of digits; a line break may fall there too.
_S = r"[ \t\n\-._/,*:~)|+에의]{0,3}"
# The first character is looked at before what stands in front of it: most places end there.
_FRONT = r"(?=[0+(8])(?:(?<![0-9A-Za-z])|(?<=[Tt]el)|(?<=TEL)|(?<=[Hh]p)|(?<=HP)|(?<=[Pp]hone)|(?<=PHONE))(?<!\d\.)"
# Country code: with a plus sign it needs no separator, without one it must stand apart ("82 10", "82-2").
_KOREA = (
    r"(?:(?:\((?:\+|00) ?82\)|(?:\+|(?<![0-9])00) ?82\)?)[\s\-.()]{0,3}(?:\(?0\)?)?[\s\-.]{0,2}"
    r"|(?<![\d\-])(?<!\d[\-. ])82(?:[)\-. ]{1,3}(?:\(?0\)?)?[\s\-.]{0,2}(?=10|2[)\-. ])|(?=10\d{8}(?!\d))))"
)
_MOBILE_REST = rf"(?:(?:{_S}\d){{8}}|{_S}\d{{3}}{_S}\d{{4}})(?!\d)"
MOBILE = re.compile(
    rf"{_FRONT}(?:(?:\(01[016789]\)|(?:010|(?<!\d-)01[16789])\)?){_MOBILE_REST}"
    rf"|{_KOREA}1[016789]\)?{_MOBILE_REST}"
    rf"|(?<!\d[ .\-,])0(?P<s>[ .\-,])1(?P=s)[016789](?:(?:[ .\-,]{{1,3}}\d){{8}}"
    rf"|(?<!0)(?:[ .\-,]{{1,3}}\d){{7}})(?![ .\-,]?\d))"
)
_AREA = r"(?:2|3[1-3]|4[1-4]|5[1-5]|6[1-4]|70|50[2-8])"
_T = r"[ \t\-.)/~]{0,3}"
_LANDLINE = re.compile(
    rf"{_FRONT}(?<!\d[\-.])(?:(?:\(0{_AREA}\)|0{_AREA}){_T}|{_KOREA}{_AREA}{_T})\d{{3,4}}{_T}\d{{4}}(?![0-9]|[\-.]\d)"
)
# 15xx, 16xx and 18xx numbers and 080 are companies' lines for the public.
_HOTLINE = re.compile(
    r"(?<![0-9A-Za-z])(?<!\d[\-.])(?<!\d [\-.] )(?<!\d{3} )"
    r"(?:1[568]\d\d[ \-.~]{0,3}\d{4}|\(?080\)?[ \-.]{0,3}\d{3,4}[ \-.]{0,3}\d{4})(?![0-9]| ?[\-.] ?\d| \d{4}(?!\d))"
)
_ABROAD = re.compile(
    r"(?<![0-9A-Za-z])\+(?!82)[1-9]\d{0,2}(?:[ \-.()]{0,2}\d){8,12}(?!\d|[,.]\d| ?(?:원|점|개|포인트))"
)
_ORDER_BEFORE = re.compile(
    r"(?:주문|운송장|송장|접수|거래|승인|영수증|예약|관리|신청|바코드|일련|상품) ?(?:번호|코드)?(?:은|는"
    r"|가)?[\s:#]{0,3}$"
)


def _landline(sheet: Sheet, match: re.Match[str]) -> str | None:
    if match[0].isdigit() and _ORDER_BEFORE.search(sheet.work[max(0, match.start() - 14) : match.start()]):
        return KEEP
    return "phone"


MOBILES = (Rule("phone", MOBILE), Rule("phone", _ABROAD))
LANDLINES = (
    Rule(KEEP, _HOTLINE),
    Rule("phone", _LANDLINE, _landline),
)

# For a last look after masking: the plainest forms, written without regard to the patterns above.
STRICT_MOBILE = re.compile(r"(?<![0-9A-Za-z])(?<!\d\.)01[016-9]-?\d{4}-?\d{4}(?![0-9])")
STRICT_EMAIL = re.compile(
    r"(?<![\w.+%\-])[A-Za-z0-9][A-Za-z0-9._+\-]{0,40}@[A-Za-z0-9\-]{1,40}\.(?:com|net|kr|org)(?![A-Za-z0-9\-])"
)
