"""설문 가져오기 in a real browser: a cp949 file from the drop to the result, and by keyboard without script."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from browsing import CHROMIUM, NEEDS_CHROMIUM, QUIET, findings, running, watched
from playwright.sync_api import Browser, Page, expect, sync_playwright
from starlette.applications import Starlette
from survey_exports import write_csv

from voc.store import Store, iterate_documents

pytestmark = [
    pytest.mark.slow,
    NEEDS_CHROMIUM,
    # A context of playwright's own is closed with the browser.
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]
# A piece of work starts a process that loads the analyser.
PATIENCE_MS = 90_000
TRIED = "해 본 것은 안 됐습니다"
ROWS = [
    ("응답일시", "불편했던 점을 적어 주세요", "비고", "연락처"),
    *(
        (
            f"2026-11-1{n} 09:00",
            f"{n}번째 신분증 촬영이 자꾸 실패해서 그만뒀어요",
            f"{n}번째로 {TRIED}",
            "010-1234-5678",
        )
        for n in range(1, 8)
    ),
    ("2026-99-99 11:00", "날짜가 이상한 줄이에요", "그래도 적어 둡니다", "010-4567-8901"),
]
DROP = """(field, [name, content]) => {
  const bytes = Uint8Array.from(atob(content), (sign) => sign.charCodeAt(0));
  const carried = new DataTransfer();
  carried.items.add(new File([bytes], name, { type: "text/csv" }));
  for (const kind of ["dragenter", "dragover", "drop"]) {
    field.dispatchEvent(new DragEvent(kind, { bubbles: true, cancelable: true, dataTransfer: carried }));
  }
}"""


@pytest.fixture
def address(open_app: Callable[[], Starlette]) -> Iterator[str]:
    with running(lambda _: open_app()) as found:
        yield found


@pytest.fixture
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield opened
        opened.close()


def _to_the_result(page: Page) -> None:
    """Correct what is doubtful, try, import."""
    expect(page.get_by_text("읽은 방식: CSV, cp949")).to_be_visible(timeout=PATIENCE_MS)
    expect(page.get_by_role("region", name="첫 5줄")).to_contain_text("1번째 신분증 촬영")
    expect(page.get_by_role("main")).not_to_contain_text("010-1234")
    assert findings(page) == []
    page.get_by_label("비고", exact=True).select_option("drop")
    page.get_by_role("button", name="시험해 보기").press("Enter")
    expect(page.get_by_text("아직 아무것도 저장하지 않았습니다")).to_be_visible(timeout=PATIENCE_MS)
    expect(page.get_by_role("row", name="2026-99-99")).to_contain_text("날짜로 읽을 수 없습니다")
    assert findings(page) == []
    page.get_by_role("button", name="이대로 가져오기").press("Enter")
    expect(page.get_by_text("가져왔습니다. 응답이 주별 집계에")).to_be_visible(timeout=PATIENCE_MS)
    assert findings(page) == []


@pytest.mark.long
def test_a_file_is_dropped_corrected_tried_and_imported(
    browser: Browser, address: str, empty_store: Store, tmp_path: Path
) -> None:
    import base64  # noqa: PLC0415 - what a drop carries

    file = write_csv(tmp_path / "응답.csv", ROWS, encoding="cp949")
    page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
    seen = watched(page)
    page.goto(f"{address}/imports")
    content = base64.b64encode(file.read_bytes()).decode()
    page.get_by_label("응답 파일").evaluate(DROP, [file.name, content])
    page.get_by_role("button", name="올리고 살펴보기").click()
    _to_the_result(page)
    page.reload()
    expect(page.get_by_text("가져왔습니다. 응답이 주별 집계에")).to_be_visible()
    with empty_store.read() as connection:
        assert len([one for some in iterate_documents(connection) for one in some]) == 7
    page.get_by_role("link", name="이번 주에서 보기").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert seen == []


@pytest.mark.long
def test_a_file_is_chosen_and_looked_at_without_script(browser: Browser, address: str, tmp_path: Path) -> None:
    file = write_csv(tmp_path / "응답.csv", ROWS, encoding="cp949")
    page = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844}).new_page()
    page.goto(f"{address}/imports")
    page.get_by_label("응답 파일").set_input_files(file)
    page.get_by_role("button", name="올리고 살펴보기").press("Enter")
    _to_the_result(page)
