"""Runs as a whole: nights in which nothing ran, and another analysis than before."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from night_log import text_of

from voc.steps.health.runs import is_night, missed_nights, note_analysis, overdue
from voc.steps.listings.runs_and_sources import run_rows
from voc.steps.night import NIGHTLY, RunOutcome, close_run
from voc.steps.workplace import Workplace
from voc.store import Run, note_version, start_run

AtWork = Callable[..., AbstractContextManager[Workplace]]


def at(day: int, hour: int = 17) -> datetime:
    return datetime(2026, 8, 3, hour, tzinfo=UTC) + timedelta(days=day)


def run_of(day: int, *, hour: int = 17, window: str = "", sources: str | None = None) -> Run:
    started = at(day, hour)
    return Run(f"{day}-{hour}", NIGHTLY, window or text_of(day), 1, started, started, "done", {}, None, sources=sources)


def missed(days: list[int], now: datetime) -> dict[str, str]:
    return missed_nights([run_of(day) for day in days][::-1], now)


def test_a_night_that_does_not_come_is_told_of_after_36_hours() -> None:
    assert missed([0, 1, 2], at(3)) == {}
    assert missed([0, 1, 2], at(2) + timedelta(hours=36)) == {}
    (said,) = missed([0, 1, 2], at(2) + timedelta(hours=37)).items()
    assert said[0] == "2-17"
    assert said[1].startswith("No nightly run has started since, for 37 hours. Check that the machine is on")
    (said,) = missed([0, 1, 2], at(400)).values()
    assert said.startswith("No nightly run has started since, for 398 days.")
    assert missed([], at(3)) == {}


def test_who_looks_at_sources_is_told_how_old_the_last_night_is(place: Workplace) -> None:
    with place.store.begin() as connection:
        assert overdue(connection, at(0)) is None
        for day, sources in ((0, []), (1, []), (2, ["desk"])):
            start_run(connection, NIGHTLY, text_of(day), at=at(day), sources=sources)
        assert overdue(connection, at(2)) is None
        assert overdue(connection, at(3)) == (
            "So it was at the last nightly run, 2026-08-05 02:00 KST, 48 hours ago. Why none has come since: voc doctor"
        )


def test_a_gap_between_nights_stays_in_the_log() -> None:
    assert missed([0, 1, 2, 6, 7], at(7)) == {"6-17": "No night was run in the 4 days before this one."}


def test_nights_that_come_every_other_day_are_missed_after_three() -> None:
    assert missed([0, 2, 4, 6], at(8)) == {}
    assert missed([0, 2, 4, 6], at(9) + timedelta(hours=1)) != {}
    # With three nights nothing is known of their rhythm: two days are a gap.
    assert list(missed([0, 2, 4], at(5))) == ["2-17", "4-17"]


def test_a_night_that_was_run_again_is_one_night() -> None:
    nights = [run_of(0), run_of(1), run_of(1, hour=20), run_of(2)]
    assert missed_nights(nights, at(2)) == {}


def test_only_nights_of_all_sources_count() -> None:
    assert is_night(run_of(0))
    assert not is_night(run_of(0, sources="desk"))
    assert not is_night(run_of(0, window=".."))


@pytest.fixture
def place(tmp_path: Path, at_work: AtWork) -> Iterator[Workplace]:
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "store.yaml").write_text("url: sqlite:///store/voc.db\n", encoding="utf-8")
    with at_work(tmp_path) as opened:
        yield opened


def test_another_analysis_than_before_is_amber_once_and_said_in_the_night(place: Workplace) -> None:
    with place.store.begin() as connection:
        old = [start_run(connection, NIGHTLY, text_of(day), at=at(day)) for day in range(2)]
        for run_id in old:
            note_version(connection, run_id, "v1")
        # A run that reads nothing lies between.
        start_run(connection, "collect", "desk", at=at(1, 20))
        new = start_run(connection, NIGHTLY, text_of(2), at=at(2))
    outcome = RunOutcome(NIGHTLY, run_id=new)
    outcome.notes += note_analysis(place, new)
    close_run(place, outcome, now=at(2))
    assert outcome.is_whole
    assert outcome.notes[0].startswith("It read with another analysis than the run before")
    with place.store.begin() as connection:
        later = start_run(connection, NIGHTLY, text_of(3), at=at(3))
    assert note_analysis(place, later) == []
    with place.store.read() as connection:
        rows = {one["run_id"]: one for one in run_rows(connection, now=at(3))}
    levels = {run_id: (row["level"], [one["what"] for one in row["reasons"]]) for run_id, row in rows.items()}
    assert levels[new] == ("amber", ["version"])
    assert [levels[run_id] for run_id in (*old, later)] == [("green", [])] * 3
    assert rows[new]["notes"] == outcome.notes
    assert rows[new]["analysis_version"] == place.reader.version


def test_without_a_run_nothing_is_noted(place: Workplace) -> None:
    assert note_analysis(place, "") == []
