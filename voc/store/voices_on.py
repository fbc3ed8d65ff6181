"""What customers said about messages, as readers see it: their sentence, its hesitation, the phrase that caused it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias

from sqlalchemy import Connection, select

from voc.store.batches import batches
from voc.store.message_voices import MessageVoice, voices_of_documents, voices_of_messages
from voc.store.schema import documents, findings, message_voices, sentences
from voc.store.themes import load_themes

_Row: TypeAlias = Mapping[str, Any]

DENIED = "denied"
_of, _found, _cut = documents.c, findings.c, sentences.c
_place = (_cut.document_id == _found.document_id) & (_cut.sentence_index == _found.sentence_index)
# A sentence of which more lies within a paste is the message's, not the customer's.
_MOSTLY = 0.6
# Letters of a sentence that tells nothing by itself.
_TOO_SHORT = 8


@dataclass(frozen=True, slots=True)
class VoiceOn:
    """A customer's voice on a message.

    Attributes
    ----------
    text : str
        The sentence that says what the customer makes of it: the hesitation nearest to where the message is pointed to,
        else the nearest sentence of the customer's own.
    said : str
        The words that point to the message; `how` says in which way: `pasted`, `quoted`, `mentioned`.
    phrase : str
        The message's words that they repeat; empty where a person made the link.
    theme_id, theme, reason, stage : str or None
        Of the sentence; None, and `none`, where it voices no hesitation.
    state : str
        `found`, `confirmed` or `denied`.
    """

    message_id: str
    document_id: str
    sentence_index: int | None
    text: str
    said: str
    phrase: str
    how: str
    score: float
    state: str
    source: str
    created_at: datetime | None
    week: str | None
    rating: float | None
    is_hesitation: bool
    act: str
    reason: str
    stage: str
    theme_id: str | None
    theme: str | None


def voices_on(
    connection: Connection, message_ids: Collection[str], *, with_denied: bool = False, limit: int | None = None
) -> list[VoiceOn]:
    """Read what customers said about messages, the newest first; copies and what was taken back are left out.

    Parameters
    ----------
    message_ids : collection of str
        Of the archive.
    with_denied : bool
        Whether to list links that a person has denied.
    limit : int or None
        The longest list.
    """
    return _shown(connection, voices_of_messages(connection, message_ids), with_denied=with_denied)[:limit]


def voices_in(connection: Connection, document_ids: Collection[str]) -> list[VoiceOn]:
    """Read what documents say about messages, see `voices_on`."""
    return _shown(connection, voices_of_documents(connection, document_ids), with_denied=False)


def newest_voices(connection: Connection, n: int) -> list[VoiceOn]:
    """Read the newest voices on any message, see `voices_on`."""
    asked = (
        select(message_voices)
        .join(documents, _of.id == message_voices.c.document_id)
        .where(message_voices.c.state != DENIED)
        .order_by(_of.created_at.desc(), _of.id, message_voices.c.message_id)
        .limit(n)
    )
    voices = [MessageVoice(**row) for row in connection.execute(asked).mappings()]
    return _shown(connection, voices, with_denied=False)


def voices_about(connection: Connection, theme_id: str, *, limit: int = 50) -> list[VoiceOn]:
    """Read the voices of a theme that speak of a message, the newest first."""
    asked = (
        select(message_voices.c.document_id)
        .join(findings, _found.document_id == message_voices.c.document_id)
        .where(_found.theme_id == theme_id, _found.is_hesitation.is_(True), message_voices.c.state != DENIED)
        .distinct()
    )
    shown = voices_in(connection, set(connection.scalars(asked)))
    return [one for one in shown if one.theme_id == theme_id][:limit]


def _shown(connection: Connection, voices: Sequence[MessageVoice], *, with_denied: bool) -> list[VoiceOn]:
    kept = [one for one in voices if with_denied or one.state != DENIED]
    ids = sorted({one.document_id for one in kept})
    held, read = _documents(connection, ids), _sentences(connection, ids)
    titles = {one.theme_id: one.title for one in load_themes(connection)} if kept else {}
    shown = [
        _voice(one, held[one.document_id], read.get(one.document_id, []), titles)
        for one in kept
        if one.document_id in held
    ]
    shown.sort(key=lambda one: (one.document_id, one.message_id))
    return sorted(shown, key=lambda one: one.created_at.timestamp() if one.created_at else 0.0, reverse=True)


def _documents(connection: Connection, ids: Sequence[str]) -> dict[str, _Row]:
    columns = (_of.id, _of.text, _of.source, _of.created_at, _of.week, _of.rating_value)
    own = (_of.copy_of.is_(None), _of.removed_at.is_(None), _of.forgotten.is_(False))
    return {
        row["id"]: dict(row)
        for some in batches(ids)
        for row in connection.execute(select(*columns).where(_of.id.in_(some), *own)).mappings()
    }


def _sentences(connection: Connection, ids: Sequence[str]) -> dict[str, list[_Row]]:
    columns = (_found.act, _found.is_hesitation, _found.reason, _found.stage, _found.theme_id)
    asked = select(_cut.document_id, _cut.sentence_index, _cut.start, _cut.end, *columns).join(findings, _place)
    found: dict[str, list[_Row]] = {}
    for some in batches(ids):
        for row in connection.execute(asked.where(_cut.document_id.in_(some))).mappings():
            found.setdefault(row["document_id"], []).append(dict(row))
    return found


def _telling(voice: MessageVoice, read: Sequence[_Row]) -> _Row | None:
    """Choose the sentence that says what the customer makes of the message."""
    own = [row for row in read if voice.how != "pasted" or _share_within(row, voice) < _MOSTLY] or list(read)
    return min(
        own, key=lambda row: (not row["is_hesitation"], *_distance(row, voice), row["sentence_index"]), default=None
    )


def _share_within(row: _Row, voice: MessageVoice) -> float:
    common: int = min(row["end"], voice.end) - max(row["start"], voice.start)
    length: int = row["end"] - row["start"]
    return max(0, common) / max(1, length)


def _distance(row: _Row, voice: MessageVoice) -> tuple[bool, int]:
    """Measure how far a sentence stands from the words that point to the message; what follows them comes first."""
    gap = max(0, row["start"] - voice.end, voice.start - row["end"])
    return row["end"] <= voice.start, gap


def _voice(voice: MessageVoice, held: _Row, sentences_read: Sequence[_Row], titles: Mapping[str, str]) -> VoiceOn:
    text = str(held["text"])
    read: _Row = _telling(voice, sentences_read) or {"start": voice.start, "end": voice.end}
    shown = read
    if read["end"] - read["start"] < _TOO_SHORT:
        # A title such as 스팸 names the hesitation; what it is about stands beside it.
        shown = min(sentences_read, key=lambda row: _distance(row, voice)[1], default=read)
    hesitates = bool(read.get("is_hesitation"))
    theme_id = read.get("theme_id") if hesitates else None
    return VoiceOn(
        message_id=voice.message_id,
        document_id=voice.document_id,
        sentence_index=read.get("sentence_index"),
        text=text[shown["start"] : shown["end"]],
        said=text[voice.start : voice.end],
        phrase=voice.phrase,
        how=voice.how,
        score=voice.score,
        state=voice.state,
        source=held["source"],
        created_at=held["created_at"],
        week=held["week"],
        rating=held["rating_value"],
        is_hesitation=hesitates,
        act=read.get("act", "other"),
        reason=read.get("reason", "none") if hesitates else "none",
        stage=read.get("stage", "none"),
        theme_id=theme_id,
        theme=titles.get(theme_id) if theme_id else None,
    )
