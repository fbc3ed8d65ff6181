"""Rows of a file to masked documents for an analysis without a store."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from nlp.memory import no_collection
from nlp.normalize import CleanText, clean
from voc.dedupe import CopyCandidate, find_copies
from voc.errors import RecordError
from voc.privacy import Masked, Masker
from voc.steps.progress import Report, counted
from voc.tables import BadRow, Row, open_table, parse_date, parse_rating
from voc.weeks import SEOUL, week_of

# Ratings in files without a declared scale: 1-5 stars and 0-10 both pass.
_LOWEST_RATING, _HIGHEST_RATING = 0.0, 10.0


@dataclass(frozen=True, slots=True)
class Columns:
    """Which column holds what; None where the file has no such thing."""

    text: str
    id: str | None = None
    date: str | None = None
    rating: str | None = None
    source: str | None = None

    def named(self) -> list[str]:
        """List the columns that were named."""
        return [name for name in (self.text, self.id, self.date, self.rating, self.source) if name is not None]


@dataclass(slots=True)
class FileDocument:
    """One masked text of a file.

    Attributes
    ----------
    doc_id : str
        Value of the id column, or the row's number from 1.
    copy_of : str or None
        Id of the document that this one repeats.
    """

    doc_id: str
    masked: Masked
    cleaned: CleanText | None
    moment: datetime | None = None
    rating: float | None = None
    source: str | None = None
    copy_of: str | None = None

    @property
    def text(self) -> str:
        """The masked text."""
        return self.masked.text

    @property
    def week(self) -> str | None:
        """ISO week in Seoul, None without a readable date."""
        return week_of(self.moment) if self.moment else None

    @property
    def date(self) -> str | None:
        """Day in Seoul, None without a readable date."""
        return self.moment.astimezone(SEOUL).date().isoformat() if self.moment else None

    def raw_span(self, start: int, end: int) -> tuple[int, int]:
        """Find the span of `text[start:end]` in the cell as delivered."""
        start, end = self.masked.raw_span(start, end)
        return self.cleaned.raw_span(start, end) if self.cleaned else (start, end)


@dataclass(frozen=True, slots=True)
class FileReject:
    """A row that could not be read: its number from 1, its id where it has one, and why."""

    row: int
    doc_id: str | None
    reason: str


@dataclass(slots=True)
class Intake:
    """What a file held.

    Attributes
    ----------
    documents : list of FileDocument
        In order of id.
    n_rows, n_empty : int
        Data rows in all; rows whose text is empty, which are neither documents nor rejects.
    """

    documents: list[FileDocument] = field(default_factory=list)
    rejects: list[FileReject] = field(default_factory=list)
    n_rows: int = 0
    n_empty: int = 0
    n_undated: int = 0


def take_in(path: Path, columns: Columns, masker: Masker, report: Report) -> Intake:
    """Read a file, mask every text, set bad rows aside, link copies.

    Raises
    ------
    TableError
        The file as a whole cannot be read.
    UsageError
        A named column is not there.
    """
    intake = Intake()
    with open_table(path, columns_needed=columns.named()) as table, no_collection():
        taken = list(_documents(counted(table.rows(), "reading rows", report), columns, masker, intake))
    repeated = {doc_id for doc_id, n in Counter(doc.doc_id for _, doc in taken).items() if n > 1}
    for row, document in taken:
        if document.doc_id in repeated:
            intake.rejects.append(FileReject(row, document.doc_id, "the id occurs more than once in the file"))
        else:
            intake.documents.append(document)
    intake.documents.sort(key=lambda document: document.doc_id)
    intake.rejects.sort(key=lambda reject: reject.row)
    _link_copies(intake.documents)
    return intake


def _documents(
    rows: Iterator[Row | BadRow], columns: Columns, masker: Masker, intake: Intake
) -> Iterator[tuple[int, FileDocument]]:
    for number, row in enumerate(rows, start=1):
        intake.n_rows = number
        doc_id = row.cells.get(columns.id, "") if columns.id else str(number)
        if isinstance(row, BadRow):
            intake.rejects.append(FileReject(number, _sound(doc_id) or None, row.reason))
            continue
        problem = _id_problem(doc_id)
        if problem:
            intake.rejects.append(FileReject(number, None, problem))
            continue
        document = _document(doc_id, row.cells, columns, masker)
        if not document.text.strip():
            intake.n_empty += 1
            continue
        intake.n_undated += columns.date is not None and document.moment is None
        yield number, document


def _document(doc_id: str, cells: Mapping[str, str], columns: Columns, masker: Masker) -> FileDocument:
    cleaned = clean(cells[columns.text])
    return FileDocument(
        doc_id,
        masker.mask(cleaned.text),
        cleaned if cleaned.raw_starts is not None else None,
        moment=_moment(cells.get(columns.date, "")) if columns.date else None,
        rating=_rating(cells.get(columns.rating, "")) if columns.rating else None,
        source=clean(cells.get(columns.source, "")).text.strip() or None if columns.source else None,
    )


def _id_problem(doc_id: str) -> str:
    if not doc_id.strip():
        return "the id is empty"
    return "the id holds a character that no file can hold (a lone surrogate)" if _sound(doc_id) != doc_id else ""


def _sound(text: str) -> str:
    """Drop lone surrogates, which cannot be written as UTF-8."""
    return text.encode("utf-8", "ignore").decode("utf-8")


def _moment(text: str) -> datetime | None:
    """Read a date; a bad one means no week, the text still counts."""
    try:
        return parse_date(text).moment if text.strip() else None
    except RecordError:
        return None


def _rating(text: str) -> float | None:
    try:
        return parse_rating(text, minimum=_LOWEST_RATING, maximum=_HIGHEST_RATING).value if text.strip() else None
    except RecordError:
        return None


def _link_copies(documents: list[FileDocument]) -> None:
    candidates = [
        CopyCandidate(document.doc_id, document.source or "", "", document.text, created_at=document.moment)
        for document in documents
    ]
    originals = find_copies(candidates)
    for document in documents:
        document.copy_of = originals.get(document.doc_id)
