"""Figures of a week against stores whose every voice is known."""

from dataclasses import replace
from pathlib import Path

import pytest
from planted import Said, planted, weeks_of

from voc.planning.figures import GroupFigures, ThemeFigures, WeekFigures, week_figures
from voc.records import Rating
from voc.store import Store, load_themes, save_themes

STAGES = ["onboarding", "fulfilment"]
WEEK, BEFORE = "2026-W47", "2026-W46"


def _figures(store: Store, week: str = WEEK, source: str | None = None) -> WeekFigures:
    with store.read() as connection:
        return week_figures(connection, week, STAGES, source=source)


def _theme(figures: WeekFigures, theme_id: str) -> ThemeFigures:
    return next(one for one in figures.themes if one.theme.theme_id == theme_id)


def _group(groups: tuple[GroupFigures, ...], key: str) -> GroupFigures:
    return next(one for one in groups if one.key == key)


def test_a_week_is_counted_in_voices_and_per_thousand(tmp_path: Path) -> None:
    """W46: 4 voices, 1 of t1. W47: 8 voices, 3 of t1 of which one has another stage, 2 that do not hesitate."""
    said = [
        Said(BEFORE, theme="t1"),
        *[Said(BEFORE, reason="cost")] * 3,
        *[Said(WEEK, theme="t1")] * 2,
        Said(WEEK, theme="t1", stage="onboarding", reason="access"),
        *[Said(WEEK)] * 3,
        *[Said(WEEK, hesitates=False)] * 2,
    ]
    with planted(tmp_path, said) as store:
        figures = _figures(store)
    t1 = _theme(figures, "t1")
    assert (figures.n_voices, figures.n_voices_before, figures.n_weeks_before) == (8, 4, 1)
    assert (figures.hesitating.n_documents, figures.hesitating.n_before) == (6, 4)
    assert (figures.n_sentences, figures.n_covered, figures.coverage) == (6, 3, 0.5)
    assert (t1.n_documents, t1.n_before, t1.rate, t1.rate_before, t1.series) == (3, 1, 375.0, 250.0, (1, 3))
    assert [(one.key, one.n_documents, one.n_before) for one in figures.stages] == [
        ("onboarding", 1, 0),
        ("fulfilment", 5, 4),
        ("none", 0, 0),
    ]
    assert [(one.key, one.n_documents, one.n_before) for one in figures.reasons] == [
        ("delay", 5, 1),
        ("access", 1, 0),
        ("cost", 0, 3),
    ]
    assert _group(figures.stages, "fulfilment").themes == (("t1", 2),)
    assert _group(figures.stages, "onboarding").themes == (("t1", 1),)


def test_reasons_and_stages_are_judged_by_their_own_series(tmp_path: Path) -> None:
    """A reason that goes from about two of thirty to twelve of thirty is marked; one that stays is not."""
    steady = weeks_of([15, 16, 15, 14, 15, 16, 15, 15], reason="cost", stage="onboarding")
    rising = weeks_of([2, 1, 2, 3, 2, 2, 1, 14])
    rest = weeks_of([13, 13, 13, 13, 13, 12, 14, 1], hesitates=False)
    with planted(tmp_path, [*steady, *rising, *rest]) as store:
        figures = _figures(store)
    assert _group(figures.reasons, "delay").trend.state in {"rising", "burst"}
    assert _group(figures.stages, "fulfilment").trend.state in {"rising", "burst"}
    assert _group(figures.reasons, "cost").trend.state == "steady"
    assert _group(figures.reasons, "delay").series == (2, 1, 2, 3, 2, 2, 1, 14)


def test_three_weeks_make_nothing_new(tmp_path: Path) -> None:
    said = [*weeks_of([20, 20, 20, 20], hesitates=False), *weeks_of([0, 0, 0, 15], theme="t1")]
    with planted(tmp_path, said) as store:
        figures = _figures(store)
    assert figures.n_weeks_before == 3
    assert _theme(figures, "t1").trend.state != "new"


