"""What a survey asked: 배송 ("delivery") under 아쉬운 점 is a trouble, under 좋은 점 a delight, elsewhere a mere word.

Told by the words of the question alone. A question that asks for both, or for anything at all, leans to neither side.
"""

import re
from typing import Literal, NamedTuple

Side = Literal["amiss", "wished", "liked", "open"]

# Longest question looked at, in characters.
_LONGEST = 400
# 더 좋은 서비스를 위해 says why one asks; 불편함 없이 and 개선된 say that nothing is amiss any more.
_ASIDE = re.compile(
    r"더\s*(?:좋은|나은|편리한)|좋은\s[^.?!,\n]{0,12}(?:위해|위한|위하여)|(?:불편|어려움|문제|걱정|부족)\S{0,2}\s*없이|"
    r"(?:개선|보완)(?:된|되어|되었(?!으면)|됐(?!으면))|망설이지\s*않|질문|문의\s*사항|해당\s*없"
)
# Denied delight is a trouble: 만족하지 않은 이유, 추천하지 않는 이유, 불만족.
_DENIED = re.compile(
    r"불만족|(?:만족|추천|이용|사용|구매|구입|가입|신청|방문|참여|선택|재구매|주문)\S{0,6}\s?않|"
    r"(?:만족|추천)\S{0,3}\s?(?:못|안)\s?(?:하|한|했)|"
    r"(?:안|못)\s?(?:쓰|쓴|썼|하신|하셨|했|한|사신|사셨|오신|가신|하게\s?된)\S{0,4}\s*(?:이유|까닭|사유)|"
    r"낮은\s*점수|낮게\s*(?:주|평가)|감점"
)
_AMISS = re.compile(
    r"아쉬[운웠움]|아쉽|불편|불만|개선|보완|단점|약점|어려[운웠움]|어렵|힘들|힘든|싫[었은]|부족|문제점|문제가|그만\s*[두둔뒀쓰쓴썼]|"
    r"이탈|해지|탈퇴|중단|중도\s*포기|포기|망설|고민|걱정|우려|꺼[려리렸]|나빴|나쁜|별로|실망|스트레스|답답|귀찮|"
    r"(?:취소|환불|반품|삭제)\S{0,5}\s*(?:이유|사유|까닭|원인)|떠나|헷갈|막[혔히힌]|고쳐|고쳤|바[꿨꾸뀌뀐]\S{0,3}\s*(?:으면|면|점|할)|improve|dislike|frustrat|difficult|annoy|missing",
    re.IGNORECASE,
)
_WISHED = re.compile(
    r"바라[는시]|바랍|바라고|원하[는시]|희망[하사]|건의|제안|요청|추가\S{0,4}(?:으면|면)|있(?:었)?으면|(?:하|되|시|었)?면\s*좋[겠을]|"
    r"필요한\s*(?:점|기능|서비스|것)|wish|suggest",
    re.IGNORECASE,
)
_LIKED = re.compile(
    r"좋[은았]|좋아[하한졌진]|마음에\s*[드들든]|맘에\s*[드들든]|만족(?:한|하[는신셨]|스러[운웠])|장점|강점|매력|칭찬|추천\S{0,3}\s*이유|"
    r"추천하고\s*싶은\s*이유|(?:선택|가입|구매|이용|신청|재구매)(?:하[신시셨게]\s?\S{0,3}|한)?\s*(?:이유|계기)|도움이?\s*(?:된|되[신었셨]|됐)|"
    r"(?<!불)편(?:했|하셨|리했|리한|한\s*점)|잘한|잘하고|고마[운웠]|감사한|감동|like most|liked|best|love",
    re.IGNORECASE,
)
# Whatever comes to mind is asked for: a wish is only one of the answers.
_ANYTHING = re.compile(
    r"의견|하고\s*싶은\s*말|하실\s*말|남기|후기|소감|느낀|자유롭게\s*(?:말|이야기)|comment|feedback", re.IGNORECASE
)
# How much, not what.
_HOW_MUCH = re.compile(r"얼마나|어느\s*정도|몇\s*점|how (?:much|likely|satisfied)", re.IGNORECASE)
_BOTH = re.compile(r"(?:만족도?|좋은\s*점|장점)\s*[/·,]\s*(?:불만|나쁜|단점)|장\s?단점|[/·]\s*불만족|하거나")


_REST = re.compile(r"[가-힣A-Za-z]{0,6}(?:\s(?:점|것|부분|이유|사유|기능)(?=\W|[이은을]|$))?")


