"""Rejected rows that must lose their content; they stay known, so that none of them comes again."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, bindparam, exists, or_, select, update

from voc.store.erase import TextsOf
from voc.store.held import is_answer_to
from voc.store.schema import documents, rejects, runs

ERASED = "erased"
_held = rejects.c


def empty_rejects(connection: Connection, ids: Sequence[str], reason: str) -> None:
    """Take away what rejected rows held, and say why."""
    if ids:
        change = update(rejects).where(_held.id == bindparam("key"))
        rows = [{"key": one} for one in ids]
        connection.execute(change.values(content={}, state=ERASED, reason=reason), rows)


def old_rejects(connection: Connection, source: str, before: datetime | None) -> list[str]:
    """List the rejected rows of a source that were set aside before a moment; None takes all."""
    asked = select(_held.id).where(_held.source == source, _held.state != ERASED).order_by(_held.id)
    if before is not None:
        asked = asked.join(runs, runs.c.run_id == _held.run_id).where(runs.c.started_at < before)
    return list(connection.scalars(asked))


def rejects_of_form(connection: Connection, form: str) -> list[str]:
    """List the rejected rows that imports of a form have set aside."""
    answers = select(documents.c.first_run_id, documents.c.source).where(is_answer_to(form)).distinct().subquery()
    # Earlier versions did not note the form of a row: there the answers tell it that came in with the row.
    by_answers = exists().where(
        _held.form.is_(None), answers.c.first_run_id == _held.run_id, answers.c.source == _held.source
    )
    asked = select(_held.id).where(or_(_held.form == form, by_answers), _held.state != ERASED)
    return list(connection.scalars(asked.order_by(_held.id)))


def rejects_about(connection: Connection, names: Mapping[str, Collection[str]], texts: TextsOf) -> list[str]:
    """List the rejected rows that name an author or a record, or repeat words.

    Parameters
    ----------
    names : mapping of str to collection of str
        By source: ids of records and hashes of authors that a cell may hold.
    """
    asked = select(_held.id, _held.source, _held.content).where(_held.source.in_(sorted(names)), _held.state != ERASED)
    return [
        row.id
        for row in connection.execute(asked.order_by(_held.id))
        if any(cell in names[row.source] or texts.quoted_in(cell) for cell in row.content.values())
    ]
