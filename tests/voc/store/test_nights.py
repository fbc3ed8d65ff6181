"""What the run log tells of a source's nights."""

from datetime import UTC, datetime, timedelta

from voc.store import (
    Night,
    Step,
    Store,
    end_run,
    is_first_look,
    last_collections,
    load_nights,
    load_run,
    save_step,
    start_run,
)

AT = datetime(2026, 11, 22, 17, 0, tzinfo=UTC)
_DAYS = ("..2026-11-20T15:00:00+00:00", "..2026-11-21T15:00:00+00:00", "..2026-11-22T15:00:00+00:00")


def test_a_night_is_all_that_its_window_brought(store: Store) -> None:
    with store.begin() as connection:
        broken = start_run(connection, "nightly", _DAYS[0], at=AT)
        save_step(connection, broken, Step("collect", "카페", n_rows=9, n_read=5, state="failed"))
        end_run(connection, broken, "failed", at=AT)
        assert load_nights(connection, "카페", "nightly", before=_DAYS[2], limit=9) == []
        start_run(connection, "nightly", _DAYS[0], at=AT + timedelta(hours=1))
        save_step(connection, broken, Step("collect", "카페", n_rows=9, n_read=4))
        save_step(connection, broken, Step("collect", "앱리뷰", n_read=7))
        save_step(connection, broken, Step("import", "카페", n_read=100))
        end_run(connection, broken, "done", at=AT)
        again = start_run(connection, "nightly", _DAYS[0], at=AT + timedelta(hours=2))
        save_step(connection, again, Step("collect", "카페", n_read=1, state="partly"))
        later = start_run(connection, "nightly", _DAYS[1], at=AT + timedelta(days=1))
        save_step(connection, later, Step("collect", "카페", n_read=0, state="partly"))
        by_hand = start_run(connection, "collect", "카페", at=AT + timedelta(days=1, hours=1))
        save_step(connection, by_hand, Step("collect", "카페", n_read=50))
        first, second = Night(_DAYS[0], 10, is_whole=True), Night(_DAYS[1], 0, is_whole=False)
        assert load_nights(connection, "카페", "nightly", before=_DAYS[2], limit=9) == [second, first]
        assert load_nights(connection, "카페", "nightly", before=_DAYS[1], limit=9) == [first]
        assert load_nights(connection, "카페", "nightly", before=_DAYS[2], limit=1) == [second]
        assert load_nights(connection, "없음", "nightly", before=_DAYS[2], limit=9) == []


def test_a_run_looks_first_only_where_its_window_is_new_and_nobody_came_between(store: Store) -> None:
    def runs(flow: str, window: str, hours: int, state: str = "done") -> bool:
        with store.begin() as connection:
            run_id = start_run(connection, flow, window, at=AT + timedelta(hours=hours))
            is_first = is_first_look(connection, load_run(connection, run_id), "카페")
            save_step(connection, run_id, Step("collect", "카페", n_read=1))
            end_run(connection, run_id, state, at=AT)  # type: ignore[arg-type] - one of the states
        return is_first

    assert runs("nightly", _DAYS[0], 0)
    assert not runs("nightly", _DAYS[0], 1)
    assert runs("nightly", _DAYS[1], 2, "partly")
    assert not runs("nightly", _DAYS[1], 3)
    assert not runs("nightly", _DAYS[0], 4, "partly")
    runs("collect", "카페", 5)
    assert not runs("nightly", _DAYS[2], 6)


def test_the_last_collection_of_a_source_may_lie_in_an_earlier_attempt(store: Store) -> None:
    with store.begin() as connection:
        night = start_run(connection, "nightly", _DAYS[0], at=AT)
        save_step(connection, night, Step("collect", "카페", n_rows=4, state="partly"))
        save_step(connection, night, Step("collect", "앱리뷰", n_rows=7))
        end_run(connection, night, "partly", at=AT)
        start_run(connection, "nightly", _DAYS[0], at=AT + timedelta(hours=1))
        save_step(connection, night, Step("collect", "카페", n_rows=1))
        save_step(connection, night, Step("import", "설문", n_rows=1))
        end_run(connection, night, "done", at=AT)
        found = last_collections(connection)
    assert {source: step.n_rows for source, (_, step) in found.items()} == {"카페": 1, "앱리뷰": 7}
    assert {run.run_id for run, _ in found.values()} == {night}
