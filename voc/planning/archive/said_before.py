"""Have we said this before? The past messages nearest to a text: by wording first, then by what they speak of."""

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, get_args

from nlp.message_traits import wording_of
from voc.store.messages import StoredMessage

How = Literal["same", "wording", "meaning"]
_ORDER: tuple[How, ...] = get_args(How)

# Below this share of common wording two messages only use the same everyday words.
NEAR = 0.35
# So many of the newest wordings are looked through.
MOST_WORDINGS = 5_000
# A phrase has two words and six letters at least.
_FEWEST_WORDS, _FEWEST_LETTERS = 2, 6
_N_WORDS, _N_PHRASES = 5, 3
_EDGES = ".,!?~…·:;()[]{}<>\"'“”‘’「」『』|/-_=+*^"


@dataclass(frozen=True, slots=True)
class Asked:
    """A text to look for, as the analyser read it.

    Attributes
    ----------
    terms : collection of str
        Its lemmas.
    themes : collection of str
        Ids of the themes that its sentences speak of.
    """

    text: str
    terms: Collection[str]
    themes: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class Near:
    """A past message and what it has in common with the text.

    Attributes
    ----------
    message : StoredMessage
        The latest sending of this wording.
    n_sent_before : int
        Sendings of this wording.
    score : float
        0-1: common wording, weighed by how rare it is in the archive; 1 is the same wording.
    how : How
        `same` wording, near `wording`, or another wording on the same theme (`meaning`).
    words, phrases : tuple of str
        Lemmas that both say, the rarest first; runs of words that both have, the longest first.
    themes : tuple of str
        Ids of the themes that both speak of.
    """

    message: StoredMessage
    n_sent_before: int
    score: float
    how: How
    words: tuple[str, ...]
    phrases: tuple[str, ...]
    themes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Wording:
    """One wording of the archive, its latest sending first in line; `pairs` are words next to each other."""

    message: StoredMessage
    n_sent: int
    terms: frozenset[str]
    themes: frozenset[str]
    words: tuple[str, ...]
    folded: str
    pairs: frozenset[tuple[str, str]]


class SaidBefore:
    """The wordings of an archive, ready to be asked.

    Parameters
    ----------
    messages : iterable of StoredMessage
        In any order; sendings of one wording are one. The newest `MOST_WORDINGS` are kept.
    themes : mapping of message id to theme ids
        As readers see them, people's edits applied.

    Notes
    -----
    Score: the mean of two shares of common lemmas, of the text's weight and of both together (cosine), each lemma
    weighing its smoothed inverse document frequency squared; or, where higher, the share of the text's words that
    stand in a common run of two words or more. The same archive and text give the same answer in the same order.
    """

    def __init__(self, messages: Iterable[StoredMessage], themes: Mapping[str, Collection[str]]) -> None:
        self._wordings = _wordings(messages, themes)
        self._holding: defaultdict[str, list[int]] = defaultdict(list)
        for place, wording in enumerate(self._wordings):
            for term in wording.terms:
                self._holding[term].append(place)
        self._weights = {term: self._weight_of(len(places)) for term, places in self._holding.items()}
        self._totals = [self._total(wording.terms) for wording in self._wordings]

    def __len__(self) -> int:
        return len(self._wordings)

    def nearest(self, asked: Asked, n: int) -> list[Near]:
        """Return the `n` wordings nearest to a text: near wording by score, then the same theme, the newest first."""
        terms, words = frozenset(asked.terms), _words(asked.text)
        about = frozenset(asked.themes)
        said = _Said(terms, words, _folded(words), frozenset(pairwise(words)), about, self._total(terms))
        found = [self._near(place, said) for place in self._candidates(said)]
        ranked = sorted((one for one in found if one is not None), key=_rank)
        return ranked[:n]

    def _candidates(self, said: "_Said") -> Iterator[int]:
        places = {place for term in said.terms for place in self._holding.get(term, ())}
        typed = said.folded if len(said.folded) >= _FEWEST_LETTERS or not said.terms else ""
        for place, one in enumerate(self._wordings):
            if place in places or one.themes & said.themes or (typed and typed in one.folded):
                yield place

    def _near(self, place: int, said: "_Said") -> Near | None:
        wording = self._wordings[place]
        # A run has two words at least; where no two are common, nothing has to be looked through.
        phrases = [] if said.pairs.isdisjoint(wording.pairs) else _common_runs(said.words, wording.words)
        score = max(self._share(place, said), _covered(phrases, said.folded))
        is_same = bool(said.words) and said.folded == wording.folded
        themes = tuple(sorted(said.themes & wording.themes))
        how: How = "same" if is_same else "wording" if score >= NEAR else "meaning"
        if how == "meaning" and not themes:
            return None
        common = sorted(said.terms & wording.terms, key=lambda term: (-self._weight(term), term))
        return Near(
            message=wording.message,
            n_sent_before=wording.n_sent,
            score=1.0 if is_same else round(min(score, 1.0), 4),
            how=how,
            words=tuple(common[:_N_WORDS]),
            phrases=tuple(phrases[:_N_PHRASES]),
            themes=themes,
        )

    def _share(self, place: int, said: "_Said") -> float:
        common = self._total(said.terms & self._wordings[place].terms)
        if not common:
            return 0.0
        return (common / said.total + common / math.sqrt(said.total * self._totals[place])) / 2

    def _total(self, terms: Iterable[str]) -> float:
        return math.fsum(self._weight(term) ** 2 for term in terms)

    def _weight(self, term: str) -> float:
        return self._weights.get(term) or self._weight_of(0)

    def _weight_of(self, df: int) -> float:
        return math.log((1 + len(self._wordings)) / (1 + df)) + 1


