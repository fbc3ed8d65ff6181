"""A table as a workbook: the rows on a first sheet, what they are on a second; no cell is ever a formula or a link."""

import io
from collections.abc import Sequence
from typing import Any

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from voc.dashboard.downloads.table import Table
from voc.planning.sheets import PLAIN, Sheet, plain, write_sheet

_ABOUT = "정보"
_ABOUT_WIDTHS = (16, 70)


def workbook_file(table: Table, title: str, about: Sequence[tuple[str, str]]) -> bytes:
    """Write a table with the lines that say what it is.

    Parameters
    ----------
    title : str
        Names the first sheet: at most 31 letters, none that spreadsheets forbid.
    """
    held = io.BytesIO()
    with xlsxwriter.Workbook(held, PLAIN) as book:
        write_sheet(book, Sheet(title, table.columns, table.rows))
        _tell(book.add_worksheet(_ABOUT), about, book.add_format({"bold": True, "valign": "top"}))
    return held.getvalue()


def _tell(sheet: Worksheet, about: Sequence[tuple[str, str]], bold: Any) -> None:  # noqa: ANN401 - a format of XlsxWriter
    for place, width in enumerate(_ABOUT_WIDTHS):
        sheet.set_column(place, place, width)
    for n_row, (name, said) in enumerate(about):
        sheet.write_string(n_row, 0, name, bold)
        sheet.write_string(n_row, 1, plain(said))
