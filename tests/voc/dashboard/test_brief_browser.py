"""The brief in a real browser: nothing for axe to find, files that a spreadsheet opens, pictures, paper."""

import shutil
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import openpyxl
import pytest
from browsing import NEEDS_CHROMIUM, findings, opened_browser, served, watched
from planted import Said, plant, weeks_of
from playwright.sync_api import Browser, Page, expect

from voc.config import load_settings
from voc.planning.brief import make_brief
from voc.steps.brief import brief_names
from voc.steps.workplace import Workplace
from voc.store import Store, save_snapshot
from voc.store.funnel_weeks import StageWeek, save_funnel
from voc.weeks import shift_week

pytestmark = [pytest.mark.slow, NEEDS_CHROMIUM, pytest.mark.filterwarnings("ignore::ResourceWarning")]
W47 = "2026-W47"


def fill(store: Store) -> None:
    """Eight weeks of three themes and of the funnel; the last week is frozen, then five voices come late."""
    said = [
        *weeks_of([0] * 7 + [12], text="가족 링크가 이상해요", theme="t1", source="app_reviews"),
        *weeks_of([10] * 8, text="수수료가 아까워요", theme="t2", source="app_reviews", stage="conversion"),
        *weeks_of([30] * 7 + [18], hesitates=False, source="app_reviews"),
    ]
    plant(store, said)
    settings = load_settings(Path("config"))
    rows = [
        StageWeek(shift_week(W47, -n), stage, None, 1000 + n, passed)
        for n in range(8)
        for stage, passed in (("onboarding", 800 if n else 600), ("conversion", 500))
    ]
    with store.begin() as connection:
        save_funnel(connection, rows, file="f.csv", at=datetime(2026, 11, 22, tzinfo=UTC))
        brief = make_brief(connection, W47, brief_names(Workplace(settings, store)), list)
        save_snapshot(connection, W47, brief, frozen=True, at=datetime(2026, 11, 22, 17, 30, tzinfo=UTC))
    plant(store, [Said(W47, "상담이 안 돼요", theme="t3", source="app_reviews")] * 5, first=2000)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(tmp_path_factory.mktemp("home"), fill) as found:
        yield found


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with opened_browser() as opened:
        yield opened


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    opened = browser.new_page()
    seen = watched(opened)
    yield opened
    opened.close()
    assert seen == []


def test_the_pages_are_for_everybody(page: Page, address: str) -> None:
    for width in (1440, 390):
        page.set_viewport_size({"width": width, "height": 900})
        for path in ("/brief", "/brief?compare=1", f"/brief/file?week={W47}", "/funnel"):
            page.goto(address + path)
            assert findings(page) == [], path
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path


def test_from_the_brief_to_the_comparison_and_back(page: Page, address: str) -> None:
    page.goto(f"{address}/brief")
    page.get_by_role("link", name="그때와 지금 견주기").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("그때와 지금")
    expect(page.get_by_role("row", name="들어온 목소리 40건 45건", exact=True)).to_be_visible()
    page.get_by_role("link", name="브리프 보기").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("주간 고객의 소리")


def test_the_workbook_opens(page: Page, address: str, tmp_path: Path) -> None:
    page.goto(f"{address}/brief")
    page.get_by_role("link", name="내려받기").click()
    page.get_by_label("내려받는 까닭").fill("월요일 회의")
    with page.expect_download() as taken:
        page.get_by_role("button", name="내려받기").click()
    taken.value.save_as(tmp_path / "brief.xlsx")
    assert taken.value.suggested_filename == f"말귀 브리프 {W47}.xlsx"
    book = openpyxl.load_workbook(tmp_path / "brief.xlsx")
    assert {"요약", "테마", "키워드", "원문", "퍼널"} <= set(book.sheetnames)
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
    assert "f" not in {cell.data_type for cell in cells}
    assert "상담이 안 돼요" not in {cell.value for cell in cells}


def test_a_picture_is_saved_and_the_text_is_at_hand(page: Page, address: str, tmp_path: Path) -> None:
    page.goto(f"{address}/brief")
    expect(page.locator("svg.chart")).to_have_count(3)
    with page.expect_download() as taken:
        page.get_by_role("button", name="그림으로 저장 (PNG)").first.click()
    taken.value.save_as(tmp_path / "trend.png")
    content = (tmp_path / "trend.png").read_bytes()
    assert content.startswith(b"\x89PNG")
    assert int.from_bytes(content[16:20], "big") == 2 * 760
    page.get_by_text("글 보기").first.click()
    expect(page.locator("pre[data-words]").first).to_contain_text("# 주간 고객의 소리")


def test_paper_has_the_brief_and_no_buttons(page: Page, address: str, tmp_path: Path) -> None:
    page.goto(f"{address}/brief")
    page.pdf(path=tmp_path / "brief.pdf", format="A4", prefer_css_page_size=True)
    program = shutil.which("pdftotext")
    if program is None:
        pytest.skip("there is no pdftotext (Debian: poppler-utils)")
    text = subprocess.run([program, tmp_path / "brief.pdf", "-"], capture_output=True, text=True, check=True).stdout
    assert "단계별 이탈" in text
    assert "내려받기" not in text
    assert "붙여" not in text
