"""CSV and its relatives (tabs, semicolons, bars), streamed, with quotes that nobody closed kept from doing harm."""

import csv
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TextIO

from voc.errors import TableError
from voc.tables.header_rows import read_header, row_index
from voc.tables.headers import HEAD_ROWS, MAX_COLUMNS
from voc.tables.table import MAX_CELL, BadRow, Row

DELIMITERS = (",", "\t", ";", "|")
# Longest row with all its line breaks, in characters; beyond it a quote was opened and never closed.
MAX_ROW = 1_000_000
# Rows with an unclosed quote that are set aside before the whole file counts as broken; each costs reading MAX_ROW.
_MAX_REPAIRS = 50
_HEAD_CHARACTERS = 1 << 16
_CONSISTENT = 0.5
_SURE = 0.8
_TITLE_WIDTH = 3


class _RowTooLongError(Exception):
    """A row runs on past `MAX_ROW`."""


class _Lines:
    """Physical lines for `csv.reader`, counted, held until the row is complete, and able to be put back."""

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream
        self.waiting: deque[str] = deque()
        self.held: list[str] = []
        self.size = 0
        self.number = 0
        self.ended = False
        self.has_nul = False

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = self.waiting.popleft() if self.waiting else self.stream.readline(MAX_ROW)
        if not line:
            self.ended = True
            raise StopIteration
        self.number += 1
        self.held.append(line)
        self.size += len(line)
        if "\0" in line:
            self.has_nul = True
        if self.size >= MAX_ROW:
            raise _RowTooLongError
        return line

    def begin_row(self) -> int:
        """Forget the last row; return the line at which the next one begins."""
        self.held.clear()
        self.size = 0
        self.has_nul = False
        self.ended = False
        return self.number + 1

    def put_back_all_but_first(self) -> None:
        """Have the lines after the first one of this row read again."""
        again = self.held[1:]
        self.number -= len(again)
        self.waiting.extendleft(reversed(again))

    def skip_rest_of_line(self) -> None:
        """Drop the tail of a line that is longer than a row may be."""
        while (piece := self.stream.readline(MAX_ROW)) and not piece.endswith("\n"):
            pass


