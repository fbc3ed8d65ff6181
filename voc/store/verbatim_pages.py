"""The verbatims of a theme page by page, newest first: by an index, and each page looks at a bounded part of the store.

A small theme is looked up sentence by sentence. Of a large one nearly every week holds some, so that weeks are walked
through from the newest voice on, until the page is full.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from sqlalchemy import ColumnElement, Connection, func, literal, or_, select, tuple_

from voc.store.findings import Verbatim, verbatims_at
from voc.store.schema import UtcDateTime, documents, findings
from voc.store.selection import Selection, document_conditions, finding_conditions
from voc.store.series import tallies
from voc.store.stars import STARS

# A sentence of a document.
Place: TypeAlias = tuple[str, int]

# At a million documents both ways take some 30 ms for a theme of so many sentences.
_SMALL = 6000
# Documents looked at together, and for one page.
_STEP, _MOST = 400, 6000
# Stands behind all sentences of a document.
_END = 999_999_999

_of, _held = documents.c, findings.c


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which verbatims of a theme.

    Attributes
    ----------
    weeks : sequence of str
        Any order.
    selection : Selection
        What else has to hold; not about theme or week.
    stars : tuple of float or None
        Lowest and highest rating, both included, on the scale of 1 to 5 stars.
    """

    theme_id: str
    weeks: Sequence[str]
    selection: Selection = field(default_factory=Selection)
    stars: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class VerbatimPage:
    """One page.

    Attributes
    ----------
    after : tuple of (document id, sentence index) or None
        Where the next page goes on; None at the end.
    searched_to : str or None
        The week in which looking stopped before the page was full; None where it is full or nothing is left.
    """

    verbatims: tuple[Verbatim, ...]
    after: Place | None = None
    searched_to: str | None = None


def verbatim_page(
    connection: Connection, wanted: Wanted, *, after: Place | None = None, limit: int = 30
) -> VerbatimPage:
    """Read the next verbatims of a theme, newest first; copies and what was taken back are left out.

    Parameters
    ----------
    after : tuple of (document id, sentence index) or None
        The last one seen, as the page before said; None begins. Empty where that document is not there any more.
    """
    start = _start(connection, after) if after else None
    if after and start is None:
        return VerbatimPage(())
    if _is_small(connection, wanted.theme_id):
        places = _looked_up(connection, wanted, start, limit + 1)
        return _page(connection, places, limit, None)
    return _walked(connection, wanted, start, limit)


@dataclass(frozen=True, slots=True)
class _Start:
    week: str
    document_id: str
    created_at: Any
    sentence_index: int

    def reaches(self) -> ColumnElement[bool]:
        """Say which documents may still hold something: this one and those listed after it."""
        place = tuple_(literal(self.created_at, UtcDateTime), literal(self.document_id))
        return tuple_(_of.created_at, _of.id) <= place

    def passes(self) -> ColumnElement[bool]:
        """Say which sentences come after it."""
        return or_(_held.document_id != self.document_id, _held.sentence_index > self.sentence_index)


def _start(connection: Connection, after: Place) -> _Start | None:
    row = connection.execute(select(_of.week, _of.created_at).where(_of.id == after[0])).first()
    return _Start(row.week, after[0], row.created_at, after[1]) if row and row.week else None


def _is_small(connection: Connection, theme_id: str) -> bool:
    some = select(literal(1)).where(_held.theme_id == theme_id).limit(_SMALL + 1).subquery()
    return (connection.scalar(select(func.count()).select_from(some)) or 0) <= _SMALL


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [
        _held.is_hesitation.is_(True),
        _of.copy_of.is_(None),
        _of.removed_at.is_(None),
    ]
    conditions += [*document_conditions(wanted.selection), *finding_conditions(wanted.selection)]
    if wanted.stars:
        conditions.append(STARS.between(*wanted.stars))
    return conditions


