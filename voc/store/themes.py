"""Themes, the frozen spaces that assign to them, and the ledger of what people decided about them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, RowMapping, func, select, update

from voc.errors import StoreError
from voc.store.batches import batches, put
from voc.store.schema import ledger, spaces, themes

Origin = Literal["catalogue", "discovered"]


@dataclass(frozen=True, slots=True)
class StoredTheme:
    """A theme as the store keeps it.

    Attributes
    ----------
    keywords : tuple of mapping
        term, surface, score.
    exemplars : tuple of mapping
        doc_id, sentence_index, text.
    state : str
        new, rising, steady, falling, gone, burst; or merged and split, with lineage in the ledger.
    payload : bytes or None
        What frozen assignment needs of it: centroid, threshold.
    """

    theme_id: str
    title: str
    reason: str
    stage: str
    keywords: tuple[Mapping[str, Any], ...] = ()
    exemplars: tuple[Mapping[str, Any], ...] = ()
    first_week: str | None = None
    state: str = "new"
    origin: Origin = "catalogue"
    created_in_run: str | None = None
    hidden: bool = False
    pinned: bool = False
    payload: bytes | None = None


@dataclass(frozen=True, slots=True)
class Space:
    """A frozen vector space; assignment with the same version gives the same themes."""

    version: str
    payload: bytes
    created_week: str | None = None


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """One decision of a person; entries are added, never changed.

    Attributes
    ----------
    seq : int
        Place in the ledger, from 1.
    action : str
        rename, merge, split, move, hide, pin, set, undo, correct.
    subject : str
        The theme, or the document of a correction.
    details : mapping
        What the action needs; for a correction the sentence's fingerprint, never its text.
    """

    seq: int
    at: datetime
    who: str
    action: str
    subject: str
    details: Mapping[str, Any]
    why: str


def save_themes(connection: Connection, found: Sequence[StoredTheme]) -> None:
    """Add themes, or overwrite those with the same id; the run that made a theme stays."""
    rows = [
        {**_facts(theme), "keywords": _plain(theme.keywords), "exemplars": _plain(theme.exemplars)}
        for theme in sorted(found, key=lambda theme: theme.theme_id)
    ]
    put(connection, themes, rows, keep=("created_in_run",))


def load_themes(connection: Connection, ids: Sequence[str] | None = None) -> list[StoredTheme]:
    """Load themes by id, all without ids."""
    asked = select(themes)
    pieces = (
        [asked] if ids is None else [asked.where(themes.c.theme_id.in_(some)) for some in batches(sorted(set(ids)))]
    )
    found = [_theme(row) for piece in pieces for row in connection.execute(piece).mappings()]
    return sorted(found, key=lambda theme: theme.theme_id)


def save_space(connection: Connection, space: Space) -> None:
    """Keep a space and make it the one that assigns from now on."""
    connection.execute(update(spaces).values(is_current=False))
    put(connection, spaces, [{**_facts(space), "is_current": True}])


def current_space(connection: Connection) -> Space | None:
    """Load the space that assigns; None before the first discovery."""
    row = connection.execute(select(spaces).where(spaces.c.is_current.is_(True))).first()
    return None if row is None else Space(row.version, row.payload, row.created_week)


def append_ledger(connection: Connection, entry: LedgerEntry, *, expect: int | None = None) -> LedgerEntry:
    """Add a decision at the end of the ledger; its `seq` is given here.

    Parameters
    ----------
    expect : int or None
        Length of the ledger that the person looked at.

    Raises
    ------
    StoreError
        Somebody else decided something since.
    """
    length = connection.scalar(select(func.max(ledger.c.seq))) or 0
    if expect is not None and expect != length:
        message = f"Somebody else has changed the themes meanwhile (step {length}, you saw {expect}). Look again first."
        raise StoreError(message)
    added = replace(entry, seq=length + 1)
    connection.execute(ledger.insert(), [{**_facts(added), "details": dict(entry.details)}])
    return added


def read_ledger(connection: Connection, *, subject: str | None = None) -> list[LedgerEntry]:
    """List decisions in the order in which they were made."""
    asked = select(ledger).order_by(ledger.c.seq)
    if subject is not None:
        asked = asked.where(ledger.c.subject == subject)
    return [LedgerEntry(**row) for row in connection.execute(asked).mappings()]


def _facts(one: StoredTheme | Space | LedgerEntry) -> dict[str, Any]:
    return {field.name: getattr(one, field.name) for field in fields(one)}


def _plain(values: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    return [dict(value) for value in values]


def _theme(row: RowMapping) -> StoredTheme:
    facts = {**row, "keywords": tuple(row["keywords"]), "exemplars": tuple(row["exemplars"])}
    return StoredTheme(**facts)
