"""The brief of a week as a file: what it is needed for is asked and kept in the log, as for every download."""

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response

from voc.dashboard.access import form_of, needs, user_of
from voc.dashboard.downloads.naming import disposition, file_name
from voc.dashboard.drawing import page
from voc.dashboard.filters import UnknownValueError
from voc.dashboard.pages.brief import AskedBrief, asked_brief
from voc.dashboard.shared import filters_of, place_of
from voc.steps.audit_log import note_export
from voc.steps.brief_file import Format, draw_brief

_LONGEST_WHY = 500
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Name for people, ending, kind.
_FORMATS: Mapping[Format, tuple[str, str, str]] = {
    "xlsx": ("엑셀 (XLSX)", "xlsx", _XLSX),
    "html": ("인쇄용 화면 (HTML)", "html", "text/html; charset=utf-8"),
    "markdown": ("Notion · Markdown (MD)", "md", "text/markdown; charset=utf-8"),
}


def show(request: Request) -> Response:
    """Draw the form."""
    with place_of(request).store.read() as connection:
        if filters_of(request, connection) is None:
            return page(request, "empty.html")
        return _form(request, asked_brief(request, connection))


@needs("reader")
def hand_out(request: Request) -> Response:
    """Send the file; who took it and what for is noted first."""
    form = form_of(request)
    chosen, why = str(form.get("format", "")), " ".join(str(form.get("why", "")).split())[:_LONGEST_WHY]
    with place_of(request).store.read() as connection:
        if filters_of(request, connection) is None:
            return page(request, "empty.html")
        asked = asked_brief(request, connection)
    for form_name, (_, ending, kind) in _FORMATS.items():
        if form_name == chosen:
            if not why or asked.answer.value is None:
                return _form(request, asked, status=400, chosen=chosen, why=why, is_refused=not why)
            content = _taken(request, asked, form_name, why)
            name = disposition(file_name("브리프", asked.week), f"malgwi-brief-{asked.week}", ending)
            headers = {"Content-Disposition": name, "Cache-Control": "no-store"}
            return Response(content, media_type=kind, headers=headers)
    message = "그런 파일 형식은 없습니다."
    raise UnknownValueError(message)


def _taken(request: Request, asked: AskedBrief, form: Format, why: str) -> bytes:
    place = place_of(request)
    drawn = draw_brief(place, asked.answer.value, form)
    about = {"why": why, "week": asked.week, "format": form}
    with place.store.begin() as connection:
        note_export(connection, "brief", "dashboard", drawn.documents, who=user_of(request).name, **about)
    return drawn.content


def _form(
    request: Request,
    asked: AskedBrief,
    *,
    status: int = 200,
    chosen: str = "xlsx",
    why: str = "",
    is_refused: bool = False,
) -> Response:
    return page(
        request,
        "brief_file.html",
        status,
        asked=asked,
        formats={form: name for form, (name, _, _) in _FORMATS.items()},
        chosen=chosen,
        why=why,
        problem="내려받는 까닭을 적어 주세요. 누가 무엇 때문에 내려받았는지 기록에 남습니다." if is_refused else "",
        here=f"{request.url.path}?{request.url.query}",
    )
