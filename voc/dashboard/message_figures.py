"""What the pages of messages ask of the archive: read from the address, put together once for everybody."""

from collections.abc import Collection, Mapping, Sequence
from typing import get_args

from sqlalchemy import Connection
from starlette.requests import Request

from voc.config import Settings
from voc.dashboard.filters import UnknownValueError
from voc.dashboard.kept import kept
from voc.planning.archive.bridge import EVERYBODY, Outcome
from voc.planning.archive.fatigue import Fatigue, fatigue
from voc.planning.archive.response import Response, response
from voc.planning.archive.variants import Tested, judge_variants
from voc.steps.archive.asked import channel_named
from voc.steps.archive.said import themes_of_messages
from voc.store.draft_standing import draft_standing
from voc.store.message_pages import MessagesAsked
from voc.store.messages import StoredMessage, load_messages
from voc.store.standing import standing

_FIRST: Outcome = "clicked"


def archive_state(connection: Connection) -> str:
    """Spell where the archive and what it is set beside stand."""
    return f"{standing(connection)} {draft_standing(connection)}"


def read_outcome(asked: Mapping[str, str], channels: Collection[str]) -> tuple[Outcome, str | None]:
    """Read which response, on which channel, an address asks for.

    Raises
    ------
    UnknownValueError
        There is no such response, or nothing was sent on that channel.
    """
    spelled = asked.get("outcome") or _FIRST
    outcome = next((one for one in get_args(Outcome) if one == spelled), None)
    if outcome is None:
        raise UnknownValueError(f"'{spelled}'은(는) 볼 수 있는 반응이 아닙니다.")
    return outcome, _one_of(asked.get("channel") or None, channels, "채널")


def read_message_asked(
    asked: Mapping[str, str], channels: Sequence[str], segments: Sequence[str], themes: Mapping[str, str]
) -> MessagesAsked:
    """Read which messages an address asks for.

    Raises
    ------
    UnknownValueError
        A channel, segment or theme that does not exist.
    """
    segment = _one_of(asked.get("segment") or None, [one or EVERYBODY for one in segments], "세그먼트")
    return MessagesAsked(
        words=" ".join(asked.get("q", "").split())[:100] or None,
        channel=_one_of(asked.get("channel") or None, channels, "채널"),
        segment=None if segment is None else "" if segment == EVERYBODY else segment,
        theme_id=_one_of(asked.get("theme") or None, themes, "테마"),
    )


def archive_of(request: Request, connection: Connection) -> tuple[list[StoredMessage], Mapping[str, frozenset[str]]]:
    """Return all messages, and the themes that each speaks of as readers see them; not to be changed."""
    key = ("archive", standing(connection), draft_standing(connection))
    return kept(request, key, lambda: (load_messages(connection), themes_of_messages(connection)))


def response_of(request: Request, connection: Connection, outcome: Outcome, channel: str | None) -> Response:
    """Return the response of the archive; not to be changed."""
    key = ("response", standing(connection), draft_standing(connection), outcome, channel)
    return kept(request, key, lambda: response(archive_of(request, connection)[0], outcome, channel=channel))


def tests_of(request: Request, connection: Connection, outcome: Outcome, channel: str | None) -> Tested:
    """Return the tests of the archive; not to be changed."""
    key = ("message tests", standing(connection), draft_standing(connection), outcome, channel)
    return kept(request, key, lambda: judge_variants(archive_of(request, connection)[0], outcome, channel=channel))


def fatigue_of(request: Request, connection: Connection) -> list[Fatigue]:
    """Return opt-outs and complaints by segment; not to be changed."""
    key = ("fatigue", standing(connection), draft_standing(connection))
    return kept(request, key, lambda: fatigue(connection, archive_of(request, connection)[0]))


def channels_of(settings: Settings, channels: Sequence[str]) -> dict[str, str]:
    """Name the channels of the archive as readers know them."""
    return {key: channel_named(settings, key) for key in channels}


def _one_of(value: str | None, known: Collection[str], what: str) -> str | None:
    if value is not None and value not in known:
        raise UnknownValueError(f"'{value}'은(는) 메시지의 {what}에 없는 값입니다.")
    return value
