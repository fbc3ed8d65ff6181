"""Say in few words which words of a sentence a rule went by; a whole rule is a list of forty."""

from collections.abc import Sequence
from functools import lru_cache

from nlp.rules import parse_rule
from nlp.types import Term

_LONGEST_COMPOUND = 4
# Of a rule whose words are no terms of the sentence (adverbs, light verbs), so many alternatives are shown.
_SHOWN_ALTERNATIVES = 3


class SaidWords:
    """The words of a sentence as a rule may ask for them, listed when they are first asked for.

    Examples
    --------
    >>> terms = [Term("인증", "인증이", False, 0, 3), Term("되다", "안 돼요", True, 4, 8)]
    >>> SaidWords(terms).meeting("인증|본인인증 + 되다!|실패|오류 - 로그인")
    '인증 + 안 되다'
    """

    def __init__(self, terms: Sequence[Term]) -> None:
        self._terms = terms
        self._named: dict[str, str] = {}

    def meeting(self, rule: str) -> str:
        """Return the words that met a rule, group by group."""
        if not self._named:
            self._list()
        met: list[str] = []
        groups = _groups(rule)
        for group in groups:
            for word, shown in self._named.items():
                if word in group:
                    if shown not in met:
                        met.append(shown)
                    break
        return " + ".join(met) or "|".join(sorted(groups[0])[:_SHOWN_ALTERNATIVES])

    def _list(self) -> None:
        """Map what a rule may ask for to how readers see it, in the order of the sentence."""
        named = self._named
        for place, term in enumerate(self._terms):
            if term.negated:
                named[f"{term.lemma}!"] = f"안 {term.lemma}"
            named.setdefault(term.lemma, f"안 {term.lemma}" if term.negated else term.lemma)
            joined = term.lemma
            for after in self._terms[place + 1 : place + _LONGEST_COMPOUND]:
                if joined.endswith("다") or after.lemma.endswith("다"):
                    break
                joined += after.lemma
                named.setdefault(joined, joined)


@lru_cache(maxsize=4096)
def _groups(rule: str) -> tuple[frozenset[str], ...]:
    return parse_rule(rule).groups
