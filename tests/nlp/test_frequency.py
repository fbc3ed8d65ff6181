"""A line of opt-outs over the number of messages: held by hand-worked figures, silent where little is known."""

import pytest

from nlp.errors import CountsError
from nlp.frequency import share_of_messages, slope


def test_a_line_through_its_points_has_their_slope() -> None:
    """Twice as many at 10 messages as at 5, all weeks expecting 100: each message adds a fifth of the share at 5."""
    found = slope([5, 10] * 3, [100.0, 200.0] * 3, [100.0] * 6)
    assert found is not None
    assert found.each == pytest.approx(0.2)
    assert found.low < 0.2 < found.high
    assert found.n_weeks == 6


def test_a_perfect_fit_is_no_certainty() -> None:
    """Chance alone makes counts of 100 vary by 10: the interval is at least that wide."""
    found = slope([5, 10] * 3, [100.0, 200.0] * 3, [100.0] * 6)
    assert found is not None
    assert found.high - found.low > 0.05


def test_little_evidence_gives_silence() -> None:
    assert slope([1, 2, 3, 4, 5], [10.0] * 5, [10.0] * 5) is None
    assert slope([1, 2, 3, 4, 5, 6], [4.0] * 6, [4.0] * 6) is None
    assert slope([4] * 8, [10.0] * 8, [10.0] * 8) is None
    assert slope([1, 2, 3, 4, 5, 6], [10.0] * 6, [10.0] * 5 + [0.0]) is None
    assert share_of_messages([1, 2], [100, 100]) is None
    assert share_of_messages([0, 0, 0], [100, 100, 100]) is None


def test_sides_of_other_lengths_are_refused() -> None:
    with pytest.raises(CountsError):
        slope([1, 2], [1.0], [1.0, 2.0])


def test_messages_that_differ_widen_the_interval() -> None:
    """Same total: 30 of 3,000. Alike messages know more than one that did it all."""
    alike, apart = share_of_messages([10, 10, 10], [1000] * 3), share_of_messages([30, 0, 0], [1000] * 3)
    assert alike is not None
    assert apart is not None
    assert alike[0] == apart[0] == pytest.approx(0.01)
    assert apart[2] - apart[1] > alike[2] - alike[1]
