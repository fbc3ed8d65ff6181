"""인용 동의: which customers agreed that their words are quoted, and for editors the form to record it."""

from datetime import UTC, datetime

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from voc.dashboard.access import form_of, needs, user_of
from voc.dashboard.drawing import page
from voc.dashboard.filters import UnknownValueError
from voc.dashboard.shared import place_of
from voc.errors import StoreError
from voc.planning.wording import channel_name
from voc.records import Document
from voc.steps.quote_permissions import LONGEST_NOTE, Asked, permission_rows, record
from voc.store import load_documents
from voc.store.quote_permissions import GRANTED, WITHDRAWN, permissions_of

# What is shown of a list that may grow for years; the command line has all.
_MOST = 200
_NO_NOTE = "어떻게 동의를 받았는지 적어 주세요. 예: 11월 20일 메일로 동의"
_TOO_LONG = "메모는 {most}자까지 적을 수 있습니다. 지금은 {n}자입니다."
_AWAY = "저장소가 응답하지 않아 기록하지 못했습니다. 적은 내용은 그대로 있으니 잠시 뒤 다시 눌러 주세요."


def show(request: Request) -> Response:
    """List what is recorded; with `doc` the text that somebody wants to quote."""
    return _page(request, request.query_params.get("doc") or "")


@needs("editor")
def save(request: Request) -> Response:
    """Record that an author agreed, or does not want to be quoted."""
    form = form_of(request)
    doc, note = str(form.get("doc", "")), str(form.get("note", ""))
    state = WITHDRAWN if form.get("state") == WITHDRAWN else GRANTED
    if problem := _problem(state, note):
        return _page(request, doc, typed=note, problem=problem, status=422)
    _document(request, doc)
    try:
        record(place_of(request), Asked(doc, state, user_of(request).name, note), datetime.now(UTC))
    except StoreError:
        return _page(request, doc, typed=note, problem=_AWAY, status=503)
    return RedirectResponse(f"/quotes?doc={doc}&done=yes", 303)


def _problem(state: str, note: str) -> str:
    if state == GRANTED and not note.strip():
        return _NO_NOTE
    return _TOO_LONG.format(most=LONGEST_NOTE, n=len(note)) if len(note) > LONGEST_NOTE else ""


def _page(request: Request, doc: str, *, typed: str = "", problem: str = "", status: int = 200) -> Response:
    document = _document(request, doc) if doc else None
    with place_of(request).store.read() as connection:
        rows = permission_rows(connection, most=_MOST)
        held = permissions_of(connection, [doc]).get(doc) if doc else None
    return page(
        request,
        "quotes.html",
        status,
        rows=rows,
        document=document,
        origin=channel_name(document.channel) if document else "",
        held=held,
        typed=typed,
        problem=problem,
        done=request.query_params.get("done") == "yes",
        longest=LONGEST_NOTE,
        most=_MOST,
        may_edit=request.state.user.may("editor"),
    )


def _document(request: Request, doc: str) -> Document:
    with place_of(request).store.read() as connection:
        found = load_documents(connection, [doc])
    if not found or not found[0].text or found[0].removed_at:
        message = "There is no document of this id whose words are still there."
        raise UnknownValueError(message)
    return found[0]
