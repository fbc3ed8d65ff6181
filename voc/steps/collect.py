"""Collect: fetch what is new from a source, mask it, store it page by page with the cursor behind it."""

import time
import traceback
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from voc import logs
from voc.errors import PrivacyError, RecordError, StoreError, VocError
from voc.privacy import mask_cells, mask_text, stored_id, stored_parent, to_document
from voc.records import Document, Record, Reject, Window
from voc.sources import Page, Problem, RawReject, Removal, Source
from voc.steps.contacts import ContactKeeper
from voc.steps.keeping import first_kept_week, seoul_today
from voc.steps.memory import PeakMemory
from voc.steps.user_ids import UserKeeper, hidden_cells
from voc.steps.verdicts import Verdict, worst
from voc.steps.workplace import Workplace
from voc.store import SaveCounts, Step, TakenBack, load_cursor, look_at_page, save_page

# A board of which every post is refused need not fill the run log, nor an error that quotes a page.
_MOST_TOLD, _LONGEST_TOLD = 20, 1000


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
    verdicts : list of Verdict
        What is strange about what it gave, set against its habit.
    notes : list of str
        What it told on the way that people may want to know.
    peak_mb : float or None
        The most memory that the process held meanwhile, in MiB.
    keeper : UserKeeper or None
        Keeps the user ids that it gives; None where it is not configured to give any.
    contacts : ContactKeeper or None
        Keeps how its authors can be reached; None where outreach does not look at it.
    """

    source: str
    n_rows: int = 0
    saved: SaveCounts = field(default_factory=SaveCounts)
    problems: list[Problem] = field(default_factory=list)
    error: str = ""
    verdicts: list[Verdict] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    seconds: float = 0.0
    peak_mb: float | None = None
    keeper: UserKeeper | None = field(default=None, repr=False, compare=False)
    contacts: ContactKeeper | None = field(default=None, repr=False, compare=False)

    @property
    def n_read(self) -> int:
        """Texts that are new or changed."""
        return self.saved.n_new + self.saved.n_revised

    @property
    def n_judged(self) -> int:
        """Rows but for those that were set aside before: delivered night by night, they would count each time."""
        return self.n_rows - self.saved.n_rejected_before

    @property
    def is_whole(self) -> bool:
        """Whether everything that the source offered was taken or set aside row by row, and nothing seems broken."""
        return not self.reasons

    @property
    def reasons(self) -> list[str]:
        """Sentences on what went wrong: why it failed, what could not be had, what seems broken."""
        parts = (f"{one.part}: {one.reason}" for one in self.problems)
        broken = (one.sentence for one in self.verdicts if one.level == "red")
        return [sentence for sentence in (self.error, *parts, *broken) if sentence]

    @property
    def strange(self) -> list[Verdict]:
        """Everything that went wrong or is strange."""
        failed = [Verdict("red", "error", self.error)] if self.error else []
        parts = [Verdict("amber", "part", f"{one.part}: {one.reason}") for one in self.problems]
        return [*failed, *parts, *self.verdicts]

    def as_step(self) -> Step:
        """Return the line of the run log."""
        return Step(
            step="collect",
            source=self.source,
            n_rows=self.n_judged,
            n_read=self.n_read,
            n_rejects=self.saved.n_rejects,
            seconds=self.seconds,
            state="failed" if self.error else "done" if self.is_whole else "partly",
            reason=" ".join(self.reasons)[:2000] or None,
            health=_health(self.strange),
            verdicts=tuple(one.plain(_LONGEST_TOLD) for one in self.strange[:_MOST_TOLD]),
            notes=tuple(note[:_LONGEST_TOLD] for note in self.notes[:_MOST_TOLD]),
            peak_mb=self.peak_mb,
        )


def _health(strange: Sequence[Verdict]) -> str | None:
    return worst(one.level for one in strange) if strange else None


def collect(
    place: Workplace,
    source: Source,
    window: Window,
    *,
    run_id: str = "",
    dry_run: bool = False,
    so_far: Collected | None = None,
) -> Collected:
    """Take in what a source has for a window since its cursor.

    An error of the source ends only this source, with `Collected.error`; what it gave before stays.

    Parameters
    ----------
    so_far : Collected or None
        What it gave before the store broke this off; goes on being filled.

    Raises
    ------
    PrivacyError
        Personal data would have got through. Nothing of the page was stored.
    StoreError
        The store cannot be written, so that no other source could be stored either.
    """
    collected = so_far or Collected(source.name)
    # Files that were refused are refused again.
    collected.problems = []
    place.told.clear()
    started = time.monotonic()
    memory = PeakMemory()
    collected.keeper = UserKeeper.of(place.settings, source.name)
    collected.contacts = ContactKeeper.of(place.settings, source.name)
    try:
        with memory:
            _take_pages(place, source, window, collected, run_id=run_id, dry_run=dry_run)
    except (PrivacyError, StoreError):
        raise
    except VocError as error:
        collected.error = error.kept
    except Exception as error:  # noqa: BLE001 - one strange file must not keep the other sources from coming in
        collected.error = (
            f"{kind_and_place(error)}. What came before it is stored; the rest is tried again at the next run. Please "
            "report this."
        )
    keepers = (one for one in (collected.keeper, collected.contacts) if one and not dry_run)
    about_ids = [sentence for keeper in keepers for sentence in keeper.notes()]
    collected.notes = [mask_text(sentence, place.masker) for sentence in dict.fromkeys([*place.told, *about_ids])]
    collected.seconds, collected.peak_mb = round(time.monotonic() - started, 3), memory.mb
    return collected


def _take_pages(
    place: Workplace, source: Source, window: Window, collected: Collected, *, run_id: str, dry_run: bool
) -> None:
    label = f"collecting {source.name}"
    place.report(label, 0, None)
    with place.store.read() as connection:
        cursor = load_cursor(connection, source.name)
    for page in source.fetch(window, cursor):
        before = collected.n_rows
        take_page(place, page, collected, run_id=run_id, dry_run=dry_run)
        if not dry_run and collected.n_rows > before:
            logs.tell("page_stored", n_rows=collected.n_rows - before, n_rejects=len(page.rejects))
        place.report(label, collected.n_rows, None)


def take_page(place: Workplace, page: Page, collected: Collected, *, run_id: str = "", dry_run: bool = False) -> None:
    """Mask a page and store it with its cursor in one transaction, or count what storing it would do."""
    found, failed = _documents(place, page.records)
    documents = [document for document, _ in found]
    rejects = [masked_reject(place, collected.source, raw) for raw in page.rejects] + failed
    n_rows = len(page.records) + len(page.rejects)
    collected.problems += [_masked(place, one) for one in page.problems]
    taken_back = [_taken_back(place, collected.source, one) for one in page.removals]
    keep_from = first_kept_week(place.settings, collected.source)
    if dry_run:
        with place.store.read() as connection:
            would = look_at_page(connection, documents, rejects, taken_back=taken_back, keep_from=keep_from)
        _count(collected, n_rows, would)
        return
    with place.store.begin() as connection:
        saved = save_page(
            connection, documents, rejects, page.cursor, run_id, taken_back=taken_back, keep_from=keep_from
        )
        if collected.keeper is not None:
            users = [(document, record.external_user) for document, record in found]
            collected.keeper.keep(connection, users, today=seoul_today())
        if collected.contacts is not None:
            collected.contacts.keep(connection, found, today=seoul_today())
    # Behind the transaction: a page that the store broke off is delivered once more.
    _count(collected, n_rows, saved)
    if collected.keeper is not None:
        collected.keeper.count([record.external_user for _, record in found])


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


def _documents(place: Workplace, records: Sequence[Record]) -> tuple[list[tuple[Document, Record]], list[Reject]]:
    """Mask records; with each document goes the record that it was made from."""
    documents: list[tuple[Document, Record]] = []
    rejects: list[Reject] = []
    for record in records:
        try:
            documents.append((to_document(record, place.masker, place.author_key), record))
        except RecordError as error:
            content = mask_cells({"external_id": record.external_id}, place.masker)
            rejects.append(Reject(record.source, "", 0, error.reason, content))
    return documents, rejects


def masked_reject(place: Workplace, source: str, raw: RawReject) -> Reject:
    """Mask a row that is set aside; a reason may name the cell that it complains of."""
    reason = mask_text(raw.reason, place.masker)
    cells = hidden_cells(place.settings, source, raw.cells)
    return Reject(source, raw.file, raw.line, reason, mask_cells(cells, place.masker), raw.form)


def kind_and_place(error: Exception) -> str:
    """Name kind and place of an unexpected error; its own words may hold customer text."""
    place = traceback.extract_tb(error.__traceback__)[-1]
    return f"unexpected {type(error).__name__} in {Path(place.filename).name} line {place.lineno}"


def _count(collected: Collected, n_rows: int, saved: SaveCounts) -> None:
    collected.n_rows += n_rows
    more = asdict(saved)
    counts = {name: value + more[name] for name, value in asdict(collected.saved).items()}
    collected.saved = SaveCounts(**counts)
