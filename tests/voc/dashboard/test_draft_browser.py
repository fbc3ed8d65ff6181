"""A draft typed in a real browser, checked by the real analyser beside: findings come and go with the words."""

from collections.abc import Iterator

import pytest
from browsing import NEEDS_CHROMIUM, findings, opened_browser, served, watched
from planted import Said, plant
from playwright.sync_api import Browser, Page, expect

from voc.store import Store

pytestmark = [
    pytest.mark.slow,
    NEEDS_CHROMIUM,
    # A context of playwright's own is closed with the browser.
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]
# The first check loads the analyser.
LOADING_MS = 60_000


def _fill(store: Store) -> None:
    plant(store, [Said("2026-W47", f"수수료가 {n}번 비싸요", "cs_tickets", "fee", stage="usage") for n in range(3)])


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A dashboard with three voices, nobody to sign in."""
    with served(tmp_path_factory.mktemp("draft"), _fill) as found:
        yield found


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium for all."""
    with opened_browser() as opened:
        yield opened


def _typed(page: Page, address: str) -> None:
    page.goto(f"{address}/draft")
    page.locator("[name=channel]").select_option("sms")
    page.locator("[name=is_ad]").select_option("yes")
    page.get_by_label("본문").press_sequentially("금일 마감됩니다! 지금 확인하세요", delay=20)


def test_findings_follow_the_words_while_they_are_typed(browser: Browser, address: str) -> None:
    """Mended words take their finding away, the field keeps its focus, and the count is read out."""
    page = browser.new_page(viewport={"width": 390, "height": 844})
    complaints = watched(page)
    _typed(page, address)
    found = page.locator("#found")
    expect(found.locator("mark.warning", has_text="금일")).to_be_visible(timeout=LOADING_MS)
    expect(found).to_contain_text("(광고) 표시가 없습니다")
    expect(page.get_by_label("본문")).to_be_focused()
    assert findings(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.get_by_label("본문").fill("(광고)환급나래\n오늘 마감됩니다.\n무료수신거부 080-123-4567")
    page.get_by_label("보내는 이름").fill("환급나래")
    expect(found).not_to_contain_text("금일")
    expect(found).not_to_contain_text("막힘")
    expect(page.locator("#said")).to_contain_text("막는 것")
    page.get_by_label("본문").fill("")
    expect(found).to_contain_text("제목이나 본문을 쓰면")
    assert page.url == f"{address}/draft"
    assert complaints == []


def test_the_button_checks_without_a_script(browser: Browser, address: str) -> None:
    """The whole page comes back with the text in its field."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/draft")
    page.get_by_label("본문").fill("금일 마감됩니다")
    page.get_by_role("button", name="점검하기").click()
    expect(page.locator("#found")).to_contain_text("금일", timeout=LOADING_MS)
    expect(page.get_by_label("본문")).to_have_value("금일 마감됩니다")
    context.close()
