"""Serving the dashboard: where it listens, how it starts and ends, what it says about itself."""

import logging
import socket
import traceback
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send

from voc import logs
from voc.config.dashboard import DashboardSection
from voc.dashboard.access.ways import is_loopback
from voc.dashboard.app import make_app
from voc.dashboard.warming import kept_warm
from voc.dashboard.work.sweeping import kept_swept
from voc.errors import UsageError
from voc.steps.workplace import Workplace
from voc.store.sqlite_file import bound_caches

# How long pages that are being drawn may take once it was told to stop.
_STOP_SECONDS = 5
# Longer than people read, and than servers in front keep a connection.
_KEEP_ALIVE_SECONDS = 75
# As many as uvicorn itself lets wait.
_BACKLOG = 2048
# Of each connection to SQLite; there may be fifteen.
_CACHE_MB = 16
_PACKAGE = Path(__file__).parents[1]


def serve(place: Workplace, host: str, port: int, say: Callable[[str], None], *, debug: bool = False) -> None:
    """Serve until somebody stops it.

    Parameters
    ----------
    host : str
        Name or address to listen at; everybody's only where people have to sign in.
    port : int
        0 takes any that is free.
    say : callable
        Tells people where it is, and what went wrong.
    debug : bool
        Whether errors of pages are told with all they hold, customers' words too.

    Raises
    ------
    UsageError
        Everybody could come in, or there is no listening there.
    VocError
        A key or a secret that signing in needs is not there.
    """
    section = place.settings.dashboard
    check_open(section, host)
    app = make_app(place)
    if place.store.engine.dialect.name == "sqlite":
        bound_caches(place.store.engine, _CACHE_MB)
    with _listen(host, port) as listening, kept_warm(app), kept_swept(place.settings):
        config = uvicorn.Config(
            app if debug else _Quiet(app, say),
            log_config=None,
            access_log=False,
            proxy_headers=False,
            server_header=False,
            lifespan="off",
            ws="none",
            timeout_graceful_shutdown=_STOP_SECONDS,
            timeout_keep_alive=_KEEP_ALIVE_SECONDS,
        )
        # Its words on a request that cannot be read would quote it.
        logging.getLogger("uvicorn.error").setLevel(logging.ERROR)
        say(f"The dashboard is at {address_of(section, listening)} (sign_in: {section.sign_in}). Ctrl-C stops it.")
        try:
            uvicorn.Server(config).run(sockets=[listening])
        except KeyboardInterrupt:
            say("The dashboard has stopped.")


def check_open(section: DashboardSection, host: str) -> None:
    """Refuse to listen where everybody could come in.

    Raises
    ------
    UsageError
        Others can reach that host, and nobody has to sign in, or people would not find it.
    """
    if host == "localhost" or is_loopback(host):
        return
    if section.sign_in == "none":
        message = (
            f"At {host} everybody who reaches this machine could read and change everything, for config/dashboard.yaml "
            "has sign_in: none. Set sign_in to password, oidc or proxy (docs/dashboard.md), or leave --host out."
        )
        raise UsageError(message)
    if section.public_url is None:
        message = (
            f"At {host} others open the dashboard, and config/dashboard.yaml does not say under which address. Set "
            "public_url, such as https://voc.example.kr; under other names it does not answer (docs/dashboard.md)."
        )
        raise UsageError(message)


def address_of(section: DashboardSection, listening: socket.socket) -> str:
    """Return the address that people open."""
    if section.public_url:
        return section.public_url
    host, port = listening.getsockname()[:2]
    return f"http://{f'[{host}]' if ':' in host else host}:{port}"


def needs_encryption(section: DashboardSection) -> bool:
    """Tell whether passwords and sessions would travel for others to read."""
    url = section.public_url
    if section.sign_in == "none" or url is None or section.is_encrypted:
        return False
    name = urlsplit(url).hostname or ""
    return name != "localhost" and not is_loopback(name)


def _listen(host: str, port: int) -> socket.socket:
    try:
        family, kind, protocol, _, where = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listening = socket.socket(family, kind, protocol)
        try:
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listening.bind(where)
            # Whoever opens the address that is told now waits for an answer instead of being refused.
            listening.listen(_BACKLOG)
        except OSError:
            listening.close()
            raise
    except OSError as error:
        message = f"It cannot listen at {host}, port {port} ({error.strerror}). Name another: --host NAME, --port N."
        raise UsageError(message) from error
    return listening


class _Quiet:
    """Keeps errors of pages, which may quote customers, out of what the server prints; they have answered by then."""

    def __init__(self, app: ASGIApp, say: Callable[[str], None]) -> None:
        self._app, self._say = app, say

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await self._app(scope, receive, send)
        except Exception as error:  # noqa: BLE001 - whatever a page raises
            path = getattr(scope.get("route"), "path", None)
            logs.tell("request_failed", path=path, kind=type(error).__name__)
            self._say(f"A page failed: {type(error).__name__} in {_where(error)}. For all of it: voc --debug serve")


def _where(error: Exception) -> str:
    """Name the last line of ours that the error came through."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if Path(frame.filename).is_relative_to(_PACKAGE)]
    last = (ours or frames)[-1]
    return f"{Path(last.filename).name} line {last.lineno}"
