"""When runs were due, and whether they came."""

from datetime import UTC, datetime, timedelta

import pytest

from voc.config import Settings
from voc.config.cron import last_runs
from voc.steps.doctor.schedule import judge, schedule
from voc.store import Store, end_run, start_run
from voc.store.runs import Run, RunState

# Sunday, noon in Seoul.
NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)


def run(hours_ago: float, state: RunState = "done") -> Run:
    started = NOW - timedelta(hours=hours_ago)
    return Run("5c" * 16, "nightly", "..", 1, started, None, state, {}, None)


# Every night at two in Seoul: ten hours ago, and 34 hours ago.
DUE = last_runs("0 2 * * *", "Asia/Seoul", NOW, 2)


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


def test_runs_by_hand_do_not_hide_what_did_not_come(empty_store: Store, settings: Settings) -> None:
    with empty_store.begin() as connection:
        for flow, window, hours in (("nightly", "..a", 60), ("weekly", "2026-W45", 24 * 10)):
            end_run(connection, start_run(connection, flow, window, at=NOW - timedelta(hours=hours)), "done", at=NOW)
        for n in range(25):
            at = NOW - timedelta(minutes=n)
            end_run(connection, start_run(connection, "nightly", "..b", at=at, sources=["shop"]), "done", at=NOW)
        end_run(connection, start_run(connection, "weekly", "2026-W40", at=NOW), "done", at=NOW)
    nightly, weekly = schedule(settings, NOW)
    assert (nightly.verdict, weekly.verdict) == ("wrong", "note")
    assert nightly.what.startswith("last begun 2026-11-20 00:00 KST, done; due 2026-11-22 02:00 KST. Check that")
    assert "last begun 2026-11-12 12:00 KST, done; due 2026-11-16 05:00 KST" in weekly.what


def test_a_calendar_that_runs_out_is_noted(settings: Settings) -> None:
    """The packaged one ends on Monday 27 December 2027."""
    told = [one.what for one in schedule(settings, datetime(2027, 10, 29, tzinfo=UTC)) if one.check == "holidays"]
    assert [one.split(":")[0] for one in told] == ["calendar.yaml names no holiday after 2027-12-27"]
    assert not [one for one in schedule(settings, NOW) if one.check == "holidays"]
