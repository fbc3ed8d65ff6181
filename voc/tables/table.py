"""What every readable file becomes: a header and a stream of rows, good ones and bad ones."""

import difflib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, Self

from voc.errors import UsageError
from voc.tables.header_rows import Title
from voc.tables.headers import same_name, shown_name_of

TableKind = Literal["csv", "xlsx", "html", "jsonl"]

# Longest cell taken, in characters: a cell of a spreadsheet holds 32,767, a long post some 20,000.
MAX_CELL = 131_072


@dataclass(frozen=True, slots=True)
class Layout:
    """Where a person says that the table stands; None leaves it to be found.

    Attributes
    ----------
    sheet : str or None
        Of a workbook; other files have none, and then it plays no part.
    header_row : int or None
        The line an editor shows, or the row of a sheet, from 1.
    """

    sheet: str | None = None
    header_row: int | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One data row.

    Attributes
    ----------
    line : int
        Where it begins, from 1: the line an editor shows, or the row of a sheet.
    cells : mapping of str to str
        Cells by column name, exactly as delivered; an absent value is `""`.
    """

    line: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that cannot be read; the rows around it can.

    Attributes
    ----------
    line : int
        Where it begins, counted as in `Row`.
    reason : str
        Why, for people, without customer text.
    cells : mapping of str to str
        What could be read of it, possibly nothing.
    """

    line: int
    reason: str
    cells: Mapping[str, str] = field(default_factory=dict)


class MissingColumnError(UsageError):
    """A file lacks a column that was asked for.

    Attributes
    ----------
    column : str
        The name asked for.
    known : tuple of str
        The columns the file has.
    """

    def __init__(self, column: str, known: Sequence[str], *, where: str) -> None:
        near = difflib.get_close_matches(column, known, n=1, cutoff=0.5) or _holding(column, known)
        hint = f" Did you mean '{shown_name_of(near[0])}'?" if near else ""
        shown = ", ".join(map(shown_name_of, known[:30])) + (f" and {len(known) - 30} more" if len(known) > 30 else "")  # noqa: PLR2004 - a screenful
        super().__init__(
            f"{where} has no column '{column}'.{hint} Its columns: {shown}.",
            kept=f"{where} has no column '{column}' among its {len(known):,}. Which it has is shown by `voc check "
            "source NAME`, of a survey by `voc import survey FILE --dry-run` (not here: without a header they are a "
            "customer's row).",
        )
        self.column = column
        self.known = tuple(known)


def _holding(part: str, names: Sequence[str]) -> list[str]:
    """List the names that hold a text, spaces aside: people shorten long questions."""
    wanted = "".join(same_name(part).split())
    return [name for name in names if wanted and wanted in "".join(same_name(name).split())]


@dataclass(frozen=True)
class Table:
    """A file that has been checked to its end and can be read as a table, as often as needed.

    Attributes
    ----------
    path : Path
        The file as named by the caller, `standard input` for `-`.
    header : tuple of str
        Column names, NFC and trimmed, all different.
    kind : str
        What the content is, whatever the file is called.
    encoding : str or None
        Of text files; None for a workbook.
    delimiter : str or None
        Of delimited text.
    notes : tuple of str
        What was put right or chosen on the way, one sentence each.
    titles : tuple of Title
        What stands above each column of the header; empty where the kind of file has no titles.
    """

    path: Path
    header: tuple[str, ...]
    kind: TableKind
    encoding: str | None
    delimiter: str | None
    notes: tuple[str, ...]
    read: Callable[[], Iterator[Row | BadRow]] = field(repr=False)
    finish: Callable[[], object] | None = field(default=None, repr=False)
    titles: tuple[Title, ...] = ()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def close(self) -> None:
        """Delete unpacked copies now, not with the last reference; no rows can be read afterwards."""
        if self.finish is not None:
            self.finish()

    def rows(self) -> Iterator[Row | BadRow]:
        """Stream the data rows in file order; blank rows are passed over."""
        return self.read()

    def column(self, name: str) -> str:
        """Return the header's spelling of a column name.

        Raises
        ------
        MissingColumnError
            No column has that name, spaces at the ends, case and Unicode form aside.
        """
        return find_column(self.header, (name,), where=self.path.name)


def find_column(header: Iterable[str], names: Sequence[str], *, where: str) -> str:
    """Return the first of several alternative column names that a header has, in the header's spelling.

    Raises
    ------
    MissingColumnError
        It has none of them; the message names the first.
    """
    known = tuple(header)
    found = look_up_column(known, names)
    if found is None:
        raise MissingColumnError(names[0], known, where=where)
    return found


def look_up_column(header: Iterable[str], names: Sequence[str]) -> str | None:
    """Do as `find_column`, answering None where the header has none of the names."""
    known = tuple(header)
    for name in names:
        if name in known:
            return name
    spellings = {same_name(column): column for column in reversed(known)}
    return next((spellings[key] for key in map(same_name, names) if key in spellings), None)
