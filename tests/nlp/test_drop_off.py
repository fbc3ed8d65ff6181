"""Drop-off: intervals worked out by hand, and how often a change is called that is none."""

import numpy as np
import pytest

from nlp.drop_off import difference, dispersion, wilson


def test_the_interval_of_a_share_is_wilsons() -> None:
    """0 of 10: from 0 to z² / (n + z²) = 3.8415 / 13.8415."""
    assert wilson(0, 10) == pytest.approx((0.0, 0.2775), abs=1e-4)
    assert wilson(10, 10) == pytest.approx((0.7225, 1.0), abs=1e-4)


def test_the_interval_of_a_difference_is_newcombes() -> None:
    """56 of 70 against 48 of 80, the paper's own example."""
    assert difference((56, 70), (48, 80)) == pytest.approx((0.0524, 0.3339), abs=1e-4)


def test_swapping_the_sides_flips_the_interval() -> None:
    low, high = difference((30, 100), (20, 90))
    assert difference((20, 90), (30, 100)) == pytest.approx((-high, -low))


def test_weeks_that_move_by_themselves_widen_the_interval() -> None:
    """Shares of 0.2 and 0.3 in turns vary 1.778 times more than chance."""
    times = dispersion([20, 30, 20, 30], [100] * 4)
    assert times == pytest.approx(1.7778, abs=1e-4)
    narrow, wide = (difference((30, 100), (20, 100), by) for by in (1.0, times))
    assert wide[0] < narrow[0]
    assert wide[1] > narrow[1]


def test_one_week_or_none_that_leaves_tells_nothing_of_variation() -> None:
    assert dispersion([3], [10]) == dispersion([0, 0, 0], [10, 20, 30]) == 1.0


def test_a_funnel_that_only_wobbles_is_seldom_called_changed() -> None:
    """Shares that wobble by 2 points around 0.3 on 20,000 customers: plain intervals would call nearly every week."""
    random = np.random.default_rng(47)
    called = plain = 0
    for _ in range(400):
        shares = np.clip(random.normal(0.3, 0.02, 13), 0.01, 0.99)
        left = [int(n) for n in random.binomial(20_000, shares)]
        times = dispersion(left[:12], [20_000] * 12)
        now, before = (left[12], 20_000), (left[11], 20_000)
        low, high = difference(now, before, times)
        called += low > 0 or high < 0
        low, high = difference(now, before)
        plain += low > 0 or high < 0
    assert called / 400 < 0.1
    assert plain / 400 > 0.5
