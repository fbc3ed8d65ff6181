"""From the rows of a message export to messages as they were sent, unmasked, with what came of them."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from typing import TypeVar

from voc.errors import RecordError
from voc.messages.cells import Share, read_count, read_flag, read_moment, read_money
from voc.messages.fields import COUNTS, Field
from voc.messages.guarding import unguarded
from voc.messages.plan import MessagePlan
from voc.records import Precision
from voc.surveys.content import said
from voc.tables import BadRow, ParsedDate, Row, Table
from voc.weeks import SEOUL

_TEXTS: tuple[Field, ...] = ("segment", "campaign", "test", "variant")
# Nobody can open, click, buy or refuse what did not arrive.
_AT_MOST_REACHED: tuple[Field, ...] = ("opened", "clicked", "converted", "opted_out")
_LARGEST = 2**31 - 1
# What the channel is called where the file does not tell.
NO_CHANNEL = "unknown"
_BLANK = frozenset({"-", "–", "—"})
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class SentMessage:
    """One row of an export, as delivered: unmasked, never stored.

    Attributes
    ----------
    sent_at : datetime
        Aware, UTC.
    archive_id : str or None
        The archive's own id, in a file that the archive wrote.
    counts : mapping of column of the archive to int
        What the file says, `n_sent` ...; others are left out.
    """

    line: int
    sent_at: datetime
    precision: Precision
    channel: str
    title: str
    body: str
    external_id: str | None = None
    archive_id: str | None = None
    stage: str | None = None
    has_image: bool | None = None
    is_ad: bool | None = None
    revenue: float | None = None
    counts: Mapping[str, int] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    cells: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MessageFacts:
    """What the file itself does not tell.

    Attributes
    ----------
    channel, stage : callable
        Key of a name; None where the configuration has none.
    until : datetime
        Messages of this moment or later are bad rows.
    zone : tzinfo
        Of times without an offset.
    usual_channel : str
        Key of the channel where the file does not tell it.
    """

    channel: Callable[[str], str | None]
    stage: Callable[[str], str | None]
    until: datetime
    zone: tzinfo = SEOUL
    usual_channel: str = NO_CHANNEL


def messages_from(
    plan: MessagePlan, table: Table, facts: MessageFacts, *, unknown: Callable[[Field, str], None] = lambda *_: None
) -> Iterator[SentMessage | BadRow]:
    """Read the messages of a file in its order; a row that cannot have happened is a bad row with its reason.

    Parameters
    ----------
    unknown : callable
        Told the field and the name of each channel and stage that the configuration lacks.
    """
    reader = _Reader(plan, facts, unknown)
    for row in table.rows():
        if isinstance(row, BadRow):
            yield row
            continue
        try:
            yield reader.read(row)
        except RecordError as error:
            yield BadRow(row.line, error.reason, row.cells)


class _Reader:
    """Reads the rows of one file."""

    def __init__(self, plan: MessagePlan, facts: MessageFacts, unknown: Callable[[Field, str], None]) -> None:
        self._facts = facts
        self._unknown = unknown
        self._columns = {one.field: one for one in plan.columns if not one.doubtful}
        self._guarded = plan.recognised.tool == "archive"

    def read(self, row: Row) -> SentMessage:
        """Read one row.

        Raises
        ------
        RecordError
            It has no date or no words, or says what cannot be.
        """
        cells = row.cells
        title, body = self._text(cells, "title"), self._text(cells, "body")
        if not title and not body:
            message = "it has neither a title nor a text"
            raise RecordError(message)
        sent = self._moment(cells)
        return SentMessage(
            row.line,
            sent_at=sent.moment,
            precision=sent.precision,
            channel=self._channel(cells),
            title=title,
            body=body,
            external_id=self._text(cells, "id") or None,
            archive_id=self._text(cells, "archive_id") or None,
            stage=self._stage(cells),
            has_image=self._image(cells),
            is_ad=self._about(cells, "is_ad", read_flag),
            revenue=self._about(cells, "revenue", read_money),
            counts=self._counts(cells),
            texts={name: text for name in _TEXTS if (text := self._text(cells, name)) and text not in _BLANK},
            cells=cells,
        )

    def _text(self, cells: Mapping[str, str], name: Field) -> str:
        column = self._columns.get(name)
        text = said(cells[column.name]) if column else ""
        return unguarded(text) if self._guarded else text

    def _about(self, cells: Mapping[str, str], name: Field, read: Callable[[str], _T]) -> _T | None:
        text = self._text(cells, name)
        try:
            return read(text) if text else None
        except RecordError as error:
            message = f"'{self._columns[name].name}' {error.reason}"
            raise RecordError(message) from error

    def _moment(self, cells: Mapping[str, str]) -> ParsedDate:
        text = self._text(cells, "sent_at")
        if not text:
            message = "it does not say when it was sent"
            raise RecordError(message)
        clock = self._text(cells, "sent_time")
        try:
            moment = read_moment(text, clock, zone=self._facts.zone)
        except RecordError as error:
            message = f"'{self._columns['sent_at'].name}': {error.reason}"
            raise RecordError(message) from error
        if moment.moment >= self._facts.until:
            message = f"its date {moment.moment.astimezone(SEOUL).date()} lies in the future"
            raise RecordError(message)
        return moment

    def _channel(self, cells: Mapping[str, str]) -> str:
        name = self._text(cells, "channel")
        key = self._facts.channel(name) if name else ""
        if key is None:
            self._unknown("channel", name)
        return key or name or self._facts.usual_channel

    def _stage(self, cells: Mapping[str, str]) -> str | None:
        name = self._text(cells, "stage")
        key = self._facts.stage(name) if name and name not in _BLANK else ""
        if key is None:
            self._unknown("stage", name)
        return key or None

    def _image(self, cells: Mapping[str, str]) -> bool | None:
        column = self._columns.get("image")
        if column is None or not column.n_filled:
            return None
        if column.flags:
            return self._about(cells, "image", read_flag)
        # A column of files or links says by an empty cell that there is none.
        return self._text(cells, "image") not in {"", *_BLANK}

    def _counts(self, cells: Mapping[str, str]) -> dict[str, int]:
        read = {name: self._count(cells, name) for name in COUNTS}
        n_sent = read["sent"]
        if isinstance(n_sent, Share):
            message = f"'{self._columns['sent'].name}' is a percentage; it should be a number of people"
            raise RecordError(message)
        counts = {name: _people(one, n_sent, self._columns[name].name) for name, one in read.items() if one is not None}
        self._check(counts)
        return {COUNTS[name]: n for name, n in counts.items()}

    def _count(self, cells: Mapping[str, str], name: Field) -> int | Share | None:
        return self._about(cells, name, read_count)

    def _check(self, counts: Mapping[Field, int]) -> None:
        """Refuse numbers that cannot be.

        Raises
        ------
        RecordError
            More people did something than the message reached.
        """
        too_many = next((name for name, n in counts.items() if n > _LARGEST), None)
        if too_many:
            message = f"'{self._columns[too_many].name}' is larger than mankind"
            raise RecordError(message)
        for name, base in _not_more_than(counts):
            if counts[name] > counts[base]:
                ours, theirs = self._columns[name].name, self._columns[base].name
                message = f"'{ours}' ({counts[name]:,}) is more than '{theirs}' ({counts[base]:,})"
                raise RecordError(message)


def _not_more_than(counts: Mapping[Field, int]) -> Iterator[tuple[Field, Field]]:
    if "delivered" in counts and "sent" in counts:
        yield "delivered", "sent"
    reached: Field = "delivered" if "delivered" in counts else "sent"
    if reached in counts:
        yield from ((name, reached) for name in _AT_MOST_REACHED if name in counts)


def _people(value: int | Share, n_sent: int | None, column: str) -> int:
    if not isinstance(value, Share):
        return value
    if n_sent is None:
        message = f"'{column}' is a percentage, and the row does not say to how many it was sent"
        raise RecordError(message)
    return round(value.value * n_sent)