@dataclass(frozen=True, slots=True)
class _Said:
    """A text that is asked about, taken apart once."""

    terms: frozenset[str]
    words: tuple[str, ...]
    folded: str
    pairs: frozenset[tuple[str, str]]
    themes: frozenset[str]
    total: float


def _wordings(messages: Iterable[StoredMessage], themes: Mapping[str, Collection[str]]) -> list[_Wording]:
    newest: dict[str, StoredMessage] = {}
    counts: Counter[str] = Counter()
    for one in sorted(messages, key=lambda one: (one.sent_at, one.message_id), reverse=True):
        counts[one.fingerprint] += 1
        newest.setdefault(one.fingerprint, one)
    found = []
    for key, one in list(newest.items())[:MOST_WORDINGS]:
        words, about = _words(one.text), frozenset(themes.get(one.message_id, ()))
        found.append(
            _Wording(
                one, counts[key], frozenset(one.terms or ()), about, words, _folded(words), frozenset(pairwise(words))
            )
        )
    return found


def _rank(one: Near) -> tuple[int, float, float, str]:
    # Among messages that only share a theme their everyday words say nothing: the newest comes first.
    score = 0.0 if one.how == "meaning" else one.score
    return _ORDER.index(one.how), -score, -one.message.sent_at.timestamp(), one.message.message_id


def _words(text: str) -> tuple[str, ...]:
    """Return the words between spaces without marks at their edges; opt-out lines, links and marks are left out."""
    return tuple(word for part in wording_of(text).split() if (word := part.strip(_EDGES)))


def _folded(words: Sequence[str]) -> str:
    return "".join(words).casefold()


def _common_runs(asked: Sequence[str], held: Sequence[str]) -> list[str]:
    """List the runs of words of the text that the message has too, none inside another, the longest first."""
    starts: defaultdict[str, list[int]] = defaultdict(list)
    for place, word in enumerate(held):
        starts[word].append(place)
    runs, place = [], 0
    while place < len(asked):
        length = max((_agree(asked[place:], held[start:]) for start in starts.get(asked[place], ())), default=0)
        run = asked[place : place + length]
        if length >= _FEWEST_WORDS and len("".join(run)) >= _FEWEST_LETTERS:
            runs.append(" ".join(run))
        place += max(length, 1)
    return sorted(dict.fromkeys(runs), key=lambda run: (-len(run), run))


def _agree(some: Sequence[str], others: Sequence[str]) -> int:
    """Count the words with which both begin."""
    return next(
        (i for i, pair in enumerate(zip(some, others, strict=False)) if pair[0] != pair[1]),
        min(map(len, (some, others))),
    )


def _covered(phrases: Sequence[str], folded: str) -> float:
    """Return the share of the text's letters that stand in common runs."""
    return min(1.0, sum(len(run.replace(" ", "")) for run in phrases) / len(folded)) if phrases else 0.0
