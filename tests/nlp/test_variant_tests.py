"""Variants of one test against each other."""

import math

import pytest

from nlp.sends import Band, Send
from nlp.variant_tests import Arm, outcomes

DAY: Band = ("앱푸시", "신규", "낮")
EVENING: Band = ("앱푸시", "신규", "저녁")


def _arm(variant: str, hits: int, tries: int, **how: str) -> Arm:
    test, band = how.pop("test", "t1"), EVENING if how.pop("hours", "낮") == "저녁" else DAY
    return Arm(test, variant, Send(hits, tries, band, how))


def test_difference_and_interval_by_hand() -> None:
    """160 and 100 of 1,000; with one hit and one miss more 161 / 1002 and 101 / 1002."""
    (row,) = outcomes([_arm("A", 100, 1000), _arm("B", 160, 1000)])
    p1, p0 = 161 / 1002, 101 / 1002
    reach = 1.959964 * math.sqrt((p1 * (1 - p1) + p0 * (1 - p0)) / 1002)
    assert row.difference == pytest.approx(0.06)
    assert (row.low, row.high) == (pytest.approx(p1 - p0 - reach), pytest.approx(p1 - p0 + reach))
    assert (row.variant, row.against, row.is_claimed, row.cautions) == ("B", "A", True, ())


def test_bands_are_compared_apart() -> None:
    """B went mostly to the evening, which responds better; within either band nothing differs."""
    arms = [
        _arm("A", 90, 900),
        _arm("A", 20, 100, hours="저녁"),
        _arm("B", 10, 100),
        _arm("B", 180, 900, hours="저녁"),
    ]
    (row,) = outcomes(arms)
    assert row.difference == pytest.approx(0.0)
    assert not row.is_claimed


def test_variants_of_different_bands_are_not_compared() -> None:
    (row,) = outcomes([_arm("A", 100, 1000), _arm("B", 160, 1000, hours="저녁")])
    assert (row.difference, row.q, row.n_tries) == (None, 1.0, 0)
    assert ("arms_apart", "2") in row.cautions


def test_many_tests_share_their_false_discoveries() -> None:
    """One test at p = 0.03 among twenty of nothing is no discovery: q = 20 p."""
    alone = outcomes([_arm("A", 100, 1000), _arm("B", 131, 1000)])[0]
    others = [
        arm for i in range(19) for arm in (_arm("A", 100, 1000, test=f"x{i}"), _arm("B", 100, 1000, test=f"x{i}"))
    ]
    among = outcomes([_arm("A", 100, 1000), _arm("B", 131, 1000), *others])[0]
    assert (alone.test, among.test) == ("t1", "t1")
    assert alone.is_claimed
    assert among.q == pytest.approx(20 * alone.p)
    assert not among.is_claimed


def test_several_changes_at_once_are_named() -> None:
    one, other = _arm("A", 100, 1000, image="no", tone="haeyo"), _arm("B", 160, 1000, image="yes", tone="hapnida")
    assert outcomes([one, other])[0].cautions == (("many_changes", "image, tone"),)


def test_few_hits_are_never_claimed() -> None:
    (row,) = outcomes([_arm("A", 2, 1000), _arm("B", 25, 1000)])
    assert row.q < 0.05
    assert not row.is_claimed


def test_a_test_with_one_variant_has_no_outcome() -> None:
    assert outcomes([_arm("A", 1, 10)]) == []
    assert outcomes([]) == []
