"""Putting a backup in the place of a store; what was there before is moved aside, what it had erased stays erased."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import URL, Connection, Engine, func, inspect, select, text
from sqlalchemy.exc import DatabaseError

from voc.errors import StoreError
from voc.store.audit import EXPORT, write_audit
from voc.store.backups import appearing, copy_pages, tidy
from voc.store.copying import Tell, copy_tables
from voc.store.engine import Store, connect_file
from voc.store.erasures import ErasedAgain, Erasures, erase_again, read_erasures
from voc.store.exchange import held_alone, put_in_place
from voc.store.migrate import make_tables, newest_version, schema_version
from voc.store.opening import open_store
from voc.store.schema import metadata

# What PostgreSQL has beside the tables that both databases share.
_OWN_TABLES = ("alembic_version", "search_vectors")


@dataclass(frozen=True, slots=True)
class Restored:
    """What became of a store that a backup was put in the place of.

    Attributes
    ----------
    aside : str or None
        Where it lies now: a file, or a schema of the database; None where there was none.
    erased : ErasedAgain or None
        What it had forgotten and cleared, and the backup had not; None where it could not be asked.
    """

    aside: str | None = None
    erased: ErasedAgain | None = None


@dataclass(frozen=True, slots=True)
class _Aside:
    """Where a store is moved to: its line in the audit log, as its words are out of reach there."""

    target: str
    at: datetime
    who: str | None

    def note(self, connection: Connection) -> None:
        details = {"kind": "aside", "target": self.target, "documents": None}
        write_audit(connection, EXPORT, details, at=self.at, who=self.who)


def restore(store: Store, file: Path, *, moment: datetime, tell: Tell, who: str | None = None) -> Restored:
    """Put a backup that was looked over in the place of a store; hold the turn meanwhile.

    At every moment either the old store or the new one is in place, whole; and what the old one had forgotten or
    cleared is never there again.

    Parameters
    ----------
    moment : datetime
        Names what is moved aside.
    who : str or None
        Who asked for it.

    Raises
    ------
    StoreError
        Somebody else has the store open, or it cannot be written.
    """
    name = f"before_restore_{moment:%Y%m%d_%H%M%S}"
    if store.path is None:
        schema = f"voc_{name}"
        return _restore_rows(store, file, schema, tell, _Aside(f"{store.address} schema {schema}", moment, who))
    path = store.path.with_name(f"{store.path.name}.{name}")
    # Nothing of ours may hold the file while it is exchanged.
    store.close()
    return _restore_file(store.path, file, path, _Aside(str(path.resolve()), moment, who))


def _restore_rows(store: Store, file: Path, schema: str, tell: Tell, aside: _Aside) -> Restored:
    with _up_to_date(file) as source, source.read() as reading, store.begin() as writing:
        erasures = _asked(writing)
        is_moved = _move_tables(writing, schema)
        make_tables(writing)
        copy_tables(reading, writing, tell)
        erased = _settled(writing, erasures if is_moved else None, aside if is_moved else None)
    tidy(store)
    return Restored(f"schema {schema}" if is_moved else None, erased)


def _asked(writing: Connection) -> Erasures | None:
    """Ask a store what it has erased; a damaged one cannot tell."""
    try:
        with writing.begin_nested():
            return read_erasures(writing)
    except DatabaseError:
        return None


def _settled(writing: Connection, erasures: Erasures | None, aside: _Aside | None) -> ErasedAgain | None:
    """Erase in what comes back what was erased since, and note where the old store goes."""
    erased = None if erasures is None else erase_again(writing, erasures)
    if aside is not None:
        aside.note(writing)
    return erased


@contextmanager
def _up_to_date(file: Path) -> Iterator[Store]:
    """Open a backup; an older one is brought up to date on a copy, which goes away again."""
    with connect_file(file) as store:
        with store.read() as connection:
            is_newest = schema_version(connection) == newest_version()
        if is_newest:
            yield store
            return
    with TemporaryDirectory(prefix="voc-restore-") as folder:
        copy = Path(folder) / "voc.db"
        with appearing(copy) as partial:
            copy_pages(file, partial)
        with open_store(f"sqlite:///{copy}") as upgraded:
            yield upgraded


def _move_tables(writing: Connection, aside: str) -> bool:
    quote = writing.dialect.identifier_preparer.quote
    ours = set(metadata.tables).union(_OWN_TABLES)
    there = sorted(ours.intersection(inspect(writing).get_table_names()))
    if not there:
        return False
    _check_rights(writing)
    writing.execute(text(f"CREATE SCHEMA {quote(aside)}"))
    for name in there:
        writing.execute(text(f"ALTER TABLE {quote(name)} SET SCHEMA {quote(aside)}"))
    return True


def _check_rights(writing: Connection) -> None:
    database, user = func.current_database(), func.current_user()
    asked = select(func.has_database_privilege(database, "CREATE"), database, user)
    may_make, where, who = writing.execute(asked).one()
    if not may_make:
        message = (
            f"The user {who} may not make schemas in the database {where}, and the old store is moved into one. "
            f"Have the database's owner run: GRANT CREATE ON DATABASE {where} TO {who}. Nothing was changed."
        )
        raise StoreError(message)


def _restore_file(path: Path, file: Path, to: Path, aside: _Aside) -> Restored:
    is_there = path.exists() and path.stat().st_size > 0
    restored = path.with_name(f".{path.name}.restored")
    try:
        # Left there by an attempt that was killed.
        restored.unlink(missing_ok=True)
        with held_alone(path, to) if is_there else nullcontext() as old:
            erased = _make_ready(file, restored, old, aside if is_there else None)
            if is_there:
                put_in_place(restored, path, to)
            else:
                restored.replace(path)
    except OSError as error:
        message = (
            f"The backup {file} cannot be put at {path} ({error.strerror}). The store that was there is unchanged."
        )
        raise StoreError(message) from error
    finally:
        restored.unlink(missing_ok=True)
    return Restored(str(to) if is_there else None, erased)


def _make_ready(file: Path, restored: Path, old: Engine | None, aside: _Aside | None) -> ErasedAgain | None:
    """Copy a backup and bring it up to date, without what was erased since."""
    erasures = None if old is None else _erasures_of(old)
    with appearing(restored) as partial:
        copy_pages(file, partial)
        with open_store(URL.create("sqlite", database=str(partial))) as ready, ready.begin() as writing:
            return _settled(writing, erasures, aside)


def _erasures_of(old: Engine) -> Erasures | None:
    try:
        with old.connect() as connection:
            return read_erasures(connection)
    except DatabaseError:
        return None
