"""XLSX workbooks, row by row: values as text, nothing calculated, archives checked before they are parsed."""

import re
import warnings
import weakref
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import date, datetime, time, timedelta
from itertools import islice
from pathlib import Path
from xml.etree.ElementTree import ParseError
from xml.parsers import expat

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.workbook import Workbook

from voc.errors import TableError, UsageError
from voc.tables.header_rows import read_header, row_index
from voc.tables.headers import HEAD_ROWS, MAX_COLUMNS, find_header, is_time_header, same_name
from voc.tables.markup import grid_rows
from voc.tables.table import BadRow, Layout, Row
from voc.tables.unpack import check_sizes

# Unpacked bytes of a workbook: shared strings are held in memory.
MAX_WORKBOOK = 300 << 20
# What a sheet can hold.
MAX_SHEET_ROWS = 1_048_576
# Cells with the blank ones between: one value in the last column of every row fills memory with nothing.
MAX_CELLS = 200_000_000
_BATCH = 1_000
_CHUNK = 1 << 20
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml", re.IGNORECASE)
# Floats hold whole numbers exactly up to here.
_EXACT = 2**53
_DAMAGED = (
    zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, expat.ExpatError,
)  # fmt: skip
# What openpyxl is seen to raise on workbooks that other programs wrote or cut.
_BROKEN = (
    KeyError, ValueError, TypeError, AttributeError, IndexError, OSError, EOFError, RuntimeError, NotImplementedError,
    ParseError, zipfile.BadZipFile, zlib.error, InvalidFileException, OverflowError,
)  # fmt: skip


class WorkbookFile:
    """The sheet of a workbook that holds the data: the first with a known time header, else the first with rows.

    The workbook stays open until `close`, or until nobody reads it any more: opening it parses all its texts.
    """

    encoding = None

    def __init__(self, plain: Path, *, shown: Path, layout: Layout) -> None:
        self.plain = plain
        self.shown = shown
        self._books: dict[bool, Workbook] = {}
        self._held = ExitStack()
        self.close = weakref.finalize(self, self._held.close)
        try:
            with zipfile.ZipFile(plain) as archive:
                _check_kind(archive, shown)
                check_sizes(archive, shown=shown, limit=MAX_WORKBOOK)
                self.has_formulas = _scan_members(archive, shown)
        except _DAMAGED as error:
            message = (
                f"{shown.name} is a damaged or incomplete workbook ({type(error).__name__}). Nothing of it was taken. "
                "Copy or download it again."
            )
            raise TableError(message, path=shown) from error
        row = layout.header_row
        self.sheet, head, n_sheets = self._choose_sheet(layout.sheet, max(HEAD_ROWS, (row or 0) + 1))
        at = None if row is None else row_index(range(1, len(head) + 1), row, where=f"{shown.name}, '{self.sheet}'")
        found = read_header(head, title_cells=2, at=at)
        if found is None or not found.names:
            raise TableError(
                f"{shown.name}: no sheet holds a table. Check that the right file was exported.", path=shown
            )
        self.header, self.titles, notes, self.body_at = found
        if len(self.header) > MAX_COLUMNS:
            message = f"{shown.name} has {len(self.header):,} columns; at most {MAX_COLUMNS:,} are read."
            raise TableError(message, path=shown)
        chosen = (f"The workbook holds {n_sheets} sheets; '{self.sheet}' was read.",) if n_sheets > 1 else ()
        self.notes = (*notes, *chosen)

    def rows(self) -> Iterator[Row | BadRow]:
        """Stream the rows below the header; `line` is the row of the sheet."""
        body = islice(enumerate(self._grid(self.sheet), start=1), self.body_at, None)
        yield from grid_rows(self.header, body)

    def _choose_sheet(self, wanted_sheet: str | None, n_rows: int) -> tuple[str, list[list[str]], int]:
        with self._open(data_only=True) as book:
            names = [sheet.title for sheet in book.worksheets if sheet.sheet_state == "visible"]
            if wanted_sheet is not None:
                known = [sheet.title for sheet in book.worksheets]
                names = [_find_sheet(known, wanted_sheet, self.shown)]
            heads = {name: [_texts(row, ()) for row in islice(_sheet_rows(book, name), n_rows)] for name in names}
        for wanted in (_has_time, _has_rows, _has_text):
            for name, head in heads.items():
                if wanted(head):
                    return name, head, len(names)
        return "", [], len(names)

    @contextmanager
    def _open(self, *, data_only: bool) -> Iterator[Workbook]:
        try:
            yield self._book(data_only=data_only)
        except _BROKEN as error:
            message = (
                f"{self.shown.name} is a workbook that cannot be read ({type(error).__name__}). "
                "Open it in Excel and save it again as XLSX, or save the sheet as 'CSV UTF-8'."
            )
            raise TableError(message, path=self.shown) from error

    def _book(self, *, data_only: bool) -> Workbook:
        if data_only not in self._books:
            file = self._held.enter_context(self.plain.open("rb"))
            with _quiet():
                book = load_workbook(file, read_only=True, data_only=data_only, keep_links=False)
            self._held.callback(book.close)
            self._books[data_only] = book
        return self._books[data_only]

    def _grid(self, sheet: str) -> Iterator[list[str]]:
        """Yield the text of every row of a sheet, blank ones included."""
        n_cells = 0
        with ExitStack() as stack:
            values = _sheet_rows(stack.enter_context(self._open(data_only=True)), sheet)
            formulas: Iterator[tuple[object, ...]] = iter(())
            if self.has_formulas:
                formulas = _sheet_rows(stack.enter_context(self._open(data_only=False)), sheet)
            for number, row in enumerate(values, start=1):
                n_cells += len(row)
                if number > MAX_SHEET_ROWS or n_cells > MAX_CELLS:
                    message = f"{self.shown.name}: sheet '{sheet}' claims more rows or cells than a sheet can hold."
                    raise TableError(message, path=self.shown)
                yield _texts(row, next(formulas, ()))


