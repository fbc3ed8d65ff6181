"""How messages were read: their wording, their lemmas, and the themes that their sentences were placed in."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, delete, select, update

from voc.store.batches import put
from voc.store.schema import message_sentences, messages

_held = messages.c


@dataclass(frozen=True, slots=True)
class MessageReading:
    """How a message was read.

    Attributes
    ----------
    traits : mapping or None
        None where the analyser failed at it.
    sentences : sequence of (start, end, theme id or None, score or None)
        In the order of the text, see `StoredMessage.text`.
    """

    message_id: str
    traits: Mapping[str, object] | None
    terms: Sequence[str]
    sentences: Sequence[tuple[int, int, str | None, float | None]]


def save_readings_of_messages(connection: Connection, read: Sequence[MessageReading], *, version: str) -> None:
    """Store how messages were read, in place of what was read before."""
    if not read:
        return
    asked = select(_held.message_id).where(_held.message_id.in_([one.message_id for one in read]))
    known = set(connection.scalars(asked))
    kept = [one for one in read if one.message_id in known]
    change = (
        update(messages)
        .where(_held.message_id == bindparam("key"))
        .values(traits=bindparam("how"), terms=bindparam("words"), analysis_version=version)
    )
    rows = [{"key": one.message_id, "how": one.traits and dict(one.traits), "words": list(one.terms)} for one in kept]
    if not rows:
        return
    connection.execute(change, rows)
    drop_readings_of(connection, [one.message_id for one in kept])
    sentences = [
        {
            "message_id": one.message_id,
            "sentence_index": index,
            "start": start,
            "end": end,
            "placed_theme_id": theme_id,
            "theme_score": score,
        }
        for one in kept
        for index, (start, end, theme_id, score) in enumerate(one.sentences)
    ]
    put(connection, message_sentences, sentences)


def waiting_messages(
    connection: Connection, version: str, limit: int, *, after: str = ""
) -> list[tuple[str, str | None, str]]:
    """List messages that were not read, or not by this version: id, title and body, in the order of ids."""
    asked = (
        select(_held.message_id, _held.title, _held.body)
        .where((_held.analysis_version.is_(None)) | (_held.analysis_version != version), _held.message_id > after)
        .order_by(_held.message_id)
        .limit(limit)
    )
    return [(row.message_id, row.title, row.body) for row in connection.execute(asked)]


def drop_readings_of(connection: Connection, ids: Collection[str]) -> None:
    """Forget what the sentences of messages were placed in."""
    if ids:
        connection.execute(delete(message_sentences).where(message_sentences.c.message_id.in_(ids)))
