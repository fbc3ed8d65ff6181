"""Placing in a toy space in which every word is an axis: each cosine can be worked out by hand."""

from collections.abc import Sequence

import numpy as np

from nlp.placing import (
    CATALOGUE_ONLY,
    Anchor,
    Placer,
    anchor_from_bytes,
    anchor_to_bytes,
    part_anchor,
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


def _part(parent: str, chosen: str, rest: str) -> Anchor:
    """Split what is said of the chosen word off a theme that otherwise says the rest."""
    return Anchor(_cluster(chosen), {}, parent, _axis(rest))


def test_what_lands_in_a_theme_goes_on_to_the_part_that_it_is_nearer_to() -> None:
    """사기 is split off what is said of 링크: 사기 링크 lies at 0.7071 of both and stays, 사기 (1 against 0) goes."""
    placer = _placer(d_link=Anchor(_cluster("링크", "사기", threshold=0.5)), s_scam=_part("d_link", "사기", "링크"))
    assert placer.place([_said("사기"), _said("사기 링크"), _said("링크"), _said("수수료")]) == [
        ("s_scam", 1.0),
        ("d_link", 1.0),
        ("d_link", 0.7071),
        (None, 0.0),
    ]


def test_parts_take_from_rules_and_events_too_and_from_one_another() -> None:
    placer = _placer(
        c_scam=Anchor(),
        d_family=Anchor(None, {"가족": 0.6, "합산": 0.9}),
        s_link=_part("c_scam", "링크", "사기"),
        s_sum=_part("d_family", "합산", "가족"),
        s_fee=_part("s_link", "수수료", "링크"),
    )
    assert placer.place([_said("링크", "scam", 0.9), _said("사기", "scam", 0.9), _said("합산 합산 가족")]) == [
        ("s_link", 1.0),
        ("c_scam", 0.9),
        ("s_sum", 0.861),
    ]
    # 0.508 of 링크 against 0 of 사기, then 0.861 of 수수료 against 0.508 of 링크.
    assert placer.place([_said("수수료 수수료 링크", "scam", 0.9)])[0][0] == "s_fee"


def test_parts_of_a_theme_take_from_what_was_merged_into_it() -> None:
    """Merged first, split then: 사기 of the theme that went goes to the part, 링크 stays where it was placed."""
    anchors = {"c_gone": Anchor(), "c_more": Anchor(), "c_stays": Anchor(), "s_scam": _part("c_stays", "사기", "링크")}
    placer = Placer(NoMeaning(), SPACE, anchors, {"c_gone": "c_more", "c_more": "c_stays"})
    said = [_said("사기", "gone", 0.9), _said("링크", "gone", 0.9), _said("사기", "stays", 0.9)]
    assert placer.place(said) == [("s_scam", 1.0), ("c_gone", 0.9), ("s_scam", 1.0)]


def test_a_part_that_was_merged_back_still_takes_its_own_and_hands_on_to_a_later_part() -> None:
    """So that undoing the merge finds them; and nothing goes round in a circle."""
    parts = {"s_scam": _part("c_stays", "사기", "링크"), "s_sum": _part("c_stays", "합산", "링크")}
    placer = Placer(NoMeaning(), SPACE, {"c_stays": Anchor(), **parts}, {"s_scam": "c_stays"})
    said = [_said("사기", "stays", 0.9), _said("사기 사기 합산", "stays", 0.9)]
    # 0.861 of 사기 against 0 of 링크, then, back in the theme, 0.5085 of 합산 against 0.
    assert placer.place(said) == [("s_scam", 1.0), ("s_sum", 0.5085)]


def test_a_part_takes_nothing_that_its_parent_would_not_have() -> None:
    placer = _placer(d_link=Anchor(_cluster("링크")), s_scam=_part("d_link", "사기", "링크"))
    assert placer.place([_said("사기")]) == [(None, 0.0)]


def test_a_part_without_words_on_either_side_draws_nothing() -> None:
    """Rows of zeros say nothing; a side that has no other leaves the part without a centre."""
    some, none = np.eye(3, dtype=np.float32)[:2], np.zeros((2, 3), dtype=np.float32)
    assert part_anchor("d_link", none, some) == Anchor(parent="d_link")
    assert part_anchor("d_link", some, none[:0]).cluster is None
    made = part_anchor("d_link", some[:1], np.vstack([some[1:], none]))
    assert made.cluster is not None
    assert made.rest is not None
    assert made.cluster.centroid.tolist() == [1.0, 0.0, 0.0]
    assert made.rest.tolist() == [0.0, 1.0, 0.0]


def test_anchors_survive_the_store() -> None:
    plain = (Anchor(_cluster("링크"), {"합산": 0.9, "가족": 0.6}), Anchor(None, {"먹통": 1.0}), Anchor())
    for anchor in (*plain, _part("d_link", "사기", "링크")):
        payload = anchor_to_bytes(anchor)
        back = anchor_from_bytes(payload)
        assert (back.words, back.parent) == (anchor.words, anchor.parent)
        assert (back.rest is None) == (anchor.rest is None)
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
