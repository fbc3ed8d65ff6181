from dataclasses import dataclass, field

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import nlp.partition
from nlp.partition import leading_components, partition
from nlp.types import FloatMatrix, IntVector, Term
from nlp.vectors import on_grid, unit_rows


@dataclass
class Words:
    text: str
    terms: list[Term] = field(default_factory=list)


def ones(n: int) -> IntVector:
    return np.ones(n, dtype=np.int64)


def clouds(n_clouds: int, n_each: int, *, scale: float = 0.04) -> FloatMatrix:
    noise = np.random.default_rng(0).normal(scale=scale, size=(n_clouds * n_each, 40))
    return on_grid(unit_rows(np.repeat(np.eye(n_clouds, 40), n_each, axis=0) + noise))


def silent(n: int) -> list[list[str]]:
    return [[] for _ in range(n)]


@settings(deadline=None)
@given(
    st.lists(st.sampled_from([(1.0, 0.0), (0.0, 1.0), (0.6, 0.8), (0.0, 0.0)]), max_size=9),
    st.lists(st.sampled_from(["가", "나", "다"]), max_size=3),
    st.integers(1, 12),
)
def test_there_are_exactly_as_many_groups_as_asked_for(
    vectors: list[tuple[float, float]], said: list[str], n: int
) -> None:
    """Fewer only where there are fewer sentences, however many of them are alike or empty."""
    groups = partition(np.array(vectors).reshape(-1, 2), ones(len(vectors)), [said for _ in vectors], n)
    assert sorted(set(groups.tolist())) == list(range(min(n, len(vectors))))


def test_like_stays_with_like() -> None:
    groups = partition(clouds(4, 10), ones(40), silent(40), 4)
    assert [len(set(groups[10 * i : 10 * i + 10])) for i in range(4)] == [1, 1, 1, 1]
    assert len(set(groups)) == 4


def test_words_decide_where_vectors_do_not() -> None:
    """One sentence lies exactly between two clouds, mirror images of each other, and shares its words with one."""
    cloud = np.array([1.0, 0.0]) + np.random.default_rng(0).normal(scale=0.2, size=(20, 2))
    vectors = np.vstack([cloud, cloud[:, ::-1], [[0.5, 0.5]]])
    words = [["환급", "조회"]] * 20 + [["주차", "자리"]] * 20
    for side, said in ((0, ["환급", "조회"]), (20, ["주차", "자리"])):
        groups = partition(vectors, ones(41), [*words, said], 2)
        assert len({*groups[:20]}) == len({*groups[20:40]}) == 1
        assert groups[40] == groups[side] != groups[20 - side]


def test_sentences_beyond_the_sample_go_to_the_group_they_belong_to(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nlp.partition, "_MOST_FITTED", 30)
    monkeypatch.setattr(nlp.partition, "_CHUNK", 7)
    groups = partition(clouds(3, 60), ones(180), silent(180), 3)
    assert [len(set(groups[60 * i : 60 * i + 60])) for i in range(3)] == [1, 1, 1]
    assert len(set(groups)) == 3


def test_the_same_sentences_give_the_same_groups() -> None:
    vectors = clouds(5, 30, scale=0.2)
    said = [["가나다라마"[i % 5], "바사아자"[i % 4]] for i in range(150)]
    first = partition(vectors, ones(150), said, 6)
    assert (partition(vectors, ones(150), said, 6) == first).all()


def test_of_several_starts_the_likeliest_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """A first start that splits one cloud and joins two others loses to one that finds all four."""
    vectors = clouds(4, 25)
    good = np.repeat(np.arange(4), 25)
    poor = np.repeat([0, 1, 2, 2], 25)
    poor[:12] = 3
    starts = iter([poor, good, poor])
    monkeypatch.setattr(nlp.partition, "_N_STARTS", 3)
    monkeypatch.setattr(nlp.partition, "_N_ROUNDS", 1)
    monkeypatch.setattr(nlp.partition._Sample, "nearest", lambda *_: next(starts))
    groups = partition(vectors, ones(100), silent(100), 4)
    assert [len(set(groups[25 * i : 25 * i + 25])) for i in range(4)] == [1, 1, 1, 1]


def test_the_leading_components_keep_what_differs_most(monkeypatch: pytest.MonkeyPatch) -> None:
    """Worked by hand: around the mean (2, 1, 0) the first way varies by 3, 3, 1, 1, the second by 1 each."""
    rows = {"a": (5.0, 0.0, 0.0), "b": (-1.0, 0.0, 0.0), "c": (1.0, 2.0, 0.0), "d": (3.0, 2.0, 0.0)}
    sentences = [Words(text) for text in rows]
    monkeypatch.setattr(nlp.partition, "_N_COMPONENTS", 1)
    monkeypatch.setattr(nlp.partition, "_CHUNK", 3)
    components = leading_components(sentences, lambda some: np.array([rows[s.text] for s in some]))
    assert np.abs(components[:, 0]).tolist() == pytest.approx([3.0, 3.0, 1.0, 1.0])
    assert components[0, 0] * components[1, 0] < 0


def test_nothing_has_no_components() -> None:
    assert leading_components([], lambda some: np.zeros((len(some), 3))).shape == (0, 3)
