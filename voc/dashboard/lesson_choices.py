"""What there is to choose from in the forms of lessons and changes."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, select

from voc.config import Settings
from voc.dashboard.curation.choices import theme_choices
from voc.steps.curation.desk import Desk
from voc.store.messages import StoredMessage, find_messages
from voc.store.schema import messages
from voc.weeks import SEOUL

# The last messages and tests, which lessons are mostly about; others are linked on the command line.
_N_MESSAGES = 60
_N_LETTERS = 30
_held = messages.c


@dataclass(frozen=True)
class LessonChoices:
    """Id to name, in the order in which they are listed; those that are linked already are always among them."""

    themes: Mapping[str, str]
    messages: Mapping[str, str]
    tests: Mapping[str, str]


def lesson_choices(connection: Connection, settings: Settings, linked: Collection[str] = ()) -> LessonChoices:
    """List themes by title, and the last messages and tests, the newest first.

    Parameters
    ----------
    linked : collection of str
        Ids of messages that have to be among them.
    """
    desk = Desk(connection, settings)
    newest = connection.scalars(select(_held.message_id).order_by(_held.sent_at.desc()).limit(_N_MESSAGES)).all()
    found = find_messages(connection, {*newest, *linked})
    asked = select(_held.test).where(_held.test.is_not(None)).group_by(_held.test).order_by(_held.test)
    return LessonChoices(
        theme_choices(desk),
        {one.message_id: message_name(one, settings) for one in reversed(found)},
        {name: name for name in connection.scalars(asked.limit(_N_MESSAGES)) if name},
    )


def message_name(one: StoredMessage, settings: Settings) -> str:
    """Name a message by its day, its channel and its first words."""
    channels = {channel.key: channel.name for channel in settings.channels.channels}
    begun = " ".join((one.title or one.body).split())
    short = begun if len(begun) <= _N_LETTERS else f"{begun[:_N_LETTERS]}…"
    return f"{one.sent_at.astimezone(SEOUL):%Y-%m-%d} {channels.get(one.channel, one.channel)} · {short}"
