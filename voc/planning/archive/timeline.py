"""What was sent week by week, on which channel and theme, beside what customers said of that theme."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from voc.planning.archive.bridge import OUTCOMES, Outcome, results_of
from voc.planning.theme_history import theme_history
from voc.store.messages import StoredMessage
from voc.weeks import weeks_between


@dataclass(frozen=True, slots=True)
class SentWeek:
    """A week of the archive.

    Attributes
    ----------
    messages : tuple of StoredMessage
        In the order of sending.
    channels, themes : mapping of key to number of messages
        A message counts once in each theme that it speaks of.
    n_recipients : int
        Of all messages that tell; a person counts once for each message.
    shares : mapping of outcome to share
        Of the messages with usable numbers together; outcomes without any are left out.
    n_voices, n_all, rate : int, int, float, or None
        The theme's voices, all voices and the rate per 1,000 of them; None where no theme is asked about.
    """

    week: str
    messages: tuple[StoredMessage, ...]
    channels: Mapping[str, int]
    themes: Mapping[str, int]
    n_recipients: int
    shares: Mapping[Outcome, float]
    n_voices: int | None = None
    n_all: int | None = None
    rate: float | None = None


def timeline(
    connection: Connection,
    messages: Sequence[StoredMessage],
    themes: Mapping[str, Collection[str]],
    *,
    theme_id: str | None = None,
    channel: str | None = None,
) -> list[SentWeek]:
    """Lay out the archive by week, from the first message to the last, weeks without any too.

    Parameters
    ----------
    messages : sequence of StoredMessage
        The archive.
    themes : mapping of message id to theme ids
        As readers see them.
    theme_id, channel : str or None
        Only messages that speak of this theme, or went out on this channel. The weeks stay those of the archive.
    """
    if not messages:
        return []
    weeks = weeks_between(min(one.week for one in messages), max(one.week for one in messages))
    fit = [
        one
        for one in messages
        if (theme_id is None or theme_id in themes.get(one.message_id, ())) and channel in {None, one.channel}
    ]
    heard = {one.week: one for one in theme_history(connection, theme_id, weeks)} if theme_id else {}
    found = []
    for week in weeks:
        of_week = [one for one in fit if one.week == week]
        said = heard.get(week)
        found.append(
            SentWeek(
                week=week,
                messages=tuple(of_week),
                channels=_counted(one.channel for one in of_week),
                themes=_counted(theme for one in of_week for theme in themes.get(one.message_id, ())),
                n_recipients=sum(one.n_delivered or one.n_sent or 0 for one in of_week),
                shares=shares(of_week),
                n_voices=said.n_documents if said else None,
                n_all=said.n_voices if said else None,
                rate=said.rate if said else None,
            )
        )
    return found


def shares(messages: Collection[StoredMessage]) -> dict[Outcome, float]:
    """Return the share of each outcome over messages together; outcomes of which nothing is known are left out."""
    found: dict[Outcome, float] = {}
    for outcome in OUTCOMES:
        counts = [counted for one in messages if (counted := results_of(one, outcome)) is not None]
        if counts:
            found[outcome] = sum(hits for hits, _ in counts) / sum(tries for _, tries in counts)
    return found


def _counted(keys: Iterable[str]) -> dict[str, int]:
    counts = Counter(keys)
    return dict(sorted(counts.items(), key=lambda one: (-one[1], one[0])))
