"""Name a theme in its customers' words: the noun phrase they share, and what fails about it.

A title needs something to stand on: a noun that tells this theme from others. Groups that share no more than a mood
(짜증, 아쉬움) or a word that fits everything (앱, 은행) have no title, and a group without a title is no theme.
"""

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from nlp.types import Act, Term

_LONGEST = 3
# A phrase must be shared by this part of the theme's voices to name it; a predicate likewise.
_SHARED = 0.2
# Of a handful of voices more must share it: by so many voices, up to this part.
_SHARING, _SHARED_BY_FEW = 4, 0.6
# A noun that stands alone must be what the theme is about: in this part of its voices.
_ALONE = 0.45
# A cluster is held by this part of its voices when nearly all say the same kind of thing.
_MAJORITY = 0.55
# What a nameless theme is about is said by this part of its voices.
_TOPIC_SHARE = 0.06
# A failing and a noun name a theme together if so many voices share the failing, and so many of them the noun.
_FAILING_SHARED, _BESIDE, _FEWEST_BESIDE = 0.4, 0.35, 3
# Each further noun makes a name clearer, up to a point.
_LENGTH_BONUS = (0.0, 1.0, 1.7, 2.1)
# Nouns that fit any theme: they may stand beside a telling noun, never alone.
_VAGUE = frozenset(
    """
    앱 어플 은행 돈 사람 말 생각 문제 문제점 회사 서비스 기능 사용 이용 내용 부분 방법 개선
    이번 처음 오늘 어제 하나 정도 이유 고객 업체 상황 경우 마음 기분 시간 하루 필요 가능 단점
    장점 이거 그거 요즘 최근 전 후 집 날 곳 일 년 달 주 분 초 개 번 등 것 수 때 자체 관련
    제대로 보통 다음 이전 이후 현재 지금 매번 별 별점 점수 리뷰 평점 댓글 글 욕 운영 운영자
    개발자 관리자 직원 담당자 소비자 유저 이용자 사용자 회원 친구 남자 여자 아이 애 나라 세상
    무슨 아무 전부 모두 나머지 자기 본인 우리 누구 진짜 정말 완전 노력 이해 설명 확인 해결
    수정 부탁 요청 답변 대답 연락 안 못 그냥 계속 다시 처리 진행 시도 실행 사실 결과 조치 대응
    나중 아무것 당장 이상 이하 현상 오랜만 번째 종일 하루종일 이야기 얘기 며칠째 며칠 종일
    """.split()  # noqa: SIM905 - a list of words reads best as words
)
# Said of nearly anything: alone they tell nothing, and 안 함 is no name.
_PLAIN_VERBS = frozenset(
    """
    있다 없다 나다 들다 이다 그렇다 이렇다 어떻다 같다 그러다 이러다 모르다 알다 위하다 대하다 통하다 인하다 따르다
    관하다 만하다 싶다 말다 아니다 대다 치다 지다 두다 내다
    """.split()  # noqa: SIM905 - a list of words reads best as words
)
# Said beside nearly any noun; what remains of them is no title.
_LIGHT_VERBS = frozenset({"하다", "되다", "주다", "드리다", "받다", "쓰다", "보다", "가다", "오다"})
# What happens by itself does not happen (안 뜸); what somebody does, customers cannot do (못 씀).
_HAPPENING = frozenset(
    """
    되다 오다 나오다 뜨다 보이다 열리다 들어오다 들어가지다 눌리다 움직이다 맞다 들리다 쌓이다 켜지다 잡히다 넘어가다
    올라가다 올라오다 내려가다 풀리다 없어지다 사라지다 지워지다 꺼지다 돌아가다 바뀌다 먹히다 먹다 울리다 끊기다
    끝나다 이루어지다 이어지다 멈추다 떨어지다 변하다 걸리다 나타나다 남다 늘다 줄다 가다 닫히다 고쳐지다 읽히다 찍히다
    좋다 크다 작다 많다 적다 쉽다 같다 편하다 빠르다 다르다 싸다 정확하다 친절하다 다양하다 깔리다 팔리다
    """.split()  # noqa: SIM905 - as above
)
_BY_REASON = {
    "missing": "지원 부족",
    "defect": "오류",
    "complexity": "불편",
    "delay": "지연",
    "cost": "비용 부담",
    "support": "응대 불만",
    "value": "기대 이하",
    "trust": "의심",
    "privacy": "개인정보 걱정",
    "understanding": "안내 부족",
    "access": "인증 문제",
    "fatigue": "피로",
}
# What machines do customers see not happening: 작동 안 됨, not 작동 못 함.
_MACHINE_DOES = frozenset({"작동", "동작", "반응", "로딩", "연결", "전송", "접속", "실행", "인식", "연동", "동기화"})
_NOT_DONE, _NOT_HAPPENING = "못 함", "안 됨"
# A lone noun is no hesitation: 체크카드 관련 의견.
_ABOUT_IT = "관련 의견"
_QUESTION, _REQUEST, _PRAISE = "문의", "요청", "칭찬"
# Where the noun says already what is at stake: 인증 오류, not 인증 인증 문제.
_PLAINLY = "오류"


