"""보낸 메시지 가져오기: the pages of survey imports, for messages; an editor can take an import back."""

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from voc.dashboard import message_import_words, operation_words
from voc.dashboard.access import form_of, needs, user_of
from voc.dashboard.drawing import page
from voc.dashboard.pages.importing import Imported, draw_start, pages_of, refuse
from voc.dashboard.pages.work import folder_of
from voc.dashboard.shared import place_of
from voc.dashboard.work import NoRoomError, WorkFolder, begin_if_room, make_folder
from voc.dashboard.work.message_steps import UNDO
from voc.errors import UsageError
from voc.steps.messages.import_messages import MESSAGES
from voc.steps.messages.undo import find_import
from voc.store.message_writes import load_imports

# Imports that are listed, the newest first.
_LISTED = 20


def _about(_request: Request, _: WorkFolder, result: Mapping[str, Any]) -> Mapping[str, Any]:
    said = message_import_words.refusal(result["error"]) if "error" in result else ""
    return {"said": said, "roles_for": message_import_words.roles_for, "spelled": message_import_words}


SENT = Imported(
    path="/imports/messages",
    steps={"look": "look-messages", "try": "try-messages", "take": "take-messages"},
    start="message_imports.html",
    one="message_import.html",
    nameless="메시지 파일",
    source=lambda _: MESSAGES,
    about=_about,
)


@needs("editor")
def show(request: Request) -> Response:
    """Draw where a file is handed in, and what was imported before."""
    with place_of(request).store.read() as connection:
        known = load_imports(connection)
    return draw_start(request, SENT, imports=known[::-1][:_LISTED], n_imports=len(known))


take_file, show_one, go_on, drop, hand_out = pages_of(SENT)


@needs("editor")
def undo(request: Request) -> Response:
    """Take an import back, in a process of its own: another run may have to end first."""
    settings, named = place_of(request).settings, str(form_of(request).get("import", ""))
    with place_of(request).store.read() as connection:
        known = load_imports(connection)
    try:
        entry = find_import(known, named)
    except UsageError:
        return refuse(request, "그런 가져오기가 없거나 이미 되돌렸습니다. 목록을 새로 열어 확인해 주세요.")
    folder = make_folder(settings)
    try:
        asked = {"step": UNDO, "name": entry.file, "import": entry.import_id}
        begin_if_room(settings, folder, asked, who=user_of(request).name)
    except NoRoomError as error:
        return refuse(request, str(error))
    return RedirectResponse(f"/imports/messages/undone/{folder.id}", 303)


@needs("editor")
def show_undone(request: Request) -> Response:
    """Draw how far taking an import back is, and what came of it."""
    work = folder_of(request, (UNDO,))
    result = work.result or {}
    said = message_import_words.refusal(result["error"]) if "error" in result else ""
    return page(
        request,
        "message_undone.html",
        work=work,
        path=f"/imports/messages/undone/{work.id}",
        asked=work.asked,
        state=work.state,
        result=result,
        said=said,
        words=operation_words,
    )
