"""What is usual where nothing in a sentence points to a reason or a stage."""

from collections.abc import Iterable, Mapping

from nlp.acts import ActReading
from nlp.types import NO_STAGE, Readable

OTHER_REASON = "other"
# Belief in what is merely usual.
USUAL_BELIEF = 0.3
NOTHING_POINTS = "no rule and no near seed"
WISHED = "missing"
LEAVING_STAGE = "loyalty"
_EVERYDAY = "usage"
# Everyday failings happen in everyday use unless the sentence places them elsewhere; price and worth are weighed first.
_STAGE_OF_REASON: Mapping[str, str] = {
    "defect": _EVERYDAY,
    "support": _EVERYDAY,
    "missing": _EVERYDAY,
    "complexity": _EVERYDAY,
    "understanding": _EVERYDAY,
    "access": _EVERYDAY,
    "fatigue": _EVERYDAY,
    "delay": "fulfilment",
    "cost": "consideration",
    "value": "consideration",
    "trust": "consideration",
    "privacy": "onboarding",
    OTHER_REASON: _EVERYDAY,
}
# A failing whose object no rule knows: 날짜 선택이 안 돼요, 목록에 없네요, 무슨 말인지 모르겠어요.
_DEFECTS = frozenset(
    """
    실패 오류 에러 사라지다 멈추다 끊기다 꺼지다 튕기다 튕김 오작동 먹통 고장 깨지다 잘리다 짤리다 초기화 풀리다 느리다
    버벅거리다 버벅대다 이상하다 안되다 불가 불가능 불가하다 불가능하다 날아가다 밀리다 겹치다
    """.split()  # noqa: SIM905 - a list of words reads best as words
)
_NOT_DEFECTS = frozenset(
    {"안 좋다", "안 하다", "안 친절", "안 만족", "안 쓰다", "안 사다", "안 먹다", "안 가다", "안 맞다", "안 추천"}
)
_REASON_OF_PROBLEM: Mapping[str, str] = {
    "없다": WISHED,
    "부족하다": WISHED,
    "부족": WISHED,
    "아쉽다": WISHED,
    "모르다": "understanding",
    "안 이해": "understanding",
    "안 알다": "understanding",
    "헷갈리다": "understanding",
    "안 오다": "delay",
    "기다리다": "delay",
    "늦다": "delay",
    "지연": "delay",
    "불편하다": "complexity",
    "불편": "complexity",
    "복잡하다": "complexity",
    "어렵다": "complexity",
    "힘들다": "complexity",
    "귀찮다": "complexity",
    "안 찾다": "complexity",
    "실망": "value",
    "안 만족": "value",
    "비싸다": "cost",
    "의심": "trust",
    "거짓말": "trust",
    "속다": "trust",
    "불친절하다": "support",
    "안 친절": "support",
}
# A request of so many words names what it asks for.
_FEWEST_ASKED = 3
# Whoever asks for a remedy speaks of a failing that stands elsewhere.
_REMEDIES = frozenset({"조치", "해결", "고치다", "수정", "개선", "처리", "확인", "복구", "점검", "보상", "대응"})
# Praise of these words alone places nothing.
_BARE = frozenset(
    """
    좋다 최고 굿 굳 감사 감사하다 고맙다 짱 만족 만족하다 괜찮다 대박 훌륭하다 완벽 완벽하다 낫다 앱 나머지 감동 강추
    신세계 사랑 수고 별 별점 점 개 전체 일단 대체 생각 정도 편 강력 대만족 최상 따봉 엄지 베스트 무난하다 나쁘다
    굉장하다 대단하다 멋지다 마음 들다
    """.split()  # noqa: SIM905 - a list of words reads best as words
)


class Usual:
    """What is usual in this funnel and among these reasons; what they do not hold is never suggested.

    Parameters
    ----------
    reasons, stages : iterable of str
        The configured keys.
    """

    def __init__(self, reasons: Iterable[str], stages: Iterable[str]) -> None:
        self._reasons = frozenset(reasons)
        self._stages = frozenset(stages)

    def reason(self, act: ActReading, sentence: Readable) -> tuple[str, str]:
        """Say which reason the failing word or the asking suggests, `other` where nothing does; and why."""
        suggested, why = _suggested_by(act)
        if suggested == OTHER_REASON and act.act == "request" and _names_what_is_asked(sentence):
            suggested, why = WISHED, "usual for a request"
        return (suggested, why) if suggested in self._reasons else (OTHER_REASON, NOTHING_POINTS)

    def stage(self, reason: str) -> tuple[str, str]:
        """Say where customers usually stand when they hesitate for a reason, `none` if that is not known; and why."""
        stage = _STAGE_OF_REASON.get(reason, NO_STAGE)
        return (stage, f"usual for {reason}") if stage in self._stages else (NO_STAGE, "nothing places it")

    def stage_of_praise(self, sentence: Readable) -> str:
        """Say where a customer stands who praises: in use, unless nothing but the praise is said."""
        is_bare = all(term.lemma in _BARE for term in sentence.terms)
        return NO_STAGE if is_bare or _EVERYDAY not in self._stages else _EVERYDAY


def _suggested_by(act: ActReading) -> tuple[str, str]:
    problem = act.problem or act.doubt
    if problem in _REASON_OF_PROBLEM:
        return _REASON_OF_PROBLEM[problem], f"usual for '{problem}'"
    if problem.endswith("째"):
        return "delay", f"usual for '{problem}'"
    if act.wishing:
        return WISHED, "a wish for something that is not there"
    if problem in _DEFECTS or (problem.startswith("안 ") and problem not in _NOT_DEFECTS):
        return "defect", f"'{problem}', and nothing says of what"
    return OTHER_REASON, NOTHING_POINTS


def _names_what_is_asked(sentence: Readable) -> bool:
    """Tell whether a request asks for something that is not there, not for the remedy of a failing."""
    lemmas = {term.lemma for term in sentence.terms}
    return len(lemmas) >= _FEWEST_ASKED and not lemmas & _REMEDIES