class Asked(NamedTuple):
    """What a question asks for.

    Attributes
    ----------
    side : str
        amiss: what is wrong; wished: what should be there; liked: what is good; open: anything, or both.
    cue : str
        The words of the question that tell, empty for open.
    """

    side: Side
    cue: str = ""


OPEN = Asked("open")


def asked_for(question: str) -> Asked:
    """Tell what a survey question asks for.

    Examples
    --------
    >>> asked_for("아쉬운 점을 적어 주세요"), asked_for("좋았던 점과 아쉬웠던 점"), asked_for("추천하지 않는 이유")
    (Asked(side='amiss', cue='아쉬운 점'), Asked(side='open', cue=''), Asked(side='amiss', cue='추천하지 않는 이유'))
    """
    text = _ASIDE.sub(" ", question[:_LONGEST])
    if _BOTH.search(text):
        return OPEN
    denied = _DENIED.search(text)
    rest = _DENIED.sub(" ", text)
    amiss, wished = denied or _AMISS.search(rest), _WISHED.search(rest)
    liked = None if _HOW_MUCH.search(rest) else _LIKED.search(rest)
    if liked and (amiss or wished):
        return OPEN
    if amiss:
        return Asked("amiss", _cue(amiss))
    if liked:
        return Asked("liked", _cue(liked))
    if wished and not _ANYTHING.search(rest):
        return Asked("wished", _cue(wished))
    return OPEN


def _cue(found: re.Match[str]) -> str:
    """Take the rest of the word along, and what it belongs to: 아쉬운 점."""
    rest = _REST.match(found.string, found.end())
    return " ".join((found[0] + (rest[0] if rest else "")).split())


# What is left of an answer without marks, pictures and lone letters (ㅇㅇ, ㅋㅋ).
_MARKS = re.compile(r"[\W_ㄱ-ㅎㅏ-ㅣ]+")
_SCARCELY = (
    r"(?:아직|딱히|특별히|특별한|별다른|별로|별|그다지|그닥|전혀|크게|현재|현재로선|지금은|지금|따로|없음|음|뭐|네|"
    r"글쎄요?|잘|진짜|정말|아무것도|하나도)"
)
_NAMELESS = (
    r"(?:불만|의견|기타의견|건의|건의사항|제안|특이|특이사항|요청사항|개선사항|바라는|하고싶은|생각|생각나는|떠오르는|"
    r"해당|해당사항|할|그런|그런거|그런것|이유|느낀)?(?:점|것|거|게|건|말|바|이유)?(?:은|는|이|가|도)?"
)
_LITTLE = re.compile(
    rf"{_SCARCELY}*{_NAMELESS}{_SCARCELY}*(?:없(?:음|습니다|어요|어용|다|네요|네|슴|슴다|음요|는데요|는듯요?|는것같(?:아요|습니다|음)|었습니다|었어요|었음)?|업슴|업음|무)|"
    rf"{_SCARCELY}*모르(?:겠(?:음|습니다|어요|네요|다|는데요)?)|{_SCARCELY}*(?:모름|몰라요?|몰라용)|"
    r"동일|상동|이하동문|위와(?:같|동일)\w{0,4}|\d{0,2}번?(?:문항|질문)(?:과|와|이랑)?(?:같|동일)\w{0,4}|비밀(?:이에요|입니다)?|"
    r"추후(?:작성|기재|답변)?\w{0,3}|(?:나중|다음)에(?:요|쓸게요?|적을게요?|할게요?)?|가나다라?[가-힣]{0,10}|"
    r"아직(?:사용|이용|경험|써보기|해보기)?전(?:입니다|이에요|임|이라서?)?|"
    r"[음흠]+|무응답|노코멘트|패스|pass|skip|그냥요?|글쎄요?|해당(?:사항)?(?:없음|무|x)|"
    r"네|예|넵|넹|응|어|아니[요오]?|노|ok|okay|yes|no|nope|none|nothing|null|nil|na|nan|n|y|x+|o+|test|테스트|asdf|\d{1,12}",
    re.IGNORECASE,
)
# A longer answer says something.
_LONGEST_LITTLE = 40


def says_little(answer: str) -> bool:
    """Tell whether the answer to a survey question says nothing that could be counted.

    Examples
    --------
    >>> [says_little(answer) for answer in ("없음", "딱히 없습니다!", "ㅇㅇ", "-", "x", "배송", "불편해요")]
    [True, True, True, True, True, False, False]
    """
    if len(answer) > _LONGEST_LITTLE * 3:
        return False
    bare = _MARKS.sub("", answer)
    return not bare or (len(bare) <= _LONGEST_LITTLE and _LITTLE.fullmatch(bare) is not None)
