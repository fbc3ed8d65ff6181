"""Messages in a real browser: read, narrowed, drawn; on a desk and on a phone, by day and by night."""

from collections.abc import Iterator

import pytest
from browsing import NEEDS_CHROMIUM, findings, opened_browser, served, watched
from playwright.sync_api import Browser, Page, expect
from sent_archive import put_archive, small_archive
from sent_messages import message_id

from voc.store import Store, StoredTheme, save_themes

pytestmark = [pytest.mark.slow, NEEDS_CHROMIUM]
PAGES = ("/messages", f"/messages/{message_id('t-a')}", "/messages/response", "/messages/fatigue")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with opened_browser() as found:
        yield found


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(tmp_path_factory.mktemp("messages"), _fill) as found:
        yield found


def _fill(store: Store) -> None:
    with store.begin() as connection:
        save_themes(connection, [StoredTheme("t_auth", "인증 실패", "access", "onboarding")])
    put_archive(store, small_archive(), {message_id("t-a"), message_id("t-b")})


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    yield context.new_page()
    context.close()


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (390, "dark")])
def test_axe_finds_nothing_and_nothing_is_wider_than_the_screen(
    browser: Browser, address: str, width: int, scheme: str
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 844}, color_scheme=scheme)  # type: ignore[arg-type]
    page = context.new_page()
    seen = watched(page)
    for path in PAGES:
        page.goto(address + path)
        expect(page.locator("h1")).to_have_count(1)
        assert findings(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
    assert seen == []
    context.close()


def test_the_differences_are_drawn_and_the_outcome_is_in_the_address(page: Page, address: str) -> None:
    page.goto(f"{address}/messages/response")
    expect(page.locator("figure[data-chart=differences] svg path").first).to_be_attached()
    expect(page.get_by_text("이미지 있음").first).to_be_visible()
    page.get_by_label("반응").select_option("opened")
    expect(page).to_have_url(f"{address}/messages/response?outcome=opened&channel=")
    expect(page.get_by_role("heading", name="표현과 반응")).to_be_visible()


def test_a_message_is_found_by_its_words_and_opened(page: Page, address: str) -> None:
    page.goto(f"{address}/messages")
    page.get_by_label("찾을 말").fill("쉽게")
    page.get_by_label("찾을 말").press("Enter")
    expect(page.get_by_text("2건 ·").first).to_be_visible()
    page.get_by_role("link", name="인증을 쉽게 바꾸었습니다").first.click()
    expect(page.get_by_role("heading", name="비슷한 메시지")).to_be_visible()
    expect(page.get_by_role("link", name="인증 실패").first).to_be_visible()
