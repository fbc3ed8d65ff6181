"""How much a night usually brings, and which nights brought too little; the figures below were worked out by hand."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from voc.config.sections import Limits
from voc.records import Window
from voc.sources import Problem
from voc.steps.collect import Collected
from voc.steps.habits import alarm_on, habit_of, judge, looked_back
from voc.steps.log_listings import source_rows
from voc.steps.night import NIGHTLY, RunOutcome, close_run, log_collected, open_run
from voc.steps.workplace import Workplace, night_window
from voc.store import Night, SaveCounts, load_nights, start_run

AtWork = Callable[..., AbstractContextManager[Workplace]]
LIMITS = Limits()
# A Monday: the first night collects what came before it.
FIRST = date(2026, 11, 2)
SOURCES = """
sources:
  - {name: desk, family: zendesk, subdomain: narae}
  - {name: box, format: reviews, path: inbox/box, channel: app_store, kind: review, columns: {text: 내용}}
"""


def window_of(day: int) -> Window:
    return night_window(FIRST + timedelta(days=day), datetime(2026, 12, 31, tzinfo=UTC))


def text_of(day: int) -> str:
    end = window_of(day).end
    assert end is not None
    return f"..{end.isoformat()}"


def nights(*counts: int | None) -> list[Night]:
    """Nights of the days 0, 1, 2 ... as `load_nights` gives them; None stands for one that was flagged as empty."""
    made = [Night(text_of(day), n or 0, n is not None) for day, n in enumerate(counts)]
    return made[::-1]


def judged(n_read: int, *counts: int | None, limits: Limits = LIMITS) -> str:
    return judge(n_read, text_of(len(counts)), nights(*counts), limits)


def test_the_habit_is_the_median_of_the_last_seven_nights() -> None:
    # The first night brought three months at once.
    assert habit_of(nights(5000, 50, 60), LIMITS) == 60
    assert habit_of(nights(5000, 50, 60, 40), LIMITS) == 55
    assert habit_of(nights(900, 900, 1, 2, 3, 4, 5, 6, 7), LIMITS) == 4
    assert habit_of(nights(10, 20, 30, 40, 50), Limits(habit_runs=3)) == 40


def test_two_nights_are_no_habit() -> None:
    assert habit_of(nights(40, 40), LIMITS) is None
    assert judged(0, 40, 40) == ""
    assert judged(0, 40, 40, 40) == "brought nothing new, where a night usually brings about 40"


@pytest.mark.parametrize(
    ("n_read", "habit", "is_flagged"),
    [
        (0, 5, True), (0, 4, False),  # nothing: from a habit of 5
        (2, 10, True), (3, 10, False), (2, 9, False),  # less than 30 %: from a habit of 10
        (11, 40, True), (12, 40, False),
        (1, 5, False), (1200, 4000, False), (1199, 4000, True),
    ],
)  # fmt: skip
def test_too_little_is_nothing_or_less_than_the_share(n_read: int, habit: int, *, is_flagged: bool) -> None:
    assert bool(judged(n_read, habit, habit, habit)) is is_flagged


def test_the_share_is_configured() -> None:
    assert judged(11, 40, 40, 40) != ""
    assert judged(11, 40, 40, 40, limits=Limits(drop_share=0.8)) == ""
    assert judged(27, 40, 40, 40, limits=Limits(drop_share=0.3)) != ""


def test_a_file_a_week_is_no_alarm() -> None:
    """Six nights of seven bring nothing: that is the habit, and no night breaks it."""
    drops = [300, 0, 0, 0, 0, 0, 0] * 3
    for day in range(1, len(drops)):
        assert judged(drops[day], *drops[:day]) == "", day


def test_weekends_are_told_of_once() -> None:
    # 2 November is a Monday; its night and that after it collect the weekend.
    week = [0, 2, 40, 41, 39, 42, 40]
    counts = [40, 40, *week[2:], *week, *week, *week]
    flagged = [day for day in range(3, len(counts)) if judged(counts[day], *counts[:day])]
    assert flagged == [7, 8]


def test_a_source_that_shrinks_is_told_of_until_the_lower_level_is_the_habit() -> None:
    counts: list[int | None] = [40] * 10
    told = []
    for _ in range(12):
        told.append(bool(judged(5, *counts)))
        counts.append(5)
    # With four of seven nights at 5 the median is 5.
    assert told == [True] * 4 + [False] * 8


def test_a_source_that_fell_silent_stays_in_sight_for_four_weeks() -> None:
    counts: list[int | None] = [40] * 7
    told = []
    for _ in range(40):
        told.append(bool(judge(0, text_of(len(counts)), nights(*counts)[: looked_back(LIMITS)], LIMITS)))
        counts.append(None if told[-1] else 0)
    # At least three nights with something in them lie within the last 28: 26 silent ones at most.
    assert told == [True] * 26 + [False] * 14


def test_a_long_habit_is_looked_for_as_far_back_as_it_goes() -> None:
    assert (looked_back(LIMITS), looked_back(Limits(habit_runs=60))) == (28, 60)


def test_the_words_name_both_figures() -> None:
    assert judged(1000, 4000, 4000, 4000) == (
        "brought only 1,000 new or changed texts, where a night usually brings about 4,000"
    )


@pytest.fixture
def place(tmp_path: Path, at_work: AtWork) -> Iterator[Workplace]:
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "sources.yaml").write_text(SOURCES, encoding="utf-8")
    (tmp_path / "config" / "store.yaml").write_text("url: sqlite:///store/voc.db\n", encoding="utf-8")
    with at_work(tmp_path) as opened:
        yield opened


def collected(n_read: int, source: str = "desk", **facts: object) -> Collected:
    made = Collected(source, n_rows=n_read, saved=SaveCounts(n_new=n_read))
    return replace(made, **facts)  # type: ignore[arg-type] - facts of a Collected


def night(place: Workplace, day: int, found: Collected, *, hour: int = 2) -> Collected:
    """Log what a night brought, as the plan of a night does."""
    outcome = RunOutcome(NIGHTLY)
    now = datetime(2026, 11, 2, hour, tzinfo=UTC) + timedelta(days=day)
    outcome.run_id = open_run(place, NIGHTLY, window_of(day), now=now)
    outcome.collected.append(found)
    found.alarm = alarm_on(place, found, outcome.run_id)
    log_collected(place, outcome.run_id, found)
    close_run(place, outcome, now=now)
    return found


def health(place: Workplace, source: str = "desk") -> tuple[str, float | None]:
    with place.store.read() as connection:
        (row,) = source_rows(connection, place.settings, source=source)
    return row["health"], row["habit"]


def test_a_night_far_below_the_habit_ends_partly_with_the_reason(place: Workplace) -> None:
    for day in range(4):
        assert night(place, day, collected(40 + day)).alarm == ""
    low = night(place, 4, collected(3))
    assert low.alarm.startswith("It brought only 3 new or changed texts, where a night usually brings about 42. Try: ")
    assert (low.is_whole, low.as_step().state, low.as_step().reason) == (False, "partly", low.alarm)
    assert health(place) == ("low", 41.5)
    assert night(place, 5, collected(41)).alarm == ""
    assert health(place) == ("ok", 41)


def test_what_is_new_counts_and_not_what_is_told_again(place: Workplace) -> None:
    """An export that grows is read again as a whole every night."""
    for day in range(4):
        grown = Collected("box", n_rows=1000 + 40 * day, saved=SaveCounts(n_new=40, n_unchanged=960 + 40 * day))
        night(place, day, grown)
    stuck = Collected("box", n_rows=1120, saved=SaveCounts(n_unchanged=1120))
    assert "brought nothing new" in night(place, 4, stuck).alarm


def test_a_window_that_was_collected_before_is_not_judged(place: Workplace) -> None:
    for day in range(4):
        night(place, day, collected(40))
    assert night(place, 3, collected(0), hour=5).alarm == ""
    assert night(place, 2, collected(0), hour=6).alarm == ""
    assert night(place, 4, collected(0)).alarm != ""
    # Taken up again, since it did not end well: whatever was stored before is not new any more.
    assert night(place, 4, collected(2), hour=8).alarm == ""
    with place.store.read() as connection:
        found = load_nights(connection, "desk", NIGHTLY, before=text_of(9), limit=9)
    assert found == nights(40, 40, 40, 40, 2)


def test_a_night_after_a_collection_by_hand_is_not_judged(place: Workplace) -> None:
    for day in range(4):
        night(place, day, collected(40))
    with place.store.begin() as connection:
        run_id = start_run(connection, "collect", "desk", at=datetime(2026, 11, 5, 20, tzinfo=UTC))
    log_collected(place, run_id, collected(38))
    assert night(place, 4, collected(1)).alarm == ""
    assert night(place, 5, collected(1)).alarm != ""


def test_what_went_wrong_anyway_is_not_judged(place: Workplace) -> None:
    for day in range(4):
        night(place, day, collected(40))
    assert night(place, 4, collected(0, error="503")).alarm == ""
    assert night(place, 5, collected(0, problems=[Problem("board free", "503")])).alarm == ""
    # The night that failed is no habit, and what it missed may come with the next.
    assert night(place, 6, collected(80)).alarm == ""
    assert health(place) == ("ok", 40)


def test_the_first_collection_over_the_network_must_bring_something(place: Workplace) -> None:
    first = night(place, 0, collected(0))
    assert first.alarm.startswith("Its first collection brought nothing. Check in sources.yaml")
    assert health(place) == ("empty", None)
    assert night(place, 1, collected(0)).alarm == ""
    assert health(place) == ("empty", None)
    assert night(place, 0, collected(0, "box")).alarm == ""
    night(place, 2, collected(1))
    assert health(place) == ("ok", None)
    night(place, 3, collected(1))
    # The first night was told of and is no habit: 0, 1 and the 1 of the last night, which is not judged by itself.
    night(place, 4, collected(2))
    assert health(place) == ("ok", 1)


def test_a_first_collection_that_failed_does_not_count_as_one(place: Workplace) -> None:
    assert night(place, 0, collected(0, error="401")).alarm == ""
    assert night(place, 1, collected(0)).alarm != ""
