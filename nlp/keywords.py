"""Keywords: the terms that one side of a split corpus uses more than the other, and the terms that mark a group."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike
from scipy.sparse import csr_matrix

from nlp.counts import CountMatrix, Vocabulary
from nlp.errors import CountsError
from nlp.types import FloatVector, IntVector

WeightMatrix: TypeAlias = "csr_matrix[np.float64]"

# Places of a written score. Ranking uses the rounded value, so that equal numbers on paper stand in order of terms.
_PLACES = 4

PRIOR_SHARE = 0.1  # of all tokens


@dataclass(frozen=True, slots=True)
class Keyword:
    """A term over-used on one side.

    Attributes
    ----------
    surface : str
        The form that customers typed most.
    log_odds : float
        z-score, four decimals.
    n_target, n_rest : int
        Tokens on each side.
    """

    term: str
    surface: str
    log_odds: float
    n_target: int
    n_rest: int


@dataclass(frozen=True, slots=True)
class GroupTerm:
    """A term that marks a group.

    Attributes
    ----------
    score : float
        c-TF-IDF as a share of the group's highest, 0-1, four decimals.
    """

    term: str
    surface: str
    score: float


def log_odds(target: ArrayLike, rest: ArrayLike, prior: ArrayLike) -> FloatVector:
    """Score how strongly each term leans to one side of a split corpus.

    Log-odds ratio with an informative Dirichlet prior, divided by its standard deviation.
    Above 0 the term is over-used in `target`, below 0 in `rest`.

    Parameters
    ----------
    target, rest : int array, shape (n_terms,)
        Token counts per term on each side, same term order.
    prior : float array, shape (n_terms,)
        Pseudo-counts in tokens, all above 0. Larger values pull scores towards 0.

    Returns
    -------
    float64 array, shape (n_terms,)
        z-scores, no unit. For ranking; tokens within a document are not independent draws.
        A vocabulary of a single term leans nowhere: 0.

    Raises
    ------
    CountsError
        Shapes differ, a count is negative, or a prior entry is not above 0.

    Notes
    -----
    Keeps all four variance terms. The usual two-term form makes the variance too small by about
    the share of all tokens that the term holds: harmless for rare terms, not for 하다 ("do").

    Source
    ------
    Monroe, Colaresi & Quinn (2008), Political Analysis 16:372-403, doi:10.1093/pan/mpn018.

    Examples
    --------
    >>> log_odds([30, 5, 65], [10, 20, 170], prior=[4.0, 2.5, 23.5]).round(2)
    array([ 4.99, -1.31, -3.49])
    """
    pseudo = np.asarray(_checked_counts(prior, "the prior"), dtype=np.float64)
    sides = (_checked_counts(target, "target"), _checked_counts(rest, "rest"))
    _check_sides(*sides, pseudo)
    if pseudo.size <= 1:
        return np.zeros(pseudo.size)
    score, variance = np.zeros(pseudo.size), np.zeros(pseudo.size)
    for sign, counts in zip((1.0, -1.0), sides, strict=True):
        with_term = counts + pseudo
        without = with_term.sum() - with_term
        score += sign * (np.log(with_term) - np.log(without))
        variance += 1.0 / with_term + 1.0 / without
    return score / np.sqrt(variance)


def informative_prior(counts: ArrayLike, strength: float) -> FloatVector:
    """Spread pseudo-counts over the terms as a background corpus uses them.

    Parameters
    ----------
    counts : int array, shape (n_terms,)
        Token counts of the background; often both sides together.
    strength : float
        Sum of the pseudo-counts, in tokens.

    Returns
    -------
    float64 array, shape (n_terms,)
        All above 0: a term that the background lacks counts as half a token.

    Raises
    ------
    CountsError
        A count is negative, or the strength is not above 0.

    Examples
    --------
    >>> informative_prior([40, 25, 235], strength=30)
    array([ 4. ,  2.5, 23.5])
    """
    if not strength > 0:
        raise CountsError(f"the prior's strength is {strength}; expected a number of tokens above 0.")
    # 0.5: add-half smoothing, Haldane 1956; only where there is nothing, so that seen terms keep their shares.
    background = np.maximum(_checked_counts(counts, "counts"), 0.5)
    return background * (strength / background.sum()) if background.size else background


def ctfidf(group_counts: CountMatrix) -> WeightMatrix:
    """Weigh the terms of each group by how much the group uses them and how few others do.

    Parameters
    ----------
    group_counts : csr matrix of int, shape (n_groups, n_terms)
        Token counts per group, see `nlp.counts.group_counts`.

    Returns
    -------
    csr matrix of float64, shape (n_groups, n_terms)
        `share * ln(1 + mean / total)`: the term's share of the group's tokens, the mean number of tokens per
        group, the term's tokens in all groups. 0 for a term that the group lacks; never below 0.

    Notes
    -----
    This is the variant of BERTopic (term frequencies as shares), with the mean kept as a fraction: BERTopic cuts it to
    a whole number. Turftopic's variant takes shares over all groups and differs. Empty groups count in the mean.

    Source
    ------
    Grootendorst (2022), BERTopic, arXiv:2203.05794, section 3.3.

    Examples
    --------
    >>> ctfidf(csr_matrix([[3, 1, 0], [1, 0, 3]])).toarray().round(3)
    array([[0.52 , 0.402, 0.   ],
           [0.173, 0.   , 0.635]])
    """
    counts = csr_matrix(group_counts, dtype=np.float64)
    if counts.nnz and counts.data.min() < 0:
        raise CountsError(f"group_counts holds {counts.data.min():g}; expected counts of 0 and above.")
    sizes = np.asarray(counts.sum(axis=1)).ravel()
    totals = np.asarray(counts.sum(axis=0)).ravel()
    # A term or a group without tokens has no entry to weigh; 1 only keeps the division defined.
    weights = np.log1p(sizes.mean() / np.where(totals > 0, totals, 1.0)) if sizes.size else np.zeros(totals.size)
    row_of = np.repeat(np.arange(counts.shape[0]), np.diff(counts.indptr))
    shares = counts.data / np.where(sizes > 0, sizes, 1.0)[row_of]
    return csr_matrix((shares * weights[counts.indices], counts.indices, counts.indptr), shape=counts.shape)


def rank_keywords(
    target: ArrayLike,
    rest: ArrayLike,
    *,
    vocabulary: Vocabulary,
    surfaces: Mapping[str, str],
    min_count: int = 3,
    limit: int | None = 50,
) -> list[Keyword]:
    """List the terms that the target over-uses, strongest first, equals in order of terms.

    Parameters
    ----------
    target, rest : int array, shape (n_terms,)
        Token counts per term on each side, in the order of `vocabulary`.
    surfaces : mapping of str to str
        The form to show for a term; a term that it lacks is shown as it is.
    min_count : int
        Leave out terms with fewer tokens in the target.
    limit : int or None
        The longest list wanted; None for all.

    Notes
    -----
    Scores come from `log_odds`; its prior follows both sides together and holds `PRIOR_SHARE` of their tokens.
    Terms at 0 and below are no keywords of the target; swap the sides to list them.

    Raises
    ------
    CountsError
        The sides do not fit each other or the vocabulary.

    Examples
    --------
    >>> words = Vocabulary.of(["수수료", "앱", "인증"])  # fee, app, verification
    >>> rows = rank_keywords([30, 5, 65], [10, 20, 70], vocabulary=words, surfaces={"수수료": "수수료가"})
    >>> [(row.term, row.surface, row.n_target, row.n_rest) for row in rows]
    [('수수료', '수수료가', 30, 10)]
    """
    here, there = _checked_counts(target, "target"), _checked_counts(rest, "rest")
    _check_same_length("target", here.size, "rest", there.size)
    _check_same_length("target", here.size, "the vocabulary", len(vocabulary))
    both = here + there
    if not both.any():
        return []
    scores = log_odds(here, there, informative_prior(both, PRIOR_SHARE * float(both.sum()))).round(_PLACES)
    chosen = np.flatnonzero((here >= min_count) & (scores > 0))
    # Columns stand in order of terms, so a stable sort leaves equals in that order.
    ranked = chosen[np.argsort(-scores[chosen], kind="stable")][:limit]
    names = ((column, vocabulary.terms[column]) for column in ranked.tolist())
    return [
        Keyword(term, surfaces.get(term, term), float(scores[column]), int(here[column]), int(there[column]))
        for column, term in names
    ]


def group_terms(
    scores: WeightMatrix, *, vocabulary: Vocabulary, surfaces: Mapping[str, str], limit: int = 10
) -> list[list[GroupTerm]]:
    """List the terms that mark each group, strongest first, equals in order of terms.

    Parameters
    ----------
    scores : csr matrix of float, shape (n_groups, n_terms)
        See `ctfidf`.
    surfaces : mapping of str to str
        The form to show for a term; a term that it lacks is shown as it is.
    limit : int
        The longest list wanted per group.

    Returns
    -------
    list of list of GroupTerm
        One list per group; empty for a group without terms.

    Examples
    --------
    >>> words = Vocabulary.of(["오류", "환급"])
    >>> group_terms(csr_matrix([[0.2, 0.8], [0.0, 0.0]]), vocabulary=words, surfaces={})
    [[GroupTerm(term='환급', surface='환급', score=1.0), GroupTerm(term='오류', surface='오류', score=0.25)], []]
    """
    _check_same_length("scores", scores.shape[1], "the vocabulary", len(vocabulary))
    listed: list[list[GroupTerm]] = []
    for start, end in pairwise(scores.indptr.tolist()):
        columns, weights = scores.indices[start:end], scores.data[start:end]
        positive = weights > 0
        columns, weights = columns[positive], weights[positive]
        shares = (weights / weights.max(initial=np.finfo(float).tiny)).round(_PLACES)
        ranked = np.lexsort((columns, -shares))[:limit]
        names = ((place, vocabulary.terms[columns[place]]) for place in ranked.tolist())
        listed.append([GroupTerm(term, surfaces.get(term, term), float(shares[place])) for place, term in names])
    return listed


def _checked_counts(counts: ArrayLike, name: str) -> IntVector:
    """Return counts as an array; raise where one lies below 0."""
    checked = np.asarray(counts)
    if checked.ndim != 1:
        raise CountsError(f"{name} has {checked.ndim} dimensions; expected one count per term.")
    if checked.size and not checked.min() >= 0:
        column = int(np.argmin(checked))
        raise CountsError(f"{name} holds {checked[column]} in column {column}; expected counts of 0 and above.")
    return checked


def _check_same_length(name: str, n_terms: int, other: str, n_other: int) -> None:
    if n_terms != n_other:
        raise CountsError(f"{name} has {n_terms} terms, {other} has {n_other}. Count both with the same Vocabulary.")


def _check_sides(target: IntVector, rest: IntVector, prior: FloatVector) -> None:
    """Raise where the sides and the prior do not fit together."""
    _check_same_length("target", target.size, "rest", rest.size)
    _check_same_length("target", target.size, "the prior", prior.size)
    if prior.size and not (np.isfinite(prior).all() and prior.min() > 0):
        column = int(np.argmin(np.where(np.isfinite(prior), prior, -np.inf)))
        raise CountsError(f"the prior holds {prior[column]} in column {column}; expected finite pseudo-counts above 0.")
