"""A clock that cannot be right stops a run; a person may vouch for it, and then the log is put right."""

from datetime import UTC, datetime, timedelta

import pytest

from voc.steps.clock import ClockError, check_clock, doubt
from voc.store import end_run, load_runs, open_store, start_run

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.mark.parametrize(
    ("now", "last", "server", "says"),
    [
        (NOW, None, None, ""),
        (NOW, NOW - DAY, NOW + timedelta(minutes=50), ""),
        # A zone that is set wrong, and a machine that was off for weeks.
        (NOW, NOW + 2 * DAY, None, ""),
        (NOW, NOW - 60 * DAY, None, ""),
        (NOW, NOW + 2 * DAY + HOUR, None, "began at 2026-11-26 13:00 KST, later than that"),
        (NOW, NOW - 61 * DAY, None, "began at 2026-09-24 12:00 KST, 61 days before"),
        (NOW, NOW - 61 * DAY, NOW, "began at 2026-09-24 12:00 KST, 61 days before"),
        (NOW, NOW - DAY, NOW + 2 * HOUR, "that of the store's server 2026-11-24 14:00 KST"),
        (NOW, NOW - DAY, NOW - 2 * HOUR, "that of the store's server 2026-11-24 10:00 KST"),
        (datetime(1970, 1, 1, tzinfo=UTC), None, None, "this program is younger than 2026"),
    ],
)
def test_a_clock_is_doubted_for_what_the_store_knows_of_the_time(
    now: datetime, last: datetime | None, server: datetime | None, says: str
) -> None:
    assert doubt(now, last, server).endswith(says)
    assert bool(doubt(now, last, server)) is bool(says)


def test_a_store_may_have_rested_where_another_machine_says_the_same() -> None:
    assert doubt(NOW, NOW - 400 * DAY, NOW, may_rest=True) == ""
    assert doubt(NOW, NOW - 400 * DAY, NOW - 2 * HOUR, may_rest=True)
    assert doubt(NOW, NOW + 3 * DAY, NOW, may_rest=True)


def test_who_vouches_for_a_clock_brings_runs_of_the_future_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("VOC_TRUST_CLOCK", raising=False)
    with open_store("sqlite://") as store, store.begin() as connection:
        for window, at in (("..2026-11-22", NOW - DAY), ("..2099-01-01", NOW + 26_000 * DAY)):
            run = start_run(connection, "nightly", window, at=at)
            end_run(connection, run, "done", at=at + HOUR)
        with pytest.raises(ClockError, match=r"says 2026-11-24 12:00 KST, .* run once with VOC_TRUST_CLOCK=1\.$"):
            check_clock(connection, NOW)
        monkeypatch.setenv("VOC_TRUST_CLOCK", "1")
        check_clock(connection, NOW)
        assert [(run.started_at, run.ended_at) for run in load_runs(connection)] == [
            (NOW, NOW),
            (NOW - DAY, NOW - DAY + HOUR),
        ]
        monkeypatch.delenv("VOC_TRUST_CLOCK")
        check_clock(connection, NOW)


def test_a_run_never_ends_before_it_began() -> None:
    with open_store("sqlite://") as store, store.begin() as connection:
        run = start_run(connection, "nightly", "..2026-11-23", at=NOW)
        end_run(connection, run, "done", at=NOW - DAY)
        (logged,) = load_runs(connection)
        assert logged.ended_at == NOW
