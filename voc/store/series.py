"""What screens, lists and briefs ask of the weekly counts."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, Literal

from sqlalchemy import Connection, func, select

from voc.store.schema import (
    EVERY,
    NO_THEME,
    themes,
    weekly_counts,
    weekly_voices,
)

Dimension = Literal["week", "source", "theme", "stage", "reason"]
Scope = Literal["hesitation", "all"]

_DIMENSIONS: tuple[Dimension, ...] = ("week", "source", "theme", "stage", "reason")
_NAMES = {"theme": "theme_id", "stage": "stage", "reason": "reason"}


@dataclass(frozen=True, slots=True)
class WeekVoices:
    """Voices of a source in a week; copies are not voices.

    Attributes
    ----------
    sum_rating : float
        Over the voices that came with a rating, each brought to the scale of 1 to 5 stars.
    """

    week: str
    source: str
    n_documents: int
    n_copies: int
    n_with_rating: int
    sum_rating: float


@dataclass(frozen=True, slots=True)
class Tally:
    """One cell of the weekly counts; a dimension that was not asked for is None.

    Attributes
    ----------
    theme : str or None
        Theme id; empty for sentences without a theme.
    n_documents : int
        Voices with such a sentence, each once.
    sum_rating : float
        Over the voices that came with a rating, each brought to the scale of 1 to 5 stars.
    """

    week: str | None
    source: str | None
    theme: str | None
    stage: str | None
    reason: str | None
    n_sentences: int
    n_documents: int
    n_with_rating: int
    sum_rating: float


def voices(
    connection: Connection, *, weeks: Collection[str] | None = None, segment: str | None = None
) -> list[WeekVoices]:
    """List voices by week and source.

    Parameters
    ----------
    segment : str or None
        Only customers of this one, as `name=value`; None takes all.
    """
    shown = [column for column in weekly_voices.c if column.name != "segment"]
    asked = select(*shown).where(weekly_voices.c.segment == (segment or EVERY))
    if weeks is not None:
        asked = asked.where(weekly_voices.c.week.in_(sorted(weeks)))
    found = [WeekVoices(**row) for row in connection.execute(asked).mappings()]
    return sorted(found, key=attrgetter("week", "source"))


def tallies(
    connection: Connection,
    by: Collection[Dimension],
    *,
    weeks: Collection[str] | None = None,
    themes: Collection[str] | None = None,
    scope: Scope = "hesitation",
    segment: str | None = None,
) -> list[Tally]:
    """Read the weekly counts along some dimensions; the others are totals.

    Parameters
    ----------
    by : collection of str
        Any of week, source, theme, stage, reason.
    weeks, themes : collection of str or None
        Only these; `themes` asks for `theme` in `by`.
    scope : str
        Count hesitation sentences, or all.
    segment : str or None
        Only customers of this one, as `name=value`; None takes all.

    Returns
    -------
    list of Tally
        Ordered by week, source, theme, stage, reason; zeros are left out.
    """
    held = weekly_counts.c
    conditions = [held.scope == scope, held.segment == (segment or EVERY)]
    for dimension, name in _NAMES.items():
        conditions.append(held[name] != EVERY if dimension in by else held[name] == EVERY)
    if weeks is not None:
        conditions.append(held.week.in_(sorted(weeks)))
    if themes is not None:
        conditions.append(held.theme_id.in_(sorted(themes)))
    asked_for = [dimension for dimension in _DIMENSIONS if dimension in by]
    keys = {dimension: held[_NAMES.get(dimension, dimension)] for dimension in asked_for}
    measures = ("n_sentences", "n_documents", "n_with_rating", "sum_rating")
    asked = select(
        *(column.label(dimension) for dimension, column in keys.items()),
        *(func.coalesce(func.sum(held[name]), 0).label(name) for name in measures),
    ).where(*conditions)
    asked = asked.group_by(*keys.values()) if keys else asked
    # A long history has tens of thousands of cells, so they are read as plain tuples.
    rows = sorted(tuple(row) for row in connection.execute(asked))
    places = {dimension: place for place, dimension in enumerate(asked_for)}
    return [_tally(row, places) for row in rows]


def _tally(row: tuple[Any, ...], places: Mapping[Dimension, int]) -> Tally:
    keys: list[Any] = [row[places[dimension]] if dimension in places else None for dimension in _DIMENSIONS]
    return Tally(*keys, *row[len(places) :])


def first_theme_weeks(connection: Connection) -> dict[str, str]:
    """Name the first week in which each theme was voiced; themes that never were are left out.

    Each is the first entry of its part of the index, so that a long history takes no longer than a short one.
    """
    held, theme = weekly_counts.c, themes.c.theme_id
    first = select(func.min(held.week)).where(held.segment == EVERY, held.scope == "all", held.theme_id == theme)
    asked = select(theme, first.scalar_subquery().label("first"))
    return {row.theme_id: row.first for row in connection.execute(asked) if row.first is not None}


def stage_theme_matrix(connection: Connection, weeks: Collection[str]) -> list[Tally]:
    """Cross stages with themes over some weeks; sentences without a theme are left out."""
    return [one for one in tallies(connection, ("stage", "theme"), weeks=weeks) if one.theme != NO_THEME]


def counted_weeks(connection: Connection) -> list[str]:
    """List the weeks that have counts, in order."""
    return sorted(connection.scalars(select(weekly_voices.c.week).where(weekly_voices.c.segment == EVERY).distinct()))


def first_weeks(connection: Connection) -> dict[str, str]:
    """Name the first week in which each source had a voice."""
    held = weekly_voices.c
    asked = select(held.source, func.min(held.week).label("first"))
    asked = asked.where(held.segment == EVERY, held.n_documents > 0).group_by(held.source)
    return {row.source: row.first for row in connection.execute(asked)}
