"""Word rules: how marketers say in the configuration which words point to a theme, a reason or a stage.

A rule names groups of alternatives: `신분증|민증 + 인식|촬영 - 견본` matches a sentence that has (an ID card) and
(recognition or a photo) and no (specimen). An alternative is a noun or a predicate in dictionary form; `받다!` asks for
the predicate (or noun) under a negation, `받다` takes it either way.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from nlp.errors import RuleError

Key = TypeVar("Key", bound=Hashable)


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
    """

    text: str
    groups: tuple[frozenset[str], ...]
    excluded: frozenset[str]

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


def parse_rule(text: str) -> Rule:
    """Understand one rule.

    Raises
    ------
    RuleError
        Empty, an empty alternative, nothing but exclusions, or a sign where a word was expected.

    Examples
    --------
    >>> rule = parse_rule("전화|고객센터 + 받다! - 감사")
    >>> rule.matches({"전화", "받다", "받다!"}), rule.matches({"전화", "받다"})
    (True, False)
    """
    words = text.split()
    groups: list[frozenset[str]] = []
    excluded: set[str] = set()
    sign = "+"
    expecting_word = True
    for word in words:
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
        alternatives = frozenset(word.split("|"))
        if "" in alternatives or "!" in alternatives:
            raise RuleError(f"rule '{text}': '{word}' has an empty alternative", rule=text)
        if sign == "+":
            groups.append(alternatives)
        else:
            excluded |= alternatives
        expecting_word = False
    if expecting_word or not groups:
        raise RuleError(f"rule '{text}' asks for nothing; write words such as '전화 + 받다!'", rule=text)
    return Rule(" ".join(words), tuple(groups), frozenset(excluded))


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