def _find_sheet(known: Sequence[str], wanted: str, shown: Path) -> str:
    for name in known:
        if same_name(name) == same_name(wanted):
            return name
    raise UsageError(f"{shown.name} has no sheet '{wanted}'. Its sheets: {', '.join(known) or 'none'}.")


def _check_kind(archive: zipfile.ZipFile, shown: Path) -> None:
    """Refuse Office documents that are no workbooks, and workbooks in Excel's binary form."""
    names = archive.namelist()
    if "xl/workbook.bin" in names:
        raise TableError(
            f"{shown.name} is a binary workbook (.xlsb). Open it in Excel and save it as XLSX.", path=shown
        )
    kinds = {"word/": "a Word document", "ppt/": "a PowerPoint presentation"}
    for folder, what in kinds.items():
        if any(name.startswith(folder) for name in names):
            raise TableError(f"{shown.name} is {what}, not a table. Hand over XLSX or CSV.", path=shown)


def _sheet_rows(book: Workbook, name: str) -> Iterator[tuple[object, ...]]:
    page = book[name]
    # Other programs write wrong dimensions, and rows would be cut to them.
    page.reset_dimensions()
    rows = iter(page.iter_rows(values_only=True))
    while True:
        with _quiet():
            batch = list(islice(rows, _BATCH))
        if not batch:
            return
        yield from batch


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep openpyxl from warning about styles and extensions that are of no account here."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def _scan_members(archive: zipfile.ZipFile, shown: Path) -> bool:
    """Read every member to its end, so that damage shows before the first row; tell whether any sheet has formulas."""
    has_formulas = False
    for info in archive.infolist():
        is_sheet = bool(_SHEET.fullmatch(info.filename))
        parser = _strict_parser(shown) if info.filename.endswith((".xml", ".rels")) else None
        tail = b""
        with archive.open(info) as member:
            while chunk := member.read(_CHUNK):
                if parser is not None:
                    parser.Parse(chunk, False)  # noqa: FBT003 - the parser takes no keywords
                text = tail + chunk
                has_formulas = has_formulas or (is_sheet and (b"<f>" in text or b"<f " in text))
                tail = chunk[-8:]
        if parser is not None:
            parser.Parse(b"", True)  # noqa: FBT003 - the parser takes no keywords
    return has_formulas


def _strict_parser(shown: Path) -> expat.XMLParserType:
    """Make a parser that checks XML for being whole, and takes no entities."""

    def refuse(*_declaration: object) -> None:
        message = f"{shown.name} declares XML entities, which no workbook needs. Save it again in Excel."
        raise TableError(message, path=shown)

    parser = expat.ParserCreate()
    parser.EntityDeclHandler = refuse
    return parser


def _texts(row: Sequence[object], written: Sequence[object]) -> list[str]:
    """Write a row's values as text; where a formula was never calculated, the formula."""
    texts = [cell_text(value) for value in row]
    for i, formula in enumerate(written):
        if i >= len(texts):
            texts.append("")
        if not texts[i] and formula is not None:
            texts[i] = str(getattr(formula, "text", formula))
    return texts


def cell_text(value: object) -> str:
    """Write a cell's value as text: dates as ISO 8601, whole numbers without `.0`.

    Examples
    --------
    >>> [cell_text(value) for value in (None, 4.0, 4.5, True, date(2024, 5, 23), datetime(2024, 5, 23, 7, 21))]
    ['', '4', '4.5', 'TRUE', '2024-05-23', '2024-05-23 07:21:00']
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < _EXACT else repr(value)
    if isinstance(value, datetime):
        # Serial numbers hold fractions of a day: seconds come back a few microseconds off.
        moment = (value + timedelta(microseconds=500_000)).replace(microsecond=0)
        return moment.date().isoformat() if moment.time() == time() else moment.isoformat(sep=" ")
    if isinstance(value, (date, time)):
        return value.isoformat()
    return str(value)


def _has_time(head: Sequence[Sequence[str]]) -> bool:
    at = find_header(head, title_cells=2)
    return at is not None and any(is_time_header(cell) for cell in head[at])


def _has_rows(head: Sequence[Sequence[str]]) -> bool:
    return sum(1 for row in head if any(cell.strip() for cell in row)) > 1


def _has_text(head: Sequence[Sequence[str]]) -> bool:
    return any(cell.strip() for row in head for cell in row)
