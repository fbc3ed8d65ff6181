"""A table as a workbook: the rows on a first sheet, what they are on a second; no cell is ever a formula or a link."""

import io
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from voc.dashboard.downloads.table import Cell, Column, Kind, Table

# A cell of a workbook holds no more letters.
_LONGEST = 32_767
_ABOUT = "정보"
_ABOUT_WIDTHS = (16, 70)
_FORMATS: Mapping[Kind, Mapping[str, Any]] = {
    "text": {"text_wrap": True},
    "count": {"num_format": "#,##0"},
    "decimal": {"num_format": "0.00"},
    "rate": {"num_format": "#,##0.0"},
    "share": {"num_format": "0.0%"},
    "day": {"num_format": "yyyy-mm-dd"},
    "moment": {"num_format": "yyyy-mm-dd hh:mm"},
}
_PLAIN = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}


def workbook_file(table: Table, title: str, about: Sequence[tuple[str, str]]) -> bytes:
    """Write a table with the lines that say what it is.

    Parameters
    ----------
    title : str
        Names the first sheet: at most 31 letters, none that spreadsheets forbid.
    """
    held = io.BytesIO()
    with xlsxwriter.Workbook(held, _PLAIN) as book:
        head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "vcenter"})
        sheet = book.add_worksheet(title)
        formats = [book.add_format({**_FORMATS[column.kind], "valign": "top"}) for column in table.columns]
        _lay_out(sheet, table.columns, head)
        for n_row, row in enumerate(table.rows, start=1):
            for n_column, cell in enumerate(row):
                _write(sheet, (n_row, n_column), cell, formats[n_column])
        sheet.autofilter(0, 0, max(1, len(table.rows)), len(table.columns) - 1)
        _tell(book.add_worksheet(_ABOUT), about, book.add_format({"bold": True, "valign": "top"}))
    return held.getvalue()


def _lay_out(sheet: Worksheet, columns: Sequence[Column], head: Any) -> None:  # noqa: ANN401 - a format of XlsxWriter
    sheet.freeze_panes(1, 1)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    for place, column in enumerate(columns):
        sheet.set_column(place, place, column.width)
        sheet.write_string(0, place, _plain(column.name), head)


def _write(sheet: Worksheet, place: tuple[int, int], cell: Cell, form: Any) -> None:  # noqa: ANN401 - as above
    if cell is None or cell == "":
        return
    if isinstance(cell, str):
        sheet.write_string(*place, _plain(cell), form)
    elif isinstance(cell, datetime | date):
        sheet.write_datetime(*place, cell, form)
    else:
        sheet.write_number(*place, cell, form)


def _tell(sheet: Worksheet, about: Sequence[tuple[str, str]], bold: Any) -> None:  # noqa: ANN401 - as above
    for place, width in enumerate(_ABOUT_WIDTHS):
        sheet.set_column(place, place, width)
    for n_row, (name, said) in enumerate(about):
        sheet.write_string(n_row, 0, name, bold)
        sheet.write_string(n_row, 1, _plain(said))


def _plain(text: str) -> str:
    """Leave out halves of letters, which no file can hold, and what does not fit into a cell."""
    whole = text.encode("utf-8", "replace").decode("utf-8")
    return whole if len(whole) <= _LONGEST else f"{whole[: _LONGEST - 1]}…"