class DelimitedFile:
    """A delimited text file whose header and delimiter are known.

    Parameters
    ----------
    plain : Path
        The bytes.
    encoding : str
        Known to decode the whole file.
    shown : Path
        The name to use in messages.
    header_row : int, optional
        Line at which the header begins.
    """

    def __init__(self, plain: Path, encoding: str, *, shown: Path, header_row: int | None = None) -> None:
        self.plain = plain
        self.encoding = encoding
        self.shown = shown
        with self._open() as stream:
            head = stream.read(_HEAD_CHARACTERS)
        self.delimiter = sniff_delimiter(head)
        first = list(self._parse(limit=max(HEAD_ROWS, header_row or 0)))
        at = None if header_row is None else row_index([line for line, _, _ in first], header_row, where=shown.name)
        found = read_header([cells for _, cells, _ in first], at=at)
        if found is None:
            raise TableError(f"{shown.name} holds no text. Export it again.", path=shown)
        self.header, self.titles, self.notes, self.body_at = found
        if len(self.header) > MAX_COLUMNS:
            message = f"{shown.name} has {len(self.header):,} columns; at most {MAX_COLUMNS:,} are read."
            raise TableError(message, path=shown)

    def rows(self) -> Iterator[Row | BadRow]:
        """Stream the rows below the header.

        Raises
        ------
        TableError
            The file ends inside a quoted cell, or its quoting is broken all over.
        """
        header, width = self.header, len(self.header)
        number = -1
        for line, cells, reason in self._parse():
            number += 1
            if number < self.body_at:
                continue
            if reason:
                yield BadRow(line, reason, dict(zip(header, cells, strict=False)))
            elif len(cells) == width:
                yield Row(line, dict(zip(header, cells, strict=True)))
            elif any(cell.strip() for cell in cells):
                yield self._uneven(line, cells)

    def _uneven(self, line: int, cells: list[str]) -> Row | BadRow:
        width = len(self.header)
        named = dict(zip(self.header, cells, strict=False))
        if len(cells) > width and not any(cells[width:]):
            return Row(line, named)
        return BadRow(line, f"it has {len(cells)} cells, the header has {width}", named)

    def _open(self) -> TextIO:
        return self.plain.open(encoding=self.encoding, errors="strict", newline="")

    def _parse(self, limit: int | None = None) -> Iterator[tuple[int, list[str], str]]:
        """Yield (line, cells, reason why the row is bad or "") for every row that is not blank."""
        # The module's own limit of 131,072 would cut a row in its middle; `MAX_ROW` guards instead.
        csv.field_size_limit(MAX_ROW + 1)
        repairs = 0
        with self._open() as stream:
            lines = _Lines(stream)
            reader = csv.reader(lines, delimiter=self.delimiter)
            n_given = 0
            while limit is None or n_given < limit:
                start = lines.begin_row()
                try:
                    cells = next(reader)
                except StopIteration:
                    return
                except (_RowTooLongError, csv.Error):
                    cells = None
                if cells is None or lines.ended:
                    repairs += 1
                    yield start, [], self._repair(lines, start, repairs)
                    reader = csv.reader(lines, delimiter=self.delimiter)
                elif cells:
                    yield start, cells, _fault(cells, lines)
                else:
                    continue
                n_given += 1

    def _repair(self, lines: _Lines, start: int, repairs: int) -> str:
        if repairs > _MAX_REPAIRS:
            message = (
                f'{self.shown.name} line {start:,}: a quote (") is opened and not closed, for the {repairs}th time. '
                "Nothing of the file was taken; export it again as CSV with quoted cells, or as XLSX."
            )
            raise TableError(message, path=self.shown)
        if lines.ended and not self._reads_as_rows(lines.held[1:]):
            message = (
                f"{self.shown.name} ends inside a quoted cell that begins in line {start:,}, so it is not complete. "
                "Nothing of it was taken; copy or download it again, or close the quote."
            )
            raise TableError(message, path=self.shown)
        if len(lines.held) == 1:
            if not lines.held[0].endswith("\n"):
                lines.skip_rest_of_line()
            return f"the line is longer than {MAX_ROW:,} characters"
        lines.put_back_all_but_first()
        return 'a quote (") is opened and not closed'

    def _reads_as_rows(self, rest: list[str]) -> bool:
        """Tell whether the lines swallowed by an open quote are rows in their own right."""
        width = len(getattr(self, "header", ()))
        found = [len(cells) for cells in csv.reader(rest, delimiter=self.delimiter) if cells]
        width = width or max(found, default=0)
        return width > 1 and bool(found) and sum(n == width for n in found) * 2 > len(found)


def _fault(cells: Sequence[str], lines: _Lines) -> str:
    if lines.has_nul:
        return "it holds NUL bytes"
    if lines.size > MAX_CELL and any(len(cell) > MAX_CELL for cell in cells):
        longest = max(map(len, cells))
        return f"a cell has {longest:,} characters, at most {MAX_CELL:,} are read"
    return ""


def sniff_delimiter(head: str) -> str:
    """Find what separates the cells, from the first lines of a text; a comma where nothing does.

    A delimiter is believed when the first row has it and most rows agree on their number of cells, or when nearly all
    rows below a title row do.
    """
    lines = head.splitlines(keepends=True)
    if len(head) >= _HEAD_CHARACTERS and len(lines) > 1:
        lines.pop()
    best, best_score = ",", (0, 0.0, 0)
    for delimiter in DELIMITERS:
        score = _score(lines, delimiter)
        if score > best_score:
            best, best_score = delimiter, score
    return best


def _score(lines: Sequence[str], delimiter: str) -> tuple[int, float, int]:
    """Rate a delimiter: whether the first row has it, the share of rows of the usual width, that width."""
    csv.field_size_limit(MAX_ROW + 1)
    widths: list[int] = []
    for cells in csv.reader(lines, delimiter=delimiter):
        if cells:
            widths.append(len(cells))
        if len(widths) >= HEAD_ROWS:
            break
    if not widths:
        return 0, 0.0, 0
    (usual, times), *_ = Counter(widths).most_common(1)
    share = times / len(widths)
    if widths[0] > 1 and share >= _CONSISTENT:
        return 2, share, widths[0]
    if widths[0] > 1:
        return 1, share, widths[0]
    if usual >= _TITLE_WIDTH and share >= _SURE and len(widths) > _TITLE_WIDTH:
        return 1, share, usual
    return 0, 0.0, 0
