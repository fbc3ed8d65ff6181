"""Words in the titles of Korean survey questions that tell what a question asks for."""

import re
import unicodedata

# Titles are compared without spaces, in lower case.
_PERSONAL = re.compile(
    r"이름|성함|성명|연락처|전화번호|휴대폰|핸드폰|이메일|메일주소|e-?mail|주소|생년월일|생일|주민(?:등록)?번호|계좌|카드번호"
    r"|네이버아이디|카카오(?:톡)?아이디|인스타그램|사용자이름|firstname|lastname|ipaddress|phone|networkid"
)
# 개인정보 수집·이용에 동의하십니까? (Do you agree to our use of your personal data?)
_CONSENT = re.compile(r"동의(?:하|합|여부|함|$|\(|\?)|(?:수집|이용|마케팅|약관).{0,20}동의|consent|agreeto")
_WRITE = re.compile(r"적어|써주|작성해|자유롭|말씀|들려|하고싶은말|서술|한마디|주관식|tellus|describe|open-ended")
_PICK = re.compile(r"복수(?:선택|응답)|선택해|모두선택|골라|고르|selectall|chooseall|checkall")
_ASKS_FOR_WORDS = re.compile(
    r"이유|의견|불편|개선|바라는|바랍|건의|제안|아쉬|느낀|후기|알려주|왜|why|reason|comment|feedback|suggest"
)
_RATING = re.compile(r"만족|별점|평점|점수|추천|nps|rating|score|satisf|recommend|\d\s?[~\-–]\s?\d{1,2}|\d점")
_RECOMMEND = re.compile(r"추천|nps|recommend")
_SCALE = re.compile(r"(?<!\d)(?P<low>[01])점?[~\-–](?P<high>5|7|10)점?(?!\d)")
_RUNNING_NUMBER = frozenset({"번호", "no", "no.", "순번", "연번", "index"})
_RESPONSE_ID = frozenset(
    {"#", "submissionid", "responseid", "response_id", "응답id", "응답아이디", "응답번호", "token"}
)
_RESPONDENT = frozenset(
    {"respondentid", "응답자id", "응답자번호", "회원번호", "고객번호", "userid", "user_id", "user_key", "customerkey"}
)
_PLUMBING = frozenset(
    {
        "collectorid",
        "startdate",
        "startdate(utc)",
        "stagedate(utc)",
        "datecreated",
        "responsetype",
        "customdata1",
        "tags",
    }
)
_VERSION = re.compile(r"(?:앱|app).{0,6}(?:버전|version)|^버전$|^app_?version$")
_SEGMENT = re.compile(r"연령|나이|성별|직업|가입경로|유입경로|신규|기존|이용기간|등급|거주지역|고용형태")


def squeeze(title: str) -> str:
    """Reduce a title to what is compared: NFC, lower case, no white space."""
    return "".join(unicodedata.normalize("NFC", title).casefold().split())


def asks_for_personal_data(title: str) -> bool:
    """Tell whether a question asks who somebody is or how to reach them."""
    return bool(_PERSONAL.search(squeeze(title)[:500]))


def asks_for_consent(title: str) -> bool:
    """Tell whether a question asks for agreement to terms."""
    return bool(_CONSENT.search(squeeze(title)[:500]))


def asks_to_write(title: str) -> bool:
    """Tell whether a question says that one should write."""
    return bool(_WRITE.search(squeeze(title)[:500]))


def asks_for_words(title: str) -> bool:
    """Tell whether a question asks for reasons or opinions, to be written or to be picked from a list."""
    return asks_to_write(title) or bool(_ASKS_FOR_WORDS.search(squeeze(title)[:500]))


def asks_to_pick(title: str) -> bool:
    """Tell whether a question says that one should pick from a list."""
    return bool(_PICK.search(squeeze(title)[:500]))


def asks_for_rating(title: str) -> bool:
    """Tell whether a question asks for a mark on a scale."""
    return bool(_RATING.search(squeeze(title)[:500]))


def asks_for_recommendation(title: str) -> bool:
    """Tell whether a question asks how likely somebody is to recommend, which is put on a scale from 0 to 10."""
    return bool(_RECOMMEND.search(squeeze(title)[:500]))


def asks_for_version(title: str) -> bool:
    """Tell whether a question asks for the version of the app."""
    return bool(_VERSION.search(squeeze(title)[:500]))


def asks_for_segment(title: str) -> bool:
    """Tell whether a question asks which kind of customer somebody is."""
    return bool(_SEGMENT.search(squeeze(title)[:500]))


def scale_in(title: str) -> tuple[float, float] | None:
    """Return the scale that a title states, such as `(1~5)`.

    Examples
    --------
    >>> scale_in("얼마나 만족하시나요? (1점 ~ 5점)"), scale_in("9-10월에 무엇이 불편했나요?")
    ((1.0, 5.0), None)
    """
    found = _SCALE.search(squeeze(title)[:500])
    return (float(found["low"]), float(found["high"])) if found else None


def named_kind(title: str) -> str | None:
    """Return what a column is that forms add by themselves: `number`, `id`, `respondent` or `plumbing`."""
    short = squeeze(title)
    kinds = (("number", _RUNNING_NUMBER), ("id", _RESPONSE_ID), ("respondent", _RESPONDENT), ("plumbing", _PLUMBING))
    return next((kind for kind, names in kinds if short in names), None)
