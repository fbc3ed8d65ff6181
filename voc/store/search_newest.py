"""Search without words: the newest documents that meet conditions, found by the order in which weeks hold them."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Connection, Select, and_, func, select, true

from voc.store.batches import batches
from voc.store.schema import documents, findings, search_documents
from voc.store.selection import Selection, conditions_over, document_conditions, finding_conditions

_CHUNK = 500
_held = documents.c


def newest(
    connection: Connection,
    selection: Selection,
    conditions: Sequence[ColumnElement[bool]],
    *,
    enough: int,
    most_looked_at: int,
) -> tuple[list[str], bool]:
    """List the newest documents that meet conditions; originals only.

    Parameters
    ----------
    selection : Selection
        Narrows by theme, week and source what is looked at.
    conditions : sequence of expression over `documents`
        All that has to hold.
    enough : int
        Looking ends soon after so many.

    Returns
    -------
    list of str
        Document ids, newest first.
    bool
        Whether these are all.
    """
    candidates = _candidates(connection, selection, most_looked_at + 1)
    found: list[str] = []
    for some in batches(candidates[:most_looked_at], _CHUNK):
        # A condition that is only looked at leads no database to begin with all documents of a source.
        rows = connection.execute(select(_held.id, and_(true(), *conditions)).where(_held.id.in_(some)))
        fitting = {document_id for document_id, fits in rows if fits}
        found += [one for one in some if one in fitting]
        if len(found) >= enough:
            return found, False
    return found, len(candidates) <= most_looked_at


def _candidates(connection: Connection, selection: Selection, most: int) -> list[str]:
    if any(one.field == "theme" and one.value != "none" for one in selection.conditions):
        return list(connection.scalars(_of_theme(selection).limit(most)))
    dated = list(connection.scalars(_of_weeks(selection).limit(most)))
    if len(dated) == most or "week" in selection.fields:
        return dated
    return dated + list(connection.scalars(_undated(selection).limit(most - len(dated))))


def _of_theme(selection: Selection) -> Select[tuple[str]]:
    """Begin with the few documents of a theme."""
    weeks = Selection(tuple(one for one in selection.conditions if one.field == "week"))
    in_weeks = conditions_over(weeks, {"week": findings.c.week})
    of_theme = select(findings.c.document_id).where(*finding_conditions(selection), *in_weeks)
    held = search_documents.c
    return select(held.document_id).where(held.document_id.in_(of_theme)).order_by(held.search_id.desc())


def _of_weeks(selection: Selection) -> Select[tuple[str]]:
    """Ask for what the index of weeks holds, in its order: no document itself is looked at."""
    asked = _of_source(selection).where(_held.week.is_not(None))
    weeks = Selection(tuple(one for one in selection.conditions if one.field == "week"))
    asked = asked.where(*document_conditions(weeks))
    return asked.order_by(_held.week.desc(), _held.created_at.desc(), _held.id.desc())


def _undated(selection: Selection) -> Select[tuple[str]]:
    return _of_source(selection).where(_held.week.is_(None)).order_by(_held.id)


def _of_source(selection: Selection) -> Select[tuple[str]]:
    sources = Selection(tuple(one for one in selection.conditions if one.field == "source"))
    # So spelled, no database begins with all documents of the source and sorts them.
    of_source = conditions_over(sources, {"source": func.coalesce(_held.source, "")})
    return select(_held.id).where(_held.copy_of.is_(None), *of_source)
