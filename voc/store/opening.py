"""Opening, upgrading, looking after a store."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import URL, ColumnElement, func, select

from voc.errors import StoreError
from voc.store.engine import Store, connect
from voc.store.marks import marked_weeks
from voc.store.migrate import check_version, migrate, newest_version
from voc.store.rejects import count_rejects
from voc.store.schema import NOTHING_TO_READ, documents, findings, themes
from voc.store.sizes import n_bytes


@dataclass(frozen=True, slots=True)
class StoreStatus:
    """A store at a glance.

    Attributes
    ----------
    n_voices : int
        Documents that are no copies and were not removed.
    n_read : mapping of str to int
        Documents by the analysis version that read them; empty name: not read yet.
    weeks_to_count : tuple of str
        Weeks whose counts are out of date.
    """

    address: str
    schema: str
    n_bytes: int
    n_documents: int
    n_voices: int
    n_removed: int
    n_forgotten: int
    n_findings: int
    n_themes: int
    n_read: Mapping[str, int]
    n_rejects: Mapping[str, int]
    weeks_to_count: tuple[str, ...]


def open_store(url: str | URL, *, upgrade: bool = True) -> Store:
    """Open a store, and create or upgrade its tables where needed.

    Parameters
    ----------
    url : str or URL
        `sqlite:///path/voc.db` or `postgresql://user:password@host/database`.
    upgrade : bool
        False refuses a store whose tables are not up to date.

    Raises
    ------
    StoreError
        The address is wrong, the database cannot be reached, or a newer program wrote it.
    """
    store = connect(url)
    try:
        if upgrade:
            migrate(store)
        else:
            check_version(store)
    except StoreError:
        store.close()
        raise
    return store


def upgrade_store(store: Store) -> bool:
    """Bring the tables up to date; whether anything was missing."""
    return migrate(store)


def status(store: Store) -> StoreStatus:
    """Count what is in a store."""
    held = documents.c
    with store.read() as connection:

        def count(*conditions: ColumnElement[bool]) -> int:
            asked = select(func.count()).select_from(documents).where(*conditions)
            return connection.scalar(asked) or 0

        versions = (
            select(held.analysis_version, func.count().label("n"))
            .where(held.analysis_version.is_distinct_from(NOTHING_TO_READ))
            .group_by(held.analysis_version)
        )
        read = {row.analysis_version or "": row.n for row in connection.execute(versions)}
        return StoreStatus(
            address=store.address,
            schema=newest_version(),
            n_bytes=n_bytes(store),
            n_documents=count(),
            n_voices=count(held.copy_of.is_(None), held.removed_at.is_(None)),
            n_removed=count(held.removed_at.is_not(None)),
            n_forgotten=count(held.forgotten.is_(True)),
            n_findings=connection.scalar(select(func.count()).select_from(findings)) or 0,
            n_themes=connection.scalar(select(func.count()).select_from(themes)) or 0,
            n_read=dict(sorted(read.items())),
            n_rejects=count_rejects(connection),
            weeks_to_count=tuple(marked_weeks(connection)),
        )
