"""보낸 메시지 가져오기 in a real browser: from the choice of a file to the result, and back."""

from collections.abc import Callable
from pathlib import Path

import pytest
from browsing import CHROMIUM, NEEDS_CHROMIUM, QUIET, findings, running, watched
from playwright.sync_api import expect, sync_playwright
from starlette.applications import Starlette

from voc.store import Store
from voc.store.messages import load_messages

pytestmark = [
    pytest.mark.slow,
    NEEDS_CHROMIUM,
    # A context of playwright's own is closed with the browser.
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]
# A piece of work starts a process that loads the analyser.
PATIENCE_MS = 90_000
SENT = (
    "발송일,보낸 글,채널,발송수,오픈수\n"
    "2026-11-03,신분증 촬영이 자꾸 실패하나요? 이렇게 해 보세요.,푸시,1000,125\n"
    "2026-11-04,수수료를 미리 알려 드립니다. 문의 010-1234-5678,문자,500,\n"
    "2026-11-05,보낸 것보다 많이 열어 본 글은 없습니다.,문자,500,501\n"
)


def test_a_file_is_handed_in_corrected_imported_and_taken_back(
    open_app: Callable[[], Starlette], empty_store: Store, tmp_path: Path
) -> None:
    file = tmp_path / "발송.csv"
    file.write_bytes(SENT.encode("cp949"))
    with running(lambda _: open_app()) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        page = browser.new_context(viewport={"width": 390, "height": 844}).new_page()
        seen = watched(page)
        page.goto(f"{address}/imports")
        page.get_by_role("link", name="보낸 메시지").click()
        assert findings(page) == []
        page.get_by_label("메시지 파일").set_input_files(file)
        page.get_by_role("button", name="올리고 살펴보기").click()
        expect(page.get_by_text("읽은 방식: CSV, cp949")).to_be_visible(timeout=PATIENCE_MS)
        expect(page.get_by_text("1개 칸은 확실하지 않습니다")).to_be_visible()
        expect(page.get_by_role("main")).not_to_contain_text("010-1234")
        assert findings(page) == []
        page.get_by_label("보낸 글", exact=True).select_option("body")
        page.get_by_role("button", name="시험해 보기").press("Enter")
        expect(page.get_by_text("아직 아무것도 저장하지 않았습니다")).to_be_visible(timeout=PATIENCE_MS)
        expect(page.get_by_role("region", name="읽지 못한 줄 표")).to_contain_text("보다 많습니다")
        assert findings(page) == []
        page.get_by_role("button", name="이대로 가져오기").press("Enter")
        expect(page.get_by_text("가져왔습니다. 메시지가 말하는")).to_be_visible(timeout=PATIENCE_MS)
        assert findings(page) == []
        with empty_store.read() as connection:
            assert [one.n_opened for one in load_messages(connection)] == [125, None]
        expect(page.get_by_role("link", name="메시지 보기")).to_have_attribute("href", "/messages")
        page.goto(f"{address}/imports/messages")
        assert findings(page) == []
        page.get_by_role("button", name="발송.csv 되돌리기").click()
        expect(page.get_by_text("되돌렸습니다.")).to_be_visible(timeout=PATIENCE_MS)
        with empty_store.read() as connection:
            assert load_messages(connection) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        assert seen == []
        browser.close()
