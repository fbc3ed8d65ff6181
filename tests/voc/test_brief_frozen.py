"""A frozen week: drawn the same for ever, whatever comes, and set against what we would say now."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from planted import Said, plant, sentence, weeks_of
from sqlalchemy import update

from voc.config import Settings
from voc.planning.brief import make_brief
from voc.planning.comparing import compare_briefs
from voc.planning.comparison_lines import comparison_line, comparison_markdown
from voc.steps.brief import brief_names, brief_of
from voc.steps.brief_file import draw_brief
from voc.steps.compare_brief import compare_brief
from voc.steps.workplace import Workplace
from voc.store import LedgerEntry, Store, count_weeks, enter, load_snapshot, save_snapshot, start_run
from voc.store.forget import forget_document
from voc.store.funnel_weeks import StageWeek, save_funnel
from voc.store.runs import note_version
from voc.store.schema import documents, snapshots
from voc.store.snapshots import load_frozen
from voc.weeks import shift_week

WEEK = "2026-W47"
FROZEN_AT = datetime(2026, 11, 22, 17, 30, tzinfo=UTC)
LATER = datetime(2026, 11, 24, 3, tzinfo=UTC)
PHRASE = "가족 합산 링크가 이상해요"
Change = Callable[[Store], None]


@pytest.fixture
def place(settings: Settings, empty_store: Store) -> Workplace:
    """Eight weeks, the last one frozen: t1 is new with 12 of 40, t2 stays at 10, the rest do not hesitate."""
    said = [
        *weeks_of([0] * 7 + [12], text=PHRASE, theme="t1"),
        *weeks_of([10] * 8, text="수수료가 아까워요", theme="t2", reason="cost", stage="onboarding"),
        *weeks_of([30] * 7 + [18], hesitates=False),
    ]
    plant(empty_store, said)
    found = Workplace(settings, empty_store)
    with empty_store.begin() as connection:
        run = start_run(connection, "nightly", "..2026-11-23", at=datetime(2026, 11, 22, 16, tzinfo=UTC))
        connection.execute(update(documents).values(first_run_id=run))
        brief = make_brief(connection, WEEK, brief_names(found), lambda: [sentence("안내 문구")])
        save_snapshot(connection, WEEK, brief, frozen=True, at=FROZEN_AT)
    return found


def drawn(place: Workplace) -> tuple[bytes, bytes]:
    brief = brief_of(place, WEEK)
    assert brief is not None
    return draw_brief(place, brief, "markdown").content, draw_brief(place, brief, "html").content


def compared(place: Workplace) -> dict[str, Any]:
    with place.store.read() as connection:
        return compare_brief(place, connection, WEEK)


def late_voices(store: Store) -> None:
    """Five more of t1, and fifteen of a theme that nobody had voiced before."""
    plant(store, [*[Said(WEEK, PHRASE, theme="t1")] * 5, *[Said(WEEK, "상담이 안 돼요", theme="t3")] * 15], first=2000)
    with store.begin() as connection:
        run = start_run(connection, "nightly", "..2026-11-25", at=LATER)
        connection.execute(update(documents).where(documents.c.first_run_id == "run").values(first_run_id=run))


def hide_t2(store: Store) -> None:
    with store.begin() as connection:
        enter(connection, LedgerEntry(0, LATER, "하나", "hide", "t2", {"hidden": True}, "늘 같음"))
        count_weeks(connection)


def rename_t1(store: Store) -> None:
    with store.begin() as connection:
        details = {"title": "가족 링크 불신", "was": "t1"}
        enter(connection, LedgerEntry(0, LATER, "하나", "rename", "t1", details, "짧게"))


def read_anew(store: Store) -> None:
    """What `voc refresh` leaves: documents that another version of the analysis has read."""
    with store.begin() as connection:
        connection.execute(update(documents).where(documents.c.week == WEEK).values(analysis_version="v2"))


def import_funnel(store: Store) -> None:
    with store.begin() as connection:
        save_funnel(connection, [StageWeek(WEEK, "onboarding", None, 1000, 600)], file="f.csv", at=LATER)


CHANGES: tuple[Change, ...] = (late_voices, hide_t2, rename_t1, read_anew, import_funnel)


def test_a_frozen_brief_is_drawn_the_same_whatever_comes(place: Workplace) -> None:
    before = drawn(place)
    assert "2026-11-23 02:30 KST에 확정한 브리프입니다." in before[0].decode()
    for change in CHANGES:
        change(place.store)
        assert drawn(place) == before, change.__name__


def test_an_unchanged_week_is_as_it_was(place: Workplace) -> None:
    found = compared(place)
    assert found["is_same"]
    assert comparison_line(found) == "그대로입니다. 지금 다시 만들어도 확정한 브리프와 같습니다."
    assert found["reasons"] == []


def test_late_voices_move_figures_and_themes_and_are_named(place: Workplace) -> None:
    """Of W47 there were 40 voices and 12 of t1; 20 come late: 5 of t1, 15 of t3."""
    late_voices(place.store)
    found = compared(place)
    figures = {one["name"]: (one["then"], one["now"]) for one in found["figures"]}
    assert figures["들어온 목소리"] == (40, 60)
    assert figures["망설임이 보인 목소리"] == (22, 42)
    assert "들어온 목소리(지난주)" not in figures
    themes = {one["theme_id"]: one for one in found["themes"]}
    assert (themes["t3"]["change"], themes["t3"]["then"], themes["t3"]["now"]["n"]) == ("in", None, 15)
    assert (themes["t1"]["then"]["n"], themes["t1"]["now"]["n"]) == (12, 17)
    assert "확정한 뒤에 이 주의 글이 더 들어왔습니다: 앱리뷰 20건." in found["reasons"]


def test_a_theme_that_somebody_hid_is_out_and_says_who(place: Workplace) -> None:
    hide_t2(place.store)
    found = compared(place)
    (theme,) = [one for one in found["themes"] if one["theme_id"] == "t2"]
    assert (theme["change"], theme["why"]) == ("out", "숨기기(11/24, 하나)")
    assert "사람이 테마와 문장을 고쳤습니다: 숨기기 1번." in found["reasons"]


def test_a_new_name_is_a_change(place: Workplace) -> None:
    rename_t1(place.store)
    (theme,) = compared(place)["themes"]
    assert (theme["then"]["title"], theme["title"], theme["change"]) == ("t1", "가족 링크 불신", "changed")
    found = compared(place)
    assert "| 가족 링크 불신 | 달라짐 | ‘t1’ · 새로 나타났거나 늘어난 것 · 12건" in comparison_markdown(found)
    assert comparison_line(found) == "지금 다시 만들면 테마 1가지(달라짐 1)가 달라집니다."


def test_another_analysis_and_new_funnel_figures_are_named(place: Workplace) -> None:
    with place.store.begin() as connection:
        run = start_run(connection, "nightly", "..2026-11-22", at=datetime(2026, 11, 21, tzinfo=UTC))
        note_version(connection, run, "v1")
    read_anew(place.store)
    import_funnel(place.store)
    reasons = compared(place)["reasons"]
    assert "분석 기준이 바뀌어 이 주의 글을 새 기준으로 다시 읽었습니다." in reasons
    assert "퍼널 수치를 그 뒤에 새로 넣거나 바꾸었습니다." in reasons


def test_what_was_forgotten_is_nowhere(place: Workplace) -> None:
    """The quoted text goes from the frozen brief, and no comparison brings it back."""
    with place.store.begin() as connection:
        brief = load_snapshot(connection, WEEK) or {}
        for quote in brief["moved"][0]["quotes"]:
            forget_document(connection, quote["doc_id"], at=LATER)
        count_weeks(connection)
    found = brief_of(place, WEEK)
    assert found is not None
    quotes = [quote["text"] for theme in (*found["moved"], *found["largest"]) for quote in theme["quotes"]]
    assert PHRASE not in quotes
    compares = compared(place)
    assert compares["is_same"], "the counts keep the voices"
    (reason,) = compares["reasons"]
    assert reason.startswith("고객의 요청으로 지운 글은 확정한 브리프의 인용에서도 빠졌습니다")
    assert PHRASE not in comparison_markdown(compares)


def test_a_brief_of_an_older_version_is_drawn_and_compared(place: Workplace) -> None:
    """Before tables 0008 nobody noted when a brief was frozen, and it had no funnel."""
    with place.store.begin() as connection:
        held = load_frozen(connection, WEEK)
        assert held is not None
        old = {name: value for name, value in held.brief.items() if name != "funnel"}
        connection.execute(update(snapshots).values(brief=old, frozen_at=None))
    assert "언제 확정했는지는 남아 있지 않습니다" in drawn(place)[0].decode()
    assert compared(place)["is_same"]
    hide_t2(place.store)
    assert compared(place)["reasons"] == ["언제 확정했는지 남아 있지 않아, 왜 달라졌는지는 가려낼 수 없습니다."]


def test_a_week_that_was_not_frozen_says_so(place: Workplace) -> None:
    before = shift_week(WEEK, -1)
    with place.store.read() as connection:
        found = compare_brief(place, connection, before)
    assert comparison_line(found).startswith("이 주는 확정하지 않아")
    assert found["frozen_line"] == "아직 확정하지 않은 주라, 지금 있는 자료로 만들었습니다."


def test_comparing_a_brief_with_itself_finds_nothing(place: Workplace) -> None:
    brief = brief_of(place, WEEK)
    assert brief is not None
    assert compare_briefs(brief, brief)["is_same"]


def test_a_title_that_was_erased_is_no_change(place: Workplace) -> None:
    brief = brief_of(place, WEEK)
    assert brief is not None
    shown = {**brief, "moved": [{**theme, "title": ""} for theme in brief["moved"]]}
    assert compare_briefs(shown, brief)["is_same"]


def test_the_comparison_is_a_table_that_escapes_titles(place: Workplace) -> None:
    late_voices(place.store)
    found = compared(place)
    found["themes"][0]["title"] = "| <script> |"
    text = comparison_markdown(found)
    assert r"\| \<script\> \|" in text
    assert "| 들어온 목소리 | 40건 | 60건 |" in text
