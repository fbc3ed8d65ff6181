"""What a sentence praises: the features of the product that it names, and the nouns that may be features nobody listed.

Whether a sentence praises at all is read elsewhere (`nlp.acts`). Here its words are looked at: a part that only gives
way to the praise (배송은 느린데, "delivery is slow, but"), what is excepted (광고 빼고, "but for the ads") and what
something is compared with (다른 앱보다, "than other apps") are not what it praises.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from nlp.keywords import informative_prior, log_odds
from nlp.phrases import is_leaning, noun_grams
from nlp.rules import RuleIndex, parse_rule
from nlp.types import Term

# Between a word and the next one: the part before gives way to the one behind, or only leads up to it.
_TURN = re.compile(
    r"(?:데|지만|으나|더니|건만|거늘)(?:도|요)?[\s,.…~!ㅠㅜㅋㅎ]*$|[가-힣]나[\s,]+$|(?:하지만|그런데|근데|그래도|다만)\s*$"
)
_EXCEPTING = r"(?:빼고|빼곤|뺴고|말고|말곤|제외|외에|이외)"
_EXCEPTED = re.compile(rf"^\s*(?:만|을|를|이|가|도)?\s*{_EXCEPTING}")
_COMPARED = re.compile(
    r"^\s*(?:들|앱|어플)?\s*(?:보다(?!\s*(?:보면|가|니))|에\s?비해|대비|못지|처럼|같은|같이|이?라도(?:\s|$))"
)
# Not there yet, granted with a sigh, or said of what was before and of others: nothing of this is praised.
_NO_PRAISE = re.compile(
    r"좋겠|(?:편하|편리하|빠르|쉽|낫|싸|괜찮)겠|(?:좋을|편할|편리할|나을|있을|쉬울|빠를|될)\s?(?:것|거|듯|텐데)|"
    r"(?:부탁|바랍|바래|바라요|바람)\S{0,4}\W*$|좀\s?요?[\s.!~ㅠㅜ]*$|긴\s?(?:한데|하지만|했는데|하는데|함|해요)|그나마|"
    r"(?:이전|예전|초기|옛날|옛|구|기존)\s?(?:버전|버젼|ui|UI|디자인|화면|앱|어플|께|것|거)(?!\S{0,4}\s?(?:보다|비해|대비|에서))|"
    r"(?:로|으로)\s?(?:갑니다|갈래|갈게|갈랍|간다|갈아[타탑탔]|넘어갑|옮[깁겨겼길김])|[가-힣]다면|"
    r"(?:라고|다고)\s?(?:합니다|해요|하네요|뜹니다|떠요|나옵니다|나와요)|답니다\W*$|"
    r"(?:다른|타|딴)\s?(?:은행|앱|어플|데|곳|회사|업체|사이트|서비스)들?(?:은|는|이|가)\s|왜\s.*모르겠|"
    r"(?:다|전부|모두|모든\s?게)\s?(?:좋|괜찮|만족)\S{0,3}(?:데|지만|으나)|(?:지우|삭제하|탈퇴하)(?:니|고\s?나니|니까)"
)
# Was good, and the sentence goes on to say that it is no more: 찾기 쉬웠는데.
_WAS_GOOD = re.compile(r"[았었였했됐렀웠졌랐]는데")
# What ought to be done is not done: 고객센터는 더 신경 쓰셔야 해요.
_OUGHT = re.compile(r"[가-힣]야\s?(?:하|할|해|한|합|함|죠|지요|되|될|돼|됩|됨|겠)")
# Praise by themselves, and part of a name before another noun: 간편 비밀번호, 안심 번호, 추천 코드.
_NAMING = frozenset(
    "간편 간단 안심 안전 편의 추천 만족 감사 신속 우대 혜택 행복 최고 인기".split()  # noqa: SIM905 - a list of words
)
# Wherever something is praised these are named, and none is a feature.
_GENERAL = frozenset(
    """
    앱 어플 어플리케이션 애플리케이션 사용 이용 활용 사용자 이용자 사람 분 저 나 우리 본인 생각 느낌 기분 마음
    정말 진짜 완전 항상 매일 요즘 오늘 어제 처음 이번 지금 이제 예전 하루 최근 다음 나중 평소 개인적 전체적
    전반적 조금 정도 점 별점 별 별다섯 개 하나 덕 덕분 도움 번창 발전 기대 응원 화이팅 파이팅 업데이트 버전 개선
    출시 문제 이유 때 날 년 달 주 시간 번 이거 그거 여기 것 거 말 일 중 면 쪽 편 측 필수 필요 정 참 다운
    다운로드 설치 가능 시작 유지 관리자 개발자 운영자 회사 대표 대한민국 우리나라 한국 세상 세계 인생 강추 추천
    """.split()  # noqa: SIM905 - a list of words reads best as words
)
_SHORTEST_NOUN = 2
# Fewer voices propose nothing.
_FEWEST_VOICES = 5
# Standard deviations by which a noun leans to praise: one in two thousand does by chance, some eighty are looked at.
_CLEARLY = 3.3
# A noun that is said in a longer name this often is shown by the name.
_MOSTLY = 0.7
_LONGEST_COMPOUND = 4
# Letters behind a word that tell whether it is excepted or compared with.
_LONGEST_PARTICLES = 12


@dataclass(frozen=True, slots=True)
class Feature:
    """A part of the product that customers may praise.

    Attributes
    ----------
    words : tuple of str
        Rules, see `nlp.rules`, but that a plain word asks for one that is not negated.
    """

    key: str
    name: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Praised:
    """What a sentence of praise is about.

    Attributes
    ----------
    features : frozenset of str
        Keys.
    nouns : frozenset of str
        Nouns, and stretches of neighbouring ones joined by a space, that no feature is named by.
    is_praise : bool
        False where the words tell that it praises nothing: a wish, a name (간편 비밀번호), what was before.
    """

    features: frozenset[str] = frozenset()
    nouns: frozenset[str] = frozenset()
    is_praise: bool = True


_NOTHING = Praised(is_praise=False)


class PraiseReader:
    """Tells what sentences of praise are about.

    Parameters
    ----------
    polarity : mapping of str to (int, str)
        Lemma to evaluation (-2 to 2) and kind.
    synonyms : mapping of str to str
        Written variant to the lemma it stands for.
    """

    def __init__(
        self, features: Sequence[Feature], polarity: Mapping[str, tuple[int, str]], synonyms: Mapping[str, str]
    ) -> None:
        rules = [(one.key, parse_rule(words, synonyms)) for one in features for words in one.words]
        self._index = RuleIndex(rules)
        self._named = frozenset(word for _, rule in rules for group in rule.groups for word in group)
        self._polarity = polarity

    def read(self, text: str, terms: Sequence[Term]) -> Praised:
        """Read one sentence of praise.

        Examples
        --------
        >>> polarity = {"느리다": (-1, "problem"), "좋다": (1, "praise")}
        >>> reader = PraiseReader([Feature("delivery", "배송", ("배송",))], polarity, {})
        >>> said = [Term("배송", "배송은", False, 0, 3), Term("느리다", "느린데", False, 4, 7)]
        >>> said += [Term("포장", "포장이", False, 8, 11), Term("좋다", "좋아요", False, 12, 15)]
        >>> reader.read("배송은 느린데 포장이 좋아요", said)
        Praised(features=frozenset(), nouns=frozenset({'포장'}), is_praise=True)
        """
        if _NO_PRAISE.search(text) or self._only_names(text, terms):
            return _NOTHING
        kept = self._meant(text, terms)
        features = frozenset(key for key, _ in self._index.matches(_said(kept)))
        return Praised(features, frozenset(self._nouns(text, kept)))

    def _only_names(self, text: str, terms: Sequence[Term]) -> bool:
        """Tell whether all that sounds like praise is part of a name."""
        good = [place for place, term in enumerate(terms) if self._value(term) > 0]
        return bool(good) and all(_begins_name(text, terms, place) for place in good)

    def _meant(self, text: str, terms: Sequence[Term]) -> list[Term]:
        """Leave out what gives way to the praise, what is excepted and what is compared with."""
        parts = list(_parts(text, terms))
        worth = [self._worth(text, part) for part in parts]
        if not parts or worth[-1] < 0 or (min(worth) < 0 and worth[-1] == 0):
            # What it comes to is no praise; the reader took it for one by a word in another part.
            return [term for part, value in zip(parts, worth, strict=True) if value > 0 for term in part]
        kept = [term for part, value in zip(parts[:-1], worth, strict=False) if value > 0 for term in part]
        kept += parts[-1]
        if any(map(_is_noun, kept)) or re.search(_EXCEPTING, text):
            return kept
        # 상담 받았는데 좋았어요: what leads up is what is meant, where nothing else is named.
        return [term for part, value in zip(parts[:-1], worth, strict=False) if value == 0 for term in part] + kept

    def _worth(self, text: str, part: Sequence[Term]) -> int:
        """Tell whether a part is good (1), says neither (0), or names something bad or still to be done (-1)."""
        values = [self._value(term) for term in part]
        if not values:
            return 0
        if min(values) < 0 or _OUGHT.search(text[part[0].start : part[-1].end + 3]):
            return -1
        if max(values) > 0:
            return -1 if _WAS_GOOD.search(text[part[0].start : part[-1].end + 3]) else 1
        # 뜨는데 정보가 없습니다: something is missing, unless it is what customers are glad to be without.
        return -int(any(term.negated and f"{term.lemma}!" not in self._named for term in part))

    def _value(self, term: Term) -> int:
        """Evaluate a word, its negation applied: 안 열리다 fails, 수수료 없이 ("without a fee") need not."""
        value = self._polarity.get(term.lemma, (0, ""))[0]
        if not term.negated:
            return value
        return -value if value or _is_noun(term) else -1

    def _nouns(self, text: str, kept: Sequence[Term]) -> Iterator[str]:
        plain = [one for one in kept if not one.negated]
        for noun in (*plain, *noun_grams(text, plain)):
            parts = noun.lemma.split()
            if _is_noun(noun) and all(map(self._may_name, parts)):
                yield noun.lemma

    def _may_name(self, noun: str) -> bool:
        if len(noun) < _SHORTEST_NOUN or noun in _GENERAL or noun in self._named:
            return False
        return noun not in self._polarity and not is_leaning(noun)


def _parts(text: str, terms: Sequence[Term]) -> Iterator[list[Term]]:
    """Cut a sentence behind every turn."""
    part: list[Term] = []
    starts = [*(one.start for one in terms), len(text)]
    for term, following in zip(terms, starts[1:], strict=True):
        behind = text[term.end : term.end + _LONGEST_PARTICLES]
        if not (_EXCEPTED.match(behind) or _COMPARED.match(behind)):
            part.append(term)
        if following < len(text) and _TURN.search(text[term.start : following]):
            yield part
            part = []
    yield part


def _is_of_what_is_missing(terms: Sequence[Term], place: int) -> bool:
    """Tell whether a noun is part of a longer one that is denied: 보안 in 보안카드없이."""
    after = terms[place + 1 : place + 2]
    if not after or not _is_noun(terms[place]) or terms[place].negated:
        return False
    return after[0].negated and _is_noun(after[0]) and after[0].start == terms[place].end


def _is_noun(term: Term) -> bool:
    return not term.lemma.endswith("다")


def _begins_name(text: str, terms: Sequence[Term], place: int) -> bool:
    """Tell whether a noun of praise stands right before another noun."""
    one, after = terms[place], terms[place + 1 : place + 2]
    if one.lemma not in _NAMING or not after or not _is_noun(after[0]):
        return False
    return not text[one.end : after[0].start].strip()


def _said(terms: Sequence[Term]) -> set[str]:
    """List what rules may ask for: the words, negated ones with their mark alone, neighbouring nouns joined."""
    said: set[str] = set()
    for place, term in enumerate(terms):
        if not _is_of_what_is_missing(terms, place):
            said.add(f"{term.lemma}!" if term.negated else term.lemma)
        joined = "" if term.lemma.endswith("다") else term.lemma
        for after in terms[place + 1 : place + _LONGEST_COMPOUND]:
            if not joined or after.lemma.endswith("다"):
                break
            joined += after.lemma
            said.add(f"{joined}!" if after.negated else joined)
    return said


def proposed_features(
    n_voices: Mapping[str, int], in_praise: Mapping[str, int], in_all: Mapping[str, int], *, n_praise: int, n_all: int
) -> list[str]:
    """Propose nouns as features: said in praise clearly more often than elsewhere, by enough voices.

    Parameters
    ----------
    n_voices : mapping of str to int
        Candidate to the voices that praise it.
    in_praise, in_all : mapping of str to int
        Candidate to its sentences of praise, and to how often it is said in all.
    n_praise, n_all : int
        Sentences of praise, and all.

    Returns
    -------
    list of str
        Most voices first. Of a name and its parts only the name where most that is said of a part is said of the name.

    Examples
    --------
    >>> voiced, said = {"포장": 30, "은행": 30}, {"포장": 40, "은행": 300}
    >>> proposed_features(voiced, voiced, said, n_praise=200, n_all=2000)
    ['포장']
    """
    clear = [
        noun
        for noun, n in n_voices.items()
        if n >= _FEWEST_VOICES and _lean(in_praise[noun], in_all.get(noun, 0), n_praise, n_all) >= _CLEARLY
    ]
    named = [noun for noun in clear if not any(_is_part(noun, name, n_voices) for name in clear)]
    return sorted(named, key=lambda noun: (-n_voices[noun], noun))


def _lean(n: int, n_said: int, n_praise: int, n_all: int) -> float:
    """Score how strongly a noun leans to praise, among sentences that say it and those that do not."""
    rest = max(0, n_said - n)
    target = [n, max(0, n_praise - n)]
    others = [rest, max(0, n_all - n_praise - rest)]
    prior = informative_prior([n + rest, target[1] + others[1]], max(1.0, 0.1 * n_all))
    return float(log_odds(target, others, prior)[0])


def _is_part(noun: str, name: str, n_voices: Mapping[str, int]) -> bool:
    return noun != name and noun in name.split() and n_voices[name] >= _MOSTLY * n_voices[noun]
