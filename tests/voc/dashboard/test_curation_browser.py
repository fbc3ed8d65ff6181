"""Curation in a real browser: by keyboard, with and without script, and nothing that was typed is lost."""

from collections.abc import Callable, Iterator

import pytest
from browsing import CHROMIUM, NEEDS_CHROMIUM, QUIET, running, watched
from playwright.sync_api import Browser, Page, expect, sync_playwright
from starlette.applications import Starlette

from voc.records import document_id
from voc.store import Store, StoredTheme, ThemeChoice, count_weeks, save_themes, set_themes

pytestmark = [
    pytest.mark.slow,
    NEEDS_CHROMIUM,
    # A context of playwright's own is closed with the browser.
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]


@pytest.fixture
def address(open_app: Callable[[], Starlette], filled: Store) -> Iterator[str]:
    with filled.begin() as connection:
        save_themes(connection, [StoredTheme("c_refund", "환급 지연", "delay", "fulfilment")])
        of_refunds = [document_id("shop_reviews", key) for key in ("w2", "a3")]
        set_themes(connection, [ThemeChoice(one, 0, "c_refund", 0.9, "s1") for one in of_refunds])
        count_weeks(connection)
    with running(lambda _: open_app()) as found:
        yield found


@pytest.fixture
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield opened
        opened.close()


def merge(page: Page, address: str) -> None:
    page.goto(f"{address}/themes/c_refund/edit")
    form = page.get_by_role("form", name="다른 테마에 합치기")
    form.get_by_label("어느 테마에").select_option("인증 실패")
    form.get_by_label("까닭").fill("같은 이야기")
    form.get_by_role("button", name="미리 보기").press("Enter")
    expect(page.get_by_role("row", name="인증 실패")).to_contain_text("3 → 5")
    page.get_by_role("button", name="합치기").press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("‘환급 지연’을 ‘인증 실패’에 합침")


@pytest.mark.parametrize("with_script", [True, False])
def test_a_merge_is_looked_at_done_and_undone(browser: Browser, address: str, *, with_script: bool) -> None:
    page = browser.new_context(java_script_enabled=with_script, viewport={"width": 390, "height": 844}).new_page()
    seen = watched(page)
    merge(page, address)
    page.get_by_role("button", name="되돌리기").press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("1단계 되돌림")
    page.goto(f"{address}/curation")
    expect(page.get_by_role("row", name="같은 이야기")).to_contain_text("되돌림")
    assert seen == []


def test_what_was_typed_stays_in_the_tab_until_it_is_done(browser: Browser, address: str) -> None:
    page = browser.new_context().new_page()
    form = page.get_by_role("form", name="이름 바꾸기")
    page.goto(f"{address}/themes/t_auth/edit")
    form.get_by_label("새 이름").fill("인증이 막힘")
    page.goto(f"{address}/curation")
    page.goto(f"{address}/themes/t_auth/edit")
    expect(form.get_by_label("새 이름")).to_have_value("인증이 막힘")
    form.get_by_label("까닭").fill("고객의 말")
    form.get_by_role("button", name="이름 바꾸기").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("인증이 막힘")
    page.goto(f"{address}/themes/t_auth/edit")
    expect(form.get_by_label("까닭")).to_have_value("")


def test_two_tabs_at_once_are_told(browser: Browser, address: str) -> None:
    context = browser.new_context()
    mine, other = context.new_page(), context.new_page()
    mine.goto(f"{address}/themes/t_auth/edit")
    merge(other, address)
    form = mine.get_by_role("form", name="이름 바꾸기")
    form.get_by_label("새 이름").fill("늦은 이름")
    form.get_by_role("button", name="이름 바꾸기").click()
    expect(mine.get_by_role("alert")).to_contain_text("그사이 다른 사람이")
    expect(mine.get_by_role("row", name="같은 이야기")).to_be_visible()
    expect(form.get_by_label("새 이름")).to_have_value("늦은 이름")
    form.get_by_role("button", name="이름 바꾸기").click()
    expect(mine.get_by_role("status").first).to_contain_text("‘늦은 이름’으로 바꿈")


def test_chosen_sentences_are_split_off(browser: Browser, address: str) -> None:
    page = browser.new_context().new_page()
    page.goto(f"{address}/themes/t_auth/sentences")
    page.get_by_role("checkbox", name="인증이 또 안 되네요").check()
    page.get_by_label("새 테마의 이름").fill("또 막힘")
    page.get_by_role("button", name="미리 보기").click()
    expect(page.get_by_role("checkbox", name="인증이 또 안 되네요")).to_be_checked()
    expect(page.get_by_role("row", name="또 막힘")).to_contain_text("0 → 1")
    page.get_by_role("button", name="이대로 하기").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("또 막힘")
