"""Collect: fetch what is new from a source, mask it, store it page by page with the cursor behind it."""

import time
import traceback
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from voc.errors import PrivacyError, RecordError, StoreError, VocError
from voc.privacy import mask_cells, mask_text, stored_id, stored_parent, to_document
from voc.records import Document, Record, Reject, Window
from voc.sources import Page, Problem, RawReject, Removal, Source
from voc.steps.workplace import Workplace
from voc.store import SaveCounts, Step, TakenBack, load_cursor, look_at_page, save_page


@dataclass(slots=True)
class Collected:
    """What one source gave.

    Attributes
    ----------
    n_rows : int
        Records and rejects delivered.
    problems : list of Problem
        Files that were refused whole.
    error : str
        Why the source as a whole failed; empty where it did not.
    alarm : str
        Why what it gave is too little to be trusted; empty where it is not.
    """

    source: str
    n_rows: int = 0
    saved: SaveCounts = field(default_factory=SaveCounts)
    problems: list[Problem] = field(default_factory=list)
    error: str = ""
    alarm: str = ""
    seconds: float = 0.0

    @property
    def is_whole(self) -> bool:
        """Whether everything that the source offered was taken or set aside row by row, and it offered enough."""
        return not self.reasons

    @property
    def reasons(self) -> list[str]:
        """Sentences on what went wrong: why it failed, what could not be had, what is strange."""
        parts = (f"{one.part}: {one.reason}" for one in self.problems)
        return [sentence for sentence in (self.error, *parts, self.alarm) if sentence]

    def as_step(self) -> Step:
        """Return the line of the run log."""
        return Step(
            step="collect",
            source=self.source,
            n_rows=self.n_rows,
            n_read=self.saved.n_new + self.saved.n_revised,
            n_rejects=self.saved.n_rejects,
            seconds=self.seconds,
            state="failed" if self.error else "done" if self.is_whole else "partly",
            reason=" ".join(self.reasons)[:2000] or None,
        )


def collect(place: Workplace, source: Source, window: Window, *, run_id: str = "", dry_run: bool = False) -> Collected:
    """Take in what a source has for a window since its cursor.

    An error of the source ends only this source, with `Collected.error`; what it gave before stays.

    Raises
    ------
    PrivacyError
        Personal data would have got through. Nothing of the page was stored.
    StoreError
        The store cannot be written, so that no other source could be stored either.
    """
    collected = Collected(source.name)
    started = time.perf_counter()
    label = f"collecting {source.name}"
    place.report(label, 0, None)
    try:
        with place.store.read() as connection:
            cursor = load_cursor(connection, source.name)
        for page in source.fetch(window, cursor):
            take_page(place, page, collected, run_id=run_id, dry_run=dry_run)
            place.report(label, collected.n_rows, None)
    except (PrivacyError, StoreError):
        raise
    except VocError as error:
        collected.error = str(error)
    except Exception as error:  # noqa: BLE001 - one strange file must not keep the other sources from coming in
        collected.error = (
            f"{kind_and_place(error)}. What came before it is stored; the rest is tried again at the next run. Please "
            "report this."
        )
    collected.seconds = round(time.perf_counter() - started, 3)
    return collected


def take_page(place: Workplace, page: Page, collected: Collected, *, run_id: str = "", dry_run: bool = False) -> None:
    """Mask a page and store it with its cursor in one transaction, or count what storing it would do."""
    documents, failed = _documents(place, page.records)
    rejects = [masked_reject(place, collected.source, raw) for raw in page.rejects] + failed
    collected.n_rows += len(page.records) + len(page.rejects)
    collected.problems += [_masked(place, one) for one in page.problems]
    taken_back = [_taken_back(place, collected.source, one) for one in page.removals]
    if dry_run:
        with place.store.read() as connection:
            would = look_at_page(connection, documents, taken_back=taken_back)
        collected.saved = _add(collected.saved, replace(would, n_rejects=len(rejects)))
        return
    with place.store.begin() as connection:
        saved = save_page(connection, documents, rejects, page.cursor, run_id, taken_back=taken_back)
    collected.saved = _add(collected.saved, saved)


def _masked(place: Workplace, problem: Problem) -> Problem:
    return Problem(mask_text(problem.part, place.masker), mask_text(problem.reason, place.masker))


def _taken_back(place: Workplace, source: str, removal: Removal) -> TakenBack:
    masker, key = place.masker, place.author_key
    return TakenBack(
        source,
        stored_id(source, removal.external_id, masker, key),
        stored_parent(removal.external_id, masker, key),
        removal.removed_at,
    )


def _documents(place: Workplace, records: Sequence[Record]) -> tuple[list[Document], list[Reject]]:
    documents: list[Document] = []
    rejects: list[Reject] = []
    for record in records:
        try:
            documents.append(to_document(record, place.masker, place.author_key))
        except RecordError as error:
            content = mask_cells({"external_id": record.external_id}, place.masker)
            rejects.append(Reject(record.source, "", 0, error.reason, content))
    return documents, rejects


def masked_reject(place: Workplace, source: str, raw: RawReject) -> Reject:
    """Mask a row that is set aside; a reason may name the cell that it complains of."""
    reason = mask_text(raw.reason, place.masker)
    return Reject(source, raw.file, raw.line, reason, mask_cells(raw.cells, place.masker))


def kind_and_place(error: Exception) -> str:
    """Name kind and place of an unexpected error; its own words may hold customer text."""
    place = traceback.extract_tb(error.__traceback__)[-1]
    return f"unexpected {type(error).__name__} in {Path(place.filename).name} line {place.lineno}"


def _add(one: SaveCounts, other: SaveCounts) -> SaveCounts:
    more = asdict(other)
    return replace(one, **{name: value + more[name] for name, value in asdict(one).items()})
