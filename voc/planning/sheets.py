"""Sheets of a workbook: columns of a kind, rows, and how they are written; no cell is ever a formula or a link."""

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal, TypeAlias

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

# text; count: a whole number; decimal: with two places; rate: with one; share: 0 to 1; day; moment: on Seoul's clock.
Kind = Literal["text", "count", "decimal", "rate", "share", "day", "moment"]
Cell: TypeAlias = str | int | float | date | None
Row: TypeAlias = tuple[Cell, ...]

# A cell of a workbook holds no more letters.
_LONGEST = 32_767
_WIDTHS: Mapping[Kind, int] = {"text": 16, "count": 11, "decimal": 11, "rate": 11, "share": 11, "day": 12, "moment": 17}
_FORMATS: Mapping[Kind, Mapping[str, Any]] = {
    "text": {"text_wrap": True},
    "count": {"num_format": "#,##0"},
    "decimal": {"num_format": "0.00"},
    "rate": {"num_format": "#,##0.0"},
    "share": {"num_format": "0.0%"},
    "day": {"num_format": "yyyy-mm-dd"},
    "moment": {"num_format": "yyyy-mm-dd hh:mm"},
}
PLAIN = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}


@dataclass(frozen=True, slots=True)
class Column:
    """A column.

    Attributes
    ----------
    wide : int
        Its width in letters; 0 takes that of its kind.
    """

    name: str
    kind: Kind = "text"
    wide: int = 0

    @property
    def width(self) -> int:
        """Letters that fit; Korean ones take the room of two."""
        return max(self.wide or _WIDTHS[self.kind], 2 * len(self.name) + 2)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet.

    Attributes
    ----------
    title : str
        At most 31 letters, none of which spreadsheets forbid.
    n_fixed : int
        Columns at the left that stay in sight.
    """

    title: str
    columns: Sequence[Column]
    rows: Sequence[Row]
    n_fixed: int = 1


def workbook_of(sheets: Iterable[Sheet], *, title: str, created: datetime) -> bytes:
    """Write sheets in their order; the same ones give the same bytes.

    Parameters
    ----------
    created : datetime
        When the content was made; a file that said when it was written would differ each time.
    """
    held = io.BytesIO()
    with xlsxwriter.Workbook(held, PLAIN) as book:
        book.set_properties({"title": plain(title), "created": created.replace(tzinfo=None)})
        for one in sheets:
            write_sheet(book, one)
    return held.getvalue()


def write_sheet(book: xlsxwriter.Workbook, sheet: Sheet) -> Worksheet:
    """Add a sheet whose header stays in sight, set up for A4 paper laid across."""
    made = book.add_worksheet(sheet.title)
    head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "vcenter"})
    formats = [book.add_format({**_FORMATS[column.kind], "valign": "top"}) for column in sheet.columns]
    _lay_out(made, sheet, head)
    for n_row, row in enumerate(sheet.rows, start=1):
        for n_column, cell in enumerate(row):
            _write(made, (n_row, n_column), cell, formats[n_column])
    made.autofilter(0, 0, max(1, len(sheet.rows)), len(sheet.columns) - 1)
    return made


def plain(text: str) -> str:
    """Leave out halves of letters, which no file can hold, and what does not fit into a cell."""
    whole = text.encode("utf-8", "replace").decode("utf-8")
    return whole if len(whole) <= _LONGEST else f"{whole[: _LONGEST - 1]}…"


def _lay_out(made: Worksheet, sheet: Sheet, head: Any) -> None:  # noqa: ANN401 - a format of XlsxWriter
    made.freeze_panes(1, sheet.n_fixed)
    made.set_landscape()
    made.set_paper(9)  # A4
    made.fit_to_pages(1, 0)
    made.repeat_rows(0)
    for place, column in enumerate(sheet.columns):
        made.set_column(place, place, column.width)
        made.write_string(0, place, plain(column.name), head)


def _write(made: Worksheet, place: tuple[int, int], cell: Cell, form: Any) -> None:  # noqa: ANN401 - as above
    if cell is None or cell == "":
        return
    if isinstance(cell, str):
        made.write_string(*place, plain(cell), form)
    elif isinstance(cell, datetime | date):
        made.write_datetime(*place, cell, form)
    else:
        made.write_number(*place, cell, form)
