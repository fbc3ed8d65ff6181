"""Jumps of the share of rows that were set aside, worked out by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from night_log import text_of

from voc.steps.health.rejects import judge_rejects
from voc.steps.verdicts import Verdict
from voc.store import Night


def past(n_rows: int, n_rejects: int, n_nights: int = 28) -> list[Night]:
    return [Night(text_of(n), n_rows - n_rejects, is_whole=True, n_rows=n_rows, n_rejects=n_rejects)
            for n in reversed(range(n_nights))]  # fmt: skip


def level(n_rows: int, n_rejects: int, nights: list[Night]) -> str:
    found = judge_rejects(n_rows, n_rejects, nights)
    return found.level if found else "green"


@pytest.mark.parametrize(
    ("n_rows", "n_rejects", "found"),
    [
        (100, 4, "green"), (8, 4, "green"),  # fewer than five say nothing
        (100, 6, "green"),  # 1 % is believed of a new source: by chance 5 in 10,000, but not five points above it
        (100, 7, "amber"),
        (100, 49, "amber"), (100, 50, "red"),
        (9, 9, "amber"), (10, 10, "red"),  # fewer than ten are no red
    ],
)  # fmt: skip
def test_a_new_source_is_believed_to_lose_one_row_in_a_hundred(n_rows: int, n_rejects: int, found: str) -> None:
    assert level(n_rows, n_rejects, []) == found


def test_a_source_is_set_against_its_own_share() -> None:
    """28 nights of 100 rows with 20 set aside: (560 + 1) / (2,800 + 100) = 19 %; three times that is 58 %."""
    usual = past(100, 20)
    assert level(100, 20, usual) == "green"
    assert level(100, 58, usual) == "green"
    assert level(100, 59, usual) == "red"
    assert judge_rejects(100, 12, past(100, 1)) == Verdict(
        "amber",
        "rejects",
        "12 of its 100 rows were set aside (12%, usually 1%). What is wrong with them: voc rejects list.",
    )


def test_only_the_last_four_weeks_are_usual() -> None:
    assert level(100, 30, [*past(100, 0), *past(100, 30)]) == "amber"
    assert level(100, 30, [*past(100, 0, 10), *past(100, 30)]) == "green"


def test_a_growing_export_that_brings_the_same_bad_rows_every_night_is_no_jump() -> None:
    grown = [Night(text_of(n), 10, is_whole=True, n_rows=100 + 10 * n, n_rejects=30) for n in reversed(range(20))]
    assert level(300, 30, grown) == "green"


@given(st.integers(1, 500), st.integers(0, 500), st.integers(5, 40))
def test_nights_that_are_all_alike_are_never_told_of(n_rows: int, n_rejects: int, n_nights: int) -> None:
    n_rejects = min(n_rows, n_rejects)
    if n_rows * n_nights >= 500:
        assert level(n_rows, n_rejects, past(n_rows, n_rejects, n_nights)) == "green"
