"""What stands before every page: is somebody signed in, may they, and did they send it themselves."""

from collections.abc import Awaitable, Callable, Sequence
from inspect import iscoroutinefunction
from typing import Any
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from voc.config.dashboard import DashboardSection
from voc.dashboard.access.addresses import page_address
from voc.dashboard.access.forgery import SAFE_METHODS, is_of_ended_session, refuse_foreign, refuse_without_token
from voc.dashboard.access.needs import Needs, needs_of

_MEGABYTE = 1_000_000
# A form without a file: some thousand chosen sentences.
LARGEST_FORM = _MEGABYTE
_MOST_FILES, _MOST_FIELDS = 20, 5000
WITH_SIGN_IN_PAGE = frozenset({"password", "oidc"})
_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


class NotSignedInError(HTTPException):
    """Nobody is signed in, and there is no page to send them to."""

    def __init__(self) -> None:
        super().__init__(403)


def guarded(routes: Sequence[BaseRoute], section: DashboardSection) -> list[BaseRoute]:
    """Put the guard before every page; what is mounted (files of ours) stays open.

    Raises
    ------
    TypeError
        A page that takes what is sent does not say whom from.
    """
    return [route if _holds_files(route) else _guarded(route, section) for route in routes]


def _holds_files(route: BaseRoute) -> bool:
    return isinstance(route, Mount) and isinstance(route.app, StaticFiles)


def _guarded(route: BaseRoute, section: DashboardSection) -> Route:
    if not isinstance(route, Route):
        message = f"{route} is no page that the guard knows."
        raise TypeError(message)
    methods = route.methods or {"GET"}
    asked = needs_of(route.endpoint)
    if asked is None and methods - SAFE_METHODS:
        message = f"The page {route.path} takes {', '.join(sorted(methods))} and must say @needs(role)."
        raise TypeError(message)
    asked = asked or Needs()
    return Route(
        route.path,
        _Guard(route.endpoint, asked, section).answer,
        methods=sorted(methods),
        name=route.name,
        max_body_size=section.upload_mb * _MEGABYTE + LARGEST_FORM if asked.takes_files else None,
    )


class _Guard:
    def __init__(self, endpoint: Callable[[Request], Any], asked: Needs, section: DashboardSection) -> None:
        self._call: Callable[[Request], Awaitable[Response]]
        self._call = endpoint if iscoroutinefunction(endpoint) else _in_thread(endpoint)
        self._asked, self._section = asked, section

    async def answer(self, request: Request) -> Response:
        role, user = self._asked.role, request.state.user
        if role is not None and user is None:
            return await self._kept(request) or to_sign_in(request, self._section)
        if role is not None and not user.may(role):
            raise HTTPException(403)
        if request.method in SAFE_METHODS:
            return await self._call(request)
        refuse_foreign(request, self._section.public_url)
        try:
            request.state.form = await _form(request)
            if self._asked.kept and is_of_ended_session(request, request.state.session.token):
                return await _in_thread(self._asked.kept)(request)
            refuse_without_token(request, request.state.session.token)
            return await self._call(request)
        finally:
            await request.close()

    async def _kept(self, request: Request) -> Response | None:
        """Show what was typed to somebody who is not signed in any more; None where there is nothing of that kind."""
        kept = self._asked.kept
        if kept is None or request.method in SAFE_METHODS or self._section.sign_in not in WITH_SIGN_IN_PAGE:
            return None
        refuse_foreign(request, self._section.public_url)
        request.state.form = await _form(request)
        return await _in_thread(kept)(request) if request.state.form else None


def to_sign_in(request: Request, section: DashboardSection) -> Response:
    """Send somebody to the sign-in page, and back to where they are afterwards.

    Raises
    ------
    NotSignedInError
        Signing in is none of our pages' business.
    """
    if section.sign_in not in WITH_SIGN_IN_PAGE:
        raise NotSignedInError
    address = f"/signin?next={quote(page_address(request), safe='')}"
    if request.headers.get("HX-Request") == "true":
        return Response(headers={"HX-Redirect": address, "Cache-Control": "no-store"})
    return RedirectResponse(address, 303)


async def _form(request: Request) -> FormData:
    kind = request.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if kind not in _FORMS:
        return FormData()
    return await request.form(max_files=_MOST_FILES, max_fields=_MOST_FIELDS)


def _in_thread(endpoint: Callable[[Request], Response]) -> Callable[[Request], Awaitable[Response]]:
    async def called(request: Request) -> Response:
        return await run_in_threadpool(endpoint, request)

    return called
