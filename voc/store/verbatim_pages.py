"""The verbatims of a theme page by page, newest first, week by week; a page looks at a bounded part of it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from sqlalchemy import ColumnElement, Connection, Select, literal, or_, select, tuple_

from voc.store.findings import Verbatim, verbatims_at
from voc.store.schema import UtcDateTime, documents, findings
from voc.store.selection import Selection, document_conditions, finding_conditions
from voc.store.series import tallies
from voc.store.stars import STARS

# A sentence of a document.
Place: TypeAlias = tuple[str, int]

# Sentences of the theme in the weeks that one page looks through, unless the last of them holds more.
_MOST = 10_000
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
    found: list[Place] = []
    n_seen, seen = 0, None
    for week, n_sentences in _weeks_with(connection, wanted):
        if start and week > start.week:
            continue
        if n_seen >= _MOST and seen:
            return _page(connection, found, limit, _stop(connection, wanted.theme_id, seen))
        found += _in_week(connection, wanted, week, start, limit + 1 - len(found))
        n_seen, seen = n_seen + n_sentences, week
        if len(found) > limit:
            break
    return _page(connection, found, limit)


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


def _weeks_with(connection: Connection, wanted: Wanted) -> list[tuple[str, int]]:
    """List the weeks in which the theme was voiced that way, newest first, each with its sentences of the theme."""
    said = {one.field: one.values for one in wanted.selection.conditions if one.operator == "="}
    asked = said.keys() & {"source", "stage", "reason"}
    by = {"week", "source", "theme", *(asked & {"stage", "reason"})}
    found = tallies(connection, by, weeks=wanted.weeks, themes=[wanted.theme_id])  # type: ignore[arg-type]
    weeks: dict[str, int] = {}
    for one in found:
        if all(getattr(one, name) in said[name] for name in asked):
            weeks[one.week or ""] = weeks.get(one.week or "", 0) + one.n_sentences
    return sorted(weeks.items(), reverse=True)


def _in_week(connection: Connection, wanted: Wanted, week: str, start: _Start | None, limit: int) -> list[Place]:
    asked = _of_theme(wanted.theme_id, week).where(*_conditions(wanted))
    if start and start.week == week:
        asked = asked.where(start.reaches(), start.passes())
    newest = asked.order_by(_of.created_at.desc(), _of.id.desc(), _held.sentence_index).limit(limit)
    return [(row.document_id, row.sentence_index) for row in connection.execute(newest)]


def _of_theme(theme_id: str, week: str) -> Select[tuple[str, int]]:
    return (
        select(_held.document_id, _held.sentence_index)
        .join(documents, _of.id == _held.document_id)
        .where(_held.theme_id == theme_id, _held.week == week, _held.is_hesitation.is_(True))
    )


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [_of.copy_of.is_(None), _of.removed_at.is_(None)]
    conditions += [*document_conditions(wanted.selection), *finding_conditions(wanted.selection)]
    return [*conditions, STARS.between(*wanted.stars)] if wanted.stars else conditions


def _stop(connection: Connection, theme_id: str, week: str) -> tuple[str, str] | None:
    """Name the week that was looked through last, and the last document there."""
    oldest = _of_theme(theme_id, week).order_by(_of.created_at, _of.id).limit(1)
    row = connection.execute(oldest).first()
    return (week, row.document_id) if row else None


def _page(
    connection: Connection, found: Sequence[Place], limit: int, stopped: tuple[str, str] | None = None
) -> VerbatimPage:
    shown = tuple(verbatims_at(connection, found[:limit]))
    if len(found) > limit:
        return VerbatimPage(shown, found[limit - 1])
    if stopped:
        week, last = stopped
        return VerbatimPage(shown, (last, _END), week)
    return VerbatimPage(shown)
