"""What happens to a request before its page is looked for: is it meant for us, who forwards it, whose session is it."""

from collections.abc import Callable, Sequence
from ipaddress import IPv6Address, ip_address
from typing import Any, cast

from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection, Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from voc.config.dashboard import LOOPBACK_NAMES
from voc.dashboard.access.addresses import host_name
from voc.dashboard.access.sessions import Sessions
from voc.dashboard.access.ways import Way
from voc.dashboard.drawing import page
from voc.errors import StoreError

FILES = "/static/"


class KnownHosts:
    """Answers only to our own names: a page of another site must not reach us under a name that it points here."""

    def __init__(self, app: ASGIApp, public_host: str | None) -> None:
        self._app = app
        self._names = {*LOOPBACK_NAMES, *([public_host] if public_host else [])}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        named = HTTPConnection(scope).headers.getlist("Host") if scope["type"] == "http" else ["localhost"]
        if len(named) == 1 and host_name(named[0]) in self._names:
            await self._app(scope, receive, send)
            return
        advice = "config/dashboard.yaml의 public_url에 적은 주소로 열어 주세요. 주소를 바꿨다면 관리자에게 알려 주세요."
        answer = page(Request(scope), "problem.html", 400, heading="이 주소로는 열 수 없습니다", advice=advice)
        await answer(scope, receive, send)


class Peers:
    """Notes who is connected, and believes what trusted proxies say of whom they forward."""

    def __init__(self, app: ASGIApp, trusted: Sequence[str]) -> None:
        # Both speak the same protocol, in types of their own.
        self._app: Any = ProxyHeadersMiddleware(cast("Any", app), trusted_hosts=list(trusted))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] == "http":
            state = HTTPConnection(scope).state
            state.peer, port = _plain(*(scope.get("client") or ("", 0)))
            scope["client"] = (state.peer, port)
            state.is_forwarded = state.peer in self._app.trusted_hosts
        await self._app(scope, receive, send)


def _plain(address: str, port: int) -> tuple[str, int]:
    """Spell the address of an IPv4 peer as such where both kinds are listened to by one socket."""
    try:
        found = ip_address(address)
    except ValueError:
        return address, port
    mapped = found.ipv4_mapped if isinstance(found, IPv6Address) else None
    return str(mapped or found), port


class Arrivals:
    """Finds the session of a request and the person in it; a new session where there is none."""

    def __init__(
        self, app: ASGIApp, sessions: Sessions, way: Way, store_away: Callable[[Request, Exception], Response]
    ) -> None:
        self._app, self._sessions, self._way, self._store_away = app, sessions, way, store_away

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request; its page may put another session into `request.state.session`."""
        if scope["type"] != "http" or scope["path"].startswith(FILES):
            await self._app(scope, receive, send)
            return
        connection = HTTPConnection(scope)
        state = connection.state
        carried = self._sessions.read(connection.cookies)
        state.session = carried or self._sessions.new()
        try:
            state.user = await self._way.user(state.session, connection)
        except StoreError as error:
            await self._store_away(Request(scope), error)(scope, receive, send)
            return
        if state.user is None and state.session.name is not None:
            state.session = self._sessions.new()
        state.shared |= {"user": state.user, "csrf_token": state.session.token}

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start" and state.session != carried:
                MutableHeaders(scope=message).append("Set-Cookie", self._sessions.header(state.session))
            await send(message)

        await self._app(scope, receive, sending)
