"""Collecting, the run log, turns, dry runs: the plain steps of a night."""

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from small_home import LAST_WEEK, UNTIL

from voc.config import load_settings
from voc.errors import PrivacyError, SourceError, StoreError, UsageError
from voc.privacy import Masker
from voc.privacy.documents import to_document
from voc.records import Cursor, Document, Record, Window
from voc.sources import Page, Problem, RawReject
from voc.steps.analyse import analyse
from voc.steps.collect import collect
from voc.steps.listings.runs_and_sources import run_rows
from voc.steps.night import NIGHTLY, WEEKLY, RunOutcome, close_run, logged, open_run, turn
from voc.steps.plan import plan_night, plan_week
from voc.steps.workplace import Workplace, last_full_week, night_window, open_workplace
from voc.store import (
    Store,
    count_rejects,
    documents_to_read,
    frozen_weeks,
    load_cursor,
    load_runs,
    load_steps,
    one_at_a_time,
    open_store,
    status,
)

AtWork = Callable[..., AbstractContextManager[Workplace]]
NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)


@dataclass
class Told:
    """A source that gives what it is told, and raises at the end where it is told to."""

    pages: list[Page]
    error: Exception | None = None
    name: str = "told"

    def fetch(self, window: Window, cursor: Cursor | None) -> Iterator[Page]:  # noqa: ARG002 - the protocol's signature
        yield from self.pages
        if self.error:
            raise self.error


def record(key: str, body: str = "환급이 안 돼요", source: str = "told") -> Record:
    return Record(source, key, "review", "app_store", body, created_at=NOW)


@pytest.fixture
def place(tmp_path: Path, at_work: AtWork) -> Iterator[Workplace]:
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "store.yaml").write_text("url: sqlite:///store/voc.db\n", encoding="utf-8")
    with at_work(tmp_path) as opened:
        yield opened


def n_documents(store: Store) -> int:
    return status(store).n_documents


def test_a_page_is_stored_with_its_rejects_and_its_cursor(place: Workplace) -> None:
    raw = RawReject("a.csv", 7, "its date is none", {"작성자": "길동이", "내용": "010-1234-5678로 전화 주세요"})
    pages = [Page((record("1"), record("2")), (raw,), Cursor("told", "here")), Page(problems=(Problem("b", "no"),))]
    collected = collect(place, Told(pages), Window(), run_id="run")
    assert (collected.n_rows, collected.saved.n_new, collected.saved.n_rejects) == (3, 2, 1)
    assert not collected.is_whole
    assert collected.as_step().state == "partly"
    assert collected.as_step().reason == "b: no"
    with place.store.read() as connection:
        assert load_cursor(connection, "told") == Cursor("told", "here")
        assert count_rejects(connection) == {"told": 1}
    assert b"010-1234" not in place.store.path.read_bytes()  # type: ignore[union-attr] - a file


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (SourceError("The desk is closed."), "The desk is closed."),
        (KeyError("길동이 010-1234-5678"), "unexpected KeyError in test_night.py line "),
    ],
)
def test_an_error_of_a_source_ends_the_source_and_keeps_what_came_before(
    place: Workplace, error: Exception, said: str
) -> None:
    collected = collect(place, Told([Page((record("1"),))], error), Window(), run_id="run")
    assert collected.error.startswith(said)
    assert "010" not in collected.error
    assert (collected.saved.n_new, n_documents(place.store)) == (1, 1)
    assert collected.as_step().state == "failed"


@pytest.mark.parametrize("error", [PrivacyError("A number got through."), StoreError("The disk is full.")])
def test_a_leak_or_a_broken_store_stops_the_run(place: Workplace, error: Exception) -> None:
    with pytest.raises(type(error)):
        collect(place, Told([], error), Window(), run_id="run")


