"""Agreement of groupings, worked out by hand."""

import pytest
from metrics import agreement, alone, b_cubed, together


def test_equal_groupings_agree_whatever_the_groups_are_called() -> None:
    scored = agreement(["x", "x", "y", None], [1, 1, 2, 3])
    assert (scored.nmi, scored.ari, scored.f1) == pytest.approx((1.0, 1.0, 1.0))


def test_agreement_by_hand() -> None:
    # Pairs together in both: {0,1}; in the prediction 1 + 1 = 2, in truth 1 of 6; expected 2 * 1 / 6.
    # ARI = (1 - 1/3) / ((2 + 1) / 2 - 1/3) = 4/7.
    # Entropies: prediction ln 2; truth (1/2) ln 2 + 2 * (1/4) ln 4 = 1.5 ln 2; shared ln 2. NMI = 1 / ((1 + 1.5) / 2).
    scored = agreement(["a", "a", "b", "b"], ["x", "x", "y", "z"])
    assert scored.ari == pytest.approx(4 / 7)
    assert scored.nmi == pytest.approx(0.8)
    # Precision (1 + 1 + 1/2 + 1/2) / 4, recall 1.
    assert (scored.precision, scored.recall) == pytest.approx((0.75, 1.0))
    assert scored.f1 == pytest.approx(6 / 7)


def test_one_group_for_all_has_no_mutual_information() -> None:
    scored = agreement(["a"] * 4, ["x", "x", "y", "y"])
    assert (scored.nmi, scored.ari) == pytest.approx((0.0, 0.0))
    assert (scored.precision, scored.recall) == pytest.approx((0.5, 1.0))


def test_swapping_prediction_and_truth_swaps_precision_and_recall() -> None:
    one, other = ["a", "a", "b", "c", "c"], ["x", "y", "y", "y", "z"]
    precision, recall, f1 = b_cubed(one, other)
    assert b_cubed(other, one) == pytest.approx((recall, precision, f1))


def test_nothing_to_score_scores_nothing() -> None:
    assert agreement([], []).f1 == 0.0


def test_what_has_no_group_is_alone_or_all_together() -> None:
    groups = ["a", None, "a", None]
    assert len(set(alone(groups))) == 3
    assert len(set(together(groups))) == 2
    assert together(groups)[1] == together(groups)[3]


def test_a_group_named_like_a_row_is_not_taken_for_one() -> None:
    assert len(set(alone([1, None]))) == 2
