"""Whether a sentence voices something that keeps a customer from the next step, and how surely."""

import re
from collections.abc import Sequence
from typing import Protocol

from nlp.acts import ActReading
from nlp.types import Readable, Term
from nlp.wording import GIVING

THRESHOLD = 0.5
# A request or question of these words alone asks for a repair and does not say of what.
_FIX_IT = frozenset(
    """
    수정 개선 해결 업데이트 고치다 고쳐지다 확인 조치 처리 부탁 오류 에러 버그 문제 보완 요청 앱 바라다 안정화 대응
    복구 신경 쓰다 관리 패치 방법 빠르다 급하다 좋다 감사 추가 시정 꼭 기다리다 부탁하다 제대로 빨리
    """.split()  # noqa: SIM905 - a list of words reads best as words
)
# A request, or a complaint without a failing word, needs this much belief in a reason.
_CAUSE_TO_ASK, _CAUSE_TO_COMPLAIN = 0.4, 0.3
# A request that names so many things beyond the repair is about something, whether or not a reason is known.
_NAMES_ENOUGH = 2
# Alone these are no more than an outburst: 별로 안 좋아요.
_SAYS_NOTHING = frozenset({"안 좋다", "안 만족", "안 추천", "안 좋아하다"})
# Dismay of one word, whose cause stands elsewhere: 황당하네요, 어이가 없네요.
_DISMAY = frozenset(
    {
        "황당하다",
        "당황하다",
        "당황스럽다",
        "황당",
        "당황",
        "어이없다",
        "어처구니없다",
        "기막히다",
        "난감하다",
        "한심하다",
    }
)
_SPEECHLESS = re.compile(r"(?:어이|어처구니|기)(?:가|도)?\s*(?:없|막[히혀힌힙])")
_SPEECHLESS_TERMS = 2
# Who helps a customer speaks so, not who needs help: 확인 후 안내드리겠습니다.
_COMPANY = re.compile(
    r"(?:안내|답변|회신|도와|처리|조치|설명)\s*(?:해\s*)?드리(?:겠|도록|고자|며)|"
    r"불편을?\s*(?:드려|드린|끼쳐|끼친|드리게)\S*\s*(?:\S+\s*)?(?:죄송|사과|송구)"
)
# A plain statement with a theme that several words point to, and one that only sounds like a hesitation.
_SURE_THEME = 0.55


# Whatever the words sound like, nothing is named that keeps anybody.
_ANSWER = "an answer of the company"
_KEEP_AWAY, _OUTBURST = "a bare call to keep away", "an outburst without a cause"
_ONLY_REPAIR, _NAMELESS_REQUEST = "names nothing but the repair", "a request that names nothing"
RULED_OUT = frozenset({_ANSWER, _KEEP_AWAY, _OUTBURST, _ONLY_REPAIR, _NAMELESS_REQUEST})


class Heard(Readable, Protocol):
    """A sentence whose act is known."""

    @property
    def act(self) -> ActReading:
        """The act with its signals."""
        ...


def weigh_hesitation(
    sentence: Heard, *, cause: float, theme: str | None, theme_score: float = 1.0
) -> tuple[float, str]:
    """Score how surely a sentence voices something that keeps a customer from the next step.

    Parameters
    ----------
    cause : float
        Belief in the best reason, 0-1.
    theme : str or None
        Catalogue theme, if any.
    theme_score : float
        How surely, 0-1.

    Returns
    -------
    (float, str)
        0-1, and why.
    """
    act = sentence.act
    if _COMPANY.search(sentence.text):
        return 0.1, _ANSWER
    named = 0.25 if theme is not None else 0.2 * min(1.0, cause / 0.5)
    if act.act == "complaint":
        return _weigh_complaint(sentence, named, cause=cause, theme=theme)
    if act.act in {"request", "question"}:
        return _weigh_asking(sentence, named, nameless=theme is None and cause < _CAUSE_TO_ASK)
    if act.act == "statement":
        if theme is not None and theme_score < _SURE_THEME:
            return 0.3, "a plain statement that only sounds like a theme"
        return (0.3 + named if cause else 0.1), "a plain statement" + (" that tells of a failing" if named else "")
    return 0.05, _NO_TROUBLE.get(act.act, act.act)


_NO_TROUBLE = {"praise": "praise keeps nobody away", "other": "nothing is said"}


def names_only_repair(terms: Sequence[Term]) -> bool:
    """Tell whether a request says nothing but that something be mended."""
    return all(term.lemma in _FIX_IT for term in terms)


def _weigh_asking(sentence: Heard, named: float, *, nameless: bool) -> tuple[float, str]:
    act = sentence.act
    problem = act.problem or act.doubt
    asks_when = act.act == "request" or "언제" in sentence.text
    says_nothing = act.act == "question" and nameless and not problem and not sentence.terms
    if says_nothing or (asks_when and sentence.terms and names_only_repair(sentence.terms)):
        return 0.3, "names nothing" if says_nothing else _ONLY_REPAIR
    if act.wishing:
        return 0.6 + named, "a wish for something that is not there"
    weight = 0.15 if problem else 0.0
    if act.act == "question":
        return 0.5 + named + weight, "a question before the next step"
    if nameless and not problem:
        n_named = sum(term.lemma not in _FIX_IT for term in sentence.terms)
        if n_named < _NAMES_ENOUGH or GIVING.search(sentence.text) is None:
            return 0.25, _NAMELESS_REQUEST
        return 0.52, "a request that names its object"
    return 0.45 + named + weight, f"a request about '{problem}'" if problem else "a request with a cause"


def _weigh_complaint(sentence: Heard, named: float, *, cause: float, theme: str | None) -> tuple[float, str]:
    act = sentence.act
    problem = act.problem or act.doubt
    if act.leaving:
        return 0.75 + named, "announces to leave"
    if act.avoiding and not problem:
        return 0.2, _KEEP_AWAY
    if _is_outburst(sentence, problem):
        return 0.3, _OUTBURST
    if problem:
        return 0.6 + named, f"a complaint about '{problem}'"
    if cause >= _CAUSE_TO_COMPLAIN or theme is not None:
        return 0.5 + named, "a complaint with a cause"
    return 0.3 + named / 2, "a complaint without a cause"


def _is_outburst(sentence: Heard, problem: str) -> bool:
    n_terms = len(sentence.terms)
    if all(term.lemma in _DISMAY for term in sentence.terms) and n_terms and (not problem or problem in _DISMAY):
        return True
    if n_terms <= _SPEECHLESS_TERMS and _SPEECHLESS.search(sentence.text):
        return True
    if problem in _SAYS_NOTHING:
        return len(sentence.terms) <= 1
    return sentence.act.outburst and not problem
