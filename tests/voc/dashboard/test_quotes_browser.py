"""인용 동의 in a real browser: from a theme's verbatim to the record, and back off again."""

from collections.abc import Iterator

import pytest
from browsing import NEEDS_CHROMIUM, findings, opened_browser, served, watched
from planted import plant, weeks_of
from playwright.sync_api import Page, expect

from voc.store import Store

pytestmark = [pytest.mark.slow, NEEDS_CHROMIUM, pytest.mark.filterwarnings("ignore::ResourceWarning")]


def fill(store: Store) -> None:
    """Three voices of one theme."""
    plant(store, weeks_of([3], text="환급이 늦어요", theme="slow"))


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    with served(tmp_path_factory.mktemp("quotes"), fill) as address, opened_browser() as browser:
        opened = browser.new_page(viewport={"width": 390, "height": 900}, base_url=address)
        seen = watched(opened)
        yield opened
        assert seen == []


def test_permission_is_recorded_from_a_verbatim_and_withdrawn(page: Page) -> None:
    page.goto("/themes/slow")
    page.get_by_role("link", name="인용 동의").first.click()
    expect(page.get_by_text("지금 상태: 기록 없음")).to_be_visible()
    page.get_by_role("button", name="동의 받음으로 기록").click()
    expect(page.get_by_role("alert")).to_contain_text("어떻게 동의를 받았는지")
    assert findings(page) == []
    page.get_by_label("어떻게 확인했나요?").fill("11월 20일 메일로 동의")
    page.get_by_role("button", name="동의 받음으로 기록").click()
    expect(page.get_by_text("기록했습니다.")).to_be_visible()
    page.get_by_role("button", name="동의 철회로 기록").click()
    expect(page.get_by_role("cell", name="동의 철회")).to_be_visible()
    assert findings(page) == []
