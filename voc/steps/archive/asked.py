"""What is asked of the archive: its messages, and a channel as people name it."""

from collections.abc import Sequence

from sqlalchemy import Connection

from voc.config import Settings
from voc.errors import UsageError
from voc.steps.curation.desk import Desk
from voc.store import StoredTheme
from voc.store.messages import StoredMessage, find_messages, load_messages

_SHORTEST_ID = 6
NOTHING_SENT = "No message has been imported yet. Bring an export of your CRM tool: voc import messages FILE"


def asked_channel(settings: Settings, messages: Sequence[StoredMessage], name: str | None) -> str | None:
    """Return the channel of the archive that somebody names, by its key or any of its names; None asks for all.

    Raises
    ------
    UsageError
        Nothing was sent on such a channel.
    """
    if name is None:
        return None
    held = sorted({one.channel for one in messages})
    found = next((one.key for one in settings.channels.channels if name in one.names), name)
    if found not in held:
        known = ", ".join(held) or "none"
        raise UsageError(f"Nothing was sent on a channel '{name}'. Channels of the archive: {known}.")
    return found


def channel_named(settings: Settings, key: str) -> str:
    """Return what readers call a channel of the archive; an unknown one keeps its own name."""
    return next((one.name for one in settings.channels.channels if one.key == key), key)


def asked_message(connection: Connection, given: str) -> StoredMessage:
    """Find a message by its id, the beginning of it (six digits or more), or the id of the sending tool.

    Raises
    ------
    UsageError
        There is none, or several begin so.
    """
    exact = find_messages(connection, [given])
    if exact:
        return exact[0]
    starts = len(given) >= _SHORTEST_ID
    found = [
        one
        for one in load_messages(connection)
        if one.external_id == given or (starts and one.message_id.startswith(given))
    ]
    if len(found) != 1:
        said = f"{len(found)} messages are" if found else "No message is"
        raise UsageError(f"{said} '{given}'. `voc show messages` lists them with their ids.")
    return found[0]


def asked_theme(settings: Settings, connection: Connection, name: str) -> StoredTheme:
    """Find a theme by its id, its key in the catalogue, or its exact title.

    Raises
    ------
    UsageError
        There is none, several have that title, or it was merged into another.
    """
    return Desk(connection, settings).theme(name)
