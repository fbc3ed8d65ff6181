"""Weeks that were not collected as a whole: what they hold back and what not, with hand-counted voices."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from planted import Said, planted, weeks_of

from voc.planning.brief import BriefNames, make_brief
from voc.planning.figures import ThemeFigures, WeekFigures, week_figures
from voc.planning.holding import HeldBack
from voc.planning.nights import whole_weeks
from voc.planning.sentences import cautions, hold_reason
from voc.planning.sources import SourceFigures
from voc.store import Step, Store, end_run, save_step, start_run
from voc.store.ailments import Ailments, ailments
from voc.store.schema import run_steps
from voc.weeks import shift_week

WEEK, BEFORE = "2026-W47", "2026-W46"
NAMES = BriefNames(stages={}, reasons={}, channels={"앱리뷰": "앱 리뷰", "카페": "커뮤니티"})
# The shop stays at 5 of 100 a week.
SHOP = (*weeks_of([5] * 8, theme="t1"), *weeks_of([95] * 8, hesitates=False))


def window_of(week: str, day: int) -> str:
    """Name the night that collects a day of a week; 1 is Monday, 8 the Monday after."""
    monday = datetime.fromisocalendar(int(week[:4]), int(week[6:]), 1).replace(hour=15, tzinfo=UTC)
    return f"..{(monday + timedelta(days=day - 1)).isoformat()}"


def collected(store: Store, week: str, days: Sequence[int], what: str = "", *, source: str = "카페") -> None:
    """Log what nights brought: in order, or with something strange."""
    verdicts = ({"level": "red", "what": what, "text": "It is strange."},) if what else ()
    for day in days:
        window = window_of(week, day)
        at = datetime.fromisoformat(window.removeprefix("..")) + timedelta(hours=2)
        with store.begin() as connection:
            run = start_run(connection, "nightly", window, at=at)
            state = "failed" if what == "error" else "partly" if what else "done"
            health = "red" if what else None
            save_step(connection, run, Step("collect", source, state=state, health=health, verdicts=verdicts))
            end_run(connection, run, "done", at=at)


def figures(store: Store) -> WeekFigures:
    with store.read() as connection:
        return week_figures(connection, WEEK, ["fulfilment"])


def t1(store: Store) -> ThemeFigures:
    return next(one for one in figures(store).themes if one.theme.theme_id == "t1")


def community(with_theme: Sequence[int], others: Sequence[int]) -> list[Said]:
    return [
        *weeks_of(with_theme, source="카페", theme="t1"),
        *weeks_of(others, source="카페", hesitates=False),
    ]


# Half of the community's 80 voices in the weeks before, 1 of 60 in this one: clearly less.
FALLING = community([40] * 7 + [1], [40] * 7 + [59])


@pytest.mark.parametrize("what", ["error", "part"])
def test_a_fall_is_held_while_the_nights_behind_it_failed_and_called_once_they_are_made_up_for(
    tmp_path: Path, what: str
) -> None:
    with planted(tmp_path, [*SHOP, *FALLING]) as store:
        assert t1(store).trend.state == "falling"
        collected(store, WEEK, [1, 2, 3, 4])
        collected(store, WEEK, [5, 6, 7], what)
        found = t1(store)
        assert (found.trend.state, found.held) == ("steady", HeldBack("ill", "카페"))
        with store.read() as connection:
            brief = make_brief(connection, WEEK, NAMES, list)
        # Monday's night gets what Friday's, Saturday's and Sunday's did not.
        collected(store, WEEK, [8])
        assert (t1(store).trend.state, t1(store).held) == ("falling", None)
    assert cautions(brief) == [
        "수집 확인: 커뮤니티의 수집이 이번 주에 온전하지 않았습니다. voc show sources에서 까닭을 볼 수 있습니다."
    ]


def test_a_fall_is_held_where_nights_brought_too_little_and_the_week_stayed_short(tmp_path: Path) -> None:
    """55 of 80 voices are less than 70 %; with 56 the nights' voices came in later."""
    short = community([40] * 7 + [1], [40] * 7 + [54])
    with planted(tmp_path / "short", [*SHOP, *short]) as store:
        collected(store, WEEK, [3], "silent")
        collected(store, WEEK, [4, 5, 6, 7, 8])
        assert (t1(store).trend.state, t1(store).held) == ("steady", HeldBack("ill", "카페"))
    with planted(tmp_path / "long", [*SHOP, *community([40] * 7 + [1], [40] * 7 + [55])]) as store:
        collected(store, WEEK, [3], "silent")
        assert (t1(store).trend.state, t1(store).held) == ("falling", None)