def _looked_up(connection: Connection, wanted: Wanted, start: _Start | None, limit: int) -> list[Place]:
    # So spelled, no database starts from all documents of the weeks.
    in_weeks = func.coalesce(_of.week, "").in_(wanted.weeks)
    asked = (
        select(_held.document_id, _held.sentence_index)
        .join(documents, _of.id == _held.document_id)
        .where(_held.theme_id == wanted.theme_id, in_weeks, *_conditions(wanted))
        .order_by(_of.created_at.desc(), _of.id.desc(), _held.sentence_index)
        .limit(limit)
    )
    if start:
        asked = asked.where(start.reaches(), start.passes())
    return [(row.document_id, row.sentence_index) for row in connection.execute(asked)]


def _walked(connection: Connection, wanted: Wanted, start: _Start | None, limit: int) -> VerbatimPage:
    found: list[Place] = []
    n_seen, last = 0, ""
    for week, some in _steps(connection, wanted, start):
        if n_seen >= _MOST:
            return _page(connection, found, limit, (week, last))
        found += _among(connection, wanted, some, start)
        n_seen, last = n_seen + len(some), some[-1]
        if len(found) > limit:
            break
    return _page(connection, found, limit, None)


def _steps(connection: Connection, wanted: Wanted, start: _Start | None) -> Iterator[tuple[str, list[str]]]:
    """Walk through the documents of the weeks that can hold something, newest first, a few at a time."""
    of_source = [one for one in wanted.selection.conditions if one.field == "source"]
    for week in _weeks_with(connection, wanted):
        if start and week > start.week:
            continue
        place = start.reaches() if start and week == start.week else None
        while True:
            asked = select(_of.id, _of.created_at).where(_of.copy_of.is_(None), _of.week == week)
            asked = asked.where(*document_conditions(Selection(tuple(of_source))))
            asked = asked if place is None else asked.where(place)
            rows = connection.execute(asked.order_by(_of.created_at.desc(), _of.id.desc()).limit(_STEP)).all()
            if rows:
                yield week, [row.id for row in rows]
            if len(rows) < _STEP:
                break
            at, key = literal(rows[-1].created_at, UtcDateTime), literal(rows[-1].id)
            place = tuple_(_of.created_at, _of.id) < tuple_(at, key)


def _weeks_with(connection: Connection, wanted: Wanted) -> list[str]:
    """List the weeks in which the theme was voiced that way, newest first, as the weekly counts know."""
    said = {one.field: one.values for one in wanted.selection.conditions if one.operator == "="}
    by = {"week", "source", "theme", *(said.keys() & {"stage", "reason"})}
    found = tallies(connection, by, weeks=wanted.weeks, themes=[wanted.theme_id])  # type: ignore[arg-type]
    asked = said.keys() & {"source", "stage", "reason"}
    weeks = {one.week or "" for one in found if all(getattr(one, name) in said[name] for name in asked)}
    return sorted(weeks, reverse=True)


def _among(connection: Connection, wanted: Wanted, ids: Sequence[str], start: _Start | None) -> list[Place]:
    """Find the theme's sentences in documents, in their order."""
    # So spelled, no database starts from all sentences of the theme.
    of_theme = func.coalesce(_held.theme_id, "") == wanted.theme_id
    asked = (
        select(_held.document_id, _held.sentence_index)
        .join(documents, _of.id == _held.document_id)
        .where(_held.document_id.in_(ids), of_theme, *_conditions(wanted))
    )
    if start and start.document_id == ids[0]:
        asked = asked.where(start.passes())
    order = {document: place for place, document in enumerate(ids)}
    rows = [(row.document_id, row.sentence_index) for row in connection.execute(asked)]
    return sorted(rows, key=lambda place: (order[place[0]], place[1]))


def _page(connection: Connection, found: Sequence[Place], limit: int, stopped: tuple[str, str] | None) -> VerbatimPage:
    shown = tuple(verbatims_at(connection, found[:limit]))
    if len(found) > limit:
        return VerbatimPage(shown, found[limit - 1])
    if stopped:
        week, last = stopped
        return VerbatimPage(shown, (last, _END), week)
    return VerbatimPage(shown)
