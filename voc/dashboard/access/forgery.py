"""Requests that another site sends in somebody's name: told by what the browser says, and by a token."""

import hmac
from urllib.parse import urlsplit

from starlette.exceptions import HTTPException
from starlette.requests import Request

TOKEN_FIELD, TOKEN_HEADER = "csrf", "X-CSRF-Token"
SAFE_METHODS = frozenset({"GET", "HEAD"})


class ForgedRequestError(HTTPException):
    """A request that changes something does not come from one of our pages, as far as can be told."""

    def __init__(self) -> None:
        super().__init__(403)


def refuse_foreign(request: Request, public_url: str | None) -> None:
    """Refuse what a browser itself says another site has sent; programs that say nothing still need the token.

    Raises
    ------
    ForgedRequestError
        It comes from elsewhere.
    """
    if request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
        raise ForgedRequestError
    origin = request.headers.get("Origin")
    if origin is None or origin == public_url:
        return
    parts = urlsplit(origin)
    if parts.scheme not in {"http", "https"} or parts.netloc != request.headers.get("Host"):
        raise ForgedRequestError


def refuse_without_token(request: Request, expected: str) -> None:
    """Refuse what does not bring the token of its session, in the form or as a header.

    Raises
    ------
    ForgedRequestError
        There is none, or it is that of another session.
    """
    if not _is_token(_brought(request), expected):
        raise ForgedRequestError


def is_of_ended_session(request: Request, expected: str) -> bool:
    """Tell whether a form of one of our pages brings a token, but that of a session before this one."""
    brought = _brought(request)
    return "Origin" in request.headers and isinstance(brought, str) and not _is_token(brought, expected)


def _brought(request: Request) -> object:
    return request.headers.get(TOKEN_HEADER) or request.state.form.get(TOKEN_FIELD)


def _is_token(brought: object, expected: str) -> bool:
    return isinstance(brought, str) and hmac.compare_digest(brought.encode(), expected.encode())