def test_nothing_of_a_page_is_stored_where_personal_data_would_get_through(
    place: Workplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def leaking(given: Record, masker: Masker, key: bytes) -> Document:
        if given.external_id == "3":
            raise PrivacyError("Pattern 'phone' still matches.")
        return to_document(given, masker, key)

    monkeypatch.setattr("voc.steps.collect.to_document", leaking)
    source = Told([Page((record("1"),), cursor=Cursor("told", "1")), Page((record("2"), record("3")))])
    with pytest.raises(PrivacyError, match="Pattern 'phone' still matches"):
        collect(place, source, Window(), run_id="run")
    assert n_documents(place.store) == 1
    with place.store.read() as connection:
        assert load_cursor(connection, "told") == Cursor("told", "1")


def test_the_day_named_with_until_begins_in_seoul_and_is_left_out() -> None:
    assert night_window(date(2026, 11, 23), NOW) == Window(end=datetime(2026, 11, 22, 15, 0, tzinfo=UTC))
    # Without a day it is today, which in Seoul began nine hours before it does here.
    late = datetime(2026, 11, 22, 15, 30, tzinfo=UTC)
    assert night_window(None, late) == Window(end=datetime(2026, 11, 22, 15, 0, tzinfo=UTC))


@pytest.mark.parametrize(
    ("until", "week"),
    [(date(2026, 11, 23), "2026-W47"), (date(2026, 11, 22), "2026-W46"), (date(2026, 11, 29), "2026-W47")],
)
def test_the_last_full_week_ended_before_the_day(until: date, week: str) -> None:
    assert last_full_week(until, NOW) == week


def test_what_lies_behind_the_window_is_taken_by_a_later_night(own_home: Path, at_work: AtWork) -> None:
    def collected(until: date) -> int:
        outcome = RunOutcome(NIGHTLY)
        window = night_window(until, NOW)
        with at_work(own_home) as place:
            for step in plan_night(place, outcome, window, sources=("app_reviews",))[:1]:
                outcome.run_id = open_run(place, NIGHTLY, window, now=NOW)
                step.work()
        return outcome.collected[0].saved.n_new

    # Reviews: four a week from Monday 28 September, Monday to Thursday; copies on Tuesday 6 and Wednesday 14 October.
    assert collected(date(2026, 9, 30)) == 2
    assert collected(date(2026, 9, 30)) == 0
    assert collected(date(2026, 10, 7)) == 2 + 2 + 1
    assert collected(date(2026, 11, 23)) == 34 - 7


def run_plainly(place: Workplace, flow: str = NIGHTLY, *, dry_run: bool = False) -> RunOutcome:
    window = night_window(UNTIL, NOW)
    if flow == NIGHTLY:
        outcome = RunOutcome(NIGHTLY)
        about: Window | str = window
        steps = plan_night(place, outcome, window, dry_run=dry_run)
    else:
        outcome = RunOutcome(WEEKLY, week=LAST_WEEK)
        about = LAST_WEEK
        steps = plan_week(place, outcome, dry_run=dry_run)
    with logged(place, outcome, about, dry_run=dry_run):
        for step in steps:
            step.work()
    return outcome


def test_a_night_and_a_week_end_in_the_log_with_what_they_did(own_home: Path, at_work: AtWork) -> None:
    with at_work(own_home) as place:
        night = run_plainly(place)
        assert not night.is_whole
        assert not night.is_failed
        assert night.counts == {"read": 97, "weeks": 8}
        week = run_plainly(place, WEEKLY)
        assert week.is_whole
        with place.store.read() as connection:
            assert [(run.flow, run.state) for run in load_runs(connection)] == [(WEEKLY, "done"), (NIGHTLY, "partly")]
            steps = {step.source: step for step in load_steps(connection, night.run_id)}
            assert (steps["cs_tickets"].n_rows, steps["cs_tickets"].n_rejects) == (49, 1)
            assert frozen_weeks(connection) == [LAST_WEEK]
            # The week reads with what the night has learned on the way: no other analysis than before.
            levels = {row["flow"]: row["level"] for row in run_rows(connection, now=NOW)}
            assert levels == {WEEKLY: "green", NIGHTLY: "amber"}
        again = run_plainly(place, WEEKLY)
        assert again.notes == ["The brief of 2026-W47 was handed out before and stays as it was."]


def test_a_night_of_some_sources_is_a_run_of_its_own(own_home: Path, at_work: AtWork) -> None:
    window = night_window(UNTIL, NOW)
    with at_work(own_home) as place:
        for sources in ((), ("app_reviews",), ("app_reviews",)):
            outcome = RunOutcome(NIGHTLY)
            steps = plan_night(place, outcome, window, sources=sources)
            with logged(place, outcome, window):
                for step in [one for one in steps if one.name == "collect-app_reviews"]:
                    step.work()
        with place.store.read() as connection:
            found = [(run.sources, run.attempt, run.state, run.window) for run in load_runs(connection)]
    text = f"..{window.end.isoformat()}" if window.end else ""
    # Each of them was done, so that none is taken up by the next.
    assert sorted(found, key=str) == [("app_reviews", 1, "done", text)] * 2 + [(None, 1, "done", text)]


def test_a_night_notes_that_the_calendar_runs_out(place: Workplace) -> None:
    early, late = RunOutcome(NIGHTLY), RunOutcome(NIGHTLY)
    plan_night(place, early, night_window(UNTIL, NOW))
    plan_night(place, late, night_window(date(2027, 12, 1), NOW))
    assert (early.notes, len(late.notes)) == ([], 1)
    assert "no holiday after 2027-12-27" in late.notes[0]


def test_what_a_source_tells_on_the_way_stays_in_the_run_log_masked(place: Workplace) -> None:
    @dataclass
    class Telling(Told):
        def fetch(self, window: Window, cursor: Cursor | None) -> Iterator[Page]:
            place.surroundings.pacer.tell("told: the host is asked slowly")
            for _ in range(2):
                place.surroundings.pacer.note("told: nothing is stored of '010-1234-5678'")
            yield from super().fetch(window, cursor)

    first = collect(place, Telling([Page((record("1"),))]), Window(), run_id="run")
    assert first.notes == ["told: nothing is stored of '<PHONE>'"]
    assert first.as_step().notes == tuple(first.notes)
    assert collect(place, Told([]), Window(), run_id="run").notes == []


def test_a_week_reads_first_what_a_broken_night_left_unread(own_home: Path, at_work: AtWork) -> None:
    with at_work(own_home) as place:
        outcome = RunOutcome(NIGHTLY)
        outcome.run_id = open_run(place, NIGHTLY, Window(), now=NOW)
        collecting = [step for step in plan_night(place, outcome, Window()) if step.name.startswith("collect-")]
        assert [step.name for step in collecting][:2] == ["collect-cs_tickets", "collect-play_reviews"]
        for step in collecting:
            step.work()
        assert run_plainly(place, WEEKLY).counts["read"] == 97
        with place.store.read() as connection:
            assert documents_to_read(connection, place.reader.version, 1) == []


def test_a_week_of_which_nothing_is_known_is_not_frozen(place: Workplace) -> None:
    outcome = run_plainly(place, WEEKLY)
    assert outcome.notes[0].startswith("There is nothing from 2026-W47, so its brief was not written.")
    with place.store.read() as connection:
        assert frozen_weeks(connection) == []


def test_a_dry_run_on_a_home_without_a_store_makes_nothing(own_home: Path, at_work: AtWork) -> None:
    before = sorted(own_home.rglob("*"))
    with at_work(own_home, dry_run=True) as place:
        outcome = run_plainly(place, dry_run=True)
        assert n_documents(place.store) == 0
    assert sum(one.saved.n_new for one in outcome.collected) == 97
    assert outcome.run_id == ""
    with at_work(own_home, dry_run=True) as place:
        assert run_plainly(place, WEEKLY, dry_run=True).counts == {"new themes": 0}
    assert sorted(own_home.rglob("*")) == before


def test_a_dry_run_on_a_store_changes_not_a_byte_of_it(own_home: Path, at_work: AtWork) -> None:
    with at_work(own_home) as place:
        run_plainly(place)
    known = (own_home / "inbox" / "app_reviews" / "reviews.csv").read_text(encoding="utf-8-sig").splitlines()
    more = [*known[:4], known[4].replace("알림이", "이제 알림이"), "Z1,2026-11-20,1,,안 돼요,가람,3.1,KR"]
    (own_home / "inbox" / "app_reviews" / "more.csv").write_text("\n".join(more), encoding="utf-8")
    store = own_home / "store" / "voc.db"
    before = (store.read_bytes(), sorted(own_home.rglob("*")))
    with at_work(own_home, dry_run=True) as place:
        outcome = run_plainly(place, dry_run=True)
        run_plainly(place, WEEKLY, dry_run=True)
    saved = {one.source: one.saved for one in outcome.collected}["app_reviews"]
    assert (saved.n_new, saved.n_revised, saved.n_unchanged) == (1, 1, 3)
    assert (store.read_bytes(), sorted(own_home.rglob("*"))) == before


def test_an_unknown_source_is_a_wrong_call_with_the_nearest_name(own_home: Path, at_work: AtWork) -> None:
    with at_work(own_home, dry_run=True) as place, pytest.raises(UsageError, match="'cs_tickets'"):
        plan_night(place, RunOutcome(NIGHTLY), Window(), sources=("cs_ticket",))


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (SourceError("The desk is closed."), "The desk is closed."),
        (KeyError("010-1234-5678"), "unexpected KeyError"),
        (KeyboardInterrupt(), "It was interrupted."),
    ],
)
def test_a_run_that_raises_is_closed_as_failed_without_a_customers_word(
    place: Workplace, error: BaseException, reason: str
) -> None:
    with pytest.raises(type(error)), logged(place, RunOutcome(NIGHTLY), Window()):
        raise error
    with place.store.read() as connection:
        (run,) = load_runs(connection)
    assert (run.state, run.error) == ("failed", reason)


