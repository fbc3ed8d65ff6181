"""From stored messages to rows of a comparison; what cannot be compared is counted by its reason."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from nlp.message_levels import hour_band, keyword_levels, length_levels, levels
from nlp.message_traits import MessageTraits
from nlp.sends import Band, Send
from voc.store.messages import StoredMessage
from voc.weeks import SEOUL

Outcome = Literal["opened", "clicked", "converted", "opted_out"]
OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)
Passed = Literal["no_recipients", "no_result", "more_than_sent", "not_read"]

EVERYBODY = "전체"
NO_HOUR = "시각 모름"
UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Row:
    """One message of a comparison.

    Attributes
    ----------
    messages : tuple of StoredMessage
        What was taken together: one wording, one campaign, one band, one day.
    hits, tries : int
        How many did what is asked about, of how many it was delivered to (sent to, where that is not known).
    """

    messages: tuple[StoredMessage, ...]
    hits: int
    tries: int
    band: Band
    traits: MessageTraits

    @property
    def first(self) -> StoredMessage:
        """The earliest of them."""
        return self.messages[0]


@dataclass(frozen=True, slots=True)
class Comparable:
    """The messages that can be compared by an outcome.

    Attributes
    ----------
    n_messages : int
        Stored messages in the rows.
    passed_over : mapping of reason to number of stored messages
        `no_recipients`: neither delivered nor sent is known. `no_result`: the outcome is not known. `more_than_sent`:
        more results than recipients. `not_read`: its wording was not read yet.
    """

    rows: tuple[Row, ...]
    n_messages: int
    passed_over: Mapping[Passed, int]


def comparable(messages: Iterable[StoredMessage], outcome: Outcome) -> Comparable:
    """Take from messages those whose outcome is known; equal sendings become one row.

    Parameters
    ----------
    messages : iterable of StoredMessage
        In any order.
    """
    passed: Counter[Passed] = Counter()
    together: defaultdict[tuple[object, ...], list[StoredMessage]] = defaultdict(list)
    for message in sorted(messages, key=lambda one: (one.sent_at, one.message_id)):
        reason = _unfit(message, outcome)
        if reason:
            passed[reason] += 1
        else:
            together[_key(message)].append(message)
    rows = tuple(_row(some, outcome) for some in together.values())
    return Comparable(rows, sum(map(len, together.values())), dict(sorted(passed.items())))


def sends_of(rows: Sequence[Row], keywords: Sequence[str] = ()) -> list[Send]:
    """Name the levels of all traits and keywords of each row, and of image where any message tells."""
    lengths = length_levels([row.traits.n_characters for row in rows], [row.band[0] for row in rows])
    tells_images = any(row.first.has_image is not None for row in rows)
    return [
        Send(row.hits, row.tries, row.band, {**_levels(row, length, image=tells_images), **_said(row, keywords)})
        for row, length in zip(rows, lengths, strict=True)
    ]


def band_of(message: StoredMessage) -> Band:
    """Return channel, segment and hour band in Seoul; a day without a time has no hour."""
    is_timed = message.sent_precision != "day"
    hours = hour_band(message.sent_at.astimezone(SEOUL).hour) if is_timed else NO_HOUR
    return message.channel, message.segment or EVERYBODY, hours


def results_of(message: StoredMessage, outcome: Outcome) -> tuple[int, int] | None:
    """Return hits and tries of a message; None where it has no usable numbers."""
    hits, tries = getattr(message, f"n_{outcome}"), message.n_delivered or message.n_sent
    return (hits, tries) if hits is not None and tries and 0 <= hits <= tries else None


def traits_of_message(message: StoredMessage) -> MessageTraits | None:
    """Return how a message is worded; None where it was not read, or read by a version that named other traits."""
    held = message.traits or {}
    if any(name not in held for name in MessageTraits._fields):
        return None
    return MessageTraits(**{name: held[name] for name in MessageTraits._fields})  # type: ignore[arg-type]


def _unfit(message: StoredMessage, outcome: Outcome) -> Passed | None:
    if not (message.n_delivered or message.n_sent):
        return "no_recipients"
    if getattr(message, f"n_{outcome}") is None:
        return "no_result"
    if results_of(message, outcome) is None:
        return "more_than_sent"
    return "not_read" if traits_of_message(message) is None else None


def _key(message: StoredMessage) -> tuple[object, ...]:
    # Tools write a row for each batch that they send. Batches of one wording in one campaign, band and day are one
    # decision of one person: as rows of their own they would make the spread of messages look smaller than it is.
    day = message.sent_at.astimezone(SEOUL).date()
    said = message.fingerprint, message.has_image, message.test, message.variant
    return *said, message.campaign, day, *band_of(message)


def _row(messages: Sequence[StoredMessage], outcome: Outcome) -> Row:
    counts = [found for one in messages if (found := results_of(one, outcome))]
    traits = traits_of_message(messages[0])
    if traits is None:
        raise ValueError(f"message {messages[0].message_id} was not read.")
    hits, tries = (sum(part) for part in zip(*counts, strict=True))
    return Row(tuple(messages), hits, tries, band_of(messages[0]), traits)


def _levels(row: Row, length: str, *, image: bool) -> dict[str, str]:
    found = levels(row.traits, length, has_image=row.first.has_image)
    return {**found, "image": found.get("image", UNKNOWN)} if image else found


def _said(row: Row, keywords: Sequence[str]) -> dict[str, str]:
    return keyword_levels(set(row.first.terms or ()), keywords)
