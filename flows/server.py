"""A Prefect server for one command: the configured one where there is one, else one inside this process.

The server runs in a thread of this process and not as a child, so that a killed command leaves no process behind. Its
database is a temporary file: runs are remembered in our own store. The folder that a killed command leaves is swept by
the next one.
"""

import contextvars
import logging
import socket
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from voc.errors import VocError
from voc.steps.progress import Report
from voc.steps.scratch import scratch_folder

# A new database takes 12-20 s on a quiet machine, several times that on a loaded one.
_START_SECONDS = 180.0
_STOP_SECONDS = 15.0
_PREFIX = "voc-scheduler-"


@contextmanager
def scheduler(report: Report) -> Iterator[None]:
    """Make sure that flows in this block find a server.

    Raises
    ------
    VocError
        The configured server does not answer; or none is configured, and one in this process does not start.
    """
    report("starting the scheduler", 0, None)
    from prefect.settings import get_current_settings  # noqa: PLC0415 - takes seconds

    configured = get_current_settings().api.url
    if configured is not None:
        _check(configured)
        yield
        return
    with scratch_folder(_PREFIX, Path(tempfile.gettempdir())) as folder, _serving(folder):
        yield


def _check(address: str) -> None:
    from prefect.client.orchestration import get_client  # noqa: PLC0415 - as above

    with get_client(sync_client=True) as client:
        problem = client.api_healthcheck()
    if problem is not None:
        # Behind an @ there may be a password before it.
        shown = address.rpartition("@")[2]
        message = (
            f"Prefect's server at {shown} does not answer ({type(problem).__name__}). Start it (prefect server start), "
            "or unset PREFECT_API_URL to run without one. Nothing was done."
        )
        raise VocError(message) from problem


@contextmanager
def _serving(folder: Path) -> Iterator[None]:
    from prefect.settings import (  # noqa: PLC0415 - as above
        PREFECT_API_DATABASE_CONNECTION_URL,
        PREFECT_API_URL,
        PREFECT_HOME,
        temporary_settings,
    )

    own = {PREFECT_HOME: str(folder), PREFECT_API_DATABASE_CONNECTION_URL: f"sqlite+aiosqlite:///{folder}/prefect.db"}
    with temporary_settings(own):
        import uvicorn  # noqa: PLC0415 - as above
        from prefect.server.api.server import create_app  # noqa: PLC0415

        # The server's own background work; what it has to say about itself is no news of a run.
        logging.getLogger("docket").setLevel(logging.CRITICAL)
        listening = socket.socket()
        listening.bind(("127.0.0.1", 0))
        app = create_app(ephemeral=True)
        server = uvicorn.Server(uvicorn.Config(app, log_level="critical", lifespan="on"))
        # Settings live in the context, which a thread does not inherit: without it the server would write into the
        # database in the user's home, and two runs at once would lock each other out.
        serve = partial(contextvars.copy_context().run, server.run, sockets=[listening])
        thread = threading.Thread(target=serve, name="scheduler", daemon=True)
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
