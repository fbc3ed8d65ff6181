"""브리프: the week as it was handed out, copied, compared, downloaded with a reason."""

import io
import json
from collections.abc import Callable
from datetime import UTC, datetime

import openpyxl
import pytest
from bs4 import BeautifulSoup
from planted import Said, plant
from starlette.applications import Starlette
from visitor import Visitor

from voc.config import Settings
from voc.dashboard.background import Answer, Background
from voc.planning.brief import make_brief
from voc.steps.brief import brief_names
from voc.steps.workplace import Workplace
from voc.store import Store, count_weeks, save_snapshot
from voc.store.audit import EXPORT, read_audit
from voc.store.funnel_weeks import StageWeek, save_funnel

W46, W47 = "2026-W46", "2026-W47"
FROZEN_AT = datetime(2026, 11, 22, 17, 30, tzinfo=UTC)
EVIL = "<script>alert(1)</script> 인증이 안 돼요"


@pytest.fixture
def store(filled: Store, settings: Settings) -> Store:
    """The filled store, one hostile voice more, its last week frozen."""
    plant(filled, [Said(W47, EVIL, theme="slow", source="shop_reviews")] * 3)
    with filled.begin() as connection:
        count_weeks(connection)
        brief = make_brief(connection, W47, brief_names(Workplace(settings, filled)), list)
        save_snapshot(connection, W47, brief, frozen=True, at=FROZEN_AT)
    return filled


@pytest.fixture
def visitor(open_app: Callable[..., Starlette], store: Store) -> Visitor:  # noqa: ARG001 - it must be filled
    return Visitor(open_app())


def take(visitor: Visitor, form: str, why: str = "월요일 회의") -> object:
    return visitor.post(f"/brief/file?week={W47}", {"csrf": visitor.token_on("/tried"), "format": form, "why": why})


def test_the_page_is_the_brief_on_paper(visitor: Visitor) -> None:
    page = BeautifulSoup(visitor.get("/brief").text, "html.parser")
    assert [one.get_text() for one in page.find_all("h1")] == ["주간 고객의 소리"]
    assert len(page.find_all("main")) == 1
    paper = page.find("article", class_="paper")
    assert "인증 실패" in paper.get_text()
    assert "2026-11-23 02:30 KST에 확정한 브리프입니다." in paper.get_text()
    assert not page.find_all("style")
    assert not paper.find_all("script")
    assert "확정" in page.find("option", selected=True).get_text()
    assert [one.get_text() for one in page.find_all("a", attrs={"aria-current": "page"})] == ["브리프"]


def test_what_is_copied_is_text(visitor: Visitor) -> None:
    page = BeautifulSoup(visitor.get("/brief").text, "html.parser")
    texts = [one.get_text() for one in page.select(".copies [data-words]")]
    assert texts[0].startswith("# 주간 고객의 소리 · 2026-W47")
    assert r"\<script\>" in texts[0]
    assert "*주간 고객의 소리" in texts[1]


