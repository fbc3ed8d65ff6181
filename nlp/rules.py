"""Word rules: how marketers say in the configuration which words point to a theme, a reason or a stage.

A rule names groups of alternatives: `신분증|민증 + 인식|촬영 - 견본` matches a sentence that has (an ID card) and
(recognition or a photo) and no (specimen). An alternative is a noun or a predicate in dictionary form; `받다!` asks for
the predicate (or noun) under a negation, `받다` takes it either way. `@안됨` stands for a whole class of words, see
`WORD_CLASSES`. A rule that begins with `~` is loose: it speaks only where no other theme has a word.
"""

import re
from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from nlp.errors import RuleError
from nlp.types import Term

Key = TypeVar("Key", bound=Hashable)

# The many ways in which Korean says one and the same thing of an object; rules name the class.
WORD_CLASSES: Mapping[str, frozenset[str]] = {
    name: frozenset(words.split())
    for name, words in {
        # It does not work.
        "@안됨": (
            "되다! 하다! 실패 실패하다 불가 불가능 불가하다 불가능하다 오류 에러 버그 먹통 막히다 튕기다 멈추다 "
            "넘어가다! 진행! 뜨다! 열리다! 눌리다! 먹히다! 거부 거절 무한 무한로딩 렉"
        ),
        # It is tiresome.
        "@불편": "힘들다 어렵다 불편하다 번거롭다 귀찮다 복잡하다 까다롭다 짜증 답답하다 피곤하다 성가시다 지치다",
        # Again and again.
        "@반복": "계속 자꾸 매번 또 다시 반복 무한 수시로 맨날 항상 번번이 무한반복 몇번 수십번",
        # It is not there, or not enough.
        "@없음": "없다 부족 부족하다 적다 빠지다 없애다 사라지다 미지원 지원! 제공!",
        # May it be there.
        "@원함": (
            "추가 만들다 넣다 생기다 바라다 원하다 부탁 필요하다 필요 도입 적용 출시 개발 늘리다 다양하다 있다 "
            "희망 시급하다"
        ),
        # It frightens.
        "@불안": (
            "불안 불안하다 걱정 무섭다 찝찝하다 찜찜하다 꺼림칙하다 꺼리다 의심 의심스럽다 두렵다 겁 겁나다 우려 소름 "
            "염려"
        ),
        # It is not known.
        "@모름": "모르다 궁금하다 알리다 설명 안내 헷갈리다 애매하다 이해! 알다! 건지 가르치다",
    }.items()
}
_CLASS, _LOOSE = "@", "~"
# Signs that stand where they join or mark nothing. A hyphen within Latin letters is part of a name (T-money), and so is
# a plus that ends one (U+); a comma between digits is part of a number (1,000원).
_JOINING = re.compile(r"(\+|(?<!\d),|,(?!\d)|(?<![0-9A-Za-z])-|-(?![0-9A-Za-z])|(?<=.)@)")
_MISPLACED = re.compile(rf"{_JOINING.pattern}|[~!]")
_SPELLED = {"+": " + ", "-": " - ", ",": "|", "@": " + @"}
# Neighbouring nouns may be one word of a rule: 고객 센터.
_LONGEST_COMPOUND = 4


@dataclass(frozen=True, slots=True)
class Rule:
    """One word rule, understood.

    Attributes
    ----------
    text : str
        As written, with single spaces.
    groups : tuple of frozenset of str
        All must occur, by any of their alternatives.
    excluded : frozenset of str
        None may occur.
    loose : bool
        Whether it speaks only where no other theme has a word.
    """

    text: str
    groups: tuple[frozenset[str], ...]
    excluded: frozenset[str]
    loose: bool = False

    @property
    def specificity(self) -> int:
        """How many things the rule asks for at once; a match of more outranks a match of less."""
        return len(self.groups)

    def matches(self, features: frozenset[str] | set[str]) -> bool:
        """Tell whether a sentence with these features says what the rule asks for."""
        # A loop: asked several times per sentence, and twice as fast as all(...).
        for group in self.groups:
            if group.isdisjoint(features):
                return False
        return self.excluded.isdisjoint(features)


def parse_rule(text: str, synonyms: Mapping[str, str] | None = None) -> Rule:
    """Understand one rule.

    Parameters
    ----------
    synonyms : mapping of str to str, optional
        Written variant to the lemma it stands for: a rule finds what sentences say, whichever of both it names.

    Raises
    ------
    RuleError
        Empty, an empty alternative, an unknown class, nothing but exclusions, a sign where a word was expected, or one
        within a word, which could then never match.

    Examples
    --------
    >>> rule = parse_rule("전화|고객센터 + 받다! - 감사")
    >>> rule.matches({"전화", "받다", "받다!"}), rule.matches({"전화", "받다"})
    (True, False)
    """
    words = text.split()
    loose = words[:1] == [_LOOSE]
    groups: list[frozenset[str]] = []
    excluded: set[str] = set()
    sign = "+"
    expecting_word = True
    for word in words[loose:]:
        if word in {"+", "-"}:
            if expecting_word and groups:
                raise RuleError(f"rule '{text}': '{word}' follows another sign; a word was expected", rule=text)
            sign, expecting_word = word, True
            continue
        if not expecting_word:
            raise RuleError(
                f"rule '{text}': '{word}' follows a word without a sign; write ' + ', ' - ' or '|' between words, "
                "and compounds without a space",
                rule=text,
            )
        alternatives = _alternatives(text, word, synonyms or {})
        if sign == "+":
            groups.append(alternatives)
        else:
            excluded |= alternatives
        expecting_word = False
    if expecting_word or not groups:
        raise RuleError(f"rule '{text}' asks for nothing; write words such as '전화 + 받다!'", rule=text)
    return Rule(" ".join(words), tuple(groups), frozenset(excluded), loose)