def test_ratings_of_two_scales_meet_on_five_stars(tmp_path: Path) -> None:
    """One star of five is 1; five of 0-10 is the middle, 3; ten of 0-10 is 5: mean 3, without the theme's 1 it is 4."""
    said = [
        Said(WEEK, theme="t1", rating=Rating(1.0, 1.0, 5.0)),
        Said(WEEK, source="설문", rating=Rating(5.0, 0.0, 10.0)),
        Said(WEEK, source="설문", rating=Rating(10.0, 0.0, 10.0)),
        Said(WEEK, source="설문"),
    ]
    with planted(tmp_path, said) as store:
        figures = _figures(store)
    assert {one.source: one.mean_rating for one in figures.sources} == {"설문": 4.0, "앱리뷰": 1.0}
    assert _theme(figures, "t1").rating_impact == 1.0


def test_a_theme_without_ratings_has_no_impact(tmp_path: Path) -> None:
    said = [Said(WEEK, theme="t1"), Said(WEEK, rating=Rating(2.0, 1.0, 5.0))]
    with planted(tmp_path, said) as store:
        assert _theme(_figures(store), "t1").rating_impact is None


def test_a_silent_source_makes_no_decline(tmp_path: Path) -> None:
    """All of t1 came from the community, which delivers nothing this week."""
    lively = weeks_of([30] * 8, hesitates=False)
    community = weeks_of([10] * 7 + [0], source="카페", theme="t1")
    with planted(tmp_path, [*lively, *community]) as store:
        figures = _figures(store)
    shop, cafe = figures.sources
    assert (cafe.source, cafe.state, cafe.usual, cafe.n_documents) == ("카페", "silent", 10.0, 0)
    assert (shop.source, shop.state) == ("앱리뷰", "normal")
    assert _theme(figures, "t1").trend.state == "steady"
    assert _group(figures.reasons, "delay").trend.state == "steady"


def test_a_real_decline_is_one_although_another_source_is_silent(tmp_path: Path) -> None:
    told = [*weeks_of([20] * 7 + [1], theme="t1"), *weeks_of([40] * 7 + [59], hesitates=False)]
    with planted(tmp_path, [*told, *weeks_of([6] * 7 + [0], source="카페", hesitates=False)]) as store:
        assert _theme(_figures(store), "t1").trend.state == "falling"


@pytest.mark.parametrize(
    ("counts", "state"),
    [
        ([20, 22, 18, 20, 5], "thin"),
        ([20, 22, 18, 20, 6], "normal"),
        ([0, 0, 0, 0, 6], "added"),
        ([4, 4, 4, 4, 1], "normal"),
    ],
)
def test_sources_are_set_against_their_habit(tmp_path: Path, counts: list[int], state: str) -> None:
    """Thin: less than 30 % of the mean of the last four weeks (20: less than 6), where that is at least ten."""
    said = [*weeks_of(counts, source="카페"), *weeks_of([9] * 5)]
    with planted(tmp_path, said) as store:
        assert {one.source: one.state for one in _figures(store).sources} == {"카페": state, "앱리뷰": "normal"}


def test_one_source_can_be_looked_at_alone(tmp_path: Path) -> None:
    said = [*[Said(WEEK, theme="t1")] * 3, *[Said(WEEK, source="카페", theme="t1")] * 2]
    with planted(tmp_path, said) as store:
        figures = _figures(store, source="카페")
    assert (figures.n_voices, _theme(figures, "t1").n_documents) == (2, 2)
    assert [one.source for one in figures.sources] == ["카페"]


def test_a_week_without_voices_has_figures(tmp_path: Path) -> None:
    with planted(tmp_path, weeks_of([5, 5], theme="t1")) as store:
        figures = _figures(store, "2026-W48")
    assert (figures.n_voices, figures.n_voices_before, figures.coverage) == (0, 5, 0.0)
    assert (_theme(figures, "t1").trend.state, _theme(figures, "t1").series) == ("steady", (5, 5, 0))


def test_an_empty_store_has_figures(tmp_path: Path) -> None:
    with planted(tmp_path, []) as store:
        figures = _figures(store)
    assert (figures.n_voices, figures.themes, figures.reasons, figures.sources) == (0, (), (), ())
    assert [one.key for one in figures.stages] == [*STAGES, "none"]


def test_hidden_themes_are_left_out(tmp_path: Path) -> None:

    with planted(tmp_path, weeks_of([5, 5], theme="t1")) as store:
        with store.begin() as connection:
            save_themes(connection, [replace(theme, hidden=True) for theme in load_themes(connection)])
        assert _figures(store).themes == ()
