"""Forgetting people: their words go, the counts stay."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Table, bindparam, delete, func, select, text, update

from voc.errors import StoreError
from voc.store.audit import FORGET, Export, exports_holding, write_audit
from voc.store.batches import add, batches
from voc.store.emptied import empty_rejects, rejects_about
from voc.store.engine import Store
from voc.store.erase import TextsOf, drop_sentences, erase_texts
from voc.store.ledger import forget_in_ledger
from voc.store.marks import mark_weeks
from voc.store.message_voices import drop_voices
from voc.store.outreach import forget_case, unlink_posts
from voc.store.proposals import forget_in_proposals
from voc.store.quote_permissions import drop_permissions
from voc.store.schema import NOTHING_TO_READ, copy_keys, documents, external_users, revisions, sentences, tombstones
from voc.store.search_index import merge_index, unindex_documents
from voc.store.shown import settle_edits

FORGOTTEN = "erased with a person who asked for it"
# Of a handle that is a number.
_FEWEST_DIGITS = 4
_held = documents.c


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What was erased.

    Attributes
    ----------
    n_quoting : int
        Themes and frozen weeks that lost a quote.
    n_rejects : int
        Rejected rows that lost their content.
    exports : tuple of Export
        Files and the like that left the store with these words in them; out of its reach, so people delete them. Of a
        document that the store has no more they are all that is known.
    """

    n_documents: int = 0
    n_revisions: int = 0
    n_sentences: int = 0
    n_quoting: int = 0
    n_rejects: int = 0
    exports: tuple[Export, ...] = field(default=())

    @property
    def is_nothing(self) -> bool:
        """Whether there was nothing to erase."""
        return not self.n_documents and not self.n_rejects

    @property
    def counts(self) -> dict[str, int]:
        """The numbers alone."""
        return {name: value for name, value in asdict(self).items() if name.startswith("n_")}


def documents_of(connection: Connection, source: str, author_hash: str) -> list[str]:
    """List the documents of an author of a source, by id."""
    asked = select(_held.id).where(_held.source == source, _held.author_hash == author_hash)
    return sorted(connection.scalars(asked))


def forget_author(
    connection: Connection,
    source: str,
    author_hash: str,
    *,
    handle: str | None = None,
    at: datetime | None = None,
    who: str | None = None,
) -> Forgotten:
    """Erase everything that an author of a source has written; call `scrub` once this is committed.

    Weekly counts keep the voices; the documents stay forgotten when the source delivers them again.

    Parameters
    ----------
    author_hash : str
        Keyed hash of the handle, as documents carry it.
    handle : str or None
        The handle, as cells of rejected rows may hold it.
    """
    return _noted(connection, erase_author(connection, source, author_hash, handle), at=at, who=who)


def forget_document(
    connection: Connection, document_id: str, *, at: datetime | None = None, who: str | None = None
) -> Forgotten:
    """Erase one document, see `forget_author`; an unknown or forgotten one gives zeros."""
    return _noted(connection, erase_document(connection, document_id), at=at, who=who)


def erase_author(connection: Connection, source: str, author_hash: str, handle: str | None = None) -> Forgotten:
    """Erase as `forget_author` does, without a line in the log; `merge_index` comes after."""
    ids = documents_of(connection, source, author_hash)
    erased = _erase(connection, ids, {source: spellings_of(author_hash, handle)})
    forget_case(connection, source, author_hash)
    return erased


def spellings_of(author_hash: str, handle: str | None) -> set[str]:
    """Spell an author as cells of rejected rows may; a number that could be anybody's rating is left out."""
    is_telling = handle is not None and not (handle.isdigit() and len(handle) < _FEWEST_DIGITS)
    return {author_hash, *([handle] if handle is not None and is_telling else [])}


def erase_document(connection: Connection, document_id: str) -> Forgotten:
    """Erase as `forget_document` does, without a line in the log; `merge_index` comes after."""
    asked = select(_held.id).where(_held.id == document_id, _held.forgotten.is_(False))
    ids = list(connection.scalars(asked))
    return _erase(connection, ids) if ids else Forgotten(exports=tuple(exports_holding(connection, [document_id])))