def _alternatives(rule: str, group: str, synonyms: Mapping[str, str]) -> frozenset[str]:
    found: set[str] = set()
    for word in group.split("|"):
        if word in {"", "!"}:
            raise RuleError(f"rule '{rule}': '{group}' has an empty alternative", rule=rule)
        _check_signs(rule, word)
        if word.startswith(_CLASS) and word not in WORD_CLASSES:
            known = ", ".join(sorted(WORD_CLASSES))
            raise RuleError(f"rule '{rule}': there is no class '{word}'; known are {known}", rule=rule)
        plain = word.removesuffix("!")
        found |= WORD_CLASSES.get(word) or {synonyms.get(plain, plain) + word[len(plain) :]}
    return frozenset(found)


def _check_signs(rule: str, word: str) -> None:
    """Refuse a word with a sign in it that was meant to stand between words, or at their end."""
    slip = _MISPLACED.search(word.removesuffix("!").removesuffix("+"))
    if slip:
        raise RuleError(
            f"rule '{rule}': '{word}' holds '{slip[0]}' and could never match. '+' and '-' stand between spaces, '|' "
            f"between alternatives, '~ ' before the whole rule, '@' before a class, one '!' at the end of a word; "
            f"probably: '{_respelled(rule, word)}'",
            rule=rule,
        )


def _respelled(rule: str, word: str) -> str:
    parts = _JOINING.split(word.replace(_LOOSE, ""))
    spelled = (_SPELLED.get(part) or (f"{part.replace('!', '')}!" if "!" in part else part) for part in parts)
    words = " ".join(rule.replace(word, "".join(spelled)).split()).removeprefix("+ ")
    return f"{_LOOSE} {words}" if _LOOSE in word and not words.startswith(_LOOSE) else words


class Places:
    """Where the words of one sentence stand, to tell a rule that is met in one breath from one met by chance.

    Parameters
    ----------
    terms : sequence of Term
        The terms of the sentence, in order. Words that are no terms (adverbs, stop words) stand nowhere.
    """

    def __init__(self, terms: Sequence[Term]) -> None:
        self._of_word: defaultdict[str, list[int]] = defaultdict(list)
        self._predicates = [term.lemma.endswith("다") for term in terms]
        for place, term in enumerate(terms):
            self._of_word[term.lemma].append(place)
            if term.negated:
                # 인식하지 못해요: the light verb is said of the noun.
                for word in (f"{term.lemma}!", *(() if self._predicates[place] else ("되다!", "하다!"))):
                    self._of_word[word].append(place)
            joined = "" if self._predicates[place] else term.lemma
            for after in range(place + 1, min(place + _LONGEST_COMPOUND, len(terms))):
                if not joined or self._predicates[after]:
                    break
                joined += terms[after].lemma
                self._of_word[joined].append(place)

    def distance(self, rule: Rule) -> int:
        """Count what stands between the words that meet a rule; a predicate counts twice, for it ends a clause.

        Returns
        -------
        int
            0 where the words are neighbours, or where fewer than two of them have a place.
        """
        placed = [(at, group) for group, words in enumerate(rule.groups) for at in self._where(words)]
        n_groups = len({group for _, group in placed})
        if n_groups < 2:  # noqa: PLR2004 - a distance lies between two
            return 0
        placed.sort()
        shortest = len(self._predicates) * 2
        last: dict[int, int] = {}
        for at, group in placed:
            last[group] = at
            if len(last) == n_groups:
                shortest = min(shortest, self._between(set(last.values())))
        return shortest

    def _where(self, words: frozenset[str]) -> list[int]:
        # From the side of the sentence: it has ten words, the group may have forty.
        return [at for word, places in self._of_word.items() if word in words for at in places]

    def _between(self, matched: set[int]) -> int:
        inside = [at for at in range(min(matched), max(matched)) if at not in matched]
        return len(inside) + sum(self._predicates[at] for at in inside)


class RuleIndex(Generic[Key]):
    """Many rules, each standing for a key, matched together.

    A rule is looked up by the group whose words the fewest other rules use, so that a sentence tests a few rules
    instead of all.
    """

    def __init__(self, rules: Iterable[tuple[Key, Rule]]) -> None:
        by_word: defaultdict[str, list[tuple[int, Key, Rule]]] = defaultdict(list)
        rules = list(rules)
        popularity: defaultdict[str, int] = defaultdict(int)
        for _, rule in rules:
            for group in rule.groups:
                for word in group:
                    popularity[word] += 1
        for position, (key, rule) in enumerate(rules):
            rarest = min(rule.groups, key=lambda group: (sum(popularity[word] for word in group), sorted(group)))
            for word in rarest:
                by_word[word].append((position, key, rule))
        self._by_word = dict(by_word)

    def matches(self, features: frozenset[str] | set[str]) -> list[tuple[Key, Rule]]:
        """List the matching rules with their keys, in the order in which they were given."""
        found: dict[int, tuple[Key, Rule]] = {}
        for word in features & self._by_word.keys():
            for position, key, rule in self._by_word[word]:
                if position not in found and rule.matches(features):
                    found[position] = (key, rule)
        return [found[position] for position in sorted(found)]