@dataclass(frozen=True, slots=True)
class Member:
    """One distinct sentence of a theme.

    Attributes
    ----------
    weight : int
        How many voices said it.
    """

    text: str
    terms: Sequence[Term]
    weight: int
    act: Act
    reason: str


class Namer:
    """Names themes.

    Parameters
    ----------
    nominal : callable
        Turns a predicate into a noun, see `Tokenizer.nominal`.
    polarity : mapping of str to (int, str)
        Lemma to evaluation and kind; moods are told from failings by it.
    """

    def __init__(self, nominal: Callable[[str], str], polarity: Mapping[str, tuple[int, str]]) -> None:
        self._nominal = nominal
        self._moods = frozenset(lemma for lemma, (_, kind) in polarity.items() if kind != "problem")
        self._failings = frozenset(
            lemma for lemma, (value, kind) in polarity.items() if kind == "problem" and value < 0
        )

    def name(
        self, members: Sequence[Member], scores: Mapping[str, float], everywhere: Collection[str] = frozenset()
    ) -> str:
        """Make a title of 1-5 words, empty where the members share nothing that could name them.

        Parameters
        ----------
        members : sequence of Member
            All sentences of the theme.
        scores : mapping of str to float
            Term (as keywords count it) to how much it marks the theme, 0-1.
        everywhere : collection of str, optional
            Words that all themes share, such as the app's own name; no title has them, unless they name a failing.
        """
        total = sum(member.weight for member in members)
        barred = frozenset(everywhere) - self._failings
        phrase, n = self._shared_phrase(members, scores, total, barred)
        if not phrase:
            return self._failing(members, total, barred)
        about = self._about(members, scores, total, given=phrase)
        if not about and len(phrase) == 1 and n < _ALONE * total:
            return self._failing(members, total, barred)
        if not about and not self._failings & set(phrase):
            about = _kind_of_voice(members, total)
        if not about and len(phrase) == 1:
            return self._failing(members, total, barred) or _put_together(phrase[0], _ABOUT_IT)
        if about == _NOT_DONE and phrase[-1] in _MACHINE_DOES:
            about = _NOT_HAPPENING
        return _put_together(_as_typed(members, phrase), about)

    def topic(self, members: Sequence[Member], terms: Sequence[str]) -> str:
        """Say what sentences are about that share no name: `할인·쿠폰 칭찬`; empty where they share nothing.

        Parameters
        ----------
        members : sequence of Member
            All sentences of the theme.
        terms : sequence of str
            Terms (as keywords count them) that mark the theme, most telling first.
        """
        kind = _kind_of_voice(members, sum(member.weight for member in members))
        common = [term for term in terms if _share(members, term) >= _TOPIC_SHARE]
        nouns = [term for term in common if self._can_name(tuple(term.split()))]
        if nouns:
            second = next((noun for noun in nouns[1:] if not set(noun.split()) & set(nouns[0].split())), "")
            return _put_together("·".join(filter(None, (nouns[0], second))), kind or ("" if second else _ABOUT_IT))
        return next(filter(None, (self._said(term, kind) for term in common)), "")

    def _said(self, term: str, kind: str) -> str:
        """Turn a telling predicate into a title: 느림, 안 됨, 편하다는 칭찬."""
        if not term.endswith("다") or term in _PLAIN_VERBS | _LIGHT_VERBS:
            return ""
        if kind == _PRAISE:
            return f"{term}는 {kind}" if term in self._moods else ""
        return self._headline(term)

    def _shared_phrase(
        self, members: Sequence[Member], scores: Mapping[str, float], total: int, barred: frozenset[str]
    ) -> tuple[tuple[str, ...], int]:
        counts: Counter[tuple[str, ...]] = Counter()
        for member in members:
            for phrase in {p for run in _noun_runs(member) for p in _parts(run)}:
                counts[phrase] += member.weight
        best: tuple[str, ...] = ()
        best_value = 0.0
        for phrase, n in counts.items():
            if (n < _least_sharing(total) and len(members) > 1) or not self._can_name(phrase):
                continue
            if not barred.isdisjoint(phrase):
                continue
            marks = sum(scores.get(word, 0.0) for word in phrase) / len(phrase)
            value = round(n / total * marks * _LENGTH_BONUS[len(phrase)], 9)
            if (-value, phrase) < (-best_value, best):
                best, best_value = phrase, value
        return best, counts[best]

    def _can_name(self, phrase: tuple[str, ...]) -> bool:
        telling = [
            w for w in phrase if len(w) > 1 and w not in _VAGUE and w not in self._moods and w not in self._failings
        ]
        if any(word.endswith("다") and len(word) > 1 for word in phrase):
            return False
        # 달 주문: a bound noun that begins a name has lost what it belongs to.
        if len(phrase[0]) == 1 and phrase[0] in _VAGUE:
            return False
        return bool(telling) and phrase[-1] not in self._moods and not any(word in self._moods for word in phrase)

    def _about(
        self, members: Sequence[Member], scores: Mapping[str, float], total: int, *, given: tuple[str, ...]
    ) -> str:
        """Find what fails: a predicate under a negation or one that evaluates, said of the given nouns."""
        counts: Counter[str] = Counter()
        for member in members:
            said = _said_of(member.terms, given[-1])
            shown = {term.shown for term in said if self._fails(term) and not term.lemma.startswith(given)}
            counts.update(dict.fromkeys(shown, member.weight))
        ranked = sorted(
            (-round(n / total * max(scores.get(word, 0.0), 0.05), 9), word)
            for word, n in counts.items()
            if n >= _SHARED * total
        )
        return self._headline(ranked[0][1]) if ranked else ""

    def _failing(self, members: Sequence[Member], total: int, barred: frozenset[str]) -> str:
        """Name sentences that share no noun by what fails in most of them, with what that is mostly said of."""
        counts: Counter[str] = Counter()
        for member in members:
            counts.update(dict.fromkeys({t.shown for t in member.terms if self._fails(t)}, member.weight))
        shared = [word for word, n in counts.items() if n >= max(2, _FAILING_SHARED * total)]
        for word in sorted(shared, key=lambda word: (-counts[word], word)):
            headline = self._headline(word) if word.endswith("다") else word
            noun = self._noun_beside(members, word, barred) if headline else ""
            if noun:
                return f"{noun} {headline}"
        return ""

    def _noun_beside(self, members: Sequence[Member], failing: str, barred: frozenset[str]) -> str:
        """Find the noun that most sentences with a failing hold, empty where they have none in common."""
        holding = [member for member in members if any(term.shown == failing for term in member.terms)]
        counts: Counter[str] = Counter()
        for member in holding:
            nouns = {t.lemma for t in member.terms if not t.lemma.endswith("다")} - barred
            counts.update(dict.fromkeys(nouns, member.weight))
        least = max(_FEWEST_BESIDE, _BESIDE * sum(member.weight for member in holding))
        named = [n for n, said in counts.items() if said >= least and self._can_name((n,)) and n not in failing]
        return min(named, key=lambda noun: (-counts[noun], noun), default="")

    def _fails(self, term: Term) -> bool:
        """Tell whether a predicate names a failing: denied, or bad by itself."""
        if term.lemma in self._moods or term.lemma in _PLAIN_VERBS:
            return False
        return term.negated != (term.lemma in self._failings)

    def _headline(self, predicate: str) -> str:
        denied, _, lemma = predicate.rpartition(" ")
        noun = self._nominal(lemma)
        if noun.endswith("다"):
            return ""
        return f"{'안' if lemma in _HAPPENING else '못'} {noun}" if denied else noun


