"""When a schedule comes round next."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voc.config.cron import cron_problem, last_runs, next_runs

# A Sunday, noon in Seoul.
SUNDAY = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)


def times(schedule: str, n: int = 3, after: datetime = SUNDAY, timezone: str = "Asia/Seoul") -> list[str]:
    return [f"{at:%Y-%m-%d %H:%M}" for at in next_runs(schedule, timezone, after, n)]


def test_a_night_in_seoul_is_named_in_seoul() -> None:
    assert times("0 2 * * *") == ["2026-11-23 02:00", "2026-11-24 02:00", "2026-11-25 02:00"]
    assert [at.astimezone(UTC).hour for at in next_runs("0 2 * * *", "Asia/Seoul", SUNDAY, 1)] == [17]


def test_the_moment_itself_is_over() -> None:
    assert times("0 12 * * *", 1) == ["2026-11-23 12:00"]
    assert times("1 12 * * *", 1) == ["2026-11-22 12:01"]


@pytest.mark.parametrize("monday", ["mon", "MON", "1"])
def test_days_of_the_week_have_names_and_numbers(monday: str) -> None:
    assert times(f"0 5 * * {monday}", 2) == ["2026-11-23 05:00", "2026-11-30 05:00"]


def test_sunday_is_both_0_and_7() -> None:
    assert times("0 13 * * 7") == times("0 13 * * 0") == times("0 13 * * sun")
    assert times("0 13 * * 7", 1) == ["2026-11-22 13:00"]


def test_lists_ranges_and_steps() -> None:
    assert times("30 8,18 * * 1-5") == ["2026-11-23 08:30", "2026-11-23 18:30", "2026-11-24 08:30"]
    assert times("*/20 12 * * *") == ["2026-11-22 12:20", "2026-11-22 12:40", "2026-11-23 12:00"]
    assert times("0 0 1-31/10 12 *") == ["2026-12-01 00:00", "2026-12-11 00:00", "2026-12-21 00:00"]


def test_a_day_of_the_month_or_of_the_week_will_do_where_both_are_named() -> None:
    # 24 November is a Tuesday.
    assert times("0 0 24 * mon") == ["2026-11-23 00:00", "2026-11-24 00:00", "2026-11-30 00:00"]


def test_a_leap_day_comes_after_years() -> None:
    assert times("0 0 29 2 *", 2) == ["2028-02-29 00:00", "2032-02-29 00:00"]


def test_an_hour_that_a_change_of_the_clock_skips_is_left_out() -> None:
    # In New York, 2:30 on 8 March 2027 exists, on 14 March 2027 it does not.
    before = datetime(2027, 3, 13, 12, 0, tzinfo=UTC)
    assert times("30 2 * * *", 1, before, "America/New_York") == ["2027-03-15 02:30"]


@pytest.mark.parametrize(
    ("schedule", "said"),
    [
        ("42-42 * * * *", "the minute '42-42' is a range of one; write 42"),
        ("5/15 * * * *", "the minute '5/15' has a step without a range; write 5-59/15"),
        ("0 2 1 * *,1", "the day of week '*,1' has * in a list; write * alone, or leave it out"),
        ("0 2 1 * 0-6", "the day of week '0-6' names every day, beside days that are chosen; write * for it"),
        ("0 2 */1 * 1", "the day of month '*/1' names every day, beside days that are chosen; write * for it"),
        ("0 2 30-31 2 *", "there is no day 30-31 in month 2, so it would never run"),
    ],
)
def test_what_prefect_would_read_otherwise_is_refused(schedule: str, said: str) -> None:
    assert cron_problem(schedule) == said


def test_days_of_a_schedule_may_be_spelled_out() -> None:
    assert times("0 2 * * 0-6") == times("0 2 * * *")
    assert times("*/30,7 12 * * *") == ["2026-11-22 12:07", "2026-11-22 12:30", "2026-11-23 12:00"]


@pytest.mark.parametrize(
    ("schedule", "said"),
    [
        ("0 2 * * *", ["11-22 02:00", "11-21 02:00", "11-20 02:00"]),
        ("0 12 * * *", ["11-22 12:00", "11-21 12:00", "11-20 12:00"]),
        ("1 12 * * *", ["11-21 12:01", "11-20 12:01", "11-19 12:01"]),
        ("0 5 * * 7", ["11-22 05:00", "11-15 05:00", "11-08 05:00"]),
        ("15,45 1-2 * * *", ["11-22 02:45", "11-22 02:15", "11-22 01:45"]),
        ("0 0 20 * fri", ["11-20 00:00", "11-13 00:00", "11-06 00:00"]),  # the 20th, or a Friday
        ("0 3 29 feb *", ["02-29 03:00", "02-29 03:00"]),  # 2024 and 2020
    ],
)
def test_a_schedule_s_last_times(schedule: str, said: list[str]) -> None:
    assert [f"{at:%m-%d %H:%M}" for at in last_runs(schedule, "Asia/Seoul", SUNDAY, len(said))] == said


_FIELD = st.sampled_from(["*", "*/5", "3", "1-4", "2,4", "1-5/2"])


@given(st.tuples(_FIELD, _FIELD, _FIELD, _FIELD, _FIELD), st.integers(0, 10**6))
def test_looking_back_finds_what_looking_ahead_has_found(fields: tuple[str, ...], minutes: int) -> None:
    schedule, after = " ".join(fields), SUNDAY - timedelta(minutes=minutes)
    assert cron_problem(schedule) is None
    ahead = next_runs(schedule, "Asia/Seoul", after, 4)
    assert last_runs(schedule, "Asia/Seoul", ahead[-1], 4) == ahead[::-1]
