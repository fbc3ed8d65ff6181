"""Words in the titles of Korean survey questions that tell what a question asks for."""

import re
import unicodedata
from typing import Literal

# Titles are compared without spaces, in lower case; so many characters of them.
_LONGEST = 500
_PERSONAL = re.compile(
    r"이름|성함|성명|연락처|전화번호|휴대폰|휴대전화|핸드폰|이메일|전자메일|메일주소|e-?mail|주소|배송지|우편번호|생년월일|생일"
    r"|주민(?:등록)?번호|계좌|카드번호|여권번호|차량번호|수령인|받으실분|받으시는분|신청자명|응답자명|네이버아이디|카카오(?:톡)?아이디"
    r"|인스타그램|사용자이름|닉네임|nickname|firstname|lastname|fullname|ipaddress|phone|networkid|signature|서명"
)
_WHOLE_PERSONAL = frozenset({"아이디", "id.", "hp", "mobile", "name", "username", "address", "서명", "사번", "학번"})
# Whose name, whose address: 앱 이름, 홈페이지 주소.
_THING = re.compile(
    r"(?:앱|어플|상품|제품|서비스|브랜드|기능|메뉴|매장|지점|회사|홈페이지|사이트|링크)(?:의|의|페이지)?(?:이름|주소|명)"
)
# 개인정보 수집·이용에 동의하십니까? (Do you agree to our use of your personal data?)
_CONSENT = re.compile(r"동의(?:하|합|여부|함|$|\(|\?)|(?:수집|이용|마케팅|약관).{0,20}동의|consent|agreeto")
_WRITE = re.compile(
    r"적어|써주|작성해|기재해|입력해|자유롭|말씀|들려|하고싶은말|하실말|남겨|서술|한마디|주관식|자유응답|tellus|describe|open-ended"
)
_PICK = re.compile(r"복수(?:선택|응답)|선택해|모두선택|골라|고르|택1|selectall|chooseall|checkall")
_ASKS_FOR_WORDS = re.compile(
    r"이유|사유|까닭|의견|불편|개선|바라는|바랍|건의|제안|아쉬|아쉽|느낀|후기|소감|알려주|왜|좋은점|좋았|장점|단점|만족한점|만족스러운점"
    r"|만족스러웠|마음에드|마음에들|어떤점|무엇이|무엇을|무엇인|무엇때문|어려(?:웠|운)점|힘들었던|칭찬|계기|why|reason|comment|feedback|suggest"
    r"|improve|likemost|dislike"
)
_RATING = re.compile(
    r"만족|별점|평점|점수|추천|nps|csat|rating|score|satisf|recommend|\d\s?[~\-–]\s?\d{1,2}|\d점|얼마나(?:편|쉽|쉬|도움|친절|빠|중요|유용|동의)"
)
_RECOMMEND = re.compile(r"추천|nps|recommend")
_SCALE = re.compile(r"(?<!\d)(?P<low>[01])점?[~\-–](?P<high>5|7|10|100)점?(?!\d)")
_FULL_MARKS = re.compile(r"(?<!\d)(?P<high>5|7|10|100)점(?:만점|척도|기준)")
_LOWEST_OF = {5.0: 1.0, 7.0: 1.0, 10.0: 0.0, 100.0: 0.0}
_RUNNING_NUMBER = frozenset({"번호", "no", "no.", "순번", "연번", "index", "rowid"})
_RESPONSE_ID = frozenset(
    {
        "#",
        "submissionid",
        "submission_id",
        "responseid",
        "response_id",
        "responsekey",
        "응답id",
        "응답아이디",
        "응답번호",
        "제출id",
        "token",
    }
)
_RESPONDENT = frozenset(
    {
        "respondentid",
        "응답자id",
        "응답자번호",
        "회원번호",
        "회원id",
        "고객번호",
        "고객id",
        "userid",
        "user_id",
        "userkey",
        "user_key",
        "customerkey",
        "customer_key",
        "customer_id",
        "member_id",
        "uid",
    }
)
_PLUMBING = frozenset(
    {
        "collectorid",
        "startdate",
        "startdate(utc)",
        "stagedate(utc)",
        "starttime",
        "시작시간",
        "시작일시",
        "응답시작일시",
        "responsetype",
        "tags",
        "소요시간",
        "응답소요시간",
        "useragent",
        "referer",
        "platform",
        "device",
        "상태",
        "응답상태",
        "status",
    }
)
_DAY = frozenset(
    {
        "날짜",
        "일자",
        "일시",
        "작성일",
        "응답일",
        "응답일자",
        "제출일",
        "참여일",
        "설문일",
        "등록일",
        "date",
        "createdat",
        "created_at",
    }
)
_VERSION = re.compile(r"(?:앱|app).{0,6}(?:버전|version)|^버전$|^app_?version$")
_PRODUCT = re.compile(
    r"^(?:이용|구매|가입|사용)?(?:하신|한|중인)?(?:상품|제품)(?:명|이름)?(?:은|을)?\??$|^product(?:name|_name)?$"
)
_SEGMENT = re.compile(r"연령|나이|성별|직업|가입경로|유입|신규|기존|이용기간|등급|거주지|지역|고용형태|회원구분|^utm_")
_OTHER = re.compile(r"^(?:기타|other)(?:의견|사항|답변)?(?:[(:\-,].{0,40})?$|직접입력|직접작성|pleasespecify")

