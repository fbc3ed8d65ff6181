"""설문 가져오기: a file is handed in, understood, corrected, tried, imported; what takes long runs beside the page."""

import shutil
import unicodedata
from pathlib import PurePosixPath
from typing import Any

from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from voc.dashboard import import_words, operation_words
from voc.dashboard.access import form_of, needs, user_of
from voc.dashboard.drawing import page
from voc.dashboard.import_form import asked_of, roles_for
from voc.dashboard.pages.work import folder_of
from voc.dashboard.shared import place_of
from voc.dashboard.work import (
    NoRoomError,
    WorkFolder,
    all_folders,
    begin_if_room,
    check_room,
    check_space,
    make_folder,
)
from voc.dashboard.work.survey_steps import PLAN
from voc.errors import VocError
from voc.steps.audit_log import note_export
from voc.steps.rejects import rejects_file
from voc.store import StoredReject, load_rejects

_STEPS = ("look", "try", "take")
# In bytes of UTF-8: file systems take 255, and a run log is read by people.
_LONGEST_NAME = 120
_LONGEST_ENDING = 10
_LONGEST_WHY = 500
# Rows that are shown; all of them are in the file that can be taken away.
_SHOWN = 50
_NAMELESS = "설문 파일"


@needs("editor")
def show(request: Request) -> Response:
    """Draw where a file is handed in, and the files of this person that wait."""
    return _start(request)


@needs("editor", takes_files=True)
def take_file(request: Request) -> Response:
    """Keep a file that is handed in, and have it looked at."""
    place, file = place_of(request), form_of(request).get("file")
    if not isinstance(file, UploadFile) or not file.size:
        return _start(request, 400, "파일을 고르지 않았거나 빈 파일입니다. 내용이 있는 파일을 골라 주세요.")
    if file.size > place.settings.dashboard.upload_mb * 1_000_000:
        raise HTTPException(413)
    try:
        folder = _taken(request, file)
    except NoRoomError as error:
        return _start(request, 409, str(error))
    return RedirectResponse(f"/imports/{folder.id}", 303)


@needs("editor")
def show_one(request: Request) -> Response:
    """Draw how far a file has come: what is being done, what it is taken for, what came of it."""
    work = folder_of(request, _STEPS)
    result, plan, place = work.result or {}, work.read(PLAN), place_of(request)
    is_done = result.get("step") == "take" and "error" not in result
    found = _rejects(request, work.asked["name"], result["source"]) if is_done else []
    is_known = any(one.name == result.get("source") for one in place.settings.sources)
    return page(
        request,
        "import.html",
        work=work,
        asked=work.asked,
        options=work.asked.get("options", {}),
        state=work.state,
        result=result,
        plan=plan,
        is_done=is_done,
        said=import_words.refusal(result["error"]) if "error" in result else "",
        rejects=len(found),
        bad=[{"line": one.reject.line, "reason": one.reject.reason} for one in found[:_SHOWN]]
        or result.get("rejects", []),
        answers_at={"source": result["source"]} if is_done and is_known else {},
        roles_for=roles_for,
        words=operation_words,
        spelled=import_words,
    )


@needs("editor")
def go_on(request: Request) -> Response:
    """Look again, try or import, as the form says."""
    work, form = folder_of(request, _STEPS), form_of(request)
    step, before = str(form.get("do", "")), work.result or {}
    if step not in _STEPS:
        raise HTTPException(400)
    here = RedirectResponse(f"/imports/{work.id}", 303)
    if work.is_busy or (before.get("step") == "take" and "error" not in before):
        return here
    if step == "take":
        if before.get("step") not in {"try", "take"} or ("error" in before and before["step"] == "try"):
            return _refuse(request, "먼저 시험해 본 뒤에 가져올 수 있습니다. 앞 화면에서 시험해 보기를 눌러 주세요.")
        asked = {**work.asked, "step": step}
    else:
        asked = {**work.asked, **asked_of(form, work.read(PLAN), work.asked), "step": step}
    try:
        begin_if_room(place_of(request).settings, work, asked, who=work.asked["who"])
    except NoRoomError as error:
        return _refuse(request, str(error))
    return here


