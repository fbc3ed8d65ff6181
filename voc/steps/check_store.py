"""Look a store over: whether it is reachable, of the right version, whole, read and counted."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from voc.config import Settings
from voc.steps.existing import existing_store
from voc.store import Store, StoreStatus, load_runs, status

Verdict = Literal["ok", "note", "wrong"]
# Weeks named before the rest is only counted.
_NAMED = 5


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at.

    Attributes
    ----------
    verdict : str
        `ok`, `note` (worth knowing, perhaps to be done) or `wrong` (the store is not sound).
    """

    check: str
    verdict: Verdict
    what: str


def check_store(settings: Settings) -> list[Finding]:
    """Look the store over; nothing in it is changed.

    Raises
    ------
    StoreError
        There is none, it cannot be reached, or its tables are of another version.
    """
    with existing_store(settings) as store:
        found = status(store)
        return [
            Finding("reachable", "ok", found.address),
            Finding("version", "ok", f"tables {found.schema}, as this program needs them"),
            _integrity(store),
            Finding("documents", "ok", f"{found.n_documents:,} documents, {found.n_voices:,} of them voices"),
            *_waiting(found),
            _runs(store),
        ]


def _integrity(store: Store) -> Finding:
    """Have SQLite look for damage; PostgreSQL checks its pages itself."""
    if store.path is None:
        return Finding("integrity", "ok", "left to the database server")
    with store.read() as connection:
        damage = [str(row[0]) for row in connection.exec_driver_sql("PRAGMA quick_check(5)")]
        strays = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchmany(1)
    if damage != ["ok"]:
        text = "the file is damaged. Restore a backup, or move it away and run `voc run nightly` on the inbox again"
        return Finding("integrity", "wrong", text)
    if strays:
        return Finding("integrity", "wrong", f"rows of table {strays[0][0]} belong to nothing. Restore a backup")
    return Finding("integrity", "ok", "no damage found")


def _waiting(found: StoreStatus) -> Iterator[Finding]:
    unread, versions = found.n_read.get("", 0), len([name for name in found.n_read if name])
    text = f"documents that wait to be read: {unread:,}" + (": voc run nightly" if unread else "")
    yield Finding("reading", "note" if unread else "ok", text)
    if versions > 1:
        yield Finding("reading", "note", f"{versions} analysis versions stand side by side; the next night reads anew")
    weeks = found.weeks_to_count
    more = f" and {len(weeks) - _NAMED} more" if len(weeks) > _NAMED else ""
    named = f" ({', '.join(weeks[:_NAMED])}{more}): voc run nightly" if weeks else ""
    yield Finding("counting", "note" if weeks else "ok", f"weeks that wait to be counted: {len(weeks)}{named}")
    n_rejects = sum(found.n_rejects.values())
    text = f"rows set aside: {n_rejects:,}" + (": voc rejects list" if n_rejects else "")
    yield Finding("rejects", "note" if n_rejects else "ok", text)


def _runs(store: Store) -> Finding:
    with store.read() as connection:
        last = next(iter(load_runs(connection, limit=1)), None)
    if last is None:
        return Finding("runs", "note", "nothing has run yet: voc run nightly")
    is_well = last.state in {"done", "running"}
    text = f"the last one, {last.flow}, is {last.state}" + ("" if is_well else ": voc show runs")
    return Finding("runs", "ok" if is_well else "note", text)
