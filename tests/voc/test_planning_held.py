"""Changes held back, and why: sources, rejects, the analysis; the calendar and last year beside what is shown."""

from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from planted import Said, plant, planted, weeks_of
from sqlalchemy import select, update

from voc.config.sections import CalendarSection, Period
from voc.planning.brief import BriefNames, make_brief
from voc.planning.calendar import events_of
from voc.planning.figures import ThemeFigures, WeekFigures, week_figures
from voc.planning.holding import HeldBack, are_read_alike
from voc.planning.html import brief_html
from voc.planning.last_year import LastYear
from voc.planning.markdown import brief_markdown
from voc.planning.sentences import calendar_line, cautions, hold_reason, same_time_line, verdict
from voc.planning.sources import source_state
from voc.records import Rating
from voc.store import LedgerEntry, Step, Store, count_weeks, end_run, enter, save_step, start_run
from voc.store.deliveries import Delivery, deliveries
from voc.store.schema import documents, findings
from voc.weeks import shift_week

WEEK, BEFORE = "2026-W47", "2026-W46"
NAMES = BriefNames(
    stages={"fulfilment": "처리·대기·수령"},
    reasons={"delay": "지연·대기"},
    channels={"앱리뷰": "앱 리뷰", "카페": "커뮤니티"},
)
CALENDAR = CalendarSection(
    holidays=(Period(name="추석 연휴", start=date(2026, 9, 24), end=date(2026, 9, 26)),),
    campaigns=(Period(name="가을 할인", start=date(2026, 10, 26), end=date(2026, 11, 8)),),
    releases=(Period(name="3.8 업데이트 배포", start=date(2026, 11, 16)),),
    outages=(Period(name="접속 장애", start=date(2026, 11, 15)),),
)


def _figures(store: Store, week: str = WEEK) -> WeekFigures:
    with store.read() as connection:
        return week_figures(connection, week, ["fulfilment"])


def _t1(figures: WeekFigures) -> ThemeFigures:
    return next(one for one in figures.themes if one.theme.theme_id == "t1")


SHOP = (*weeks_of([5] * 8, theme="t1"), *weeks_of([95] * 8, hesitates=False))


@pytest.mark.parametrize(
    ("counts", "others", "kind"),
    [
        ([0, 0, 0, 0, 0, 0, 0, 40], [0, 0, 0, 0, 0, 0, 0, 20], "added"),
        ([0, 0, 0, 0, 0, 0, 4, 40], [0, 0, 0, 0, 0, 0, 40, 40], "young"),
        ([40, 40, 40, 40, 40, 40, 40, 0], [20] * 7 + [0], "silent"),
        ([40, 40, 40, 40, 40, 40, 40, 0], [20] * 7 + [9], "thin"),
        ([2, 2, 2, 2, 2, 2, 2, 60], [8] * 8, "flooded"),
        ([10, 10, 10, 10, 10, 10, 10, 75], [10] * 7 + [75], "flooded"),
    ],
)
def test_a_change_that_one_source_explains_is_held(
    tmp_path: Path, counts: list[int], others: list[int], kind: str
) -> None:
    """The shop stays at 5 of 100 a week; all the change comes from the community."""
    community = [*weeks_of(counts, source="카페", theme="t1"), *weeks_of(others, source="카페", hesitates=False)]
    with planted(tmp_path, [*SHOP, *community]) as store:
        found = _t1(_figures(store))
    assert (found.trend.state, found.held) == ("steady", HeldBack(kind, "카페"))  # type: ignore[arg-type]


def test_a_shift_of_the_mix_is_held(tmp_path: Path) -> None:
    """Rates stay at 5 and 80 %, but the community grows from a sixth of the voices to two fifths."""
    community = [
        *weeks_of([16] * 7 + [56], source="카페", theme="t1"),
        *weeks_of([4] * 7 + [14], source="카페", hesitates=False),
    ]
    with planted(tmp_path, [*SHOP, *community]) as store:
        found = _t1(_figures(store))
    assert (found.trend.state, found.held) == ("steady", HeldBack("mix", "카페"))


