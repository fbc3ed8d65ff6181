"""Tables as files: the rows of the page under the same filters, as numbers and dates, with a reason in the log."""

import csv
import io
import re
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import httpx
import openpyxl
import pytest
from planted import Said, plant
from starlette.applications import Starlette
from visitor import Visitor

from voc.dashboard.downloads import verbatim_tables
from voc.dashboard.downloads.offers import OFFERS
from voc.records import Rating
from voc.steps.curation.desk import open_desk
from voc.steps.rights.audit import audit_rows
from voc.store import LedgerEntry, Store, StoredTheme, count_weeks, enter, save_themes
from voc.store.audit import EXPORT, read_audit

W46, W47 = "2026-W46", "2026-W47"
WEEK = f"week={W47}"
THEMES = [
    StoredTheme(
        "slow",
        "환급이 늦음",
        "delay",
        "fulfilment",
        keywords=({"term": "환급", "surface": "환급", "score": 1.0},),
        first_week=W46,
    ),
    StoredTheme(
        "late", "입금이 늦음", "delay", "fulfilment", keywords=({"term": "환급", "surface": "환급", "score": 1.0},)
    ),
]
Rows = list[list[Any]]


def _said(week: str, n: int, theme: str, **facts: Any) -> list[Said]:  # noqa: ANN401 - fields of a voice
    return [Said(week, f"{theme} 환급이 {n}번 안 와요", theme=theme, source="shop_reviews", **facts) for n in range(n)]


@pytest.fixture
def store(filled: Store) -> Store:
    """Besides the filled store: 환급이 늦음 with 1 voice in W46 and 3 in W47, rated 1; 입금이 늦음 with 2 in W46."""
    voices = [*_said(W46, 1, "slow"), *_said(W46, 2, "late"), *_said(W47, 3, "slow", rating=Rating(1, 1, 5))]
    plant(filled, voices)
    with filled.begin() as connection:
        save_themes(connection, THEMES)
        count_weeks(connection)
    return filled


@pytest.fixture
def visitor(open_app: Callable[..., Starlette], store: Store) -> Visitor:  # noqa: ARG001 - it must be filled
    return Visitor(open_app())


def taken(visitor: Visitor, address: str, form: str = "xlsx", why: str = "월요일 회의") -> httpx.Response:
    return visitor.post(f"/download?{address}", {"csrf": visitor.token_on("/tried"), "format": form, "why": why})


def sheet(answer: httpx.Response) -> Rows:
    assert answer.status_code == 200, answer.text
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    return [list(row) for row in book.worksheets[0].iter_rows(values_only=True)]


def about(answer: httpx.Response) -> dict[str, str]:
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    return {str(name): str(said) for name, said in book["정보"].iter_rows(values_only=True)}


def lines(answer: httpx.Response, encoding: str = "utf-8-sig") -> Rows:
    assert answer.headers["content-type"].startswith("text/csv")
    return list(csv.reader(io.StringIO(answer.content.decode(encoding), newline="")))


def test_the_theme_list_is_the_one_on_the_page(visitor: Visitor) -> None:
    """W47: slow 3 (1 before) and t_auth 2 (1 before) of 8 voices, that is 375 and 250 per 1,000; late 0 (2 before)."""
    header, *rows = sheet(taken(visitor, f"table=themes&{WEEK}"))
    at = {name: place for place, name in enumerate(header)}
    shown = [[row[at[name]] for name in ("테마", "건수", "1,000건당", "지난주", "지난주보다", "단계")] for row in rows]
    assert shown == [
        ["환급이 늦음", 3, 375.0, 1, 2, "처리·대기·수령"],
        ["인증 실패", 2, 250.0, 1, 1, "설치·가입·인증"],
        ["입금이 늦음", 0, 0, 2, -2, "처리·대기·수령"],
    ]


def test_the_order_and_the_filters_of_the_page_are_those_of_the_file(visitor: Visitor) -> None:
    titles = [row[0] for row in sheet(taken(visitor, f"table=themes&{WEEK}&sort=-change"))[1:]]
    assert titles == ["입금이 늦음", "인증 실패", "환급이 늦음"]
    only = taken(visitor, f"table=themes&{WEEK}&stage=onboarding")
    assert [row[0] for row in sheet(only)[1:]] == ["인증 실패"]
    assert about(only)["퍼널 단계"] == "설치·가입·인증"


def test_a_workbook_says_what_it_is_and_keeps_its_header_in_sight(visitor: Visitor) -> None:
    answer = taken(visitor, f"table=themes&{WEEK}")
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    assert book.sheetnames == ["테마 목록", "정보"]
    assert book.worksheets[0].freeze_panes == "B2"
    assert book.worksheets[0].column_dimensions["A"].width >= 30
    said = about(answer)
    assert said["기간"] == "2026-W47 · 11월 3주차 (11/16-11/22)"
    assert said["견준 기간"] == "2026-W46 · 11월 2주차 (11/9-11/15)"
    assert (said["줄"], said["내려받은 사람"]) == ("3", "한별")


