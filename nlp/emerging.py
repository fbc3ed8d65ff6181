"""What is new: events of one period, found by the words that customers suddenly use together.

A catalogue knows kinds of trouble, not this week's trouble: the sign-in that broke with Monday's release is spread over
"login", "identity check" and "error after update". The words of the event (3.8, 간편인증) tell what it is: they jump
together, and the sentences that hold them are one theme.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import log

import numpy as np
from scipy.stats import false_discovery_control, nbinom

# A word is new when this many documents use it, several times as many as its past lets expect, beyond chance.
_LEAST_DOCUMENTS = 5
_LEAST_RATIO = 4.0
_FALSE_SHARE = 0.01
# Weekly counts of words scatter more than chance alone: variance = mean + dispersion * mean^2.
_DISPERSION = 0.25
# Two new words belong to one event when the rarer stands beside the other in this share of its documents.
_TOGETHER = 0.34
_LEAST_TOGETHER = 3
_LEAST_PERIODS = 4
# An event is told by at least this many documents, and by more of them where a single word tells it.
_SMALLEST_EVENT, _SMALLEST_BY_ONE_WORD = 5, 10
# Weight that makes a sentence one of the event by itself; others need a document that has such a sentence.
_TELLING = 0.45
# A sentence of another period belongs to the event only when it says two of its words, and clearly.
_EARLIER = 1.0


@dataclass(frozen=True, slots=True)
class Mention:
    """One sentence with the document it stands in and its terms as keywords count them."""

    document_id: str
    terms: frozenset[str]


@dataclass(frozen=True, slots=True)
class Event:
    """Words that jumped together, and the sentences that hold them.

    Attributes
    ----------
    weights : mapping of str to float
        New term to how new it is: the logarithm of its jump, 1 for the newest.
    rows : tuple of int
        Positions of the sentences, ascending.
    """

    weights: Mapping[str, float]
    rows: tuple[int, ...]

    def score(self, terms: frozenset[str]) -> float:
        """Rate how much of the event a sentence says, 0-1, four decimals."""
        return round(min(1.0, sum(self.weights.get(term, 0.0) for term in sorted(terms))), 4)


def find_events(now: Sequence[Mention], before: Sequence[Mention], *, n_before: int) -> list[Event]:
    """Find the events of a period.

    Parameters
    ----------
    now, before : sequence of Mention
        Sentences of the period, and of the periods before it.
    n_before : int
        How many periods `before` covers; with fewer than 4 nothing can be called new.

    Returns
    -------
    list of Event
        Largest first; a sentence belongs to one event at most.
    """
    if n_before < _LEAST_PERIODS:
        return []
    weights = _new_terms(now, before)
    groups = _groups(weights, _documents_of(weights, now))
    found = []
    placed = _place([{term: weights[term] for term in sorted(group)} for group in groups], now)
    for group, rows in zip(groups, placed, strict=True):
        told_by = len({now[row].document_id for row in rows})
        if told_by >= (_SMALLEST_EVENT if len(group) > 1 else _SMALLEST_BY_ONE_WORD):
            found.append(Event({term: weights[term] for term in sorted(group)}, tuple(rows)))
    return sorted(found, key=lambda event: (-len(event.rows), event.rows))


def foretold(weights: Mapping[str, float], terms: frozenset[str]) -> bool:
    """Tell whether a sentence of another period speaks of the event with these words: two of them, and clearly."""
    said = [weights[term] for term in sorted(terms & weights.keys())]
    return len(said) > 1 and round(sum(said), 6) >= _EARLIER


def _place(groups: Sequence[Mapping[str, float]], now: Sequence[Mention]) -> list[list[int]]:
    """Give each sentence to the event whose words it holds most of; a faint hint needs a telling one beside it."""
    hints: list[tuple[int, float]] = []
    telling: set[tuple[str, int]] = set()
    for mention in now:
        scores = [round(sum(group.get(term, 0.0) for term in sorted(mention.terms)), 6) for group in groups]
        best = max(range(len(scores)), key=lambda i: (scores[i], -i)) if scores else 0
        hints.append((best, scores[best] if scores else 0.0))
        if hints[-1][1] >= _TELLING:
            telling.add((mention.document_id, best))
    placed: list[list[int]] = [[] for _ in groups]
    for row, (mention, (best, score)) in enumerate(zip(now, hints, strict=True)):
        if score > 0 and (mention.document_id, best) in telling:
            placed[best].append(row)
    return placed


def _new_terms(now: Sequence[Mention], before: Sequence[Mention]) -> dict[str, float]:
    """Weigh the terms that jumped: document frequency against a negative binomial of the past."""
    here, there = _document_frequency(now), _document_frequency(before)
    candidates = sorted(term for term, n in here.items() if n >= _LEAST_DOCUMENTS)
    if not candidates:
        return {}
    n_now = len({mention.document_id for mention in now})
    n_then = len({mention.document_id for mention in before})
    share = n_now / max(1, n_then)
    # 0.5: add-half smoothing, Haldane 1956; a term never heard is not impossible.
    expected = np.array([(there[term] + 0.5) * share for term in candidates])
    observed = np.array([here[term] for term in candidates])
    size = 1.0 / _DISPERSION
    p = nbinom.sf(observed - 1, size, size / (size + expected))
    q = false_discovery_control(p)
    jumped = {
        term: log(observed[i] / expected[i])
        for i, term in enumerate(candidates)
        if q[i] <= _FALSE_SHARE and observed[i] >= _LEAST_RATIO * expected[i]
    }
    highest = max(jumped.values(), default=1.0)
    return {term: round(value / highest, 6) for term, value in jumped.items()}


def _document_frequency(mentions: Sequence[Mention]) -> Counter[str]:
    of_document: defaultdict[str, set[str]] = defaultdict(set)
    for mention in mentions:
        of_document[mention.document_id] |= mention.terms
    return Counter(term for terms in of_document.values() for term in terms)


def _documents_of(weights: Mapping[str, float], now: Sequence[Mention]) -> dict[str, set[str]]:
    documents: dict[str, set[str]] = {term: set() for term in weights}
    for mention in now:
        for term in mention.terms & weights.keys():
            documents[term].add(mention.document_id)
    return documents


def _groups(weights: Mapping[str, float], documents: Mapping[str, set[str]]) -> list[set[str]]:
    """Join new terms that stand in the same documents; in a fixed order, so that the outcome is always the same."""
    parent = {term: term for term in weights}

    def root(term: str) -> str:
        while parent[term] != term:
            term = parent[term]
        return term

    for one, other in combinations(sorted(weights), 2):
        together = len(documents[one] & documents[other])
        rarer = min(len(documents[one]), len(documents[other]))
        if together >= _LEAST_TOGETHER and together >= _TOGETHER * rarer:
            first, second = sorted((root(one), root(other)))
            parent[second] = first
    groups: defaultdict[str, set[str]] = defaultdict(set)
    for term in sorted(weights):
        groups[root(term)].add(term)
    return [groups[key] for key in sorted(groups)]
