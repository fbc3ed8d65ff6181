"""Every view in a real browser: shown, named, reachable by keyboard, said aloud, and with nobody else told of it."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from browsing import NEEDS_CHROMIUM, findings, opened_browser, served, watched
from planted import Said, plant
from playwright.sync_api import Browser, Page, Route, expect

from voc.records import Rating
from voc.store import (
    Proposal,
    Step,
    Store,
    StoredTheme,
    count_weeks,
    end_run,
    save_proposals,
    save_step,
    save_themes,
    start_run,
)
from voc.weeks import shift_week

pytestmark = [
    pytest.mark.slow,
    NEEDS_CHROMIUM,
    # A context of playwright's own is closed with the browser.
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]
W47 = "2026-W47"
AT = datetime(2026, 11, 22, 17, tzinfo=UTC)
NEW = {"등급": "신규"}
# Address, and what stands there.
VIEWS = {
    "/": "많이 나온 망설임",
    "/themes": "느린 환급",
    "/themes/slow": "환급이 3번 늦어요",
    "/funnel": "느린 환급",
    "/words": "우리 말과 고객의 말",
    "/words/contrast?a_theme=slow&b_theme=fee": "견주는 쪽",
    "/words/concordance?q=환급": "환급",
    "/search?q=환급": "환급이 3번 늦어요",
    "/curation": "아직 아무도 테마를 고치지 않았습니다",
    "/curation/proposals": "합치기",
    "/themes/slow/edit": "이름 바꾸기",
    "/themes/slow/sentences": "환급이 3번 늦어요",
    "/operation": "최근 실행",
    "/operation/rejects": "따로 둔 줄",
    "/imports": "설문",
    "/download?table=themes": "내려받는 까닭",
    "/nowhere": "없",
}


def fill(store: Store) -> None:
    """Slow refunds that grow, fees that do not, and praise."""
    weeks = [shift_week(W47, -back) for back in range(8)]
    plant(
        store,
        [
            *(
                Said(week, f"환급이 {n}번 늦어요", "app_reviews", "slow", rating=Rating(1 + n % 2, 1, 5), segment=NEW)
                for week in weeks
                for n in range(12 if week == W47 else 4)
            ),
            *(
                Said(week, f"수수료가 {n}번 비싸요", "cs_tickets", "fee", stage="usage")
                for week in weeks
                for n in range(3)
            ),
            *(
                Said(week, "화면이 예뻐요", "cs_tickets", hesitates=False, stage="none", reason="none")
                for week in weeks
            ),
        ],
    )
    with store.begin() as connection:
        titles = [
            StoredTheme("slow", "느린 환급", "delay", "fulfilment"),
            StoredTheme("fee", "비싼 수수료", "delay", "usage"),
        ]
        save_themes(connection, titles)
        merge = Proposal("1" * 8, W47, "merge", ("slow", "fee"), 0.9, {"words": ["늦다"]})
        save_proposals(connection, [merge])
        run = start_run(connection, "nightly", "..2026-11-23", at=AT)
        save_step(connection, run, Step("collect", "app_reviews", 10, 9, 1, 0.5))
        end_run(connection, run, "partly", at=AT, counts={"read": 9})
        count_weeks(connection)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(tmp_path_factory.mktemp("views"), fill) as found:
        yield found


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with opened_browser() as opened:
        yield opened


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A new person's tab; nothing may be blocked, complained about or asked elsewhere."""
    context = browser.new_context(locale="ko-KR", viewport={"width": 1440, "height": 900})
    opened = context.new_page()
    seen = watched(opened)
    yield opened
    assert seen == []
    context.close()


def test_every_view_is_shown_under_a_title_of_its_own(page: Page, address: str) -> None:
    titles = set()
    for path, words in VIEWS.items():
        page.goto(f"{address}{path}")
        expect(page.locator("main")).to_contain_text(words)
        expect(page.get_by_role("heading", level=1)).to_have_count(1)
        expect(page.locator("html")).to_have_attribute("lang", "ko")
        titles.add(page.title())
    assert len(titles) == len(VIEWS)


@pytest.mark.parametrize("path", VIEWS)
def test_axe_finds_nothing_and_nothing_sticks_out(browser: Browser, address: str, path: str) -> None:
    context = browser.new_context(locale="ko-KR", bypass_csp=True)
    page = context.new_page()
    page.goto(f"{address}{path}")
    for width in (1440, 390):
        page.set_viewport_size({"width": width, "height": 900})
        # Charts follow the window a moment later.
        page.wait_for_function("width => document.documentElement.scrollWidth <= width", arg=width, timeout=3000)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            assert findings(page) == []
    context.close()


