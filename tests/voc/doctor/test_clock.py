"""The clock and the time zones."""

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pytest

from voc.config import Settings
from voc.steps.check_store import Finding
from voc.steps.doctor import clock as clock_module
from voc.steps.doctor.clock import (
    against_store,
    doubt_of_runs,
    latest_in_store,
    own_zone,
    synchronized,
    time_zone_of_korea,
)
from voc.store import Store, end_run, start_run

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("latest", "verdict"),
    [
        (None, "ok"),
        (NOW - timedelta(days=400), "ok"),
        (NOW + timedelta(minutes=5), "ok"),
        (NOW + timedelta(minutes=6), "wrong"),
    ],
)
def test_a_clock_behind_the_store_is_wrong(latest: datetime | None, verdict: str) -> None:
    assert against_store(NOW, latest, "").verdict == verdict


def test_a_clock_that_a_run_would_refuse_is_wrong(empty_store: Store, settings: Settings) -> None:
    with empty_store.begin() as connection:
        start_run(connection, "nightly", "..2026-11-23", at=NOW)
    assert doubt_of_runs(settings, NOW + timedelta(days=60)) == ""
    rested = NOW + timedelta(days=61)
    assert against_store(rested, NOW, doubt_of_runs(settings, rested)) == Finding(
        "clock",
        "wrong",
        "it is 2027-01-22 12:00 KST, but the last run on this store began at 2026-11-22 12:00 KST, 61 days before. No "
        "run begins like this. Set the clock; if it is right, run once with VOC_TRUST_CLOCK=1",
    )


def test_what_the_store_has_seen_last_is_asked_of_runs_and_cursors(empty_store: Store, settings: Settings) -> None:
    assert latest_in_store(settings) is None
    with empty_store.begin() as connection:
        run = start_run(connection, "nightly", "..2026-11-23", at=NOW)
        end_run(connection, run, "done", at=NOW + timedelta(hours=1))
    assert latest_in_store(settings) == NOW + timedelta(hours=1)


def test_without_a_store_the_clock_is_set_against_nothing(settings: Settings) -> None:
    assert latest_in_store(settings) is None
    assert not (settings.home / "store").exists()


@pytest.mark.parametrize(
    ("variable", "verdict"),
    [
        (None, "ok"),
        ("", "ok"),
        ("Asia/Seoul", "ok"),
        (":Asia/Seoul", "ok"),
        ("KST-9", "ok"),
        ("/etc/localtime", "ok"),
        ("Asia/Soul", "note"),
        ("../etc", "note"),
    ],
)
def test_a_zone_that_does_not_exist_is_noted(variable: str | None, verdict: str) -> None:
    found = own_zone(variable, NOW.astimezone(ZoneInfo("Asia/Seoul")))
    assert found.verdict == verdict


def test_another_zone_than_korea_s_is_explained() -> None:
    here = NOW.astimezone(timezone(timedelta(hours=-3), "WGST"))
    assert own_zone(None, here).what == (
        "this machine counts in WGST (-0300), malgwi in Asia/Seoul: mind it where crontab or a timer of this machine "
        "starts a run"
    )


def test_a_missing_or_a_strange_time_zone_database_is_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    assert time_zone_of_korea().verdict == "ok"

    def unknown(name: str) -> ZoneInfo:
        raise ZoneInfoNotFoundError(name)

    monkeypatch.setattr(clock_module, "ZoneInfo", unknown)
    missing = time_zone_of_korea()
    assert (missing.verdict, missing.what) == ("wrong", "Asia/Seoul is not known here. pip install tzdata")
    monkeypatch.setattr(clock_module, "ZoneInfo", lambda _: UTC)
    assert time_zone_of_korea().verdict == "wrong"


@pytest.mark.parametrize(("answer", "verdict"), [("yes", "ok"), ("no", "note"), (None, "ok")])
def test_a_clock_that_follows_no_server_is_noted(answer: str | None, verdict: str) -> None:
    assert synchronized(answer).verdict == verdict