def _kind_of_voice(members: Sequence[Member], total: int) -> str:
    """Name what most voices do: ask, request, or hesitate for one reason."""
    acts: Counter[str] = Counter()
    reasons: Counter[str] = Counter()
    for member in members:
        acts[member.act] += member.weight
        reasons[member.reason] += member.weight
    for act, name in (("question", _QUESTION), ("request", _REQUEST), ("praise", _PRAISE)):
        if acts[act] >= _MAJORITY * total:
            return name
    reason, n = min(reasons.items(), key=lambda item: (-item[1], item[0]))
    return _BY_REASON.get(reason, "") if n >= _MAJORITY * total else ""


def _share(members: Sequence[Member], term: str) -> float:
    """Measure what part of the voices uses a term, or all words of a phrase."""
    parts = set(term.split()) - {"안"}
    said = sum(member.weight for member in members if parts <= {one.lemma for one in member.terms})
    return said / sum(member.weight for member in members)


def _least_sharing(total: int) -> float:
    """Return how many voices must share a phrase: most of a few, a fifth of many."""
    return max(2.0, _SHARED * total, min(_SHARED_BY_FEW * total, _SHARING))


def _put_together(spelled: str, about: str) -> str:
    if not about or about in spelled:
        return spelled
    return f"{spelled} {_PLAINLY}" if any(word in spelled for word in about.split()) else f"{spelled} {about}"


