"""Phrases: neighbouring nouns that customers use as one name (신분증 촬영, "ID photo").

Two measures decide: the parts keep each other's company more than chance would have it (npmi), and the phrase as a
whole goes with changing neighbours (branching entropy), so that it is neither a chance meeting nor half of a name.
"""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil, log, sqrt

from nlp.ngrams import frequent_grams, lay_out
from nlp.types import Readable, Term

# -1 to 1; 0 is chance. Chosen on reviews: below 0.2 most pairs are accidents such as 어플 사용 ("use app").
MIN_NPMI = 0.2
# In nats; ln 2 is as free as a coin toss between two neighbours, or two sentence ends.
MIN_ENTROPY = log(2)
LONGEST = 4

# Nouns that lean on what stands before them (업데이트 후, "after the update"): no name begins or ends with one.
_LEANING = frozenset({"것", "거", "수", "줄", "때", "중", "전", "후", "시", "내", "밖", "위", "등"}) | frozenset(
    {"이전", "이후", "이상", "이하", "정도", "자체", "부분", "경우", "관련", "때문", "동안"}
)


@dataclass(frozen=True, slots=True)
class Phrase:
    """Neighbouring terms that belong together.

    Attributes
    ----------
    parts : tuple of str
        Two to `LONGEST` terms.
    npmi : float
        Of the phrase's weakest joint, -1 to 1.
    left_entropy, right_entropy : float
        How freely its neighbours change on that side, in nats.
    n : int
        Times that the parts stood side by side.
    """

    parts: tuple[str, ...]
    npmi: float
    left_entropy: float
    right_entropy: float
    n: int

    @property
    def term(self) -> str:
        """The phrase as a term of the vocabulary: its parts with spaces between."""
        return " ".join(self.parts)


def npmi(n_joint: int, n_left: int, n_right: int, n_total: int) -> float:
    """Measure how much two things keep each other's company, from -1 (never) over 0 (chance) to 1 (always).

    Parameters
    ----------
    n_joint, n_left, n_right : int
        Times seen side by side, and each one alone or not; above 0.
    n_total : int
        Tokens in all.

    Notes
    -----
    `ln(p(xy) / (p(x) p(y))) / -ln p(xy)` with all three shares taken of the tokens.

    Source
    ------
    Bouma (2009), Normalized (pointwise) mutual information in collocation extraction, GSCL.

    Examples
    --------
    >>> round(npmi(10, 20, 20, 1000), 4)  # ln 25 / ln 100
    0.699
    """
    if n_joint >= n_total:
        return 1.0
    joint = n_joint / n_total
    return log(joint / (n_left / n_total) / (n_right / n_total)) / -log(joint)


def noun_runs(text: str, terms: Sequence[Term]) -> list[list[Term]]:
    """Group the nouns of a sentence into runs with nothing but blanks between them.

    Parameters
    ----------
    text : str
        The sentence that the terms' offsets point into.
    terms : sequence of Term
        In the order of the sentence. What ends in -다 counts as a predicate and ends a run, as does a particle,
        an ending, a mark or a new line; the few nouns in -다 (바다, "sea") thus join no phrase.

    Examples
    --------
    >>> terms = [Term("신분증", "신분증", False, 0, 3), Term("촬영", "촬영", False, 4, 6)]
    >>> terms.append(Term("오류", "오류", False, 8, 10))
    >>> [[term.lemma for term in run] for run in noun_runs("신분증 촬영이 오류", terms)]
    [['신분증', '촬영'], ['오류']]
    """
    runs: list[list[Term]] = []
    end = -1
    for term in terms:
        if term.lemma.endswith("다"):
            end = -1
            continue
        if end >= 0 and term.start >= end and not text[end : term.start].strip(" \t"):
            runs[-1].append(term)
        else:
            runs.append([term])
        end = term.end
    return runs


