"""Trends: each state on a series one can judge by eye, and silence where nothing changed."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from strategies import Series, weekly_counts

from nlp.errors import CountsError
from nlp.expectation import expect
from nlp.trends import FALSE_SHARE, Trend, rating_impact, trend, trends

FLAT = [10, 12, 9, 11, 10, 12, 8, 10]


def _trend(observed: list[int], voices: int = 1000) -> Trend:
    return trend(observed, [voices] * len(observed))


@pytest.mark.parametrize(
    ("observed", "state"),
    [
        ([*FLAT, 11], "steady"),
        ([*FLAT, 14], "steady"),
        ([*FLAT, 60], "burst"),
        ([*FLAT, 30, 90], "rising"),
        ([10, 9, 11, 10, 12, 14, 17, 20, 25, 30], "rising"),
        ([30, 31, 25, 20, 17, 14, 12, 10, 9, 7], "falling"),
        ([80, 85, 78, 82, 81, 79, 25], "falling"),
        ([20, 22, 19, 21, 20, 23, 0], "gone"),
        ([0, 0, 0, 0, 0, 6], "new"),
        ([0, 0, 1, 0, 0, 8], "new"),
        ([3, 2, 4, 3, 2, 3, 0], "steady"),
        ([0, 0, 0, 0, 0, 2], "steady"),
        ([0, 0, 0, 0, 0, 0], "steady"),
        ([5], "steady"),
    ],
)
def test_states_by_eye(observed: list[int], state: str) -> None:
    found = _trend(observed)
    assert found.state == state
    assert found.observed == observed[-1]


def test_a_doubled_rate_rises_but_is_no_burst() -> None:
    assert _trend([80, 85, 78, 82, 81, 79, 84, 80, 83, 160], voices=5000).state == "rising"


def test_a_theme_with_a_long_past_is_never_new() -> None:
    assert _trend([8, 9, 7, *[0] * 13, 12]).state in {"burst", "rising"}


def test_as_many_more_documents_as_voices_is_steady() -> None:
    found = trend([*FLAT, 20], [1000] * 8 + [2000])
    assert found.state == "steady"
    assert found.low < 20 < found.high
    assert trend([*FLAT, 60], [1000] * 8 + [6000]).state == "steady"
    assert trend([*FLAT, 60], [1000] * 9).state == "burst"


def test_a_change_of_the_source_mix_is_no_rise() -> None:
    """Taken together the rate goes from 4 % to 8 %; within each source it stays at 1 % and 10 %."""
    by_source = [[10, 12, 9, 11, 10, 10], [50, 48, 55, 51, 50, 200]]
    voices = [[1000] * 6, [500] * 5 + [2000]]
    assert trend(by_source, voices).state == "steady"
    assert trend(np.sum(by_source, axis=0), np.sum(voices, axis=0)).p < trend(by_source, voices).p


def test_a_source_that_was_added_is_no_rise_and_one_that_fell_silent_no_fall() -> None:
    added = trend([[10, 12, 9, 11, 10, 10], [0, 0, 0, 0, 0, 50]], [[1000] * 6, [0, 0, 0, 0, 0, 500]])
    assert added.state == "steady"
    assert added.observed == 60
    assert added.low <= 60 <= added.high
    silent = trend([[10, 12, 9, 11, 10, 10], [50, 52, 49, 51, 50, 0]], [[1000] * 6, [500] * 5 + [0]])
    assert silent.state == "steady"
    assert silent.high < 30


def test_few_weeks_need_certainty() -> None:
    assert [_trend(observed).state for observed in ([10, 30], [10, 11, 30], [100, 5])] == [
        "steady",
        "steady",
        "falling",
    ]
    assert _trend([0, 0, 5]).state == "steady"
    assert _trend([10, 100]).state == "rising"


def test_no_verdict_without_voices_in_the_last_week() -> None:
    assert trend([*FLAT, 0], [1000] * 8 + [0]) == Trend("steady", 0, 0, 0, 1.0, 1.0)


def test_nothing_to_compare_leaves_the_range_open() -> None:
    assert trend([7], [50]) == Trend("steady", 7, 0, 7, 1.0, 1.0)
    assert trend([0, 0, 7], [0, 0, 50]) == Trend("steady", 7, 0, 7, 1.0, 1.0)


def test_weeks_without_voices_are_passed_over() -> None:
    with_gap = trend([10, 12, 0, 9, 11, 10, 40], [1000, 1000, 0, 1000, 1000, 1000, 1000])
    without = trend([10, 12, 9, 11, 10, 40], [1000] * 6)
    assert (with_gap.state, with_gap.low, with_gap.high) == (without.state, without.low, without.high)
    assert with_gap.peaks == (6,)


def test_the_range_lies_around_the_rate_before() -> None:
    """80.5 mentions in 8,000 voices: 10 expected of 1,000, 20 of 2,000; chance alone would allow some 4 to 17."""
    found = _trend([*FLAT[:-1], 8, 10])
    assert found.low <= 4
    assert found.high >= 16
    assert found.high <= 22


def test_the_range_never_exceeds_the_voices() -> None:
    assert trend([9, 10, 9, 10, 9, 10], [10] * 6).high == 10


def test_peaks_are_the_weeks_above_the_rest() -> None:
    assert _trend([10, 12, 60, 11, 10, 10, 9, 12, 11, 10]).peaks == (2,)
    assert _trend(FLAT).peaks == ()
    assert _trend([10, 60, 10]).peaks == ()


def test_p_pays_for_both_sides_and_for_looking_at_the_drift_too() -> None:
    """The upper tail of the last week, divided by the three quarters for rises, twice for both looks."""
    observed, voices = np.array([[[*FLAT, 24]]]), np.full((1, 9), 1000)
    base = np.array([[True] * 8 + [False]])
    upper = expect(observed, voices, base, np.array([8])).upper()[0, 0]
    assert trends(observed, voices)[0].p == pytest.approx(2 * upper / 0.75)


def test_many_themes_raise_the_bar_for_each() -> None:
    voices = np.full((1, 9), 1000)
    striking = np.array([[[*FLAT, 27]]])
    calm = np.array([[[*FLAT, 10]]] * 40)
    (alone,) = trends(striking, voices)
    among = trends(np.concatenate([striking, calm]), voices)[0]
    assert alone.q == pytest.approx(alone.p)
    assert among.q > among.p
    # Benjamini-Hochberg: the smallest of 41 is multiplied by 41.
    assert among.q == pytest.approx(min(1.0, 41 * among.p))


def _leap_among(n_others: int) -> list[Trend]:
    """One theme that goes from five a week to fifteen, among others that stay at five."""
    calm = np.random.default_rng(3).poisson(5, (n_others, 1, 13))
    leap = np.array([[[5, 3, 7, 4, 6, 3, 7, 5, 2, 6, 8, 4, 15]]])
    return trends(np.concatenate([leap, calm]), np.full((1, 13), 1000))


def test_a_leap_is_called_in_a_long_list() -> None:
    """Alone among 300 its q is far too large, but chance hardly ever leaps so far."""
    leap, *calm = _leap_among(299)
    assert leap.q > 10 * FALSE_SHARE
    assert leap.state == "rising"
    assert {one.state for one in calm} == {"steady"}


def test_a_longer_list_asks_more_of_a_leap() -> None:
    """Among 3,000 themes chance may leap so far a tenth as often."""
    assert _leap_among(2999)[0].state == "steady"


def test_themes_that_nobody_speaks_of_do_not_raise_the_bar() -> None:
    striking, silent = [[[*FLAT, 27]]], [[[0] * 9]] * 200
    among, *others = trends(np.array([*striking, *silent]), np.full((1, 9), 1000))
    assert among.q == among.p
    assert {one.q for one in others} == {1.0}


def test_a_level_that_has_held_for_three_weeks_is_a_rise() -> None:
    """Eight a week, then fifteen for three weeks: the last week alone lies inside its range."""
    found = _trend([8, 7, 9, 8, 8, 7, 9, 8, 8, 15, 15, 15])
    assert found.low <= 15 <= found.high
    assert found.state == "rising"


@pytest.mark.parametrize(
    ("observed", "voices", "said"),
    [
        ([[[1, 2]]], [[5, 5, 5]], "shape"),
        ([[1, 2]], [[5, 5]], "shape"),
        ([[[1, -2]]], [[5, 5]], "theme 0 has -2 documents from source 0 in week 1"),
        ([[[1, 2]], [[1, 9]]], [[5, 5]], "theme 1 has 9 documents .* 5 voices"),
        ([[[]]], [[]], "at least one week"),
    ],
)
def test_counts_that_do_not_fit_are_refused(observed: list, voices: list, said: str) -> None:
    with pytest.raises(CountsError, match=said):
        trends(observed, voices)


def test_no_themes_have_no_trends() -> None:
    assert trends(np.zeros((0, 1, 5), dtype=int), [[1, 2, 3, 4, 5]]) == []


@settings(max_examples=60)
@given(weekly_counts(), st.randoms(use_true_random=False))
def test_any_series_is_judged_and_the_order_of_themes_and_sources_does_not_matter(
    series: Series, random: st.DataObject
) -> None:
    found = trends(series.observed, series.voices)
    themes, sources = list(range(len(series.observed))), list(range(len(series.voices)))
    random.shuffle(themes)
    random.shuffle(sources)
    again = trends(series.observed[themes][:, sources], series.voices[sources])
    for row, other in zip([found[theme] for theme in themes], again, strict=True):
        assert (row.state, row.observed, row.low, row.high) == (other.state, other.observed, other.low, other.high)
        assert row.q == pytest.approx(other.q, rel=1e-6, abs=1e-12)
        assert 0 <= row.low <= row.high
        assert 0.0 <= row.p <= row.q <= 1.0
        assert row.state in {"steady", "new", "rising", "burst"} or row.q <= FALSE_SHARE
        assert row.state != "gone" or row.observed == 0


def _flat_world(rng: np.random.Generator, dispersion: float) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    voices = rng.poisson(rng.uniform(700, 1400, (1, 14)))
    noise = rng.gamma(1 / dispersion, dispersion, (60, 14))
    rates = 0.08 / np.arange(1, 61) ** 0.8
    return np.minimum(rng.poisson(rates[:, None] * noise * voices), voices)[:, None, :], voices


def test_flat_restless_themes_are_left_alone() -> None:
    """Sixty themes whose rates stray by 22 % a week, 20 times over: 1,200 verdicts, at most one in a hundred wrong.

    Figures for many worlds come from `tests/bench/trends.py`.
    """
    worlds = [_flat_world(np.random.default_rng(seed), 0.05) for seed in range(20)]
    found = [row for world in worlds for row in trends(*world)]
    assert sum(row.state != "steady" for row in found) <= 12
    outside = sum(not row.low <= row.observed <= row.high for row in found)
    assert 6 <= outside <= 90


def test_a_rate_four_times_as_high_is_heard_among_sixty_themes() -> None:
    heard = 0
    for seed in range(20):
        observed, voices = _flat_world(np.random.default_rng(seed), 0.05)
        observed[3, 0, -1] = min(4 * observed[3, 0, -1], voices[0, -1])
        heard += trends(observed, voices)[3].state in {"burst", "rising"}
    assert heard >= 15


def test_rating_impact_by_hand() -> None:
    """Ratings 1 2 5 4 have mean 3; without the theme's 1 and 2 the mean is 4.5."""
    assert rating_impact((2, 3.0), (4, 12.0)) == pytest.approx(1.5)
    assert rating_impact((1, 5.0), (4, 12.0)) == pytest.approx(7 / 3 - 3)
    # Nobody rated, or nobody else did.
    assert rating_impact((0, 0.0), (2, 3.0)) is None
    assert rating_impact((2, 3.0), (2, 3.0)) is None
    with pytest.raises(CountsError, match="3 ratings"):
        rating_impact((3, 6.0), (2, 3.0))
