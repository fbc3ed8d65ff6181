"""An editor takes a list in a real browser: from the theme to the file, opened as a spreadsheet does."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pandas as pd
import pytest
from browsing import NEEDS_CHROMIUM, findings, opened_browser, running, watched
from playwright.sync_api import expect
from reaching import AUTH, KEY, PUSH, VARIABLE, Voiced, plant_voiced
from starlette.applications import Starlette

from voc.store import Store

pytestmark = [
    pytest.mark.slow,
    NEEDS_CHROMIUM,
    # A context of playwright's own is closed with the browser.
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]
SOURCES = """
sources:
  - name: desk
    format: tickets
    path: inbox/desk
    channel: cs
    kind: ticket_message
    columns: {id: 번호, text: 내용, author: 고객번호}
    audience: {user_id: 고객번호}
"""
VOICES = (
    Voiced(AUTH, "ha", "0012", segment={"가입": "신규"}),
    Voiced(AUTH, "hb", "+8210"),
    Voiced(AUTH, "hc", "M-3"),
    Voiced(PUSH, "hc", "M-3"),
)


@pytest.fixture
def address(
    home: Path, open_app: Callable[[], Starlette], empty_store: Store, monkeypatch: pytest.MonkeyPatch
) -> Iterator[str]:
    """A dashboard whose desk gives ids."""
    monkeypatch.setenv(VARIABLE, KEY)
    (home / "config" / "sources.yaml").write_text(SOURCES, encoding="utf-8")
    plant_voiced(empty_store, VOICES)
    with running(lambda _: open_app()) as found:
        yield found


def test_a_list_is_taken_from_the_page_of_a_theme(address: str, tmp_path: Path) -> None:
    with opened_browser() as browser:
        page = browser.new_context(locale="ko-KR", viewport={"width": 390, "height": 900}).new_page()
        seen = watched(page)
        page.goto(f"{address}/themes/{AUTH}?week=2026-W47")
        page.get_by_role("link", name="대상 내보내기").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("대상 내보내기")
        # Scripts come after the words.
        page.wait_for_load_state("load")
        page.locator("select[name=segment]").select_option("가입=신규")
        expect(page.locator(".tiles dd").first).to_contain_text("1")
        page.locator("select[name=segment]").select_option("")
        expect(page.locator(".tiles dd").first).to_contain_text("3")
        assert findings(page) == []
        page.get_by_label("bigin").check()
        page.get_by_label("무엇에 쓸 명단인가요?").fill("인증 안내")
        with page.expect_download() as download:
            page.get_by_role("button", name="CSV 내려받기").click()
        download.value.save_as(tmp_path / "list.csv")
        page.get_by_role("link", name="연락 제외 명단").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("연락 제외 명단")
        assert page.evaluate("document.documentElement.scrollWidth") == 390
        assert findings(page) == []
    assert seen == []
    # Kept as text: as numbers they would be other ids.
    found = pd.read_csv(tmp_path / "list.csv", dtype=str)
    assert (list(found.columns), list(found["user_id"])) == (["user_id"], ["+8210", "0012"])