def test_a_run_that_was_killed_is_taken_up_again_or_closed_by_the_next(place: Workplace) -> None:
    killed = open_run(place, NIGHTLY, Window(end=NOW), now=NOW)
    with logged(place, RunOutcome(NIGHTLY), Window(end=NOW)):
        pass
    with place.store.read() as connection:
        (run,) = load_runs(connection)
    assert (run.run_id, run.attempt, run.state) == (killed, 2, "done")
    open_run(place, NIGHTLY, "..2026-11-24", now=NOW)
    with logged(place, RunOutcome(NIGHTLY), "..2026-11-25"):
        pass
    with place.store.read() as connection:
        states = {run.window: (run.state, run.error) for run in load_runs(connection)}
    assert states["..2026-11-24"] == ("failed", "It was broken off.")
    assert states["..2026-11-25"] == ("done", None)


def test_a_run_is_failed_only_if_every_source_is(place: Workplace) -> None:
    good = collect(place, Told([Page((record("1"),))]), Window(), run_id="run")
    bad = collect(place, Told([], SourceError("closed"), name="other"), Window(), run_id="run")
    for collected, state in (([good], "done"), ([good, bad], "partly"), ([bad], "failed")):
        outcome = RunOutcome(NIGHTLY, run_id=open_run(place, NIGHTLY, str(len(collected)) + state, now=NOW))
        outcome.collected = collected
        close_run(place, outcome, now=NOW)
        with place.store.read() as connection:
            assert {run.run_id: run.state for run in load_runs(connection)}[outcome.run_id] == state


