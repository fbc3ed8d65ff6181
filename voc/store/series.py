"""What screens, lists and briefs ask of the weekly counts."""

from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, Literal

from sqlalchemy import Connection, func, select

from voc.store.findings import Scope
from voc.store.packing import names_of
from voc.store.schema import (
    EVERY,
    NO_THEME,
    documents,
    findings,
    readings,
    sentences,
    weekly_counts,
    weekly_terms,
    weekly_voices,
)
from voc.store.selection import Selection, conditions_over, document_conditions, finding_conditions

Dimension = Literal["week", "source", "theme", "stage", "reason"]

_NAMES = {"theme": "theme_id", "stage": "stage", "reason": "reason"}
_TERM_FIELDS = frozenset({"week", "source", "stage", "hesitation"})


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


@dataclass(frozen=True, slots=True)
class TermTally:
    """How often a term stands in a selection, and how customers typed it most often.

    Attributes
    ----------
    lemma : str
        With its negation, as keywords count it.
    """

    lemma: str
    surface: str
    n: int


def voices(connection: Connection, *, weeks: Collection[str] | None = None) -> list[WeekVoices]:
    """List voices by week and source."""
    asked = select(weekly_voices)
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

    Returns
    -------
    list of Tally
        Ordered by week, source, theme, stage, reason; zeros are left out.
    """
    held = weekly_counts.c
    conditions = [held.scope == scope]
    for dimension, name in _NAMES.items():
        conditions.append(held[name] != EVERY if dimension in by else held[name] == EVERY)
    if weeks is not None:
        conditions.append(held.week.in_(sorted(weeks)))
    if themes is not None:
        conditions.append(held.theme_id.in_(sorted(themes)))
    keys = {dimension: held[_NAMES.get(dimension, dimension)] for dimension in sorted(by)}
    measures = ("n_sentences", "n_documents", "n_with_rating", "sum_rating")
    asked = select(
        *(column.label(dimension) for dimension, column in keys.items()),
        *(func.coalesce(func.sum(held[name]), 0).label(name) for name in measures),
    ).where(*conditions)
    asked = asked.group_by(*keys.values()) if keys else asked
    empty: dict[str, Any] = dict.fromkeys(("week", "source", "theme", "stage", "reason"))
    found = [Tally(**{**empty, **row}) for row in connection.execute(asked).mappings()]
    return sorted(found, key=lambda one: tuple(getattr(one, name) or "" for name in empty))


def theme_weeks(connection: Connection, theme_ids: Collection[str] | None = None) -> list[Tally]:
    """List the weeks of themes by source; sentences without a theme are left out."""
    found = tallies(connection, ("week", "source", "theme"), themes=theme_ids, scope="all")
    return [one for one in found if one.theme != NO_THEME]


def stage_theme_matrix(connection: Connection, weeks: Collection[str]) -> list[Tally]:
    """Cross stages with themes over some weeks; sentences without a theme are left out."""
    return [one for one in tallies(connection, ("stage", "theme"), weeks=weeks) if one.theme != NO_THEME]


def counted_weeks(connection: Connection) -> list[str]:
    """List the weeks that have counts, in order."""
    return sorted(connection.scalars(select(weekly_voices.c.week).distinct()))


def term_counts(connection: Connection, selection: Selection) -> list[TermTally]:
    """Count the terms of a selection, most frequent first.

    Week, source, stage and hesitation are answered from the weekly counts; any other field reads the sentences of
    the selection, documents without a date included.
    """
    if selection.fields <= _TERM_FIELDS:
        return _ranked(_counted_terms(connection, selection))
    return _ranked(_read_terms(connection, selection))


def _counted_terms(connection: Connection, selection: Selection) -> Counter[tuple[str, str]]:
    held = weekly_terms.c
    columns = {"week": held.week, "source": held.source, "stage": held.stage, "hesitation": held.is_hesitation}
    asked = (
        select(held.lemma, held.surface, func.sum(held.n).label("n"))
        .where(*conditions_over(selection, columns))
        .group_by(held.lemma, held.surface)
    )
    return Counter({(row.lemma, row.surface): int(row.n) for row in connection.execute(asked)})


def _read_terms(connection: Connection, selection: Selection) -> Counter[tuple[str, str]]:
    place = (sentences.c.document_id == findings.c.document_id) & (
        sentences.c.sentence_index == findings.c.sentence_index
    )
    cached = (readings.c.fingerprint == sentences.c.fingerprint) & (
        readings.c.analysis_version == findings.c.analysis_version
    )
    asked = (
        select(readings.c.terms)
        .select_from(documents)
        .join(findings, findings.c.document_id == documents.c.id)
        .join(sentences, place)
        .join(readings, cached)
        .where(documents.c.copy_of.is_(None), *document_conditions(selection), *finding_conditions(selection))
    )
    return Counter(name for packed in connection.scalars(asked) for name in names_of(packed))


def _ranked(counted: Counter[tuple[str, str]]) -> list[TermTally]:
    surfaces: defaultdict[str, list[tuple[int, str]]] = defaultdict(list)
    for (lemma, surface), n in counted.items():
        surfaces[lemma].append((-n, surface))
    found = [TermTally(lemma, min(typed)[1], -sum(n for n, _ in typed)) for lemma, typed in surfaces.items()]
    return sorted(found, key=lambda one: (-one.n, one.lemma))
