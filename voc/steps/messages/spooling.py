"""The rows of a message export, masked and laid aside in a file of the system's own until all of them are stored."""

import json
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from itertools import islice
from typing import IO, Any

from voc.config import Settings
from voc.errors import RecordError
from voc.messages import NO_CHANNEL, Field, MessageFacts, SentMessage, messages_from
from voc.privacy import mask_cells, mask_text
from voc.records import Reject
from voc.steps.messages.file import MessageFile
from voc.steps.messages.masking import MessageMasker
from voc.steps.workplace import Workplace
from voc.tables import BadRow, Remembered, open_table

# The rejected rows of messages stand under this name.
MESSAGES = "messages"
_REPORTED = 500
_AT_ONCE = 1000
# A clock or a time zone may be off by so much; later dates are slips.
_CLOCKS_DIFFER = timedelta(days=1)
# Rejects that are told of one by one; all of them are kept.
_SHOWN = 50
_MOST_NAMES = 10


@dataclass(slots=True)
class TakenMessages:
    """What became of the rows of a file.

    Attributes
    ----------
    import_id : str
        Empty in a dry run, and where the file has no message.
    n_repeated : int
        Rows that stand in the file a second time, alike.
    rejects : list of (line, reason)
        The first of the rows that were set aside, masked.
    notes : list of str
        What is not wrong but worth knowing, one sentence each.
    """

    import_id: str = ""
    n_rows: int = 0
    n_new: int = 0
    n_changed: int = 0
    n_unchanged: int = 0
    n_repeated: int = 0
    n_rejects: int = 0
    rejects: list[tuple[int, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def counts(self) -> dict[str, int]:
        """What the import log keeps."""
        names = ("new", "changed", "unchanged", "rejects")
        return {name: getattr(self, f"n_{name}") for name in names}


@dataclass(frozen=True, slots=True)
class MaskedRows:
    """The masked rows of a file, which can be gone through again and again while memory stays small."""

    spool: IO[str]

    def said(self) -> Iterator[list[dict[str, Any]]]:
        """Give what is said of messages, in batches, see `voc.store.message_writes.save_said`."""
        lines = (one["said"] for one in self._lines() if "said" in one)
        while some := list(islice(lines, _AT_ONCE)):
            yield [one | {"sent_at": datetime.fromisoformat(one["sent_at"])} for one in some]

    def rejects(self) -> Iterator[list[Reject]]:
        """Give the rows that are set aside, in batches."""
        found = (Reject(*one["reject"]) for one in self._lines() if "reject" in one)
        while some := list(islice(found, _AT_ONCE)):
            yield some

    def _lines(self) -> Iterator[dict[str, Any]]:
        self.spool.seek(0)
        return map(json.loads, self.spool)


@contextmanager
def masked_rows(place: Workplace, file: MessageFile, taken: TakenMessages) -> Iterator[MaskedRows]:
    """Mask the rows of a file; what was laid aside is gone at the end.

    Parameters
    ----------
    taken : TakenMessages
        Gets what became of the rows.
    """
    with tempfile.TemporaryFile("w+", encoding="utf-8") as spool:
        _Masking(place, file, taken).into(spool)
        yield MaskedRows(spool)


class _Masking:
    """Masks the rows of one file."""

    def __init__(self, place: Workplace, file: MessageFile, taken: TakenMessages) -> None:
        self._place = place
        self._file = file
        self._taken = taken
        self._masked = MessageMasker(place.masker, file.form, place.author_key)
        self._unknown: Counter[tuple[Field, str]] = Counter()
        self._met = Remembered()

    def into(self, spool: IO[str]) -> None:
        """Write a line for each message and each row that is set aside."""
        file, taken = self._file, self._taken
        facts = _facts(self._place.settings, file)
        with open_table(file.path, encoding=file.encoding, layout=file.layout) as table:
            for one in messages_from(file.plan, table, facts, unknown=self._note):
                taken.n_rows += 1
                if taken.n_rows % _REPORTED == 0:
                    self._place.report("masking messages", taken.n_rows, file.plan.n_rows)
                line = self._line(one)
                if line is not None:
                    spool.write(json.dumps(line, ensure_ascii=False) + "\n")
        taken.notes += list(self._told())

    def _line(self, one: SentMessage | BadRow) -> dict[str, Any] | None:
        if isinstance(one, BadRow):
            return self._set_aside(one.line, one.reason, one.cells)
        try:
            values = self._masked.values(one)
            return None if self._is_repeated(one, values) else {"said": values | {"sent_at": _spelled(values)}}
        except RecordError as error:
            return self._set_aside(one.line, error.reason, one.cells)

    def _is_repeated(self, one: SentMessage, values: Mapping[str, Any]) -> bool:
        """Tell whether a row stands in the file before.

        Raises
        ------
        RecordError
            It does, with other results.
        """
        key = str(values["message_id"])
        mark = blake2b(repr(sorted(values.items())).encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
        line, _, known = (self._met.get(key) or "").partition(" ")
        if known == mark:
            self._taken.n_repeated += 1
            return True
        if known:
            message = (
                f"it is the same message as line {line} with other results; name the column that tells them apart "
                "(segment, variant), or leave the ids out with --map drop=COLUMN"
            )
            raise RecordError(message)
        self._met.put(key, f"{one.line} {mark}")
        return False

    def _set_aside(self, line: int, reason: str, cells: Mapping[str, str]) -> dict[str, Any]:
        masked, taken = mask_text(reason, self._place.masker), self._taken
        taken.n_rejects += 1
        if len(taken.rejects) < _SHOWN:
            taken.rejects.append((line, masked))
        content = mask_cells(cells, self._place.masker)
        return {"reject": [MESSAGES, self._file.path.name, line, masked, content, self._file.form]}

    def _note(self, name: Field, value: str) -> None:
        key = (name, mask_text(value, self._place.masker))
        if key in self._unknown or len(self._unknown) < _AT_ONCE:
            self._unknown[key] += 1

    def _told(self) -> Iterator[str]:
        plan = self._file.plan
        yield from self._unknown_names("channel", "channels.yaml", "is kept under that name")
        yield from self._unknown_names("stage", "funnel.yaml", "counts for no stage")
        if self._file.channel is None and plan.named("channel") is None and self._taken.n_rows:
            yield (
                "No column tells the channel, so messages are compared without it. Name the column (--map "
                "channel=COLUMN), or the channel of all of them (--channel app_push)."
            )
        shares = [one.name for one in plan.columns if one.percentages and one.field != "drop"]
        if shares:
            yield f"Percentages in {', '.join(shares)} were counted as shares of those it was sent to, rounded."

    def _unknown_names(self, name: Field, where: str, fate: str) -> Iterator[str]:
        names = {value: n for (what, value), n in self._unknown.items() if what == name}
        shown = ", ".join(f"'{value}' ({n:,})" for value, n in sorted(names.items())[:_MOST_NAMES])
        if names:
            yield f"{where} has no {name} {shown}; a message with such a name {fate}."


def _spelled(values: Mapping[str, Any]) -> str:
    moment: datetime = values["sent_at"]
    return moment.isoformat()


def _facts(settings: Settings, file: MessageFile) -> MessageFacts:
    channels = {_folded(name): one.key for one in settings.channels.channels for name in one.names}
    stages = {_folded(name): one.key for one in settings.stages for name in (one.key, one.name)}
    return MessageFacts(
        channel=lambda name: channels.get(_folded(name)),
        stage=lambda name: stages.get(_folded(name)),
        until=datetime.now(UTC) + _CLOCKS_DIFFER,
        zone=file.zone,
        usual_channel=file.channel or NO_CHANNEL,
    )


def _folded(name: str) -> str:
    return "".join(name.split()).casefold()
