"""Which customers' texts speak of which message: what the machine found, and what a person said to that."""

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import ColumnElement, Connection, delete, select

from voc.store.batches import add, batches, put
from voc.store.schema import documents, message_voices

VoiceState = Literal["found", "confirmed", "denied"]
_held = message_voices.c
_FOUND = "found"


@dataclass(frozen=True, slots=True)
class MessageVoice:
    """A text that speaks of a message.

    Attributes
    ----------
    how : str
        `pasted`, `quoted` or `mentioned`.
    score : float
        0-1; 1 where a person made the link.
    start, end : int
        The customer's words that point to the message, in code points of the document's text, end exclusive.
    phrase : str
        The message's words that they repeat; empty where a person made the link.
    state : str
        `found` by the machine, `confirmed` or `denied` by a person.
    """

    document_id: str
    message_id: str
    how: str
    score: float
    start: int
    end: int
    phrase: str
    state: VoiceState = "found"
    who: str | None = None
    at: datetime | None = None


def save_voices(connection: Connection, document_ids: Collection[str], found: Sequence[MessageVoice]) -> None:
    """Put down what was found in documents, in place of what was found there before; what people said stays.

    Parameters
    ----------
    document_ids : collection of str
        The documents that were looked at, those without any find too.
    """
    for some in batches(sorted(document_ids)):
        connection.execute(delete(message_voices).where(_held.document_id.in_(some), _held.state == _FOUND))
    add(connection, message_voices, [asdict(one) for one in found])


def judge_voice(connection: Connection, voice: MessageVoice) -> None:
    """Put down what a person said; it stands over what any later run finds."""
    put(connection, message_voices, [asdict(voice)])


def find_voice(connection: Connection, document_id: str, message_id: str) -> MessageVoice | None:
    """Load one link; None where there is none."""
    found = _load(connection, _held.document_id == document_id, _held.message_id == message_id)
    return found[0] if found else None


def voices_of_messages(connection: Connection, message_ids: Collection[str]) -> list[MessageVoice]:
    """Load all links of messages, denied ones too, by document and message."""
    found = [one for some in batches(sorted(message_ids)) for one in _load(connection, _held.message_id.in_(some))]
    return sorted(found, key=lambda one: (one.document_id, one.message_id))


def voices_of_documents(connection: Connection, document_ids: Collection[str]) -> list[MessageVoice]:
    """Load all links of documents, denied ones too, by document and message."""
    found = [one for some in batches(sorted(document_ids)) for one in _load(connection, _held.document_id.in_(some))]
    return sorted(found, key=lambda one: (one.document_id, one.message_id))


def drop_voices(connection: Connection, document_ids: Collection[str], *, found_only: bool = False) -> None:
    """Delete the links of documents whose words go; those alone that the machine found where the words change."""
    for some in batches(sorted(document_ids)):
        gone = delete(message_voices).where(_held.document_id.in_(some))
        connection.execute(gone.where(_held.state == _FOUND) if found_only else gone)


def drop_found_in_week(connection: Connection, week: str) -> None:
    """Delete what the machine found in the texts of a week."""
    ids = select(documents.c.id).where(documents.c.week == week)
    connection.execute(delete(message_voices).where(_held.document_id.in_(ids), _held.state == _FOUND))


def weeks_with_voices(connection: Connection, message_ids: Collection[str]) -> set[str]:
    """Name the weeks whose texts are linked to any of these messages."""
    asked = select(documents.c.week).join(message_voices, _held.document_id == documents.c.id).distinct()
    asked = asked.where(documents.c.week.is_not(None))
    return {
        str(week)
        for some in batches(sorted(message_ids))
        for week in connection.scalars(asked.where(_held.message_id.in_(some)))
    }


def drop_voices_of_messages(connection: Connection, message_ids: Collection[str]) -> None:
    """Delete the links of messages that leave the archive."""
    for some in batches(sorted(message_ids)):
        connection.execute(delete(message_voices).where(_held.message_id.in_(some)))


def _load(connection: Connection, *conditions: ColumnElement[bool]) -> list[MessageVoice]:
    asked = select(message_voices).where(*conditions)
    return [MessageVoice(**row) for row in connection.execute(asked).mappings()]
