"""Planted outbreaks in a simulated company: heard, and hardly ever invented. The larger run: tests/bench/trends.py."""

from functools import lru_cache

from outbreaks import Company, Tally, listen

SEEDS = range(6)


@lru_cache(maxsize=1)
def _heard() -> Tally:
    """Two outbreaks a week among 300 themes, 21 weeks, six histories."""
    return listen(Company(outbreaks=2), SEEDS)


def test_nine_of_ten_outbreaks_of_twelve_documents_are_heard() -> None:
    """Three to five times the usual, among themes that come up 0.5 to 20 times a week."""
    tally = _heard()
    assert sum(n for (low, _), n in tally.planted.items() if low >= 12) >= 80
    assert tally.recall(12) >= 0.9
    assert tally.recall(16) >= 0.95


def test_small_outbreaks_are_not_all_lost() -> None:
    """Eight to eleven documents, where two or three are usual: chance does as much once in some 200 theme-weeks."""
    tally = _heard()
    assert tally.heard[8, 12] >= 0.4 * tally.planted[8, 12]


def test_at_most_one_false_alarm_a_week() -> None:
    assert _heard().false_a_week() <= 1.0


def test_restless_themes_without_any_outbreak_are_left_alone() -> None:
    """Rates that stray by 32 % a week, holidays, drifting volumes, and a source that is added midway."""
    tally = listen(Company(unrest=0.1, outbreaks=0), range(4), hold=True)
    assert tally.false_a_week() <= 1.0
    assert tally.held <= 0.1 * tally.n_weeks
