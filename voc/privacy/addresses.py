"""Street addresses: road names, lot numbers and flats, with what goes before and after them."""

import re

from voc.privacy.sheet import CLAIMED, Rule, Sheet

# Every form has a number next to one of these words; without it no address pattern is tried.
HINT = re.compile(r"(?:[로길동리가읍면]|번지|[A-Za-z빌라호텔룸텔원트션택립])[ ,\n]{0,2}산? ?(?:지하 ?)?\d|\d ?[동호]")

_SIDO = (
    r"(?:서울|부산|대구|인천|광주|대전|울산|세종|경기|강원|충청?[남북]도?|전라?[남북]도?|경상?[남북]도?|제주)"
    r"(?:특별자치시|특별자치도|특별시|광역시|자치도|시|도)?"
)
_TOWN = r"[가-힣]{1,4}[시군구]"
_REGION = rf"(?P<region>(?:{_SIDO} ?(?:{_TOWN} ?){{0,2}}|{_TOWN} (?:{_TOWN} ?)?)(?:[가-힣]{{1,4}}\d?[읍면동] ?)?)"
_ROAD = r"(?P<road>[가-힣A-Za-z0-9.]{2,12}?(?:대로|로|길)(?: ?\d{1,4}(?:번|[가-하])?길)?)"
# A count is no house number: "카드로 3번", "앱으로 5만원", "추가로 2 건".
_COUNTERS = (
    r"(?:[만천백억원개회명분초년배점건달살권편탄부판승패골%]|번(?!지)|시간?|일|월|대(?!로)|세(?!대)|단계|학년"
    r"|인[분용실]|가지|호선|주[년일째간]|km|kg|퍼센트|포인트)"
)
_NO_COUNT = rf"(?!\d|{_COUNTERS}| {_COUNTERS}(?:[ 이가은는을를도만에째쯤]|$|이나|정도)|[.:,]\d| ?층(?! ?\d))"
_HOUSE = rf"(?:지하 ?)?\d{{1,5}}+(?:-\d{{1,4}}+)?(?: ?번지)?{_NO_COUNT}"
_POST_CODE = r"(?:[(\[]?(?:우\)? ?)?(?<![0-9])\d{5}[)\]]?[ ,]{1,2})?"
_DONG = r"(?:제?\d{1,4}|[A-Za-z가나다라마바]) ?동"
_ROOM = r"(?:제?[A-Za-z]?\d{1,5}(?:-\d{1,3})?) ?호(?![선점])"
_FLOOR = r"(?:지하 ?|지상 ?|B)?\d{1,3} ?층"
_BRACKET = (
    rf"\([^()\n{CLAIMED}]{{0,25}}(?:[동리가읍면호층]|아파트|빌라|빌딩|타워|마을"
    rf"|단지)(?:[ ,][^()\n{CLAIMED}]{{0,20}})?\)"
)
_TAIL = (
    rf"(?:[ ,\n]{{0,3}}{_BRACKET})?"
    rf"(?:[ ,\n]{{1,3}}[가-힣A-Za-z0-9]{{2,15}}(?:[ ][가-힣A-Za-z0-9]{{1,8}})?(?=[ ,]{{1,3}}(?:{_DONG}"
    rf"|{_FLOOR}|{_ROOM})))?"
    rf"(?:[ ,\n]{{0,3}}{_DONG})?(?:[ ,\n]{{0,3}}{_FLOOR})?(?:[ ,]{{0,3}}{_ROOM})?"
    r"(?:[ ,]{1,3}\d{2,4}-\d{3,4}(?: ?호)?(?![\d\-]))?"
    rf"(?:[ ,]{{0,2}}{_BRACKET})?(?:[ ,]{{0,2}}\(?우\)? ?\d{{5}}(?!\d))?"
)
_FRONT = r"(?<![가-힣A-Za-z0-9])"
_LOT = rf"(?P<lot>[가-힣]{{1,5}}(?:\d가|\d?동|리|읍|면)) ?(?:산 ?)?{_HOUSE}"
_CUE = (
    r"(?:주소지?|배송지|거주지|사는 ?곳|사는 ?데|자택|본가|수령지|받는 ?곳|받을 ?곳|도착지|보낼 ?곳"
    r"|(?<![가-힣])집)(?:은|는|이|가)?[ :\n]{1,3}"
)
_HOUSING = (
    r"(?:아파트|APT|apt|Apt|빌라|오피스텔|원룸|고시원|맨션|연립|다세대|기숙사|캐슬|자이|파크|타운|하우스"
    r"|빌리지|타워|빌딩|주공|빌|단지|마을)"
)
_NAMED_HOUSE = rf"(?:[가-힣A-Za-z0-9]{{0,12}}{_HOUSING}[ ,]{{0,2}}(?:\d{{1,2}}(?:단지|차)[ ,]{{0,2}})?)"
_FLATS = r"[가-힣A-Za-z0-9]{0,12}(?:아파트|빌라|오피스텔|원룸|고시원|맨션|연립|다세대|기숙사|빌리지)"

