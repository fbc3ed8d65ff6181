"""고객 응대 in a real browser: a case from 새로 to 발송, with a second person between."""

from collections.abc import Iterator

import pytest
from browsing import NEEDS_CHROMIUM, findings, opened_browser, served, watched
from planted import plant, weeks_of
from planted_case import CASE, HANDLE, OPENED_AT, plant_case
from playwright.sync_api import Page, expect
from reaching import KEY, VARIABLE

from voc.store import Store
from voc.store.outreach import OutreachEvent, append_event, last_seq

pytestmark = [pytest.mark.slow, NEEDS_CHROMIUM, pytest.mark.filterwarnings("ignore::ResourceWarning")]


@pytest.fixture(scope="module")
def stores() -> list[Store]:
    return []


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory, stores: list[Store]) -> Iterator[Page]:
    def fill(store: Store) -> None:
        stores.append(store)
        plant(store, weeks_of([3], text="인증이 계속 실패해서 포기했어요", theme="auth"))
        plant_case(store)

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(VARIABLE, KEY)
        with served(tmp_path_factory.mktemp("outreach"), fill) as address, opened_browser() as browser:
            opened = browser.new_page(viewport={"width": 390, "height": 900}, base_url=address)
            seen = watched(opened)
            yield opened
            assert seen == []


def test_a_case_is_walked_with_a_second_person(page: Page, stores: list[Store]) -> None:
    page.goto("/outreach")
    assert findings(page) == []
    page.get_by_role("link", name="인증이 계속 실패해서").click()
    page.get_by_label("메모").fill("사과 편지를 준비합니다")
    page.get_by_role("button", name="검토").click()
    expect(page.get_by_text("사과 편지를 준비합니다")).to_be_visible()
    page.get_by_role("button", name="승인 요청").click()
    expect(page.get_by_role("alert")).to_contain_text("승인을 요청하려면 아래를 모두 확인해 주세요.")
    assert findings(page) == []
    for box in page.get_by_role("checkbox").all():
        box.check()
    page.get_by_role("button", name="승인 요청").click()
    expect(page.get_by_text("승인은 요청한 사람이 아닌 다른 사람이 합니다.")).to_be_visible()
    # Somebody else gives it, at another desk.
    with stores[0].begin() as connection:
        seq = last_seq(connection, CASE) + 1
        append_event(connection, OutreachEvent(CASE, seq, OPENED_AT, "두리", "approved", {}))
    page.get_by_label("메모").fill("보냅니다")
    page.get_by_role("button", name="보류").click()
    expect(page.get_by_role("alert")).to_contain_text("그사이 다른 사람이 이 건을 바꿨습니다.")
    expect(page.get_by_label("메모")).to_have_value("보냅니다")
    page.get_by_label("연락처가 왜 필요한가요?").fill("사과 편지")
    page.get_by_role("button", name="연락처 보기").click()
    expect(page.get_by_text(HANDLE, exact=True)).to_be_visible()
    assert findings(page) == []
    page.get_by_role("button", name="발송했음").click()
    expect(page.get_by_text("편지/선물 승인 → 발송")).to_be_visible()
    page.get_by_role("button", name="완료").click()
    expect(page.get_by_text("발송 → 완료")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
