"""`voc collect`: one source now, from where it was left or from a day that somebody names."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from wire import FIRST, NOW, WIRES, voice
from wire.faults import server_error

from voc.errors import UsageError
from voc.records import Cursor, Window
from voc.sources.http import no_waiting
from voc.steps.collect_now import COLLECT, CollectRequest, collect_now
from voc.steps.night import RunOutcome
from voc.store import load_runs, load_steps, save_cursor
from voc.store.schema import documents

FAMILY = pytest.mark.parametrize("family", sorted(WIRES))
Call = Callable[..., Any]


def collect(
    played: Any,  # noqa: ANN401 - the fixture's own
    since: date | None = None,
    until: date | None = None,
    *,
    anew: bool = False,
    dry_run: bool = False,
) -> RunOutcome:
    request = CollectRequest("played", since, until, anew)
    with played.place() as place, no_waiting():
        return collect_now(place, request, now=played.wire.now, dry_run=dry_run)


def test_days_begin_and_end_at_midnight_in_seoul() -> None:
    window = CollectRequest("a", date(2026, 9, 10), date(2026, 9, 12)).window(NOW)
    assert window == Window(datetime(2026, 9, 9, 15, tzinfo=UTC), datetime(2026, 9, 11, 15, tzinfo=UTC))
    assert CollectRequest("a").window(NOW) == Window(None, NOW)
    assert CollectRequest("a", date(2026, 9, 14)).window(NOW).start == datetime(2026, 9, 13, 15, tzinfo=UTC)


def test_days_that_leave_nothing_are_wrong_usage() -> None:
    with pytest.raises(UsageError, match="leaves no day"):
        CollectRequest("a", date(2026, 9, 10), date(2026, 9, 10)).window(NOW)
    # In Seoul it is noon of the 14th.
    with pytest.raises(UsageError, match="lies in the future"):
        CollectRequest("a", date(2026, 9, 15)).window(NOW)


def test_it_goes_on_where_the_last_collection_ended(play: Callable) -> None:
    played = play("zendesk", 4)
    assert collect(played).collected[0].saved.n_new == 4
    for number in range(4, 6):
        played.wire.add(voice(number))
    assert collect(played).collected[0].saved.n_new == 2
    assert played.bodies() == played.wire.wanted()


@FAMILY
def test_a_cursor_of_something_else_is_named_with_what_to_do_and_that_heals_it(family: str, play: Callable) -> None:
    played = play(family, 4)
    with played.place() as place, place.store.begin() as connection:
        save_cursor(connection, Cursor("played", '{"files": {}}'))
    first = collect(played).collected[0]
    if first.error:
        assert "voc collect played --anew" in first.error
        assert collect(played, anew=True).collected[0].error == ""
    assert played.bodies() == played.wire.wanted()
    assert collect(played).collected[0].error == ""


def test_anew_begins_at_the_day_named_and_later_runs_go_on_from_its_end(play: Callable) -> None:
    played = play("zendesk", 4)
    collect(played)
    before = played.cursor()
    for number in range(4, 6):
        played.wire.add(voice(number))
    outcome = collect(played, date(2026, 9, 10), anew=True)
    assert (outcome.collected[0].saved.n_new, outcome.collected[0].saved.n_unchanged) == (2, 4)
    assert played.cursor() != before
    assert collect(played).collected[0].n_rows == 0


def test_a_dry_run_stores_and_logs_nothing(play: Callable) -> None:
    played = play("zendesk", 4)
    collect(played)
    before, cursor = played.facts(), played.cursor()
    played.wire.add(voice(4))
    outcome = collect(played, dry_run=True)
    assert outcome.collected[0].saved.n_new == 1
    assert (played.facts(), played.cursor()) == (before, cursor)
    with played.place() as place, place.store.read() as connection:
        assert len(load_runs(connection)) == 1


@FAMILY
def test_since_asks_from_that_day_and_leaves_the_cursor_where_it_is(family: str, play: Callable) -> None:
    """The first collection began a day late; the second is told to fetch that day, too."""
    played = play(family, 0)
    for number in (0, 1, 2, 24, 25):
        played.wire.add(voice(number))
    played.write_sources(since="2026-09-11")
    collect(played)
    # A feed tells all it has whatever it is asked for; others begin on the eleventh, an hour of whose morning is told.
    before, cursor = played.stored(), played.cursor()
    assert set(before) <= set(played.wire.wanted())
    collect(played, since=date(2026, 9, 10))
    assert played.bodies() == played.wire.wanted()
    assert played.cursor() == cursor
    played.wire.add(voice(26))
    collect(played)
    assert played.bodies() == played.wire.wanted()


@FAMILY
def test_since_and_until_take_the_days_between(family: str, play: Callable) -> None:
    played = play(family, 0)
    for number in (0, 1, 24, 25, 48, 49):
        played.wire.add(voice(number))
    collect(played, since=date(2026, 9, 11), until=date(2026, 9, 12))
    numbers = {played.wire.external_id(one): one.number for one in played.wire.voices.values()}
    with played.place() as place, place.store.read() as connection:
        held = connection.execute(select(documents.c.external_id, documents.c.created_precision)).all()
    # What does not tell when it was written is taken whenever it is seen.
    assert {numbers[row.external_id] for row in held if row.created_precision != "seen"} <= {24, 25}


def test_it_is_logged_as_a_run_of_its_own_and_makes_no_habit(play: Callable) -> None:
    played = play("zendesk", 3)
    outcome = collect(played, since=date(2026, 9, 1))
    with played.place() as place, place.store.read() as connection:
        (run,) = load_runs(connection)
        (step,) = load_steps(connection, run.run_id)
    assert (run.flow, run.window, run.state, run.run_id) == (COLLECT, "played 2026-09-01..", "done", outcome.run_id)
    assert (step.step, step.source, step.n_read) == ("collect", "played", 3)


def test_what_a_broken_collection_has_stored_is_not_lost(play: Callable) -> None:
    played = play("zendesk", 8)
    played.server.misbehave(server_error(503), on=played.wire.listing, skip=1, times=1000)
    outcome = collect(played, since=date(2026, 9, 1))
    assert outcome.is_failed
    assert len(played.stored()) == 3
    played.server.behave()
    assert collect(played).is_whole
    assert played.bodies() == played.wire.wanted()


def test_the_command_says_what_came_and_what_to_do_next(play: Callable, call: Call) -> None:
    played = play("zendesk", 3)
    config = played.home / "config"
    first = call("collect", "played", "--config", config, "--json")
    assert first.code == 0
    assert "played: 3 rows, stored 3 new" in first.err
    assert "not read yet: voc run nightly" in first.err
    (row,) = map(json.loads, first.out.splitlines())
    assert " ".join(row) in " ".join(call("collect", "--help").out.split())
    assert (row["source"], row["rows"], row["new"], row["error"]) == ("played", 3, 3, None)
    again = call("collect", "played", "--config", config)
    assert (again.code, again.out) == (0, "")
    assert "Nothing new. If that cannot be: voc check source played" in again.err
    dry = call("collect", "played", "--since", "2026-09-01", "--dry-run", "--config", config)
    assert "would store 0 new" in dry.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("playd",), "did you mean 'played'?"),
        (("played", "--since", "2999-01-01"), "lies in the future"),
        (("played", "--since", "2026-09-02", "--until", "2026-09-01"), "leaves no day"),
        (("played", "--since", "10.9.2026"), "does not match the format"),
    ],
)
def test_a_wrong_call_makes_no_store(arguments: tuple[str, ...], said: str, play: Callable, call: Call) -> None:
    played = play("zendesk", 3)
    result = call("collect", *arguments, "--config", played.home / "config")
    assert result.code == 2
    assert said in result.err
    assert not (played.home / "store").exists()


def test_the_exit_code_tells_done_partly_and_failed(play: Callable, call: Call) -> None:
    played = play("zendesk", 3)
    config = played.home / "config"
    played.wire.is_strange = True
    partly = call("collect", "played", "--config", config)
    assert (partly.code, "1 set aside" in partly.err) == (3, True)
    played.server.misbehave(server_error(404), on=played.wire.listing, times=1000)
    failed = call("collect", "played", "--config", config)
    assert failed.code == 1
    assert "failed: " in failed.err
    assert "check `subdomain`" in failed.err


def test_a_night_that_brings_far_less_than_usual_is_partly_done(play: Callable) -> None:
    """The plan of a night against a service: five nights of twelve texts, and one on which the service has none."""
    from voc.steps.night import NIGHTLY, close_run, open_run  # noqa: PLC0415 - only here
    from voc.steps.plan import plan_night  # noqa: PLC0415

    played = play("zendesk", 0)
    states = []
    for day in range(6):
        for hour in range(12 if day < 5 else 0):
            played.wire.add(voice(24 * day + hour))
        end = FIRST + timedelta(days=day, hours=15)
        played.wire.now = end + timedelta(hours=2)
        window, outcome = Window(end=end), RunOutcome(NIGHTLY)
        with played.place() as place, no_waiting():
            outcome.run_id = open_run(place, NIGHTLY, window, now=played.wire.now)
            plan_night(place, outcome, window)[0].work()
            close_run(place, outcome, now=played.wire.now)
            with place.store.read() as connection:
                states.append(load_runs(connection)[0].state)
    assert states == ["done"] * 5 + ["partly"]
    (collected,) = outcome.collected
    (verdict,) = collected.verdicts
    assert (verdict.level, verdict.what) == ("red", "silent")
    assert verdict.sentence.startswith("It brought nothing new, where such a night usually brings about 12.")
