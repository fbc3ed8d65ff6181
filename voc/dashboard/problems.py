"""Answers to what goes wrong, in words for whoever looks at the screen."""

from collections.abc import Callable, Mapping
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from voc import logs
from voc.dashboard.access.door import door_of
from voc.dashboard.access.forgery import ForgedRequestError
from voc.dashboard.access.guard import NotSignedInError
from voc.dashboard.access.refusals import ProviderError
from voc.dashboard.drawing import page
from voc.dashboard.filters import UnknownValueError
from voc.errors import StoreError, UsageError

_SAID = {
    403: ("권한이 없습니다", "이 일은 다른 역할이 할 수 있습니다. 관리자에게 역할을 확인해 주세요."),
    404: ("찾는 화면이 없습니다", "주소가 바뀌었거나, 사라진 테마를 가리키고 있습니다."),
    405: ("할 수 없는 요청입니다", "이 주소에서는 그 일을 할 수 없습니다."),
    413: ("너무 큽니다", "한 번에 받을 수 있는 크기를 넘었습니다."),
}
_FORGED = (
    "바꾸지 않았습니다",
    "이 화면에서 보낸 요청인지 확인할 수 없습니다. 쿠키를 막아 두지 않았는지 보고, 화면을 새로 고친 뒤 다시 해 주세요.",
)
_NOT_IN = {
    "none": (
        "이 컴퓨터에서만 열 수 있습니다",
        "다른 컴퓨터에서 함께 보려면 config/dashboard.yaml에서 로그인 방식을 정해야 합니다. 관리자에게 알려 주세요.",
    ),
    "proxy": (
        "들어올 수 없습니다",
        "누구인지 알 수 없거나 아직 역할이 없습니다. 회사에서 알려 준 주소로 들어와도 같으면 관리자에게 알려 주세요.",
    ),
}


def _refused(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    title, advice = _SAID.get(status, ("요청을 처리하지 못했습니다", "주소를 확인하고 다시 시도해 주세요."))
    return page(request, "problem.html", status, heading=title, advice=advice)


def _forged(request: Request, _error: Exception) -> Response:
    return page(request, "problem.html", 403, heading=_FORGED[0], advice=_FORGED[1])


def _not_in(request: Request, _error: Exception) -> Response:
    heading, advice = _NOT_IN[door_of(request).section.sign_in]
    return page(request, "problem.html", 403, heading=heading, advice=advice)


def _provider_failed(request: Request, error: Exception) -> Response:
    assert isinstance(error, ProviderError)  # noqa: S101 - `ANSWERS` says so
    peer, cause = request.client and request.client.host, error.__cause__ and type(error.__cause__).__name__
    logs.tell("sign_in_refused", peer=peer, kind=error.kind, what=cause)
    return page(request, "problem.html", error.status_code, heading=error.heading, advice=error.advice)


def _unknown(request: Request, error: Exception) -> Response:
    return page(request, "problem.html", 404, heading="찾는 값이 없습니다", advice=str(error))


def _wrong(request: Request, error: Exception) -> Response:
    return page(request, "problem.html", 400, heading="요청을 처리하지 못했습니다", advice=str(error))


def store_away(request: Request, _error: Exception) -> Response:
    """Say that the store does not answer."""
    advice = "저장소가 잠시 응답하지 않습니다. 잠시 뒤 새로 고쳐 주세요. 계속되면 voc doctor로 확인해 주세요."
    return page(request, "problem.html", 503, heading="저장소를 읽지 못했습니다", advice=advice)


def _failed(request: Request, _error: Exception) -> Response:
    advice = "예상하지 못한 오류입니다. 새로 고쳐도 같으면 서버의 기록을 관리자에게 보여 주세요."
    return page(request, "problem.html", 500, heading="화면을 만들지 못했습니다", advice=advice)


ANSWERS: Mapping[Any, Callable[[Request, Exception], Response]] = {
    HTTPException: _refused,
    ForgedRequestError: _forged,
    NotSignedInError: _not_in,
    ProviderError: _provider_failed,
    UnknownValueError: _unknown,
    UsageError: _wrong,
    StoreError: store_away,
    Exception: _failed,
}
