"""What a message is, in the words of its page."""

from typing import Any

from sqlalchemy import Connection

from voc.config import Settings
from voc.planning.archive.bridge import EVERYBODY, traits_of_message
from voc.planning.archive.results import result_sentence, results
from voc.planning.archive.wording import level_name, trait_name
from voc.steps.archive.asked import channel_named
from voc.store.message_pages import MessagePage, MessagesAsked, message_page
from voc.store.messages import StoredMessage
from voc.weeks import SEOUL

_FLAGS = ("question", "number", "social_proof", "urgency", "emoji")
_LONGEST, _N_SENT = 90, 4
_HOW = {"same": "같은 문구", "wording": "비슷한 문구", "meaning": "같은 주제"}


def passage(text: str) -> str:
    """Return the beginning of a message on one line."""
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"


def message_words(settings: Settings) -> dict[str, Any]:
    """Return what templates that show messages call."""
    return {
        "channel_named": lambda key: channel_named(settings, key),
        "results": results,
        "result_sentence": result_sentence,
        "passage": passage,
        "how_names": _HOW,
    }


def sent_on(connection: Connection, theme_id: str) -> MessagePage:
    """List the latest messages on a theme."""
    return message_page(connection, MessagesAsked(theme_id=theme_id), after=None, limit=_N_SENT)


def facts_of(message: StoredMessage, settings: Settings) -> list[tuple[str, str]]:
    """List what the archive says of a message, as name and words; what it does not say is left out."""
    at = message.sent_at.astimezone(SEOUL)
    stages = {one.key: one.name for one in settings.stages}
    found = [
        ("보낸 때", f"{at:%Y-%m-%d}" if message.sent_precision == "day" else f"{at:%Y-%m-%d %H:%M}"),
        ("채널", channel_named(settings, message.channel)),
        ("세그먼트", message.segment or EVERYBODY),
        ("퍼널 단계", stages.get(message.stage or "", message.stage or "")),
        ("캠페인", message.campaign or ""),
        ("이미지", _yes(value=message.has_image)),
        ("광고", _yes(value=message.is_ad)),
        ("테스트", f"{message.test} · {message.variant}안" if message.test and message.variant else ""),
        ("매출", "" if message.revenue is None else f"{message.revenue:,.0f}원"),
    ]
    return [(name, value) for name, value in found if value]


def traits_of(message: StoredMessage) -> list[tuple[str, str]]:
    """List how a message is worded, as name and words; empty until it was read."""
    traits = traits_of_message(message)
    if traits is None:
        return []
    length = f"{traits.n_characters:,}자, {traits.n_bytes:,}바이트"
    flags = [(trait_name(name), level_name("yes" if getattr(traits, name) else "no")) for name in _FLAGS]
    return [("길이", length), ("말투", level_name(traits.register)), *flags]


def _yes(*, value: bool | None) -> str:
    return "" if value is None else level_name("yes" if value else "no")
