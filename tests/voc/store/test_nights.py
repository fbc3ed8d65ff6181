"""What the run log tells of a source's nights."""

from datetime import UTC, datetime, timedelta

from voc.records import Reject
from voc.store import (
    Night,
    Run,
    SaveCounts,
    Step,
    Store,
    end_run,
    last_collections,
    load_nights,
    load_run,
    look_at_page,
    read_before,
    reading_nights_since,
    save_page,
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
        first, second = Night(_DAYS[0], 10, is_whole=True, n_rows=18), Night(_DAYS[1], 0, is_whole=False)
        assert load_nights(connection, "카페", "nightly", before=_DAYS[2], limit=9) == [second, first]
        assert load_nights(connection, "카페", "nightly", before=_DAYS[1], limit=9) == [first]
        assert load_nights(connection, "카페", "nightly", before=_DAYS[2], limit=1) == [second]
        assert load_nights(connection, "없음", "nightly", before=_DAYS[2], limit=9) == []


def test_a_night_is_judged_by_all_its_runs_unless_somebody_came_between(store: Store) -> None:
    """What is known of a night before each of these runs; None where it cannot be judged."""

    def before(flow: str, window: str, hours: int, **step: object) -> int | None:
        with store.begin() as connection:
            run_id = start_run(connection, flow, window, at=AT + timedelta(hours=hours))
            found = read_before(connection, load_run(connection, run_id), "카페")
            made = Step("collect", "카페", **{"n_read": 1, **step})  # type: ignore[arg-type] - facts of a Step
            save_step(connection, run_id, made)
            end_run(connection, run_id, made.state, at=AT)
        return found

    assert before("nightly", _DAYS[0], 0) == 0
    assert before("nightly", _DAYS[0], 1) is None, "it was found in order"
    assert before("nightly", _DAYS[1], 2, state="partly", health="red", n_read=4) == 0
    assert before("nightly", _DAYS[1], 3, health="amber", n_read=2) == 4
    assert before("nightly", _DAYS[1], 4) == 6
    assert before("nightly", _DAYS[0], 5, state="partly") is None, "an older night"
    before("collect", "카페", 6)
    assert before("nightly", _DAYS[2], 7) is None, "somebody collected by hand"
    before("another", _DAYS[0], 8)
    assert before("nightly", _DAYS[2], 9) is None, "another kind of run asked for something earlier"


def test_an_attempt_that_was_broken_off_may_have_brought_anything(store: Store) -> None:
    with store.begin() as connection:
        broken = start_run(connection, "nightly", _DAYS[0], at=AT)
        assert read_before(connection, load_run(connection, broken), "카페") == 0
        again = start_run(connection, "nightly", _DAYS[0], at=AT + timedelta(hours=1))
        assert again == broken
        assert read_before(connection, load_run(connection, again), "카페") is None
        save_step(connection, again, Step("collect", "카페", n_read=3, state="failed", health="red"))
        end_run(connection, again, "failed", at=AT)
        start_run(connection, "nightly", _DAYS[0], at=AT + timedelta(hours=2))
        assert read_before(connection, load_run(connection, again), "카페") is None


def test_nights_that_brought_texts_since_a_moment_are_counted_once_each(store: Store) -> None:
    def night(day: int, hours: int, n_read: int, sources: tuple[str, ...] = ()) -> Run:
        with store.begin() as connection:
            run_id = start_run(connection, "nightly", _DAYS[day], at=AT + timedelta(hours=hours), sources=sources)
            save_step(connection, run_id, Step("collect", "카페", n_rows=5, n_read=n_read))
            end_run(connection, run_id, "done", at=AT)
            return load_run(connection, run_id)

    night(0, 0, 5)
    night(1, 24, 5)
    night(1, 25, 1, ("카페",))
    now = night(2, 48, 5)
    with store.read() as connection:
        since = [reading_nights_since(connection, "카페", now, AT + timedelta(hours=n)) for n in (-1, 1, 24, 26)]
    assert since == [2, 1, 1, 0]


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


def test_rows_that_are_set_aside_again_are_counted_once(store: Store) -> None:
    """A source that delivers the same broken row night by night set aside one."""
    broken = [Reject("카페", "post 7", 0, "has no date", {"제목": "공지"})]
    with store.begin() as connection:
        assert look_at_page(connection, [], broken) == SaveCounts(n_rejects=1)
        assert save_page(connection, [], broken, run_id="first") == SaveCounts(n_rejects=1)
        more = [*broken, Reject("카페", "post 8", 0, "has no date", {"제목": "공지"})]
        assert look_at_page(connection, [], more) == SaveCounts(n_rejects=1, n_rejected_before=1)
        saved = save_page(connection, [], more, run_id="second")
        assert (saved.n_rejects, saved.n_rejected_before, saved.n_set_aside) == (1, 1, 2)
