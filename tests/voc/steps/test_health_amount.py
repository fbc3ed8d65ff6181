"""Nights that brought too little, worked out by hand: which are told of, in which colour, and for how long."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from night_log import FIRST, nights, text_of

from voc.config import load_settings
from voc.config.sections import Limits
from voc.steps.health.amount import judge_amount
from voc.steps.health.chance import chance_of_so_few, chance_of_so_many, widened
from voc.steps.health.habits import holidays_of, looked_back
from voc.steps.verdicts import Verdict, worst

LIMITS = Limits()
STEADY = [40] * 28


def judged(n_read: int, *counts: int | None, limits: Limits = LIMITS, holidays: tuple[int, ...] = ()) -> Verdict | None:
    """Judge the night after these."""
    days = {FIRST + timedelta(days=day) for day in holidays}
    return judge_amount(n_read, text_of(len(counts)), nights(*counts), limits, days)


def level(n_read: int, *counts: int | None, limits: Limits = LIMITS, holidays: tuple[int, ...] = ()) -> str:
    found = judged(n_read, *counts, limits=limits, holidays=holidays)
    return found.level if found else "green"


def told(brought: list[int], *before: int) -> str:
    """Judge night after night; r is red, a amber, a dot green."""
    counts: list[int | None] = list(before)
    drawn = ""
    for n in brought:
        found = judge_amount(n, text_of(len(counts)), nights(*counts)[: looked_back(LIMITS)], LIMITS)
        drawn += found.level[0] if found else "."
        counts.append(None if found and found.level == "red" and not n else n)
    return drawn


def test_chances_are_those_of_the_textbook() -> None:
    # Poisson in the limit: e^-5, and e^-10 (1 + 10 + 50).
    assert chance_of_so_few(0, 5, 1e-9) == pytest.approx(0.006738, rel=1e-3)
    assert chance_of_so_few(2, 10, 1e-9) == pytest.approx(0.002769, rel=1e-3)
    # Size 20, mean 10: (20 / 30)^20; size 1 is geometric, 1 / (1 + mean).
    assert chance_of_so_few(0, 10, 0.05) == pytest.approx((2 / 3) ** 20)
    assert chance_of_so_few(0, 9, 1.0) == pytest.approx(0.1)
    assert chance_of_so_few(3, 0, 0.05) == 1
    assert chance_of_so_few(10_000, 4_000, 0.05) == pytest.approx(1)
    # Two or more heads of three: 4 of 8.
    assert chance_of_so_many(2, 3, 0.5) == pytest.approx(0.5)
    assert chance_of_so_many(0, 3, 0.5) == 1
    # pi / 2 / 8 nights x (1 / 10 + 0.05).
    assert widened(0.05, 10, 8) == pytest.approx(0.05 + 0.0294, abs=1e-4)


@pytest.mark.parametrize(
    ("n_read", "usual", "found"),
    [
        # With 28 nights of 40 the unrest is drawn to (14 x 0.05 - 28 / 40) / 42, at least 0.005; the weekday has four.
        (0, 40, "red"), (11, 40, "red"), (12, 40, "green"),  # 30 % of 40
        (1199, 4000, "red"), (1200, 4000, "green"),
        (0, 5, "green"), (0, 8, "amber"), (0, 12, "red"),  # 0.012, 0.002, 0.0002 by chance
        (2, 10, "amber"), (3, 10, "green"), (1, 5, "green"),
    ],
)  # fmt: skip
def test_too_little_is_far_below_the_habit_and_no_chance(n_read: int, usual: int, found: str) -> None:
    assert level(n_read, *[usual] * 28) == found


def test_the_share_is_configured() -> None:
    assert level(11, *STEADY) == "red"
    assert level(11, *STEADY, limits=Limits(drop_share=0.8)) == "green"
    assert level(19, *STEADY, limits=Limits(drop_share=0.5)) == "amber"


def test_the_words_name_both_figures() -> None:
    verdict = judged(1000, *[4000] * 28)
    assert verdict == Verdict(
        "red", "little", "It brought only 1,000 new or changed texts, where such a night usually brings about 4,000."
    )
    nothing = judged(0, *STEADY)
    assert nothing == Verdict("red", "silent", "It brought nothing new, where such a night usually brings about 40.")
    second = judged(0, *STEADY, None)
    assert second is not None
    assert second.sentence == "It has brought nothing new for 2 nights, which usually bring about 80 together."


def test_a_source_of_two_a_night_is_missed_after_some_nights() -> None:
    """By chance 0.19 (size 4.9), so 0.035, 0.0065, 0.0012 and 0.0002 for two, three, four and five such nights."""
    assert told([0] * 6, *[2] * 28) == "..aarr"


def test_what_fell_silent_is_red_for_four_weeks_and_amber_for_good() -> None:
    drawn = told([0] * 90, *STEADY)
    assert drawn == "r" * 28 + "a" * (90 - 28)


def test_a_source_that_shrinks_is_told_of_until_the_lower_level_is_the_habit() -> None:
    # With four of the last seven nights at 5 the level is 5.
    assert told([5] * 12, *STEADY) == "rrrr" + "." * 8
    # A Friday; a Saturday and a Sunday of which nothing is known yet; a Monday.
    assert told([5] * 12, *[40] * 4) == "raar" + "." * 8


def test_weekends_are_amber_once_and_then_known() -> None:
    office = [40, 41, 39, 42, 40, 0, 2]
    assert told(office * 4) == "....." + "aa" + "." * 21
    # A Wednesday is no weekend.
    assert told([40, 41, 39, 0]) == "...r"


def test_a_weekend_source_that_breaks_on_friday_is_noticed_on_friday_and_one_on_saturday_on_monday() -> None:
    office = [40, 41, 39, 42, 40, 0, 0] * 6
    assert told([*office[:4], 0, 0, 0, 0], *office) == "....rrrr"
    assert told([*office[:5], 0, 0, 0, 0], *office) == ".......rr"


def test_a_file_a_week_may_be_three_days_late() -> None:
    weekly = [300, 0, 0, 0, 0, 0, 0] * 4
    assert told([300, 0, 0, 0, 0, 0, 0], *weekly) == "......."
    # The next Monday brings nothing: amber, and red from Thursday on, until it comes.
    assert told([0, 0, 0, 0, 0, 310, 0], *weekly) == "aaarr.."
    # Too young to know the week: the median is 0, so nothing is missed.
    assert told([0, 0, 0], *weekly[:8]) == "..."


def test_a_holiday_is_quiet_and_amber_at_most() -> None:
    # Four weeks of 40 a day, on Sundays 2; then a Monday that is a holiday.
    weeks = [*[40] * 6, 2] * 4
    assert level(0, *weeks) == "red"
    assert level(0, *weeks, holidays=(28,)) == "green"
    # A shop whose Sundays are as busy as other days.
    assert level(0, *STEADY) == "red"
    assert level(0, *STEADY, holidays=(28,)) == "amber"
    assert level(8, *STEADY, holidays=(28,)) == "amber"
    # Silent on the holiday and on the Tuesday after it.
    assert level(0, *STEADY, 0, holidays=(28,)) == "red"


def test_a_restless_source_must_fall_further() -> None:
    """Nights of 10 and 90 on every weekday: nights of a fifth are nothing new for it."""
    restless = [*[10] * 7, *[50] * 7, *[90] * 7] * 2
    assert level(14, *[50] * 42) == "red"
    assert level(14, *restless) == "green"
    assert level(0, *restless) == "red"


@given(st.integers(0, 3000), st.integers(0, 80))
def test_nights_that_are_all_alike_are_never_told_of(n: int, n_nights: int) -> None:
    assert level(n, *[n] * n_nights) == "green"


@given(st.integers(1, 400), st.integers(0, 400), st.integers(1, 400))
def test_fewer_texts_are_never_less_alarming(n: int, fewer: int, usual: int) -> None:
    order = {"green": 0, "amber": 1, "red": 2}
    low, high = min(n, fewer), max(n, fewer)
    if low:
        assert order[level(low, *[usual] * 28)] >= order[level(high, *[usual] * 28)]


@given(st.integers(1, 60), st.integers(2, 20))
def test_the_same_share_of_a_larger_habit_is_never_less_alarming(usual: int, times: int) -> None:
    order = {"green": 0, "amber": 1, "red": 2}
    share = usual // 5
    if share:
        assert order[level(share * times, *[usual * times] * 28)] >= order[level(share, *[usual] * 28)]


def test_the_worst_of_some_levels() -> None:
    assert [worst(some) for some in ([], [None, "green"], ["amber", None], ["amber", "red", "green"])] == [
        "green", "green", "amber", "red",
    ]  # fmt: skip


def test_the_public_holidays_that_come_with_the_product_are_days() -> None:
    found = holidays_of(load_settings(Path(__file__).parents[3] / "config").calendar)
    # The three days of Chuseok.
    assert found >= {date(2026, 9, 24), date(2026, 9, 25), date(2026, 9, 26)}
