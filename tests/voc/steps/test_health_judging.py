"""Nights in the run log: what is judged, what is kept of it, and what the lists of sources and runs say."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from night_log import FIRST, nights, text_of

from voc.records import Cursor
from voc.sources import Problem
from voc.steps.collect import Collected
from voc.steps.health.judging import judge_cursor, verdicts_on
from voc.steps.listings.runs_and_sources import run_rows, source_rows
from voc.steps.night import NIGHTLY, RunOutcome, close_run, log_collected, open_run
from voc.steps.workplace import Workplace, night_window
from voc.store import SaveCounts, Step, end_run, load_nights, load_steps, save_cursor, save_step, start_run

AtWork = Callable[..., AbstractContextManager[Workplace]]
SOURCES = """
sources:
  - {name: desk, family: zendesk, subdomain: narae}
  - {name: box, format: reviews, path: inbox/box, channel: app_store, kind: review, columns: {text: 내용}}
"""
CALENDAR = "holidays:\n  - {name: 광복절, start: 2026-08-15, end: 2026-08-17}\n"


@pytest.fixture
def place(tmp_path: Path, at_work: AtWork) -> Iterator[Workplace]:
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "sources.yaml").write_text(SOURCES, encoding="utf-8")
    (tmp_path / "config" / "calendar.yaml").write_text(CALENDAR, encoding="utf-8")
    (tmp_path / "config" / "store.yaml").write_text("url: sqlite:///store/voc.db\n", encoding="utf-8")
    with at_work(tmp_path) as opened:
        yield opened


def collected(n_read: int, source: str = "desk", **facts: object) -> Collected:
    made = Collected(source, n_rows=n_read, saved=SaveCounts(n_new=n_read))
    return replace(made, **facts)  # type: ignore[arg-type] - facts of a Collected


def at(day: int, hour: int = 17) -> datetime:
    """Return when the night runs that collects a day: two hours after midnight in Seoul."""
    return datetime(FIRST.year, FIRST.month, FIRST.day, hour, tzinfo=UTC) + timedelta(days=day)


def night(place: Workplace, day: int, *found: Collected, hour: int = 17, only: tuple[str, ...] = ()) -> RunOutcome:
    """Log what a night brought, as the plan of a night does."""
    window = night_window(FIRST + timedelta(days=day + 1), at(day))
    outcome = RunOutcome(NIGHTLY, sources=only)
    outcome.run_id = open_run(place, NIGHTLY, window, now=at(day, hour), sources=only)
    for one in found:
        outcome.collected.append(one)
        one.verdicts = verdicts_on(place, one, outcome.run_id)
        log_collected(place, outcome.run_id, one)
    close_run(place, outcome, now=at(day, hour))
    return outcome


def told(outcome: RunOutcome) -> list[tuple[str, str]]:
    """List levels and names of all that is strange about the sources of a run."""
    return [(verdict.level, verdict.what) for one in outcome.collected for verdict in one.strange]


def row(place: Workplace, source: str = "desk") -> dict[str, Any]:
    with place.store.read() as connection:
        (found,) = source_rows(connection, place.settings, source=source)
    return found


def health(place: Workplace, source: str = "desk") -> tuple[str, float | None, str | None]:
    found = row(place, source)
    return found["health"], found["habit"], found["level"]


def state_of(place: Workplace, outcome: RunOutcome) -> str:
    with place.store.read() as connection:
        return next(one["state"] for one in run_rows(connection, now=at(0)) if one["run_id"] == outcome.run_id)


def test_a_night_far_below_the_habit_ends_partly_with_the_reason(place: Workplace) -> None:
    for day in range(4):
        assert told(night(place, day, collected(40 + day))) == []
    low = night(place, 4, collected(3))
    (verdict,) = low.collected[0].verdicts
    assert verdict.sentence.startswith(
        "It brought only 3 new or changed texts, where such a night usually brings about 42. Try: voc check source desk"
    )
    with place.store.read() as connection:
        (step,) = load_steps(connection, low.run_id)
    assert (step.state, step.reason, step.health) == ("partly", verdict.sentence, "red")
    assert step.verdicts == ({"level": "red", "what": "little", "text": verdict.sentence},)
    assert state_of(place, low) == "partly"
    assert health(place) == ("low", 41.5, "red")
    assert row(place)["reasons"] == [verdict.plain()]
    assert told(night(place, 7, collected(41))) == []
    # 3, 40, 41, 42, 43: the Monday was seen with 40, and brings no more than that.
    assert health(place) == ("ok", 40, "green")


def test_amber_is_told_and_does_not_change_how_the_run_ends(place: Workplace) -> None:
    for day in range(5):
        night(place, day, collected(40))
    saturday = night(place, 5, collected(0))
    assert told(saturday) == [("amber", "silent")]
    with place.store.read() as connection:
        (step,) = load_steps(connection, saturday.run_id)
    assert (step.state, step.reason, step.health) == ("done", None, "amber")
    assert saturday.is_whole
    assert state_of(place, saturday) == "done"
    assert health(place) == ("low", 40, "amber")


def test_a_source_that_fell_silent_for_good_stays_in_sight(place: Workplace) -> None:
    """A year later no night that brought anything is among the last ones."""
    for day in range(21):
        night(place, day, collected(40))
    with place.store.begin() as connection:
        for day in range(21, 400):
            run_id = start_run(connection, NIGHTLY, text_of(day), at=at(day))
            save_step(connection, run_id, collected(0).as_step())
            end_run(connection, run_id, "done", at=at(day))
    silent = night(place, 400, collected(0))
    assert told(silent) == [("amber", "silent")]
    assert "nothing new for 380 nights" in silent.collected[0].verdicts[0].sentence
    assert row(place)["level"] == "amber"


def test_a_holiday_of_the_calendar_is_quiet(place: Workplace) -> None:
    # 15 to 17 August 2026, Saturday to Monday: days 12 to 14. Sunday brought 1 the week before.
    for day in range(12):
        night(place, day, collected(1 if day == 6 else 40))
    assert [told(night(place, day, collected(0))) for day in (12, 13, 14)] == [[]] * 3
    assert told(night(place, 15, collected(0))) == [("red", "silent")]


def test_what_is_new_counts_and_not_what_is_told_again(place: Workplace) -> None:
    """An export that grows is read again as a whole every night."""
    for day in range(4):
        grown = Collected("box", n_rows=1000 + 40 * day, saved=SaveCounts(n_new=40, n_unchanged=960 + 40 * day))
        night(place, day, grown)
    stuck = Collected("box", n_rows=1120, saved=SaveCounts(n_unchanged=1120))
    assert told(night(place, 4, stuck)) == [("red", "silent")]


def test_rows_set_aside_before_make_no_night_ill(place: Workplace) -> None:
    """A list of 60 with twelve broken rows is delivered whole every night: told of once, and no alarm ever after."""
    first = Collected("desk", n_rows=60, saved=SaveCounts(n_new=48, n_rejects=12))
    later = [
        Collected("desk", n_rows=60, saved=SaveCounts(n_new=5, n_unchanged=43, n_rejected_before=12)) for _ in range(3)
    ]
    assert told(night(place, 0, first)) == [("amber", "rejects")]
    outcomes = [night(place, day, one) for day, one in enumerate(later, start=1)]
    assert [(told(one), one.is_whole) for one in outcomes] == [([], True)] * 3
    with place.store.read() as connection:
        steps = [load_steps(connection, one.run_id)[0] for one in outcomes]
    assert [(one.n_rows, one.n_rejects) for one in steps] == [(48, 0)] * 3
    # What breaks now is judged by itself: six of the eleven rows that are not known to be broken.
    worse = Collected("desk", n_rows=23, saved=SaveCounts(n_new=5, n_rejects=6, n_rejected_before=12))
    assert ("amber", "rejects") in told(night(place, 4, worse))


def test_a_night_that_is_run_again_is_judged_by_all_that_it_brought(place: Workplace) -> None:
    for day in range(4):
        night(place, day, collected(40))
    # In order before: whatever was stored then is not new any more.
    assert told(night(place, 3, collected(0), hour=19)) == []
    assert told(night(place, 4, collected(0))) == [("red", "silent")]
    # Still far too little, then enough: 2 and 38.
    assert told(night(place, 4, collected(2), hour=19)) == [("red", "little")]
    assert told(night(place, 4, collected(38), hour=20)) == []
    assert told(night(place, 4, collected(0), hour=21)) == []
    with place.store.read() as connection:
        found = load_nights(connection, "desk", NIGHTLY, before=text_of(9), limit=9)
    assert [(one.window, one.n_read, one.is_whole) for one in found] == [
        (one.window, one.n_read, one.is_whole) for one in nights(40, 40, 40, 40, 40)
    ]


def test_a_night_for_one_source_leaves_the_night_of_all_as_it_was(place: Workplace) -> None:
    whole = night(place, 0, collected(40), collected(0, "box", error="503"))
    assert state_of(place, whole) == "partly"
    alone = night(place, 0, collected(1), hour=19, only=("desk",))
    assert alone.run_id != whole.run_id
    assert (state_of(place, alone), state_of(place, whole)) == ("done", "partly")
    # The night of all is taken up again, and its habit is one of both.
    again = night(place, 0, collected(0), collected(9, "box"), hour=20)
    assert (again.run_id, state_of(place, again)) == (whole.run_id, "done")
    with place.store.read() as connection:
        (found,) = load_nights(connection, "desk", NIGHTLY, before=text_of(9), limit=9)
        rows = {one["run_id"]: one["sources"] for one in run_rows(connection, now=at(0))}
    assert found.n_read == 41
    assert rows == {alone.run_id: ["desk"], whole.run_id: None}


def test_a_source_that_was_asked_alone_is_judged_like_in_any_night(place: Workplace) -> None:
    for day in range(4):
        night(place, day, collected(40))
    assert told(night(place, 4, collected(1), only=("desk",))) == [("red", "little")]
    assert told(night(place, 7, collected(40))) == []


def test_a_night_after_a_collection_by_hand_is_not_judged(place: Workplace) -> None:
    for day in range(4):
        night(place, day, collected(40))
    with place.store.begin() as connection:
        run_id = start_run(connection, "collect", "desk", at=at(3, 22))
    log_collected(place, run_id, collected(38))
    assert told(night(place, 4, collected(1))) == []
    assert told(night(place, 7, collected(1))) == [("red", "little")]


def test_a_collection_by_hand_makes_a_red_source_green_only_where_it_brings_something(place: Workplace) -> None:
    for day in range(5):
        night(place, day, collected(40 if day < 4 else 0))
    for n_read, level in ((0, "red"), (12, "green")):
        with place.store.begin() as connection:
            run_id = start_run(connection, "collect", "desk", at=at(4, 20) + timedelta(minutes=n_read))
        log_collected(place, run_id, collected(n_read))
        assert row(place)["level"] == level


def test_an_attempt_that_was_broken_off_leaves_nothing_to_judge(place: Workplace) -> None:
    for day in range(4):
        night(place, day, collected(40))
    window = night_window(FIRST + timedelta(days=5), at(4))
    open_run(place, NIGHTLY, window, now=at(4))
    assert told(night(place, 4, collected(1), hour=19)) == []


def test_a_source_that_failed_is_red_and_judged_no_further(place: Workplace) -> None:
    for day in range(4):
        night(place, day, collected(40))
    assert told(night(place, 4, collected(0, error="503"))) == [("red", "error")]
    assert health(place) == ("failed", 40, "red")
    # What it missed may come with the next; a part that fails is amber and does not excuse silence.
    assert told(night(place, 5, collected(80))) == []
    parts = [Problem("board free", "503")]
    assert told(night(place, 7, collected(38, problems=parts))) == [("amber", "part")]
    assert health(place) == ("partly", 40, "amber")
    assert told(night(place, 8, collected(0, problems=parts))) == [("amber", "part"), ("red", "silent")]


def test_the_first_collection_over_the_network_must_bring_something(place: Workplace) -> None:
    first = night(place, 0, collected(0))
    assert told(first) == [("red", "first_empty")]
    assert first.collected[0].reasons[0].startswith("Its first collection brought nothing. Check in sources.yaml")
    assert health(place) == ("empty", None, "red")
    assert told(night(place, 1, collected(0))) == []
    assert health(place) == ("empty", None, "amber")
    # Nobody has put a file into the folder yet.
    assert told(night(place, 2, collected(1), collected(0, "box"))) == []
    assert health(place) == ("ok", None, "green")
    night(place, 3, collected(1))
    # The first night was told of and is no habit: 0, 1 and the 1 of the last night, which is not judged by itself.
    night(place, 4, collected(2))
    assert health(place) == ("ok", 1, "green")


def test_a_first_collection_that_failed_does_not_count_as_one(place: Workplace) -> None:
    assert told(night(place, 0, collected(0, error="401"))) == [("red", "error")]
    assert told(night(place, 1, collected(0))) == [("red", "first_empty")]


def test_rejects_are_set_against_what_the_run_log_knows(place: Workplace) -> None:
    def rows(n: int, n_rejects: int) -> Collected:
        return collected(n - n_rejects, n_rows=n, saved=SaveCounts(n_new=n - n_rejects, n_rejects=n_rejects))

    for day in range(4):
        assert told(night(place, day, rows(100, 2))) == []
    assert told(night(place, 4, rows(100, 30))) == [("amber", "rejects")]
    assert told(night(place, 5, rows(100, 60))) == [("red", "rejects")]
    assert health(place)[2] == "red"


def test_a_cursor_that_stays_while_texts_come_is_told_of_from_the_third_night_on(place: Workplace) -> None:
    with place.store.begin() as connection:
        save_cursor(connection, Cursor("desk", "here"), at=at(0) + timedelta(minutes=1))
    # Day 0 moved it. A night without texts proves nothing.
    assert [told(night(place, day, collected(0 if day == 3 else 5))) for day in (0, 1, 2, 3)] == [[]] * 4
    assert told(night(place, 7, collected(5))) == [("amber", "cursor")]
    with place.store.begin() as connection:
        save_cursor(connection, Cursor("desk", "here"), at=at(8) + timedelta(minutes=1))
    assert told(night(place, 8, collected(5))) == [("amber", "cursor")]
    with place.store.begin() as connection:
        save_cursor(connection, Cursor("desk", "there"), at=at(9) + timedelta(minutes=1))
    assert told(night(place, 9, collected(5))) == []


def test_two_nights_say_nothing_about_a_cursor() -> None:
    assert judge_cursor(2, at(0)) is None
    verdict = judge_cursor(3, at(0))
    assert verdict is not None
    assert (verdict.level, verdict.what) == ("amber", "cursor")
    assert "not moved since 2026-08-04 02:00 KST, although 3 nights" in verdict.sentence


def test_sources_that_are_off_or_unknown_have_no_light(place: Workplace) -> None:
    with place.store.begin() as connection:
        run_id = start_run(connection, NIGHTLY, text_of(0), at=at(0))
    log_collected(place, run_id, collected(3, "gone"))
    assert health(place, "gone") == ("unknown", None, None)
    assert health(place, "box") == ("never", None, None)


def test_what_the_run_log_keeps_of_a_strange_source_has_bounds() -> None:
    parts = [Problem(f"post {n}", "x" * 3000) for n in range(50)]
    step = collected(0, problems=parts, notes=["y" * 3000] * 50).as_step()
    assert [len(step.verdicts), len(step.verdicts[0]["text"]), len(step.notes), len(step.notes[0])] == [20, 1000] * 2
    assert step.health == "amber"


def test_a_run_is_as_ill_as_its_worst_source_and_says_of_which(place: Workplace) -> None:
    for day in range(4):
        night(place, day, collected(40), collected(40, "box"))
    ill = night(place, 4, collected(2), collected(40, "box", notes=["2 questions are left out"]))
    with place.store.read() as connection:
        found = {one["run_id"]: one for one in run_rows(connection, now=at(4))}[ill.run_id]
    assert (found["level"], [(one["source"], one["what"]) for one in found["reasons"]]) == ("red", [("desk", "little")])
    assert found["notes"] == ["box: 2 questions are left out"]


@pytest.mark.parametrize(("state", "level"), [("done", "green"), ("partly", "amber"), ("failed", "red")])
def test_steps_of_an_older_version_are_as_ill_as_they_ended(place: Workplace, state: str, level: str) -> None:
    with place.store.begin() as connection:
        run_id = start_run(connection, NIGHTLY, text_of(0), at=at(0))
        save_step(connection, run_id, Step("collect", "desk", 3, 3, state=state))  # type: ignore[arg-type] - a state
    assert row(place)["level"] == level


def test_runs_of_an_older_version_are_as_ill_as_they_ended(place: Workplace) -> None:
    outcome = night(place, 0, collected(3))
    with place.store.begin() as connection:
        end_run(connection, outcome.run_id, "partly", at=at(0), error="desk: it is strange")
    with place.store.read() as connection:
        (found,) = run_rows(connection, now=at(0))
    assert (found["level"], found["reasons"], found["problems"]) == ("amber", [], ["desk: it is strange"])
