"""What the sources explain is held back, what customers do is not; every world can be judged by eye."""

import numpy as np
import pytest

from nlp.holding import Held, hold_back
from nlp.trends import trends

SHOP = [20, 22, 19, 21, 20, 22, 20, 21]
VOICES = [400] * 8
NOBODY = [False, False]


def _held(observed: list[list[int]], voices: list[list[int]], doubtful: list[bool]) -> Held:
    counts, totals = np.array([observed]), np.array(voices)
    (found,) = hold_back(trends(counts, totals), counts, totals, doubtful)
    return found


def test_nothing_is_held_where_nothing_changed() -> None:
    found = _held([SHOP, [5] * 8], [VOICES, [100] * 8], [False, True])
    assert (found.trend.state, found.source) == ("steady", None)


def test_a_rise_of_a_doubtful_source_alone_is_held() -> None:
    """The second source is two weeks old and jumps from 5 to 60; the first stays at about 20."""
    observed, voices = [SHOP, [0] * 6 + [5, 60]], [VOICES, [0] * 6 + [100, 100]]
    assert _held(observed, voices, NOBODY).trend.state in {"rising", "burst"}
    found = _held(observed, voices, [False, True])
    assert (found.trend.state, found.source) == ("steady", 1)


def test_a_rise_that_other_sources_share_stands() -> None:
    found = _held([[*SHOP[:-1], 90], [5] * 7 + [60]], [VOICES, [100] * 7 + [500]], [False, True])
    assert found.trend.state in {"rising", "burst"}
    assert found.source is None


def test_a_decline_of_a_thin_source_alone_is_held() -> None:
    found = _held([SHOP, [60] * 7 + [1]], [VOICES, [100] * 7 + [25]], [False, True])
    assert (found.trend.state, found.source) == ("steady", 1)


def test_without_any_source_to_rely_on_every_change_is_held() -> None:
    counts, totals = np.array([[[*SHOP[:-1], 90]]]), np.array([VOICES])
    (found,) = hold_back(trends(counts, totals), counts, totals, [True])
    assert (found.trend.state, found.source) == ("steady", 0)


@pytest.mark.parametrize("doubtful", [False, True])
def test_a_source_in_its_first_week_is_named(*, doubtful: bool) -> None:
    """It brings 50 of 71 voices of the theme; all sources taken as one would give a burst."""
    found = _held([SHOP, [0] * 7 + [50]], [VOICES, [0] * 7 + [100]], [False, doubtful])
    assert (found.trend.state, found.source) == ("steady", 1)


def test_a_source_that_fell_silent_is_named() -> None:
    """The theme was voiced in every second post there, and in one of twenty reviews."""
    found = _held([SHOP, [100] * 7 + [0]], [VOICES, [200] * 7 + [0]], [False, True])
    assert (found.trend.state, found.source) == ("steady", 1)


def test_a_shift_of_the_mix_is_named_although_no_source_is_in_doubt() -> None:
    """Rates stay at 5 % and 50 %; the second source goes from a fifth of the voices to two thirds."""
    found = _held([SHOP, [50] * 7 + [400]], [VOICES, [100] * 7 + [800]], NOBODY)
    assert (found.trend.state, found.source) == ("steady", 1)


def test_twice_the_voices_everywhere_hold_nothing() -> None:
    found = _held([[*SHOP[:-1], 42], [50] * 7 + [100]], [[*VOICES[:-1], 800], [100] * 7 + [200]], NOBODY)
    assert (found.trend.state, found.source) == ("steady", None)


def test_only_the_weeks_that_are_compared_count() -> None:
    """Forty weeks ago the second source was all there was; it has been gone for so long that it explains nothing."""
    old, recent = [10] * 20, [0] * 20
    observed = [[0] * 20 + SHOP[:4] * 5, old + recent]
    voices = [[0] * 20 + [400] * 20, [100] * 20 + recent]
    assert _held(observed, voices, [False, True]).source is None


def test_no_themes_hold_nothing() -> None:
    assert hold_back([], np.zeros((0, 1, 3)), np.ones((1, 3)), [False]) == []
