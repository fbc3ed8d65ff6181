"""A table as CSV: for spreadsheets of today (UTF-8 with a mark), or for old Korean programs (cp949)."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Literal

from voc.dashboard.downloads.letters import fit_cp949
from voc.dashboard.downloads.table import Cell, Kind, Table
from voc.steps.handout import as_csv, csv_text

Encoding = Literal["utf-8", "cp949"]


def csv_file(table: Table, encoding: Encoding) -> bytes:
    """Write a table; of cp949, letters that it cannot hold are replaced as `fit_cp949` says.

    Where rows are missing, a last line says so.
    """
    header, rows = [column.name for column in table.columns], list(_rows(table))
    if encoding == "utf-8":
        return as_csv(header, rows)
    # Replaced first: a letter's stand-in may be the sign that begins a formula.
    (names, *fitted) = fit_cp949([tuple(header), *rows]).rows
    return csv_text([str(name) for name in names], fitted).encode("cp949")


def _rows(table: Table) -> Iterator[tuple[Cell, ...]]:
    kinds = [column.kind for column in table.columns]
    for row in table.rows:
        yield tuple(_spelled(cell, kind) for cell, kind in zip(row, kinds, strict=True))
    if table.cut:
        yield (f"※ {table.cut}", *[""] * (len(kinds) - 1))


def _spelled(cell: Cell, kind: Kind) -> Cell:
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d %H:%M}"
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float):
        return _number(cell, kind)
    return cell


def _number(value: float, kind: Kind) -> Cell:
    if kind == "share":
        return f"{value:.1%}"
    return round(value, 1 if kind == "rate" else 2)
