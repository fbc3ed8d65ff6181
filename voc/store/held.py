"""Which records of a source the store holds."""

from sqlalchemy import Connection, func, select

from voc.store.schema import documents


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