def test_a_week_that_was_not_frozen_says_so(visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def ask(_self: Background, make: Callable[..., object], *how: object, wait_s: float) -> Answer:
        asked.append((make.__name__, how[0], wait_s))
        return Answer("waiting")

    monkeypatch.setattr(Background, "ask", ask)
    text = visitor.get(f"/brief?week={W46}").text
    assert asked == [("brief_of_week", W46, 0.1)]
    assert "확정하지 않은 주라, 지금 있는 자료로 만듭니다." in text
    assert "브리프를 만들고 있습니다" in visitor.get(f"/brief/file?week={W46}").text


def test_a_brief_of_today_is_marked_as_such(
    visitor: Visitor, store: Store, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    with store.read() as connection:
        brief = make_brief(connection, W46, brief_names(Workplace(settings, store)), list)
    monkeypatch.setattr(Background, "ask", lambda *_, **__: Answer("ready", brief))
    text = visitor.get(f"/brief?week={W46}").text
    assert "이 주는 확정하지 않아, 지금 있는 자료로 만들었습니다. 그때 나간 브리프와 다를 수 있습니다." in text
    assert "그때와 지금 견주기" not in text


def test_unknown_weeks_are_not_found(visitor: Visitor) -> None:
    assert visitor.get("/brief?week=2020-W01").status_code == 404
    assert visitor.get("/brief?week=gestern").status_code == 404


def test_an_empty_store_says_where_to_begin(open_app: Callable[..., Starlette]) -> None:
    assert "voc run nightly" in Visitor(open_app()).get("/brief").text


def test_comparing_an_unchanged_week_and_one_with_late_voices(visitor: Visitor, store: Store) -> None:
    assert "그대로입니다." in visitor.get(f"/brief?week={W47}&compare=1").text
    plant(store, [Said(W47, "환급이 안 와요", theme="late", source="shop_reviews")] * 5, first=500)
    page = BeautifulSoup(visitor.get(f"/brief?week={W47}&compare=1").text, "html.parser")
    assert [one.get_text() for one in page.find_all("h1")] == ["그때와 지금"]
    rows = {row.th.get_text(): [cell.get_text() for cell in row.find_all("td")] for row in page.select("tbody tr")}
    assert rows["들어온 목소리"] == ["8건", "13건"]
    assert rows["late"][:2] == ["새로 들어옴", "없음"]
    assert "그때와 지금 견주기" in visitor.get("/brief").text
    assert "환급이 안 와요" not in visitor.get("/brief").text


def test_a_download_asks_for_a_reason_and_is_noted(visitor: Visitor, store: Store) -> None:
    assert "내려받는 까닭" in visitor.get(f"/brief/file?week={W47}").text
    refused = take(visitor, "xlsx", why="  ")
    assert refused.status_code == 400
    answer = take(visitor, "xlsx")
    assert answer.status_code == 200
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    assert book.sheetnames[:4] == ["요약", "테마", "키워드", "원문"]
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
    assert "f" not in {cell.data_type for cell in cells}
    assert f"malgwi-brief-{W47}.xlsx" in answer.headers["content-disposition"]
    with store.read() as connection:
        (entry,) = read_audit(connection, action=EXPORT)
    about = entry.details
    assert (about["kind"], about["why"], about["week"], about["format"]) == ("brief", "월요일 회의", W47, "xlsx")
    held = {row[6].value for row in book["원문"].iter_rows(min_row=2)}
    assert held <= set(about["documents"])
    assert EVIL not in json.dumps(about, ensure_ascii=False)


def test_the_other_formats_are_the_drawn_brief(visitor: Visitor) -> None:
    html = take(visitor, "html")
    assert html.headers["content-disposition"].endswith(".html") or "html" in html.headers["content-disposition"]
    assert "<script>alert" not in html.text
    text = take(visitor, "markdown")
    assert text.text.startswith("# 주간 고객의 소리")
    assert take(visitor, "exe").status_code == 404


def test_the_funnel_page_has_the_drop_off_beside_each_stage(visitor: Visitor, store: Store) -> None:
    """Two of three who enter 신청·결제 leave, and nobody speaks of it."""
    assert "voc import funnel" in visitor.get(f"/funnel?week={W47}").text
    rows = [StageWeek(W47, "conversion", None, 300, 100), StageWeek(W47, "onboarding", None, 1000, 900)]
    with store.begin() as connection:
        save_funnel(connection, rows, file="f.csv", at=FROZEN_AT)
    page = BeautifulSoup(visitor.get(f"/funnel?week={W47}").text, "html.parser")
    cells = [cell.get_text() for cell in page.select("tr.drops td")]
    assert cells[1] == "10.0%100명"
    assert cells[3] == "66.7%200명"
    (asked,) = page.select("p.ask")
    assert asked.get_text().startswith("신청·결제: 들어온 고객의 66.7%가 넘어가지 않았는데")
    sheet = visitor.post(
        f"/download?table=funnel-drop&week={W47}", {"csrf": visitor.token_on("/tried"), "format": "xlsx", "why": "회의"}
    )
    (_, *found) = openpyxl.load_workbook(io.BytesIO(sheet.content)).worksheets[0].iter_rows(values_only=True)
    assert found[1][:4] == ("신청·결제", 300, 100, pytest.approx(2 / 3))
