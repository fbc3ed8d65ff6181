"""Handle and link of authors who may be written to: sealed, read by no analysis, each until its day."""

from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, delete, exists, select

from voc.store.batches import put
from voc.store.schema import documents, outreach_cases, outreach_contacts

_held, _case, _of = outreach_contacts.c, outreach_cases.c, documents.c


@dataclass(frozen=True, slots=True)
class SealedContact:
    """How an author can be reached, as the store keeps it; see `voc.privacy.sealing`.

    Attributes
    ----------
    keep_until : datetime
        From this moment on it must not be there.
    """

    source: str
    author_hash: str
    sealed_handle: bytes
    sealed_link: bytes | None
    keep_until: datetime


def keep_contacts(connection: Connection, contacts: Iterable[SealedContact]) -> None:
    """Keep contacts, over those that are there."""
    rows = [asdict(one) for one in contacts]
    put(connection, outreach_contacts, sorted(rows, key=lambda row: (row["source"], row["author_hash"])))


def load_contacts(connection: Connection, source: str, authors: Collection[str]) -> dict[str, SealedContact]:
    """Load what is kept of these authors of a source, by author."""
    asked = select(outreach_contacts).where(_held.source == source, _held.author_hash.in_(sorted(authors)))
    return {row["author_hash"]: SealedContact(**row) for row in connection.execute(asked).mappings()}


def find_contact(connection: Connection, source: str, author_hash: str, *, now: datetime) -> SealedContact | None:
    """Find how an author can be reached; None where nothing is kept, or its time is over."""
    found = load_contacts(connection, source, [author_hash]).get(author_hash)
    return found if found is not None and found.keep_until > now else None


def drop_needless(connection: Connection) -> int:
    """Erase the contacts of authors without a case: none of their posts called for one."""
    has_case = exists().where(_case.source == _held.source, _case.author_hash == _held.author_hash)
    return _drop(connection, ~has_case)


def drop_expired(connection: Connection, now: datetime) -> int:
    """Erase the contacts whose time is over."""
    return _drop(connection, _held.keep_until <= now)


def drop_other_sources(connection: Connection, wanted: Collection[str]) -> int:
    """Erase the contacts of sources that are not looked at any more."""
    return _drop(connection, _held.source.not_in(sorted(wanted)))


def drop_contacts_of(connection: Connection, source: str, authors: Collection[str]) -> int:
    """Erase the contacts of these authors."""
    return _drop(connection, (_held.source == source) & _held.author_hash.in_(sorted(authors)))


def has_contacts(connection: Connection) -> bool:
    """Tell whether any contact is kept."""
    return connection.scalar(select(_held.source).limit(1)) is not None


def is_unread(connection: Connection, sources: Collection[str]) -> bool:
    """Tell whether posts of these sources wait to be read."""
    waiting = select(_of.id).where(_of.source.in_(sorted(sources)), _of.analysis_version.is_(None)).limit(1)
    return connection.scalar(waiting) is not None


def _drop(connection: Connection, which: ColumnElement[bool]) -> int:
    return connection.execute(delete(outreach_contacts).where(which)).rowcount
