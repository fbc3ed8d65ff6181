"""Files, pictures and paper, as a real browser makes them."""

import re
import shutil
import subprocess
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import openpyxl
import pytest
from browsing import CHROMIUM, NEEDS_CHROMIUM, QUIET, running, watched
from planted import Said, plant
from playwright.sync_api import Browser, Page, expect, sync_playwright
from starlette.applications import Starlette

from voc.store import Store, StoredTheme, count_weeks, save_themes
from voc.weeks import shift_week

pytestmark = [
    pytest.mark.slow,
    NEEDS_CHROMIUM,
    # A context of playwright's own is closed with the browser.
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]
W47 = "2026-W47"
N_NEW, N_KNOWN = 8, 12
WORDS = "환급을 신청한 지 두 주가 지났는데 아직 아무 소식이 없고 문의해도 답이 안 와요, 정말 답답하네요. " * 5


@pytest.fixture
def address(open_app: Callable[[], Starlette], filled: Store) -> Iterator[str]:
    """A week as full as a bad one may be: eight themes never heard of before, twelve known ones, wordy customers."""
    known = [
        Said(shift_week(W47, -back), f"{theme}번 {n} {WORDS}", theme=f"known{theme}", source="shop_reviews")
        for back in range(8)
        for theme in range(N_KNOWN)
        for n in range(3)
    ]
    new = [
        Said(W47, f"{theme}번 {n} {WORDS}", theme=f"new{theme}", source="shop_reviews")
        for theme in range(N_NEW)
        for n in range(8)
    ]
    plant(filled, [*known, *new], first=100)
    with filled.begin() as connection:
        titles = {f"new{n}": f"새로 나온 망설임 {n}번" for n in range(N_NEW)}
        titles |= {f"known{n}": f"오래된 망설임 {n}번" for n in range(N_KNOWN)}
        save_themes(connection, [StoredTheme(key, title, "delay", "fulfilment") for key, title in titles.items()])
        count_weeks(connection)
    with running(lambda _: open_app()) as found:
        yield found


@pytest.fixture
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield opened
        opened.close()


def test_files_pictures_and_paper(browser: Browser, address: str, tmp_path: Path) -> None:
    page = browser.new_context(locale="ko-KR", color_scheme="dark").new_page()
    seen = watched(page)
    _first_screen_is_one_sheet_of_paper(page, address, tmp_path / "week.pdf")
    _a_table_is_taken_as_a_person_does(page, address, tmp_path / "themes.xlsx")
    _pictures_are_white_and_named(page, address, tmp_path)
    assert seen == []


def _first_screen_is_one_sheet_of_paper(page: Page, address: str, out: Path) -> None:
    page.goto(f"{address}/?week={W47}")
    assert page.locator("section:has(> #moves) .theme").count() >= N_NEW
    page.pdf(path=out, prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", out.read_bytes())) == 1
    assert b"Pretendard" in out.read_bytes()
    if shutil.which("pdftotext"):
        text = subprocess.run(["pdftotext", out, "-"], capture_output=True, check=True).stdout.decode()  # noqa: S607
        assert all(f"새로 나온 망설임 {n}번" in text for n in range(N_NEW))
        assert "내려받기" not in text
    page.goto(f"{address}/themes?week={W47}")
    page.emulate_media(media="print")
    expect(page.get_by_role("navigation")).to_have_count(0)
    expect(page.get_by_role("link", name="내려받기")).to_have_count(0)
    page.emulate_media(media="screen")


def _a_table_is_taken_as_a_person_does(page: Page, address: str, out: Path) -> None:
    page.goto(f"{address}/themes?week={W47}")
    page.get_by_role("link", name="테마 목록 내려받기").click()
    page.get_by_role("button", name="내려받기").click()
    expect(page.get_by_label("내려받는 까닭")).to_be_focused()
    page.get_by_label("내려받는 까닭").fill("월요일 회의")
    with page.expect_download() as taken:
        page.keyboard.press("Enter")
    assert taken.value.suggested_filename == "말귀 테마 목록 2026-W47.xlsx"
    taken.value.save_as(out)
    assert openpyxl.load_workbook(out).worksheets[0].max_row == 1 + N_NEW + N_KNOWN + 1
    page.get_by_role("link", name="보던 화면으로").click()
    expect(page).to_have_url(f"{address}/themes?week={W47}")


def _pictures_are_white_and_named(page: Page, address: str, folder: Path) -> None:
    for path, name in (
        ("/themes/new0", "새로 나온 망설임 0번.png"),
        ("/funnel", "퍼널 단계별 망설임 (목소리 1,000건당).png"),
    ):
        page.goto(f"{address}{path}?week={W47}")
        with page.expect_download() as taken:
            page.get_by_role("button", name="그림으로 저장").click()
        assert taken.value.suggested_filename == name
        taken.value.save_as(folder / "picture.png")
        assert _corner((folder / "picture.png").read_bytes()) == b"\xff\xff\xff\xff"


def _corner(png: bytes) -> bytes:
    """Read the first pixel of a picture; no filter changes that one."""
    assert png.startswith(b"\x89PNG")
    data, place = b"", 8
    while place < len(png):
        length, kind = int.from_bytes(png[place : place + 4]), png[place + 4 : place + 8]
        data += png[place + 8 : place + 8 + length] if kind == b"IDAT" else b""
        place += 12 + length
    return zlib.decompress(data)[1:5]
