"""User ids of the CRM tool: sealed as they are collected, beside the documents that they came with."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection

from voc.config import Settings
from voc.config.families import AudienceSettings
from voc.config.keeping import Keeping
from voc.config.user_ids import giving_ids, ids_keeping
from voc.errors import PrivacyError
from voc.privacy.sealing import Sealer, sealer_from
from voc.records import Document
from voc.steps.days import midnight
from voc.store.external_users import ExternalUser, drop_users, keep_users, load_users, written_at
from voc.weeks import SEOUL

_LONGEST = 200


@dataclass
class UserKeeper:
    """Keeps the ids that one source delivers, beside its documents.

    Attributes
    ----------
    n_records, n_ids, n_odd : int
        Records delivered, those with an id, and ids that cannot be one.
    """

    source: str
    audience: AudienceSettings
    keeping: Keeping
    sealer: Sealer | None
    why_not: str = ""
    n_records: int = 0
    n_ids: int = 0
    n_odd: int = 0

    @classmethod
    def of(cls, settings: Settings, source: str) -> "UserKeeper | None":
        """Make the keeper of a source; None where it is not configured to give ids."""
        audience = giving_ids(settings).get(source)
        if audience is None:
            return None
        keeping = ids_keeping(settings, audience)
        try:
            return cls(source, audience, keeping, sealer_from(settings.privacy.reach_key_env))
        except PrivacyError as error:
            return cls(source, audience, keeping, None, error.kept)

    def count(self, ids: Sequence[str | None]) -> None:
        """Take note of what the records of a page hold."""
        self.n_records += len(ids)
        self.n_ids += sum(one is not None for one in ids)
        self.n_odd += sum(one is not None and not is_id(one) for one in ids)

    def keep(self, connection: Connection, found: Sequence[tuple[Document, str | None]], *, today: date) -> None:
        """Seal the ids of a page's documents, in the transaction that stores them.

        What the source says last counts: where it gives no id any more, the one that is kept goes.
        """
        if self.sealer is None:
            return
        moments = written_at(connection, [document for document, _ in found])
        given = {document.id: user for document, user in found if document.id in moments}
        kept = {one.document_id: one for one in load_users(connection, given.keys())}
        ids = {key: user for key, user in given.items() if user is not None and is_id(user)}
        drop_users(connection, kept.keys() - ids.keys())
        # Sealed anew an id has other bytes: one that is the same stays as it is.
        new = {
            key: user for key, user in ids.items() if key not in kept or not self._is_same(self.sealer, kept[key], user)
        }
        keep_users(connection, self._sealed(self.sealer, new, moments, today))

    def _sealed(
        self, sealer: Sealer, ids: Mapping[str, str], moments: Mapping[str, datetime | None], today: date
    ) -> Iterator[ExternalUser]:
        for key, user in ids.items():
            moment = moments[key]
            until = midnight(self.keeping.end(moment.astimezone(SEOUL).date() if moment else today))
            if until > midnight(today):
                yield ExternalUser(key, self.source, sealer.seal(user), self.audience.hashed, until)

    def _is_same(self, sealer: Sealer, kept: ExternalUser, user: str) -> bool:
        if kept.is_hashed != self.audience.hashed:
            return False
        try:
            return sealer.open(kept.sealed_user) == user
        except PrivacyError:
            return False  # Sealed with a key that is not there any more.

    def notes(self) -> list[str]:
        """Return sentences for people, once a collection has ended."""
        told = self._told() if self.n_records else ""
        return [told] if told else []

    def _told(self) -> str:
        if self.sealer is None:
            return f"The user ids of source '{self.source}' are not kept. {self.why_not}"
        if not self.n_ids:
            return (
                f"Source '{self.source}' delivered no user id: check that it still has '{self.audience.user_id}', "
                "which sources.yaml names under audience."
            )
        if self.n_odd:
            return (
                f"{self.n_odd:,} user ids of source '{self.source}' are not kept: they are longer than {_LONGEST} "
                "characters or hold line breaks or other control characters."
            )
        return ""


def is_id(text: str) -> bool:
    """Tell whether a text can be a user's id: not blank, not long, in one line, nothing that was masked."""
    is_masked = text.startswith("<") and text.endswith(">")
    return bool(text.strip()) and len(text) <= _LONGEST and text.isprintable() and not is_masked


def hidden_cells(settings: Settings, source: str, cells: Mapping[str, str]) -> Mapping[str, str]:
    """Blank the cell of a user's id in a row that is set aside."""
    audience = giving_ids(settings).get(source)
    if audience is None:
        return cells
    hidden = _squeezed(audience.user_id)
    return {column: "" if _squeezed(column) == hidden else value for column, value in cells.items()}


def _squeezed(name: str) -> str:
    return "".join(name.split()).casefold()