def mend_splits(terms: Sequence[Term], known: Container[str]) -> list[Term]:
    """Put nouns back together that the analyser cut here and left whole elsewhere (환급 + 액, 환급액 "refund sum").

    Parameters
    ----------
    terms : sequence of Term
        In the order of the sentence.
    known : container of str
        The lemmas of the corpus. Nouns typed without a blank become one where it holds them joined.

    Examples
    --------
    >>> terms = [Term("환급", "환급", False, 0, 2), Term("액", "액", False, 2, 3), Term("오류", "오류", False, 3, 5)]
    >>> [term.lemma for term in mend_splits(terms, {"환급액", "환급", "오류"})]
    ['환급액', '오류']
    """
    mended: list[Term] = []
    for term in terms:
        last = mended[-1] if mended else None
        if last is not None and last.end == term.start and last.lemma + term.lemma in known:
            joined = term._replace(lemma=last.lemma + term.lemma, surface=last.surface + term.surface, start=last.start)
            mended[-1] = joined
        else:
            mended.append(term)
    return mended


def least_count(n_tokens: int) -> int:
    """Return how often a phrase must occur to be considered in a corpus of so many tokens.

    Grows with the square root, as the number of chance pairs does for a few hundred tokens upwards; 3 at least.

    Examples
    --------
    >>> least_count(500), least_count(40_000), least_count(1_000_000)
    (3, 4, 20)
    """
    return max(3, ceil(sqrt(n_tokens) / 50))


def find_phrases(
    runs: Iterable[Sequence[str]],
    *,
    min_n: int | None = None,
    min_npmi: float = MIN_NPMI,
    min_entropy: float = MIN_ENTROPY,
) -> list[Phrase]:
    """Find the phrases of a corpus.

    Parameters
    ----------
    runs : iterable of sequences of str
        Stretches of neighbouring terms, as `noun_runs` cuts them; stretches of one term count as well.
    min_n : int, optional
        Times that a phrase must occur; `least_count` of the corpus without it.
    min_npmi : float
        What the weakest joint must reach.
    min_entropy : float
        What both sides must reach, in nats.

    Returns
    -------
    list of Phrase
        By falling n, then parts; the same for runs in any order.

    Notes
    -----
    A phrase neither repeats a part at once (최고 최고) nor begins or ends with a leaning noun such as 후 ("after").
    One of three or more parts is scored at its weakest joint: the lowest npmi over all ways to cut it in two.
    Branching entropy treats every end of a run as a neighbour of its own, for a particle or an ending there shows
    that the phrase can stand alone.

    Source
    ------
    Bouma (2009) for npmi; Jin & Tanaka-Ishii (2006), Unsupervised segmentation of Chinese text by use of branching
    entropy, COLING/ACL, for the borders.

    Examples
    --------
    >>> runs = [["예상", "환급액"], ["예상", "환급액", "조회"], ["내", "예상", "환급액"], ["조회"], ["내", "정보"]]
    >>> [(phrase.term, phrase.n) for phrase in find_phrases(runs)]
    [('예상 환급액', 3)]
    """
    layout = lay_out(runs)
    n_tokens = layout.n_tokens
    wanted = least_count(n_tokens) if min_n is None else min_n
    counts: dict[tuple[str, ...], int] = {}
    found: list[Phrase] = []
    for grams in frequent_grams(layout, wanted, longest=LONGEST):
        counts.update(zip(grams.parts, grams.n.tolist(), strict=True))
        if grams.size == 1:
            continue
        for place, parts in enumerate(grams.parts):
            score = _weakest_joint(parts, counts, n_tokens)
            left, right = float(grams.left_entropy[place]), float(grams.right_entropy[place])
            if score >= min_npmi and min(left, right) >= min_entropy and _can_be_a_name(parts):
                found.append(Phrase(parts, score, left, right, counts[parts]))
    return sorted(found, key=lambda phrase: (-phrase.n, phrase.parts))


