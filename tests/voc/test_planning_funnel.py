"""The funnel in a brief: figures worked out by hand, silence where nothing can be told, and what to ask."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from planted import planted, weeks_of

from voc.planning.brief import BriefNames, make_brief
from voc.planning.funnel import DropOff, drop_offs, funnel_of_week, is_unexplained
from voc.planning.funnel_lines import asking, change_text, funnel_markdown
from voc.planning.html import brief_html
from voc.planning.markdown import brief_markdown, escape
from voc.planning.slack import brief_slack, slack_text
from voc.planning.survey_questions import survey_question
from voc.store import Store
from voc.store.funnel_weeks import FunnelSaved, StageWeek, load_funnel, save_funnel
from voc.weeks import shift_week

WEEK = "2026-W47"
NOW = datetime(2026, 11, 22, tzinfo=UTC)
NAMES = BriefNames(
    stages={"onboarding": "설치·가입·인증", "conversion": "신청·결제", "fulfilment": "처리·대기·수령"},
    reasons={"delay": "지연·대기"},
    channels={"앱리뷰": "앱 리뷰"},
)


def week(n_before: int, stage: str, entered: int, passed: int, segment: str | None = None) -> StageWeek:
    return StageWeek(shift_week(WEEK, -n_before), stage, segment, entered, passed)


def put(store: Store, *rows: StageWeek) -> FunnelSaved:
    with store.begin() as connection:
        return save_funnel(connection, rows, file="f.csv", at=NOW)


def drops(store: Store, **how: object) -> list[DropOff]:
    with store.read() as connection:
        return drop_offs(connection, WEEK, NAMES.stages, **how)  # type: ignore[arg-type]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Of conversion 2 of 24 hesitating voices speak, of fulfilment 22."""
    said = [
        *weeks_of([2] * 3, theme="t1", stage="conversion"),
        *weeks_of([22] * 3, theme="t2", stage="fulfilment"),
    ]
    with planted(tmp_path, said) as opened:
        yield opened


def test_a_drop_off_is_who_entered_and_did_not_pass(store: Store) -> None:
    put(store, week(0, "conversion", 1000, 600), week(1, "conversion", 800, 520))
    (found,) = drops(store)
    assert (found.n_left, found.drop, found.before) == (400, 0.4, (280, 800))


def test_with_less_than_four_weeks_before_nothing_is_said_of_the_change(store: Store) -> None:
    put(store, *(week(n, "conversion", 10_000, 9_000 if n else 5_000) for n in range(4)))
    (found,) = drops(store)
    assert (found.change, found.state) == (None, "steady")
    put(store, week(4, "conversion", 10_000, 9_000))
    (found,) = drops(store)
    assert found.state == "up"
    assert found.change is not None
    assert found.change == pytest.approx((0.3885, 0.4114), abs=1e-3)


def test_a_week_that_is_missing_is_no_base(store: Store) -> None:
    put(store, week(0, "conversion", 100, 50), *(week(n, "conversion", 100, 90) for n in range(2, 8)))
    (found,) = drops(store)
    assert (found.before, found.change) == (None, None)


def test_segments_add_up_where_they_part_customers_by_one_thing(store: Store) -> None:
    put(store, week(0, "conversion", 60, 30, "가입=신규"), week(0, "conversion", 40, 35, "가입=기존"))
    (found,) = drops(store)
    assert (found.n_entered, found.n_passed) == (100, 65)
    assert [one.n_entered for one in drops(store, segment="가입=신규")] == [60]
    assert drops(store, segment="가입=휴면") == []


def test_segments_of_two_kinds_would_count_everybody_twice(store: Store) -> None:
    put(store, week(0, "conversion", 60, 30, "가입=신규"), week(0, "conversion", 60, 30, "등급=골드"))
    assert drops(store) == []


def test_a_row_for_all_customers_goes_before_the_segments(store: Store) -> None:
    put(store, week(0, "conversion", 90, 30), week(0, "conversion", 60, 30, "가입=신규"))
    assert [one.n_entered for one in drops(store)] == [90]


def test_several_weeks_are_summed_and_compared_with_as_many_before(store: Store) -> None:
    put(store, *(week(n, "conversion", 100, 80 - n) for n in range(4)))
    (found,) = drops(store, n_weeks=2)
    assert (found.n_entered, found.n_passed, found.before) == (200, 159, (45, 200))


