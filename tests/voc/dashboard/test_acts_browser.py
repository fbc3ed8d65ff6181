"""Every act of curation from the screen, one after the other in one home, seen in what it changes and in the log."""

from collections.abc import Iterator

import pytest
from browsing import NEEDS_CHROMIUM, findings, opened_browser, served, watched
from planted import Said, plant
from playwright.sync_api import Browser, Locator, Page, expect
from sqlalchemy import select

from voc.records import document_id
from voc.store import Proposal, Store, StoredTheme, save_proposals, save_themes
from voc.store.schema import sentences

pytestmark = [
    pytest.mark.slow,
    NEEDS_CHROMIUM,
    # A context of playwright's own is closed with the browser.
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]
W47 = "2026-W47"
TITLES = {"slow": "느린 환급", "fee": "비싼 수수료", "lock": "잠긴 화면", "call": "안 받는 전화"}


def fill(store: Store) -> None:
    """Four themes of three voices, and a part that the weekly run would split off."""
    plant(store, [Said(W47, f"{title} {n}", "app_reviews", key) for key, title in TITLES.items() for n in range(3)])
    with store.begin() as connection:
        save_themes(connection, [StoredTheme(key, title, "delay", "fulfilment") for key, title in TITLES.items()])
        last = document_id("app_reviews", f"{3 * len(TITLES) - 1:05d}")
        fingerprint = connection.scalar(select(sentences.c.fingerprint).where(sentences.c.document_id == last))
        part = {"title": "밤에 안 받는 전화", "sentences": [[last, 0, fingerprint]]}
        save_proposals(connection, [Proposal("1" * 8, W47, "split", ("call",), 0.7, {"parts": [part]})])


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(tmp_path_factory.mktemp("acts"), fill) as found:
        yield found


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with opened_browser() as opened:
        yield opened


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(locale="ko-KR")
    opened = context.new_page()
    seen = watched(opened)
    yield opened
    assert seen == []
    context.close()


def done(page: Page) -> Locator:
    return page.locator("[data-done]")


def section(page: Page, name: str) -> Locator:
    return page.get_by_role("region", name=name)


def test_a_theme_is_renamed(page: Page, address: str) -> None:
    page.goto(f"{address}/themes/slow")
    page.get_by_role("link", name="이름 · 단계 · 합치기").click()
    form = page.get_by_role("form", name="이름 바꾸기")
    form.get_by_label("새 이름").fill("두 주째 안 오는 환급")
    form.get_by_label("까닭").fill("고객의 말로")
    form.get_by_role("button", name="이름 바꾸기").click()
    expect(done(page)).to_contain_text("두 주째 안 오는 환급")
    page.goto(f"{address}/curation")
    expect(page.get_by_role("row", name="고객의 말로")).to_contain_text("한별")
    page.goto(f"{address}/themes")
    expect(page.get_by_role("link", name="두 주째 안 오는 환급", exact=True)).to_be_visible()


def test_a_stage_and_a_reason_are_set(page: Page, address: str) -> None:
    page.goto(f"{address}/themes/fee/edit")
    form = page.get_by_role("form", name="단계와 이유")
    form.get_by_label("단계").select_option("신청·결제")
    form.get_by_label("이유").select_option("수수료·비용")
    form.get_by_role("button", name="정하기").click()
    expect(done(page)).to_be_visible()
    expect(page.locator(".facts").first).to_contain_text("신청·결제 · 수수료·비용")


