"""The audit log: every file with customers' words that left the store is noted, so that it can be found again."""

import getpass
import os
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from voc.config.environment import USER
from voc.errors import StoreError
from voc.steps.handout import write_whole
from voc.steps.workplace import Workplace
from voc.store import Store
from voc.store.audit import EXPORT, write_audit
from voc.store.migrate import newest_version, schema_version
from voc.store.quotes import ID_NAMES


def note_export(
    connection: Connection,
    kind: str,
    target: str,
    document_ids: Collection[str] | None,
    *,
    who: str | None = None,
    **about: Any,  # noqa: ANN401 - any JSON values
) -> None:
    """Note that customers' words leave the store, in the transaction that the writing of the file belongs to.

    Parameters
    ----------
    kind : str
        What leaves: `brief`, `rejects`, `webhook`, `backup`, `copy` ...
    target : str
        Where it goes: the file, or the host of an address; never a secret, never a query.
    document_ids : collection of str or None
        Whose words it holds; None where it holds all that the store has.
    who : str or None
        Who asked for it; None takes the user of this process.
    about : mapping
        What it is about: `week`, `source`; `rejects` with the ids of rejected rows. No text.
    """
    held = None if document_ids is None else sorted(set(document_ids))
    details = {"kind": kind, "target": target, "documents": held, **about}
    write_audit(connection, EXPORT, details, at=datetime.now(UTC), who=who or acting())


def hand_out(store: Store, out: Path, content: bytes, note: Callable[[Connection], None]) -> tuple[str, ...]:
    """Write a file and note that it leaves; where the store may only be read the file is written all the same.

    Parameters
    ----------
    note : callable
        Notes it, see `note_export`.

    Returns
    -------
    tuple of str
        Sentences for people about what could not be noted.

    Raises
    ------
    VocError
        The file cannot be written; then nothing is noted.
    """
    try:
        with store.begin() as connection:
            note(connection)
            write_whole(out, content)
    except StoreError as error:
        write_whole(out, content)
        return (f"{out} is not in the log of `voc audit`. {error}",)
    return ()


def note_brief(place: Workplace, kind: str, target: str, brief: Mapping[str, Any]) -> None:
    """Note that a brief leaves with its quotes for where the store does not reach."""
    with place.store.begin() as connection:
        note_export(connection, kind, target, quoted_documents(brief), week=brief["week"])


def note_whole(store: Store, kind: str, target: str) -> tuple[str, ...]:
    """Note that all of a store was copied, as a `backup` or a `copy`; one that cannot be noted stands all the same.

    Returns
    -------
    tuple of str
        Sentences for people about what could not be noted.
    """
    unnoted = f"The {kind} at {target} is not in the log of `voc audit`"
    try:
        with store.read() as connection:
            is_older = schema_version(connection) != newest_version()
        if is_older:
            return (f"{unnoted}: the store's tables are older than this program.",)
        with store.begin() as connection:
            note_export(connection, kind, target, None)
    except StoreError as error:
        return (f"{unnoted}. {error}",)
    return ()


def acting() -> str:
    """Name who works with the store: `VOC_USER`, else the user of the operating system."""
    named = os.environ.get(USER, "").strip()
    if named:
        return named
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return ""  # A container may run under a number that has no name.


def quoted_documents(brief: Mapping[str, Any]) -> set[str]:
    """Name the documents whose words stand in a brief, or in any other plain data that names them beside the words."""
    return set(_documents(brief))


def _documents(value: Any) -> Iterator[str]:  # noqa: ANN401 - any JSON value
    if isinstance(value, Mapping):
        yield from (value[name] for name in ID_NAMES if isinstance(value.get(name), str))
        for one in value.values():
            yield from _documents(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _documents(one)
