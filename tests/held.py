"""What a store holds, as tests of sources look at it."""

from typing import Any

from sqlalchemy import select

from voc.store.schema import documents, revisions


def held(played: Any) -> dict[str, Any]:  # noqa: ANN401 - the fixture's own
    """Return the rows of all documents by the source's id."""
    with played.place() as place, place.store.read() as connection:
        return {row.external_id: row for row in connection.execute(select(documents))}


def earlier_texts(played: Any, external_id: str) -> list[str]:  # noqa: ANN401 - the fixture's own
    """Return the texts that a document had before, oldest first."""
    asked = (
        select(revisions.c.text)
        .join(documents, documents.c.id == revisions.c.document_id)
        .where(documents.c.external_id == external_id)
        .order_by(revisions.c.revision)
    )
    with played.place() as place, place.store.read() as connection:
        return list(connection.scalars(asked))