def erase_documents(connection: Connection, ids: Sequence[str]) -> Forgotten:
    """Erase documents as if their authors had asked for it, without a line in the log; `merge_index` comes after."""
    return _erase(connection, ids)


def names_of(connection: Connection, ids: Sequence[str]) -> dict[str, set[str]]:
    """Name the records of documents as rejected rows may name them, by source."""
    names: dict[str, set[str]] = {}
    for some in batches(ids):
        for row in connection.execute(select(_held.source, _held.external_id).where(_held.id.in_(some))):
            names.setdefault(row.source, set()).add(row.external_id)
    return names


def scrub(store: Store) -> None:
    """Clear what deleted rows leave behind in the files: SQLite's log, PostgreSQL's dead rows.

    Raises
    ------
    StoreError
        Another program keeps reading the store, so that SQLite's log cannot be emptied yet.
    """
    with store.engine.connect() as connection:
        outside = connection.execution_options(isolation_level="AUTOCOMMIT")
        if store.engine.dialect.name != "sqlite":
            outside.execute(text("VACUUM"))
            return
        busy, *_ = outside.execute(text("PRAGMA wal_checkpoint(TRUNCATE)")).one()
    if busy:
        message = (
            f"What was asked for is erased, but another program still reads the store {store.address}, so its log "
            "(the file ending in -wal) keeps the old words until that program ends. End it and run the command again."
        )
        raise StoreError(message)


def _noted(connection: Connection, erased: Forgotten, *, at: datetime | None, who: str | None) -> Forgotten:
    if erased.n_documents:
        merge_index(connection)
    if not erased.is_nothing:
        details = {**erased.counts, "n_exports": len(erased.exports)}
        write_audit(connection, FORGET, details, at=at or datetime.now(UTC), who=who)
    return erased


def _erase(connection: Connection, ids: Sequence[str], extra: Mapping[str, set[str]] | None = None) -> Forgotten:
    """Erase documents, and rejected rows that name them, repeat their words or hold one of the extra names."""
    texts, names = TextsOf.load(connection, ids), names_of(connection, ids)
    for source, more in (extra or {}).items():
        names.setdefault(source, set()).update(more)
    n_revisions, n_sentences = _count(connection, revisions, ids), _count(connection, sentences, ids)
    emptied = rejects_about(connection, names, texts)
    empty_rejects(connection, emptied, FORGOTTEN)
    if not ids:
        return Forgotten(n_rejects=len(emptied), exports=tuple(exports_holding(connection, [], emptied)))
    unindex_documents(connection, ids)
    settle_edits(connection, ids)
    forget_in_ledger(connection, ids)
    forget_in_proposals(connection, ids)
    drop_sentences(connection, ids)
    drop_voices(connection, ids)
    drop_permissions(connection, ids)
    unlink_posts(connection, ids)
    n_quoting = erase_texts(connection, texts)
    _blank(connection, ids)
    mark_weeks(connection, ids)
    exports = tuple(exports_holding(connection, ids, emptied))
    return Forgotten(len(ids), n_revisions, n_sentences, n_quoting, len(emptied), exports)


def _blank(connection: Connection, ids: Sequence[str]) -> None:
    add(connection, tombstones, [{"document_id": one} for one in ids])
    blank: dict[str, Any] = {
        "external_id": "",
        "title": None,
        "text": "",
        "author_hash": None,
        "parent_id": None,
        "url": None,
        "tags": [],
        "segment": {},
        "fingerprint": "",
        "forgotten": True,
        "linked": False,
        "analysis_version": NOTHING_TO_READ,
    }
    connection.execute(
        update(documents).where(_held.id == bindparam("key")).values(**blank), [{"key": one} for one in ids]
    )
    for some in batches(ids):
        connection.execute(delete(revisions).where(revisions.c.document_id.in_(some)))
        connection.execute(delete(copy_keys).where(copy_keys.c.document_id.in_(some)))
        connection.execute(delete(external_users).where(external_users.c.document_id.in_(some)))


def _count(connection: Connection, table: Table, ids: Sequence[str]) -> int:
    n = 0
    for some in batches(ids):
        n += connection.scalar(select(func.count()).where(table.c.document_id.in_(some))) or 0
    return n
