"""따로 둔 줄: rows that could not be read, why, handed out to be corrected, and read again."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from voc.dashboard import operation_words as words
from voc.dashboard.access import form_of, needs, user_of
from voc.dashboard.drawing import page
from voc.dashboard.filters import UnknownValueError
from voc.dashboard.shared import place_of
from voc.dashboard.work import NoRoomError, begin_if_room, make_folder
from voc.errors import OccupiedError
from voc.steps.audit_log import note_export
from voc.steps.rejects import rejects_file
from voc.store import count_rejects, load_rejects
from voc.store.turn import Turn

_PER_PAGE = 50
_MOST_PAGES = 2_000
_MOST_HANDED_OUT = 100_000
_LONGEST_WHY = 500


def show(request: Request) -> Response:
    """Draw a page of the list."""
    source, state, number = _asked(request)
    place = place_of(request)
    with place.store.read() as connection:
        waiting = count_rejects(connection)
        _check_source(request, source, waiting)
        skip = (number - 1) * _PER_PAGE
        found = load_rejects(connection, source=source, state=state, limit=_PER_PAGE + 1, skip=skip)
    return page(
        request,
        "rejects.html",
        rejects=found[:_PER_PAGE],
        is_last=len(found) <= _PER_PAGE,
        number=number,
        source=source,
        state=state,
        waiting=waiting,
        words=words,
        problem="",
    )


@needs("reader")
def hand_out(request: Request) -> Response:
    """Send the list as a table with the masked cells; who took it and what for is noted first."""
    form, place = form_of(request), place_of(request)
    why = " ".join(str(form.get("why", "")).split())[:_LONGEST_WHY]
    source = str(form.get("source", "")) or None
    if not why:
        advice = "내려받는 까닭을 적어 주세요. 누가 무엇 때문에 내려받았는지 기록에 남습니다."
        return page(request, "problem.html", 400, heading="내려받지 않았습니다", advice=advice)
    with place.store.begin() as connection:
        _check_source(request, source, count_rejects(connection))
        found = load_rejects(connection, source=source, limit=_MOST_HANDED_OUT)
        ids = [one.id for one in found]
        who = user_of(request).name
        note_export(connection, "rejects", "dashboard", (), who=who, why=why, rejects=ids, source=source)
    headers = {"Content-Disposition": 'attachment; filename="rejects.csv"', "Cache-Control": "no-store"}
    return Response(rejects_file(found, "csv"), media_type="text/csv; charset=utf-8", headers=headers)


@needs("admin")
def retry(request: Request) -> Response:
    """Read the files of a source's rejects again, unless another run is at work."""
    source, place = str(form_of(request).get("source", "")), place_of(request)
    with place.store.read() as connection:
        if not count_rejects(connection).get(source):
            message = f"'{source}'에는 다시 읽을 줄이 없습니다."
            raise UnknownValueError(message)
    if _is_busy(request):
        advice = "다른 실행이 진행 중입니다. 소스와 실행 화면에서 끝난 것을 확인한 뒤 다시 눌러 주세요."
        return page(request, "problem.html", 409, heading="지금은 다시 읽을 수 없습니다", advice=advice)
    folder = make_folder(place.settings)
    try:
        begin_if_room(place.settings, folder, {"step": "retry", "source": source}, who=user_of(request).name)
    except NoRoomError as error:
        folder.path.rmdir()
        return page(request, "problem.html", 409, heading="지금은 다시 읽을 수 없습니다", advice=str(error))
    return RedirectResponse(f"/operation/jobs/{folder.id}", 303)


def _is_busy(request: Request) -> bool:
    try:
        with Turn(place_of(request).store, 0.0, lambda: None).held():
            return False
    except OccupiedError:
        return True


def _asked(request: Request) -> tuple[str | None, str | None, int]:
    asked = request.query_params
    state, number = asked.get("state") or "open", asked.get("page") or "1"
    if state not in {*words.REJECT_STATES, "all"}:
        message = f"'{state}'은(는) 상태에 없는 값입니다."
        raise UnknownValueError(message)
    if not (number.isascii() and number.isdigit()) or not 1 <= int(number[:5]) <= _MOST_PAGES:
        message = f"'{number}'은(는) 쪽 번호가 아닙니다."
        raise UnknownValueError(message)
    return asked.get("source") or None, None if state == "all" else state, int(number)


def _check_source(request: Request, source: str | None, waiting: object) -> None:
    known = {one.name for one in place_of(request).settings.sources} | set(waiting)  # type: ignore[call-overload]
    if source is not None and source not in known:
        message = f"'{source}'은(는) 소스에 없는 값입니다."
        raise UnknownValueError(message)
