"""The archive page by page: messages that fit what was asked, the newest first, and what there is to ask for."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, func, literal, or_, select, tuple_

from voc.store.messages import StoredMessage, find_messages
from voc.store.schema import message_sentences, message_voices, messages
from voc.store.shown import current_edits

_held, _placed, _voiced = messages.c, message_sentences.c, message_voices.c
_DENIED = "denied"


@dataclass(frozen=True, slots=True)
class MessagesAsked:
    """Which messages are asked for; None asks for all.

    Attributes
    ----------
    words : str or None
        Letters of title or body, in any case.
    segment : str or None
        Empty for messages to everybody.
    theme_id : str or None
        As readers see it.
    """

    words: str | None = None
    channel: str | None = None
    segment: str | None = None
    theme_id: str | None = None


@dataclass(frozen=True, slots=True)
class MessagePage:
    """Messages, how many fit in all, and where the next page begins; None where this is the last."""

    messages: list[StoredMessage]
    n_all: int
    following: str | None


def message_page(connection: Connection, asked: MessagesAsked, *, after: str | None, limit: int) -> MessagePage:
    """List a page of messages, the newest first; `after` is the id of the last message of the page before."""
    conditions = _conditions(connection, asked)
    n_all = connection.scalar(select(func.count()).select_from(messages).where(*conditions)) or 0
    order = tuple_(_held.sent_at, _held.message_id)
    if after is not None:
        begin = connection.execute(
            select(_held.sent_at, _held.message_id).where(_held.message_id == after)
        ).one_or_none()
        if begin is not None:
            conditions.append(order < tuple_(*_literals(begin.sent_at, begin.message_id)))
    ids = list(
        connection.scalars(
            select(_held.message_id)
            .where(*conditions)
            .order_by(_held.sent_at.desc(), _held.message_id.desc())
            .limit(limit + 1)
        )
    )
    shown = find_messages(connection, ids[:limit])[::-1]
    return MessagePage(shown, n_all, ids[limit - 1] if len(ids) > limit else None)


def channels_and_segments(connection: Connection) -> tuple[list[str], list[str]]:
    """List the channels and the segments of the archive, in order; messages to everybody have the segment ''."""
    channels = connection.scalars(select(_held.channel).distinct())
    segments = connection.scalars(select(_held.segment).distinct())
    return sorted(channels), sorted({one or "" for one in segments})


def count_voices_on(connection: Connection, ids: Collection[str]) -> dict[str, int]:
    """Count the texts that speak of messages; those without any are left out."""
    asked = (
        select(_voiced.message_id, func.count())
        .where(_voiced.message_id.in_(sorted(ids)), _voiced.state != _DENIED)
        .group_by(_voiced.message_id)
    )
    return {row.message_id: row[1] for row in connection.execute(asked)}


def _conditions(connection: Connection, asked: MessagesAsked) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if asked.words:
        found.append(or_(*(column.icontains(asked.words, autoescape=True) for column in (_held.title, _held.body))))
    if asked.channel is not None:
        found.append(_held.channel == asked.channel)
    if asked.segment is not None:
        found.append(_held.segment == asked.segment if asked.segment else _held.segment.is_(None))
    if asked.theme_id is not None:
        placed = select(_placed.message_id).where(_placed.placed_theme_id.in_(_shown_as(connection, asked.theme_id)))
        found.append(_held.message_id.in_(placed))
    return found


def _shown_as(connection: Connection, theme_id: str) -> list[str]:
    """Name all themes whose sentences readers find under one."""
    edits = current_edits(connection)
    named = connection.scalars(select(_placed.placed_theme_id).where(_placed.placed_theme_id.is_not(None)).distinct())
    return sorted(one for one in named if one is not None and edits.resolve(one) == theme_id)


def _literals(at: datetime, key: str) -> tuple[ColumnElement[datetime], ColumnElement[str]]:
    return literal(at, _held.sent_at.type), literal(key)
