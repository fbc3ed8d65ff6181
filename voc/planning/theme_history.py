"""The life of one theme in weekly counts: its line over the weeks, and its parts by source and by stage."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from voc.planning.rates import per_thousand
from voc.store import tallies, voices
from voc.store.series import Dimension

_BY: frozenset[Dimension] = frozenset({"week", "source", "theme"})


@dataclass(frozen=True, slots=True)
class ThemeWeek:
    """A theme in one week.

    Attributes
    ----------
    n_documents : int
        Voices that say it.
    n_voices : int
        All voices of the week.
    rate : float
        Per 1,000 voices.
    """

    week: str
    n_documents: int
    n_voices: int
    rate: float


@dataclass(frozen=True, slots=True)
class Part:
    """What of a theme came from one source, or was said at one stage.

    Attributes
    ----------
    n_documents, n_before : int
        Voices of the period and of the one before.
    share : float
        Of the largest part, 0-1.
    """

    key: str
    n_documents: int
    n_before: int
    share: float


def theme_history(
    connection: Connection,
    theme_id: str,
    weeks: Sequence[str],
    *,
    source: str | None = None,
    segment: str | None = None,
) -> list[ThemeWeek]:
    """Count a theme's voices by week, in the order of the weeks given.

    Parameters
    ----------
    source, segment : str or None
        Only this source, and customers of this segment (`name=value`); None takes all.
    """
    said, heard = Counter[str](), Counter[str]()
    for tally in tallies(connection, _BY, weeks=weeks, themes=[theme_id], segment=segment):
        if source in {None, tally.source}:
            said[tally.week or ""] += tally.n_documents
    for one in voices(connection, weeks=weeks, segment=segment):
        if source in {None, one.source}:
            heard[one.week] += one.n_documents
    return [ThemeWeek(week, said[week], heard[week], per_thousand(said[week], heard[week])) for week in weeks]


def theme_parts(
    connection: Connection,
    theme_id: str,
    weeks: Sequence[str],
    before: Sequence[str],
    *,
    by: Dimension,
    source: str | None = None,
    segment: str | None = None,
) -> list[Part]:
    """Take a theme apart along one dimension, the largest part first.

    Parameters
    ----------
    weeks, before : sequence of str
        The period, and that with which it is compared.
    """
    counts: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0])
    shown = [*before, *weeks]
    for tally in tallies(connection, {*_BY, by}, weeks=shown, themes=[theme_id], segment=segment):
        if source in {None, tally.source}:
            counts[str(getattr(tally, by))][tally.week not in set(weeks)] += tally.n_documents
    largest = max([now for now, _ in counts.values()], default=0)
    parts = [Part(key, now, then, now / largest if largest else 0.0) for key, (now, then) in counts.items()]
    return sorted(parts, key=lambda one: (-one.n_documents, -one.n_before, one.key))