def test_an_empty_store_says_what_to_do_and_passes_axe(browser: Browser, tmp_path: Path) -> None:
    with served(tmp_path, lambda _: None) as address:
        context = browser.new_context(locale="ko-KR", bypass_csp=True)
        page = context.new_page()
        for path in ("/", "/themes", "/funnel", "/words", "/search", "/operation", "/curation"):
            page.goto(f"{address}{path}")
            expect(page.get_by_role("heading", level=1)).to_have_count(1)
            assert findings(page) == []
        context.close()


@pytest.mark.parametrize("path", ["/", "/themes", "/themes/slow", "/funnel"])
def test_a_filter_changes_page_and_address_and_both_come_back(page: Page, address: str, path: str) -> None:
    page.goto(f"{address}{path}")
    before = page.locator("main").inner_text()
    choice = page.get_by_label("끝 주").first
    choice.focus()
    choice.select_option("2026-W46")
    page.get_by_label("시작 주").first.select_option("2026-W46")
    expect(page).to_have_url(re.compile("W46"))
    expect(page.locator("main")).not_to_have_attribute("aria-busy", "true")
    expect(page.locator("#said")).not_to_be_empty()
    changed = page.locator("main").inner_text()
    assert changed != before
    link = page.url
    page.go_back()
    expect(page).not_to_have_url(link)
    page.goto(link)
    assert page.locator("main").inner_text() == changed


def test_the_focus_stands_where_it_stood_and_the_result_is_said(page: Page, address: str) -> None:
    page.goto(f"{address}/search?q=환급")
    expect(page.get_by_role("status").first).to_contain_text("건")
    field = page.get_by_role("search", name="고객의 글 찾기").get_by_label("찾는 말")
    field.fill("수수료")
    field.press("Enter")
    expect(page.locator("main")).to_contain_text("수수료가 2번 비싸요")
    expect(field).to_be_focused()
    expect(page.locator("#said")).to_contain_text("건")
    page.goto(f"{address}/themes")
    page.get_by_role("link", name="나온 테마").focus()
    page.get_by_role("columnheader", name="테마").get_by_role("link").press("Enter")
    expect(page).to_have_url(re.compile("sort="))
    expect(page.get_by_role("columnheader", name="테마").get_by_role("link")).to_be_focused()


def test_the_way_to_the_quotes_needs_no_mouse(page: Page, address: str) -> None:
    page.goto(f"{address}/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="본문으로 건너뛰기")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    for _ in range(40):
        page.keyboard.press("Tab")
        focused = page.locator(":focus")
        assert focused.evaluate("(one) => getComputedStyle(one).outlineStyle") != "none"
        if focused.inner_text() == "느린 환급":
            break
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/themes/slow"))
    expect(page.get_by_role("navigation", name="주 메뉴").locator("[aria-current]")).to_have_text("테마")


def test_what_takes_long_shows_that_it_is_being_fetched(page: Page, address: str) -> None:
    page.goto(f"{address}/themes")
    held: list[Route] = []
    page.route("**/themes?**", lambda route: held.append(route))  # noqa: PLW0108 - playwright counts its parameters
    page.get_by_label("끝 주").select_option("2026-W46")
    expect(page.locator("main")).to_have_attribute("aria-busy", "true")
    expect(page.locator("#said")).to_have_text("불러오고 있습니다.")
    held[0].continue_()
    expect(page.locator("main")).not_to_have_attribute("aria-busy", "true")


def test_a_server_that_is_gone_is_told(browser: Browser, address: str) -> None:
    context = browser.new_context(locale="ko-KR")
    page = context.new_page()
    page.goto(f"{address}/themes")
    page.route("**/themes?**", lambda route: route.abort("connectionrefused"))
    page.get_by_label("고객 구분").select_option(index=1)
    expect(page.get_by_role("alert")).to_contain_text("서버에 연결하지 못했습니다")
    page.unroute("**/themes?**")
    page.get_by_role("link", name="다시 시도").click()
    expect(page).to_have_url(re.compile("segment="))
    expect(page.get_by_role("alert")).to_have_count(0)
    context.close()
