"""A browser without a screen: asks an application in this process, keeps cookies, fills in forms."""

import asyncio
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http.cookies import SimpleCookie
from typing import Any

import httpx
from starlette.types import ASGIApp

_TOKEN = re.compile(r'name="csrf" value="([^"]*)"')


PASSWORD = "느린 우체통 열두 개"


@dataclass
class Clock:
    """Seconds since 1970, moved by hand."""

    now: float

    def __call__(self) -> float:
        return self.now


class Visitor:
    """Somebody at an address.

    Parameters
    ----------
    origin : str
        What stands in their address bar before the path.
    peer : str
        The address that the application sees them at.
    """

    def __init__(self, app: ASGIApp, *, origin: str = "http://127.0.0.1:8765", peer: str = "127.0.0.1") -> None:
        self._app, self._peer = app, peer
        self.origin = origin
        self.cookies: dict[str, str] = {}

    def get(self, path: str, **headers: str) -> httpx.Response:
        """Open a page, without following where it sends."""
        return self.ask("GET", path, _spelled(headers))

    def post(self, path: str, form: Mapping[str, Any] | None = None, **headers: str) -> httpx.Response:
        """Send a form as a page of ours does: with the token of the session, from our own origin."""
        said = {"Origin": self.origin, "Sec-Fetch-Site": "same-origin", **_spelled(headers)}
        return self.ask("POST", path, said, data={"csrf": self.token, **(form or {})})

    @property
    def token(self) -> str:
        """The token that the forms of this session carry, as a page has it."""
        return self.token_on("/signin") or self.token_on("/tried")

    def token_on(self, path: str) -> str:
        """Return the token in the forms of a page; empty where it has none."""
        found = _TOKEN.search(self.get(path).text)
        return found[1] if found else ""

    def sign_in(self, name: str, password: str) -> httpx.Response:
        """Sign in as a person does."""
        return self.post("/signin", {"name": name, "password": password})

    def ask(
        self,
        method: str,
        path: str,
        headers: Mapping[str, str | bytes] | Sequence[tuple[str, str]] = (),
        **content: Any,  # noqa: ANN401 - what httpx takes
    ) -> httpx.Response:
        """Send any request at all."""
        sent: list[tuple[str, Any]] = list(headers.items() if isinstance(headers, Mapping) else headers)
        if self.cookies:
            sent.append(("Cookie", "; ".join(f"{name}={value}" for name, value in self.cookies.items())))
        answer = asyncio.run(self._asked(method, path, sent, content))
        for line in answer.headers.get_list("set-cookie"):
            for name, morsel in SimpleCookie(line).items():
                if morsel["max-age"] == "0":
                    self.cookies.pop(name, None)
                else:
                    self.cookies[name] = morsel.value
        return answer

    async def _asked(
        self, method: str, path: str, headers: list[tuple[str, Any]], content: Mapping[str, Any]
    ) -> httpx.Response:
        transport = httpx.ASGITransport(self._app, raise_app_exceptions=False, client=(self._peer, 4711))
        async with httpx.AsyncClient(transport=transport, base_url=self.origin) as client:
            return await client.request(method, path, headers=headers, **content)


def _spelled(headers: Mapping[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}
