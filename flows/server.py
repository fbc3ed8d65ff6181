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

from voc.errors import UsageError, VocError
from voc.steps.progress import Report
from voc.steps.scratch import scratch_folder

# A new database takes 12-20 s on a quiet machine, several times that on a loaded one.
_START_SECONDS = 180.0
_STOP_SECONDS = 15.0
_LOOK_AGAIN_SECONDS = 0.5
_PREFIX = "voc-scheduler-"


@contextmanager
def scheduler(report: Report) -> Iterator[bool]:
    """Make sure that flows in this block find a server; tell whether it stays when the block has ended.

    Raises
    ------
    VocError
        The configured server does not answer; or none is configured, and one in this process does not start.
    """
    report("starting the scheduler", 0, None)
    from prefect.settings import get_current_settings  # noqa: PLC0415 - takes seconds

    configured = get_current_settings().api.url
    if configured is not None:
        check_server(configured)
        yield True
        return
    with scratch_folder(_PREFIX, Path(tempfile.gettempdir())) as folder, _serving_once(folder):
        yield False


@contextmanager
def lasting_server(report: Report, port: int) -> Iterator[str]:
    """Make sure that there is a server whose runs can be looked at, too: the configured one, else one in this process.

    Parameters
    ----------
    port : int
        Where its pages are, on this machine only.

    Returns
    -------
    str
        Its address, fit to be shown.

    Raises
    ------
    UsageError
        The port is taken.
    VocError
        The server does not answer or start.
    """
    report("starting the scheduler", 0, None)
    from prefect.settings import (  # noqa: PLC0415 - as above
        PREFECT_SERVER_API_PORT,
        get_current_settings,
        temporary_settings,
    )

    configured = get_current_settings().api.url
    if configured is not None:
        yield check_server(configured)
        return
    try:
        listening = _listen(port)
    except OSError as error:
        message = f"The port {port} cannot be used ({error.strerror}). Name another: --port N."
        raise UsageError(message) from error
    with temporary_settings({PREFECT_SERVER_API_PORT: port}), _serving(listening, ephemeral=False):
        yield f"http://127.0.0.1:{port}"


def check_server(address: str, *, patience_s: float = 0.0) -> str:
    """Make sure that a server answers; return its address as it may be shown.

    Parameters
    ----------
    patience_s : float
        How long it may take to start.

    Raises
    ------
    VocError
        It does not.
    """
    from prefect.client.orchestration import get_client  # noqa: PLC0415 - as above

    deadline = time.monotonic() + patience_s
    with get_client(sync_client=True) as client:
        while (problem := client.api_healthcheck()) is not None and time.monotonic() < deadline:
            time.sleep(_LOOK_AGAIN_SECONDS)
    # Behind an @ there may be a password before it.
    shown = address.rpartition("@")[2]
    if problem is not None:
        message = (
            f"Prefect's server at {shown} does not answer ({type(problem).__name__}). Start it (prefect server start), "
            "or unset PREFECT_API_URL to run without one. Nothing was done."
        )
        raise VocError(message) from problem
    return shown


@contextmanager
def _serving_once(folder: Path) -> Iterator[None]:
    from prefect.settings import (  # noqa: PLC0415 - as above
        PREFECT_API_DATABASE_CONNECTION_URL,
        PREFECT_HOME,
        temporary_settings,
    )

    own = {PREFECT_HOME: str(folder), PREFECT_API_DATABASE_CONNECTION_URL: f"sqlite+aiosqlite:///{folder}/prefect.db"}
    with temporary_settings(own), _serving(_listen(0), ephemeral=True):
        yield


def _listen(port: int) -> socket.socket:
    listening = socket.socket()
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind(("127.0.0.1", port))
    except OSError:
        listening.close()
        raise
    return listening


@contextmanager
def _serving(listening: socket.socket, *, ephemeral: bool) -> Iterator[None]:
    """Serve in a thread; an ephemeral server has neither pages nor a schedule."""
    import uvicorn  # noqa: PLC0415 - as above
    from prefect.server.api.server import create_app  # noqa: PLC0415
    from prefect.settings import PREFECT_API_URL, temporary_settings  # noqa: PLC0415

    # The server's own background work; what it has to say about itself is no news of a run.
    logging.getLogger("docket").setLevel(logging.CRITICAL)
    app = create_app(ephemeral=ephemeral)
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