def _said_of(terms: Sequence[Term], noun: str) -> list[Term]:
    """List the predicates that follow a noun with at most one other noun between."""
    said = []
    for i, term in enumerate(terms):
        if term.lemma == noun:
            said += [after for after in terms[i + 1 : i + 3] if after.lemma.endswith("다")][:1]
    return said


def _noun_runs(member: Member) -> list[list[str]]:
    """Cut a sentence's nouns into stretches that particles may stand between, but no predicate."""
    runs: list[list[str]] = [[]]
    for term in member.terms:
        if term.lemma.endswith("다"):
            runs.append([])
        elif not runs[-1] or runs[-1][-1] != term.lemma:
            runs[-1].append(term.lemma)
    return runs


def _parts(run: Sequence[str]) -> list[tuple[str, ...]]:
    return [
        tuple(run[start:end])
        for start in range(len(run))
        for end in range(start + 1, min(len(run), start + _LONGEST) + 1)
        if len(set(run[start:end])) == end - start
    ]


def _as_typed(members: Sequence[Member], phrase: tuple[str, ...]) -> str:
    """Spell a phrase with the spaces that customers type most: 고객센터, not 고객 센터."""
    if len(phrase) == 1:
        return phrase[0]
    spellings: Counter[str] = Counter()
    size = len(phrase)
    for member in members:
        nouns = [term for term in member.terms if not term.lemma.endswith("다")]
        for i in range(len(nouns) - size + 1):
            part = nouns[i : i + size]
            if tuple(term.lemma for term in part) == phrase:
                words = [phrase[0]]
                for left, right, lemma in zip(part, part[1:], phrase[1:], strict=False):
                    words.append(lemma if left.end == right.start else f" {lemma}")
                spellings["".join(words)] += member.weight
    return min(spellings, key=lambda text: (-spellings[text], text)) if spellings else " ".join(phrase)
