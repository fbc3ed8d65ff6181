"""Take a file with the funnel's figures in: all good rows in one transaction, the others set aside with a reason."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import NamedTuple

from voc.errors import RecordError, VocError
from voc.steps.funnel.cells import read_count, read_segment, read_stage, read_week
from voc.steps.funnel.columns import FIELDS, columns_of
from voc.steps.handout import as_csv
from voc.steps.workplace import Workplace
from voc.store.funnel_weeks import FunnelSaved, StageWeek, load_funnel, save_funnel
from voc.store.segments import segment_values
from voc.tables import BadRow, Row, open_table
from voc.weeks import SEOUL


class SetAside(NamedTuple):
    """A row that was not taken.

    Attributes
    ----------
    cells : mapping of str to str
        What it holds, by field, masked.
    """

    line: int
    reason: str
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class FunnelFile:
    """What a file holds.

    Attributes
    ----------
    columns : mapping of str to str
        Field to the column that it was read from.
    rows : tuple of StageWeek
        No two for the same week, stage and segment.
    """

    path: Path
    columns: Mapping[str, str]
    rows: tuple[StageWeek, ...]
    rejects: tuple[SetAside, ...]
    notes: tuple[str, ...] = ()


def read_funnel(place: Workplace, path: Path, pairs: Sequence[str] = (), *, now: datetime | None = None) -> FunnelFile:
    """Read a file; nothing is stored.

    Parameters
    ----------
    pairs : sequence of str
        `FIELD=COLUMN`; a field that is not named goes by its title.

    Raises
    ------
    VocError
        The file cannot be read as a table.
    UsageError
        A column that is needed is missing, or could be two.
    """
    today = (now or datetime.now(UTC)).astimezone(SEOUL).date()
    with place.store.read() as connection:
        segments = segment_values(connection)
    with open_table(path) as table:
        columns = columns_of(table.header, pairs, where=table.path.name)
        reading = _Reading(columns, {one.key: one.name for one in place.settings.stages}, segments, today)
        good, bad = _split(reading, table.rows())
        notes = table.notes
    bad = [one._replace(cells={name: place.masker.mask(cell).text for name, cell in one.cells.items()}) for one in bad]
    return FunnelFile(path, columns, tuple(good), tuple(sorted(bad)), notes)


def take_funnel(place: Workplace, file: FunnelFile, *, dry_run: bool = False) -> FunnelSaved:
    """Store what a file holds, all of it or nothing; rows that are there already with other figures are replaced.

    Parameters
    ----------
    dry_run : bool
        Tell only what would become of the rows.
    """
    if dry_run:
        with place.store.read() as connection:
            held = {one.key: one for one in load_funnel(connection, {row.week for row in file.rows})}
        n_new = sum(row.key not in held for row in file.rows)
        n_same = sum(held.get(row.key) == row for row in file.rows)
        return FunnelSaved(n_new, len(file.rows) - n_new - n_same, n_same)
    with place.store.begin() as connection:
        return save_funnel(connection, file.rows, file=file.path.name, at=datetime.now(UTC))


def rejects_csv(rejects: Iterable[SetAside]) -> bytes:
    """Spell rows that were set aside as CSV, with the line that an editor shows and the reason."""
    return as_csv(("line", "reason", *FIELDS), [(one.line, one.reason, *map(one.cells.get, FIELDS)) for one in rejects])


class _Reading(NamedTuple):
    columns: Mapping[str, str]
    stages: Mapping[str, str]
    segments: Mapping[str, Sequence[str]]
    today: date

    def cells(self, row: Row | BadRow) -> dict[str, str]:
        return {field: row.cells.get(column, "") for field, column in self.columns.items()}

    def stage_week(self, row: Row) -> StageWeek:
        cells = self.cells(row)
        entered, passed = (_named(field, cells[field]) for field in ("entered", "passed"))
        if passed > entered:
            message = f"more passed ({passed:,}) than entered ({entered:,})"
            raise RecordError(message)
        week, stage = read_week(cells["week"], self.today), read_stage(cells["stage"], self.stages)
        return StageWeek(week, stage, read_segment(cells.get("segment", ""), self.segments), entered, passed)


def _named(field: str, cell: str) -> int:
    try:
        return read_count(cell)
    except RecordError as error:
        message = f"{field} {error}"
        raise RecordError(message) from error


def _split(reading: _Reading, rows: Iterable[Row | BadRow]) -> tuple[list[StageWeek], list[SetAside]]:
    """Part the rows; of those that speak about the same week, stage and segment none is taken."""
    bad: list[SetAside] = []
    found: defaultdict[tuple[str, str, str | None], list[tuple[Row, StageWeek]]] = defaultdict(list)
    for row in rows:
        if isinstance(row, BadRow):
            bad.append(SetAside(row.line, row.reason, reading.cells(row)))
            continue
        try:
            read = reading.stage_week(row)
        except VocError as error:
            bad.append(SetAside(row.line, str(error), reading.cells(row)))
        else:
            found[read.key].append((row, read))
    for same in found.values():
        if len(same) > 1:
            lines = ", ".join(str(row.line) for row, _ in same)
            bad += [SetAside(row.line, f"lines {lines} are about the same", reading.cells(row)) for row, _ in same]
    return [same[0][1] for same in found.values() if len(same) == 1], bad
