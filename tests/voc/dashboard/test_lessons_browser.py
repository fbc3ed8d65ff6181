"""배운 것 and 칭찬 in a real browser: a lesson is written and found, a change watched, praise shown."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from browsing import NEEDS_CHROMIUM, findings, opened_browser, served, watched
from openpyxl import load_workbook
from planted import Said, plant, weeks_of
from playwright.sync_api import Browser, Page, expect

from voc.config import load_settings
from voc.planning.praise_book import praise_book
from voc.store import Store, counted_weeks
from voc.store.praise_counting import count_praise
from voc.weeks import monday_of, shift_week

pytestmark = [pytest.mark.slow, NEEDS_CHROMIUM, pytest.mark.filterwarnings("ignore::ResourceWarning")]
W47 = "2026-W47"
CHANGED_ON = monday_of(shift_week(W47, -3)).isoformat()


def fill(store: Store) -> None:
    """Slow refunds that fall from 20 a week to 4 four weeks ago, and praise of the delivery."""
    slow = weeks_of([20, 20, 20, 20, 4, 4, 4, 4], theme="slow")
    praise = [Said(W47, "배송 좋아요", hesitates=False, act="praise")] * 3
    rest = weeks_of([80, 80, 80, 80, 96, 96, 96, 93], hesitates=False)
    plant(store, [*slow, *praise, *rest])
    with store.begin() as connection:
        count_praise(connection, counted_weeks(connection), praise_book(load_settings(Path("config"))))


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(tmp_path_factory.mktemp("lessons"), fill) as running:
        yield running


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with opened_browser() as opened:
        yield opened


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    opened = browser.new_page(viewport={"width": 390, "height": 900}, base_url=address, accept_downloads=True)
    seen = watched(opened)
    yield opened
    assert seen == []
    opened.close()


def test_a_lesson_is_written_found_and_read_on_the_theme(page: Page) -> None:
    page.goto("/themes/slow")
    page.get_by_role("link", name="배운 것 적기").click()
    page.get_by_label("가설").fill("언제 오는지 모른다")
    page.get_by_label("배운 것 다음에는").fill("날짜를 먼저 말한다")
    assert findings(page) == []
    page.get_by_role("button", name="저장").click()
    expect(page.get_by_text("저장했습니다")).to_be_visible()
    assert findings(page) == []
    page.get_by_label("찾을 말").fill("수수료")
    page.get_by_role("button", name="찾기").click()
    expect(page.get_by_text("이 조건에 맞는 기록이 없습니다")).to_be_visible()
    page.goto("/themes/slow")
    expect(
        page.get_by_role("region", name="배운 것", exact=True).get_by_text("날짜를 먼저 말한다", exact=True)
    ).to_be_visible()


def test_a_change_is_recorded_and_its_report_downloaded(page: Page, tmp_path: Path) -> None:
    page.goto("/lessons/changes")
    page.get_by_label("바꾼 날").fill(CHANGED_ON)
    page.get_by_label("종류").select_option("guide")
    page.get_by_label("무엇을 바꾸었나요?").fill("예상 날짜를 안내")
    page.get_by_label("지켜볼 테마 1").select_option(label="slow")
    page.get_by_role("button", name="기록하기").click()
    expect(page.get_by_text("뚜렷하게 줄었습니다")).to_be_visible()
    assert findings(page) == []
    page.get_by_role("link", name="바꾼 것과 그 뒤 내려받기").press("Enter")
    page.get_by_label("까닭").fill("회의")
    with page.expect_download() as file:
        page.get_by_role("button", name="내려받기").click()
    file.value.save_as(tmp_path / "changes.xlsx")
    rows = list(load_workbook(tmp_path / "changes.xlsx").worksheets[0].iter_rows(values_only=True))
    assert rows[1][1:6] == ("안내", "예상 날짜를 안내", "slow", "줄었음", 4)


def test_praise_stands_with_its_quotes(page: Page) -> None:
    page.goto("/praise")
    expect(page.get_by_role("rowheader", name="배송·받기")).to_be_visible()
    expect(page.get_by_role("heading", name="배송·받기 3건")).to_be_visible()
    expect(page.get_by_text("배송 좋아요").first).to_be_visible()
    assert findings(page) == []
    page.get_by_role("link", name="배송", exact=True).click()
    expect(page.get_by_role("heading", level=1, name="검색")).to_be_visible()
