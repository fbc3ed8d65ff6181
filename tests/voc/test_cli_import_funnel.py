"""`voc import funnel` and `voc show funnel`: understood by titles, set aside with a reason, the same twice."""

import csv
import io
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from voc.errors import RecordError
from voc.steps.funnel.cells import read_count, read_segment, read_stage, read_week
from voc.store import Store
from voc.store.funnel_weeks import load_funnel

Call = Callable[..., Any]
GOOD = '주차,단계,진입 수,통과(명)\n2026-W46,설치·가입·인증,"1,200",900\n11월 3주차,onboarding,1300,910\n'


def write(folder: Path, text: str, name: str = "funnel.csv", encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_text(text, encoding=encoding)
    return path


def summary(out: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(out.splitlines()[-1])
    return found


def test_a_file_is_understood_by_its_titles(call: Call, home: Path, filled: Store) -> None:
    done = call("import", "funnel", write(home, GOOD, encoding="cp949"), "--json")
    assert done.code == 0, done.err
    assert summary(done.out)["columns"] == {
        "week": "주차",
        "stage": "단계",
        "entered": "진입 수",
        "passed": "통과(명)",
    }
    with filled.read() as connection:
        found = [(one.week, one.n_entered, one.n_passed) for one in load_funnel(connection, ["2026-W46", "2026-W47"])]
    assert found == [("2026-W46", 1200, 900), ("2026-W47", 1300, 910)]


def test_importing_again_changes_nothing_and_corrected_figures_replace(call: Call, home: Path, filled: Store) -> None:
    path = write(home, GOOD)
    call("import", "funnel", path)
    again = summary(call("import", "funnel", path, "--json").out)
    assert (again["new"], again["changed"], again["unchanged"]) == (0, 0, 2)
    done = call("import", "funnel", write(home, GOOD.replace("910", "911")))
    assert "Stored 0 new figures of 2026-W46 to 2026-W47, 1 replaced, 1 known, 0 rows set aside." in done.err
    with filled.read() as connection:
        assert load_funnel(connection, ["2026-W47"])[0].n_passed == 911


BAD = """week,stage,segment,entered,passed
2026-W46,배송,,10,5
2026-W46,conversion,,10,11
2026-W46,conversion,신규,-1,0
2026-W46,usage,,열,5
2026-W46,fulfilment,,10,5
2026-W46,처리·대기·수령,전체,10,6
2026-W60,usage,,10,5
2099-01-01,usage,,10,5
2026-11-10,usage,01012345678,10,5
"""


def test_bad_rows_are_set_aside_with_a_reason_and_the_good_one_is_stored(call: Call, home: Path, filled: Store) -> None:
    out = home / "aside.csv"
    done = call("import", "funnel", write(home, BAD), "--rejects", out, "--json")
    assert done.code == 3
    reasons = {row["line"]: row["reason"] for row in map(json.loads, done.out.splitlines()[:-1])}
    assert set(reasons) == {2, 3, 4, 5, 6, 7, 8, 9}
    assert "the stage is none of funnel.yaml" in reasons[2]
    assert reasons[3] == "more passed (11) than entered (10)"
    assert reasons[4] == "entered is below 0"
    assert reasons[5] == "entered is no whole number"
    assert reasons[6] == reasons[7] == "lines 6, 7 are about the same"
    assert reasons[8] == "there is no week 2026-W60"
    assert reasons[9] == "week 2099-W01 has not begun"
    rows = list(csv.DictReader(io.StringIO(out.read_text(encoding="utf-8-sig"))))
    assert [row["line"] for row in rows] == [str(n) for n in range(2, 10)]
    assert rows[1]["entered"] == "10"
    with filled.read() as connection:
        assert len(load_funnel(connection, ["2026-W46"])) == 1


def test_a_dry_run_stores_nothing(call: Call, home: Path, filled: Store) -> None:
    done = call("import", "funnel", write(home, GOOD), "--dry-run", "--rejects", home / "aside.csv")
    assert "Would store 2 new figures" in done.err
    assert not (home / "aside.csv").exists()
    with filled.read() as connection:
        assert load_funnel(connection, ["2026-W46", "2026-W47"]) == []


def test_a_workbook_with_other_titles_is_mapped(call: Call, home: Path, filled: Store) -> None:
    path = home / "funnel.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["월요일", "어디", "들어옴", "나감"])
        sheet.write_datetime(1, 0, date(2026, 11, 9), book.add_format({"num_format": "yyyy-mm-dd"}))
        sheet.write_row(1, 1, ["신청·결제", 500, 200])
    refused = call("import", "funnel", path)
    assert refused.code == 2
    assert "has no column for week, stage, entered, passed" in refused.err
    pairs = ("week=월요일", "stage=어디", "entered=들어옴", "passed=나감")
    done = call("import", "funnel", path, *(part for pair in pairs for part in ("--map", pair)))
    assert done.code == 0, done.err
    with filled.read() as connection:
        (row,) = load_funnel(connection, ["2026-W46"])
    assert (row.stage, row.n_entered, row.n_passed) == ("conversion", 500, 200)


@pytest.mark.parametrize(
    ("header", "pairs", "said"),
    [
        ("주,날짜,단계,진입,통과", [], "'주', '날짜' could each be week"),
        ("주,단계,진입,통과", ["weak=주"], "Did you mean 'week'?"),
        ("주,단계,진입,통과", ["entered=방문"], "no column '방문'"),
    ],
)
@pytest.mark.usefixtures("filled")
def test_what_is_not_clear_is_asked(call: Call, home: Path, header: str, pairs: list[str], said: str) -> None:
    done = call("import", "funnel", write(home, f"{header}\n"), *(part for one in pairs for part in ("--map", one)))
    assert done.code == 2
    assert said in done.err


@pytest.mark.usefixtures("filled")
def test_showing_the_funnel(call: Call, home: Path) -> None:
    """W47: 1300 entered onboarding and 910 passed, 2 voices hesitate there; W46: 300 of 1200 left."""
    assert "voc import funnel" in call("show", "funnel").err
    call("import", "funnel", write(home, GOOD))
    (row,) = map(json.loads, call("show", "funnel", "--json").out.splitlines())
    assert (row["week"], row["stage"], row["drop"], row["drop_before"]) == ("2026-W47", "onboarding", 0.3, 0.25)
    assert (row["change_low"], row["drop_state"], row["n"], row["themes"]) == (None, "steady", 2, ["인증 실패"])
    shown = call("show", "funnel", "--week", "2026-W47")
    assert "30.0%" in shown.out
    assert "지난주 25.0%" in shown.out
    assert call("show", "funnel", "--source", "desk").code == 2
    assert call("show", "funnel", "--stage", "conversion", "--json").out == ""


MONDAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("text", "week"),
    [
        ("2026-W46", "2026-W46"),
        ("2026-W46 · 11월 2주차 (11/9-11/15)", "2026-W46"),
        ("2026년 11월 2주차", "2026-W46"),
        ("26년 11월 2주", "2026-W46"),
        ("11월 2주차", "2026-W46"),
        ("12월 1주차", "2025-W49"),
        ("2026-11-15", "2026-W46"),
        ("2026. 11. 9", "2026-W46"),
        ("2026-11-23", "2026-W48"),
    ],
)
def test_weeks_as_people_write_them(text: str, week: str) -> None:
    """The second week of November 2026 is that of Thursday the 12th; December has not come: it is last year's."""
    assert read_week(text, MONDAY) == week


@pytest.mark.parametrize("text", ["", "11월", "13월 1주차", "11월 5주차", "2026-W54", "다음 주", "2026-11-30"])
def test_what_is_no_week_is_said(text: str) -> None:
    with pytest.raises(RecordError):
        read_week(text, MONDAY)


def test_stages_are_known_however_their_words_are_parted() -> None:
    stages = {"onboarding": "설치·가입·인증", "conversion": "신청·결제"}
    assert {
        read_stage(text, stages) for text in ("설치·가입·인증", "설치/가입/인증", "설치 가입 인증", "Onboarding")
    } == {"onboarding"}
    with pytest.raises(RecordError, match=r"none of funnel\.yaml"):
        read_stage("가입", stages)


def test_counts_and_segments() -> None:
    assert [read_count(text) for text in ("0", "1,234", "12 명", "7.0")] == [0, 1234, 12, 7]
    known = {"가입구분": ["신규", "기존"], "등급": ["골드", "신규"]}
    assert [read_segment(text, known) for text in ("전체", "", "기존", "신규", "등급 = 골드")] == [
        None,
        None,
        "가입구분=기존",
        "신규",
        "등급=골드",
    ]
