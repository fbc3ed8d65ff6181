"""A back-fill: some days once more, the cursors where they were, no habit made of it."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from small_home import UNTIL

from voc.errors import UsageError
from voc.records import Window
from voc.steps.night import BACKFILL, NightRequest, RunOutcome, logged
from voc.steps.plan import plan_night
from voc.steps.workplace import Workplace
from voc.store import load_nights, load_runs, load_steps, saved_cursors, status

AtWork = Callable[..., AbstractContextManager[Workplace]]
NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
REVIEWS = ("app_reviews",)


def run(place: Workplace, request: NightRequest) -> RunOutcome:
    outcome, window = RunOutcome(request.flow), request.window(NOW)
    with logged(place, outcome, window):
        for step in plan_night(place, outcome, window, sources=request.sources):
            step.work()
    return outcome


def test_the_days_of_a_back_fill_begin_in_seoul_and_end_before_the_last() -> None:
    asked = NightRequest(since=date(2026, 10, 1), until=date(2026, 10, 8))
    day = [datetime(2026, 9, 30, 15, tzinfo=UTC), datetime(2026, 10, 7, 15, tzinfo=UTC)]
    assert asked.window(NOW) == Window(*day)
    # Without --until up to the beginning of today, as a night does.
    assert NightRequest(since=date(2026, 10, 1)).window(NOW).end == datetime(2026, 11, 22, 15, tzinfo=UTC)
    assert NightRequest().window(NOW) == Window(end=datetime(2026, 11, 22, 15, tzinfo=UTC))


@pytest.mark.parametrize(
    ("since", "until", "said"),
    [
        (date(2026, 11, 24), None, "lies in the future"),
        (date(2026, 11, 23), None, "--since 2026-11-23 --until 2026-11-23 leaves no day"),
        (date(2026, 10, 8), date(2026, 10, 8), "leaves no day"),
    ],
)
def test_days_that_are_none_are_refused(since: date, until: date | None, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        NightRequest(since=since, until=until).window(NOW)


def test_a_back_fill_asks_for_the_days_whatever_was_collected_before_and_moves_no_cursor(
    own_home: Path, at_work: AtWork
) -> None:
    with at_work(own_home) as place:
        # The reviews of 28 and 29 September; the first week has two more.
        run(place, NightRequest(date(2026, 9, 30), REVIEWS))
        with place.store.read() as connection:
            before = saved_cursors(connection)
        outcome = run(place, NightRequest(date(2026, 10, 5), REVIEWS, since=date(2026, 9, 28)))
        (collected,) = outcome.collected
        assert (collected.n_rows, collected.saved.n_new, collected.saved.n_unchanged) == (4, 2, 2)
        assert outcome.counts["read"] == 2
        assert outcome.is_whole
        with place.store.read() as connection:
            assert saved_cursors(connection) == before != {}


def test_a_back_fill_is_in_the_log_as_what_it_is_and_makes_no_habit(own_home: Path, at_work: AtWork) -> None:
    asked = NightRequest(date(2026, 10, 5), REVIEWS, since=date(2026, 9, 28))
    with at_work(own_home) as place:
        run(place, asked)
        with place.store.read() as connection:
            (logged_run,) = load_runs(connection)
            assert (logged_run.flow, logged_run.state) == (BACKFILL, "done")
            assert logged_run.window == "2026-09-27T15:00:00+00:00..2026-10-04T15:00:00+00:00"
            steps = [one for one in load_steps(connection, logged_run.run_id) if one.source]
            assert [(step.source, step.n_read) for step in steps] == [("app_reviews", 4)]
            assert load_nights(connection, "app_reviews", "nightly", before="..9999", limit=9) == []


def test_a_night_after_a_back_fill_of_a_new_source_still_takes_all_that_lies_before(
    own_home: Path, at_work: AtWork
) -> None:
    with at_work(own_home) as place:
        run(place, NightRequest(date(2026, 10, 19), REVIEWS, since=date(2026, 10, 12)))
        with place.store.read() as connection:
            assert saved_cursors(connection) == {}
        # Four reviews of the third week, and R91 of 14 October.
        assert status(place.store).n_documents == 5
        run(place, NightRequest(UNTIL, REVIEWS))
        assert status(place.store).n_documents == 34


@pytest.mark.slow
@pytest.mark.long
def test_a_back_fill_that_brings_nothing_raises_no_alarm(own_home: Path, at_work: AtWork) -> None:
    with at_work(own_home) as place:
        for day in (5, 12, 19, 26):
            run(place, NightRequest(date(2026, 10, day), REVIEWS))
        outcome = run(place, NightRequest(date(2026, 9, 2), REVIEWS, since=date(2026, 9, 1)))
        assert [(one.n_rows, one.verdicts) for one in outcome.collected] == [(0, [])]
