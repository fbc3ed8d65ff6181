"""Find themes among sentences that no theme holds, and place later sentences in the themes that exist.

Sizes of themes are Zipf-like: a few large ones and many small ones that matter. So the number of themes is not chosen;
sentences are joined while their groups are near enough, and groups too small to show stay in the pool.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.cluster.hierarchy import fcluster, linkage

from nlp.types import FloatVector, IntVector, Rows
from nlp.vectors import on_grid

# Groups whose sentences are on average less alike than this are two themes.
_JOIN_ABOVE = 0.34
# A sentence belongs to a found theme when it is this near to its centre, or as near as its farther founders.
_LOWEST_THRESHOLD, _FOUNDER_QUANTILE = 0.42, 0.1
# Groups found one after the other whose centres are this near are one theme.
_SAME_CENTRE = 0.8
# Above this many sentences samples are joined: pairwise distances grow with the square.
_MOST_PAIRWISE, _MOST_ROUNDS = 3000, 5
_SEED = 20260921
NO_THEME = -1
# Rows compared at once; bounds the memory.
_CHUNK = 8192


@dataclass(frozen=True, slots=True, eq=False)
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


def discover(vectors: Rows, weights: IntVector, *, min_size: int) -> list[Cluster]:
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

    Notes
    -----
    Up to `_MOST_PAIRWISE` sentences are joined by average linkage. Of more, a sample is joined, its groups gather what
    is near them, and what is left is sampled again: so the large themes make room for the small ones.
    """
    pool = np.flatnonzero(vectors.any(axis=1))
    clusters: list[Cluster] = []
    generator = np.random.default_rng(_SEED)
    for _ in range(_MOST_ROUNDS):
        if len(pool) <= _MOST_PAIRWISE:
            clusters = _merged(vectors, weights, clusters + _joined(vectors, weights, pool, min_size))
            break
        sample = np.sort(generator.choice(pool, _MOST_PAIRWISE, replace=False))
        gathered = _gathered(vectors, weights, pool, _joined(vectors, weights, sample, 1))
        new = [cluster for cluster in gathered if weights[cluster.members].sum() >= min_size]
        if not new:
            break
        clusters = _merged(vectors, weights, clusters + new)
        pool = np.setdiff1d(pool, np.concatenate([cluster.members for cluster in new]))
    return sorted(clusters, key=lambda c: (-int(weights[c.members].sum()), int(c.members[0])))


def _joined(vectors: Rows, weights: IntVector, rows: IntVector, min_size: int) -> list[Cluster]:
    """Join rows by average linkage; groups of one sentence or of too few voices are left out."""
    labels = _average_linkage(vectors[rows])
    groups = [rows[labels == label] for label in np.unique(labels)]
    return [
        centred(vectors, weights, members)
        for members in groups
        if len(members) > 1 and weights[members].sum() >= min_size
    ]


def _gathered(vectors: Rows, weights: IntVector, pool: IntVector, seeds: Sequence[Cluster]) -> list[Cluster]:
    """Let the groups of a sample take in what is near them in the whole pool."""
    wide = [centred(vectors, weights, seed.members, quantile=0.0) for seed in seeds]
    placed, _ = assign(vectors[pool], wide)
    members = [pool[placed == number] for number in range(len(wide))]
    return [centred(vectors, weights, rows) for rows in members if len(rows) > 1]


def _merged(vectors: Rows, weights: IntVector, clusters: Sequence[Cluster]) -> list[Cluster]:
    """Join later groups to earlier ones with the same centre: a theme may come back in a later sample."""
    kept: list[Cluster] = []
    centroids = np.array([cluster.centroid for cluster in clusters])
    for cluster in clusters:
        # The first rows are the centres of those kept; on the grid the product is exact, however many they are.
        near = np.round(centroids[: len(kept)] @ cluster.centroid, 6)
        best = int(near.argmax()) if kept else -1
        if kept and near[best] >= _SAME_CENTRE:
            members = np.union1d(kept[best].members, cluster.members)
            kept[best] = centred(vectors, weights, members)
            centroids[best] = kept[best].centroid
        else:
            centroids[len(kept)] = cluster.centroid
            kept.append(cluster)
    return kept


def centred(
    vectors: Rows,
    weights: IntVector,
    members: IntVector,
    *,
    quantile: float = _FOUNDER_QUANTILE,
    lowest: float = _LOWEST_THRESHOLD,
) -> Cluster:
    """Make the cluster of some rows: their weighted centre, and a threshold that the given quantile of them passes."""
    centre = (vectors[members] * weights[members][:, None]).sum(axis=0)
    norm = float(np.linalg.norm(centre))
    centroid = on_grid(centre / norm if norm else centre)
    threshold = max(lowest, float(np.quantile(on_grid(vectors[members]) @ centroid, quantile)))
    return Cluster(centroid, round(threshold, 6), members)


def assign(vectors: Rows, clusters: Sequence[Cluster]) -> tuple[IntVector, FloatVector]:
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
    centroids = np.stack([c.centroid for c in clusters]).T
    thresholds = np.array([c.threshold for c in clusters])
    for start in range(0, len(vectors), _CHUNK):
        # On the grid the product is exact, whatever else is in the batch.
        cosines = np.round(on_grid(vectors[start : start + _CHUNK]) @ centroids, 6)
        cosines[cosines < thresholds] = -1.0
        best = cosines.argmax(axis=1)
        near = cosines[np.arange(len(cosines)), best]
        themes[start : start + _CHUNK] = np.where(near > 0, best, NO_THEME)
        scores[start : start + _CHUNK] = np.where(near > 0, near, 0.0)
    return themes, scores


def closeness(vectors: Rows, cluster: Cluster) -> FloatVector:
    """Score how near sentences are to a theme's centre, 0-1."""
    return np.asarray(np.clip(np.round(on_grid(vectors) @ cluster.centroid, 6), 0.0, 1.0), dtype=np.float64)


def varied(vectors: Rows, centroid: FloatVector, n: int) -> list[int]:
    """Choose rows near the centre that do not say the same thing (maximal marginal relevance).

    Source
    ------
    Carbonell & Goldstein (1998), The use of MMR, SIGIR '98.
    """
    on = on_grid(vectors)
    nearness = np.round(on @ on_grid(centroid), 6)
    chosen: list[int] = []
    likeness = np.zeros(len(vectors))
    while len(chosen) < min(n, len(vectors)):
        gain = 0.7 * nearness - 0.3 * likeness
        gain[chosen] = -np.inf
        row = int(np.argmax(gain))
        chosen.append(row)
        likeness = np.maximum(likeness, np.round(on @ on[row], 6))
    return chosen


def _average_linkage(vectors: Rows) -> IntVector:
    n = len(vectors)
    if n < 2:  # noqa: PLR2004 - nothing to join
        return np.zeros(n, dtype=np.int64)
    on = on_grid(vectors)
    cosines = on @ on.T
    distances = np.round(1.0 - np.concatenate([cosines[i, i + 1 :] for i in range(n - 1)]), 6)
    tree = linkage(np.maximum(distances, 0.0), "average")
    return np.asarray(fcluster(tree, 1.0 - _JOIN_ABOVE, "distance"), dtype=np.int64)