def test_shares_and_days_are_numbers_in_a_workbook_and_readable_in_csv(visitor: Visitor) -> None:
    """Of the 3 voices of slow in W47 all come from one source; their rating is 1 of 5."""
    book = openpyxl.load_workbook(io.BytesIO(taken(visitor, f"table=theme-sources&of=slow&{WEEK}").content))
    share = book.worksheets[0]["D2"]
    assert (share.value, share.number_format) == (1, "0.0%")
    assert lines(taken(visitor, f"table=theme-sources&of=slow&{WEEK}", "csv"))[1][1:] == ["3", "1", "100.0%"]
    book = openpyxl.load_workbook(io.BytesIO(taken(visitor, f"table=theme-verbatims&of=slow&{WEEK}").content))
    day, stars = book.worksheets[0]["C2"], book.worksheets[0]["D2"]
    assert (day.value.date(), day.number_format, stars.value) == (date(2026, 11, 16), "yyyy-mm-dd", 1)
    assert lines(taken(visitor, f"table=theme-verbatims&of=slow&{WEEK}", "csv"))[1][2:4] == ["2026-11-16", "1.0"]


def test_the_first_screen_in_numbers(visitor: Visitor) -> None:
    """W47: 5 + 3 voices, of which 3 + 3 say 안; W46: 4 + 3, of which 2 + 3 do."""
    header, now, before = sheet(taken(visitor, f"table=week-tiles&{WEEK}"))
    assert header[:4] == ["기간", "목소리", "망설임", "망설임 비율"]
    assert now[1:3] == [8, 6]
    assert now[3] == pytest.approx(6 / 8)
    assert before[1:3] == [7, 5]
    assert before[4:6] == sheet(taken(visitor, f"table=week-tiles&week={W46}"))[1][4:6]
    assert before[4] is not None


def test_an_earlier_week_is_compared_by_the_name_that_the_page_has(visitor: Visitor) -> None:
    assert "그 전주" in sheet(taken(visitor, f"table=themes&week={W46}"))[0]
    assert "지난주" in sheet(taken(visitor, f"table=themes&{WEEK}"))[0]


def test_all_verbatims_are_taken_not_only_those_of_the_page(visitor: Visitor, store: Store) -> None:
    plant(
        store, [Said(W47, f"{n}번째 환급 안 와요", theme="slow", source="shop_reviews") for n in range(70)], first=500
    )
    assert len(sheet(taken(visitor, f"table=theme-verbatims&of=slow&{WEEK}"))) == 1 + 73


def test_where_there_are_more_than_a_file_holds_page_and_file_say_so(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verbatim_tables, "MOST", 2)
    address = f"table=theme-verbatims&of=slow&{WEEK}"
    said = "최신 2건까지만 담았습니다"
    assert said in visitor.get(f"/download?{address}").text
    assert said in about(taken(visitor, address))["빠진 줄"]
    rows = lines(taken(visitor, address, "csv"))
    assert (len(rows), rows[-1][0].startswith(f"※ {said}")) == (1 + 2 + 1, True)


def test_a_file_is_noted_with_who_why_what_and_whose_words(visitor: Visitor, store: Store) -> None:
    taken(visitor, f"table=theme-verbatims&of=slow&{WEEK}&rating=low", why=" 상담팀  공유 ")
    with store.read() as connection:
        (entry,) = read_audit(connection, action=EXPORT)
    details = entry.details
    assert (entry.who, details["why"], details["table"], details["of"]) == ("한별", "상담팀 공유", "고객의 말", "slow")
    assert (details["rows"], len(details["documents"]), details["format"]) == (3, 3, "xlsx")
    assert details["filters"] == {"week": W47, "rating": "low"}


def test_what_nobody_has_checked_is_not_noted(visitor: Visitor, store: Store) -> None:
    sheet(taken(visitor, "table=sources&week=010-1234-5678&of=010-1234-5678"))
    with store.read() as connection:
        (entry,) = read_audit(connection, action=EXPORT)
    assert "1234" not in str(entry.details)


def test_voc_audit_tells_it_in_a_sentence(visitor: Visitor, home: Path) -> None:
    from voc.config import load_settings  # noqa: PLC0415 - after the home folder is there

    taken(visitor, f"table=themes&{WEEK}", "csv")
    with open_desk(load_settings(home / "config")) as desk:
        (row,) = audit_rows(desk, action=EXPORT)
    assert row["said"] == "표 ‘테마 목록’ → dashboard (3줄)"