# Whole words that end like a town, a quarter or a road and are none.
_NO_TOWN = re.compile(
    r"(?:다|역|혹|즉|잠|당|일|동|임|표|무|실|필|몇|택|접|제|지|게|출|개|감|도|반드|수|전|응|상|공|정|계)시"
    r"|(?:친|요|연|야|축|농|배|당|도|가|입|출|복|청|문|피|지|항|인|누|기|전|욕|식|탁|창|호|영|대)구|(?:장"
    r"|국|아|적|해|육|공)군"
)
_NO_LOT = re.compile(
    r".*(?:자|행|운|활|이|연|작|변|수|부|감|가|공|노|충|진|출|냉|난|선|소)동|(?:동|관|처|정|수|우|거|소|요"
    r"|유|자|머|다|미|빨|멀|승|논|심|원|권|분"
    r"|대|마무|금|편|조|물|진)리"
    r"|(?:하|되|가|보|화|반|측|라|이|전|정|수|그러|아니|오|쓰|있으|없으|방|장|단)면"
)
_QUARTER = re.compile(r"[가-힣]동|[가-힣]{2,3}동동")
_NO_ROAD = re.compile(
    r".*으로|(?:도|별도?|추가|바|따|서|새|함부|실제|주|때|절|스스|위|아래|뒤|앞|옆|번|차례|제|임의|강제"
    r"|자동|수동|카드|전화|문자|결과|최초|무료|유료|이후|회사|계좌|앱|어플)로"
    r"|(?:그|이|저|제|마음|맘|멋|뜻|반|절|그런|생각|말|예상|약속|순서|차례|설명|계획|원|사실|있는|하는"
    r"|시키는)대로|.*(?:방법|문제)로"
)


def _region_fits(match: re.Match[str]) -> bool:
    words = match["region"].split()
    if words == ["경기"]:
        # Also "a match": "경기 결과로 3-2".
        return False
    return not any(_NO_TOWN.fullmatch(word) for word in words if word != "대구")


def _road(_: Sheet, match: re.Match[str]) -> str | None:
    return None if _NO_ROAD.fullmatch(match["road"]) or not _region_fits(match) else "address"


def _lot(_: Sheet, match: re.Match[str]) -> str | None:
    # After a town even 연동 or 운동동 is a quarter.
    is_word = _NO_LOT.fullmatch(match["lot"]) and not _QUARTER.fullmatch(match["lot"])
    return None if is_word or not _region_fits(match) else "address"


def _bare_road(_: Sheet, match: re.Match[str]) -> str | None:
    return None if _NO_ROAD.fullmatch(match["road"]) else "address"


def _bare_lot(_: Sheet, match: re.Match[str]) -> str | None:
    return None if _NO_LOT.fullmatch(match["lot"]) else "address"


ADDRESSES = (
    Rule("address", re.compile(rf"{_FRONT}{_POST_CODE}{_REGION}{_ROAD} ?{_HOUSE}{_TAIL}"), _road),
    Rule("address", re.compile(rf"{_FRONT}{_POST_CODE}{_REGION}{_LOT}{_TAIL}"), _lot),
    Rule("address", re.compile(rf"{_CUE}(?P<v>{_ROAD} ?{_HOUSE}{_TAIL})"), _bare_road),
    Rule("address", re.compile(rf"{_CUE}(?P<v>{_LOT}{_TAIL})"), _bare_lot),
    # "나래로12번길 34" can be nothing else.
    Rule("address", re.compile(rf"{_FRONT}[가-힣]{{1,8}}(?:대로|로|길) ?\d{{1,4}}(?:번|[가-하])길 ?{_HOUSE}{_TAIL}")),
    # A road and a number need a flat, a floor or a life there beside them: "테헤란로 12, 3층".
    Rule(
        "address",
        re.compile(
            rf"{_FRONT}{_ROAD} ?{_HOUSE}(?=[ ,]{{1,3}}(?:{_DONG}|{_FLOOR}|{_ROOM}"
            rf"|[가-힣A-Za-z0-9]{{2,15}} (?:{_DONG}|{_FLOOR}|{_ROOM}))"
            rf"| ?번지|에 ?(?:살|거주|사는)|[ ,]{{0,2}}\([가-힣]{{1,5}}동[,)]){_TAIL}"
        ),
        _bare_road,
    ),
    Rule(
        "address",
        re.compile(
            rf"{_FRONT}(?P<lot>[가-힣]{{1,5}}\d?(?:동"
            rf"|리)) ?(?:산 ?)?(?:\d{{1,4}}-\d{{1,4}}(?![\d\-])(?: ?번지)?|\d{{1,4}} ?번지){_TAIL}"
        ),
        _bare_lot,
    ),
    Rule("address", re.compile(rf"{_FRONT}{_NAMED_HOUSE}?(?<![0-9]){_DONG}[ ,]{{0,2}}(?:{_FLOOR}[ ,]{{0,2}})?{_ROOM}")),
    Rule(
        "address",
        re.compile(
            rf"{_FRONT}{_NAMED_HOUSE}(?:{_DONG} ?\d{{2,4}}(?![0-9]|[만천원년월일])"
            rf"|\d{{2,4}}-\d{{3,4}}(?: ?호)?(?![\d\-]|점))"
        ),
    ),
    Rule("address", re.compile(rf"{_FRONT}{_FLATS} ?[A-Za-z]?\d{{2,4}} ?호(?![선점])")),
    Rule("address", re.compile(r"(?<![0-9A-Za-z\-제])(?!19|20)\d{3,4}-\d{3,4} ?호(?![선점])")),
)
