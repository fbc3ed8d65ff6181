import numpy as np
import pytest

import nlp.themes
from nlp.themes import NO_THEME, Cluster, assign, centred, closeness, discover, varied
from nlp.types import FloatMatrix, IntVector
from nlp.vectors import on_grid, unit_rows

NOBODY = np.zeros(0, dtype=np.int64)


def rows(*vectors: tuple[float, ...]) -> FloatMatrix:
    return np.array(vectors, dtype=np.float64)


def ones(n: int) -> IntVector:
    return np.ones(n, dtype=np.int64)


def clouds(n_clouds: int, n_each: int, seed: int = 0) -> FloatMatrix:
    generator = np.random.default_rng(seed)
    centres = np.eye(n_clouds, 40)
    noise = generator.normal(scale=0.04, size=(n_clouds * n_each, 40))
    return on_grid(unit_rows(np.repeat(centres, n_each, axis=0) + noise))


def test_discovery_finds_the_clouds_and_leaves_strangers() -> None:
    vectors = np.vstack([clouds(3, 5), np.eye(40)[[30, 31]], np.zeros((1, 40))])
    found = discover(vectors, ones(len(vectors)), min_size=3)
    assert sorted(tuple(c.members) for c in found) == [tuple(range(5)), tuple(range(5, 10)), tuple(range(10, 15))]


def test_small_groups_and_lone_sentences_are_no_themes() -> None:
    vectors = clouds(3, 2)
    assert discover(vectors, ones(6), min_size=3) == []
    # Two sentences, three voices.
    (theme,) = discover(vectors, np.array([2, 1, 1, 1, 1, 1]), min_size=3)
    assert theme.members.tolist() == [0, 1]
    assert discover(vectors[:1], np.array([9]), min_size=3) == []


def test_discovery_of_nothing_is_nothing() -> None:
    assert discover(np.zeros((0, 4)), ones(0), min_size=3) == []
    assert discover(np.zeros((5, 4)), ones(5), min_size=3) == []
    assert discover(rows((1.0, 0.0)), ones(1), min_size=1) == []


def test_a_large_pool_is_searched_in_samples(monkeypatch: pytest.MonkeyPatch) -> None:
    vectors = clouds(8, 30)
    monkeypatch.setattr(nlp.themes, "_MOST_PAIRWISE", 60)
    found = discover(vectors, ones(len(vectors)), min_size=5)
    clouds_of = [set((c.members // 30).tolist()) for c in found]
    # One theme for each cloud, whichever sample it was found in, and stragglers in none.
    assert sorted(clouds_of, key=min) == [{i} for i in range(8)]
    assert min(len(c.members) for c in found) > 25


def test_a_centre_is_the_weighted_mean_and_most_founders_pass() -> None:
    vectors = rows((1.0, 0.0), (0.0, 1.0))
    cluster = centred(vectors, np.array([3, 1]), np.array([0, 1]), quantile=0.0, lowest=0.1)
    assert cluster.centroid == pytest.approx([3 / 10**0.5, 1 / 10**0.5], abs=1e-6)
    # The farther founder: cosine 1 / sqrt(10).
    assert cluster.threshold == pytest.approx(0.316228, abs=2e-6)
    assert centred(vectors, np.array([3, 1]), np.array([0, 1]), quantile=0.0, lowest=0.5).threshold == 0.5


def test_assignment_takes_the_nearest_centre_that_is_near_enough() -> None:
    clusters = [Cluster(np.array([1.0, 0.0]), 0.9, NOBODY), Cluster(np.array([0.0, 1.0]), 0.5, NOBODY)]
    vectors = rows((0.75, 0.6614378), (1.0, 0.0), (-1.0, 0.0), (0.0, 0.0))
    themes, scores = assign(vectors, clusters)
    # The first is nearer to the first centre, but not near enough.
    assert themes.tolist() == [1, 0, NO_THEME, NO_THEME]
    assert scores == pytest.approx([0.661438, 1.0, 0.0, 0.0], abs=2e-6)


def test_assignment_does_not_depend_on_the_batch() -> None:
    vectors = clouds(9, 20, seed=4)
    clusters = discover(vectors, ones(180), min_size=3)
    themes, scores = assign(vectors, clusters)
    order = np.random.default_rng(5).permutation(180)
    shuffled, shuffled_scores = assign(vectors[order], clusters)
    assert (shuffled == themes[order]).all()
    assert (shuffled_scores == scores[order]).all()
    alone = [assign(vectors[i : i + 1], clusters) for i in range(180)]
    assert [int(t[0]) for t, _ in alone] == themes.tolist()
    assert [float(s[0]) for _, s in alone] == scores.tolist()


def test_assignment_without_themes_or_sentences() -> None:
    assert assign(rows((1.0, 0.0)), [])[0].tolist() == [NO_THEME]
    assert assign(np.zeros((0, 2)), [Cluster(np.array([1.0, 0.0]), 0.5, NOBODY)])[0].tolist() == []


def test_closeness_lies_between_0_and_1() -> None:
    cluster = Cluster(np.array([1.0, 0.0]), 0.5, NOBODY)
    assert closeness(rows((1.0, 0.0), (0.5, 0.5), (-1.0, 0.0)), cluster).tolist() == [1.0, 0.5, 0.0]


def test_exemplars_are_near_the_centre_and_differ() -> None:
    """Worked by hand: the first is nearest; its twin loses 0.3 by likeness and the third comes second."""
    vectors = rows((1.0, 0.0, 0.0), (1.0, 0.0, 0.0), (0.8, 0.6, 0.0), (0.0, 0.0, 1.0))
    # Gains after the first: twin 0.7 - 0.3 = 0.4; third 0.56 - 0.24 = 0.32; so at 0.3 the twin still wins,
    # until a centre between the two makes the third nearly as near.
    centre = unit_rows(rows((0.9, 0.436, 0.0)))[0]
    # Third: cosine 0.9816; first and twin 0.9. Third first, then first (0.63 - 0.24) before the stranger (0).
    assert varied(vectors, centre, 2) == [2, 0]
    assert varied(vectors, centre, 9) == [2, 0, 1, 3]
    assert varied(vectors[:0], centre, 3) == []
