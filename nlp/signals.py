"""Weigh what a sentence says for and against: polarity words, what a negation makes of them, set phrases, irony."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from nlp.grievances import (
    BETTER_BEFORE,
    CAUSED,
    GRIEVANCE,
    MISSED,
    ONCE_GOOD,
    PRAISED,
    REPROACH,
    RUN_TOGETHER,
    WORKS_ELSEWHERE,
)
from nlp.terms import Extract
from nlp.types import Token
from nlp.wording import (
    CONTEMPT,
    CUT_OFF,
    ELSEWHERE,
    GOOD_OUTCOME,
    HARMLESS,
    HELD_TRUE,
    IRONY,
    MOCKING_PRAISE,
    NOT_SO_MUCH,
    OUTBURST,
    PRAISE_IDIOM,
    SARCASM,
    TROUBLE,
    UNCHANGED,
    USED_WELL,
    WONDER,
)

_CONTRAST = frozenset(
    {"는데", "ᆫ데", "은데", "지만", "으나", "나", "는데도", "더니", "ᆫ데도", "었는데", "으나마", "건만", "던데"}
)
_CONTRASTING_ADVERBS = frozenset({"하지만", "그런데", "근데", "그러나", "그치만", "다만", "단", "그래도", "단지"})
# A can-do verb under a negation is a failing, whatever the word: 안 열려요, 못 찾겠어요, 진행이 안 돼요.
INABILITY = frozenset(
    {"불가", "불가하다", "불가능", "불가능하다", "실패", "없다", "못하다", "안되다", "힘들다", "어렵다"}
)
# Denied together with the failing that they follow: 오류가 나지 않아요.
_OCCURRING = frozenset({"나다", "있다", "생기다", "뜨다", "발생", "발생하다"})
_VANISHING = frozenset(
    """
    적다 줄다 줄이다 줄어들다 덜다 덜하다 없어지다 사라지다 해소 해결 고쳐지다 잡히다
    """.split()  # noqa: SIM905 - a list of words reads best as words
)
# Whoever still wants it has not got it, and some things nobody wants to get: 환불 원합니다, 신고 받았어요.
_NOT_YET = frozenset({"원하다", "바라다", "요청", "부탁", "신고", "경고", "정지", "제재"})
# A cause names so many things beside the annoyance itself.
_CAUSE_TERMS = 2
# What should go and does not.
_STAYING = frozenset({"사라지다", "없어지다", "지워지다", "줄어들다"})
# What ends a trouble well: 걱정했는데 입금됐어요.
_OUTCOMES = frozenset(
    """
    되다 받다 들어오다 입금 성공 완료 해결 통과 가능 가능하다 지급 환급 도착 풀리다 연결 승인 찾다 진짜 있다
    좋다 빠르다 괜찮다 쉽다 편하다 간단하다 친절하다 만족 다행
    """.split()  # noqa: SIM905 - a list of words reads best as words
)
# Steps that are outcomes when they are done: 여기선 한 번에 결제됐어요.
_STEPS = frozenset("결제 예약 주문 가입 인증 로그인 접속 설치 등록 발급 개통 송금 이체 환불 배송 처리 신청".split())  # noqa: SIM905


@dataclass(slots=True)
class Signals:
    """Running sums of one sentence; what comes after the last 'but' counts double.

    Attributes
    ----------
    total : int
        Sum of evaluations; below 0 is negative.
    problem, doubt : str
        The word that names a failing, and the one that voices doubt or worry; empty where none does.
    cleared, negated : bool
        Whether something bad was denied, and whether anything was.
    ends_well : bool
        Whether the last content word praises.
    ironic, overcome : bool
        Praise that means its contrary; a trouble that ended well.
    late_trouble, late_praise : bool
        Whether something bad, and whether something good, stands behind the last 'but'.
    """

    total: int = 0
    problem: str = ""
    doubt: str = ""
    n_outbursts: int = 0
    cleared: bool = False
    negated: bool = False
    ends_well: bool = False
    ironic: bool = False
    overcome: bool = False
    late_trouble: bool = False
    late_praise: bool = False

    def add(self, value: int, *, late: bool) -> None:
        """Add an evaluation."""
        self.total += 2 * value if late else value

    def take(self, lemma: str, value: int, kind: str, *, late: bool) -> None:
        """Add a polarity word and note what kind of word it is."""
        self.add(value, late=late)
        self.late_trouble = self.late_trouble or (late and value < 0)
        self.late_praise = self.late_praise or (late and value > 0)
        if kind == "problem":
            self.problem = self.problem or lemma
        elif kind == "doubt":
            self.doubt = self.doubt or lemma
        elif kind == "outburst":
            self.n_outbursts += 1

    def fail(self, lemma: str, value: int, *, late: bool) -> None:
        """Note a word that its negation makes a failing."""
        self.problem = self.problem or f"안 {lemma}"
        self.add(-value, late=late)
        self.late_trouble = self.late_trouble or late

    def clear(self, value: int) -> None:
        """Take back what the words of an idiom seemed to say."""
        self.total = max(self.total, 0) + value
        self.problem = ""
        self.cleared = True


class SignalReader:
    """Sums up the evaluations of a sentence.

    Parameters
    ----------
    polarity : mapping of str to (int, str)
        Lemma to evaluation (-2 to 2) and kind: problem, outburst, praise, thanks, doubt.
    """

    def __init__(self, polarity: Mapping[str, tuple[int, str]]) -> None:
        self._polarity = dict(polarity)

    def weigh(self, text: str, tokens: Sequence[Token], extract: Extract, start: int) -> Signals:
        """Weigh one sentence; `start` is where it begins in the text that was tokenized."""
        signals = Signals()
        turn, past = last_contrast(tokens)
        turn -= start
        # 좋은 줄 알았는데: praise before it was a mistake.
        # 처음엔 좋았는데: nor is it praise now.
        expected = HELD_TRUE.search(text) or ONCE_GOOD.search(text) or BETTER_BEFORE.search(text)
        of_others = turn <= 0 and ELSEWHERE.match(text) is not None
        harmless = HARMLESS.search(text)
        spared = range(*harmless.span()) if harmless else range(0)
        self._weigh_terms(
            extract, signals, spared, turn=turn, expected=expected.end() if expected else 0, of_others=of_others
        )
        if not signals.negated:
            for word in extract.words:
                if word in self._polarity:
                    signals.take(word, *self._polarity[word], late=True)
        _weigh_idioms(text, signals)
        if expected and not signals.problem and signals.total <= 0 and not _is_borne_out(expected, extract, signals):
            signals.take(expected[0].strip(), -1, "problem", late=True)
        if not of_others:
            _weigh_phrases(text, turn, signals)
        if not signals.problem and not signals.cleared and not of_others and not harmless:
            unable = extract.features & INABILITY
            signals.problem = min((f for f in unable if f"{f}!" not in extract.features), default="")
        if signals.n_outbursts and signals.total < 0 and not signals.problem and not signals.doubt:
            signals.problem = _annoyance(text, extract, signals)
        if turn > 0 and past and (signals.problem or signals.doubt) and _ends_well(extract, turn, signals):
            signals.overcome = True
            signals.clear(1)
            signals.doubt = ""
        else:
            signals.ironic = _mocks(text, signals)
        return signals

    def _weigh_terms(
        self, extract: Extract, signals: Signals, spared: range, *, turn: int, expected: int, of_others: bool
    ) -> None:
        """Weigh every term: behind the turn twice, what is spared and praise that was only expected not at all."""
        polarity = self._polarity
        before: tuple[int, str] | None = None
        last = len(extract.terms) - 1
        for i, (lemma, _, negated, start, _, _) in enumerate(extract.terms):
            entry = polarity.get(lemma)
            if start in spared:
                continue
            if negated:
                _weigh_negated(lemma, entry, extract, late=start >= turn, signals=signals)
                entry = None
            elif lemma in _VANISHING and before is not None and before[0] < 0:
                # 렉이 줄었어요, 걱정이 없어졌어요: the trouble itself goes.
                signals.clear(1)
            elif entry is not None and not of_others and (start >= expected or entry[0] <= 0):
                signals.take(lemma, *entry, late=start >= turn)
                if i == last:
                    # What a Korean sentence comes to stands at its end: 오류 문의도 금방 답해줘서 좋아요.
                    signals.add(entry[0], late=True)
                    signals.ends_well = entry[0] > 0
            before = entry


def _mocks(text: str, signals: Signals) -> bool:
    """Tell whether praise means its contrary: the words only mock, or it stands beside something that failed."""
    if SARCASM.search(text):
        return True
    failed = bool(signals.problem or signals.n_outbursts)
    if failed and signals.total > 0 and MOCKING_PRAISE.search(text):
        return True
    return (failed or (signals.negated and not signals.cleared)) and IRONY.search(text) is not None


def _is_borne_out(held: re.Match[str], extract: Extract, signals: Signals) -> bool:
    """Tell whether what was believed came true, or was no promise at all: 좋다길래 깔았어요."""
    if HELD_TRUE.match(held[0]) and ("길래" in held[0] or "던데" in held[0] or "고" in held[0]):
        return True
    return bool(signals.doubt) or _ends_well(extract, held.end(), signals)


def _ends_well(extract: Extract, turn: int, signals: Signals) -> bool:
    """Tell whether what follows the turn is a good outcome, and nothing there fails."""
    if signals.late_trouble:
        return False
    late = [term for term in extract.terms if term.start >= turn]
    if any(term.lemma in _NOT_YET for term in late):
        return False
    is_done = "되다" in extract.features and "되다!" not in extract.features
    done = any(term.lemma in _OUTCOMES or (is_done and term.lemma in _STEPS) for term in late) or (is_done and not late)
    return done and not any(term.negated for term in late)


def _weigh_idioms(text: str, signals: Signals) -> None:
    if PRAISE_IDIOM.search(text) or WONDER.search(text):
        signals.clear(2)
    elif USED_WELL.search(text) or (not signals.problem and GOOD_OUTCOME.search(text)):
        signals.add(1, late=True)
    if NOT_SO_MUCH.search(text):
        signals.take("정도가 아니다", -1, "problem", late=True)
    if signals.total <= 0 and (unchanged := UNCHANGED.search(text)):
        signals.take(unchanged[0], -1, "problem", late=True)
    # Where a failing is named already, how often it comes changes nothing.
    if signals.total == 0 and not signals.problem and not signals.cleared and (trouble := TROUBLE.search(text)):
        signals.take(trouble[0].strip(), -1, "problem", late=True)
    if outburst := OUTBURST.search(text):
        signals.total = min(signals.total, 0)
        signals.take(outburst[0], -2, "outburst", late=True)
    if signals.total <= 0 and CONTEMPT.search(text):
        signals.take("-다니", -1, "outburst", late=True)
    if signals.total == 0 and CUT_OFF.search(text):
        signals.add(-1, late=True)


def _weigh_phrases(text: str, turn: int, signals: Signals) -> None:
    """Weigh turns of phrase where the words by themselves name no failing and praise nothing."""
    if turn > 0 and signals.total > 0 and not signals.late_praise:
        _weigh_behind(text[turn:], signals)
    if signals.problem or signals.cleared or signals.total > 0:
        return
    if named := GRIEVANCE.search(text) or (None if signals.negated else RUN_TOGETHER.search(text)):
        signals.take(named[0].strip(), -1, "problem", late=True)
    elif REPROACH.search(text):
        signals.add(-1, late=True)
    elif signals.total == 0 and not signals.doubt and PRAISED.search(text) and not WORKS_ELSEWHERE.search(text):
        signals.add(1, late=True)


def _annoyance(text: str, extract: Extract, signals: Signals) -> str:
    """Return the words that give the cause of an annoyance, empty where it is a bare outburst."""
    if len(extract.terms) - signals.n_outbursts < _CAUSE_TERMS:
        return ""
    cause = CAUSED.search(text)
    return cause[0].strip() if cause else ""


def _weigh_behind(tail: str, signals: Signals) -> None:
    """Weigh what follows a 'but' that stands behind praise: 다 좋은데 종류가 많이 없네요."""
    named = GRIEVANCE.search(tail) or MISSED.search(tail)
    if named or REPROACH.search(tail):
        signals.total = 0
        signals.cleared = False
        signals.take(named[0].strip() if named else "", -1, "problem" if named else "", late=True)


def _weigh_negated(
    lemma: str, entry: tuple[int, str] | None, extract: Extract, *, late: bool, signals: Signals
) -> None:
    """Weigh a term under a negation: what is bad is denied, all else fails."""
    signals.negated = True
    if lemma in _STAYING:
        # 알림이 사라지지 않아요
        signals.fail(lemma, 1, late=late)
    elif (entry is not None and entry[0] < 0) or lemma in INABILITY:
        # 오류 없이, 불편하지 않아요, 안 되는 게 없어요
        signals.cleared = True
        signals.add(1, late=late)
    elif entry is not None:
        signals.fail(lemma, max(1, entry[0]), late=late)
    elif lemma in _OCCURRING and signals.cleared:
        return
    elif lemma.endswith("다") or not extract.features.isdisjoint(("하다!", "되다!")):
        signals.fail(lemma, 1, late=late)


def last_contrast(tokens: Sequence[Token]) -> tuple[int, bool]:
    """Find where the last clause after a 'but' begins (code points; 0 for none), and whether the one before is past."""
    for i in range(len(tokens) - 2, -1, -1):
        token = tokens[i]
        tag = token.tag
        if tag == "EC" and token.form == "나" and tokens[i + 1].tag == "VX":
            # 안 됐나 봐요 guesses.
            continue
        if (tag == "EC" and token.form in _CONTRAST) or (tag == "NNB" and token.form == "데"):
            before = tokens[i - 1] if tag == "EC" else tokens[i - 2] if i > 1 else None
            return token.end, before is not None and before.tag == "EP"
        if tag in {"MAJ", "MAG"} and token.form in _CONTRASTING_ADVERBS:
            return token.end, False
    return 0, False