def test_a_stage_that_many_leave_and_few_speak_about_is_asked_about(store: Store) -> None:
    """Of 24 voices at three stages 8 would be even; conversion has 2 and the highest drop-off, onboarding 0 and a low
    one, fulfilment 22."""
    put(
        store,
        week(0, "onboarding", 1000, 850),
        week(0, "conversion", 800, 400),
        week(0, "fulfilment", 400, 280),
    )
    with store.read() as connection:
        rows = make_brief(connection, WEEK, NAMES, list)["funnel"]
    assert [(row["key"], row["n_voices"], bool(row["question"])) for row in rows] == [
        ("onboarding", 0, False),
        ("conversion", 2, True),
        ("fulfilment", 22, False),
    ]
    (asked,) = asking(rows)
    assert asked["why"] == (
        "신청·결제: 들어온 고객의 50.0%가 넘어가지 않았는데 망설인 목소리는 2건뿐이라, 까닭을 알기 어렵습니다."
    )
    assert asked["question"] == survey_question("conversion", "신청·결제")
    assert rows[2]["themes"] == [{"title": "t2", "n": 22}]


@pytest.mark.parametrize(
    ("drop", "n", "asked"),
    [(0.5, 4, True), (0.5, 9, True), (0.5, 10, False), (0.19, 0, False), (0.29, 0, False), (0.3, 0, True)],
)
def test_the_rule_is_as_it_is_written(drop: float, n: int, asked: bool) -> None:  # noqa: FBT001 - a table of cases
    """Beside stages of 30 % and 35 % with 20 and 30 voices; half of an even share of 60 or so is ten."""
    passed = round(1000 * (1 - drop))
    one = DropOff("a", 1000, passed)
    stages = [one, DropOff("b", 1000, 700), DropOff("c", 1000, 650)]
    assert is_unexplained(one, stages, {"a": n, "b": 20, "c": 60 - 20 - n}) is asked


def test_both_drawings_show_it_and_neither_without_figures(store: Store) -> None:
    with store.read() as connection:
        bare = make_brief(connection, WEEK, NAMES, list)
    assert bare["funnel"] == []
    assert "단계별 이탈" not in brief_markdown(bare) + brief_html(bare)
    put(store, *(week(n, "conversion", 10_000, 9_000 if n else 5_000) for n in range(6)))
    with store.read() as connection:
        brief = make_brief(connection, WEEK, NAMES, list)
    slack = slack_text(brief_slack(brief))
    for drawn in (brief_markdown(brief), brief_html(brief), slack):
        assert "단계별 이탈" in drawn
        assert "▲ 50.0%" in drawn
        assert "차이 +40.0%p" in drawn
        assert survey_question("conversion", "") in drawn


def test_names_of_stages_and_themes_are_text() -> None:
    row = {"key": "x", "name": "<b>|x", "n_entered": 10, "n_passed": 5, "drop": 0.5, "drop_before": None}
    row |= {"change": None, "state": "steady", "n_voices": 0, "question": "왜 [여기](a)?"}
    row |= {"themes": [{"title": "*t|", "n": 1}]}
    drawn = "\n".join(funnel_markdown([row], escape))
    assert r"| \<b\>\|x | 10 | 50.0% | - | 0 | \*t\| 1 |" in drawn
    assert r"“왜 \[여기\](a)?”" in drawn
    assert change_text(row) == ""


def test_a_repeated_import_changes_nothing_and_other_figures_replace(store: Store) -> None:
    rows = (week(0, "conversion", 100, 50), week(0, "conversion", 60, 30, "가입=신규"))
    assert put(store, *rows) == FunnelSaved(2, 0, 0)
    assert put(store, *rows) == FunnelSaved(0, 0, 2)
    assert put(store, rows[0], week(0, "conversion", 61, 30, "가입=신규")) == FunnelSaved(0, 1, 1)
    with store.read() as connection:
        assert load_funnel(connection, [WEEK]) == [rows[0], week(0, "conversion", 61, 30, "가입=신규")]


def test_a_stage_without_anybody_has_no_drop_off(store: Store) -> None:
    put(store, week(0, "conversion", 0, 0))
    with store.read() as connection:
        assert funnel_of_week(connection, WEEK, NAMES.stages, []) == []
