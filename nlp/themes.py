"""Find themes among sentences that no theme holds, and place later sentences in the themes that exist.

Sizes of themes are Zipf-like: a few large ones and many small ones that matter. So the number of themes is not chosen;
sentences are joined while their groups are near enough, and groups too small to show stay in the pool.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.spatial.distance import pdist
from sklearn.cluster import KMeans
from threadpoolctl import threadpool_limits

from nlp.types import FloatMatrix, FloatVector, IntVector

# Groups whose sentences are on average less alike than this are two themes.
_JOIN_ABOVE = 0.34
# A sentence belongs to a found theme when it is this near to its centre, or as near as its farther founders.
_LOWEST_THRESHOLD, _FOUNDER_QUANTILE = 0.42, 0.1
# Above this many sentences, tight little groups are formed first: pairwise distances grow with the square.
_MOST_PAIRWISE = 3000
_SEED = 20260921
NO_THEME = -1


@dataclass(frozen=True, slots=True)
class Cluster:
    """A theme as found: its centre, how near is near enough, and its founders.

    Attributes
    ----------
    centroid : float array, shape (n_dimensions,)
        Unit length.
    threshold : float
        Least cosine to the centroid for a sentence to belong.
    members : int array
        Rows of the founders, ascending.
    """

    centroid: FloatVector
    threshold: float
    members: IntVector


def discover(vectors: FloatMatrix, weights: IntVector, *, min_size: int) -> list[Cluster]:
    """Group sentences into themes, as many as the data hold.

    Parameters
    ----------
    vectors : float array, shape (n_sentences, n_dimensions)
        Unit rows of distinct sentences in canonical order; rows of zeros join nothing.
    weights : int array, shape (n_sentences,)
        How many voices said each sentence.
    min_size : int
        Fewest voices that make a theme.

    Returns
    -------
    list of Cluster
        Largest first.
    """
    rows = np.flatnonzero(vectors.any(axis=1))
    if len(rows) == 0:
        return []
    labels = _join(vectors[rows], weights[rows])
    clusters = []
    for label in np.unique(labels):
        members = rows[labels == label]
        if weights[members].sum() >= min_size and len(members) > 1:
            clusters.append(centred(vectors, weights, members))
    return sorted(clusters, key=lambda c: (-int(weights[c.members].sum()), int(c.members[0])))


def partition(vectors: FloatMatrix, weights: IntVector, n_themes: int) -> IntVector:
    """Put every sentence into exactly one of `n_themes` groups, fewer only where there are fewer distinct sentences.

    Returns
    -------
    int array, shape (n_sentences,)
        Group of each sentence, 0-based.
    """
    distinct = len(np.unique(np.round(vectors, 9), axis=0))
    with threadpool_limits(1):
        model = KMeans(min(n_themes, distinct), n_init=8, random_state=_SEED)
        return np.asarray(model.fit_predict(vectors, sample_weight=weights), dtype=np.int64)


def centred(
    vectors: FloatMatrix,
    weights: IntVector,
    members: IntVector,
    *,
    quantile: float = _FOUNDER_QUANTILE,
    lowest: float = _LOWEST_THRESHOLD,
) -> Cluster:
    """Make the cluster of some rows: their weighted centre, and a threshold that the given quantile of them passes."""
    centre = (vectors[members] * weights[members][:, None]).sum(axis=0)
    norm = float(np.linalg.norm(centre))
    centroid = np.round(centre / norm if norm else centre, 9)
    threshold = max(lowest, float(np.quantile(vectors[members] @ centroid, quantile)))
    return Cluster(centroid, round(threshold, 6), members)


def assign(vectors: FloatMatrix, clusters: Sequence[Cluster]) -> tuple[IntVector, FloatVector]:
    """Place sentences in found themes; what fits nowhere stays out.

    Returns
    -------
    themes : int array, shape (n_sentences,)
        Position of the cluster, `NO_THEME` where none is near enough.
    scores : float array, shape (n_sentences,)
        Cosine to the chosen centroid, 0 where there is none.
    """
    themes = np.full(len(vectors), NO_THEME, dtype=np.int64)
    scores = np.zeros(len(vectors))
    if not clusters or len(vectors) == 0:
        return themes, scores
    # Rounded, so that the last bits of a product, which depend on its size, decide nothing.
    cosines = np.round(vectors @ np.stack([c.centroid for c in clusters]).T, 6)
    cosines[cosines < np.array([c.threshold for c in clusters])] = -1.0
    best = cosines.argmax(axis=1)
    near = cosines[np.arange(len(vectors)), best]
    held = near > 0
    themes[held], scores[held] = best[held], near[held]
    return themes, scores


def varied(vectors: FloatMatrix, centroid: FloatVector, n: int) -> list[int]:
    """Choose rows near the centre that do not say the same thing (maximal marginal relevance).

    Source
    ------
    Carbonell & Goldstein (1998), The use of MMR, SIGIR '98.
    """
    nearness = np.round(vectors @ centroid, 6)
    chosen: list[int] = []
    likeness = np.zeros(len(vectors))
    while len(chosen) < min(n, len(vectors)):
        gain = 0.7 * nearness - 0.3 * likeness
        gain[chosen] = -np.inf
        row = int(gain.argmax())
        chosen.append(row)
        likeness = np.maximum(likeness, np.round(vectors @ vectors[row], 6))
    return chosen


def _join(vectors: FloatMatrix, weights: IntVector) -> IntVector:
    if len(vectors) == 1:
        return np.zeros(1, dtype=np.int64)
    if len(vectors) <= _MOST_PAIRWISE:
        return _average_linkage(vectors)
    with threadpool_limits(1):
        fine = KMeans(_MOST_PAIRWISE // 2, n_init=1, max_iter=20, random_state=_SEED)
        small = np.asarray(fine.fit_predict(vectors, sample_weight=weights), dtype=np.int64)
    centres = np.asarray(fine.cluster_centers_)
    norms = np.linalg.norm(centres, axis=1, keepdims=True)
    return _average_linkage(centres / np.where(norms > 0, norms, 1.0))[small]


def _average_linkage(vectors: FloatMatrix) -> IntVector:
    with threadpool_limits(1):
        distances = np.round(pdist(vectors, "cosine"), 9)
    return np.asarray(fcluster(linkage(distances, "average"), 1.0 - _JOIN_ABOVE, "distance"), dtype=np.int64)
