"""Opening a file that somebody else made: what it is, whether it is whole, and how to read it as a table."""

import re
import weakref
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Protocol

from voc.errors import TableError
from voc.tables.delimited import DelimitedFile
from voc.tables.encoding import decide_encoding
from voc.tables.header_rows import Title
from voc.tables.headers import shown_name_of
from voc.tables.jsonlines import JsonLinesFile
from voc.tables.refusals import no_table, refuse_binary
from voc.tables.table import BadRow, Layout, MissingColumnError, Row, Table, TableKind
from voc.tables.unpack import discard, shown_name, unpack

_HEAD = 1 << 16
_HTML = re.compile(r"<(?:!doctype\s{1,5}html|html|head|body|table|meta|style|div)\b", re.IGNORECASE)
_OBJECT = re.compile(r"\{\s{0,100}[\"}]")
_ARRAY = re.compile(r"\[\s{0,100}[\[{\"\]]")
# Control characters that no text holds, as a share of the first characters, above which the file is no text.
_BINARY, _BINARY_SHORT = 0.02, 0.2
# A few of them may be the fault of single rows.
_STRAY = 8
_CONTROLS = frozenset(map(chr, {*range(32)} - {9, 10, 11, 12, 13, 27}))


class _Reading(Protocol):
    """What a reader of one kind of file offers once it has found the header."""

    header: tuple[str, ...]
    titles: tuple[Title, ...]
    notes: tuple[str, ...]

    def rows(self) -> Iterator[Row | BadRow]: ...


_ANYWHERE = Layout()


def open_table(
    path: Path, *, encoding: str | None = None, columns_needed: Sequence[str] = (), layout: Layout = _ANYWHERE
) -> Table:
    """Check a file to its end and make it readable as a table.

    CSV and its relatives, XLSX, HTML tables and JSON Lines are told apart by content, also inside `.gz` and a zip with
    one table; `-` is standard input. Text is read twice, once here to find damage before any row is used, once for
    the rows; it is never held in memory as a whole. Formulas are not evaluated.

    Parameters
    ----------
    path : Path
        The file.
    encoding : str or None
        Of a text file; None decides over the whole file: mark, UTF-16 by its zero bytes, strict UTF-8, strict cp949.
    columns_needed : sequence of str
        Columns without which the table is of no use, spelled as in the header.
    layout : Layout
        Sheet and header row, where a person names them.

    Raises
    ------
    TableError
        The file as a whole cannot be read; the message says why and what to do.
    MissingColumnError
        It lacks one of `columns_needed`.
    UsageError
        It lacks the sheet or the row that the layout names.
    """
    plain, temporary = unpack(path)
    shown = shown_name(path)
    try:
        kind, reading, codec = _read(plain, shown, encoding, layout)
        _check_rows(reading, kind, shown)
        _check_columns(reading, columns_needed, shown)
    except BaseException:
        discard(temporary)
        raise
    # The reader is what needs the unpacked copy; it may outlive the table.
    finish = weakref.finalize(reading, _finish, getattr(reading, "close", None), temporary)
    return Table(
        path=shown,
        header=reading.header,
        kind=kind,
        encoding=codec,
        delimiter=reading.delimiter if isinstance(reading, DelimitedFile) else None,
        notes=reading.notes,
        read=reading.rows,
        finish=finish,
        titles=reading.titles,
    )


def _finish(close: Callable[[], object] | None, temporary: list[Path]) -> None:
    """Let go of what a reader holds open, then of the unpacked copies."""
    if close is not None:
        close()
    discard(temporary)


def _read(plain: Path, path: Path, encoding: str | None, layout: Layout) -> tuple[TableKind, _Reading, str | None]:
    with plain.open("rb") as file:
        head = file.read(_HEAD)
    if head.startswith(b"PK\x03\x04"):
        # Loaded here, like the reader of HTML below: most files are plain text, and Excel's takes a third of a second.
        from voc.tables.workbook import WorkbookFile  # noqa: PLC0415 - see above

        return "xlsx", WorkbookFile(plain, shown=path, layout=layout), None
    refuse_binary(head, plain, path)
    codec = decide_encoding(plain, shown=path, override=encoding)
    with plain.open(encoding=codec, newline="") as stream:
        start = stream.read(_HEAD)
    text = start.lstrip("\ufeff \t\r\n")
    n_controls = sum(start.count(control) for control in _CONTROLS)
    if n_controls > len(start) * (_BINARY if n_controls > _STRAY else _BINARY_SHORT):
        raise TableError(no_table(path, "a binary file"), path=path)
    if _HTML.match(text) or (text.startswith("<!--") and _HTML.search(text)):
        from voc.tables.markup import HtmlTableFile  # noqa: PLC0415 - see above

        page = HtmlTableFile(plain, encoding, shown=path, header_row=layout.header_row)
        return "html", page, page.encoding
    if text.startswith("<?xml"):
        raise TableError(no_table(path, "an XML document"), path=path)
    if _OBJECT.match(text):
        return "jsonl", JsonLinesFile(plain, codec, shown=path), codec
    if _ARRAY.match(text):
        message = f"{path.name} is one JSON array. Write one object a line (JSON Lines): jq -c '.[]' FILE > FILE.jsonl"
        raise TableError(message, path=path)
    return "csv", DelimitedFile(plain, codec, shown=path, header_row=layout.header_row), codec


def _check_columns(reading: _Reading, needed: Sequence[str], path: Path) -> None:
    for name in needed:
        if name not in reading.header:
            raise MissingColumnError(name, reading.header, where=path.name)


def _check_rows(reading: _Reading, kind: TableKind, path: Path) -> None:
    """Read text to its end, for damage; refuse a file that has rows and not one good one."""
    if kind == "xlsx":
        # Its members were checked by their sums, and parsing is slow: a good row, or the first hundred, will do.
        first: BadRow | None = None
        for seen, row in enumerate(reading.rows()):
            if isinstance(row, Row) or seen > _SAMPLE:
                return
            first = first or row
        bad = first
    else:
        bad = None
        n_good = 0
        for row in reading.rows():
            if isinstance(row, Row):
                n_good += 1
            else:
                bad = bad or row
        if n_good:
            return
    if bad is not None:
        columns = ", ".join(map(shown_name_of, reading.header[:10])) or "none"
        bad_one = f"{path.name}: not one row can be read; the first bad one is line {bad.line:,}: {bad.reason}."
        advice = "Check the delimiter, the quotes and the header."
        raise TableError(f"{bad_one} Columns: {columns}. {advice}", path=path, kept=f"{bad_one} {advice}")


_SAMPLE = 100
