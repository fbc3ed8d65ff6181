"""What each column of a message export is taken for, and why, before anything of it is stored."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from voc.messages.fields import DROP, Field
from voc.messages.judge import MessageColumn, column_of, is_no_field, judge_column
from voc.messages.tools import RecognisedTool, recognise_tool
from voc.surveys.content import Answers, tally_columns
from voc.tables import Row, Table
from voc.tables.mapping import EVERY_OTHER


@dataclass(frozen=True, slots=True)
class MessagePlan:
    """What all columns of a message export are taken for.

    Attributes
    ----------
    recognised : RecognisedTool
        Whose export it is, and why.
    n_rows : int
        Rows that can be read.
    """

    recognised: RecognisedTool
    columns: tuple[MessageColumn, ...]
    n_rows: int = 0

    def named(self, field: Field) -> MessageColumn | None:
        """Return the column of a field that may be used: one that is not doubtful."""
        return next((one for one in self.columns if one.field == field and not one.doubtful), None)

    @property
    def unconfirmed(self) -> tuple[MessageColumn, ...]:
        """Columns that are stored only once somebody confirms what they are."""
        return tuple(one for one in self.columns if one.doubtful)

    @property
    def unstored(self) -> tuple[MessageColumn, ...]:
        """Columns with cells of which nothing is stored."""
        return tuple(one for one in self.columns if one.n_filled and (one.doubtful or one.field == DROP))

    @property
    def mapping(self) -> dict[str, str]:
        """What every column is, in the words of `--map`."""
        return {one.name: one.field for one in self.columns}


def understand(
    table: Table, *, mapping: Mapping[str, Field] | None = None, said_now: Collection[str] | None = None
) -> MessagePlan:
    """Propose what each column of a message export holds, by its title and its cells; reads the table once.

    Parameters
    ----------
    mapping : mapping of column to field
        What a person said, now or before; it outranks every guess. `*: drop` stands for all that is doubtful.
    said_now : collection of str, optional
        The columns of the mapping that were named just now; all of them without it.

    Raises
    ------
    UsageError
        The mapping names a column that the table lacks.
    """
    said = mapping or {}
    given = {table.column(name): field for name, field in said.items() if name != EVERY_OTHER}
    counted = _Counted(table)
    cells = tally_columns(table.header, counted.rows())
    columns = _assigned(table.header, cells, given, given if said_now is None else said_now)
    if EVERY_OTHER in said:
        columns = [replace(one, field=DROP, doubtful=False) if one.doubtful else one for one in columns]
    return MessagePlan(recognise_tool(table.header), tuple(columns), counted.n_rows)


class _Counted:
    """The rows of a table, counted on the way."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.n_rows = 0

    def rows(self) -> Iterator[Mapping[str, str]]:
        for row in self.table.rows():
            if isinstance(row, Row):
                self.n_rows += 1
                yield row.cells


def _assigned(
    header: Sequence[str],
    cells: Mapping[str, Answers],
    given: Mapping[str, Field],
    said_now: Collection[str],
) -> list[MessageColumn]:
    """Give each column one field and each field one column: what a person said, then what is certain, then guesses."""
    chosen = {name: _said(name, cells[name], field, is_now=name in said_now) for name, field in given.items()}
    taken: dict[Field, str] = {one.field: one.name for one in chosen.values() if one.field != DROP}
    guesses = [guess for name in header if name not in given for guess in judge_column(name, cells[name])]
    for guess in sorted(guesses, key=lambda one: (one.column.doubtful, one.rank)):
        name = guess.column.name
        if name in chosen:
            continue
        if guess.about in taken:
            chosen[name] = column_of(name, cells[name], DROP, f"'{taken[guess.about]}' already gives it.")
            continue
        chosen[name] = guess.column
        if guess.column.field != DROP:
            taken[guess.column.field] = name
    return [_countable(chosen[name], taken) if name in chosen else _nothing(name, cells[name]) for name in header]


def _countable(column: MessageColumn, taken: Mapping[Field, str]) -> MessageColumn:
    """Drop percentages where no column tells of how many."""
    if not column.doubtful or not column.percentages or "sent" in taken:
        return column
    reason = "Percentages, and no column tells how many it was sent to."
    return replace(column, field=DROP, doubtful=False, reason=reason)


def _said(name: str, cells: Answers, field: Field, *, is_now: bool) -> MessageColumn:
    return column_of(name, cells, field, "A person said so." if is_now else "A saved mapping says so.")


def _nothing(name: str, cells: Answers) -> MessageColumn:
    if is_no_field(name):
        return column_of(name, cells, DROP, "The tool adds it; the archive has no place for it.")
    return column_of(name, cells, DROP, "Neither its title nor its cells tell what it is.")
