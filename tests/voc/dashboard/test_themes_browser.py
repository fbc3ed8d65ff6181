"""The chart of a theme in a real browser: drawn after the page, in the colours of the scheme, and kept as a picture."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from browsing import CHROMIUM, NEEDS_CHROMIUM, QUIET, running, watched
from planted import Said, plant
from playwright.sync_api import Browser, expect, sync_playwright
from starlette.applications import Starlette

from voc.store import Store, StoredTheme, save_themes

pytestmark = [
    pytest.mark.slow,
    NEEDS_CHROMIUM,
    # A context of playwright's own is closed with the browser.
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]
TITLE = "</script><img src=x onerror=alert(1)> 환급/지연"


@pytest.fixture
def address(open_app: Callable[[], Starlette], filled: Store) -> Iterator[str]:
    plant(filled, [Said("2026-W47", f"환급이 {n}번 안 와요", theme="slow", source="shop_reviews") for n in range(3)])
    with filled.begin() as connection:
        save_themes(connection, [StoredTheme("slow", TITLE, "delay", "fulfilment")])
    with running(lambda _: open_app()) as found:
        yield found


@pytest.fixture
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield opened
        opened.close()


def test_a_chart_is_drawn_in_both_schemes_and_kept_as_a_picture(browser: Browser, address: str, tmp_path: Path) -> None:
    page = browser.new_context(locale="ko-KR", color_scheme="light").new_page()
    seen = watched(page)
    page.goto(f"{address}/themes/slow?week=2026-W47")
    drawn = page.locator("figure[data-chart] .board svg path[stroke='#1d4f9e']")
    expect(drawn.first).to_be_attached()
    page.get_by_role("button", name="밝은 화면과 어두운 화면 바꾸기").click()
    expect(page.locator("figure[data-drawn=dark] .board svg path[stroke='#9cc2ff']").first).to_be_attached()
    with page.expect_download() as kept:
        page.get_by_role("button", name="그림으로 저장").click()
    # No name of a file leads to another folder.
    assert kept.value.suggested_filename.endswith("환급 지연.png")
    kept.value.save_as(tmp_path / "chart.png")
    assert (tmp_path / "chart.png").read_bytes().startswith(b"\x89PNG")
    assert seen == []


def test_a_filter_changes_the_page_and_the_address_and_the_chart_is_drawn_anew(browser: Browser, address: str) -> None:
    page = browser.new_context(locale="ko-KR").new_page()
    seen = watched(page)
    page.goto(f"{address}/themes/slow?week=2026-W47")
    expect(page.locator("figure[data-drawn]")).to_be_visible()
    page.get_by_role("form", name="고객의 말 고르기").get_by_label("말의 종류").select_option("칭찬")
    expect(page.get_by_text("이 기간과 조건에 맞는 말이 없습니다")).to_be_visible()
    expect(page.locator("figure[data-drawn] .board svg path").first).to_be_attached()
    assert "act=praise" in page.url
    page.go_back()
    expect(page.get_by_text("환급이 2번 안 와요")).to_be_visible()
    assert seen == []


def test_without_script_the_numbers_stand_there(browser: Browser, address: str) -> None:
    page = browser.new_context(
        locale="ko-KR", java_script_enabled=False, viewport={"width": 390, "height": 844}
    ).new_page()
    page.goto(f"{address}/themes")
    page.get_by_role("link", name="환급/지연").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("환급/지연")
    page.get_by_text("주별 숫자 보기").click()
    expect(page.get_by_role("row", name="2026-W47")).to_contain_text("3")
    expect(page.get_by_text("환급이 2번 안 와요")).to_be_visible()


def test_what_customers_said_is_copied_by_a_button(browser: Browser, address: str) -> None:
    page = browser.new_context(locale="ko-KR", permissions=["clipboard-read", "clipboard-write"]).new_page()
    seen = watched(page)
    page.goto(f"{address}/themes/slow?week=2026-W47")
    first = page.locator(".verbatims li").first
    first.get_by_role("button", name="복사").click()
    expect(first.get_by_role("button", name="복사됨")).to_be_visible()
    expect(page.locator("#said")).to_have_text("복사했습니다.")
    assert page.evaluate("navigator.clipboard.readText()") == first.locator("p").inner_text()
    assert seen == []
