"""What customers said in a week about messages of ours: their words, and the words of the message behind them."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from voc.planning.brief import BriefNames
from voc.planning.briefing.sent import clipped
from voc.store.messages import load_messages
from voc.store.voices_on import VoiceOn, voices_on
from voc.weeks import SEOUL

_N_VOICES = 8


def voices_of_week(
    connection: Connection,
    week: str,
    sent: tuple[datetime, datetime],
    *,
    names: BriefNames,
    channel_name: Callable[[str], str],
) -> dict[str, Any]:
    """Describe the voices of a week about messages sent in [since, until), the newest first.

    Parameters
    ----------
    sent : tuple of datetime
        Since and until.

    Returns
    -------
    dict
        `n` (voices), and up to eight of them, those that hesitate first.
    """
    messages = {one.message_id: one for one in load_messages(connection, since=sent[0], until=sent[1])}
    found = {one.document_id: one for one in voices_on(connection, list(messages)) if one.week == week}
    ordered = sorted(found.values(), key=lambda one: not one.is_hesitation)
    rows = []
    for one in ordered[:_N_VOICES]:
        message = messages[one.message_id]
        about = {
            "message_id": one.message_id,
            "sent_on": message.sent_at.astimezone(SEOUL).date().isoformat(),
            "channel": channel_name(message.channel),
            "text": clipped(message.text),
        }
        rows.append({**_quote(one, names), "phrase": one.phrase, "theme": one.theme, "about": about})
    return {"n": len(found), "voices": rows}


def _quote(one: VoiceOn, names: BriefNames) -> dict[str, Any]:
    return {
        "doc_id": one.document_id,
        "sentence_index": one.sentence_index,
        "text": one.text,
        "date": one.created_at.astimezone(SEOUL).date().isoformat() if one.created_at else None,
        "rating": one.rating,
        "channel": names.channels.get(one.source, ""),
    }