def test_a_rise_elsewhere_is_called_although_a_source_is_ill(tmp_path: Path) -> None:
    """The shop's 60 of 155 owe nothing to a community of which three days are missing."""
    shop = (*weeks_of([5] * 7 + [60], theme="t1"), *weeks_of([95] * 8, hesitates=False))
    with planted(tmp_path, [*shop, *community([4] * 7 + [1], [36] * 7 + [15])]) as store:
        collected(store, WEEK, [5, 6, 7], "error")
        assert (t1(store).trend.state, t1(store).held) == ("burst", None)


def test_the_missing_voices_of_an_ill_source_make_no_rise(tmp_path: Path) -> None:
    """A community that hardly speaks of the theme loses half its voices: the share of all rises, no source's does."""
    with planted(tmp_path, [*SHOP, *community([0] * 8, [400] * 7 + [100])]) as store:
        collected(store, WEEK, [5, 6, 7], "error")
        found = t1(store)
    # 5 of 500 before, 5 of 200 now.
    assert (found.rate_before, found.rate, found.trend.state) == (10.0, 25.0, "steady")


def test_a_rise_of_the_ill_source_alone_is_held(tmp_path: Path) -> None:
    with planted(tmp_path, [*SHOP, *community([2] * 7 + [40], [38] * 7 + [10])]) as store:
        assert t1(store).trend.state == "burst"
        collected(store, WEEK, [6, 7], "part")
        assert (t1(store).trend.state, t1(store).held) == ("steady", HeldBack("ill", "카페"))


# In three of seven weeks the board was missing on which half of those who speak of the theme write.
PATCHED = frozenset({1, 2, 3})


def patchily(store: Store) -> None:
    for weeks_ago in range(8):
        collected(store, shift_week(WEEK, -weeks_ago), [2, 5], "silent" if weeks_ago in PATCHED else "")


def test_a_rise_over_weeks_that_were_not_whole_is_no_rise(tmp_path: Path) -> None:
    """10 of 200 voices, 1 of 100 in three weeks, 20 of 200 now: twice as many as in the weeks that were whole."""
    voices = community([10, 10, 10, 10, 1, 1, 1, 20], [190] * 4 + [99] * 3 + [180])
    with planted(tmp_path, [*SHOP, *voices]) as store:
        assert t1(store).trend.state == "rising"
        patchily(store)
        found = t1(store)
        assert (found.trend.state, found.held) == ("steady", HeldBack("patchy", "카페"))
        # The series stays as it was counted.
        assert found.series == (15, 15, 15, 15, 6, 6, 6, 25)


def test_weeks_that_are_left_out_make_no_shift_of_the_mix(tmp_path: Path) -> None:
    """The community speaks of the theme in 4 of 9 voices, week after week; of the first two weeks little came in."""
    voices = community([20, 20, *[80] * 6], [25, 25, *[100] * 6])
    with planted(tmp_path, [*SHOP, *voices]) as store:
        for weeks_ago in range(8):
            collected(store, shift_week(WEEK, -weeks_ago), [2, 5], "silent" if weeks_ago >= 6 else "")
        assert (t1(store).trend.state, t1(store).held) == ("steady", None)


def test_where_every_week_is_ill_alike_like_is_compared_with_like(tmp_path: Path) -> None:
    """A board that is closed for good is missing every night: a real fall is called."""
    with planted(tmp_path, [*SHOP, *FALLING]) as store:
        for weeks_ago in range(8):
            collected(store, shift_week(WEEK, -weeks_ago), [1, 4, 7], "part")
        assert (t1(store).trend.state, t1(store).held) == ("falling", None)


