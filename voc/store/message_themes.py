"""Which messages spoke of which theme, when: the archive seen from the side of the hesitations."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from voc.store.schema import message_sentences, messages
from voc.store.shown import current_edits

_sent, _placed = messages.c, message_sentences.c


@dataclass(frozen=True, slots=True)
class MessageOn:
    """A message that has a sentence on a theme.

    Attributes
    ----------
    theme_id : str
        The theme under which readers find it, people's merges and undone splits applied.
    sent_at : datetime
        Aware, UTC.
    """

    theme_id: str
    message_id: str
    sent_at: datetime
    channel: str
    fingerprint: str


def messages_on(connection: Connection, theme_ids: Collection[str], *, until: datetime) -> list[MessageOn]:
    """List the messages sent before a moment that spoke of some themes, the newest first.

    Reads the index of placed sentences and no text; a message stands once for each theme that it spoke of.
    """
    edits, wanted = current_edits(connection), set(theme_ids)
    columns = (_placed.placed_theme_id, _sent.message_id, _sent.sent_at, _sent.channel, _sent.fingerprint)
    asked = (
        select(*columns)
        .join_from(message_sentences, messages, _sent.message_id == _placed.message_id)
        .where(_placed.placed_theme_id.is_not(None), _sent.sent_at < until)
        .distinct()
    )
    found = {
        MessageOn(theme_id, row.message_id, row.sent_at, row.channel, row.fingerprint)
        for row in connection.execute(asked)
        if (theme_id := edits.resolve(row.placed_theme_id)) in wanted and theme_id is not None
    }
    return sorted(found, key=lambda one: (one.sent_at, one.message_id, one.theme_id), reverse=True)