Kind = Literal["number", "id", "respondent", "plumbing"]
_KINDS: tuple[tuple[Kind, frozenset[str]], ...] = (
    ("number", _RUNNING_NUMBER),
    ("id", _RESPONSE_ID),
    ("respondent", _RESPONDENT),
    ("plumbing", _PLUMBING),
)


def squeeze(title: str) -> str:
    """Reduce a title to what is compared: NFC, lower case, no white space."""
    return "".join(unicodedata.normalize("NFC", title).casefold().split())[:_LONGEST]


def asks_for_personal_data(title: str) -> bool:
    """Tell whether a question asks who somebody is or how to reach them."""
    short = squeeze(title)
    return short in _WHOLE_PERSONAL or bool(_PERSONAL.search(_THING.sub("", short)))


def asks_for_consent(title: str) -> bool:
    """Tell whether a question asks for agreement to terms."""
    return bool(_CONSENT.search(squeeze(title)))


def asks_to_write(title: str) -> bool:
    """Tell whether a question says that one should write."""
    return bool(_WRITE.search(squeeze(title)))


def asks_for_words(title: str) -> bool:
    """Tell whether a question asks for reasons or opinions, to be written or to be picked from a list."""
    return asks_to_write(title) or bool(_ASKS_FOR_WORDS.search(squeeze(title)))


def asks_to_pick(title: str) -> bool:
    """Tell whether a question says that one should pick from a list."""
    return bool(_PICK.search(squeeze(title)))


def asks_for_rating(title: str) -> bool:
    """Tell whether a question asks for a mark on a scale."""
    return bool(_RATING.search(squeeze(title)))


def asks_for_recommendation(title: str) -> bool:
    """Tell whether a question asks how likely somebody is to recommend, which is put on a scale from 0 to 10."""
    return bool(_RECOMMEND.search(squeeze(title)))


def asks_for_version(title: str) -> bool:
    """Tell whether a question asks for the version of the app."""
    return bool(_VERSION.search(squeeze(title)))


def asks_for_product(title: str) -> bool:
    """Tell whether a question asks which product somebody speaks of."""
    return bool(_PRODUCT.search(squeeze(title)))


def asks_for_segment(title: str) -> bool:
    """Tell whether a question asks which kind of customer somebody is."""
    return bool(_SEGMENT.search(squeeze(title)))


def names_a_day(title: str) -> bool:
    """Tell whether a title says no more than that a day or a time stands below."""
    return squeeze(title) in _DAY


def names_other(title: str) -> bool:
    """Tell whether a title is that of the free text beside the choices of a question: `기타 (직접 입력)`."""
    return bool(_OTHER.search(squeeze(title)))


def scale_in(title: str) -> tuple[float, float] | None:
    """Return the scale that a title states, such as `(1~5)` or `5점 만점`.

    Examples
    --------
    >>> scale_in("얼마나 만족하시나요? (1점 ~ 5점)"), scale_in("10점 만점"), scale_in("9-10월에 무엇이 불편했나요?")
    ((1.0, 5.0), (0.0, 10.0), None)
    """
    found = _SCALE.search(squeeze(title))
    if found:
        return float(found["low"]), float(found["high"])
    full = _FULL_MARKS.search(squeeze(title))
    return (_LOWEST_OF[float(full["high"])], float(full["high"])) if full else None


def named_kind(title: str) -> Kind | None:
    """Return what a column is that forms add by themselves."""
    short = squeeze(title)
    return next((kind for kind, names in _KINDS if short in names), None)
