"""Dates of birth: dates after or before a word that says so; every other date stays."""

import re

from voc.privacy.sheet import Rule

HINT = re.compile(r"생|출생|태어|주민|[Bb]irth|BIRTH|DOB|dob")

_YEAR = r"(?:(?:19|20)\d\d|\d\d)"
_MONTH = r"(?:1[0-2]|0?[1-9])"
_DAY = r"(?:3[01]|[12]\d|0?[1-9])"
_MONTH_DAY = rf"{_MONTH} ?[월.\-/] ?{_DAY}(?!\d) ?일?"
_COMPACT = r"(?:(?:19|20)\d\d|\d\d)(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?!\d)"
_FULL = (
    rf"{_YEAR} ?[년.\-/,]?[ \n]?(?:{_MONTH} ?[월.\-/,][ \n]?{_DAY}(?!\d)(?: ?일)?"
    rf"|(?<=[년.\-/, ]){_MONTH} {_DAY}(?!\d))|{_COMPACT}"
)
_WHEN = rf"(?:{_FULL}|{_MONTH_DAY})"
_BIRTHDAY_CUE = (
    r"(?:생년 ?월일|(?<![발재])생일|생신|출생 ?(?:연?월일|일자?|일시)|태어난 ?(?:날짜?|일)|(?i:birth ?-?_?(?:day|date)?"
    r"|date of birth|dob))"
)
_YEAR_CUE = r"(?:출생 ?(?:연도|년도|년|해)?|생년|태어난 ?(?:해|연도|년도))"
_GAP = (
    r"(?:자리)?[\s:=\-()은는이가도을를,]{0,5}(?:(?:양력|음력|날짜는|제가|저는|[68]자리|여[섯덟] ?자리"
    r"|앞자리)[\s:은는를로]{0,3})?"
)
_FRONT = r"(?<![0-9A-Za-z])(?<!\d[.\-/])"
_GIFT = r"(?! ?(?:쿠폰|할인|이벤트|혜택|파티|선물|기념|케이크|기획))"

BIRTH = (
    Rule("birth", re.compile(rf"(?:{_BIRTHDAY_CUE}|{_YEAR_CUE}){_GAP}(?P<v>{_WHEN})(?![0-9])")),
    Rule("birth", re.compile(rf"{_YEAR_CUE}{_GAP}(?P<v>(?:19|20)\d\d|\d\d(?= ?년))(?![0-9])(?: ?년)?")),
    Rule(
        "birth",
        re.compile(
            rf"(?<![발재])생일{_GAP}(?P<v>(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]))(?![0-9]|원| ?(?:원|일|개|명|점))"
        ),
    ),
    # "900101생", "1990년 1월 1일에 태어났어요"
    Rule(
        "birth",
        re.compile(rf"{_FRONT}(?P<v>{_FULL}) ?(?:에 ?)?(?:출생|태어|생(?![가-힣])|생(?=이|입|인|임|으로|여|남))"),
    ),
    Rule(
        "birth",
        re.compile(
            rf"{_FRONT}(?P<v>{_MONTH} ?월 ?{_DAY} ?일) ?(?:(?:이|은|에|날|생) ?)?(?:(?:제|저의|저|내"
            rf"|우리) ?)?(?:생일|생신|태어){_GIFT}"
        ),
    ),
    # "90년생인데요"; a ginseng root of six years is 6년생, one digit.
    Rule(
        "birth",
        re.compile(
            rf"{_FRONT}(?P<v>(?:19|20)?\d\d ?년(?: ?{_MONTH} ?월)?) ?"
            r"생(?=$|[^가-힣]|이[^별]|입|인[^삼]|은|임|들|분|부터|까지|도|만|으로|의|여|남"
            r"|동)(?! ?(?:소?나무|인삼|홍삼|산삼|묘목))"
        ),
    ),
    Rule(
        "birth",
        re.compile(
            rf"(?:주민(?:등록)?(?:번호)?|민증|신분증)[ ]?(?:번호 ?)?(?:앞 ?(?:자리|번호|\d자리)?"
            rf"|6자리)[\s:은는이가]{{0,3}}(?P<v>{_COMPACT})"
        ),
    ),
)