def test_the_words_that_were_looked_for_are_not_in_the_log(visitor: Visitor, store: Store) -> None:
    assert len(sheet(taken(visitor, "table=search&q=환급"))) > 1
    with store.read() as connection:
        (entry,) = read_audit(connection, action=EXPORT)
    assert "환급" not in str(entry.details)


@pytest.mark.parametrize("why", ["", "   "])
def test_without_a_reason_nothing_is_handed_out(visitor: Visitor, store: Store, why: str) -> None:
    answer = taken(visitor, f"table=themes&{WEEK}", "csv", why)
    assert answer.status_code == 400
    assert "내려받는 까닭을 적어 주세요" in answer.text
    assert 'value="csv" checked' in answer.text
    with store.read() as connection:
        assert read_audit(connection, action=EXPORT) == []


def test_opening_the_form_notes_nothing(visitor: Visitor, store: Store) -> None:
    assert visitor.get(f"/download?table=themes&{WEEK}").status_code == 200
    with store.read() as connection:
        assert read_audit(connection, action=EXPORT) == []


def test_an_empty_table_says_what_to_do_instead_of_asking(visitor: Visitor) -> None:
    page = visitor.get(f"/download?table=theme-lineage&of=slow&{WEEK}").text
    assert "내려받을 줄이 없습니다" in page
    assert 'name="why"' not in page


def test_cp949_says_first_what_it_cannot_hold(visitor: Visitor, store: Store) -> None:
    plant(store, [Said(W47, "😀 환급 안 와요 – 뿌엙 😀", theme="slow", source="shop_reviews")], first=700)
    address = f"table=theme-verbatims&of=slow&{WEEK}"
    told = taken(visitor, address, "cp949")
    assert "content-disposition" not in told.headers
    assert "cp949에 없는 글자가 3개" in told.text
    assert "😀 → ?" in told.text
    assert "– → -" in told.text
    with store.read() as connection:
        assert read_audit(connection, action=EXPORT) == []
    rows = lines(taken(visitor, address, "cp949-replaced"), "cp949")
    assert "? 환급 안 와요 - 뿌엙 ?" in [row[0] for row in rows]


def test_cp949_is_handed_out_at_once_where_it_holds_everything(visitor: Visitor) -> None:
    rows = lines(taken(visitor, f"table=themes&{WEEK}", "cp949"), "cp949")
    assert [row[0] for row in rows] == ["테마", "환급이 늦음", "인증 실패", "입금이 늦음"]


def test_every_table_that_a_page_offers_can_be_had(visitor: Visitor, store: Store) -> None:
    at = datetime.fromisoformat("2026-11-18T03:00:00+00:00")
    with store.begin() as connection:
        step = LedgerEntry(0, at, "한별", "merge", "slow", {"themes": ["late"]}, "")
        enter(connection, step)
        count_weeks(connection)
    run = re.search(r"/operation/runs/[^\"]+", visitor.get("/operation").text)
    assert run
    pages = ["/", "/themes", "/themes/slow", "/funnel?stage=fulfilment", "/search?q=환급", run[0], "/operation"]
    pages += ["/words/concordance?q=환급", "/curation", f"/words/contrast?a_from={W47}&b_from={W46}&b_to={W46}"]
    offered = set()
    for page in pages:
        for link in _links(visitor.get(page).text):
            offered.add(re.search(r"table=([a-z-]+)", link)[1])  # type: ignore[index]
            form = visitor.get(link)
            assert form.status_code == 200, link
            answer = taken(visitor, link.partition("?")[2])
            assert answer.headers["content-type"].endswith("spreadsheetml.sheet"), link
    here = {"week-tiles", "week-moves", "themes", "theme-weeks", "theme-verbatims", "theme-keywords", "theme-lineage"}
    assert offered >= here - {"week-moves"} | {"funnel", "search", "concordance", "curation-log", "runs", "run-steps"}


def _links(page: str) -> Iterator[str]:
    for found in re.findall(r'href="(/download\?[^"]+)"', page):
        yield found.replace("&amp;", "&")


def test_a_link_keeps_the_filters_and_leaves_the_place_in_the_list(visitor: Visitor) -> None:
    links = list(_links(visitor.get("/themes/slow?source=shop_reviews&rating=low").text))
    verbatims = next(one for one in links if "theme-verbatims" in one)
    assert verbatims == f"/download?table=theme-verbatims&of=slow&source=shop_reviews&rating=low&week={W47}"
    search = next(_links(visitor.get("/search?q=환급&page=1").text))
    assert search == "/download?table=search&q=%ED%99%98%EA%B8%89"


def test_names_of_sheets_are_ones_that_spreadsheets_take() -> None:
    titles = [offer.title for offer in OFFERS.values()]
    assert all(len(title) <= 31 and not set(title) & set("[]:*?/\\'") for title in titles)
    assert len(set(titles)) == len(titles)