def test_runs_take_turns_and_the_second_hears_why_it_waits(place: Workplace) -> None:
    first, second = replace(place, turn_patience_s=0.0), replace(place, turn_patience_s=0.0)
    with turn(first):
        with pytest.raises(StoreError, match="Another run is working on the store"), turn(second):
            pass
        with turn(second, dry_run=True):
            pass
    with turn(second):
        pass


def test_who_waits_for_the_turn_gets_it_when_it_is_given_back(tmp_path: Path) -> None:
    waited = threading.Event()
    with open_store(f"sqlite:///{tmp_path}/voc.db") as store:
        first = one_at_a_time(store, patience_s=0.0, waiting=lambda: None)
        first.__enter__()

        def let_go() -> None:
            if not waited.is_set():
                waited.set()
                first.__exit__(None, None, None)

        with one_at_a_time(store, patience_s=60.0, waiting=let_go):
            assert waited.is_set()


def test_a_text_on_which_the_analyser_fails_does_not_keep_the_others_waiting(
    place: Workplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    bodies = ("환급이 늦어요", "앱이 느려요", "화면이 멈춰요", "수수료가 비싸요")
    records = tuple(record(str(number), body) for number, body in enumerate(bodies))
    collect(place, Told([Page(records)]), Window(), run_id="run")
    read = place.reader.read

    def failing(texts: Iterator[str], *remembered: object) -> Iterator[object]:
        listed = list(texts)
        if any("화면" in text for text in listed):
            raise RecursionError
        return read(listed, *remembered)  # type: ignore[arg-type] - handed on

    monkeypatch.setattr(place.reader, "read", failing)
    with pytest.raises(RecursionError):
        analyse(place)
    unreadable: dict[str, str] = {}
    assert analyse(place, unreadable=unreadable) == 4
    assert list(unreadable.values()) == ["RecursionError"]
    assert status(place.store).n_findings == 3
    outcome = RunOutcome(NIGHTLY, unreadable=unreadable)
    assert not outcome.is_whole


def test_an_analyser_that_fails_at_everything_stops_the_run(place: Workplace, monkeypatch: pytest.MonkeyPatch) -> None:
    collect(place, Told([Page(tuple(record(str(n)) for n in range(9)))]), Window(), run_id="run")

    def failing(*_given: object) -> Iterator[object]:
        raise MemoryError

    monkeypatch.setattr(place.reader, "read", failing)
    with pytest.raises(MemoryError):
        analyse(place, unreadable={})
    with place.store.read() as connection:
        assert len(documents_to_read(connection, "any", 100)) == 9


def test_a_first_open_makes_a_private_store_and_key(own_home: Path) -> None:
    with open_workplace(load_settings(own_home / "config")) as place:
        assert len(place.author_key) == 32
    modes = {path.name: oct(path.stat().st_mode & 0o777) for path in (own_home / "store").iterdir()}
    assert modes == {"voc.db": "0o600", "author.key": "0o600"}
    assert oct((own_home / "store").stat().st_mode & 0o777) == "0o700"
