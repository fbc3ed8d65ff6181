"""The brief as a workbook, opened again: sheets, values, types, and not one formula."""

import io
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.workbook import Workbook
from planted import planted, sentence, weeks_of

from voc.planning.brief import Brief, BriefNames, make_brief
from voc.planning.brief_sheets import brief_workbook
from voc.planning.brief_sheets.verbatims import PER_THEME, Listed, list_verbatims
from voc.records import Rating

WEEK = "2026-W47"
NAMES = BriefNames(
    stages={"onboarding": "설치·가입·인증", "fulfilment": "처리·대기·수령"},
    reasons={"delay": "지연·대기", "cost": "수수료·비용"},
    channels={"앱리뷰": "앱 리뷰"},
)
FORMULA = '=HYPERLINK("https://a.example","환급") 이 안 와요'


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Brief, list[Listed]]:
    """Eight weeks: t1 is new with 60 of 110, rated 2 of 5; t2 stays at 10; the rest do not hesitate."""
    said = [
        *weeks_of([0] * 7 + [60], text=FORMULA, theme="t1", rating=Rating(2.0, 1.0, 5.0)),
        *weeks_of([10] * 8, text="수수료가 아까워요", theme="t2", reason="cost", stage="onboarding"),
        *weeks_of([30] * 7 + [40], hesitates=False),
    ]
    with planted(tmp_path_factory.mktemp("store"), said) as store, store.read() as connection:
        brief = make_brief(connection, WEEK, NAMES, lambda: [sentence("안내 문구")])
        brief |= {"frozen": True, "frozen_at": "2026-11-22T17:30:00+00:00"}
        return brief, list_verbatims(connection, brief, NAMES.channels)


@pytest.fixture(scope="module")
def book(made: tuple[Brief, list[Listed]]) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(brief_workbook(*made)))


def rows(book: Workbook, title: str) -> list[dict[str, Any]]:
    header, *found = book[title].iter_rows(values_only=True)
    return [dict(zip(header, row, strict=True)) for row in found]


def test_a_workbook_has_its_four_sheets_in_order(book: Workbook) -> None:
    assert book.sheetnames == ["요약", "테마", "키워드", "원문"]


def test_the_summary_has_sizes_as_numbers_and_says_when_it_was_frozen(book: Workbook) -> None:
    found = rows(book, "요약")
    assert [row["내용"] for row in found if row["구분"] == "확정"] == [
        "2026-11-23 02:30 KST에 확정한 브리프입니다. 그 뒤에 들어오거나 바뀐 것은 담지 않았습니다."
    ]
    sizes = {row["항목"]: (row["이번 주"], row["지난주"]) for row in found if row["구분"] == "규모"}
    assert sizes == {"들어온 목소리": (110, 40), "망설임이 보인 목소리": (70, 10)}
    (delay,) = (row for row in found if row["항목"] == "지연·대기")
    assert (delay["변화"], delay["이번 주"], delay["1,000건당"]) == ("새로 나타남", 60, 545.5)
    assert any(row["구분"] == "결론" and "처음 나타난 망설임은 ‘t1’(60건)" in row["내용"] for row in found)


def test_themes_are_rows_with_their_weeks(book: Workbook) -> None:
    first, second = rows(book, "테마")
    assert (first["망설임"], first["변화"], first["건수"], first["지난주"]) == ("t1", "새로 나타남", 60, 0)
    assert (second["망설임"], second["구분"], second["이유"]) == ("t2", "많이 나온 것", "수수료·비용")
    assert [second[f"2026-W{n}"] for n in range(40, 48)] == [10] * 8
    assert first["2026-W40"] == 0


def test_verbatims_stand_with_ids_days_and_ratings_up_to_a_number(book: Workbook) -> None:
    found = [row for row in rows(book, "원문") if row["망설임"] == "t1"]
    assert len(found) == PER_THEME == 50
    assert found[0]["구분"] == "인용"
    assert found[-1]["구분"] == "그 밖의 원문"
    assert len({(row["글 번호"], row["문장"]) for row in found}) == len(found)
    assert found[0]["날짜"] == datetime(2026, 11, 16)  # noqa: DTZ001 - a sheet's day has no zone
    assert (found[0]["점수"], found[0]["채널"]) == (2, "앱 리뷰")
    assert len([row for row in rows(book, "원문") if row["망설임"] == "t2"]) == 10


def test_no_cell_is_a_formula_or_a_link(book: Workbook) -> None:
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n", "d"}
    assert not [cell for cell in cells if cell.hyperlink]
    assert FORMULA in {cell.value for cell in cells}


def test_sheets_are_set_up_for_reading_and_paper(book: Workbook) -> None:
    for sheet in book.worksheets:
        assert sheet.freeze_panes is not None
        assert (sheet.page_setup.orientation, int(sheet.page_setup.paperSize)) == ("landscape", 9)
        assert sheet.print_title_rows == "$1:$1"
        assert sheet.column_dimensions["A"].width >= 12
    assert book["원문"]["D2"].number_format == "yyyy-mm-dd"
    assert book["요약"]["E12"].number_format == "#,##0"


def test_the_same_brief_gives_the_same_bytes(made: tuple[Brief, list[Listed]]) -> None:
    assert brief_workbook(*made) == brief_workbook(*made)


def test_a_further_part_has_a_sheet_of_its_own(made: tuple[Brief, list[Listed]]) -> None:
    brief, listed = made
    stage = {"key": "onboarding", "name": "가입", "n_entered": 1000, "n_passed": 400, "drop": 0.6, "drop_before": None}
    stage |= {"change": {"low": 0.01, "high": 0.04}, "state": "up", "n_voices": 2, "question": "왜 멈추셨나요?"}
    stage |= {"themes": [{"title": "=t2", "n": 2}, {"title": "t1", "n": 1}]}
    again = openpyxl.load_workbook(io.BytesIO(brief_workbook({**brief, "funnel": [stage]}, listed)))
    (row,) = rows(again, "퍼널")
    assert (row["들어온 고객"], row["이탈률"], row["지난주 이탈률"], row["차이(최소)"]) == (1000, 0.6, None, 0.01)
    assert (row["많이 나온 망설임"], row["설문에서 물어볼 것"]) == ("=t2, t1", "왜 멈추셨나요?")
    assert again["퍼널"]["I2"].data_type == "s"


def test_days_are_days(made: tuple[Brief, list[Listed]]) -> None:
    assert {one.day for one in made[1]} == {date(2026, 11, 16)}


def test_a_brief_of_nothing_is_a_workbook_too(tmp_path: Path) -> None:
    with planted(tmp_path, []) as store, store.read() as connection:
        brief = make_brief(connection, WEEK, NAMES, list)
    assert rows(openpyxl.load_workbook(io.BytesIO(brief_workbook(brief, []))), "테마") == []