def test_a_source_that_has_just_recovered_is_not_compared(tmp_path: Path) -> None:
    rising = community([2] * 7 + [20], [38] * 7 + [40])
    with planted(tmp_path, [*SHOP, *rising]) as store:
        assert t1(store).trend.state == "burst"
        for weeks_ago in range(1, 8):
            collected(store, shift_week(WEEK, -weeks_ago), [7], "little")
        # The weeks before have 40 voices as usual: whatever was little came in.
        assert t1(store).held is None


def log_of(store: Store) -> dict[str, Ailments]:
    with store.read() as connection:
        return dict(ailments(connection, shift_week(WEEK, -4)))


def test_the_run_log_tells_which_weeks_are_ill(tmp_path: Path) -> None:
    with planted(tmp_path, []) as store:
        # Too long ago; made up for by the Tuesday; not made up for; another source.
        collected(store, shift_week(WEEK, -5), [3], "silent")
        collected(store, shift_week(WEEK, -2), [1], "error")
        collected(store, shift_week(WEEK, -2), [2], "little")
        collected(store, WEEK, [7], "part")
        collected(store, WEEK, [7], "rejects", source="앱리뷰")
        assert log_of(store) == {
            "카페": Ailments(unfinished={WEEK}, quiet={"2026-W45"}),
            "앱리뷰": Ailments(),
        }


def test_the_last_look_at_a_night_counts(tmp_path: Path) -> None:
    with planted(tmp_path, []) as store:
        collected(store, WEEK, [7], "error")
        collected(store, WEEK, [7])
        collected(store, BEFORE, [7])
        collected(store, BEFORE, [7], "silent")
        assert log_of(store) == {"카페": Ailments(quiet={BEFORE})}


def test_nights_of_an_older_version_tell_whether_they_failed(tmp_path: Path) -> None:
    with planted(tmp_path, []) as store:
        collected(store, WEEK, [6], "part")
        collected(store, WEEK, [7], "error")
        with store.begin() as connection:
            connection.execute(run_steps.update().values(verdicts=None))
        assert log_of(store) == {"카페": Ailments(unfinished={WEEK})}


def source(state: str = "normal") -> SourceFigures:
    return SourceFigures("카페", 40, 40, 0, 0.0, 40.0, state)  # type: ignore[arg-type] - one of the states


@pytest.mark.parametrize(
    ("ill", "state", "left_out"),
    [
        ([0, 0, 0, 0], "normal", []),
        ([0, 0, 0, 1], "ill", []),
        ([0, 1, 0, 0], "normal", [1]),
        ([0, 1, 0, 1], "ill", [1]),
        ([1, 1, 0, 1], "normal", []),
        ([1, 1, 0, 0], "patchy", []),
    ],
)
def test_weeks_are_left_out_where_few_are_ill(ill: list[int], state: str, left_out: list[int]) -> None:
    weeks = [shift_week(WEEK, n) for n in range(-3, 1)]
    found = whole_weeks(
        [source()],
        weeks,
        {"카페": [40] * 4},
        {"카페": Ailments({week for week, is_ill in zip(weeks, ill, strict=True) if is_ill})},
    )
    assert (found.sources[0].state, found.left_out.nonzero()[1].tolist()) == (state, left_out)


def test_a_clearer_reason_stays() -> None:
    found = whole_weeks([source("silent")], [WEEK], {"카페": [0]}, {"카페": Ailments({WEEK})})
    assert found.sources[0].state == "silent"


def test_the_reasons_are_said_in_korean() -> None:
    assert hold_reason("ill", "커뮤니티") == "'커뮤니티'의 수집이 이번 주에 온전하지 않아 비교를 보류했습니다"
    assert hold_reason("patchy", "설문") == "'설문'의 수집이 지난 몇 주 동안 온전하지 않아 비교를 보류했습니다"
