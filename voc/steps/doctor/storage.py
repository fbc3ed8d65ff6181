"""The store: whether it can be reached and written, is private, whole, and has its key."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import psutil
from sqlalchemy import func, select

from voc.config import Settings
from voc.config.environment import secret_state
from voc.errors import StoreError, VocError
from voc.privacy.handles import load_or_create_key
from voc.steps.check_store import Finding
from voc.steps.doctor.server import server
from voc.steps.existing import existing_store
from voc.steps.workplace import Workplace, is_missing_file, lost_store
from voc.store import Store
from voc.store.engine import file_of
from voc.store.migrate import newest_version, schema_version
from voc.store.schema import documents
from voc.store.sizes import n_bytes

_MIB = 2**20
# Looking for damage reads the whole file: about a second for this much.
_QUICKLY_READ = 100 * _MIB
_LARGE_LOG = 64 * _MIB
_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_REMOTE = ("nfs", "cifs", "smb", "fuse.sshfs", "9p", "afs")


def storage(settings: Settings, *, deep: bool = False) -> Iterator[Finding]:
    """Look at the store as it is; nothing in it is changed, and none is made."""
    address = settings.store_url()
    if lost := lost_store(address):
        yield Finding("reachable", "wrong", lost)
        return
    if is_missing_file(address):
        told = f"there is none yet at {file_of(address)}; the first `voc run nightly` makes it"
        yield Finding("reachable", "note", told)
        return
    try:
        with existing_store(settings, any_version=True) as store:
            yield Finding("reachable", "ok", store.address)
            yield version(store)
            yield from _kind(store, deep=deep)
            yield key(Workplace(settings, store), n_documents=_n_documents(store))
    except StoreError as error:
        yield Finding("reachable", "wrong", str(error))


def version(store: Store) -> Finding:
    """Compare the tables with those that this program needs."""
    with store.read() as connection:
        found = schema_version(connection)
    needed = newest_version()
    if found == needed:
        return Finding("version", "ok", f"tables {found}, as this program needs them")
    told = f"tables {found}, this program needs {needed}"
    if str(found) > needed:
        return Finding("version", "wrong", f"{told}: a newer malgwi wrote it. Install that one")
    return Finding("version", "note", f"{told}. Make a backup (voc store backup), then: voc store upgrade")


def _kind(store: Store, *, deep: bool) -> Iterator[Finding]:
    if store.path is None:
        if store.engine.dialect.name == "postgresql":
            yield from server(store)
        return
    yield from rights(store.path)
    yield from file_system(store.path, _kind_of_disk(store.path))
    yield size(store)
    yield damage(store, deep=deep)


def rights(path: Path) -> Iterator[Finding]:
    """Judge whether only the owner gets at the store's files."""
    if os.name != "posix":
        yield Finding("rights", "ok", "not looked at on this system: keep the folder to the account that runs malgwi")
        return
    beside = [path.with_name(f"{path.name}{end}") for end in ("", "-wal", "-shm")]
    open_to_others = [one for one in beside if one.exists() and one.stat().st_mode & _OTHERS]
    if open_to_others:
        names = " ".join(str(one) for one in open_to_others)
        yield Finding("rights", "wrong", f"others on this machine may read the store. Run: chmod 600 {names}")
    elif not os.access(path, os.R_OK | os.W_OK):
        yield Finding("rights", "wrong", f"{path} may not be written by this account. Run as its owner")
    elif path.parent.stat().st_mode & _OTHERS:
        told = f"the store is private, its folder is open to others. Run: chmod 700 {path.parent}"
        yield Finding("rights", "note", told)
    else:
        yield Finding("rights", "ok", "store and folder are private")


def file_system(path: Path, kind: str) -> Iterator[Finding]:
    """Judge the kind of disk that the store lies on; SQLite's write-ahead log does not work over a network."""
    if kind.startswith(_REMOTE):
        told = f"{path} lies on a network disk ({kind}), where SQLite may lose data. Move it, or take PostgreSQL"
        yield Finding("file system", "wrong", told)


def size(store: Store) -> Finding:
    """Tell how large the store is, and whether its write-ahead log has been left to grow."""
    log = store.path.with_name(f"{store.path.name}-wal") if store.path else None
    n_log = log.stat().st_size if log and log.exists() else 0
    told = f"{n_bytes(store) / _MIB:,.1f} MiB, {n_log / _MIB:,.1f} MiB of it write-ahead log"
    if n_log > _LARGE_LOG:
        advice = "some program has been reading for long, so that it cannot be folded in. End what reads the store"
        return Finding("size", "note", f"{told}: {advice}")
    return Finding("size", "ok", told)


def damage(store: Store, *, deep: bool) -> Finding:
    """Have SQLite look for damage where that is quick, or asked for."""
    if store.path and store.path.stat().st_size > _QUICKLY_READ and not deep:
        return Finding("integrity", "ok", "not looked for damage, which takes long here: voc doctor --deep")
    with store.read() as connection:
        found = [str(row[0]) for row in connection.exec_driver_sql("PRAGMA quick_check(5)")]
    if found != ["ok"]:
        return Finding("integrity", "wrong", "the file is damaged. Put a backup in its place (voc store restore)")
    return Finding("integrity", "ok", "no damage found")


def key(place: Workplace, *, n_documents: int) -> Finding:
    """Judge the key for authors' hashes; one that is missing is not made here."""
    variable, file = place.settings.privacy.author_key_env, place.author_key_file
    is_set = secret_state(variable) == "set"
    if not is_set and not file.exists():
        if n_documents:
            told = (
                f"the key for authors is gone: {variable} is not set and {file} is not there. Restore it; with a new "
                "one the same customers count as new ones, and `voc forget --author` finds nobody"
            )
            return Finding("author key", "wrong", told)
        return Finding("author key", "ok", f"made at the first collection: {file}")
    try:
        load_or_create_key(variable, file)
    except VocError as error:
        return Finding("author key", "wrong", str(error))
    told = f"from {variable}" if is_set else f"{file}; keep it with your backups"
    return Finding("author key", "ok", told)


def _n_documents(store: Store) -> int:
    with store.read() as connection:
        return connection.scalar(select(func.count()).select_from(select(documents.c.id).limit(1).subquery())) or 0


def _kind_of_disk(path: Path) -> str:
    """Return the kind of file system, such as `ext4`; empty where it is not known."""
    places = [one for one in psutil.disk_partitions(all=True) if path.absolute().is_relative_to(one.mountpoint)]
    return max(places, key=lambda one: len(one.mountpoint)).fstype if places else ""
