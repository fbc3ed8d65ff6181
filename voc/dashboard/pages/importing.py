"""What the pages of all imports do: keep a file, have it looked at, tried, taken in; hand out what was refused."""

import shutil
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any, NamedTuple, TypeAlias

from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from voc.config import Settings
from voc.dashboard import operation_words
from voc.dashboard.access import form_of, needs, user_of
from voc.dashboard.drawing import page
from voc.dashboard.import_form import asked_of
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

# In bytes of UTF-8: file systems take 255, and a run log is read by people.
_LONGEST_NAME = 120
_LONGEST_ENDING = 10
_LONGEST_WHY = 500
# Rows that are shown; all of them are in the file that can be taken away.
_SHOWN = 50
Page: TypeAlias = Callable[[Request], Response]


@dataclass(frozen=True, slots=True)
class Imported:
    """One kind of file that can be imported.

    Attributes
    ----------
    path : str
        Address of the page on which a file is handed in; those of files begin with it.
    steps : mapping of str to str
        `look`, `try`, `take` to the names by which the work is done, see `voc.dashboard.work.child`.
    start, one : str
        Templates of the two pages.
    nameless : str
        What a file is called that has no name.
    source : callable
        Names the source of the rejected rows from what the work gave.
    about : callable
        What the template of a file needs beside what all need, from the folder, what came of it and the page.
    """

    path: str
    steps: Mapping[str, str]
    start: str
    one: str
    nameless: str
    source: Callable[[Mapping[str, Any]], str]
    about: Callable[[Request, WorkFolder, Mapping[str, Any]], Mapping[str, Any]]

    def step_of(self, result: Mapping[str, Any]) -> str:
        """Return which of the three steps something came of; empty where of none."""
        return next((step for step, name in self.steps.items() if name == result.get("step")), "")


class Pages(NamedTuple):
    """The pages of one kind of import, all for editors."""

    take_file: Page
    show_one: Page
    go_on: Page
    drop: Page
    hand_out: Page


def pages_of(kind: Imported) -> Pages:
    """Make the pages on which a file is handed in, shown, taken further, given up, and its rejects handed out."""
    editors = needs("editor")
    return Pages(
        take_file=needs("editor", takes_files=True)(lambda request: _keep_file(request, kind)),
        show_one=editors(lambda request: _draw_file(request, kind)),
        go_on=editors(lambda request: _go_on(request, kind)),
        drop=editors(lambda request: _drop_file(request, kind)),
        hand_out=editors(lambda request: _hand_out_rejects(request, kind)),
    )


def draw_start(request: Request, kind: Imported, *, status: int = 200, problem: str = "", **about: object) -> Response:
    """Draw where a file is handed in, and the files of this person that wait."""
    settings = place_of(request).settings
    mine = _files_of(settings, user_of(request).name, kind)
    most = settings.dashboard.upload_mb
    return page(request, kind.start, status, most=most, problem=problem, mine=mine, words=operation_words, **about)


def _files_of(settings: Settings, who: str, kind: Imported) -> list[WorkFolder]:
    """List the files of a person, the newest first."""
    steps = set(kind.steps.values())
    mine = [one for one in all_folders(settings) if one.asked.get("who") == who and one.asked.get("step") in steps]
    return sorted(mine, key=lambda one: float(one.asked["at"]), reverse=True)


def _keep_file(request: Request, kind: Imported) -> Response:
    """Keep a file that is handed in, and have it looked at."""
    place, file = place_of(request), form_of(request).get("file")
    if not isinstance(file, UploadFile) or not file.size:
        problem = "파일을 고르지 않았거나 빈 파일입니다. 내용이 있는 파일을 골라 주세요."
        return draw_start(request, kind, status=400, problem=problem)
    if file.size > place.settings.dashboard.upload_mb * 1_000_000:
        raise HTTPException(413)
    try:
        folder = _taken(request, kind, file)
    except NoRoomError as error:
        return draw_start(request, kind, status=409, problem=str(error))
    return RedirectResponse(f"{kind.path}/{folder.id}", 303)