def test_an_outcry_that_every_source_shares_is_called_although_one_is_flooded(tmp_path: Path) -> None:
    said = [
        *weeks_of([5] * 7 + [60], theme="t1"),
        *weeks_of([95] * 8, hesitates=False),
        *weeks_of([2] * 7 + [60], source="카페", theme="t1"),
        *weeks_of([8] * 8, source="카페", hesitates=False),
    ]
    with planted(tmp_path, said) as store:
        found = _t1(_figures(store))
    assert (found.trend.state, found.held) == ("burst", None)


def _collected(store: Store, week: str, n_rows: int, n_rejects: int) -> None:
    """Log the night after a week's Sunday, which collected the week."""
    window = f"..{datetime.fromisocalendar(int(week[:4]), int(week[6:]), 7).replace(hour=15, tzinfo=UTC).isoformat()}"
    with store.begin() as connection:
        run = start_run(connection, "nightly", window, at=datetime(2026, 11, 23, tzinfo=UTC))
        save_step(connection, run, Step("collect", "카페", n_rows=n_rows, n_rejects=n_rejects))
        end_run(connection, run, "done", at=datetime(2026, 11, 23, tzinfo=UTC))


def test_a_source_whose_rows_cannot_be_read_any_more_is_in_doubt(tmp_path: Path) -> None:
    """A third of its rows is set aside, none in the weeks before: what is left is not what customers said."""
    community = [
        *weeks_of([20] * 7 + [1], source="카페", theme="t1"),
        *weeks_of([20] * 7 + [39], source="카페", hesitates=False),
    ]
    with planted(tmp_path, [*SHOP, *community]) as store:
        assert _t1(_figures(store)).trend.state == "falling"
        for weeks_ago in range(1, 5):
            _collected(store, shift_week(WEEK, -weeks_ago), 40, 0)
        _collected(store, WEEK, 60, 20)
        found = _t1(_figures(store))
        with store.read() as connection:
            assert deliveries(connection, WEEK, WEEK) == {"카페": Delivery(60, 20)}
            assert deliveries(connection, shift_week(WEEK, -4), BEFORE) == {"카페": Delivery(160, 0)}
            brief = make_brief(connection, WEEK, NAMES, list)
    assert (found.trend.state, found.held) == ("steady", HeldBack("refusing", "카페"))
    assert "따로 둔 줄이 이번 주에 20개로 갑자기 늘었습니다" in cautions(brief)[0]


def test_weeks_read_by_different_versions_are_not_compared(tmp_path: Path) -> None:
    said = [*weeks_of([5] * 7 + [60], theme="t1"), *weeks_of([95] * 8, hesitates=False)]
    with planted(tmp_path, said) as store:
        assert _t1(_figures(store)).held is None
        with store.begin() as connection:
            connection.execute(update(documents).where(documents.c.week == WEEK).values(analysis_version="v2"))
        found = _t1(_figures(store))
        with store.begin() as connection:
            connection.execute(update(documents).values(analysis_version="v2"))
        refreshed = _t1(_figures(store))
    assert (found.trend.state, found.held) == ("steady", HeldBack("version"))
    assert (refreshed.trend.state, refreshed.held) == ("burst", None)


def test_a_few_voices_read_otherwise_do_no_harm() -> None:
    assert are_read_alike({}, WEEK)
    assert are_read_alike({WEEK: Counter(v2=97, v1=3), BEFORE: Counter(v2=100)}, WEEK)
    assert not are_read_alike({WEEK: Counter(v2=90, v1=10), BEFORE: Counter(v2=100)}, WEEK)
    assert not are_read_alike({WEEK: Counter({"": 50, "v1": 50}), BEFORE: Counter(v1=100)}, WEEK)


