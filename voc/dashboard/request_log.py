"""The log of requests: which page, how it ended, how long it took; no query, no words, nobody's name."""

import time
from collections.abc import Callable

from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from voc import logs
from voc.dashboard.access.arrival import FILES

_FAILED = 500


class RequestLog:
    """Tells of every request for a page.

    Parameters
    ----------
    mark : callable
        Turns a person's name into what the log may hold.
    """

    def __init__(self, app: ASGIApp, mark: Callable[[str], str]) -> None:
        self._app, self._mark = app, mark

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http" or not logs.is_asked() or scope["path"].startswith(FILES):
            await self._app(scope, receive, send)
            return
        began, status = time.perf_counter(), _FAILED

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, sending)
        finally:
            self._tell(scope, status, (time.perf_counter() - began) * 1000)

    def _tell(self, scope: Scope, status: int, ms: float) -> None:
        user = getattr(HTTPConnection(scope).state, "user", None)
        # The pattern of the address: a term or a file's name may stand in the address itself.
        path = getattr(scope.get("route"), "path", None)
        method = scope["method"]
        logs.tell("request", method=method, path=path, status=status, ms=ms, user=user and self._mark(user.name))
