"""`voc show steps`: what a step took, beside what it usually takes."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from voc.steps.listings.steps import step_rows
from voc.store import Step, Store, end_run, save_step, start_run
from voc.store.durations import load_taken

FIRST = datetime(2026, 11, 1, 17, tzinfo=UTC)


def nights(store: Store, times: Sequence[Sequence[Step]]) -> None:
    for day, steps in enumerate(times):
        at = FIRST + timedelta(days=day)
        with store.begin() as connection:
            run = start_run(connection, "nightly", f"..{at.isoformat()}", at=at)
            for step in steps:
                save_step(connection, run, step)
            end_run(connection, run, "done", at=at + timedelta(minutes=9))


def analyse(seconds: float, *, n_rows: int = 100, peak_mb: float | None = 700.0) -> list[Step]:
    return [Step("analyse", n_rows=n_rows, seconds=seconds, peak_mb=peak_mb)]


def test_the_last_time_stands_beside_the_median_of_those_before(empty_store: Store) -> None:
    nights(empty_store, [analyse(10), analyse(30), analyse(20), analyse(25, n_rows=50, peak_mb=800)])
    with empty_store.read() as connection:
        (row,) = step_rows(connection)
    assert row == {
        "flow": "nightly",
        "step": "analyse",
        "source": None,
        "last_at": "2026-11-04T17:00:00+00:00",
        "n_runs": 4,
        "rows": 50,
        "seconds": 25.0,
        "usual_seconds": 20.0,  # of 10, 20, 30
        "rows_per_s": 2.0,
        "peak_mb": 800.0,
        "usual_peak_mb": 700.0,
        "mark": None,
    }


@pytest.mark.parametrize(
    ("last", "mark"),
    [
        (analyse(40), None),  # twice as long is not more than twice
        (analyse(41), "slow"),
        (analyse(41, n_rows=210), None),  # 2.1 times as many rows may take 42 s
        (analyse(200, n_rows=210), "slow"),
        (analyse(41, n_rows=1), "slow"),
        (analyse(20, peak_mb=1400), None),
        (analyse(20, peak_mb=1401), "heavy"),
        (analyse(20, peak_mb=None), None),
    ],
)
def test_more_than_twice_the_usual_is_marked(empty_store: Store, last: list[Step], mark: str | None) -> None:
    nights(empty_store, [analyse(20), analyse(20), analyse(20), last])
    with empty_store.read() as connection:
        assert step_rows(connection)[0]["mark"] == mark


@pytest.mark.parametrize("seconds", [(20, 20, 90), (0.1, 0.1, 0.1, 1.9)])
def test_a_habit_needs_three_times_and_a_blink_is_no_news(empty_store: Store, seconds: tuple[float, ...]) -> None:
    nights(empty_store, [analyse(one) for one in seconds])
    with empty_store.read() as connection:
        assert step_rows(connection)[0]["mark"] is None


def test_steps_stand_in_the_order_of_a_night_and_one_source_can_be_asked_for(empty_store: Store) -> None:
    nights(
        empty_store,
        [
            [
                Step("summarise"),
                Step("collect", "shop"),
                Step("collect", "desk"),
                Step("analyse"),
                Step("collect", "old", state="failed"),
            ]
        ],
    )
    with empty_store.read() as connection:
        rows = step_rows(connection)
        assert [(row["step"], row["source"]) for row in rows] == [
            ("collect", "desk"),
            ("collect", "shop"),
            ("analyse", None),
            ("summarise", None),
        ]
        assert [row["source"] for row in step_rows(connection, source="desk")] == ["desk"]


def test_only_the_attempt_that_ended_counts_and_only_so_many_times(empty_store: Store) -> None:
    window = "..2026-11-01"
    with empty_store.begin() as connection:
        run = start_run(connection, "nightly", window, at=FIRST - timedelta(hours=9))
        save_step(connection, run, Step("analyse", seconds=99))
        end_run(connection, run, "failed", at=FIRST)
        assert start_run(connection, "nightly", window, at=FIRST - timedelta(hours=8)) == run
        save_step(connection, run, Step("analyse", seconds=5))
        end_run(connection, run, "done", at=FIRST - timedelta(hours=7))
    nights(empty_store, [analyse(7), analyse(8)])
    with empty_store.read() as connection:
        assert [[one.seconds for one in times] for times in load_taken(connection, limit=2)] == [[8, 7]]
        assert [one.seconds for one in load_taken(connection, limit=9)[0]] == [8, 7, 5]
