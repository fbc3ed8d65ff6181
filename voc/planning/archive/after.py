"""Did a hesitation fall after a message? Four weeks before and after, and what else happened then. Never a proof."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from voc.config.sections import CalendarSection
from voc.planning.calendar import CalendarEvent, events_of
from voc.planning.watch import WATCHED_WEEKS, Watch, span_of, watches
from voc.store.changes import StoredChange
from voc.store.messages import StoredMessage
from voc.weeks import SEOUL, weeks_between

NO_PROOF = "이것은 증거가 아닙니다. 같은 때 다른 일도 있었을 수 있습니다."
_HEADS: Mapping[str, str] = {
    "fell": "보낸 뒤 4주에는 뚜렷하게 줄었습니다",
    "rose": "보낸 뒤 4주에는 뚜렷하게 늘었습니다",
    "same": "보낸 뒤 4주에 뚜렷하게 달라지지 않았습니다",
}
_HOLDS: Mapping[str, str] = {
    "no_base": "보내기 전 4주가 다 세어지지 않아 견줄 수 없습니다",
    "missing": "보낸 뒤 4주 가운데 목소리를 모으지 못한 주가 있습니다",
    "few": "목소리가 너무 적어 달라졌는지 알 수 없습니다",
    "gone": "테마가 더는 없습니다",
}
_HELD_BY_SOURCE = "수집이 고르지 않은 소스가 있어 판단을 보류했습니다"


@dataclass(frozen=True, slots=True)
class After:
    """A theme after the messages of one week that spoke of it.

    Attributes
    ----------
    messages : tuple of StoredMessage
        Those of the sending week.
    watch : Watch
        The theme's rates four weeks before and since, with bounds and verdict; the sending week is left out where the
        first of the messages did not go out on its Monday.
    others : tuple of StoredMessage
        Other messages on the theme in these weeks.
    events : tuple of CalendarEvent
        What stands in the calendar of these weeks.
    said : tuple of str
        Korean sentences; the last one says that it is no proof.
    """

    week: str
    messages: tuple[StoredMessage, ...]
    watch: Watch
    others: tuple[StoredMessage, ...]
    events: tuple[CalendarEvent, ...]
    said: tuple[str, ...]


def after_messages(
    connection: Connection, on_theme: Mapping[str, Sequence[StoredMessage]], week: str, calendar: CalendarSection
) -> list[After]:
    """Set themes before and after the messages that spoke of them, false discoveries controlled over all of it.

    Parameters
    ----------
    on_theme : mapping of theme id to messages
        Every message that spoke of the theme; those of one week are taken together.
    week : str
        The last week that is over.

    Returns
    -------
    list of After
        By theme as given, then the latest sending first.
    """
    sendings = [(theme_id, some) for theme_id, messages in on_theme.items() for some in _by_week(messages)]
    found = watches(connection, [_as_change(theme_id, some) for theme_id, some in sendings], week)
    return [
        _after(watch, some, on_theme[theme_id], week, calendar)
        for watch, (theme_id, some) in zip(found, sendings, strict=True)
    ]


def of_message(found: Sequence[After], message_id: str) -> list[After]:
    """Keep what a message took part in."""
    return [one for one in found if any(sent.message_id == message_id for sent in one.messages)]


def _by_week(messages: Sequence[StoredMessage]) -> list[list[StoredMessage]]:
    weeks: defaultdict[str, list[StoredMessage]] = defaultdict(list)
    for one in sorted(messages, key=lambda one: (one.sent_at, one.message_id)):
        weeks[one.week].append(one)
    return [weeks[week] for week in sorted(weeks, reverse=True)]


def _as_change(theme_id: str, messages: Sequence[StoredMessage]) -> StoredChange:
    """Take the messages of a week for a change made on the day of the first; nothing is recorded."""
    first = messages[0]
    day = first.sent_at.astimezone(SEOUL).date().isoformat()
    return StoredChange(first.message_id, day, "message", first.text, (theme_id,), first.sent_at, "")


def _after(
    watch: Watch,
    messages: Sequence[StoredMessage],
    on_theme: Sequence[StoredMessage],
    week: str,
    calendar: CalendarSection,
) -> After:
    span, own = span_of(watch.change.day), {one.message_id for one in messages}
    weeks = weeks_between(span.before[0], min(span.since[-1], max(week, span.week)))
    others = tuple(one for one in on_theme if one.week in weeks and one.message_id not in own)
    events = tuple(events_of(calendar, weeks))
    return After(span.week, tuple(messages), watch, others, events, tuple(_sentences(watch, others, events)))


def _sentences(watch: Watch, others: Sequence[StoredMessage], events: Sequence[CalendarEvent]) -> list[str]:
    found = [_verdict(watch)]
    if others:
        found.append(f"앞뒤 4주에 같은 망설임을 다룬 다른 메시지가 {len(others):,}건 있었습니다.")
    if events:
        named = ", ".join(dict.fromkeys(one.name for one in events))
        found.append(f"그사이 일정: {named}.")
    return [*found, NO_PROOF]


def _verdict(watch: Watch) -> str:
    if watch.state == "held" and watch.held is not None:
        return f"{_HOLDS.get(watch.held[0], _HELD_BY_SOURCE)}."
    before, since = f"{watch.before.rate:g}", f"{watch.since.rate:g}"
    if watch.state == "watching" or watch.expected is None:
        if not watch.weeks:
            return f"아직 보낸 뒤의 주가 없습니다. 보내기 전 4주에는 1,000건당 {before}건이었습니다."
        n_weeks = f"보낸 뒤 {WATCHED_WEEKS}주 가운데 {len(watch.weeks)}주만 지났습니다"
        return f"{n_weeks}. 보내기 전 1,000건당 {before}건, 지금까지 {since}건입니다."
    low, high = watch.expected
    rates = f"1,000건당 {before}건에서 {since}건이 되었고, 그대로였다면 {low:g}~{high:g}건입니다"
    return f"{_HEADS[watch.state]}. {rates}."
