"""How much a night of each weekday usually brings; the figures below were worked out by hand."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from night_log import FIRST, nights, text_of

from voc.config.sections import CalendarSection, Limits, Period
from voc.steps.health.habits import busy_weekdays, day_of, habit_of, holidays_of, looked_back

LIMITS = Limits()


def usual(*counts: int | None, limits: Limits = LIMITS) -> float | None:
    """What is usual for the night after these."""
    habit = habit_of(text_of(len(counts)), nights(*counts), limits)
    return None if habit is None else habit.usual


def test_a_night_belongs_to_the_last_day_that_it_collects() -> None:
    assert day_of(text_of(0)) == FIRST
    assert day_of("..2026-11-22T15:00:00+00:00") == date(2026, 11, 22)
    assert day_of("..2026-11-22T14:59:59+00:00") == date(2026, 11, 22)


def test_a_young_habit_is_the_median_of_the_last_seven_nights() -> None:
    # The first night brought three months at once.
    assert usual(5000, 50, 60) == 60
    assert usual(5000, 50, 60, 40) == 55
    # After seven nights the weekday was seen once, with 900: no reason to expect less than the median.
    assert usual(900, 900, 1, 2, 3, 4, 5) == 4
    assert usual(10, 20, 30, 40, 50, limits=Limits(habit_runs=3)) == 40


def test_two_nights_are_no_habit_and_what_failed_in_red_does_not_count() -> None:
    assert usual(40, 40) is None
    assert usual(40, None, 40, None) is None
    assert usual(40, None, 40, 40) == 40


def test_a_weekday_seen_once_is_not_expected_to_bring_more_than_it_did() -> None:
    # Monday to Sunday, then six days: the next is the second Sunday.
    assert usual(40, 41, 39, 42, 40, 4, 1, *[40] * 5, 3) == 1
    assert usual(40, 41, 39, 42, 40, 4, 1, *[40] * 5) == 4


def test_three_weeks_make_the_habit_of_a_weekday() -> None:
    weeks = [[40, 41, 39, 42, 40, 2, 0], [44, 41, 39, 42, 40, 1, 0], [36, 41, 39, 42, 40, 3, 1]]
    days = [n for week in weeks for n in week]
    assert usual(*days) == 40
    assert usual(*days, *[40] * 5) == 2
    assert usual(*days, *[40] * 6) == 0
    habit = habit_of(text_of(len(days)), nights(*days), LIMITS)
    assert habit is not None
    assert (habit.n_nights, habit.is_sure) == (3, True)


def test_a_new_level_is_the_habit_after_four_nights() -> None:
    """Median of the last seven nights against the medians of their weekdays: 4 of 7 nights decide."""
    steady = [40] * 56
    assert usual(*steady, 5, 5, 5) == 40
    assert usual(*steady, 5, 5, 5, 5) == 5
    assert usual(*steady, 200, 200, 200, 200) == 200
    # 30 is no other level: above three fifths of 40.
    assert usual(*steady, 30, 30, 30, 30) == 40


def test_a_weekend_is_guessed_until_it_was_seen() -> None:
    def sure(n_days: int) -> bool:
        habit = habit_of(text_of(n_days), nights(*[40] * n_days), LIMITS)
        assert habit is not None
        return habit.is_sure

    # Thursday, Friday, Saturday, Sunday, and the second Saturday.
    assert [sure(n) for n in (3, 4, 5, 6, 12)] == [True, True, False, False, True]


def test_a_holiday_makes_no_habit_and_is_a_sunday_at_most() -> None:
    # Four weeks of 40 a day, 10 on Sundays; the third Wednesday is a holiday on which nothing came.
    days: list[int | None] = [*[40] * 6, 10] * 4
    holiday = FIRST + timedelta(days=16)
    days[16] = 0
    on_wednesday = habit_of(text_of(30), nights(*days, 40, 40), LIMITS, {holiday})
    assert on_wednesday is not None
    assert (on_wednesday.usual, on_wednesday.n_nights, on_wednesday.is_sure) == (40, 3, True)
    on_holiday = habit_of(text_of(30), nights(*days, 40, 40), LIMITS, {holiday, FIRST + timedelta(days=30)})
    assert on_holiday is not None
    assert (on_holiday.usual, on_holiday.is_sure) == (10, False)


def test_holidays_are_the_days_of_the_calendar_with_both_ends() -> None:
    periods = (
        Period(name="추석 연휴", start=date(2026, 9, 24), end=date(2026, 9, 26)),
        Period(name="한글날", start=date(2026, 10, 9)),
    )
    september = {date(2026, 9, day) for day in (24, 25, 26)}
    assert holidays_of(CalendarSection(holidays=periods)) == september | {date(2026, 10, 9)}


def test_weekdays_on_which_something_comes_are_counted_once_the_week_is_known() -> None:
    weekly = [300, 0, 0, 0, 0, 0, 0]
    assert busy_weekdays(nights(*weekly * 2), LIMITS) == 7
    assert busy_weekdays(nights(*weekly * 3), LIMITS) == 1
    assert busy_weekdays(nights(*[9, 8, 9, 8, 9, 0, 0] * 3), LIMITS) == 5


def test_unrest_is_what_counts_stray_beyond_chance() -> None:
    """Each weekday brought 30, 40 and 50: ((±10)² - 40) / 40² = 0.0375 for two of three nights, -0.025 for one.

    14 x 0.0375 + 7 x (-0.025) = 0.35; with 14 nights of 0.05: (0.7 + 0.35) / (14 + 21) = 0.03.
    """
    habit = habit_of(text_of(21), nights(*[30] * 7, *[40] * 7, *[50] * 7), LIMITS)
    assert habit is not None
    assert habit.unrest == pytest.approx(0.03)


def test_eight_weeks_of_habit_are_looked_for_behind_eight_of_silence() -> None:
    assert (looked_back(LIMITS), looked_back(Limits(habit_runs=60))) == (112, 112)


@given(st.integers(0, 5000), st.integers(3, 60))
def test_nights_that_are_all_alike_are_their_own_habit(n: int, n_nights: int) -> None:
    assert usual(*[n] * n_nights) == n


@given(st.lists(st.integers(0, 50), min_size=21, max_size=35), st.integers(2, 9))
def test_a_source_so_many_times_as_large_has_a_habit_so_many_times_as_large(counts: list[int], times: int) -> None:
    assert usual(*(n * times for n in counts)) == pytest.approx(times * (usual(*counts) or 0))
