"""고객 응대 in a real browser: two persons walk a case from 새로 to 완료, each signed in."""

from collections.abc import Callable

import pytest
from browsing import NEEDS_CHROMIUM, findings, opened_browser, running, watched
from planted_case import HANDLE, plant_case
from playwright.sync_api import Browser, Page, expect
from reaching import KEY, VARIABLE
from starlette.applications import Starlette
from visitor import PASSWORD

from voc.store import Store

pytestmark = [pytest.mark.slow, NEEDS_CHROMIUM, pytest.mark.filterwarnings("ignore::ResourceWarning")]


def desk_of(browser: Browser, address: str, name: str) -> Page:
    """Let somebody sign in at a desk of their own and open the queue."""
    page = browser.new_page(viewport={"width": 390, "height": 900}, base_url=address, locale="ko-KR")
    page.goto("/outreach")
    page.get_by_label("이름").fill(name)
    page.get_by_label("비밀번호").fill(PASSWORD)
    page.get_by_role("button", name="로그인").click()
    expect(page.get_by_role("heading", name="고객 응대")).to_be_visible()
    page.wait_for_load_state("load")
    return page


def test_a_case_is_walked_by_two_persons(
    filled: Store, people: Store, open_app: Callable[[str], Starlette], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert people
    monkeypatch.setenv(VARIABLE, KEY)
    plant_case(filled)
    with running(lambda _: open_app("sign_in: password\n")) as address, opened_browser() as browser:
        hana, duri = desk_of(browser, address, "editor"), desk_of(browser, address, "admin")
        seen = watched(hana), watched(duri)
        assert findings(hana) == []
        hana.locator(".case a").click()
        hana.get_by_label("메모").fill("사과 편지를 준비합니다")
        hana.get_by_role("button", name="검토").click()
        expect(hana.get_by_text("사과 편지를 준비합니다")).to_be_visible()
        hana.get_by_role("button", name="승인 요청").click()
        expect(hana.get_by_role("alert")).to_contain_text("승인을 요청하려면 아래를 모두 확인해 주세요.")
        assert findings(hana) == []
        for box in hana.get_by_role("checkbox").all():
            box.check()
        hana.get_by_role("button", name="승인 요청").click()
        expect(hana.get_by_text("승인은 요청한 사람이 아닌 다른 사람이 합니다.")).to_be_visible()
        expect(hana.get_by_role("button", name="발송했음")).to_have_count(0)

        duri.goto(hana.url.partition("?")[0])
        duri.get_by_role("button", name="승인", exact=True).click()
        expect(duri.get_by_text("admin 님이 승인함")).to_be_visible()

        # What the first one still sees is older than that.
        hana.get_by_label("메모").fill("보냅니다")
        hana.get_by_role("button", name="보류").click()
        expect(hana.get_by_role("alert")).to_contain_text("그사이 다른 사람이 이 건을 바꿨습니다.")
        expect(hana.get_by_label("메모")).to_have_value("보냅니다")
        hana.get_by_role("button", name="발송했음").click()
        expect(hana.get_by_text("편지/선물 승인 → 발송: 보냅니다")).to_be_visible()
        hana.get_by_label("연락처가 왜 필요한가요?").fill("주소 확인")
        hana.get_by_role("button", name="연락처 보기").click()
        expect(hana.get_by_text(HANDLE, exact=True)).to_be_visible()
        assert findings(hana) == []
        hana.get_by_role("button", name="완료").click()
        expect(hana.get_by_text("발송 → 완료")).to_be_visible()
        assert hana.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert seen == ([], [])
