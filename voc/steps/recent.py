"""The recent hesitations that discovery looks at: all of them, or of a very large company as many as memory bears."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection

from voc.planning.figures import HISTORY_WEEKS
from voc.store import HeldSentence
from voc.store.hesitations import count_hesitations, hesitations, unplaced_hesitations
from voc.weeks import shift_week, weeks_between

# About 0.7 GB beside the analyser: a company with half a million voices a year stays below it. More sentences hold no
# theme that is missing from these, see docs/measurements.md.
MOST = 120_000
_HEX_DIGITS = 8


@dataclass(frozen=True, slots=True)
class Recent:
    """Hesitations of the last twelve weeks.

    Attributes
    ----------
    held : list of HeldSentence
        By document and place. Where there are too many, those of the documents with the lowest ids, which are hashes:
        the same ones in every run, as many of each week in proportion, and of the week itself as many as possible.
    left_out : mapping of str to str
        By week, the first id of the documents that were not looked at; empty where all were.
    """

    held: list[HeldSentence]
    left_out: Mapping[str, str]


def recent_hesitations(connection: Connection, week: str) -> Recent:
    """Load the hesitations of a week and of the eleven before it, no more than `MOST`, give or take a hundredth."""
    weeks = weeks_between(shift_week(week, 1 - HISTORY_WEEKS), week)
    n = count_hesitations(connection, weeks)
    n_before = sum(n.values()) - n.get(week, 0)
    of_week = _share(max(MOST // 2, MOST - n_before), n.get(week, 0))
    before = _share(MOST - round(of_week * n.get(week, 0)), n_before)
    ends = {one: end for one in weeks if (end := _end(of_week if one == week else before)) is not None}
    held = hesitations(connection, weeks[:-1], below=_end(before)) + hesitations(
        connection, [week], below=_end(of_week)
    )
    return Recent(sorted(held, key=lambda one: (one.document_id, one.sentence_index)), ends)


def pool_left_out(connection: Connection, recent: Recent) -> Iterator[list[HeldSentence]]:
    """Walk through those that were not looked at and that no theme holds, some at a time."""
    for week, start in sorted(recent.left_out.items()):
        yield from unplaced_hesitations(connection, week, start=start)


def _share(wanted: int, there: int) -> float:
    return min(1.0, wanted / there) if there else 1.0


def _end(share: float) -> str | None:
    """Return the first id that lies beyond a share of all; None for all."""
    return None if share == 1.0 else f"{int(share * 16**_HEX_DIGITS):0{_HEX_DIGITS}x}"