@pytest.mark.parametrize(
    ("counts", "is_late", "state"),
    [
        ([9, 9, 9, 9, 0], False, "silent"),
        ([9, 0, 0, 0, 0, 0], False, "removed"),
        ([20, 20, 20, 20, 5], True, "thin"),
        ([20, 20, 20, 20, 81], True, "flooded"),
        ([20, 20, 20, 20, 80], True, "normal"),
        ([9, 9, 9, 9, 39], True, "normal"),
        ([9], True, "added"),
        ([9], False, "normal"),
        ([9, 9, 9, 9], True, "young"),
        ([9, 9, 9, 9], False, "normal"),
        ([200, 0, 0, 0, 0, 180], False, "normal"),
    ],
)
def test_sources_are_judged_by_their_own_weeks(counts: list[int], *, is_late: bool, state: str) -> None:
    assert source_state(counts, is_late=is_late) == state


@pytest.mark.parametrize(
    ("kind", "source", "said"),
    [
        ("added", "커뮤니티", "새 소스 '커뮤니티'가 추가되어 비교를 보류했습니다"),
        ("young", "설문", "'설문'은 추가된 지 4주가 안 된 새 소스라 비교를 보류했습니다"),
        ("silent", "설문", "'설문'에서 이번 주에 글이 들어오지 않아 비교를 보류했습니다"),
        ("mix", "앱 리뷰", "전체에서 '앱 리뷰'가 차지하는 비중이 평소와 달라져 비교를 보류했습니다"),
        ("version", None, "분석 기준이 바뀌어, 지난 주들을 새 기준으로 다시 읽을 때까지 비교를 보류했습니다"),
    ],
)
def test_reasons_are_said_in_korean(kind: str, source: str | None, said: str) -> None:
    assert hold_reason(kind, source) == said


def test_the_brief_shows_what_is_held_and_why(tmp_path: Path) -> None:
    community = weeks_of([0] * 7 + [40], source="카페", theme="t1")
    with planted(tmp_path, [*SHOP, *community]) as store, store.read() as connection:
        brief = make_brief(connection, WEEK, NAMES, list)
    assert [one["title"] for one in brief["held"]] == ["t1"]
    assert "‘t1’(45건)은 달라 보이지만 아래에 적은 이유로 비교를 보류했습니다." in verdict(brief)
    for drawn in (brief_markdown(brief), brief_html(brief).replace("&#39;", "'")):
        assert "비교를 보류한 것" in drawn
        assert drawn.count("새 소스 '커뮤니티'가 추가되어 비교를 보류했습니다") >= 2


def test_the_calendar_is_laid_over_the_weeks() -> None:
    """2026-09-24 to 26 is in W39, 10-26 to 11-08 in W44 and W45, Monday 11-16 in W47, Sunday 11-15 in W46."""
    weeks = ["2026-W44", "2026-W45", "2026-W46", "2026-W47"]
    found = [(one.kind, one.name, one.weeks) for one in events_of(CALENDAR, weeks)]
    assert found == [
        ("campaign", "가을 할인", ("2026-W44", "2026-W45")),
        ("outage", "접속 장애", ("2026-W46",)),
        ("release", "3.8 업데이트 배포", ("2026-W47",)),
    ]
    assert events_of(CALENDAR, []) == []


def test_an_alert_names_what_happened_in_the_same_week(tmp_path: Path) -> None:
    said = [*weeks_of([0] * 7 + [12], theme="t1"), *weeks_of([40] * 8, hesitates=False)]
    with planted(tmp_path, said) as store, store.read() as connection:
        brief = make_brief(connection, WEEK, NAMES, list, CALENDAR)
    line = "같은 주에 '3.8 업데이트 배포'가 있었습니다. 지난주에 '접속 장애'가 있었습니다"
    assert same_time_line(brief) == line
    assert f"- {line}" in brief_markdown(brief)
    assert calendar_line(brief) == (
        "추이와 겹친 일정: 10/26-11/8 가을 할인(캠페인), 11/15 접속 장애, 11/16 3.8 업데이트 배포"
    )
    page = brief_html(brief)
    assert "<title>3.8 업데이트 배포</title>" in page
    # W44, W45, W46 and W47: a dot under each bar of the only theme, its reason and its stage.
    assert page.count('cy="27" r="1.6"><title>') == 3 * 4


