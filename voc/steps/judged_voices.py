"""What a person says about a link between a customer's text and a message; it stands over what any night finds."""

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from sqlalchemy import Connection, or_, select

from voc.errors import UsageError
from voc.steps.asked import asked_week
from voc.steps.curation.correct import find_document
from voc.steps.workplace import Workplace
from voc.store import load_documents
from voc.store.message_voices import MessageVoice, VoiceState, find_voice, judge_voice
from voc.store.messages import StoredMessage, find_messages
from voc.store.schema import documents, message_voices, messages
from voc.store.voices_on import VoiceOn, voices_on

_START_OF_ID = re.compile(r"[0-9a-f]{6,32}")
_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Judged:
    """A link as a person left it, and how it stood before; None where the machine had not found it."""

    voice: MessageVoice
    before: VoiceState | None


def judge(
    place: Workplace, document: str, message: str, state: VoiceState, *, who: str, dry_run: bool = False
) -> Judged:
    """Confirm or deny that a text speaks of a message; a link that the machine did not find is made by confirming.

    Parameters
    ----------
    document, message : str
        Ids, the first 6 digits of one, or the id of source or sending tool; see `find_document` and `find_message`.

    Raises
    ------
    UsageError
        There is no such text or message, or nothing is there to be denied.
    """
    with place.store.begin() as connection:
        document_id = find_document(place.settings, connection, document)
        message_id = find_message(connection, message).message_id
        held = find_voice(connection, document_id, message_id)
        if held is None and state == "denied":
            raise UsageError(f"Document {document_id} is not linked to message {message_id}: there is nothing to deny.")
        made = held or _made(connection, document_id, message_id)
        judged = replace(made, state=state, who=who, at=datetime.now(UTC))
        if not dry_run:
            judge_voice(connection, judged)
    return Judged(judged, held.state if held else None)


def find_message(connection: Connection, name: str) -> StoredMessage:
    """Find a message by its id, the first 6 digits of it or more, or the id that the sending tool gave it.

    Raises
    ------
    UsageError
        There is none, or several.
    """
    held = messages.c
    is_named = held.external_id == name
    if _START_OF_ID.fullmatch(name):
        is_named = or_(is_named, held.message_id.startswith(name))
    asked = select(held.message_id).where(is_named)
    ids = sorted(connection.scalars(asked.limit(_SHOWN + 1)))
    if len(ids) > 1:
        raise UsageError(f"More than one message is called '{name}': {', '.join(ids[:_SHOWN])}. Give more of the id.")
    if not ids:
        raise UsageError(
            f"There is no message '{name}'. Give its id, its first 6 digits (0-9 a-f) or more, or the id of the "
            "sending tool; `voc messages voices --json` shows the ids of those that customers spoke of."
        )
    return find_messages(connection, ids)[0]


def listed_voices(
    connection: Connection, *, message: str | None, week: str | None
) -> tuple[list[VoiceOn], dict[str, StoredMessage]]:
    """List what customers said about a message, in a week, or of both where both are named; with the messages by id.

    Raises
    ------
    UsageError
        There is no such message, or the week was never counted.
    """
    chosen = asked_week(connection, week) if week else None
    ids = [find_message(connection, message).message_id] if message else _spoken_of(connection, chosen)
    shown = [one for one in voices_on(connection, ids) if chosen is None or one.week == chosen]
    named = find_messages(connection, {one.message_id for one in shown})
    return shown, {one.message_id: one for one in named}


def _spoken_of(connection: Connection, week: str | None) -> list[str]:
    asked = select(message_voices.c.message_id).distinct()
    if week is not None:
        asked = asked.join(documents, documents.c.id == message_voices.c.document_id).where(documents.c.week == week)
    return sorted(connection.scalars(asked))


def _made(connection: Connection, document_id: str, message_id: str) -> MessageVoice:
    (document,) = load_documents(connection, [document_id])
    return MessageVoice(document_id, message_id, "mentioned", 1.0, 0, len(document.text), "")
