"""Cohen's kappa and the gain of one way of labelling over another."""

import pytest

from nlp.agreement import kappa, kappa_gain


def test_kappa_of_a_table_worked_by_hand() -> None:
    truth = ["yes"] * 6 + ["no"] * 4
    said = ["yes"] * 4 + ["no"] * 2 + ["no"] * 3 + ["yes"]
    # Agreement 7/10; by chance 6/10 x 5/10 + 4/10 x 5/10 = 1/2.
    assert kappa(truth, said) == pytest.approx((0.7 - 0.5) / 0.5)


def test_kappa_is_one_for_equal_sides_and_zero_where_chance_explains_all() -> None:
    assert kappa(["a", "b", "a"], ["a", "b", "a"]) == pytest.approx(1.0)
    assert kappa(["a", "a"], ["a", "a"]) == 0.0
    assert kappa(["a", "b"], ["a", "a"]) == 0.0
    assert kappa([], []) == 0.0


def test_a_weight_of_two_counts_like_the_same_sentence_twice() -> None:
    twice = kappa(["a", "a", "b", "c"], ["a", "a", "c", "c"])
    assert kappa(["a", "b", "c"], ["a", "c", "c"], weights=[2, 1, 1]) == pytest.approx(twice)


def test_the_gain_is_the_mean_over_repeats_against_the_mean_before() -> None:
    truth = ["a", "a", "b", "b"]
    wrong, half, right = ["b", "b", "a", "a"], ["a", "b", "b", "b"], truth
    groups = ["1", "2", "3", "4"]
    gain = kappa_gain(truth, [wrong, wrong], [half, right], weights=[1, 1, 1, 1], groups=groups)
    assert (gain.before, gain.after) == (pytest.approx(-1.0), pytest.approx((0.5 + 1.0) / 2))


def test_no_difference_has_no_error_and_a_difference_in_few_groups_has_a_large_one() -> None:
    truth = ["a", "b"] * 40
    said = ["a", "a"] * 40
    alone = [str(i) for i in range(80)]
    few = [str(i % 4) for i in range(80)]
    same = kappa_gain(truth, [said], [said], weights=[1.0] * 80, groups=alone)
    assert (same.after, same.error) == (same.before, 0.0)
    # Right in three places out of four.
    better = [t if i % 4 else "a" for i, t in enumerate(truth)]
    better[1::8] = ["a"] * 10
    many_witnesses = kappa_gain(truth, [said], [better], weights=[1.0] * 80, groups=alone)
    few_witnesses = kappa_gain(truth, [said], [better], weights=[1.0] * 80, groups=few)
    assert many_witnesses.after == few_witnesses.after
    assert 0 < many_witnesses.error < few_witnesses.error
