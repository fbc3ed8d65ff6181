"""Messages that speak of a theme."""

from collections import defaultdict
from collections.abc import Collection

from sqlalchemy import Connection, select

from voc.store.edits import Edits
from voc.store.messages import StoredMessage, find_messages
from voc.store.schema import message_sentences, messages


def messages_on_themes(
    connection: Connection, edits: Edits, themes: Collection[str], weeks: Collection[str]
) -> dict[str, list[StoredMessage]]:
    """List by theme the messages of some weeks that speak of it, in the order of sending; merges are resolved."""
    held = message_sentences.c
    asked = (
        select(held.message_id, held.placed_theme_id)
        .join(messages, messages.c.message_id == held.message_id)
        .where(messages.c.week.in_(sorted(weeks)), held.placed_theme_id.is_not(None))
    )
    spoken: defaultdict[str, set[str]] = defaultdict(set)
    for row in connection.execute(asked):
        if (theme := edits.resolve(row.placed_theme_id)) in themes:
            spoken[theme or ""].add(row.message_id)
    found = find_messages(connection, {key for some in spoken.values() for key in some})
    return {theme: [one for one in found if one.message_id in keys] for theme, keys in spoken.items()}
