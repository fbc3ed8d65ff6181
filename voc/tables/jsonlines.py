"""JSON Lines: one object a line, streamed."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from voc.errors import TableError
from voc.tables.headers import MAX_COLUMNS, name_columns
from voc.tables.table import MAX_CELL, BadRow, Row

if TYPE_CHECKING:
    from voc.tables.header_rows import Title

# Longest line taken, in characters.
MAX_LINE = 4_000_000


class JsonLinesFile:
    """A JSON Lines file; its header holds every key that occurs, in order of first appearance."""

    def __init__(self, plain: Path, encoding: str, *, shown: Path) -> None:
        self.plain = plain
        self.encoding = encoding
        self.shown = shown
        self.titles: tuple[Title, ...] = ()
        self.notes: tuple[str, ...] = ()
        keys: dict[str, None] = {}
        for _, found, _ in self._parse():
            keys.update(dict.fromkeys(found))
            if len(keys) > MAX_COLUMNS:
                message = f"{shown.name} has more than {MAX_COLUMNS:,} different keys; is it one object a line?"
                raise TableError(message, path=shown)
        self.keys = tuple(keys)
        # A blank key keeps a column of its own: `name_columns` drops blank cells at the end only.
        self.header, self.notes = name_columns([key if key.strip() else "(blank)" for key in self.keys])
        self.columns = dict(zip(self.keys, self.header, strict=True))

    def rows(self) -> Iterator[Row | BadRow]:
        """Stream the objects; what is no object, or cannot be kept, is a bad row."""
        blank = dict.fromkeys(self.header, "")
        for line, found, reason in self._parse():
            cells = blank | {self.columns[key]: cell_text(value) for key, value in found.items()}
            fault = reason or _fault(cells)
            yield BadRow(line, fault, {} if reason else cells) if fault else Row(line, cells)

    def _parse(self) -> Iterator[tuple[int, dict[str, object], str]]:
        with self.plain.open(encoding=self.encoding, errors="strict", newline="\n") as stream:
            number = 0
            while line := stream.readline(MAX_LINE):
                number += 1
                if len(line) >= MAX_LINE and not line.endswith("\n"):
                    _skip_rest_of_line(stream)
                    yield number, {}, f"the line is longer than {MAX_LINE:,} characters"
                elif text := line.strip():
                    yield number, *_read_object(text)


def _skip_rest_of_line(stream: TextIO) -> None:
    while (piece := stream.readline(MAX_LINE)) and not piece.endswith("\n"):
        pass


def _read_object(text: str) -> tuple[dict[str, object], str]:
    try:
        value = json.loads(text)
    except json.JSONDecodeError as error:
        return {}, f"it is no JSON object (character {error.pos + 1:,}: {error.msg})"
    except (ValueError, RecursionError):
        return {}, "it is JSON that cannot be read: a number too long or brackets too deep"
    if not isinstance(value, dict):
        return {}, f"it is a JSON {_JSON_NAMES.get(type(value), 'value')}, expected one object a line"
    return value, ""


_JSON_NAMES = {list: "array", str: "string", int: "number", float: "number", bool: "boolean", type(None): "null"}


def cell_text(value: object) -> str:
    """Write a JSON value as a cell: text as it is, null as nothing, nested values as JSON.

    Examples
    --------
    >>> [cell_text(value) for value in ("가", None, 4, True, ["a", 1])]
    ['가', '', '4', 'true', '["a", 1]']
    """
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    return json.dumps(value, ensure_ascii=False)


def _fault(cells: dict[str, str]) -> str:
    for name, cell in cells.items():
        if not cell.isascii():
            try:
                cell.encode()
            except UnicodeEncodeError:
                return f"'{_printable(name)}' holds half a character (a lone surrogate)"
        if "\0" in cell:
            return f"'{_printable(name)}' holds NUL characters"
        if len(cell) > MAX_CELL:
            return f"'{_printable(name)}' has {len(cell):,} characters, at most {MAX_CELL:,} are read"
    return ""


def _printable(name: str) -> str:
    return name.encode("utf-8", "replace").decode()
