from nlp.body import Body
from nlp.types import Reading, Sentence


def said(text: str, theme: str | None = None) -> Sentence:
    reading = Reading(
        act="complaint",
        hesitation=0.8,
        is_hesitation=True,
        reason="other",
        reason_score=0.0,
        stage="none",
        stage_score=0.0,
        theme=theme,
        theme_score=0.7 if theme else 0.0,
    )
    return Sentence(0, len(text), text, (), reading)


SENTENCES = [said("나"), said("가"), said("나"), said("다", "t"), said("라"), said("다", "t")]
COUNTED = [True, True, True, True, True, False]
ELIGIBLE = [True, True, True, True, False, True]
HELD = [None, None, None, "c_t", None, "c_t"]


def body() -> Body:
    return Body(SENTENCES, COUNTED, ELIGIBLE, HELD)


def test_the_pool_is_distinct_sorted_and_weighted_by_voices() -> None:
    assert [s.text for s in body().pool] == ["가", "나"]
    assert body().weights.tolist() == [1, 2]


def test_all_eligible_texts_fit_the_space() -> None:
    assert [s.text for s in body().all_sentences()] == ["가", "나", "다"]


def test_held_sentences_are_grouped_and_copies_not_counted() -> None:
    ((theme, voices),) = body().held_voices().items()
    assert (theme, [(v.sentence.text, v.weight) for v in voices]) == ("c_t", [("다", 1)])


def test_placings_spread_to_every_sentence() -> None:
    ids, scores = body().spread({"가": ("d_1", 0.61234), "나": (None, 0.0)})
    assert ids == [None, "d_1", None, "c_t", None, "c_t"]
    assert scores == [0.0, 0.6123, 0.0, 0.7, 0.0, 0.7]


def test_groups_of_copies_alone_do_not_show() -> None:
    only_copies = Body([said("가")], [False], [True], [None])
    assert only_copies.groups(["d_1"]) == {}
    assert only_copies.weights.tolist() == [0]


def test_unheld_sentences_are_the_background() -> None:
    background = body().unheld(["d_1", None, "d_1", "c_t", None, "c_t"])
    assert [(v.sentence.text, v.weight) for v in background] == [("가", 1), ("라", 1)]


def test_nothing_is_a_body_too() -> None:
    empty = Body([], [], [], [])
    assert empty.pool == []
    assert empty.weights.tolist() == []
    assert empty.spread({}) == ([], [])
