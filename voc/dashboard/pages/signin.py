"""로그인: with a name and a password, or on to the company's sign-in; and out again."""

from math import ceil
from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from voc import logs
from voc.dashboard.access import form_of, open_to_all
from voc.dashboard.access.addresses import local_path
from voc.dashboard.access.checking import check
from voc.dashboard.access.door import door_of
from voc.dashboard.access.ways import known_by_groups
from voc.dashboard.drawing import page
from voc.dashboard.shared import place_of

if TYPE_CHECKING:
    from voc.dashboard.access.provider import Provider

_LONGEST = 1000
_WRONG = "이름이나 비밀번호가 맞지 않습니다. 대소문자와 한/영 상태를 확인해 주세요."


@open_to_all
def show(request: Request) -> Response:
    """Draw the page, or go on where somebody is signed in already."""
    next_path = local_path(request.query_params.get("next"))
    if request.state.user is not None or door_of(request).section.sign_in in {"none", "proxy"}:
        return RedirectResponse(next_path, 303)
    return _page(request, next_path, said="로그아웃했습니다." if "out" in request.query_params else "")


@open_to_all
def enter(request: Request) -> Response:
    """Check name and password, and open a new session."""
    door, form = door_of(request), form_of(request)
    name, password, asked = (str(form.get(field, ""))[:_LONGEST] for field in ("name", "password", "next"))
    if door.section.sign_in != "password":
        return RedirectResponse("/", 303)
    peer = request.client.host if request.client else ""
    checked = check(door, place_of(request).store, name, password, peer)
    if checked.wait_s:
        logs.tell("sign_in_refused", peer=peer, user=door.mark(name), kind="too_often")
        minutes = ceil(checked.wait_s / 60)
        said = f"여러 번 맞지 않아 잠시 막았습니다. {minutes}분 뒤에 다시 시도해 주세요."
        answer = _page(request, local_path(asked), 429, name=name, problem=said)
        answer.headers["Retry-After"] = str(ceil(checked.wait_s))
        return answer
    if checked.user is None:
        logs.tell("sign_in_refused", peer=peer, user=door.mark(name), kind="wrong")
        return _page(request, local_path(asked), 403, name=name, problem=_WRONG)
    user = checked.user
    request.state.session = door.sessions.new(user.name, since=user.password_set_at.isoformat())
    logs.tell("signed_in", peer=peer, user=door.mark(user.name), kind="password")
    return RedirectResponse(local_path(asked), 303)


@open_to_all
async def start(request: Request) -> Response:
    """Send somebody to the company's sign-in."""
    provider = _provider(request)
    address, brought = await provider.start(request, local_path(request.query_params.get("next")))
    return RedirectResponse(address, 302, {"Set-Cookie": brought, "Cache-Control": "no-store"})


@open_to_all
async def arrive(request: Request) -> Response:
    """Let somebody in whom the company's sign-in vouches for, if one of their groups has a role."""
    provider, door = _provider(request), door_of(request)
    peer = request.client.host if request.client else ""
    vouched = await provider.finish(request)
    user = known_by_groups(vouched.name, vouched.groups, door.section)
    if user is None:
        logs.tell("sign_in_refused", peer=peer, user=door.mark(vouched.name), kind="no_role")
        advice = "로그인은 했지만 이 대시보드를 볼 역할이 없습니다. 관리자에게 역할을 요청해 주세요."
        return page(request, "problem.html", 403, heading="들어올 수 없습니다", advice=advice)
    request.state.session = door.sessions.new(user.name, role=user.role)
    logs.tell("signed_in", peer=peer, user=door.mark(user.name), kind="oidc")
    return RedirectResponse(local_path(vouched.next_path), 303, {"Set-Cookie": provider.forget})


@open_to_all
async def leave_company(request: Request) -> Response:
    """Send somebody on to sign out of the company's sign-in too."""
    return RedirectResponse(await _provider(request).way_out() or "/signin", 303)


@open_to_all
def leave(request: Request) -> Response:
    """Close the session."""
    door = door_of(request)
    if request.state.user is not None:
        logs.tell("signed_out", user=door.mark(request.state.user.name))
    request.state.session = door.sessions.new()
    return RedirectResponse("/signin?out=1", 303)


def _provider(request: Request) -> "Provider":
    provider = door_of(request).provider
    if provider is None:
        raise HTTPException(404)
    return provider


def _page(
    request: Request, next_path: str, status: int = 200, *, name: str = "", said: str = "", problem: str = ""
) -> Response:
    way = door_of(request).section.sign_in
    return page(request, "signin.html", status, way=way, next_path=next_path, name=name, said=said, problem=problem)
