"""내려받기: what a table is needed for is asked and kept in the log; then it is a file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import Connection
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from voc.dashboard.access import form_of, needs, user_of
from voc.dashboard.download_address import OF, TABLE
from voc.dashboard.downloads.about import about_lines, conditions
from voc.dashboard.downloads.csv_file import csv_file
from voc.dashboard.downloads.letters import Fitted, fit_cp949
from voc.dashboard.downloads.naming import disposition, file_name, weeks_named
from voc.dashboard.downloads.offers import OFFERS
from voc.dashboard.downloads.table import Table
from voc.dashboard.downloads.view import PERIOD, Offer, View
from voc.dashboard.downloads.workbook import workbook_file
from voc.dashboard.drawing import page
from voc.dashboard.filters import UnknownValueError
from voc.dashboard.shared import filters_of, place_of
from voc.steps.audit_log import note_export

_LONGEST_WHY = 500
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# By what people choose it by; the last one only after it was told what will be replaced.
FORMATS: Mapping[str, str] = {
    "xlsx": "엑셀 (XLSX)",
    "csv": "CSV (UTF-8)",
    "cp949": "CSV (cp949, 옛 한글 프로그램)",
}
_REPLACED = "cp949-replaced"
# May be a customer's, and the log of downloads holds no words.
_LOOKED_FOR = "q"
# Ten thousand rows take a second of a core and some 30 MB; the pages of the others go on meanwhile.
_ONE_AT_A_TIME = Lock()


@dataclass(frozen=True, slots=True)
class _Asked:
    name: str
    offer: Offer
    view: View
    table: Table

    @property
    def back(self) -> str:
        """The page that the table stands on, as it was looked at."""
        kept = {name: value for name, value in self.view.query.items() if value and name not in {TABLE, OF}}
        path = self.offer.path.replace("{of}", self.view.of)
        return f"{path}?{urlencode(kept)}" if kept else path


def show(request: Request) -> Response:
    """Draw the form."""
    with place_of(request).store.read() as connection:
        return _form(request, _asked(request, connection))


@needs("reader")
def hand_out(request: Request) -> Response:
    """Send the file; who took it and what for is noted first."""
    chosen, why = _said(request)
    with place_of(request).store.read() as connection:
        asked = _asked(request, connection)
        question = _asked_back(request, asked, chosen, why)
        if question is not None:
            return question
        about = about_lines(asked.view, asked.offer, asked.table, user_of(request).name)
    with _ONE_AT_A_TIME:
        content = _written(asked, chosen, about)
    _note(request, asked, chosen, why)
    return _file(asked, chosen, content)


def _said(request: Request) -> tuple[str, str]:
    form = form_of(request)
    chosen, why = str(form.get("format", "")), " ".join(str(form.get("why", "")).split())[:_LONGEST_WHY]
    if chosen not in {*FORMATS, _REPLACED}:
        message = "그런 파일 형식은 없습니다."
        raise UnknownValueError(message)
    return chosen, why


def _asked_back(request: Request, asked: _Asked, chosen: str, why: str) -> Response | None:
    """Ask once more: for a reason, or whether letters may be replaced; None where nothing is left to ask."""
    if not asked.table.rows or not why:
        problem = "" if why else "내려받는 까닭을 적어 주세요. 누가 무엇 때문에 내려받았는지 기록에 남습니다."
        return _form(request, asked, status=400, chosen=chosen, why=why, problem=problem)
    fitted = fit_cp949(asked.table.rows) if chosen == "cp949" else None
    if fitted is None or not fitted.n:
        return None
    return _form(request, asked, chosen=chosen, why=why, fitted=fitted)


def _asked(request: Request, connection: Connection) -> _Asked:
    name, of = request.query_params.get(TABLE, ""), request.query_params.get(OF, "")
    offer = OFFERS.get(name)
    if offer is None:
        message = "그런 표는 없습니다. 화면의 내려받기를 눌러 주세요."
        raise UnknownValueError(message)
    if not user_of(request).may(offer.role):
        raise HTTPException(403)
    chosen = None if offer.weeks == "none" else filters_of(request, connection)
    view = View(request, connection, of, chosen, offer.weeks)
    return _Asked(name, offer, view, offer.make(view))


def _form(
    request: Request,
    asked: _Asked,
    *,
    status: int = 200,
    chosen: str = "xlsx",
    why: str = "",
    problem: str = "",
    fitted: Fitted | None = None,
) -> Response:
    return page(
        request,
        "download.html",
        status,
        asked=asked,
        table=asked.table,
        conditions=conditions(asked.view, asked.offer),
        period=asked.view.period.label if asked.view.period else "",
        formats=FORMATS,
        chosen=chosen,
        why=why,
        problem=problem,
        fitted=fitted,
        here=f"{request.url.path}?{request.url.query}",
    )


def _written(asked: _Asked, chosen: str, about: Sequence[tuple[str, str]]) -> bytes:
    if chosen == "xlsx":
        return workbook_file(asked.table, asked.offer.title, about)
    return csv_file(asked.table, "utf-8" if chosen == "csv" else "cp949")


def _note(request: Request, asked: _Asked, chosen: str, why: str) -> None:
    said = {name: asked.view.query.get(name) for name in (*_weeks_of(asked), *asked.offer.knows) if name != _LOOKED_FOR}
    about: dict[str, Any] = {
        "why": why,
        "table": asked.offer.title,
        "of": asked.view.of if "{of}" in asked.offer.path else "",
        "filters": {name: value for name, value in said.items() if value},
        "rows": len(asked.table.rows),
        "format": chosen,
    }
    with place_of(request).store.begin() as connection:
        note_export(connection, "table", "dashboard", asked.table.documents, who=user_of(request).name, **about)


def _weeks_of(asked: _Asked) -> tuple[str, ...]:
    """Name what of the address says the weeks; where a table has none nobody has checked them."""
    return () if asked.offer.weeks == "none" else PERIOD


def _file(asked: _Asked, chosen: str, content: bytes) -> Response:
    ending = "xlsx" if chosen == "xlsx" else "csv"
    kind = _XLSX if chosen == "xlsx" else f"text/csv; charset={'utf-8' if chosen == 'csv' else 'euc-kr'}"
    name = disposition(
        file_name(asked.offer.title, asked.table.subject, weeks_named(asked.view.period)),
        f"malgwi-{asked.name}",
        ending,
    )
    return Response(content, media_type=kind, headers={"Content-Disposition": name, "Cache-Control": "no-store"})
