"""A real browser before a running dashboard: what it needs to start, and what it complains about."""

import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from socket import socket
from urllib.parse import urlsplit

import pytest
import uvicorn
from playwright.sync_api import Browser, Page, sync_playwright
from postgres_server import REQUIRED
from starlette.applications import Starlette

from voc.config import load_settings
from voc.config.scaffold import plan_scaffold, write_scaffold
from voc.dashboard.app import make_app
from voc.steps.workplace import Workplace
from voc.store import Store, open_store

CHROMIUM = Path("/usr/bin/chromium")
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


# Where programs are required, a browser that is missing fails the tests.
NEEDS_CHROMIUM = pytest.mark.skipif(
    not CHROMIUM.exists() and not os.environ.get(REQUIRED), reason="there is no Chromium (Debian: chromium)"
)

_AXE = Path(__file__).parent / "vendor" / "axe" / "axe.min.js"
_FINDINGS = """axe.run({ resultTypes: ["violations"] }).then((found) => found.violations.map(
  (one) => `${one.impact} ${one.id}: ${one.nodes[0].html}`))"""


def findings(page: Page) -> list[str]:
    """List what axe finds on a page as it stands there: how grave, which rule, where first."""
    page.evaluate(_AXE.read_text(encoding="utf-8"))
    found: list[str] = page.evaluate(_FINDINGS)
    return found


@contextmanager
def running(app: Callable[[str], Starlette]) -> Iterator[str]:
    """Run a dashboard that is made for its address."""
    with socket() as listening:
        listening.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{listening.getsockname()[1]}"
        server = uvicorn.Server(
            uvicorn.Config(app(address), log_config=None, proxy_headers=False, lifespan="off", ws="none")
        )
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.01)
        yield address
        server.should_exit = True
        thread.join()


def watched(page: Page) -> list[str]:
    """Collect what the browser blocks or complains about, and whatever it asks of hosts other than this machine."""
    seen: list[str] = []
    page.on("console", lambda message: seen.append(message.text) if "Failed to load" not in message.text else None)
    page.on("pageerror", lambda error: seen.append(str(error)))
    page.on("websocket", lambda opened: seen.append(opened.url))
    # Of the context: beacons and workers belong to no page.
    page.context.on("request", lambda asked: seen.append(asked.url) if not _is_ours(asked.url) else None)
    return seen


def _is_ours(url: str) -> bool:
    # What a page makes itself never leaves the browser.
    return urlsplit(url).scheme in {"blob", "data"} or urlsplit(url).hostname == "127.0.0.1"


@contextmanager
def opened_browser() -> Iterator[Browser]:
    """Start Chromium."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()


@contextmanager
def served(folder: Path, fill: Callable[[Store], None]) -> Iterator[str]:
    """Run the dashboard of a new home, with nobody to sign in, over a store that is filled first."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.delenv("VOC_CONFIG", raising=False)
        patch.delenv("VOC_STORE_URL", raising=False)
        patch.delenv("VOC_SESSION_KEY", raising=False)
        patch.setenv("VOC_USER", "한별")
        write_scaffold(plan_scaffold(), folder)
        settings = load_settings(folder / "config")
        with open_store(settings.store_url()) as store:
            fill(store)
            with running(lambda _: make_app(Workplace(settings, store))) as address:
                yield address
