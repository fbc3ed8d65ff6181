"""테마 정리: what people decided about themes, when and why, and what the weekly run suggests."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from voc.dashboard.curation.drafts import draft_of
from voc.dashboard.curation.tables import done_step, log_page, proposal_table
from voc.dashboard.drawing import page
from voc.dashboard.filters import UnknownValueError
from voc.dashboard.shared import place_of
from voc.steps.curation.desk import Desk


def log(request: Request) -> Response:
    """Draw the log, newest first; with `theme`, what concerns one theme."""
    asked = request.query_params
    place, theme_id = place_of(request), asked.get("theme") or None
    with place.store.read() as connection:
        desk = Desk(connection, place.settings)
        about = theme_named(desk, theme_id) if theme_id else None
        shown = log_page(desk, theme_id, _page_number(asked.get("page")))
        return page(request, "curation_log.html", log=shown, about=about, **common(request, desk))


def proposals(request: Request) -> Response:
    """Draw the open proposals."""
    place = place_of(request)
    with place.store.read() as connection:
        desk = Desk(connection, place.settings)
        return page(request, "curation_proposals.html", rows=proposal_table(desk), **common(request, desk))


def common(request: Request, desk: Desk) -> dict[str, Any]:
    """Collect what all pages of curation show: the log's length, what was just done, whether one may decide."""
    expect = desk.edits.length
    return {
        "expect": expect,
        "done": done_step(desk, request.query_params.get("done")),
        "may_edit": request.state.user.may("editor"),
        "begin": draft_of,
        "here": f"{request.url.path}?{request.url.query}" if request.url.query else request.url.path,
    }


def theme_named(desk: Desk, theme_id: str) -> Any:  # noqa: ANN401 - a theme as templates show it
    """Find a theme by its id.

    Raises
    ------
    UnknownValueError
        There is none.
    """
    found = desk.themes.get(theme_id)
    if found is None:
        raise UnknownValueError("그런 테마가 없습니다. 테마 목록에서 골라 주세요.")
    return found


def _page_number(asked: str | None) -> int:
    if asked is None:
        return 1
    if not asked.isdecimal() or not 1 <= len(asked) <= 6 or int(asked) < 1:  # noqa: PLR2004 - no log has a million pages
        message = f"'{asked}'은(는) 쪽 번호가 아닙니다."
        raise UnknownValueError(message)
    return int(asked)
