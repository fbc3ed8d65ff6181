"""The ledger: what people decided about themes and sentences, step by step.

Entries are added, never changed, but for one thing: of a forgotten document they lose the names of its words.
"""

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, func, select, update

from voc.errors import ChangedMeanwhileError
from voc.store.schema import ledger


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """One decision of a person; entries are added, never changed.

    Attributes
    ----------
    seq : int
        Place in the ledger, from 1.
    action : str
        rename, merge, split, move, hide, pin, set, undo, correct, decline.
    subject : str
        The theme, or the document of a correction.
    details : mapping
        What the action needs, see `voc.store.edits`; sentences by document and fingerprint, never their text.
    """

    seq: int
    at: datetime
    who: str
    action: str
    subject: str
    details: Mapping[str, Any]
    why: str


def append_ledger(connection: Connection, entry: LedgerEntry, *, expect: int | None = None) -> LedgerEntry:
    """Add a decision at the end of the ledger; its `seq` is given here.

    Parameters
    ----------
    expect : int or None
        Length of the ledger that the person looked at.

    Raises
    ------
    ChangedMeanwhileError
        Somebody else decided something since.
    """
    check_unchanged(connection, expect)
    added = replace(entry, seq=_length(connection) + 1)
    connection.execute(ledger.insert(), [{**asdict(added), "details": dict(entry.details)}])
    return added


def check_unchanged(connection: Connection, expect: int | None) -> None:
    """Make sure that the ledger still has the length that a person saw; None expects nothing.

    Raises
    ------
    ChangedMeanwhileError
        Somebody else decided something since.
    """
    length = _length(connection)
    if expect is not None and expect != length:
        message = f"Somebody else has changed the themes meanwhile (step {length}, you saw {expect}). Look again first."
        raise ChangedMeanwhileError(message)


def read_ledger(connection: Connection, *, subject: str | None = None) -> list[LedgerEntry]:
    """List decisions in the order in which they were made."""
    asked = select(ledger).order_by(ledger.c.seq)
    if subject is not None:
        asked = asked.where(ledger.c.subject == subject)
    return [LedgerEntry(**row) for row in connection.execute(asked).mappings()]


def forget_in_ledger(connection: Connection, document_ids: Collection[str]) -> None:
    """Take the names of words out of steps about these documents: a short sentence can be guessed by its name.

    The steps stay, with as many sentences as before. Call it after `settle_edits`, which still needs the names.
    """
    gone = frozenset(document_ids)
    held = connection.execute(select(ledger.c.seq, ledger.c.subject, ledger.c.details)).all()
    changed = [
        {"key": row.seq, "cleaned": cleaned}
        for row in held
        if (cleaned := _without_names(row.subject, row.details, gone)) != row.details
    ]
    if changed:
        change = update(ledger).where(ledger.c.seq == bindparam("key")).values(details=bindparam("cleaned"))
        connection.execute(change, changed)


def _without_names(subject: str, details: Mapping[str, Any], gone: Collection[str]) -> dict[str, Any]:
    cleaned = dict(details)
    if subject in gone and "fingerprint" in cleaned:
        cleaned["fingerprint"] = ""
    for name in ("sentences", "also"):
        if name in cleaned:
            cleaned[name] = [[document, "" if document in gone else words] for document, words in cleaned[name]]
    return cleaned


def _length(connection: Connection) -> int:
    return connection.scalar(select(func.max(ledger.c.seq))) or 0