def _draw_file(request: Request, kind: Imported) -> Response:
    """Draw how far a file has come: what is being done, what it is taken for, what came of it."""
    work = folder_of(request, tuple(kind.steps.values()))
    result, plan = work.result or {}, work.read(PLAN)
    step = kind.step_of(result)
    is_done = step == "take" and "error" not in result
    found = _rejects(request, work.asked["name"], kind.source(result)) if is_done else []
    return page(
        request,
        kind.one,
        work=work,
        path=f"{kind.path}/{work.id}",
        asked=work.asked,
        options=work.asked.get("options", {}),
        state=work.state,
        step=step,
        result=result,
        plan=plan,
        is_done=is_done,
        rejects=len(found),
        bad=[{"line": one.reject.line, "reason": one.reject.reason} for one in found[:_SHOWN]]
        or result.get("rejects", []),
        words=operation_words,
        **kind.about(request, work, result),
    )


def _go_on(request: Request, kind: Imported) -> Response:
    """Look again, try or import, as the form says."""
    work, form = folder_of(request, tuple(kind.steps.values())), form_of(request)
    step, before = str(form.get("do", "")), work.result or {}
    if step not in kind.steps:
        raise HTTPException(400)
    here, done = RedirectResponse(f"{kind.path}/{work.id}", 303), kind.step_of(before)
    if work.is_busy or (done == "take" and "error" not in before):
        return here
    if step == "take":
        if done not in {"try", "take"} or ("error" in before and done == "try"):
            return refuse(request, "먼저 시험해 본 뒤에 가져올 수 있습니다. 앞 화면에서 시험해 보기를 눌러 주세요.")
        asked = {**work.asked, "step": kind.steps[step]}
    else:
        asked = {**work.asked, **asked_of(form, work.read(PLAN), work.asked), "step": kind.steps[step]}
    try:
        begin_if_room(place_of(request).settings, work, asked, who=work.asked["who"])
    except NoRoomError as error:
        return refuse(request, str(error))
    return here


def _drop_file(request: Request, kind: Imported) -> Response:
    """Delete a file that is not to be imported after all."""
    work = folder_of(request, tuple(kind.steps.values()))
    if work.is_busy:
        return refuse(request, "지금 처리하고 있습니다. 끝난 뒤에 지워 주세요.")
    shutil.rmtree(work.path, ignore_errors=True)
    return RedirectResponse(kind.path, 303)


def _hand_out_rejects(request: Request, kind: Imported) -> Response:
    """Send the rows of the file that could not be read, masked; who took them and what for is noted first."""
    work, form = folder_of(request, tuple(kind.steps.values())), form_of(request)
    source, why = kind.source(work.result or {}), _why(form)
    if not why:
        return refuse(request, "내려받는 까닭을 적어 주세요. 누가 무엇 때문에 내려받았는지 기록에 남습니다.")
    found = _rejects(request, work.asked["name"], source)
    with place_of(request).store.begin() as connection:
        about: dict[str, Any] = {"why": why, "rejects": [one.id for one in found], "source": source or None}
        note_export(connection, "rejects", "dashboard", (), who=user_of(request).name, **about)
    headers = {"Content-Disposition": 'attachment; filename="rejects.csv"', "Cache-Control": "no-store"}
    return Response(rejects_file(found, "csv"), media_type="text/csv; charset=utf-8", headers=headers)


def refuse(request: Request, advice: str) -> Response:
    """Say why something was not done."""
    return page(request, "problem.html", 409, heading="하지 않았습니다", advice=advice)


def safe_name(given: str, nameless: str = "설문 파일") -> str:
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
    return plain or nameless


def _taken(request: Request, kind: Imported, file: UploadFile) -> WorkFolder:
    settings, who = place_of(request).settings, user_of(request).name
    # Before the file is kept: what is refused leaves nothing.
    check_room(settings, who)
    check_space(settings, who)
    folder, name = make_folder(settings), safe_name(file.filename or "", kind.nameless)
    try:
        (folder.path / "file").mkdir(mode=0o700)
        with (folder.path / "file" / name).open("xb") as out:
            shutil.copyfileobj(file.file, out)
        begin_if_room(settings, folder, {"step": kind.steps["look"], "name": name}, who=who)
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
