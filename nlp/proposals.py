"""Ideas for the themes that a person looks after: which two say the same, and which one says two things.

Nothing is merged or split here; a person decides. The same sentences in any order give the same ideas.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from nlp.counts import count_terms, group_counts
from nlp.keywords import ctfidf
from nlp.portraits import Voice, portray
from nlp.themes import centred
from nlp.titles import Namer
from nlp.types import FloatVector, IntVector, Rows, Sentence, UnitRows
from nlp.vectors import on_grid

# Parts of the score of a merge: alike in meaning, in words, said in the same documents.
_BY_CENTRE, _BY_WORDS, _BY_DOCUMENTS = 0.5, 0.35, 0.15
# Of unrelated themes of one company a hundredth are this much alike.
_LEAST_ALIKE, _LEAST_MERGE = 0.6, 0.4
_N_WORDS, _N_SHOWN = 15, 5
# Fewer voices say too little of what a theme is.
_FEWEST_TO_MERGE = 5
_FEWEST_TO_SPLIT, _FEWEST_IN_PART, _LEAST_SHARE = 24, 6, 0.2
# Parts whose centres are farther apart than this say two things.
_APART, _ROUNDS = 0.45, 20
# A part whose sentences are on average less near to its centre holds what is left over, not one thing.
_COHERENT = 0.5
_MOST_MERGES, _MOST_SPLITS = 5, 5


@dataclass(frozen=True, slots=True)
class Told:
    """One sentence of a theme and the document it stands in."""

    document_id: str
    sentence: Sentence


@dataclass(frozen=True, slots=True)
class MergeIdea:
    """Two themes that may be one.

    Attributes
    ----------
    into, source : str
        The theme that more voices hold, and the one that would go into it.
    score : float
        0-1, four decimals.
    words : tuple of str
        What both say, most telling first.
    """

    into: str
    source: str
    score: float
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SplitIdea:
    """A theme that may be two.

    Attributes
    ----------
    score : float
        0-1, four decimals: how far the parts lie apart.
    title, stays : str
        Titles of the smaller part, which would leave, and of the one that stays.
    texts : tuple of str
        The sentences of the smaller part, sorted.
    """

    theme: str
    score: float
    title: str
    stays: str
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Group:
    """A theme folded to distinct sentences, sorted by text."""

    voices: list[Voice]
    weights: IntVector
    documents: frozenset[str]

    @property
    def n_voices(self) -> int:
        return int(self.weights.sum())


class Proposer:
    """Looks for merges and splits.

    Parameters
    ----------
    encode : callable
        Sentences to unit vectors of one space.
    namer : Namer
        Gives titles to the parts of a split.
    """

    def __init__(self, encode: Callable[[Sequence[Sentence]], UnitRows], namer: Namer) -> None:
        self._encode = encode
        self._namer = namer

    def ideas(self, themes: Mapping[str, Sequence[Told]]) -> tuple[list[MergeIdea], list[SplitIdea]]:
        """Suggest merges and splits, the surest first, at most five of each.

        Parameters
        ----------
        themes : mapping of str to sequence of Told
            Theme id to all its sentences, copies left out.
        """
        groups = {theme_id: _group(themes[theme_id]) for theme_id in sorted(themes) if themes[theme_id]}
        centres: dict[str, FloatVector] = {}
        splits: list[SplitIdea] = []
        # One theme after the other: the vectors of all of them are large.
        for theme_id, group in groups.items():
            vectors = self._encode([voice.sentence for voice in group.voices])
            if group.n_voices >= _FEWEST_TO_MERGE:
                centres[theme_id] = centred(vectors, group.weights, np.arange(len(group.weights))).centroid
            if group.n_voices >= _FEWEST_TO_SPLIT and (idea := self._split(theme_id, group, vectors)) is not None:
                splits.append(idea)
        return _merges(groups, centres), sorted(splits, key=lambda idea: (-idea.score, idea.theme))[:_MOST_SPLITS]

    def _split(self, theme_id: str, group: _Group, vectors: UnitRows) -> SplitIdea | None:
        """Part a theme in two where the parts lie apart, are both worth a theme, and have names of their own."""
        sides = _halves(vectors, group.weights)
        parts = [np.flatnonzero(sides == side) for side in (False, True)]
        sizes = [int(group.weights[part].sum()) for part in parts]
        least = max(_FEWEST_IN_PART, _LEAST_SHARE * group.n_voices)
        if min(sizes) < least or min(map(len, parts)) < _FEWEST_IN_PART:
            return None
        centres = [centred(vectors, group.weights, part).centroid for part in parts]
        alike = max(0.0, round(float(centres[0] @ centres[1]), 6))
        leaving, staying = sorted((0, 1), key=lambda side: (sizes[side], side))
        left = parts[leaving]
        if alike > _APART or _nearness(vectors[left], group.weights[left], centres[leaving]) < _COHERENT:
            return None
        portraits = portray(
            {str(side): [group.voices[row] for row in parts[side]] for side in (leaving, staying)},
            background=(),
            encode=self._encode,
            namer=self._namer,
        )
        title, stays = portraits[str(leaving)].title, portraits[str(staying)].title
        if not title or title == stays:
            return None
        texts = tuple(group.voices[row].sentence.text for row in parts[leaving])
        return SplitIdea(theme_id, round(1.0 - alike, 4), title, stays, texts)


def _group(told: Sequence[Told]) -> _Group:
    documents: dict[str, set[str]] = {}
    firsts: dict[str, Sentence] = {}
    for one in sorted(told, key=lambda one: (one.sentence.text, one.document_id)):
        firsts.setdefault(one.sentence.text, one.sentence)
        documents.setdefault(one.sentence.text, set()).add(one.document_id)
    voices = [Voice(firsts[text], len(documents[text])) for text in sorted(firsts)]
    weights = np.array([voice.weight for voice in voices], dtype=np.int64)
    everywhere = frozenset(one.document_id for one in told)
    return _Group(voices, weights, everywhere)


def _merges(groups: Mapping[str, _Group], centres: Mapping[str, FloatVector]) -> list[MergeIdea]:
    large = {key: groups[key] for key in centres}
    words = _telling_words(large)
    found = []
    for one, other in combinations(large, 2):
        alike = round(float(centres[one] @ centres[other]), 6)
        if alike < _LEAST_ALIKE:
            continue
        shared = {word: min(words[one][word], words[other][word]) for word in words[one].keys() & words[other].keys()}
        told = [large[key].documents for key in (one, other)]
        together = len(told[0] & told[1]) / min(map(len, told))
        score = _BY_CENTRE * alike + _BY_WORDS * sum(sorted(shared.values())) + _BY_DOCUMENTS * together
        if round(score, 4) >= _LEAST_MERGE:
            into, source = sorted((one, other), key=lambda key: (-large[key].n_voices, key))
            telling = sorted(shared, key=lambda word: (-round(shared[word], 6), word))[:_N_SHOWN]
            found.append(MergeIdea(into, source, round(score, 4), tuple(telling)))
    return sorted(found, key=lambda idea: (-idea.score, idea.into, idea.source))[:_MOST_MERGES]


def _nearness(vectors: Rows, weights: IntVector, centre: FloatVector) -> float:
    """Average how near voices are to a centre."""
    return round(float(np.average(on_grid(vectors) @ centre, weights=weights)), 6)


def _telling_words(groups: Mapping[str, _Group]) -> dict[str, dict[str, float]]:
    """Weigh the most telling words of each theme; the weights of one theme add up to 1."""
    terms = [[term.shown for term in v.sentence.terms] for group in groups.values() for v in group.voices]
    numbers = [number for number, group in enumerate(groups.values()) for _ in group.voices]
    dtm, vocabulary = count_terms(terms)
    weights = ctfidf(group_counts(dtm, np.array(numbers, dtype=np.int64), len(groups)))
    found = {}
    for number, key in enumerate(groups):
        row = weights[[number]].tocsr()
        by_word = {
            vocabulary.terms[column]: round(float(w), 9) for column, w in zip(row.indices, row.data, strict=True)
        }
        best = sorted(by_word, key=lambda word: (-by_word[word], word))[:_N_WORDS]
        total = sum(by_word[word] for word in best) or 1.0
        found[key] = {word: by_word[word] / total for word in best}
    return found


def _halves(rows: Rows, weights: IntVector) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Part sentences in two: the two that are least alike draw the others, until nothing changes."""
    vectors = on_grid(rows)
    mean = on_grid((vectors * weights[:, None]).sum(axis=0))
    # Farthest from all, then farthest from that one: no chance in it.
    first = int(np.argmin(np.round(vectors @ mean, 6)))
    second = int(np.argmin(np.round(vectors @ vectors[first], 6)))
    sides = _nearer(vectors, vectors[second], vectors[first])
    for _ in range(_ROUNDS):
        if sides.all() or not sides.any():
            break
        centres = [centred(vectors, weights, np.flatnonzero(sides == side)).centroid for side in (False, True)]
        again = _nearer(vectors, centres[0], centres[1])
        if (again == sides).all():
            break
        sides = again
    return sides


def _nearer(vectors: Rows, to: FloatVector, than: FloatVector) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Tell for each row whether it is nearer to the second centre than to the first."""
    return np.asarray(np.round(vectors @ than, 6) > np.round(vectors @ to, 6))