def test_a_brief_of_an_older_version_is_still_drawn(tmp_path: Path) -> None:
    with planted(tmp_path, list(SHOP)) as store, store.read() as connection:
        brief = make_brief(connection, WEEK, NAMES, list)
    for one in (brief, brief["hesitating"], *brief["largest"], *brief["reasons"], *brief["stages"]):
        for name in ("held", "last_year", "calendar"):
            one.pop(name, None)
    assert "보류" not in brief_markdown(brief) + brief_html(brief)


def test_sixty_weeks_bring_last_year_along(tmp_path: Path) -> None:
    """52 weeks before 2026-W47 lies 2025-W47: 6 of 12 voices; with 59 weeks of voices there is no last year yet."""
    then = shift_week(WEEK, -52)
    old = [Said(shift_week(WEEK, -weeks), hesitates=False) for weeks in range(59)]
    said = [*old, *[Said(then, theme="t1")] * 6, *[Said(then, hesitates=False)] * 5, *[Said(WEEK, theme="t1")] * 3]
    with planted(tmp_path, said) as store:
        assert _t1(_figures(store)).last_year is None
        plant(store, [Said(shift_week(WEEK, -59), hesitates=False)], first=len(said))
        found = _t1(_figures(store)).last_year
        with store.read() as connection:
            text = brief_markdown(make_brief(connection, WEEK, NAMES, list))
    assert found == LastYear(then, 6, 500.0, (0,) * 6 + (0,) * 6 + (6,))
    assert "- 작년 같은 주 6건 · 1,000건당 500건" in text


def test_a_voice_of_several_themes_weighs_once_in_each(tmp_path: Path) -> None:
    """Ratings 1, 5 and 3 of five stars and 10 of 0-10, which is 5: mean 3.5.

    The voice with one star has two sentences in t1 and one in t2, as has the one with five: without t1 the mean is
    13 / 3 = 4.33, without t2 it is 8 / 2 = 4.
    """
    said = [
        Said(WEEK, theme="t1", rating=Rating(1.0, 1.0, 5.0)),
        Said(WEEK, theme="t2", rating=Rating(5.0, 1.0, 5.0)),
        Said(WEEK, rating=Rating(3.0, 1.0, 5.0)),
        Said(WEEK, source="카페", rating=Rating(10.0, 0.0, 10.0)),
    ]
    with planted(tmp_path, said) as store:
        with store.begin() as connection:
            first = connection.execute(select(findings).where(findings.c.theme_id == "t1")).mappings().one()
            more = [{"sentence_index": 1, "theme_id": "t1", "stage": "usage"}, {"sentence_index": 2, "theme_id": "t2"}]
            connection.execute(findings.insert(), [{**first, "stage": first["stage"], **other} for other in more])
            count_weeks(connection, [WEEK])
        found = {one.theme.theme_id: one for one in _figures(store).themes}
    assert (found["t1"].n_documents, found["t2"].n_documents) == (1, 2)
    assert (found["t1"].rating_impact, found["t2"].rating_impact) == (0.83, 0.5)


def test_a_merged_theme_has_one_line_over_all_weeks_and_no_jump(tmp_path: Path) -> None:
    said = [*weeks_of([4] * 8, theme="t1"), *weeks_of([9] * 8, theme="t2"), *weeks_of([60] * 8, hesitates=False)]
    with planted(tmp_path, said) as store:
        with store.begin() as connection:
            at = datetime(2026, 11, 23, tzinfo=UTC)
            enter(connection, LedgerEntry(0, at, "마케터", "merge", "t1", {"themes": ["t2"]}, "같은 말"))
            count_weeks(connection)
        figures = _figures(store)
    assert [one.theme.theme_id for one in figures.themes] == ["t1"]
    found = _t1(figures)
    assert (found.series, found.trend.state, found.held, found.trend.peaks) == ((13,) * 8, "steady", None, ())
