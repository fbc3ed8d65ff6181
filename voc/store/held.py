"""Which records of a source, or of a survey, the store holds."""

from sqlalchemy import Connection, func, select

from voc.store.schema import documents

_ANSWERS = ("survey_answer", "survey_rating")


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
    held, prefix = documents.c, f"{form}:"
    asked = select(held.id).where(held.kind.in_(_ANSWERS), held.forgotten.is_(False))
    begins = func.substr(held.external_id, 1, len(prefix)) == prefix
    return list(connection.scalars(asked.where(begins).order_by(held.id)))