def noun_grams(text: str, terms: Sequence[Term]) -> list[Term]:
    """List every stretch of two to `LONGEST` neighbouring nouns in a sentence: what may turn out to be a phrase.

    Counted beside the single terms, they let anybody choose the phrases of any selection from counts alone, see
    `phrases_of_counts`.

    Examples
    --------
    >>> terms = [Term("고객", "고객", False, 0, 2), Term("센터", "센터", False, 2, 4)]
    >>> terms.append(Term("연결", "연결", False, 5, 7))
    >>> [(gram.lemma, gram.surface) for gram in noun_grams("고객센터 연결", terms)]
    [('고객 센터', '고객센터'), ('고객 센터 연결', '고객센터 연결'), ('센터 연결', '센터 연결')]
    """
    return [
        _merge(text, run[start:end])
        for run in noun_runs(text, terms)
        for start in range(len(run) - 1)
        for end in range(start + 2, min(start + LONGEST, len(run)) + 1)
    ]


def is_leaning(noun: str) -> bool:
    """Tell whether a noun only leans on what stands before it: 후 ("after"), 정도 ("about")."""
    return noun in _LEANING


def is_phrase(term: str) -> bool:
    """Tell whether a term, as keywords count it, has several nouns; 안 되다 is one predicate under a negation.

    Examples
    --------
    >>> is_phrase("고객 센터"), is_phrase("센터"), is_phrase("안 되다")
    (True, False, False)
    """
    return " " in term and not term.endswith("다")


def phrases_of_counts(counts: Mapping[str, int], *, min_n: int | None = None) -> list[Phrase]:
    """Choose the phrases among counted terms, by the measures of `find_phrases`.

    Parameters
    ----------
    counts : mapping of str to int
        Terms and the stretches of `noun_grams`, by lemma; predicates are passed over.
    min_n : int, optional
        Times that a phrase must occur; `least_count` of the nouns without it.

    Returns
    -------
    list of Phrase
        By falling n, then parts.

    Notes
    -----
    The neighbours of a stretch are the longer stretches that hold it; the rest of its uses end there. One of `LONGEST`
    parts has no longer ones, so its borders count as free. In the example nothing but 고객 stands before 센터 연결.
    A name that the analyser knows with its blank has no parts that were counted: it is a phrase however rare.

    Examples
    --------
    >>> counts = {"고객": 9, "센터": 8, "연결": 5, "고객 센터": 8, "센터 연결": 3, "고객 센터 연결": 3}
    >>> [phrase.term for phrase in phrases_of_counts(counts)]
    ['고객 센터', '고객 센터 연결']
    """
    by_parts = {tuple(term.split(" ")): n for term, n in counts.items() if not term.endswith("다")}
    n_tokens = sum(n for parts, n in by_parts.items() if len(parts) == 1)
    wanted = least_count(n_tokens) if min_n is None else min_n
    names = {p for p in by_parts if len(p) > 1 and p[:1] not in by_parts and not _cuts(p, by_parts)}
    frequent = (p for p, n in by_parts.items() if len(p) > 1 and n >= wanted and _can_be_a_name(p))
    candidates = sorted(names.union(frequent))
    before: dict[tuple[str, ...], list[int]] = {parts: [] for parts in candidates}
    after: dict[tuple[str, ...], list[int]] = {parts: [] for parts in candidates}
    for parts, n in by_parts.items():
        if parts[1:] in before:
            before[parts[1:]].append(n)
        if parts[:-1] in after:
            after[parts[:-1]].append(n)
    found: list[Phrase] = []
    for parts in candidates:
        n = by_parts[parts]
        left, right = _freedom(n, before[parts]), _freedom(n, after[parts])
        score = _weakest_joint(parts, by_parts, n_tokens)
        if parts in names or (score >= MIN_NPMI and min(left, right) >= MIN_ENTROPY):
            found.append(Phrase(parts, score, left, right, n))
    return sorted(found, key=lambda phrase: (-phrase.n, phrase.parts))


class PhraseIndex:
    """Phrases laid out for joining; immutable once made.

    Parameters
    ----------
    phrases : iterable of Phrase
    """

    def __init__(self, phrases: Iterable[Phrase]) -> None:
        by_first: dict[str, list[tuple[str, ...]]] = {}
        for parts in sorted({phrase.parts for phrase in phrases}, key=lambda parts: (-len(parts), parts)):
            by_first.setdefault(parts[0], []).append(parts)
        self._by_first: Mapping[str, list[tuple[str, ...]]] = by_first

    def match(self, lemmas: Sequence[str], start: int) -> int:
        """Return how many terms from `start` on form the longest known phrase; 1 where there is none."""
        for parts in self._by_first.get(lemmas[start], ()):
            if tuple(lemmas[start : start + len(parts)]) == parts:
                return len(parts)
        return 1


