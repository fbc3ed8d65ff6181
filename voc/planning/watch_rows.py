"""Watches as plain rows for lists, pages and briefs: what came, what else happened then, and what may be said of it."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any, TypeAlias

from sqlalchemy import Connection

from voc.config import Settings
from voc.planning.calendar import events_of
from voc.planning.sentences import hold_reason
from voc.planning.watch import WATCHED_WEEKS, Watch, is_watched, span_of, watches
from voc.planning.wording import EVENTS, channel_name, source_name
from voc.store import current_edits
from voc.store.changes import StoredChange, load_changes
from voc.store.messages import StoredMessage
from voc.store.theme_messages import messages_on_themes
from voc.weeks import SEOUL, weeks_between

Rows: TypeAlias = list[dict[str, Any]]

KINDS: Mapping[str, str] = {"guide": "안내", "screen": "화면", "message": "메시지", "price": "가격", "other": "기타"}
STATES: Mapping[str, str] = {
    "watching": "지켜보는 중",
    "fell": "줄었음",
    "same": "달라지지 않음",
    "rose": "늘었음",
    "held": "판단 보류",
}
NOTE = "바꾼 뒤에 줄거나 늘었다고 해서 바꾼 것 때문이라는 증거는 아닙니다. 같은 때 있었던 다른 일도 함께 보세요."
_OWN_HOLDS: Mapping[str, str] = {
    "no_base": "바꾸기 전 4주가 다 세어지지 않아 견줄 수 없습니다",
    "missing": "그 뒤 4주 가운데 목소리를 모으지 못한 주가 있습니다",
    "few": "목소리가 너무 적어 달라졌는지 알 수 없습니다",
    "gone": "테마가 더는 없습니다",
}
# Messages named one by one; more are counted.
_N_MESSAGES, _N_LETTERS = 5, 40


def watch_rows(connection: Connection, week: str, settings: Settings) -> Rows:
    """List what is watched in a week: a row for each theme of the changes whose four weeks run or end in it."""
    changes = [one for one in load_changes(connection) if is_watched(one, week)]
    return rows_of(connection, changes, week, settings)


def rows_of(connection: Connection, changes: Sequence[StoredChange], week: str, settings: Settings) -> Rows:
    """Report on changes as things stand after a week, a row for each theme.

    Returns
    -------
    list of dict
        JSON values: change_id, day, kind, what, theme_id, title, state, n_weeks, weeks, before, since, expected, q,
        held, beside, said, note. Rates are per 1,000 voices.
    """
    found = watches(connection, changes, week)
    spoken = _spoken(connection, found, week)
    channels = {source.name: channel_name(source.channel) for source in settings.sources}
    everything = load_changes(connection)
    rows = []
    for one in found:
        beside = _beside(one, week, settings, everything)
        if one.theme is not None:
            sent = [sent for sent in spoken.get(one.theme.theme_id, []) if sent.week in _weeks_of(one, week)]
            beside += _messages(sent, settings)
        row = _row(one, sorted(beside, key=lambda event: (event["on"], event["kind"], event["text"])))
        rows.append({**row, "said": said_of(row, channels), "note": NOTE})
    return rows


def said_of(row: Mapping[str, Any], channels: Mapping[str, str]) -> str:
    """Say how a theme stands after a change, in one or two Korean sentences."""
    before, since = row["before"]["rate"], row["since"]["rate"]
    rates = f"바꾸기 전 4주에는 1,000건당 {before:g}건, 그 뒤에는 {since:g}건"
    if row["state"] == "held":
        return f"판단을 보류했습니다. {_held_reason(row['held'], channels)}."
    if row["state"] == "watching":
        if not row["n_weeks"]:
            return f"지켜보기 시작했습니다. 바꾸기 전 4주에는 1,000건당 {before:g}건이었습니다."
        return f"4주 가운데 {row['n_weeks']}주를 지켜보았습니다. {rates}입니다."
    low, high = row["expected"]
    usual = f"달라진 것이 없다면 {low:g}~{high:g}건입니다"
    head = {"fell": "뚜렷하게 줄었습니다", "rose": "뚜렷하게 늘었습니다", "same": "뚜렷한 변화가 없습니다"}
    return f"{head[row['state']]}. {rates}이었고, {usual}."


def _held_reason(held: Mapping[str, Any], channels: Mapping[str, str]) -> str:
    if held["kind"] in _OWN_HOLDS:
        return _OWN_HOLDS[held["kind"]]
    source = held["source"]
    return hold_reason(held["kind"], source_name(source, channels) if source else None)


def _row(one: Watch, beside: Rows) -> dict[str, Any]:
    change = one.change
    return {
        "change_id": change.change_id,
        "day": change.day,
        "kind": change.kind,
        "what": change.what,
        "theme_id": one.theme.theme_id if one.theme else None,
        "title": one.theme.title if one.theme else None,
        "state": one.state,
        "n_weeks": len(one.weeks),
        "weeks": [asdict(week) for week in one.weeks],
        "before": asdict(one.before),
        "since": asdict(one.since),
        "expected": list(one.expected) if one.expected else None,
        "q": one.q,
        "held": {"kind": one.held[0], "source": one.held[1]} if one.held else None,
        "beside": beside,
    }


def _weeks_of(one: Watch, week: str) -> list[str]:
    """List the weeks from that of the change to the last one that is watched and over."""
    span = span_of(one.change.day)
    return weeks_between(span.week, max(span.week, min(span.since[WATCHED_WEEKS - 1], week)))


def _beside(one: Watch, week: str, settings: Settings, changes: Sequence[StoredChange]) -> Rows:
    weeks = _weeks_of(one, week)
    events = [
        {"kind": event.kind, "on": event.start, "text": f"{EVENTS[event.kind]}: {event.name}"}
        for event in events_of(settings.calendar, weeks)
    ]
    others = [
        {"kind": "change", "on": other.day, "text": f"다른 변경({KINDS[other.kind]}): {other.what}"}
        for other in changes
        if other.change_id != one.change.change_id and span_of(other.day).week in weeks
    ]
    return [*events, *others]


def _spoken(connection: Connection, found: Sequence[Watch], week: str) -> dict[str, list[StoredMessage]]:
    themes = {one.theme.theme_id for one in found if one.theme}
    weeks = {each for one in found for each in _weeks_of(one, week)}
    return messages_on_themes(connection, current_edits(connection), themes, weeks) if themes else {}


def _messages(sent: Sequence[StoredMessage], settings: Settings) -> Rows:
    names = {one.key: one.name for one in settings.channels.channels}
    rows = [
        {
            "kind": "message",
            "on": one.sent_at.astimezone(SEOUL).date().isoformat(),
            "text": f"보낸 메시지({names.get(one.channel, one.channel)}): {_begun(one.title or one.body)}",
        }
        for one in sent[:_N_MESSAGES]
    ]
    if len(sent) > _N_MESSAGES:
        rows.append({**rows[-1], "text": f"이 테마로 보낸 메시지가 {len(sent) - _N_MESSAGES:,}건 더 있습니다"})
    return rows


def _begun(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _N_LETTERS else f"{line[:_N_LETTERS]}…"
