"""Contrast: the words and phrases that one body of text uses more than another, each said once.

Both sides come as counts of terms by the form typed, with every stretch of neighbouring nouns beside the single ones
(`nlp.phrases.noun_grams`), so that weekly aggregates answer any question without reading a sentence again.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from nlp.counts import Vocabulary
from nlp.keywords import Keyword, rank_keywords
from nlp.phrases import is_leaning, is_phrase, noun_grams, phrases_of_counts
from nlp.surfaces import SurfaceCounts, count_surfaces, most_typed
from nlp.types import IntVector, Readable

# A phrase that holds this share of a word's uses says more than the word.
_MOSTLY = 0.5
_ADJECTIVE = "하다"
_N_FINALS, _FINAL_L = 28, 8


def count_typed(sentences: Iterable[Readable]) -> SurfaceCounts:
    """Count the terms of sentences and the stretches of nouns in them, by the form typed.

    Examples
    --------
    >>> count_typed([])
    Counter()
    """
    return count_surfaces([*one.terms, *noun_grams(one.text, one.terms)] for one in sentences)


def contrast_words(
    target: SurfaceCounts, rest: SurfaceCounts, *, min_count: int = 3, limit: int | None = 50
) -> list[Keyword]:
    """List the words and phrases that the target over-uses, see `Wordbook.keywords`.

    Examples
    --------
    >>> target = Counter({("고객", "고객"): 6, ("센터", "센터"): 6, ("고객 센터", "고객센터"): 6})
    >>> rest = Counter({("고객", "고객"): 2, ("앱", "앱"): 30})
    >>> [(row.term, row.surface, row.n_target, row.n_rest) for row in contrast_words(target, rest)]
    [('고객 센터', '고객센터', 6, 0)]
    """
    return Wordbook(target + rest).keywords(target, min_count=min_count, limit=limit)


class Wordbook:
    """The words and phrases of a body of text, from which parts of it are told apart.

    Parameters
    ----------
    everything : Counter of (term, surface)
        As `count_typed` counts.

    Notes
    -----
    A word that is spelled with and without blanks (환급 액, 환급액) is one term. Letters that are mostly typed onto a
    neighbour (액), nouns that only lean on one (후) and Latin letters are no words.
    """

    def __init__(self, everything: SurfaceCounts) -> None:
        counts: Counter[str] = Counter()
        for (term, _), n in everything.items():
            counts[term] += n
        self._names = _other_spellings(counts)
        phrases = {self._names.get(one.term, one.term) for one in phrases_of_counts(counts)}
        scraps = _scraps(everything, counts)
        self._words = Vocabulary.of(
            name
            for term in counts
            if (name := self._names.get(term, term)) in phrases
            or not (is_phrase(name) or name in scraps or is_leaning(name))
        )
        self._total = self._count(everything)

    def keywords(self, target: SurfaceCounts, *, min_count: int = 3, limit: int | None = 50) -> list[Keyword]:
        """List what a part over-uses against all the rest, strongest first, equals in order of terms.

        Parameters
        ----------
        target : Counter of (term, surface)
            A part of everything.
        min_count : int
            Leave out what the part says less often.
        limit : int or None
            The longest list wanted; None for all.

        Notes
        -----
        A word gives way to a phrase that holds it and stands before it, or has half of its uses. Scores are those of
        `nlp.keywords.rank_keywords`, over all words and chosen phrases.
        """
        here = self._count(target)
        # Never below 0: a piece that two mended words share is taken off twice.
        rest = np.maximum(self._total - here, 0)
        ranked = rank_keywords(here, rest, vocabulary=self._words, surfaces={}, min_count=min_count, limit=None)
        listed = without_repeats(ranked)[:limit]
        shown = {row.term for row in listed}
        typed: SurfaceCounts = Counter()
        for (term, surface), n in target.items():
            if (name := self._names.get(term, term)) in shown:
                typed[name, surface] += n
        surfaces = most_typed(typed)
        return [Keyword(r.term, surfaces[r.term], r.log_odds, r.n_target, r.n_rest) for r in listed]

    def _count(self, typed: SurfaceCounts) -> IntVector:
        """Count words; what was one word all along is taken off the pieces that the analyser had cut it into."""
        names, column = self._names, self._words.column
        columns = np.fromiter((column(names.get(term, term)) for term, _ in typed), np.int64, len(typed))
        n = np.fromiter(typed.values(), np.int64, len(typed))
        counts = np.bincount(columns[columns >= 0], n[columns >= 0], len(self._words)).astype(np.int64)
        for (term, _), times in typed.items():
            if term in names and not is_phrase(names[term]):
                for part in term.split(" "):
                    if (place := column(part)) >= 0:
                        counts[place] = max(0, counts[place] - times)
        return counts


def without_repeats(ranked: Sequence[Keyword]) -> list[Keyword]:
    """Leave out words that a phrase of the list shows, and of a noun and its adjective (불편, 불편하다) the second.

    Examples
    --------
    >>> rows = [Keyword("센터", "센터", 9.0, 8, 0), Keyword("고객 센터", "고객센터", 8.0, 7, 0)]
    >>> [row.term for row in without_repeats(rows)]
    ['고객 센터']
    """
    holders: defaultdict[str, list[int]] = defaultdict(list)
    for place, row in enumerate(ranked):
        for piece in _pieces(row.term):
            holders[piece].append(place)
    kept: list[Keyword] = []
    stems: set[str] = set()
    for place, row in enumerate(ranked):
        phrases = holders[spelling(row.term)]
        shown = any(other < place or ranked[other].n_target >= _MOSTLY * row.n_target for other in phrases)
        stem = row.term.removesuffix(_ADJECTIVE) if len(row.term) > len(_ADJECTIVE) + 1 else row.term
        if not shown and stem not in stems:
            kept.append(row)
            stems.add(stem)
    return kept


def spelling(term: str) -> str:
    """Write a term without blanks, so that all its spellings are one; a negation keeps its own.

    Examples
    --------
    >>> spelling("고객 센터"), spelling("안 되다")
    ('고객센터', '안 되다')
    """
    return term.replace(" ", "") if is_phrase(term) else term


def _other_spellings(counts: Mapping[str, int]) -> dict[str, str]:
    """Name terms that have the letters of another: by the one of fewest parts, of these the most frequent."""
    spelled: dict[str, str] = {}
    names: dict[str, str] = {}
    phrases = [term for term in counts if is_phrase(term)]
    for term in sorted(phrases, key=lambda one: (one.count(" "), -counts[one], one)):
        letters = term.replace(" ", "")
        first = letters if letters in counts else spelled.setdefault(letters, term)
        if first != term:
            names[term] = first
    return names


def _scraps(typed: SurfaceCounts, counts: Mapping[str, int]) -> set[str]:
    """List what the analyser cut off a word unknown to it: letters mostly typed onto a neighbour, stems alone."""
    cut: Counter[str] = Counter()
    for (term, surface), n in typed.items():
        if " " in term:
            if term.count(" ") == 1 and " " not in surface and is_phrase(term):
                cut.update({part: n for part in term.split(" ") if len(part) == 1})
        elif _is_bare(term, surface) or (len(term) == 1 and term.isascii()):
            cut[term] += n
    return {term for term, n in cut.items() if n >= _MOSTLY * counts[term]}


def _is_bare(term: str, surface: str) -> bool:
    """Tell whether a predicate was typed without any ending, as only stems in ㄹ can be (알 수)."""
    if not term.endswith("다") or term[:-1] != surface or not "가" <= surface[-1:] <= "힣":
        return False
    return (ord(surface[-1]) - ord("가")) % _N_FINALS != _FINAL_L


def _pieces(term: str) -> set[str]:
    """List the words inside a phrase, by their letters: 고객, 센터, 연결, 고객센터, 센터연결 of 고객 센터 연결."""
    if not is_phrase(term):
        return set()
    parts = term.split(" ")
    spans = ((a, b) for a in range(len(parts)) for b in range(a + 1, len(parts) + 1))
    return {"".join(parts[a:b]) for a, b in spans} - {spelling(term)}
