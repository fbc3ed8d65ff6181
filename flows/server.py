"""A Prefect server for one command: the configured one where there is one, else one inside this process.

The server runs in a thread of this process and not as a child, so that a killed command leaves nothing behind. Its
database is a temporary file: runs are remembered in our own store.
"""

import os
import socket
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from voc.errors import VocError
from voc.steps.progress import Report

# Nothing is sent home, whatever Prefect's defaults: set before Prefect is imported, unless somebody decided otherwise.
_QUIET = {
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_LOGGING_LEVEL": "ERROR",
    "PREFECT_SERVER_LOGGING_LEVEL": "ERROR",
}
# A new database takes 12-20 s on a quiet machine, several times that on a loaded one.
_START_SECONDS = 180.0
_STOP_SECONDS = 15.0


@contextmanager
def scheduler(report: Report) -> Iterator[None]:
    """Make sure that flows in this block find a server.

    Raises
    ------
    VocError
        No server is configured and one in this process does not start.
    """
    for name, value in _QUIET.items():
        os.environ.setdefault(name, value)
    report("starting the scheduler", 0, None)
    from prefect.settings import get_current_settings  # noqa: PLC0415 - takes seconds, and reads the environment above

    if get_current_settings().api.url is not None:
        yield
        return
    temporary = tempfile.TemporaryDirectory(prefix="voc-scheduler-", ignore_cleanup_errors=True)
    with temporary as folder, _serving(folder):
        yield


@contextmanager
def _serving(folder: str) -> Iterator[None]:
    from prefect.settings import (  # noqa: PLC0415 - as above
        PREFECT_API_DATABASE_CONNECTION_URL,
        PREFECT_API_URL,
        PREFECT_HOME,
        temporary_settings,
    )

    own = {PREFECT_HOME: folder, PREFECT_API_DATABASE_CONNECTION_URL: f"sqlite+aiosqlite:///{folder}/prefect.db"}
    with temporary_settings(own):
        import uvicorn  # noqa: PLC0415 - as above
        from prefect.server.api.server import create_app  # noqa: PLC0415

        listening = socket.socket()
        listening.bind(("127.0.0.1", 0))
        app = create_app(ephemeral=True)
        server = uvicorn.Server(uvicorn.Config(app, log_level="critical", lifespan="on"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, name="scheduler", daemon=True)
        thread.start()
        try:
            _wait_for(server, thread)
            with temporary_settings({PREFECT_API_URL: f"http://127.0.0.1:{listening.getsockname()[1]}/api"}):
                yield
        finally:
            server.should_exit = True
            thread.join(_STOP_SECONDS)
            listening.close()


def _wait_for(server: object, thread: threading.Thread) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while not getattr(server, "started", False):
        if not thread.is_alive() or time.monotonic() > deadline:
            message = (
                f"Prefect's server did not start within {_START_SECONDS:.0f} s. Try again, or start one with "
                "`prefect server start` and name it in PREFECT_API_URL."
            )
            raise VocError(message)
        time.sleep(0.05)
