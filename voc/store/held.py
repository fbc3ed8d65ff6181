"""Which records of a source, or of a survey, the store holds, and what they said before."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, func, select

from voc.store.batches import batches
from voc.store.schema import documents, revisions

_ANSWERS = ("survey_answer", "survey_rating")


@dataclass(frozen=True, slots=True)
class Revision:
    """What a document said before it was edited; 0 is the first."""

    document_id: str
    revision: int
    title: str | None
    text: str | None


def revisions_of(connection: Connection, document_ids: Sequence[str]) -> list[Revision]:
    """List the older versions of documents, in order."""
    held = revisions.c
    asked = select(held.document_id, held.revision, held.title, held.text).order_by(held.document_id, held.revision)
    return [
        Revision(**row)
        for some in batches(sorted(document_ids))
        for row in connection.execute(asked.where(held.document_id.in_(some))).mappings()
    ]


def held_ids(connection: Connection, source: str, prefix: str = "") -> set[str]:
    """List the external ids of a source's documents that were not taken back, as they are kept.

    Parameters
    ----------
    prefix : str
        Only ids that begin so.
    """
    held = documents.c
    asked = select(held.external_id).where(held.source == source, held.removed_at.is_(None))
    if prefix:
        asked = asked.where(func.substr(held.external_id, 1, len(prefix)) == prefix)
    return set(connection.scalars(asked))


def answers_of_form(connection: Connection, form: str) -> list[str]:
    """List the documents that are answers to a form and still have their words, by id."""
    held = documents.c
    asked = select(held.id).where(is_answer_to(form), held.forgotten.is_(False))
    return list(connection.scalars(asked.order_by(held.id)))


def is_answer_to(form: str) -> ColumnElement[bool]:
    """Hold for documents that are answers to a form."""
    held, prefix = documents.c, f"{form}:"
    return held.kind.in_(_ANSWERS) & (func.substr(held.external_id, 1, len(prefix)) == prefix)
