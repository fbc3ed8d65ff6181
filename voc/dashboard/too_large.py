"""What is too large, in words: the library that stops it answers with a plain line of English."""

import anyio
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from voc.dashboard.drawing import page

_TOO_LARGE = 413
_MEGABYTE = 1_000_000
_PATIENCE_S = 10.0


class TooLarge:
    """Draws a page where a request was stopped because of its size."""

    def __init__(self, app: ASGIApp, upload_mb: int) -> None:
        self._app, self._upload_mb = app, upload_mb

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        is_stopped = False

        async def sending(message: Message) -> None:
            nonlocal is_stopped
            if message["type"] == "http.response.start":
                is_stopped = message["status"] == _TOO_LARGE
            if not is_stopped:
                await send(message)

        await self._app(scope, receive, sending if scope["type"] == "http" else send)
        if is_stopped:
            await self._let_go(scope, receive)
            advice = f"파일은 {self._upload_mb:,}MB까지 올릴 수 있습니다. 나누어 올리거나 관리자에게 알려 주세요."
            answer = page(Request(scope), "problem.html", _TOO_LARGE, heading="너무 큽니다", advice=advice)
            answer.headers["Connection"] = "close"
            await answer(scope, receive, send)

    async def _let_go(self, scope: Scope, receive: Receive) -> None:
        """Take what still comes, unless it is far too much: a browser shows no answer before it has sent everything."""
        left = self._upload_mb * _MEGABYTE
        declared = Headers(scope=scope).get("Content-Length", "")
        if declared.isdecimal() and int(declared) > 2 * left:
            return
        with anyio.move_on_after(_PATIENCE_S):
            while left > 0:
                message = await receive()
                left -= len(message.get("body", b""))
                if not message.get("more_body", False):
                    return
