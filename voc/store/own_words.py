"""What a store's own texts have taught (see `nlp.self_training`), and the texts that can teach it."""

from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, func, select

from voc.store.batches import add
from voc.store.schema import NOTHING_TO_READ, documents, self_trained

_held = documents.c
_OF_CUSTOMERS = (_held.copy_of.is_(None), _held.text != "")


@dataclass(frozen=True, slots=True)
class OwnWords:
    """One training.

    Attributes
    ----------
    version : str
        Hash of its content.
    n_texts : int
        Distinct sentences that it learned from.
    payload : bytes
        The models.
    """

    version: str
    trained_at: datetime
    n_texts: int
    payload: bytes


def save_own_words(connection: Connection, learned: OwnWords) -> None:
    """Put a training in the place of the one before."""
    connection.execute(delete(self_trained))
    add(connection, self_trained, [asdict(learned)])


def load_own_words(connection: Connection) -> OwnWords | None:
    """Load the training in use."""
    row = connection.execute(select(self_trained)).mappings().one_or_none()
    return OwnWords(**row) if row else None


def texts_of_customers(connection: Connection, *, limit: int) -> list[str]:
    """Return texts of documents, copies left out; ids are hashes, so that the first by id are as good as any."""
    return list(connection.scalars(select(_held.text).where(*_OF_CUSTOMERS).order_by(_held.id).limit(limit)))


def count_read(connection: Connection) -> tuple[int, int]:
    """Count the documents of customers that have been read, and those that wait."""
    asked = select(func.count(_held.analysis_version), func.count()).select_from(documents)
    read, all_of_them = connection.execute(
        asked.where(*_OF_CUSTOMERS, _held.analysis_version.is_distinct_from(NOTHING_TO_READ))
    ).one()
    return read, all_of_them - read
