"""What the company sent: messages with their results, and the themes that their sentences speak of."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Select, func, select

from voc.store.batches import batches
from voc.store.schema import message_sentences, messages

_held = messages.c


@dataclass(frozen=True, slots=True)
class StoredMessage:
    """One sending of a message, and what came of it; None where the import did not say.

    Attributes
    ----------
    sent_at : datetime
        Aware, UTC; `sent_precision` is `second`, `minute`, `hour` or `day`.
    channel : str
        Key of channels.yaml, else the name that the file gave.
    n_sent, n_delivered, n_opened, n_clicked, n_converted, n_opted_out : int or None
        Recipients.
    revenue : float or None
        Won.
    fingerprint : str
        Of title and body: messages of one wording have one.
    traits : mapping or None
        How it is worded, by the names of `nlp.message_traits`; None until it was read.
    terms : sequence of str or None
        Lemmas that it says, each once.
    """

    message_id: str
    import_id: str
    external_id: str | None
    sent_at: datetime
    sent_precision: str
    week: str
    channel: str
    segment: str | None
    stage: str | None
    campaign: str | None
    title: str | None
    body: str
    has_image: bool | None
    is_ad: bool | None
    n_sent: int | None
    n_delivered: int | None
    n_opened: int | None
    n_clicked: int | None
    n_converted: int | None
    n_opted_out: int | None
    revenue: float | None
    test: str | None
    variant: str | None
    fingerprint: str
    traits: Mapping[str, object] | None
    terms: Sequence[str] | None
    analysis_version: str | None

    @property
    def text(self) -> str:
        """Title and body, joined by a line break; what the spans of its sentences point into."""
        return message_text(self.title, self.body)


@dataclass(frozen=True, slots=True)
class MessageSentence:
    """A sentence of a message and where the machine put it; people's edits of themes are not applied."""

    message_id: str
    sentence_index: int
    start: int
    end: int
    placed_theme_id: str | None
    theme_score: float | None


def message_text(title: str | None, body: str) -> str:
    """Join title and body as they are read, counted and shown."""
    return "\n".join(part for part in (title, body) if part)


def load_messages(
    connection: Connection, *, since: datetime | None = None, until: datetime | None = None
) -> list[StoredMessage]:
    """Load the messages sent in [since, until), in the order of sending; all of them without."""
    asked = select(messages).order_by(_held.sent_at, _held.message_id)
    if since is not None:
        asked = asked.where(_held.sent_at >= since)
    if until is not None:
        asked = asked.where(_held.sent_at < until)
    return list(_loaded(connection, asked))


def find_messages(connection: Connection, ids: Collection[str]) -> list[StoredMessage]:
    """Load messages by their ids, in the order of sending; unknown ids are passed over."""
    found = [
        one
        for some in batches(sorted(ids))
        for one in _loaded(connection, select(messages).where(_held.message_id.in_(some)))
    ]
    return sorted(found, key=lambda one: (one.sent_at, one.message_id))


def messages_of_import(connection: Connection, import_id: str) -> list[str]:
    """List the messages of which an import said last what stands, by id."""
    return sorted(connection.scalars(select(_held.message_id).where(_held.import_id == import_id)))


def count_messages(connection: Connection) -> int:
    """Count the messages of the archive."""
    return connection.scalar(select(func.count()).select_from(messages)) or 0


def sentences_of_messages(connection: Connection, ids: Collection[str] | None = None) -> list[MessageSentence]:
    """Load the sentences of messages, of all without ids, by message and index."""
    asked = select(message_sentences)
    if ids is None:
        rows = list(connection.execute(asked).mappings())
    else:
        rows = [
            row
            for some in batches(sorted(ids))
            for row in connection.execute(asked.where(message_sentences.c.message_id.in_(some))).mappings()
        ]
    found = [MessageSentence(**row) for row in rows]
    return sorted(found, key=lambda one: (one.message_id, one.sentence_index))


def _loaded(connection: Connection, asked: Select[tuple[object, ...]]) -> Iterator[StoredMessage]:
    for row in connection.execute(asked).mappings():
        yield StoredMessage(**row)