def join_phrases(text: str, terms: Sequence[Term], index: PhraseIndex) -> list[Term]:
    """Replace the nouns of a sentence by the phrases that they form, longest first, from left to right.

    Returns
    -------
    list of Term
        In the order of the sentence. A phrase carries the letters as typed from its first to its last part, and the
        negation and the morpheme of its last part, which is the head of a Korean noun phrase.

    Examples
    --------
    >>> index = PhraseIndex([Phrase(("신분증", "촬영"), 0.7, 1.0, 1.0, 9)])
    >>> terms = [Term("신분증", "신분증", False, 0, 3), Term("촬영", "촬영", False, 3, 5)]
    >>> terms.append(Term("되다", "안돼요", True, 6, 9))
    >>> [(term.lemma, term.surface) for term in join_phrases("신분증촬영 안돼요", terms, index)]
    [('신분증 촬영', '신분증촬영'), ('되다', '안돼요')]
    """
    joined = [term for term in terms if term.lemma.endswith("다")]
    for run in noun_runs(text, terms):
        lemmas = [term.lemma for term in run]
        place = 0
        while place < len(run):
            length = index.match(lemmas, place)
            joined.append(_merge(text, run[place : place + length]))
            place += length
    return sorted(joined, key=lambda term: (term.start, term.end))


def lemma_runs(sentences: Iterable[Readable]) -> list[list[str]]:
    """Cut sentences into stretches of neighbouring lemmas, as `find_phrases` takes them."""
    return [[term.lemma for term in run] for one in sentences for run in noun_runs(one.text, one.terms)]


def with_phrases(sentences: Sequence[Readable]) -> list[list[Term]]:
    """Find the phrases of some sentences and return the terms of each with them joined, in order.

    Examples
    --------
    >>> with_phrases([])
    []
    """
    index = PhraseIndex(find_phrases(lemma_runs(sentences)))
    return [join_phrases(one.text, one.terms, index) for one in sentences]


def _merge(text: str, parts: Sequence[Term]) -> Term:
    first, last = parts[0], parts[-1]
    if len(parts) == 1:
        return last
    start = first.start
    if len(first.lemma) == 1:
        # 3기 신도시: without its number a single letter says nothing.
        while start and text[start - 1].isdigit():
            start -= 1
    lemma = " ".join(part.lemma for part in parts)
    return Term(lemma, text[start : last.end], last.negated, start, last.end, last.morpheme)


def _can_be_a_name(parts: tuple[str, ...]) -> bool:
    repeats = any(left == right for left, right in pairwise(parts))
    return not repeats and parts[0] not in _LEANING and parts[-1] not in _LEANING


def _freedom(n: int, neighbours: Sequence[int]) -> float:
    """Compute the entropy of what stands on one side, every end of a run being a neighbour of its own; in nats."""
    inside = sum(k * log(n / k) for k in sorted(neighbours))
    return (inside + (n - sum(neighbours)) * log(n)) / n


def _weakest_joint(parts: tuple[str, ...], counts: Mapping[tuple[str, ...], int], n_tokens: int) -> float:
    """Return the lowest npmi over all ways to cut a phrase in two; 1 for what is never cut."""
    joints = (npmi(counts[parts], counts[left], counts[right], n_tokens) for left, right in _cuts(parts, counts))
    return min(joints, default=1.0)


def _cuts(
    parts: tuple[str, ...], counts: Mapping[tuple[str, ...], int]
) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    """List the ways to cut a phrase into two halves that occur; both are then at least as frequent as the whole."""
    halves = ((parts[:cut], parts[cut:]) for cut in range(1, len(parts)))
    return [(left, right) for left, right in halves if left in counts and right in counts]