@needs("editor")
def drop(request: Request) -> Response:
    """Delete a file that is not to be imported after all."""
    work = folder_of(request, _STEPS)
    if work.is_busy:
        return _refuse(request, "지금 처리하고 있습니다. 끝난 뒤에 지워 주세요.")
    shutil.rmtree(work.path, ignore_errors=True)
    return RedirectResponse("/imports", 303)


@needs("editor")
def hand_out(request: Request) -> Response:
    """Send the rows of the file that could not be read, masked; who took them and what for is noted first."""
    work, form = folder_of(request, _STEPS), form_of(request)
    result, why = work.result or {}, _why(form)
    if not why:
        return _refuse(request, "내려받는 까닭을 적어 주세요. 누가 무엇 때문에 내려받았는지 기록에 남습니다.")
    found = _rejects(request, work.asked["name"], result.get("source", ""))
    with place_of(request).store.begin() as connection:
        about: dict[str, Any] = {"why": why, "rejects": [one.id for one in found], "source": result.get("source")}
        note_export(connection, "rejects", "dashboard", (), who=user_of(request).name, **about)
    headers = {"Content-Disposition": 'attachment; filename="rejects.csv"', "Cache-Control": "no-store"}
    return Response(rejects_file(found, "csv"), media_type="text/csv; charset=utf-8", headers=headers)


def safe_name(given: str) -> str:
    """Make a name that a file may have here: no folders, no control signs, no reversed reading, not too long.

    Examples
    --------
    >>> safe_name("../../etc/passwd"), safe_name("내려받기/응답.csv"), safe_name("..")
    ('passwd', '응답.csv', '설문 파일')
    """
    name = PurePosixPath(given.replace("\\", "/")).name
    plain = "".join(sign for sign in unicodedata.normalize("NFC", name) if unicodedata.category(sign)[0] != "C")
    plain = plain.strip().lstrip(".").strip()
    stem, dot, ending = plain.rpartition(".")
    if len(plain.encode()) > _LONGEST_NAME:
        ending = ending[:_LONGEST_ENDING]
        room = _LONGEST_NAME - len(f"{dot}{ending}".encode())
        plain = f"{stem.encode()[:room].decode(errors='ignore')}{dot}{ending}"
    return plain or _NAMELESS


def _taken(request: Request, file: UploadFile) -> WorkFolder:
    settings, who = place_of(request).settings, user_of(request).name
    # Before the file is kept: what is refused leaves nothing.
    check_room(settings, who)
    check_space(settings, who)
    folder, name = make_folder(settings), safe_name(file.filename or "")
    try:
        (folder.path / "file").mkdir(mode=0o700)
        with (folder.path / "file" / name).open("xb") as out:
            shutil.copyfileobj(file.file, out)
        begin_if_room(settings, folder, {"step": "look", "name": name}, who=who)
    except (VocError, OSError):
        # A full disk is not to hold half of it as well.
        shutil.rmtree(folder.path, ignore_errors=True)
        raise
    return folder


def _why(form: FormData) -> str:
    return " ".join(str(form.get("why", "")).split())[:_LONGEST_WHY]


def _rejects(request: Request, name: str, source: str) -> list[StoredReject]:
    with place_of(request).store.read() as connection:
        found = load_rejects(connection, source=source)
    return [one for one in found if one.reject.file == name]


def _start(request: Request, status: int = 200, problem: str = "") -> Response:
    settings, who = place_of(request).settings, user_of(request).name
    mine = [one for one in all_folders(settings) if one.asked.get("who") == who and one.asked.get("step") in _STEPS]
    mine.sort(key=lambda one: one.asked["at"], reverse=True)
    most = settings.dashboard.upload_mb
    return page(request, "imports.html", status, most=most, problem=problem, mine=mine, words=operation_words)


def _refuse(request: Request, advice: str) -> Response:
    return page(request, "problem.html", 409, heading="하지 않았습니다", advice=advice)
