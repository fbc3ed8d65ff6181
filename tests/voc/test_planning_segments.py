"""Figures of one customer segment against stores whose every voice is known."""

from pathlib import Path

from planted import Said, planted, weeks_of

from voc.planning.brief import BriefNames, describe
from voc.planning.figures import WeekFigures, week_figures
from voc.records import Rating
from voc.store import Store

STAGES = ["onboarding", "fulfilment"]
WEEK, BEFORE = "2026-W47", "2026-W46"
GOLD, SILVER = {"등급": "골드"}, {"등급": "실버"}


def _figures(store: Store, segment: str | None = "등급=골드", source: str | None = None) -> WeekFigures:
    with store.read() as connection:
        return week_figures(connection, WEEK, STAGES, source=source, segment=segment)


def test_a_segment_is_counted_per_thousand_of_its_own_voices(tmp_path: Path) -> None:
    """Gold: 2 voices before, 1 of t1; 5 now, 2 of t1, one with two stars and one with four. The rest is silver."""
    said = [
        Said(BEFORE, theme="t1", segment=GOLD),
        Said(BEFORE, segment=GOLD),
        *[Said(BEFORE, segment=SILVER)] * 7,
        Said(WEEK, theme="t1", segment=GOLD, rating=Rating(2.0, 1.0, 5.0)),
        Said(WEEK, theme="t1", segment=GOLD, source="카페"),
        Said(WEEK, segment=GOLD, rating=Rating(4.0, 1.0, 5.0)),
        *[Said(WEEK, segment=GOLD, hesitates=False)] * 2,
        *[Said(WEEK, theme="t1", segment=SILVER, rating=Rating(1.0, 1.0, 5.0))] * 6,
    ]
    with planted(tmp_path, said) as store:
        gold, cafe, every = _figures(store), _figures(store, source="카페"), _figures(store, None)
    (t1,) = gold.themes
    assert (gold.segment, gold.n_voices, gold.n_voices_before, gold.n_sentences, gold.n_covered) == (
        "등급=골드", 5, 2, 3, 2,
    )  # fmt: skip
    assert (t1.series, t1.rate, t1.rate_before, t1.rating_impact) == ((1, 2), 400.0, 500.0, 1.0)
    assert (gold.mean_rating, gold.hesitating.series) == (3.0, (2, 3))
    assert (cafe.n_voices, cafe.themes[0].series) == (1, (0, 1))
    assert (every.n_voices, every.themes[0].series) == (11, (1, 8))


def test_how_a_source_is_doing_is_told_by_all_it_delivered(tmp_path: Path) -> None:
    """No gold customer writes in the community this week, but others do: it is well, and its gold voices are none."""
    told = [*weeks_of([20] * 6, source="카페", segment=SILVER), *weeks_of([12] * 6, segment=GOLD)]
    with planted(tmp_path, [*told, *weeks_of([12] * 5 + [0], source="카페", segment=GOLD)]) as store:
        found = {one.source: (one.state, one.n_documents, one.n_before) for one in _figures(store).sources}
    assert found == {"앱리뷰": ("normal", 12, 12), "카페": ("normal", 0, 12)}


def test_a_rise_among_some_customers_is_theirs_alone(tmp_path: Path) -> None:
    rising = weeks_of([2, 1, 2, 3, 2, 2, 1, 14], theme="t1", segment=GOLD)
    rest = weeks_of([13, 14, 13, 12, 13, 13, 14, 1], hesitates=False, segment=GOLD)
    steady = weeks_of([6] * 8, theme="t1", segment=SILVER)
    with planted(tmp_path, [*rising, *rest, *steady, *weeks_of([20] * 8, segment=SILVER)]) as store:
        gold, silver = _figures(store), _figures(store, "등급=실버")
    assert gold.themes[0].trend.state in {"rising", "burst"}
    assert silver.themes[0].trend.state == "steady"


def test_a_segment_that_nobody_counted_has_no_voices(tmp_path: Path) -> None:
    with planted(tmp_path, weeks_of([5] * 6, theme="t1", segment=GOLD)) as store:
        none = _figures(store, "등급=동")
    assert (none.n_voices, none.n_weeks_before, none.mean_rating) == (0, 0, None)
    assert none.themes[0].trend.state == "steady"


def test_a_segment_is_quoted_in_its_own_words(tmp_path: Path) -> None:
    said = [
        *[Said(WEEK, "환급이 왜 이렇게 안 와요", theme="t1", segment=GOLD)] * 3,
        *[Said(WEEK, "환급을 석 달째 못 받았어요", theme="t1", segment=SILVER)] * 3,
    ]
    names = BriefNames(stages=dict.fromkeys(STAGES, "단계"), reasons={}, channels={"앱리뷰": "앱 리뷰"})
    with planted(tmp_path, said) as store, store.read() as connection:
        figures = week_figures(connection, WEEK, STAGES, segment="등급=골드")
        brief = describe(connection, figures, names)
    (shown,) = brief["largest"]
    assert {quote["text"] for quote in shown["quotes"]} == {"환급이 왜 이렇게 안 와요"}
