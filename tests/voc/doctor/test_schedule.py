"""When runs were due, and whether they came."""

from datetime import UTC, datetime, timedelta
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voc.config import Settings
from voc.config.cron import cron_problem
from voc.steps.doctor.due import due_before
from voc.steps.doctor.schedule import judge, schedule
from voc.store import Store, end_run, start_run
from voc.store.runs import Run, RunState

# Sunday, noon in Seoul.
NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("cron", "due"),
    [
        ("0 2 * * *", ["11-22 02:00", "11-21 02:00", "11-20 02:00"]),
        ("0 5 * * mon", ["11-16 05:00", "11-09 05:00", "11-02 05:00"]),
        ("0 5 * * 0", ["11-22 05:00", "11-15 05:00", "11-08 05:00"]),
        ("0 5 * * 7", ["11-22 05:00", "11-15 05:00", "11-08 05:00"]),
        ("30 */6 * * *", ["11-22 06:30", "11-22 00:30", "11-21 18:30"]),
        ("15,45 1-2 * * *", ["11-22 02:45", "11-22 02:15", "11-22 01:45"]),
        ("0 0 1 * *", ["11-01 00:00", "10-01 00:00", "09-01 00:00"]),
        ("0 0 20 * fri", ["11-20 00:00", "11-13 00:00", "11-06 00:00"]),  # the 20th, or a Friday
        ("0 0 20 * tue", ["11-20 00:00", "11-17 00:00", "11-10 00:00"]),
        ("0 3 29 feb *", ["02-29 03:00"]),
        ("5/20 12 * * *", ["11-21 12:45", "11-21 12:25", "11-21 12:05"]),
    ],
)
def test_a_schedule_s_last_moments(cron: str, due: list[str]) -> None:
    found = list(islice(due_before(cron, "Asia/Seoul", NOW - timedelta(minutes=5)), len(due)))
    assert [f"{one:%m-%d %H:%M}" for one in found] == due


FIELD = st.sampled_from(["*", "*/5", "3", "1-4", "2,4", "1-5/2"])


@given(st.tuples(FIELD, FIELD, FIELD, FIELD, FIELD), st.integers(0, 10**6))
def test_moments_come_latest_first_and_none_lies_ahead(fields: tuple[str, ...], minutes: int) -> None:
    cron, now = " ".join(fields), NOW - timedelta(minutes=minutes)
    assert cron_problem(cron) is None
    found = list(islice(due_before(cron, "Asia/Seoul", now), 5))
    assert found
    assert found == sorted(set(found), reverse=True)
    assert found[0] <= now


def run(hours_ago: float, state: RunState = "done") -> Run:
    started = NOW - timedelta(hours=hours_ago)
    return Run("5c" * 16, "nightly", "..", 1, started, None, state, {}, None)


# Every night at two in Seoul: ten hours ago, and 34 hours ago.
DUE = list(islice(due_before("0 2 * * *", "Asia/Seoul", NOW), 2))


@pytest.mark.parametrize(
    ("runs", "verdict"),
    [
        ([run(9.9)], "ok"),
        ([run(9.9, "partly")], "note"),
        ([run(9.9, "failed")], "wrong"),
        ([run(20)], "note"),
        ([run(50)], "wrong"),
        ([run(2, "running")], "ok"),
        ([run(30, "running")], "note"),
        ([], "note"),
    ],
)
def test_a_run_that_did_not_come_is_noted_and_two_are_wrong(runs: list[Run], verdict: str) -> None:
    assert judge("nightly", runs, DUE, NOW).verdict == verdict


def test_the_schedules_of_the_configuration_are_held_against_the_run_log(
    empty_store: Store, settings: Settings
) -> None:
    with empty_store.begin() as connection:
        end_run(connection, start_run(connection, "nightly", "..a", at=NOW - timedelta(hours=9)), "done", at=NOW)
        end_run(connection, start_run(connection, "weekly", "2026-W43", at=NOW - timedelta(days=30)), "done", at=NOW)
    found = {one.check: one for one in schedule(settings, NOW)}
    assert (found["nightly"].verdict, found["weekly"].verdict) == ("ok", "wrong")
    assert "due 2026-11-16 05:00 KST" in found["weekly"].what
