"""When a schedule comes round next."""

from datetime import UTC, datetime

import pytest

from voc.config.cron import cron_problem, next_runs

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
    ],
)
def test_what_prefect_would_read_otherwise_is_refused(schedule: str, said: str) -> None:
    assert cron_problem(schedule) == said
