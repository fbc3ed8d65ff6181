"""The sample's survey: one workbook a month, title rows above the header as form tools write them."""

import io
import json
from datetime import datetime
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from voc.sample.exports import broken_rows
from voc.sample.master import moment, read_rows

_HEADER = (
    "응답일시", "응답번호", "전반적으로 얼마나 만족하시나요? (1~5)", "추천 의향 (0~10)",
    "아쉬웠던 점이나 신청을 망설인 이유를 적어 주세요", "좋았던 점을 적어 주세요",
    "유입 경로", "신규/기존", "이름", "연락처",
)  # fmt: skip
_TITLE = "환급나래 이용 경험 조사"
_SUBTITLE = "나래세무랩 고객경험팀"
_WIDTHS = (20, 10, 14, 12, 60, 60, 14, 10, 10, 16)
# A workbook notes when it was made, and so does the archive around it: fixed, so that the bytes are always the same.
_MADE_AT = datetime(2026, 11, 23, 9, 0)  # noqa: DTZ001 - a workbook's times have no zone
_ARCHIVED_AT = (2026, 11, 23, 9, 0, 0)

Cell = str | int | datetime | None


def write_survey(folder: Path) -> int:
    """Write the responses of each month and return how many answers in words they hold."""
    months: dict[str, list[list[Cell]]] = {}
    n_answers = 0
    for response in read_rows("survey"):
        months.setdefault(max(response["at"][:7], "2026-09"), []).append(_cells(response))
        n_answers += bool(response["text"]) + bool(response["liked"])
    for month, rows in months.items():
        name = f"survey_{month}.xlsx"
        broken = [json.loads(raw) for raw in broken_rows(f"survey/{name}")]
        (folder / name).write_bytes(_workbook(month, rows + broken))
    return n_answers


def _cells(response: dict[str, str]) -> list[Cell]:
    return [
        moment(response["at"]).replace(tzinfo=None),
        response["key"],
        int(response["csat"]),
        int(response["nps"]),
        response["text"] or None,
        response["liked"] or None,
        response["route"],
        response["joined"],
        response["name"],
        response["phone"] or None,
    ]


def _workbook(month: str, rows: list[list[Cell]]) -> bytes:
    book = Workbook()
    book.properties.creator = "나래세무랩"
    book.properties.created = _MADE_AT
    sheet = book.active
    if not isinstance(sheet, Worksheet):
        raise TypeError("a new workbook begins with a worksheet")
    sheet.title = "응답"
    for number, title in enumerate((_TITLE, "", f"{_SUBTITLE} · {month} · 응답 {len(rows)}건"), start=1):
        sheet.cell(number, 1, title or None)
    # One merged area only: openpyxl keeps several in a set, and their order in the file would change by chance.
    sheet.merge_cells(start_row=1, start_column=1, end_row=2, end_column=len(_HEADER))
    sheet.cell(1, 1).font = Font(bold=True, size=14)
    sheet.append(_HEADER)
    for column, width in enumerate(_WIDTHS, start=1):
        head = sheet.cell(sheet.max_row, column)
        head.font = Font(bold=True)
        head.alignment = Alignment(wrap_text=True, vertical="top")
        sheet.column_dimensions[get_column_letter(column)].width = width
    for row in rows:
        sheet.append(row)
    return _fixed(book)


def _fixed(book: Workbook) -> bytes:
    """Save a workbook without the moment of saving, which would change its bytes."""
    saved = io.BytesIO()
    book.save(saved)
    moment_of_saving = book.properties.modified.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    fixed = io.BytesIO()
    with ZipFile(saved) as source, ZipFile(fixed, "w", ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "docProps/core.xml":
                content = content.replace(moment_of_saving, _MADE_AT.strftime("%Y-%m-%dT%H:%M:%SZ").encode())
            part = ZipInfo(name, _ARCHIVED_AT)
            part.compress_type = ZIP_DEFLATED
            target.writestr(part, content)
    return fixed.getvalue()
