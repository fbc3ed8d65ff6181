"""Signing in and out in a real browser: nothing is blocked by our own policy, nothing leaves the machine."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest
from browsing import CHROMIUM, NEEDS_CHROMIUM, QUIET, findings, running, watched
from oidc_provider import CLIENT_ID, CLIENT_SECRET, provided
from playwright.sync_api import BrowserContext, expect, sync_playwright
from starlette.applications import Starlette
from visitor import PASSWORD

from voc.steps.users import remove_user
from voc.store import Store

pytestmark = [
    pytest.mark.usefixtures("filled"),
    pytest.mark.slow,
    NEEDS_CHROMIUM,
    # A context of playwright's own is closed with the browser.
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]


@pytest.fixture
def context() -> Iterator[BrowserContext]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser.new_context(locale="ko-KR", viewport={"width": 390, "height": 844})
        browser.close()


def test_a_person_signs_in_is_sent_back_and_leaves(
    context: BrowserContext, open_app: Callable[[str], Starlette], people: Store
) -> None:
    with running(lambda _: open_app("sign_in: password\n")) as address:
        page = context.new_page()
        seen = watched(page)
        page.goto(f"{address}/?week=2026-W47")
        expect(page.get_by_label("이름")).to_be_focused()
        page.keyboard.type("editor")
        page.keyboard.press("Tab")
        page.keyboard.type("열 글자가 넘는 것")
        page.keyboard.press("Enter")
        expect(page.get_by_role("alert")).to_contain_text("맞지 않습니다")
        assert findings(page) == []
        expect(page.get_by_label("비밀번호")).to_be_focused()
        page.keyboard.type(PASSWORD)
        page.keyboard.press("Enter")
        expect(page).to_have_url(f"{address}/?week=2026-W47")
        expect(page.get_by_text("editor · 편집")).to_be_visible()
        assert page.evaluate("document.cookie") == ""
        page.get_by_role("button", name="로그아웃").click()
        expect(page.get_by_text("로그아웃했습니다")).to_be_visible()
        page.go_back()
        expect(page.get_by_role("heading", name="로그인")).to_be_visible()
        assert people
        assert seen == []


def test_whoever_was_removed_is_sent_to_sign_in_by_the_next_filter(
    context: BrowserContext, open_app: Callable[[str], Starlette], people: Store
) -> None:
    with running(lambda _: open_app("sign_in: password\n")) as address:
        page = context.new_page()
        page.goto(f"{address}/")
        page.get_by_label("이름").fill("reader")
        page.get_by_label("비밀번호").fill(PASSWORD)
        page.get_by_role("button", name="로그인").click()
        expect(page.get_by_text("reader · 보기")).to_be_visible()
        # Scripts come after the words.
        page.wait_for_load_state("load")
        remove_user(people, "reader", at=datetime(2026, 11, 23, tzinfo=UTC), who="한별")
        page.get_by_label("소스").select_option(index=1)
        expect(page.get_by_role("heading", name="로그인")).to_be_visible()
        assert urlsplit(page.url).path == "/signin"
        assert urlsplit(page.url).query == "next=%2F"


def test_a_person_comes_in_by_the_company_and_leaves(
    context: BrowserContext, open_app: Callable[[str], Starlette], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VOC_OIDC_SECRET", CLIENT_SECRET)
    with provided(person={"sub": "u-1", "preferred_username": "하나", "groups": ["crm"]}) as provider:

        def made(address: str) -> Starlette:
            return open_app(
                f"sign_in: oidc\npublic_url: {address}\ngroups: {{crm: editor}}\n"
                f"oidc: {{issuer: '{provider.issuer}', client_id: {CLIENT_ID}}}\n"
            )

        with running(made) as address:
            page = context.new_page()
            seen = watched(page)
            page.goto(f"{address}/?week=2026-W47")
            page.get_by_role("link", name="회사 계정으로 로그인").click()
            expect(page).to_have_url(f"{address}/?week=2026-W47")
            expect(page.get_by_text("하나 · 편집")).to_be_visible()
            page.get_by_role("button", name="로그아웃").click()
            expect(page.get_by_role("link", name="회사 계정에서도 로그아웃")).to_be_visible()
            assert seen == []