def test_a_theme_is_pinned_and_hidden_and_shown_again(page: Page, address: str) -> None:
    page.goto(f"{address}/themes/lock/edit")
    section(page, "고정하기").get_by_role("button", name="고정하기").click()
    expect(section(page, "고정 풀기")).to_be_visible()
    section(page, "숨기기").get_by_role("button", name="숨기기").click()
    expect(section(page, "다시 보이기")).to_be_visible()
    page.goto(f"{address}/themes")
    expect(page.get_by_role("link", name="잠긴 화면", exact=True)).to_have_count(0)
    page.get_by_role("link", name="숨긴 테마 1").click()
    expect(page.get_by_role("link", name="잠긴 화면", exact=True)).to_be_visible()
    page.goto(f"{address}/themes/lock/edit")
    section(page, "다시 보이기").get_by_role("button", name="다시 보이기").click()
    expect(section(page, "숨기기")).to_be_visible()


def test_a_sentence_is_moved_after_a_look_at_twelve_weeks_and_moved_back(page: Page, address: str) -> None:
    page.goto(f"{address}/themes/lock/sentences")
    page.get_by_role("checkbox", name="잠긴 화면 0").check()
    page.get_by_role("radio", name="다른 테마로 옮깁니다").check()
    page.get_by_label("옮길 테마").select_option("비싼 수수료")
    page.get_by_role("button", name="미리 보기").click()
    expect(page.get_by_role("row", name="비싼 수수료")).to_contain_text("3 → 4")
    expect(page.get_by_text("아직 아무것도 바뀌지 않았습니다")).to_be_visible()
    page.get_by_role("button", name="이대로 하기").click()
    expect(done(page)).to_be_visible()
    page.goto(f"{address}/themes/fee")
    expect(page.locator("main")).to_contain_text("잠긴 화면 0")
    page.goto(f"{address}/curation")
    page.get_by_role("button", name="되돌리").first.click()
    page.get_by_role("button", name="되돌리기").first.click()
    page.goto(f"{address}/themes/lock")
    expect(page.locator("main")).to_contain_text("잠긴 화면 0")


def test_a_proposed_split_is_accepted(page: Page, address: str) -> None:
    page.goto(f"{address}/curation/proposals")
    form = page.get_by_role("form", name="제안 받아들이기")
    form.get_by_role("button", name="미리 보기").click()
    expect(page.get_by_role("row", name="안 받는 전화").first).to_contain_text("3 → 2")
    page.get_by_role("button", name="받아들이기").click()
    expect(done(page)).to_contain_text("밤에 안 받는 전화")
    page.goto(f"{address}/curation/proposals")
    expect(page.get_by_text("지금은 제안이 없습니다")).to_be_visible()


def test_the_label_of_a_sentence_is_corrected(page: Page, address: str) -> None:
    page.goto(f"{address}/themes/fee/sentences")
    page.get_by_role("link", name="고쳐 읽기: 비싼 수수료 0").click()
    form = page.get_by_role("form", name="문장 고쳐 읽기")
    form.get_by_label("이유").select_option("신뢰·사기 의심")
    form.get_by_role("button", name="미리 보기").click()
    expect(page.locator("[data-preview]")).to_contain_text("신뢰·사기 의심")
    assert findings(page) == []
    page.get_by_role("button", name="고치기").click()
    expect(done(page)).to_be_visible()
    expect(page.get_by_role("row", name="이유")).to_contain_text("신뢰·사기 의심")


def test_a_person_who_was_slower_is_told_and_loses_nothing(browser: Browser, address: str) -> None:
    mine, other = (browser.new_context(locale="ko-KR").new_page() for _ in range(2))
    for page in (mine, other):
        page.goto(f"{address}/themes/call/edit")
        page.get_by_role("form", name="이름 바꾸기").get_by_label("새 이름").fill(f"이름 {page is mine}")
    for page in (other, mine):
        with page.expect_response("**/curation/act") as answered:
            page.get_by_role("form", name="이름 바꾸기").get_by_role("button", name="이름 바꾸기").click()
        assert answered.value.status == (409 if page is mine else 303)
    expect(mine.get_by_role("alert")).to_contain_text("그사이 다른 사람이")
    expect(mine.get_by_label("새 이름")).to_have_value("이름 True")
    assert findings(mine) == []
    for page in (mine, other):
        page.context.close()
