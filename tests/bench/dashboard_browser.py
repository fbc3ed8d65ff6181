"""One real browser before a dashboard that others are using: how long until the first view and a filter are drawn."""

import time
from collections.abc import Iterator

from browsing import CHROMIUM, QUIET
from playwright.sync_api import Browser, Page, sync_playwright

_DRAWN = "main h1"


def drawn(port: int, until: float, pause_s: float) -> Iterator[tuple[str, float]]:
    """Open the first screen in a fresh profile and choose a source, again and again until a moment.

    Yields
    ------
    tuple of (str, float)
        What was drawn, and milliseconds from the click, or from the address, to the picture.
    """
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=[*QUIET])
        while time.monotonic() < until:
            yield from _visit(browser, f"http://127.0.0.1:{port}/")
            time.sleep(pause_s)
        browser.close()


def _visit(browser: Browser, address: str) -> Iterator[tuple[str, float]]:
    # A context of its own has an empty cache.
    context = browser.new_context(locale="ko-KR", timezone_id="Asia/Seoul")
    page = context.new_page()
    begun = time.perf_counter()
    page.goto(address, wait_until="load")
    page.locator(_DRAWN).wait_for()
    _painted(page)
    yield "first view", 1000 * (time.perf_counter() - begun)
    source = page.locator("select[name=source]")
    values = [one for one in source.locator("option").evaluate_all("some => some.map(one => one.value)") if one]
    if values:
        begun = time.perf_counter()
        source.select_option(values[int(begun) % len(values)])
        page.wait_for_url("**source=**")
        _painted(page)
        yield "filter", 1000 * (time.perf_counter() - begun)
    context.close()


def _painted(page: Page) -> None:
    """Wait until the browser has put on the screen what the page holds now."""
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
