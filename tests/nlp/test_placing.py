"""Placing in a toy space in which every word is an axis: each cosine can be worked out by hand."""

from collections.abc import Sequence

import numpy as np

from nlp.placing import (
    CATALOGUE_ONLY,
    Anchor,
    Placer,
    anchor_from_bytes,
    anchor_to_bytes,
    space_from_bytes,
    space_to_bytes,
)
from nlp.space import ThemeSpace
from nlp.themes import Cluster
from nlp.types import FloatMatrix, FloatVector, Readable, Reading, Sentence, Term

WORDS = ("가족", "링크", "사기", "수수료", "합산")


class NoMeaning:
    """An encoder that knows nothing, so that only the words of the space count."""

    version = "none"

    def encode(self, sentences: Sequence[Readable]) -> FloatMatrix:
        return np.zeros((len(sentences), 1))


SPACE = ThemeSpace(WORDS, np.ones(len(WORDS)), np.eye(len(WORDS)), np.zeros(1), "none")


def _axis(*words: str) -> FloatVector:
    vector = np.array([0.0, *(float(word in words) for word in WORDS)])
    return np.asarray(vector / np.linalg.norm(vector))


def _cluster(*words: str, threshold: float = 0.6) -> Cluster:
    return Cluster(_axis(*words), threshold, np.zeros(0, dtype=np.int64))


def _said(text: str, theme: str | None = None, score: float = 0.0, *, hesitates: bool = True) -> Sentence:
    terms = tuple(Term(word, word, negated=False, start=0, end=0) for word in text.split())
    reading = Reading("complaint", 0.9, hesitates, "trust", 0.8, "awareness", 0.8, theme, score)
    return Sentence(0, len(text), text, terms, reading)


def _placer(**anchors: Anchor) -> Placer:
    return Placer(NoMeaning(), SPACE, anchors)


def test_a_sure_match_of_the_catalogue_stays_there() -> None:
    """Even where a found theme lies right on it."""
    placer = _placer(d_link=Anchor(_cluster("링크")))
    assert placer.place([_said("링크", "scam", 0.7)]) == [("c_scam", 0.7)]


def test_a_loose_match_gives_way_to_a_nearer_found_theme() -> None:
    """가족 링크 lies at 0.7071 of 링크: over the threshold of 0.6, under one of 0.75."""
    sentence = _said("가족 링크", "scam", 0.6)
    assert _placer(d_link=Anchor(_cluster("링크"))).place([sentence]) == [("d_link", 0.7071)]
    assert _placer(d_link=Anchor(_cluster("링크", threshold=0.75))).place([sentence]) == [("c_scam", 0.6)]


def test_a_loose_match_stays_where_its_own_centre_is_nearer() -> None:
    """사기 링크 lies at 0.7071 of both; only what is nearer takes it."""
    placer = _placer(d_link=Anchor(_cluster("링크")), c_scam=Anchor(_cluster("사기")))
    assert placer.place([_said("사기 링크", "scam", 0.6)]) == [("c_scam", 0.6)]


def test_a_loose_match_never_goes_to_another_theme_of_the_catalogue() -> None:
    placer = _placer(c_fee=Anchor(_cluster("수수료")))
    assert placer.place([_said("수수료", "scam", 0.6)]) == [("c_scam", 0.6)]


def test_what_the_catalogue_does_not_hold_goes_to_the_nearest_centre() -> None:
    placer = _placer(d_link=Anchor(_cluster("링크")), c_fee=Anchor(_cluster("수수료")))
    assert placer.place([_said("수수료"), _said("링크"), _said("가족 사기")]) == [
        ("c_fee", 1.0),
        ("d_link", 1.0),
        (None, 0.0),
    ]


def test_two_words_of_an_event_place_against_any_rule() -> None:
    """가족 (0.6) and 합산 (0.9) say the event; either word alone does not."""
    placer = _placer(d_family=Anchor(None, {"가족": 0.6, "합산": 0.9}))
    sure = _said("가족 합산", "scam", 0.9)
    assert placer.place([sure, _said("가족", "scam", 0.9), _said("합산")]) == [
        ("d_family", 1.0),
        ("c_scam", 0.9),
        (None, 0.0),
    ]


def test_event_words_place_before_there_is_a_space() -> None:
    placer = Placer(NoMeaning(), None, {"d_family": Anchor(_cluster("가족"), {"가족": 0.6, "합산": 0.9})})
    assert placer.place([_said("가족 합산"), _said("가족")]) == [("d_family", 1.0), (None, 0.0)]
    assert placer.version == CATALOGUE_ONLY
    assert _placer().version == SPACE.version


def test_only_hesitations_are_placed() -> None:
    placer = _placer(d_link=Anchor(_cluster("링크"), {"가족": 1.0, "합산": 1.0}))
    assert placer.place([_said("가족 합산 링크", "scam", 0.9, hesitates=False)]) == [(None, 0.0)]


def test_a_sentence_is_placed_alike_in_any_company() -> None:
    placer = _placer(d_link=Anchor(_cluster("링크")), d_family=Anchor(None, {"가족": 0.6, "합산": 0.9}))
    sentences = [_said("가족 링크", "scam", 0.6), _said("가족 합산"), _said("링크"), _said("사기")]
    alone = [placer.place([one])[0] for one in sentences]
    assert placer.place(sentences) == alone
    assert placer.place(sentences[::-1]) == alone[::-1]


def test_anchors_survive_the_store() -> None:
    for anchor in (Anchor(_cluster("링크"), {"합산": 0.9, "가족": 0.6}), Anchor(None, {"먹통": 1.0}), Anchor()):
        payload = anchor_to_bytes(anchor)
        back = anchor_from_bytes(payload)
        assert back.words == anchor.words
        assert (back.cluster is None) == (anchor.cluster is None)
        if back.cluster is not None and anchor.cluster is not None:
            assert back.cluster.centroid.tolist() == anchor.cluster.centroid.tolist()
            assert back.cluster.threshold == anchor.cluster.threshold
        assert anchor_to_bytes(back) == payload


def test_a_space_survives_the_store() -> None:
    back = space_from_bytes(space_to_bytes(SPACE))
    assert back.version == SPACE.version
    assert back.terms == SPACE.terms
    assert space_to_bytes(back) == space_to_bytes(SPACE)
