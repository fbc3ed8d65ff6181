"""Portraits of themes: keywords with surface forms, a title, varied exemplars, the usual reason and stage."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix

from nlp.counts import CountMatrix, count_terms, group_counts
from nlp.keywords import GroupTerm, ctfidf, group_terms
from nlp.phrases import with_phrases
from nlp.surfaces import count_surfaces, most_typed
from nlp.themes import varied
from nlp.titles import Member, Namer
from nlp.types import NO_STAGE, Sentence, UnitRows

_N_KEYWORDS, _N_EXEMPLARS = 10, 5
# Exemplars say something: neither a lone word nor a page.
_SHORTEST, _LONGEST = 8, 160
_MOST_SEEN, _MOST_BACKGROUND = 400, 20_000
# A word of this part of the themes, where there are enough to tell, is a word of the app and not of a theme.
_SHARED_BY_THEMES, _AS_MUCH, _FEWEST_TO_COMPARE = 0.5, 0.5, 6
# A theme of fewer words lacks most words by chance; where there are so many others, only these are asked.
_ENOUGH_SAID, _ENOUGH_THEMES = 60, 30


@dataclass(frozen=True, slots=True)
class Voice:
    """One distinct sentence with all who said it.

    Attributes
    ----------
    sentence : Sentence
        As it was first read.
    weight : int
        Voices: documents that are no copies.
    """

    sentence: Sentence
    weight: int


@dataclass(frozen=True, slots=True)
class Portrait:
    """What a reader sees of a theme.

    Attributes
    ----------
    title : str
        In customers' words; empty where its sentences share nothing that could name them.
    topic : str
        What it is about, for a theme that must be shown though nothing names it; empty where something does, or where
        it has no word at all.
    exemplars : tuple of str
        Sentences near the centre that differ from each other, most telling first.
    """

    title: str
    topic: str
    keywords: tuple[GroupTerm, ...]
    exemplars: tuple[str, ...]
    reason: str
    stage: str


@dataclass(frozen=True, slots=True)
class Sketch:
    """What tells a theme from the others, before its portrait is drawn.

    Attributes
    ----------
    title : str
        As in `Portrait`.
    ranked : tuple of GroupTerm
        Its words, most telling first.
    topics : tuple of str
        Terms that may say what it is about, most telling first.
    """

    title: str
    ranked: tuple[GroupTerm, ...]
    topics: tuple[str, ...]


def sketch(groups: Mapping[str, Sequence[Voice]], *, background: Sequence[Voice], namer: Namer) -> dict[str, Sketch]:
    """Find the title and the words of each theme against all that was said.

    Parameters
    ----------
    groups : mapping of str to sequence of Voice
        Theme id to its distinct sentences.
    background : sequence of Voice
        Sentences of no theme; they keep everyday words out of the keywords.
    namer : Namer
        Gives titles.
    """
    ids = sorted(groups)
    everyone = [(i, voice) for i, key in enumerate(ids) for voice in groups[key]]
    # Every so-manieth shows what is said everywhere as well as all.
    everyone += [(len(ids), voice) for voice in background[:: len(background) // _MOST_BACKGROUND + 1]]
    terms = with_phrases([voice.sentence for _, voice in everyone])
    weights = [voice.weight for _, voice in everyone]
    surfaces = most_typed(count_surfaces(terms, weights))
    dtm, vocabulary = count_terms([[t.shown for t in of_sentence] for of_sentence in terms])
    # A sentence said by many counts once per voice, a word said twice in it once.
    dtm.data[:] = np.repeat(np.asarray(weights, dtype=np.int64), np.diff(dtm.indptr))
    counts = group_counts(dtm, np.array([i for i, _ in everyone], dtype=np.int64), len(ids) + 1)
    ranked = group_terms(ctfidf(counts), vocabulary=vocabulary, surfaces=surfaces, limit=4 * _N_KEYWORDS)
    everywhere = _everywhere(counts[: len(ids)], vocabulary.terms)
    return {
        key: Sketch(
            title=namer.name(_members(groups[key]), _single_scores(of_theme), everywhere),
            ranked=tuple(of_theme),
            topics=tuple(term.term for term in of_theme if term.term not in everywhere),
        )
        for key, of_theme in zip(ids, ranked, strict=False)
    }


def draw(
    one: Sketch, voices: Sequence[Voice], *, encode: Callable[[Sequence[Sentence]], UnitRows], namer: Namer
) -> Portrait:
    """Draw the portrait of a theme.

    Parameters
    ----------
    voices : sequence of Voice
        The distinct sentences that the sketch was made of.
    encode : callable
        Sentences to unit vectors of one space.
    """
    return Portrait(
        title=one.title,
        topic="" if one.title else namer.topic(_members(voices), one.topics),
        keywords=tuple(_telling(one.ranked)[:_N_KEYWORDS]),
        exemplars=_exemplars(voices, encode),
        reason=_usual(voices, lambda v: v.sentence.reading.reason),
        stage=_usual(voices, lambda v: v.sentence.reading.stage, but=NO_STAGE),
    )


def portray(
    groups: Mapping[str, Sequence[Voice]],
    *,
    background: Sequence[Voice],
    encode: Callable[[Sequence[Sentence]], UnitRows],
    namer: Namer,
) -> dict[str, Portrait]:
    """Draw the portrait of each theme against all that was said; see `sketch` and `draw`."""
    sketches = sketch(groups, background=background, namer=namer)
    return {key: draw(one, groups[key], encode=encode, namer=namer) for key, one in sketches.items()}


def _members(voices: Sequence[Voice]) -> list[Member]:
    return [_member(voice) for voice in voices]


def _member(voice: Voice) -> Member:
    sentence = voice.sentence
    return Member(sentence.text, sentence.terms, voice.weight, sentence.reading.act, sentence.reading.reason)


def _everywhere(counts: CountMatrix, terms: Sequence[str]) -> frozenset[str]:
    """List the words that most themes use as much as all of them do, the app's own name above all."""
    talkative = csr_matrix(counts)[np.asarray(counts.sum(axis=1)).ravel() >= _ENOUGH_SAID]
    if talkative.shape[0] >= _ENOUGH_THEMES:
        counts = talkative
    if counts.shape[0] < _FEWEST_TO_COMPARE or not counts.nnz:
        return frozenset()
    # A phrase counts for each of its words.
    parts = [
        (row, word) for row, term in enumerate(terms) for word in ([term] if term.endswith("다") else term.split())
    ]
    words = {word: column for column, word in enumerate(sorted({word for _, word in parts}))}
    columns = [words[word] for _, word in parts]
    spelled = csr_matrix((np.ones(len(parts)), ([row for row, _ in parts], columns)), (len(terms), len(words)))
    said = csr_matrix(counts @ spelled)
    shares = csr_matrix(said.multiply(1.0 / np.maximum(said.sum(axis=1), 1.0)))
    usual = np.asarray(said.sum(axis=0)).ravel() / said.sum()
    as_much = np.bincount(shares.indices[shares.data >= _AS_MUCH * usual[shares.indices]], minlength=len(words))
    return frozenset(word for word, column in words.items() if as_much[column] >= _SHARED_BY_THEMES * counts.shape[0])


