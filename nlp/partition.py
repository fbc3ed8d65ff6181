"""Put sentences into as many groups as are asked for: k-means first, then a mixture that looks at words as well.

Short sentences say little each, so what a group's vectors suggest and what its words suggest are weighed together, and
every sentence informs every group by how likely it belongs there.

Source
------
Dempster, Laird & Rubin (1977), J. R. Stat. Soc. B 39:1-38 (expectation maximisation); Nigam, McCallum, Thrun & Mitchell
(2000), Machine Learning 39:103-134 (a mixture of multinomials over words).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.special import logsumexp
from threadpoolctl import threadpool_limits

from nlp.counts import count_terms
from nlp.types import FloatMatrix, FloatVector, IntVector, Readable, Rows

_N_COMPONENTS = 64
# Starts; fewer where there is much to sort.
_N_STARTS, _FEW_STARTS, _MANY = 8, 3, 10_000
# More rows than this tell nothing new about the groups; every so-manieth is taken, the others are placed afterwards.
_MOST_FITTED = 20_000
_N_ROUNDS = 10
# Both kinds of evidence speak too loudly when added up as if terms and dimensions were independent of one another.
_VECTOR_WEIGHT, _TERM_WEIGHT = 0.5, 0.3
# Pseudo-counts: terms spread over a group as over all, and sentences per group.
_TERM_PRIOR, _GROUP_PRIOR = 50.0, 1.0
# Share of the mean variance in the covariance, which holds for all groups alike.
_SHRINKAGE = 0.1
# Rows placed at once; bounds the memory.
_CHUNK = 8192
_TINY = 1e-12
_SEED = 20260921


def leading_components(sentences: Sequence[Readable], encode: Callable[[Sequence[Readable]], Rows]) -> FloatMatrix:
    """Encode sentences and keep the leading principal components; what is left out is the noise of single words.

    Parameters
    ----------
    sentences : sequence of Readable
        In canonical order.
    encode : callable
        Sentences to vectors; asked for some at a time, so that a large corpus is never held in full.

    Returns
    -------
    float array, shape (n_sentences, n_components)
        At most 64 components, the first the largest.
    """
    fitted = _sampled(len(sentences))
    sample = np.asarray(encode([sentences[row] for row in fitted]), dtype=np.float64)
    # One thread: sums over threads differ in their last bits from run to run.
    with threadpool_limits(1):
        mean = sample.mean(axis=0) if len(sample) else np.zeros(sample.shape[1])
        _, axes = np.linalg.eigh((sample - mean).T @ (sample - mean))
        kept = axes[:, ::-1][:, :_N_COMPONENTS]
        components = np.zeros((len(sentences), kept.shape[1]))
        for start in range(0, len(sentences), _CHUNK):
            chunk = slice(start, start + _CHUNK)
            components[chunk] = (encode(sentences[chunk]) - mean) @ kept
    return components


def partition(vectors: FloatMatrix, weights: IntVector, terms: Sequence[Sequence[str]], n_groups: int) -> IntVector:
    """Put every sentence into exactly one of `n_groups` groups, fewer only where there are fewer sentences.

    Parameters
    ----------
    vectors : float array, shape (n_sentences, n_dimensions)
        Rows of distinct sentences in canonical order; equal rows and rows of zeros are allowed.
    weights : int array, shape (n_sentences,)
        How many voices said each sentence.
    terms : sequence of sequences of str
        The terms of each sentence.
    n_groups : int
        At least 1.

    Returns
    -------
    int array, shape (n_sentences,)
        Group of each sentence, 0-based; every group has a sentence.
    """
    wanted = min(n_groups, len(vectors))
    if wanted == 0:
        return np.zeros(0, dtype=np.int64)
    fitted = _sampled(len(vectors), at_least=wanted)
    counts, _ = count_terms(terms, min_df=2)
    occurs = sparse.csr_matrix((np.ones(len(counts.data)), counts.indices, counts.indptr), shape=counts.shape)
    # One thread: see above.
    with threadpool_limits(1):
        sample = _Sample(vectors[fitted], occurs[fitted], weights[fitted].astype(np.float64))
        if sample.n_distinct <= wanted and len(fitted) == len(vectors):
            groups = np.unique(vectors, axis=0, return_inverse=True)[1].astype(np.int64)
        else:
            groups = _likeliest(sample, wanted).place(vectors, occurs)
    return _filled(groups, wanted)


def _sampled(n: int, *, at_least: int = 0) -> IntVector:
    """Choose the rows that are fitted to."""
    return np.linspace(0, max(0, n - 1), min(n, max(_MOST_FITTED, at_least))).astype(np.int64)


class _Sample:
    """The sentences that groups are fitted to: their vectors, which terms occur in them, and their voices."""

    def __init__(self, vectors: FloatMatrix, occurs: sparse.csr_matrix, voices: FloatVector) -> None:
        self.vectors, self.occurs, self.voices = vectors, occurs, voices
        self._distinct, self._place = np.unique(vectors, axis=0, return_inverse=True)
        self._distinct_voices = np.bincount(self._place, weights=voices, minlength=len(self._distinct))

    @property
    def n_distinct(self) -> int:
        """How many vectors differ."""
        return len(self._distinct)

    def nearest(self, n_groups: int, seed: int) -> IntVector:
        """Group by vectors alone: k-means from one random start."""
        # Loading it takes three seconds, which only this function is worth.
        from sklearn.cluster import KMeans  # noqa: PLC0415

        model = KMeans(min(n_groups, self.n_distinct), n_init=1, random_state=seed)
        found = model.fit_predict(self._distinct, sample_weight=self._distinct_voices)
        return np.asarray(found[self._place], dtype=np.int64)


@dataclass(frozen=True, slots=True)
class _Mixture:
    """What is expected of each group.

    Attributes
    ----------
    precision : float array, shape (n_components, n_components)
        Inverse covariance, the same for all groups.
    slopes : float array, shape (n_components, n_groups)
    offsets : float array, shape (n_groups,)
        With the slopes, the log-likelihood of a vector but for what is the same in all groups, and the group's share.
    leanings : float array, shape (n_terms, n_groups)
        Log of how much oftener a group says a term than all do.
    """

    precision: FloatMatrix
    slopes: FloatMatrix
    offsets: FloatVector
    leanings: FloatMatrix

    def scores(self, vectors: FloatMatrix, occurs: sparse.csr_matrix) -> FloatMatrix:
        """Rate each sentence against each group, shape (n_sentences, n_groups); log scale."""
        return np.asarray(vectors @ self.slopes + self.offsets + occurs @ self.leanings, dtype=np.float64)

    def shares(self, sample: _Sample) -> tuple[FloatMatrix, float]:
        """Return how likely each sentence belongs to each group, times its voices, and the mean log-likelihood."""
        scores = self.scores(sample.vectors, sample.occurs)
        total = logsumexp(scores, axis=1)
        lengths = (sample.vectors @ self.precision * sample.vectors).sum(axis=1)
        log_volume = -np.linalg.slogdet(self.precision)[1]
        fits = total - 0.5 * _VECTOR_WEIGHT * (lengths + log_volume)
        shares = np.exp(scores - total[:, None]) * sample.voices[:, None]
        return shares, float(fits @ sample.voices / max(float(sample.voices.sum()), _TINY))

    def place(self, vectors: FloatMatrix, occurs: sparse.csr_matrix) -> IntVector:
        """Return the likeliest group of each sentence."""
        groups = np.zeros(len(vectors), dtype=np.int64)
        for start in range(0, len(vectors), _CHUNK):
            chunk = slice(start, start + _CHUNK)
            groups[chunk] = np.round(self.scores(vectors[chunk], occurs[chunk]), 6).argmax(axis=1)
        return groups


def _likeliest(sample: _Sample, n_groups: int) -> _Mixture:
    """Fit from several starts and keep the likeliest mixture, one that dissolves no group before one that does."""
    n_starts = _N_STARTS if len(sample.voices) <= _MANY else _FEW_STARTS
    fitted = [_fitted(sample, sample.nearest(n_groups, _SEED + start)) for start in range(n_starts)]
    return max(fitted, key=lambda one: one[:2])[2]


def _fitted(sample: _Sample, groups: IntVector) -> tuple[int, float, _Mixture]:
    """Let groups exchange sentences until vectors and words agree (expectation maximisation).

    Returns
    -------
    (int, float, _Mixture)
        How many groups are left, the mean log-likelihood of a voice, and the mixture.
    """
    shares = np.eye(int(groups.max()) + 1)[groups] * sample.voices[:, None]
    mixture = _expected(sample, shares)
    for _ in range(_N_ROUNDS):
        shares, fit = mixture.shares(sample)
        mixture = _expected(sample, shares)
    return len(np.unique(mixture.place(sample.vectors, sample.occurs))), round(fit, 6), mixture


def _expected(sample: _Sample, shares: FloatMatrix) -> _Mixture:
    """Work out the mixture from the share of each sentence in each group, times its voices."""
    vectors, sizes = sample.vectors, shares.sum(axis=0)
    means = (shares.T @ vectors) / np.maximum(sizes, _TINY)[:, None]
    spread = ((vectors.T * shares.sum(axis=1)) @ vectors - (means.T * sizes) @ means) / max(float(sizes.sum()), _TINY)
    variance = max(float(np.trace(spread)) / len(spread), _TINY)
    precision = np.linalg.inv((1.0 - _SHRINKAGE) * spread + _SHRINKAGE * variance * np.eye(len(spread)))
    slopes = precision @ means.T
    offsets = -0.5 * (means.T * slopes).sum(axis=0)
    priors = np.log((sizes + _GROUP_PRIOR) / (sizes + _GROUP_PRIOR).sum())
    said = np.asarray(sample.occurs.T @ shares) + _TINY
    overall = said.sum(axis=1, keepdims=True) / max(float(said.sum()), _TINY)
    usage = (said + _TERM_PRIOR * overall) / (said.sum(axis=0) + _TERM_PRIOR)
    leanings = np.log(usage / overall)
    return _Mixture(precision, _VECTOR_WEIGHT * slopes, _VECTOR_WEIGHT * offsets + priors, _TERM_WEIGHT * leanings)


def _filled(groups: IntVector, wanted: int) -> IntVector:
    """Renumber the groups from 0, and halve the largest until there are as many as wanted."""
    _, numbered = np.unique(groups, return_inverse=True)
    numbered = numbered.astype(np.int64)
    while (n := int(numbered.max()) + 1) < wanted:
        largest = np.flatnonzero(numbered == np.bincount(numbered).argmax())
        numbered[largest[len(largest) // 2 :]] = n
    return numbered
