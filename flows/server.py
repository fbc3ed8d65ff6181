"""A Prefect server for one command: the configured one where there is one, else one inside this process.

The server runs in a thread of this process and not as a child, so that a killed command leaves no process behind. Its
database is a temporary file: runs are remembered in our own store. The folder that a killed command leaves is swept by
the next one.
"""

import contextvars
import logging
import os
import socket
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
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
_OWN_NAMES = ("127.0.0.1", "localhost")


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

    current = get_current_settings()
    if current.api.url is not None:
        yield check_server(current.api.url)
        return
    _keep_to_owner(current.home)
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
    if os.name == "posix":
        # Of a server that has just ended. On Windows it would mean: also where another one listens.
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind(("127.0.0.1", port))
    except OSError:
        listening.close()
        raise
    return listening


def _keep_to_owner(home: Path) -> None:
    """Make the folder of a server's database one that only its owner reads: what runs leave to be seen lies there."""
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    with suppress(OSError):
        # Somebody else's stays as it is.
        home.chmod(0o700)


@contextmanager
def _closed_to_pages(port: int) -> Iterator[None]:
    """Let no page of the web that somebody opens on this machine talk to the server, but the server's own."""
    from prefect.settings import (  # noqa: PLC0415 - as above
        PREFECT_SERVER_CORS_ALLOWED_ORIGINS,
        PREFECT_SERVER_CSRF_PROTECTION_ENABLED,
        temporary_settings,
    )

    own = ",".join(f"http://{name}:{port}" for name in _OWN_NAMES)
    with temporary_settings({PREFECT_SERVER_CORS_ALLOWED_ORIGINS: own, PREFECT_SERVER_CSRF_PROTECTION_ENABLED: True}):
        yield


@contextmanager
def _serving(listening: socket.socket, *, ephemeral: bool) -> Iterator[None]:
    """Serve in a thread; an ephemeral server has neither pages nor a schedule."""
    port = listening.getsockname()[1]
    with _closed_to_pages(port), _serving_app(listening, ephemeral=ephemeral):
        from prefect.settings import PREFECT_API_URL, temporary_settings  # noqa: PLC0415 - as above

        with temporary_settings({PREFECT_API_URL: f"http://127.0.0.1:{port}/api"}):
            yield


@contextmanager
def _serving_app(listening: socket.socket, *, ephemeral: bool) -> Iterator[None]:
    import uvicorn  # noqa: PLC0415 - as above
    from prefect.server.api.server import create_app  # noqa: PLC0415
    from starlette.middleware.trustedhost import TrustedHostMiddleware  # noqa: PLC0415

    # The server's own background work; what it has to say about itself is no news of a run.
    logging.getLogger("docket").setLevel(logging.CRITICAL)
    # A page whose host name was made to lead to this machine would pass for the server's own.
    app = TrustedHostMiddleware(create_app(ephemeral=ephemeral), allowed_hosts=_OWN_NAMES)
    server = uvicorn.Server(uvicorn.Config(app, log_level="critical", lifespan="on"))
    # Settings live in the context, which a thread does not inherit: without it the server would write into the
    # database in the user's home, and two runs at once would lock each other out.
    serve = partial(contextvars.copy_context().run, server.run, sockets=[listening])
    thread = threading.Thread(target=serve, name="scheduler", daemon=True)
    thread.start()
    try:
        _wait_for(server, thread)
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