def _single_scores(ranked: Sequence[GroupTerm]) -> dict[str, float]:
    """Spread the scores of phrases over their parts: titles are put together from single nouns."""
    scores: dict[str, float] = {}
    for term in ranked:
        for part in (term.term, *([] if term.term.endswith("다") else term.term.split())):
            scores[part] = max(scores.get(part, 0.0), term.score)
    return scores


def _telling(ranked: Sequence[GroupTerm]) -> list[GroupTerm]:
    """Drop a single noun that a better-placed phrase already shows."""
    shown: set[str] = set()
    kept = []
    for term in ranked:
        if term.term in shown:
            continue
        kept.append(term)
        if " " in term.term and not term.term.endswith("다"):
            shown.update(term.term.split())
    return kept


def _exemplars(voices: Sequence[Voice], encode: Callable[[Sequence[Sentence]], UnitRows]) -> tuple[str, ...]:
    telling = [v for v in voices if _SHORTEST <= len(v.sentence.text) <= _LONGEST] or list(voices)
    # Every so-manieth of a large theme shows it as well as all.
    telling = telling[:: len(telling) // _MOST_SEEN + 1]
    vectors = encode([v.sentence for v in telling])
    weights = np.array([v.weight for v in telling], dtype=np.float64)
    centre = (vectors * weights[:, None]).sum(axis=0)
    norm = float(np.linalg.norm(centre))
    if norm == 0:
        return tuple(v.sentence.text for v in telling[:_N_EXEMPLARS])
    return tuple(telling[row].sentence.text for row in varied(vectors, centre / norm, _N_EXEMPLARS))


def _usual(voices: Sequence[Voice], of: Callable[[Voice], str], *, but: str | None = None) -> str:
    """Return what most voices say; `but` only where nothing else is said."""
    counts: Counter[str] = Counter()
    for voice in voices:
        counts[of(voice)] += voice.weight
    if len(counts) > 1 and but in counts:
        del counts[but]
    return min(counts, key=lambda value: (-counts[value], value)) if counts else (but or "")
