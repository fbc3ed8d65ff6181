"""Handle and link of authors: sealed as posts are collected, so that somebody can write to them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from voc.config import Settings
from voc.config.keeping import Keeping, parse_keeping
from voc.errors import PrivacyError
from voc.privacy.sealing import Sealer, sealer_from
from voc.records import Document, Record
from voc.steps.days import midnight
from voc.store.outreach_contacts import SealedContact, keep_contacts, load_contacts
from voc.weeks import SEOUL

# Authors of comments and app reviews are not written to.
_KIND = "post"


@dataclass
class ContactKeeper:
    """Keeps how the authors of one source can be reached.

    Attributes
    ----------
    sealer : Sealer or None
        None where the key is not there: nothing is kept then.
    """

    source: str
    keeping: Keeping
    sealer: Sealer | None
    why_not: str = ""

    @classmethod
    def of(cls, settings: Settings, source: str) -> "ContactKeeper | None":
        """Make the keeper of a source; None where outreach does not look at it."""
        section = settings.outreach
        if not section.enabled or source not in section.sources:
            return None
        keeping = parse_keeping(section.keep)
        try:
            return cls(source, keeping, sealer_from(settings.privacy.reach_key_env))
        except PrivacyError as error:
            return cls(source, keeping, None, error.kept)

    def keep(self, connection: Connection, found: Sequence[tuple[Document, Record]], *, today: date) -> None:
        """Seal the contacts of a page's authors, in the transaction that stores their posts."""
        if self.sealer is None:
            return
        given = {author: record for document, record in found if (author := _author(document, record))}
        kept = load_contacts(connection, self.source, given.keys())
        sealed = (
            self._sealed(self.sealer, author, record, kept.get(author), today) for author, record in given.items()
        )
        keep_contacts(connection, [one for one in sealed if one is not None])

    def _sealed(
        self, sealer: Sealer, author: str, record: Record, kept: SealedContact | None, today: date
    ) -> SealedContact | None:
        written = record.created_at.astimezone(SEOUL).date() if record.created_at else today
        until = midnight(self.keeping.end(written))
        # What is kept already came with a later post, or with this one.
        if until <= midnight(today) or (kept is not None and kept.keep_until >= until):
            return None
        is_page = (record.url or "").lower().startswith(("https://", "http://"))
        link = sealer.seal(record.url) if record.url and is_page else None
        return SealedContact(self.source, author, sealer.seal(record.author_handle or ""), link, until)

    def notes(self) -> list[str]:
        """Return sentences for people, once a collection has ended."""
        if self.sealer is not None:
            return []
        return [f"How authors of source '{self.source}' can be reached is not kept. {self.why_not}"]


def _author(document: Document, record: Record) -> str | None:
    is_reachable = record.author_handle and record.kind == _KIND and record.removed_at is None
    return document.author_hash if is_reachable else None
