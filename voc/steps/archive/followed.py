"""What followed the messages on a theme, or the themes of one message."""

from sqlalchemy import Connection

from voc.planning.archive.after import After, after_messages, of_message
from voc.steps.archive.asked import asked_message, asked_theme
from voc.steps.asked import asked_week
from voc.steps.workplace import Workplace
from voc.store import current_edits, load_themes
from voc.store.messages import load_messages, sentences_of_messages
from voc.store.theme_messages import messages_on_themes


def followed(place: Workplace, *, theme: str | None = None, message: str | None = None) -> list[After] | None:
    """Set a theme, or each theme that a message speaks of, before and after what was sent.

    None while nothing has been counted.

    Raises
    ------
    UsageError
        There is no such theme or message.
    """
    with place.store.read() as connection:
        week = asked_week(connection, None)
        if week is None:
            return None
        if theme is not None:
            return after_theme(place, connection, asked_theme(place.settings, connection, theme).theme_id, week)
        return after_message(place, connection, asked_message(connection, message or "").message_id, week)


def after_theme(place: Workplace, connection: Connection, theme_id: str, week: str) -> list[After]:
    """Report on every week in which something was sent on a theme, the latest first."""
    return _after(place, connection, [theme_id], week)


def after_message(place: Workplace, connection: Connection, message_id: str, week: str) -> list[After]:
    """Report on each theme that a message speaks of, in the order of its titles."""
    edits, titles = current_edits(connection), {one.theme_id: one.title for one in load_themes(connection)}
    shown = {
        edits.resolve(one.placed_theme_id)
        for one in sentences_of_messages(connection, [message_id])
        if one.placed_theme_id
    }
    themes = sorted((one for one in shown if one in titles), key=lambda one: (titles[one or ""], one or ""))
    return of_message(_after(place, connection, [one for one in themes if one], week), message_id)


def _after(place: Workplace, connection: Connection, themes: list[str], week: str) -> list[After]:
    weeks = {one.week for one in load_messages(connection)}
    found = messages_on_themes(connection, current_edits(connection), themes, weeks) if themes and weeks else {}
    on_theme = {theme: found[theme] for theme in themes if found.get(theme)}
    return after_messages(connection, on_theme, week, place.settings.calendar)
