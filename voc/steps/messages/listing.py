"""Lists of sent messages, with their results and the themes that they speak of, as people ask for them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from sqlalchemy import Connection

from voc.config import Settings
from voc.errors import UsageError
from voc.steps.asked import check_theme
from voc.store import current_edits, load_themes
from voc.store.messages import StoredMessage, load_messages, sentences_of_messages
from voc.weeks import SEOUL, in_seoul, monday_of

NO_MESSAGES = (
    "No message was imported yet. `voc import messages FILE` takes the export of any tool that sends messages (CSV, "
    "XLSX, a zip of Notion); `--dry-run` shows what it is taken for."
)
NONE_FOUND = "No message was sent in this selection. `voc show messages` without options lists all."
_N_FACTS = ("n_sent", "n_delivered", "n_opened", "n_clicked", "n_converted", "n_opted_out")


@dataclass(frozen=True, slots=True)
class MessageChoice:
    """Which messages are asked for; None asks for all.

    Attributes
    ----------
    channel : str or None
        Key or any name of channels.yaml, or a name as imports gave it.
    theme : str or None
        Id of a theme that the message speaks of.
    """

    week: str | None = None
    channel: str | None = None
    theme: str | None = None

    def __bool__(self) -> bool:
        return any((self.week, self.channel, self.theme))


def chosen_messages(connection: Connection, settings: Settings, choice: MessageChoice) -> list[StoredMessage]:
    """Load the messages that are asked for, in the order of sending.

    Raises
    ------
    UsageError
        The week is none, the theme is unknown, or nothing was ever sent on the channel.
    """
    since, until = _span(choice.week)
    found = load_messages(connection, since=since, until=until)
    if choice.channel is not None:
        key = _channel(settings, choice.channel)
        found = [one for one in found if one.channel == key]
    if choice.theme is not None:
        check_theme(connection, choice.theme)
        themes = themes_of(connection, found)
        found = [one for one in found if choice.theme in themes[one.message_id]]
    return found


def themes_of(connection: Connection, listed: Sequence[StoredMessage]) -> Mapping[str, list[str]]:
    """Return the themes of messages as readers see them, in the order of the text; each message is named."""
    edits = current_edits(connection)
    found: dict[str, dict[str, None]] = defaultdict(dict, {one.message_id: {} for one in listed})
    for sentence in sentences_of_messages(connection, [one.message_id for one in listed]):
        shown = edits.resolve(sentence.placed_theme_id) if sentence.placed_theme_id else None
        if shown is not None:
            found[sentence.message_id][shown] = None
    return {key: list(themes) for key, themes in found.items()}


def message_rows(
    connection: Connection, settings: Settings, listed: Sequence[StoredMessage]
) -> list[dict[str, object]]:
    """Spell messages as rows: facts, results, and the themes with their titles."""
    themes = themes_of(connection, listed)
    titles = {one.theme_id: one.title for one in load_themes(connection)}
    channels = {one.key: one.name for one in settings.channels.channels}
    return [
        {
            "id": one.message_id,
            "week": one.week,
            "sent_at": in_seoul(one.sent_at),
            "channel": one.channel,
            "channel_name": channels.get(one.channel, one.channel),
            "segment": one.segment,
            "stage": one.stage,
            "campaign": one.campaign,
            "title": one.title,
            "body": one.body,
            "has_image": one.has_image,
            "is_ad": one.is_ad,
            **{name: getattr(one, name) for name in _N_FACTS},
            "revenue": one.revenue,
            "test": one.test,
            "variant": one.variant,
            "themes": [{"id": key, "title": titles.get(key, key)} for key in themes[one.message_id]],
        }
        for one in listed
    ]


def _span(week: str | None) -> tuple[datetime | None, datetime | None]:
    if week is None:
        return None, None
    since = datetime.combine(monday_of(week), time.min, SEOUL).astimezone(UTC)
    return since, since + timedelta(weeks=1)


def _channel(settings: Settings, name: str) -> str:
    try:
        return settings.channels.channel(name).key
    except UsageError:
        return name  # A channel that imports named and the configuration lacks.
