"""Documents in the store: a page arrives with its rejects and its cursor, whole or not at all."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, Select, select

from voc.records import Cursor, Document, Reject
from voc.store.batches import add, batches, put
from voc.store.cursors import save_cursor
from voc.store.erase import TextsOf, drop_findings, erase_texts
from voc.store.external_users import drop_users
from voc.store.marks import note_weeks
from voc.store.message_voices import drop_voices
from voc.store.purged import expired
from voc.store.quote_permissions import drop_permissions
from voc.store.rejects import known_rejects, save_rejects
from voc.store.rows import document_row, row_document
from voc.store.schema import NOTHING_TO_READ, documents, revisions, tombstones
from voc.store.search_index import unindex_documents
from voc.store.taken_back import TakenBack
from voc.store.taken_back import tombstones as tombstones_of

_BEGINNING = datetime.min.replace(tzinfo=UTC)
_KEEP = ("first_run_id", "copy_of")


@dataclass(frozen=True, slots=True)
class SaveCounts:
    """What became of the rows of a page; the sum of all is what was delivered.

    Attributes
    ----------
    n_removed : int
        Documents that the source has taken back; their text is gone.
    n_stale : int
        Older than what the store holds, or delivered again after a removal: left out.
    n_repeats : int
        The same document more than once in the page: the latest counts.
    n_forgotten : int
        Documents of people who asked to be forgotten: left out.
    n_expired : int
        Older than texts are kept, or of a week that was cleared: left out.
    n_rejects : int
        Rows that were set aside.
    n_rejected_before : int
        Rows that were set aside before, and came again as they were.
    """

    n_new: int = 0
    n_revised: int = 0
    n_unchanged: int = 0
    n_removed: int = 0
    n_rejects: int = 0
    n_stale: int = 0
    n_repeats: int = 0
    n_forgotten: int = 0
    n_expired: int = 0
    n_rejected_before: int = 0

    @property
    def n_set_aside(self) -> int:
        """All rows that could not be taken, whether that is new or not."""
        return self.n_rejects + self.n_rejected_before


@dataclass(frozen=True, slots=True)
class _Sorted:
    new: list[Document]
    revised: list[Document]
    removed: list[Document]
    n_unchanged: int
    n_stale: int
    n_forgotten: int
    n_expired: int


def save_page(
    connection: Connection,
    documents: Sequence[Document],
    rejects: Sequence[Reject] = (),
    cursor: Cursor | None = None,
    run_id: str = "",
    *,
    taken_back: Sequence[TakenBack] = (),
    keep_from: str | None = None,
) -> SaveCounts:
    """Store one page of a source with its rejects and the cursor behind it, in the caller's transaction.

    A document is the same as a stored one when its fingerprint is; an edit becomes a new revision, and what was read
    from the old words is dropped so that the new ones are read; a removal drops the words everywhere. Where the source
    does not tell when something was written, the moment at which it was first seen stays, and the same words and
    rating are the same document.

    Parameters
    ----------
    documents : sequence of Document
        In any order; the outcome does not depend on it.
    cursor : Cursor or None
        Where the next fetch resumes; None leaves the stored one.
    taken_back : sequence of TakenBack
        What the source has removed; applied after the documents.
    keep_from : str or None
        First week whose texts are kept: what is older is not stored. None keeps all.
    """
    saved = _save(connection, documents, run_id, keep_from)
    removed = _save(connection, tombstones_of(connection, taken_back), run_id)
    n_before = known_rejects(connection, rejects)
    save_rejects(connection, rejects, run_id=run_id)
    if cursor is not None:
        save_cursor(connection, cursor)
    n_removed = saved.n_removed + removed.n_removed
    return replace(saved, n_removed=n_removed, n_rejects=len(rejects) - n_before, n_rejected_before=n_before)


def look_at_page(
    connection: Connection,
    documents: Sequence[Document],
    rejects: Sequence[Reject] = (),
    *,
    taken_back: Sequence[TakenBack] = (),
    keep_from: str | None = None,
) -> SaveCounts:
    """Tell what `save_page` would do; nothing is written."""
    saved = _compare(connection, documents, keep_from)[2]
    removed = _compare(connection, tombstones_of(connection, taken_back))[2]
    n_before, n_removed = known_rejects(connection, rejects), saved.n_removed + removed.n_removed
    return replace(saved, n_removed=n_removed, n_rejects=len(rejects) - n_before, n_rejected_before=n_before)


def _save(
    connection: Connection, documents: Sequence[Document], run_id: str, keep_from: str | None = None
) -> SaveCounts:
    found, stored, counts = _compare(connection, documents, keep_from)
    _write(connection, found, stored, run_id)
    return counts


def _compare(
    connection: Connection, documents: Sequence[Document], keep_from: str | None = None
) -> tuple[_Sorted, dict[str, RowMapping], SaveCounts]:
    """Sort documents by what is to become of them, beside the rows that are stored, and count."""
    latest = _latest(documents)
    stored = _stored(connection, sorted(latest))
    late = expired(connection, latest.values(), stored.keys(), keep_from)
    found = _sort(list(latest.values()), stored, forgotten=_forgotten(connection, sorted(latest)), late=late)
    counts = SaveCounts(
        n_new=len(found.new),
        n_revised=len(found.revised),
        n_unchanged=found.n_unchanged,
        n_removed=len(found.removed),
        n_stale=found.n_stale,
        n_repeats=len(documents) - len(latest),
        n_forgotten=found.n_forgotten,
        n_expired=found.n_expired,
    )
    return found, stored, counts


def load_documents(connection: Connection, ids: Sequence[str]) -> list[Document]:
    """Load documents as they were saved, in the order of their ids; unknown ids are left out."""
    return [
        row_document(row)
        for some in batches(sorted(set(ids)))
        for row in connection.execute(_by_id(some).order_by(_held.id)).mappings()
    ]


def iterate_documents(connection: Connection, *, size: int = 1000) -> Iterator[Sequence[Document]]:
    """Walk through all documents in batches, in the order of their ids."""
    after = ""
    while True:
        step = select(*_all).where(_held.id > after).order_by(_held.id).limit(size)
        some = [row_document(row) for row in connection.execute(step).mappings()]
        if not some:
            return
        yield some
        after = some[-1].id


_held = documents.c
_all = tuple(documents.columns)


def _by_id(ids: Sequence[str]) -> Select[Any]:
    return select(*_all).where(_held.id.in_(ids))


def _moment(updated_at: datetime | None, removed_at: datetime | None) -> datetime | None:
    """When a version came to be, as far as the source says."""
    known = [moment for moment in (updated_at, removed_at) if moment is not None]
    return max(known) if known else None


def _latest(documents: Sequence[Document]) -> dict[str, Document]:
    def rank(document: Document) -> tuple[datetime, bool, str]:
        moment = _moment(document.updated_at, document.removed_at)
        return (moment or _BEGINNING, document.removed_at is not None, document.fingerprint)

    latest: dict[str, Document] = {}
    for document in documents:
        other = latest.get(document.id)
        if other is None or rank(document) > rank(other):
            latest[document.id] = document
    return dict(sorted(latest.items()))


def _stored(connection: Connection, ids: Sequence[str]) -> dict[str, RowMapping]:
    return {row["id"]: row for some in batches(ids) for row in connection.execute(_by_id(some)).mappings()}


def _forgotten(connection: Connection, ids: Sequence[str]) -> set[str]:
    held = tombstones.c.document_id
    return {one for some in batches(ids) for one in connection.scalars(select(held).where(held.in_(some)))}


def _sort(
    latest: Sequence[Document], stored: Mapping[str, RowMapping], *, forgotten: set[str], late: set[str]
) -> _Sorted:
    found = _Sorted([], [], [], 0, 0, 0, 0)
    n_unchanged = n_stale = n_forgotten = n_expired = 0
    for document in latest:
        old = stored.get(document.id)
        # What nobody dated leaves no week behind when it is cleared, only its tombstone.
        if document.id in late or (document.id in forgotten and old is None):
            n_expired += 1
        elif document.id in forgotten:
            n_forgotten += 1
        elif old is None:
            (found.new if document.removed_at is None else found.removed).append(document)
        elif _is_same(old, document):
            n_unchanged += 1
        elif _is_stale(old, document):
            n_stale += 1
        else:
            (found.revised if document.removed_at is None else found.removed).append(_as_first_seen(old, document))
    return replace(found, n_unchanged=n_unchanged, n_stale=n_stale, n_forgotten=n_forgotten, n_expired=n_expired)


def _is_same(old: RowMapping, document: Document) -> bool:
    if (old["removed_at"] is None) != (document.removed_at is None):
        return False
    return old["fingerprint"] == document.fingerprint or (document.created_precision == "seen" and _says(old, document))


def _says(old: RowMapping, document: Document) -> bool:
    """Tell whether a stored document has the same words and rating, whatever else was delivered about it."""
    rating = None if document.rating is None else document.rating.value
    return (old["title"], old["text"], old["rating_value"]) == (document.title, document.text, rating)


def _as_first_seen(old: RowMapping, document: Document) -> Document:
    """Keep the time of writing that is known, where the source tells none."""
    if document.created_precision != "seen":
        return document
    facts = {name: old[name] for name in ("created_at", "created_precision", "tz_assumed", "week")}
    return replace(document, **facts)


def _is_stale(old: RowMapping, document: Document) -> bool:
    known = _moment(old["updated_at"], old["removed_at"])
    moment = _moment(document.updated_at, document.removed_at)
    if old["removed_at"] is not None and document.removed_at is None:
        # Only what was written after the removal brings a document back; a re-read of an old file does not.
        return moment is None or known is None or moment <= known
    return known is not None and moment is not None and moment < known


def _write(connection: Connection, found: _Sorted, stored: Mapping[str, RowMapping], run_id: str) -> None:
    changed = [document.id for document in (*found.revised, *found.removed) if document.id in stored]
    old_rows = [stored[document_id] for document_id in changed]
    redacted = [
        document.id
        for document in found.revised
        if document.is_redacted and document.id in stored and stored[document.id]["text"] != document.text
    ]
    texts = TextsOf.load(connection, [*redacted, *(document.id for document in found.removed)])
    unindex_documents(connection, changed)
    drop_findings(connection, changed)
    add(connection, revisions, [_revision(row) for row in old_rows])
    rows = [_row(document, stored.get(document.id), run_id) for document in (*found.new, *found.revised)]
    rows.extend(_removed_row(document, stored.get(document.id), run_id) for document in found.removed)
    put(connection, documents, sorted(rows, key=lambda row: row["id"]), keep=_KEEP)
    erase_texts(connection, texts)
    # With words that were taken back goes what tells whose they were; a version that follows may bring it again.
    drop_users(connection, texts.ids)
    drop_permissions(connection, texts.ids)
    drop_voices(connection, [document.id for document in found.removed])
    weeks: set[str | None] = {row["week"] for row in rows} | {row["week"] for row in old_rows}
    note_weeks(connection, {week for week in weeks if week is not None})


def _revision(row: RowMapping) -> dict[str, Any]:
    facts = {name: row[name] for name in ("revision", "title", "text", "rating_value", "updated_at", "fingerprint")}
    return {"document_id": row["id"], **facts}


def _row(document: Document, old: RowMapping | None, run_id: str) -> dict[str, Any]:
    return {
        **document_row(document),
        "revision": 1 if old is None else old["revision"] + 1,
        "copy_of": None,
        "linked": False,
        "forgotten": False,
        "analysis_version": None,
        "first_run_id": run_id,
    }


def _removed_row(document: Document, old: RowMapping | None, run_id: str) -> dict[str, Any]:
    row = _row(document, old, run_id)
    return {**row, "title": None, "text": "", "analysis_version": NOTHING_TO_READ}
