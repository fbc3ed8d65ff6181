"""Name a theme in its customers' words: the noun phrase they share, and what they say of it."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from nlp.types import Term

_LONGEST = 4
# A phrase must be shared by this part of the theme's voices to name it; a predicate likewise.
_SHARED = 0.2
# Each further noun makes a name clearer, up to a point.
_LENGTH_BONUS = (0.0, 1.0, 1.7, 2.1, 2.2)


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


def name_theme(members: Sequence[Member], scores: Mapping[str, float], nominal: Callable[[str], str]) -> str:
    """Make a title of 2-5 words.

    Parameters
    ----------
    members : sequence of Member
        All sentences of the theme.
    scores : mapping of str to float
        Term (as keywords count it) to how much it marks the theme, 0-1.
    nominal : callable
        Turns a predicate into a noun, see `Tokenizer.nominal`.
    """
    total = sum(member.weight for member in members)
    phrase = _shared_phrase(members, scores, total)
    predicate = _shared_predicate(members, scores, total, given=phrase)
    words = [*phrase, *([nominal(predicate)] if predicate else [])]
    if words:
        return " ".join(words)
    return _shortest(members)


def _shared_phrase(members: Sequence[Member], scores: Mapping[str, float], total: int) -> tuple[str, ...]:
    counts: Counter[tuple[str, ...]] = Counter()
    for member in members:
        for phrase in {p for run in _noun_runs(member) for p in _parts(run)}:
            counts[phrase] += member.weight
    best: tuple[str, ...] = ()
    best_value = 0.0
    for phrase, n in counts.items():
        if n < max(2, _SHARED * total) and len(members) > 1:
            continue
        marks = sum(scores.get(word, 0.0) for word in phrase) / len(phrase)
        value = round(n / total * marks * _LENGTH_BONUS[len(phrase)], 9)
        if (-value, phrase) < (-best_value, best):
            best, best_value = phrase, value
    return best


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


def _shared_predicate(
    members: Sequence[Member], scores: Mapping[str, float], total: int, *, given: tuple[str, ...]
) -> str:
    counts: Counter[str] = Counter()
    for member in members:
        lemmas = {term.lemma for term in member.terms}
        if not given or lemmas & set(given):
            for shown in {term.shown for term in member.terms if term.lemma.endswith("다")}:
                counts[shown] += member.weight
    ranked = sorted(
        (-round(n / total * scores.get(word, 0.0), 9), word) for word, n in counts.items() if n >= _SHARED * total
    )
    return ranked[0][1] if ranked and ranked[0][0] < 0 else ""


def _shortest(members: Sequence[Member]) -> str:
    return min((member.text for member in members), key=lambda text: (len(text), text))
