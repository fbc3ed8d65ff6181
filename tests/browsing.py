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
from playwright.sync_api import Page
from postgres_server import REQUIRED
from starlette.applications import Starlette

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
    """Collect what the browser blocks or complains about, and hosts other than this machine."""
    seen: list[str] = []
    page.on("console", lambda message: seen.append(message.text) if "Failed to load" not in message.text else None)
    page.on("request", lambda asked: seen.append(asked.url) if urlsplit(asked.url).hostname != "127.0.0.1" else None)
    return seen
