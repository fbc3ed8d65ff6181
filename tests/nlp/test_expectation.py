"""What a count should have been: rates by source, and how far chance and habit let it stray."""

import numpy as np
import pytest
from scipy.stats import nbinom

from nlp.expectation import Expectation, expect


def _last_week(observed: list[list[int]], voices: list[list[int]]) -> Expectation:
    """Expect the last week of one theme from all others."""
    counts, totals = np.array([observed]), np.array(voices)
    base = np.ones((1, totals.shape[1]), dtype=bool)
    base[0, -1] = False
    return expect(counts, totals, base, np.array([totals.shape[1] - 1]))


def test_the_mean_is_the_rate_before_times_the_voices_now() -> None:
    """40 mentions and Jeffreys' half in 4,000 voices; 2,000 voices now: 40.5 / 4000 * 2000 = 20.25."""
    found = _last_week([[10, 10, 10, 10, 7]], [[1000, 1000, 1000, 1000, 2000]])
    assert found.mean[0, 0] == pytest.approx(20.25)
    assert found.count.tolist() == [[7]]


def test_each_source_has_its_own_rate_so_that_the_mix_explains_itself() -> None:
    """Rates near 1 % and 10 %; the second source grows from 100 to 500 voices: some 10 + 50, not 80 * 1500 / 4400.

    Half a mention at the overall rate is worth 0.5 * 4400 / 80.5 = 27.33 voices. Rates 40.5 / 4027.33 = 1.0056 % and
    40.5 / 427.33 = 9.4775 %; they explain 40.23 + 37.91 = 78.14 of 80.5 mentions, so both are scaled by 1.0303.
    Then 1000 * 1.0361 % + 500 * 9.7644 % = 10.36 + 48.82 = 59.18.
    """
    found = _last_week([[10] * 4 + [10], [10] * 4 + [50]], [[1000] * 5, [100] * 4 + [500]])
    assert found.mean[0, 0] == pytest.approx(59.18, abs=0.01)


def test_nothing_is_expected_of_a_source_without_a_past() -> None:
    found = _last_week([[10, 10, 10, 10, 10], [0, 0, 0, 0, 50]], [[1000] * 5, [0, 0, 0, 0, 500]])
    assert (found.count[0, 0], found.unknown[0, 0]) == (10, 50)
    assert found.mean[0, 0] == pytest.approx(10.125)
    low, high = found.interval(0.95)
    alone_low, alone_high = _last_week([[10] * 5], [[1000] * 5]).interval(0.95)
    assert (low[0, 0], high[0, 0]) == (alone_low[0, 0] + 50, alone_high[0, 0] + 50)


def test_a_week_without_voices_expects_nothing_and_is_no_surprise() -> None:
    found = _last_week([[10, 10, 10, 0]], [[1000, 1000, 1000, 0]])
    assert (found.mean[0, 0], found.variance[0, 0]) == (0.0, 0.0)
    assert (found.upper()[0, 0], found.lower()[0, 0]) == (1.0, 1.0)
    assert [bound[0, 0] for bound in found.interval(0.95)] == [0, 0]


def test_variance_adds_chance_habit_and_uncertain_rates() -> None:
    """Mean 10.125; with dispersion d: 10.125 + d * 10.125**2 * (1 + 1/4) + 10.125**2 / 40.5."""
    found = _last_week([[10, 10, 10, 10, 0]], [[1000] * 5])
    mean, dispersion = 10.125, found.dispersion[0, 0]
    assert found.variance[0, 0] == pytest.approx(mean + dispersion * mean**2 * 1.25 + mean**2 / 40.5)


def test_dispersion_follows_the_data_and_a_change_of_level_is_no_unrest() -> None:
    calm = _last_week([[100, 100, 100, 100, 100, 100, 100, 100, 100]], [[1000] * 9])
    stepped = _last_week([[70, 70, 70, 70, 130, 130, 130, 130, 100]], [[1000] * 9])
    restless = _last_week([[70, 130, 70, 130, 70, 130, 70, 130, 100]], [[1000] * 9])
    assert calm.dispersion < stepped.dispersion < restless.dispersion
    assert restless.dispersion[0, 0] > 2 * stepped.dispersion[0, 0]


def test_a_past_burst_counts_little_and_does_not_hide_the_next() -> None:
    """Eleven weeks of 10 and one of 60: counted in full the mean would be 14.2."""
    with_burst = _last_week([[10, 10, 10, 60, *[10] * 8, 30]], [[1000] * 13])
    without = _last_week([[10] * 12 + [30]], [[1000] * 13])
    assert without.mean[0, 0] == pytest.approx(120.5 / 12)
    assert with_burst.mean[0, 0] < 11.0
    assert with_burst.upper()[0, 0] < 0.01


def test_a_lasting_level_is_no_burst() -> None:
    """Six weeks of 10 and six of 20 are learnt from alike: about 15."""
    assert _last_week([[10] * 6 + [20] * 6 + [15]], [[1000] * 13]).mean[0, 0] == pytest.approx(15.0, abs=0.7)


def test_tails_are_those_of_the_negative_binomial() -> None:
    found = Expectation(np.array([[12]]), np.array([[0]]), np.array([[8.0]]), np.array([[16.0]]), np.array([[0.1]]))
    # Size 8**2 / (16 - 8) = 8, share 8 / 16.
    assert found.upper()[0, 0] == pytest.approx(nbinom.sf(11, 8, 0.5))
    assert found.lower()[0, 0] == pytest.approx(nbinom.cdf(12, 8, 0.5))
    assert [bound[0, 0] for bound in found.interval(0.9)] == [2, 15]
