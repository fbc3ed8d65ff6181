"""Weeks since a change against those before it."""

import numpy as np
import pytest

from nlp.aftermath import Aftermath, aftermaths, verdicts
from nlp.errors import CountsError

BEFORE, SINCE = range(4), range(5, 9)


def one(counts: list[int], voices: list[int] | None = None) -> Aftermath:
    return aftermaths([[counts]], [voices or [1000] * len(counts)], before=BEFORE, since=SINCE)[0]


def test_the_week_of_the_change_itself_plays_no_part() -> None:
    assert one([10, 10, 10, 10, 0, 9, 11, 10, 10]) == one([10, 10, 10, 10, 90, 9, 11, 10, 10])


def test_as_much_is_expected_as_before() -> None:
    """40 in 4,000 voices before: 10 in each week of 1,000, 20 in one of 2,000; half a mention is added to the 40."""
    found = one([10, 10, 10, 10, 0, 10, 20, 10, 10], [1000] * 5 + [1000, 2000, 1000, 1000])
    assert found.count == 50
    assert found.mean == pytest.approx(50 * 40.5 / 40, rel=1e-3)
    assert found.low < 50 < found.high
    assert found.p > 0.5
    assert [n for n, _, _ in found.weeks] == [10, 20, 10, 10]


def test_a_clear_fall_and_a_clear_rise_are_told_apart() -> None:
    fell, rose, same = one([30] * 5 + [8] * 4), one([10] * 5 + [40] * 4), one([10] * 9)
    assert [state for state, _ in verdicts([fell, rose, same])] == ["fell", "rose", "same"]


def test_a_source_that_falls_silent_is_no_fall() -> None:
    """The theme is voiced in the source that stays as often as ever."""
    counts = [[[20, 20, 20, 20, 20, 0, 0, 0, 0], [10] * 9]]
    voices = [[1000] * 5 + [0] * 4, [1000] * 9]
    found = aftermaths(counts, voices, before=BEFORE, since=SINCE)[0]
    assert found.mean == pytest.approx(40, rel=0.1)
    assert verdicts([found])[0][0] == "same"


def test_too_few_voices_say_nothing() -> None:
    assert verdicts([one([1, 0, 1, 0, 0, 0, 0, 0, 0])])[0][0] == "few"


def test_false_discoveries_are_controlled_over_the_report() -> None:
    """A p of 0.03 is clear alone and one of twenty such reports, nineteen of them without any change, is not."""
    near, none = Aftermath((), 20, 40.0, 21, 62, 0.03), Aftermath((), 40, 40.0, 21, 62, 0.9)
    assert verdicts([near])[0][0] == "fell"
    assert verdicts([near, *[none] * 19])[0][0] == "same"


def test_nothing_changes_more_often_than_it_should() -> None:
    """400 histories without any change, weeks differing by 22 % beyond chance: about one in twenty has p below 0.05."""
    draw = np.random.default_rng(7)
    level = 30 * draw.gamma(20, 0.05, size=(400, 9))
    found = [one(row.tolist()) for row in draw.poisson(level)]
    assert np.mean([each.p < 0.05 for each in found]) < 0.08


def test_weeks_to_compare_are_needed() -> None:
    with pytest.raises(CountsError, match="0 weeks before and 1 since"):
        aftermaths([[[1, 2]]], [[10, 10]], before=(), since=(1,))
    assert aftermaths(np.zeros((0, 1, 3), dtype=int), [[1, 1, 1]], before=(0,), since=(1,)) == []
