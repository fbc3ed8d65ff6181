"""Name an event by the words that made it one, in the order and the spelling in which customers put them."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from nlp.types import Term

_MOST_NOUNS = 4
# A noun names the event when it tells at least this much of what the most telling one does.
_TELLING_SHARE = 0.3
# A predicate is said of the event by at least this part of its sentences.
_SAID_SHARE = 0.12


@dataclass(frozen=True, slots=True)
class Wording:
    """One distinct sentence of an event.

    Attributes
    ----------
    weight : int
        How many voices said it.
    """

    text: str
    terms: Sequence[Term]
    weight: int


def name_event(members: Sequence[Wording], weights: Mapping[str, float], nominal: Callable[[str], str]) -> str:
    """Make a title such as `가족 합산 동의 링크` from the sentences of an event.

    Parameters
    ----------
    members : sequence of Wording
        Distinct sentences with how many voices said them.
    weights : mapping of str to float
        Term of the event to how new it is, 0-1.
    nominal : callable
        Predicate to noun, see `Tokenizer.nominal`.
    """
    nouns = _in_order(members, _naming(members, weights))
    predicate = _said(members, nouns)
    words = _as_typed(members, nouns) + ([nominal(predicate)] if predicate else [])
    return " ".join(words) or max(weights, key=lambda term: (weights[term], term))


def _naming(members: Sequence[Wording], weights: Mapping[str, float]) -> list[str]:
    telling: Counter[str] = Counter()
    for member in members:
        for lemma in {t.lemma for t in member.terms if t.lemma in weights and not t.lemma.endswith("다")}:
            telling[lemma] += member.weight
    scores = {lemma: round(n * weights[lemma], 6) for lemma, n in telling.items()}
    ranked = sorted(scores, key=lambda lemma: (-scores[lemma], lemma))
    return [lemma for lemma in ranked[:_MOST_NOUNS] if scores[lemma] >= _TELLING_SHARE * scores[ranked[0]]]


def _in_order(members: Sequence[Wording], nouns: Sequence[str]) -> list[str]:
    """Sort the nouns as sentences have them: one that mostly stands before another comes first."""
    before: Counter[tuple[str, str]] = Counter()
    for member in members:
        said = list(dict.fromkeys(t.lemma for t in member.terms if t.lemma in nouns))
        for i, one in enumerate(said):
            for other in said[i + 1 :]:
                before[one, other] += member.weight
    wins = {one: sum(before[one, other] > before[other, one] for other in nouns) for one in nouns}
    return sorted(nouns, key=lambda noun: (-wins[noun], nouns.index(noun)))


def _as_typed(members: Sequence[Wording], nouns: Sequence[str]) -> list[str]:
    """Write neighbours together where customers mostly do: 간편 인증 becomes 간편인증."""
    words: list[str] = []
    for noun in nouns:
        if words:
            together = sum(m.weight for m in members if words[-1] + noun in m.text)
            apart = sum(m.weight for m in members if f"{words[-1]} {noun}" in m.text)
            if together > apart:
                words[-1] += noun
                continue
        words.append(noun)
    return words


def _said(members: Sequence[Wording], nouns: Sequence[str]) -> str:
    """Choose the predicate under a negation that most sentences with the event's nouns share; what fails is news."""
    counts: Counter[str] = Counter()
    for member in members:
        if any(t.lemma in nouns for t in member.terms):
            for shown in {t.shown for t in member.terms if t.negated and t.lemma.endswith("다")}:
                counts[shown] += member.weight
    total = sum(member.weight for member in members)
    ranked = sorted((-n, shown) for shown, n in counts.items() if n >= _SAID_SHARE * total)
    return ranked[0][1] if ranked else ""
