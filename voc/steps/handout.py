"""Handing rows out as files: written whole or not at all, and harmless when a spreadsheet opens them."""

import csv
import io
import json
import os
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from voc.errors import VocError

# A spreadsheet takes a cell that begins like this for a formula; the full-width forms too where typing is East Asian.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def write_whole(path: Path, content: bytes, *, is_private: bool = False) -> None:
    """Write a file beside its place and move it there, so that nobody ever sees half of it.

    Parameters
    ----------
    is_private : bool
        Only its owner may read it.

    Raises
    ------
    VocError
        The folder is missing or may not be written.
    """
    try:
        number, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(number, "wb") as file:
                file.write(content)
            if not is_private:
                # mkstemp keeps others out; a handed-out file gets the usual rights of its owner's files.
                mask = os.umask(0)
                os.umask(mask)
                Path(name).chmod(0o666 & ~mask)
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise VocError(f"{path} cannot be written ({error.strerror}). Check the folder and its rights.") from error


def harmless(cell: str) -> str:
    """Put an apostrophe before a cell that a spreadsheet would run as a formula.

    Examples
    --------
    >>> harmless("=HYPERLINK(1)"), harmless("5점")
    ("'=HYPERLINK(1)", '5점')
    """
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def as_csv(header: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """Spell rows as CSV that Excel opens with a double click: with a mark for UTF-8, formulas made harmless."""
    return csv_text(header, rows).encode("utf-8-sig", "surrogatepass")


def csv_text(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Spell rows as CSV; text that a spreadsheet would run is made harmless, numbers stay numbers."""
    spelled = io.StringIO()
    writer = csv.writer(spelled, lineterminator="\r\n")
    writer.writerow([harmless(name) for name in header])
    for row in rows:
        writer.writerow([harmless(cell) if isinstance(cell, str) else cell for cell in row])
    return spelled.getvalue()


def as_json_lines(rows: Iterable[Mapping[str, object]]) -> bytes:
    """Spell rows as one JSON object a line."""
    return "".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows).encode("utf-8", "surrogatepass")
