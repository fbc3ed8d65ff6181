"""What was sent on a hesitation before, and how it did: rates with what they were counted of, and nothing compared."""

from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from typing import Any, TypeAlias

from sqlalchemy import Connection

from voc.store.message_themes import MessageOn, messages_on
from voc.store.messages import StoredMessage, find_messages
from voc.weeks import SEOUL

# One wording on one channel on one day; its sendings to several segments are one message.
Sending: TypeAlias = tuple[str, str, str]

_N_MESSAGES = 3
_LONGEST = 80
# What is counted, as a share of the delivered; a rate of more people than messages were delivered to is no rate.
_RESULTS = ("opened", "clicked", "converted", "opted_out")


def sent_on(
    connection: Connection, theme_ids: Collection[str], *, since: datetime, until: datetime
) -> dict[str, dict[str, Any]]:
    """Describe what was sent on themes before a moment, by theme id.

    Parameters
    ----------
    since : datetime
        From here on a message counts as lately sent.

    Returns
    -------
    dict of str to dict
        `n_lately` and `n_ever` (messages), `last_on` (day in Seoul, or None), and the latest messages.
    """
    by_theme: defaultdict[str, dict[Sending, list[MessageOn]]] = defaultdict(dict)
    for one in messages_on(connection, theme_ids, until=until):
        by_theme[one.theme_id].setdefault(_sending(one.fingerprint, one.channel, one.sent_at), []).append(one)
    latest = {
        theme_id: dict(sorted(found.items(), key=lambda one: _newest(one[1]), reverse=True)[:_N_MESSAGES])
        for theme_id, found in by_theme.items()
    }
    ids = {one.message_id for found in latest.values() for some in found.values() for one in some}
    texts = {one.message_id: one for one in find_messages(connection, ids)}
    return {
        theme_id: {
            "theme_id": theme_id,
            "n_lately": sum(_newest(some)[0] >= since for some in by_theme[theme_id].values()),
            "n_ever": len(by_theme[theme_id]),
            "last_on": max((day for _, _, day in by_theme[theme_id]), default=None),
            "messages": [
                _described([texts[one.message_id] for one in some if one.message_id in texts])
                for some in latest.get(theme_id, {}).values()
            ],
        }
        for theme_id in theme_ids
    }


def named_channels(row: dict[str, Any], channel_name: Callable[[str], str]) -> dict[str, Any]:
    """Put the names that readers know in the place of the keys of channels."""
    return {**row, "messages": [{**one, "channel": channel_name(one["channel"])} for one in row["messages"]]}


def _sending(fingerprint: str, channel: str, sent_at: datetime) -> Sending:
    return fingerprint, channel, sent_at.astimezone(SEOUL).date().isoformat()


def _newest(some: Sequence[MessageOn]) -> tuple[datetime, str]:
    return max((one.sent_at, one.message_id) for one in some)


def _described(sendings: Sequence[StoredMessage]) -> dict[str, Any]:
    first = max(sendings, key=lambda one: (one.sent_at, one.message_id))
    return {
        "message_id": first.message_id,
        "sent_on": first.sent_at.astimezone(SEOUL).date().isoformat(),
        "channel": first.channel,
        "title": first.title,
        "text": clipped(first.body),
        "segments": sorted({one.segment for one in sendings if one.segment}),
        "n_delivered": _delivered(sendings),
        "results": [row for name in _RESULTS if (row := _result(name, sendings))],
    }


def clipped(text: str) -> str:
    """Put a message on one line, up to 80 characters of it."""
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1].rstrip()}…"


def _delivered(sendings: Sequence[StoredMessage]) -> int | None:
    """Sum up how many got it, those whom it was sent to where no more is known; None where nothing is."""
    counts = [one.n_sent if one.n_delivered is None else one.n_delivered for one in sendings]
    known = [n for n in counts if n is not None]
    return sum(known) if known else None


def _result(name: str, sendings: Sequence[StoredMessage]) -> dict[str, Any] | None:
    """Add up one result over the sendings that tell it."""
    told = [one for one in sendings if getattr(one, f"n_{name}") is not None and _delivered([one])]
    n, hits = _delivered(told), sum(getattr(one, f"n_{name}") for one in told)
    return {"kind": name, "rate": round(hits / n, 4), "hits": hits, "n": n} if n and hits <= n else None
