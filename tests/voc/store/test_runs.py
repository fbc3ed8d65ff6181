from datetime import UTC, datetime, timedelta

import pytest

from voc.errors import StoreError
from voc.records import Cursor, Reject
from voc.store import (
    Step,
    Store,
    count_rejects,
    end_run,
    frozen_weeks,
    load_cursor,
    load_rejects,
    load_run,
    load_runs,
    load_snapshot,
    load_steps,
    mark_replayed,
    note_version,
    save_cursor,
    save_page,
    save_snapshot,
    save_step,
    saved_cursors,
    start_run,
    version_before,
)

AT = datetime(2026, 11, 22, 17, 0, tzinfo=UTC)
WINDOW = "2026-11-21..2026-11-22"


def test_a_broken_run_is_taken_up_under_its_own_id(store: Store) -> None:
    with store.begin() as connection:
        first = start_run(connection, "nightly", WINDOW, at=AT)
        save_step(connection, first, Step("collect", "앱리뷰", n_rows=10))
        assert start_run(connection, "nightly", WINDOW, at=AT + timedelta(hours=1)) == first
        assert load_steps(connection, first) == []
        assert load_steps(connection, first, attempt=1) == [Step("collect", "앱리뷰", n_rows=10)]
        end_run(connection, first, "done", at=AT + timedelta(hours=2), counts={"n_new": 10})
        again = start_run(connection, "nightly", WINDOW, at=AT + timedelta(hours=3))
        assert again != first
        assert start_run(connection, "weekly", WINDOW, at=AT) not in {first, again}
        runs = load_runs(connection, flow="nightly")
    assert [(one.run_id, one.attempt, one.state, one.counts) for one in runs] == [
        (again, 1, "running", {}),
        (first, 2, "done", {"n_new": 10}),
    ]


def test_a_run_of_some_sources_is_another_than_that_of_all(store: Store) -> None:
    def start(*sources: str) -> str:
        return start_run(connection, "nightly", WINDOW, at=AT, sources=sources)

    with store.begin() as connection:
        of_all, of_one, of_two = start(), start("카페"), start("카페", "앱리뷰")
        assert len({of_all, of_one, of_two}) == 3
        assert (start(), start("카페"), start("앱리뷰", "카페")) == (of_all, of_one, of_two)
        end_run(connection, of_one, "done", at=AT)
        assert load_run(connection, of_all).state == "running"
        assert [load_run(connection, one).sources for one in (of_all, of_one, of_two)] == [None, "카페", "앱리뷰, 카페"]


def test_a_run_keeps_what_people_may_want_to_know(store: Store) -> None:
    strange = {"level": "amber", "what": "cursor", "text": "It stays."}
    step = Step("collect", "카페", health="amber", verdicts=(strange,), notes=("두 문항은 담지 않습니다",))
    with store.begin() as connection:
        run = start_run(connection, "nightly", WINDOW, at=AT)
        save_step(connection, run, step)
        note_version(connection, run, "v2")
        end_run(connection, run, "done", at=AT, notes=["The brief stays as it was."])
        assert load_steps(connection, run) == [step]
        found = load_run(connection, run)
    assert (found.notes, found.analysis_version) == (("The brief stays as it was.",), "v2")


def test_the_version_before_is_that_of_the_last_run_that_read(store: Store) -> None:
    with store.begin() as connection:
        runs = [start_run(connection, "nightly", f"..{day}", at=AT + timedelta(days=day)) for day in range(4)]
        for run, version in zip(runs, ("v1", "v2", None, "v2"), strict=True):
            if version:
                note_version(connection, run, version)
        found = [version_before(connection, load_run(connection, run)) for run in runs]
    assert found == [None, "v1", "v2", "v2"]


def test_ids_of_runs_are_the_same_on_every_machine(store: Store) -> None:
    with store.begin() as connection:
        assert start_run(connection, "nightly", WINDOW, at=AT) == "362f5159701168780c20ea99d121e3b3"


def test_a_failed_run_says_why(store: Store) -> None:
    with store.begin() as connection:
        run = start_run(connection, "nightly", WINDOW, at=AT)
        save_step(connection, run, Step("collect", "카페", state="failed", reason="503 five times"))
        save_step(connection, run, Step("collect", "카페", n_rows=3, seconds=1.5))
        end_run(connection, run, "partly", at=AT, error="1 of 2 sources failed.")
        assert load_steps(connection, run) == [Step("collect", "카페", n_rows=3, seconds=1.5)]
        assert load_runs(connection)[0].error == "1 of 2 sources failed."


def test_an_unknown_run_is_an_error(store: Store) -> None:
    with store.begin() as connection, pytest.raises(StoreError, match="'nope' is not in the store"):
        end_run(connection, "nope", "done", at=AT)


def test_rejects_wait_until_they_are_replayed(store: Store) -> None:
    rows = [Reject("앱리뷰", "a.csv", line, "날짜", {"written": "어제"}) for line in (9, 2)]
    with store.begin() as connection:
        save_page(connection, [], rows, None, "r1")
        save_page(connection, [], rows, None, "r2")
        found = load_rejects(connection)
        assert [(one.reject.line, one.run_id) for one in found] == [(2, "r1"), (9, "r1")]
        assert count_rejects(connection) == {"앱리뷰": 2}
        mark_replayed(connection, [found[0].id])
        save_page(connection, [], rows, None, "r3")
        assert [one.reject.line for one in load_rejects(connection, source="앱리뷰")] == [9]
        assert [one.state for one in load_rejects(connection, state=None)] == ["replayed", "open"]
        assert load_rejects(connection, source="카페") == []


def test_cursors_move_on(store: Store) -> None:
    with store.begin() as connection:
        save_cursor(connection, Cursor("카페", "1"), at=AT)
        save_cursor(connection, Cursor("카페", "2"), at=AT + timedelta(days=1))
        assert load_cursor(connection, "카페") == Cursor("카페", "2")
        # One that stays where it is has not moved since.
        save_cursor(connection, Cursor("카페", "2"), at=AT + timedelta(days=2))
        assert saved_cursors(connection) == {"카페": AT + timedelta(days=1)}


def test_a_frozen_week_stays_as_it_was_handed_out(store: Store) -> None:
    with store.begin() as connection:
        save_snapshot(connection, "2026-W46", {"n": 1})
        save_snapshot(connection, "2026-W46", {"n": 2}, frozen=True)
        save_snapshot(connection, "2026-W46", {"n": 2})
        with pytest.raises(StoreError, match="frozen"):
            save_snapshot(connection, "2026-W46", {"n": 3})
        assert load_snapshot(connection, "2026-W46") == {"n": 2}
        assert load_snapshot(connection, "2026-W47") is None
        assert frozen_weeks(connection) == ["2026-W46"]
