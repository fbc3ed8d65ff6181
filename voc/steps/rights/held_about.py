"""What the store holds of somebody who asks for it: texts with their older versions, rows that were set aside."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from voc.records import Document
from voc.steps.rights.forget import ForgetRequest, author_of, document_of
from voc.steps.workplace import Workplace
from voc.store import StoredReject, load_documents, load_rejects
from voc.store.emptied import rejects_about
from voc.store.erase import TextsOf
from voc.store.external_users import load_users
from voc.store.forget import documents_of, names_of, spellings_of
from voc.store.held import Revision, revisions_of


@dataclass(frozen=True, slots=True)
class HeldAbout:
    """Everything with words, masked as it is stored.

    Attributes
    ----------
    documents : tuple of Document
        By id.
    revisions : tuple of Revision
        What they said before they were edited, by document, the earliest first.
    rejects : tuple of StoredReject
        Rows that were set aside and name the person or the record, or repeat the words.
    ids_until : mapping of document to datetime
        Until when an id for the CRM tool is kept, sealed, beside a document.
    """

    documents: tuple[Document, ...] = ()
    revisions: tuple[Revision, ...] = ()
    rejects: tuple[StoredReject, ...] = ()
    ids_until: Mapping[str, datetime] = field(default_factory=dict)


def held_about(place: Workplace, request: ForgetRequest) -> HeldAbout:
    """Gather what `forget` would erase, to be shown to somebody who asks what is kept of them."""
    with place.store.read() as connection:
        extra: dict[str, set[str]] = {}
        if request.document is not None:
            ids = [document_of(place, connection, request.document, request.source)]
        else:
            source, author = author_of(place, request)
            ids, extra = documents_of(connection, source, author), {source: spellings_of(author, request.author)}
        found = [one for one in load_documents(connection, ids) if one.text]
        ids = [one.id for one in found]
        names = names_of(connection, ids)
        for source, more in extra.items():
            names.setdefault(source, set()).update(more)
        about = set(rejects_about(connection, names, TextsOf.load(connection, ids)))
        rows = [one for one in load_rejects(connection, state=None) if one.id in about] if about else []
        until = {one.document_id: one.keep_until for one in load_users(connection, ids)}
        return HeldAbout(tuple(found), tuple(revisions_of(connection, ids)), tuple(rows), until)
