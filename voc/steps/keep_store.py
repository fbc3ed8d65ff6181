"""Keeping a store safe: backups with the key they need, putting them back, moving to another database."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from voc.config import Settings
from voc.errors import StoreError
from voc.steps.audit_log import acting, note_whole
from voc.steps.author_key import AuthorKey, author_key_of, bring_key_back, check_key, has_key_beside, save_key
from voc.steps.existing import existing_store
from voc.steps.progress import Report
from voc.steps.workplace import is_missing_file
from voc.store import Store, backup, one_at_a_time
from voc.store.backups import BackupFacts, check_new_file, check_target, copy_store, look_at_backup
from voc.store.engine import connect, shown
from voc.store.restoring import Restored, restore
from voc.store.sizes import n_bytes

_LOSES_AUTHORS = "without it the authors count as new ones"


@dataclass(frozen=True, slots=True)
class Kept:
    """What was done, and what people have to know beside it.

    Attributes
    ----------
    aside : str or None
        Where a store that was replaced lies now.
    notes : tuple of str
        Sentences.
    """

    aside: str | None = None
    notes: tuple[str, ...] = ()


def back_up(settings: Settings, file: Path, report: Report, *, with_key: bool) -> Kept:
    """Copy the store of a configuration, and its authors' key on request, into new files.

    Raises
    ------
    StoreError
        There is no store, or a file exists or cannot be written.
    """
    with existing_store(settings, any_version=True) as store:
        key = author_key_of(settings, store.path)
        if with_key:
            check_key(key, file)
        backup(store, file, report)
        unnoted = note_whole(store, "backup", str(file.resolve()))
    if with_key:
        saved = f"The key of the authors is in {save_key(key, file)}. Keep it as safe as a password."
        return Kept(notes=(saved, *unnoted))
    return Kept(notes=(*_missing_from_backup(key), *unnoted))


def plan_backup(settings: Settings, file: Path, *, with_key: bool) -> str:
    """Make sure that a backup can be made; nothing is written. What would be copied."""
    check_new_file(file)
    with existing_store(settings, any_version=True) as store:
        if with_key:
            check_key(author_key_of(settings, store.path), file)
        return f"{store.address} ({n_bytes(store):,} bytes)"


def restore_from(settings: Settings, file: Path, report: Report, moment: datetime) -> Kept:
    """Put a backup, and the key beside it, in the place of the configuration's store.

    Raises
    ------
    StoreError
        The backup is not whole, somebody works on the store, or it cannot be written.
    """
    look_at_backup(file)
    with connect(settings.store_url()) as store:
        with one_at_a_time(store, patience_s=0.0, waiting=lambda: None):
            done = restore(store, file, moment=moment, tell=report, who=acting())
        key = author_key_of(settings, store.path)
    try:
        about_key = tuple(_key_brought_back(key, file, moment))
    except StoreError as error:
        message = f"The store is back from {file}, its key is not. {error}"
        raise StoreError(message) from error
    return Kept(done.aside, (*_erased_again(done), *about_key))


def plan_restore(settings: Settings, file: Path) -> BackupFacts:
    """Look a backup over and make sure that the configuration's store can be reached; nothing is changed."""
    address = settings.store_url()
    if not is_missing_file(address):
        with connect(address) as store, store.read():
            pass
    return look_at_backup(file)


def copy_to(settings: Settings, target: str, report: Report) -> tuple[dict[str, int], Kept]:
    """Copy the store of a configuration into an empty one elsewhere, see `voc.store.backups.copy_store`.

    Either store notes that the other one holds the same words: whichever is used from now on, nothing that is forgotten
    in it is forgotten in the other.
    """
    with existing_store(settings) as store:
        key, here = author_key_of(settings, store.path), _whereabouts(store)
        copied = copy_store(store, target, report)
        with connect(target) as copy:
            unnoted = (*note_whole(store, "copy", _whereabouts(copy)), *note_whole(copy, "copy", here))
            wanted = author_key_of(settings, copy.path)
    return copied, Kept(notes=(*_key_to_move(key, wanted), *unnoted))


def plan_copy(settings: Settings, target: str) -> tuple[str, str]:
    """Make sure that the store can be copied there; nothing is changed. From where and to where."""
    with existing_store(settings) as store:
        return store.address, shown(check_target(target))


def _whereabouts(store: Store) -> str:
    return str(store.path.resolve()) if store.path else store.address


def _erased_again(done: Restored) -> Iterator[str]:
    again = done.erased
    if again is None:
        told = "The store that was there is damaged" if done.aside else "No store was there before"
        yield (
            f"{told}, so nobody can tell what was forgotten or cleared after this backup was made. What was is back: "
            "forget it again, then run `voc purge`."
        )
    elif not again.is_empty:
        yield (
            f"Erased again, as it was forgotten or cleared after this backup was made: {again.n_forgotten:,} documents "
            f"forgotten, {again.n_cleared:,} cleared, {again.n_rejects:,} rejected rows."
        )


def _missing_from_backup(key: AuthorKey) -> Iterator[str]:
    if key.place == "environment":
        yield f"The key of the authors is not in it: keep the value of {key.variable} too, {_LOSES_AUTHORS}."
    elif key.place == "file":
        yield f"The key of the authors is not in it: keep {key.file} too ({_LOSES_AUTHORS}), or use --with-key."


def _key_brought_back(key: AuthorKey, file: Path, moment: datetime) -> Iterator[str]:
    if key.place == "environment":
        yield f"The key of the authors comes from {key.variable}; it has to be the one of the time of the backup."
    elif has_key_beside(file):
        aside = bring_key_back(key, file, moment)
        yield f"The key of the authors is back at {key.file}." + (f" The other one lies at {aside}." if aside else "")
    elif key.place == "file":
        yield f"The key of the authors at {key.file} stays; it has to be the one of the time of the backup."
    else:
        yield f"There is no key of the authors beside the backup nor at {key.file}: {_LOSES_AUTHORS}."


def _key_to_move(key: AuthorKey, wanted: AuthorKey) -> Iterator[str]:
    if key.place == "environment" or key.file.resolve() == wanted.file.resolve() or key.place == "nowhere":
        return
    if wanted.place == "nowhere":
        yield f"The key of the authors stays at {key.file}: copy it to {wanted.file}, {_LOSES_AUTHORS}."
    elif wanted.file.read_bytes() != key.file.read_bytes():
        yield f"The key at {wanted.file} is another one than {key.file}: replace it, {_LOSES_AUTHORS}."
