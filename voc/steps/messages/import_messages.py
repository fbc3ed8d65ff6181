"""Import messages that the company sent: masked row by row, then stored in one transaction, or not at all."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import blake2b
from pathlib import Path

from sqlalchemy import Connection

from voc.errors import UsageError
from voc.privacy import mask_text
from voc.steps.audit_log import acting
from voc.steps.message_voices import link_import
from voc.steps.messages.file import (
    MessageFile,
    MessageOptions,
    check_messages,
    layouts_folder,
    understand_messages,
)
from voc.steps.messages.reading import read_messages
from voc.steps.messages.spooling import MESSAGES, MaskedRows, TakenMessages, masked_rows
from voc.steps.night import turn
from voc.steps.rejects import close_settled
from voc.steps.survey.forms import save_form
from voc.steps.workplace import Workplace
from voc.store.message_writes import (
    MessageImport,
    begin_import,
    compare_said,
    end_import,
    load_imports,
    next_seq,
    save_said,
)
from voc.store.rejects import reject_id, save_rejects

__all__ = ["MESSAGES", "TakenMessages", "import_messages", "run_import", "take_messages"]


def import_messages(
    place: Workplace,
    path: Path,
    pairs: Sequence[str] = (),
    *,
    options: MessageOptions | None = None,
    who: str | None = None,
) -> TakenMessages:
    """Import a file whose columns leave no doubt, and read its messages.

    Raises
    ------
    UsageError
        A column has to be confirmed, or one that is needed is missing.
    TableError
        The file cannot be read.
    """
    file = understand_messages(place.settings, path, pairs, options=options, report=place.report)
    if file.plan.unconfirmed:
        names = ", ".join(f"'{one.name}'" for one in file.plan.unconfirmed)
        raise UsageError(f"{path.name}: say what {names} hold: voc import messages {path.name} shows how.")
    check_messages(file)
    return run_import(place, file, who=who)


def run_import(place: Workplace, file: MessageFile, *, who: str | None = None, dry_run: bool = False) -> TakenMessages:
    """Take a file in when no other run works on the store, read its messages, link what customers said of them.

    Raises
    ------
    StoreError
        The other run did not end in time.
    """
    with turn(place, dry_run=dry_run):
        taken = take_messages(place, file, who=who, dry_run=dry_run)
        if not dry_run:
            read_messages(place)
            link_import(place, taken.import_id)
    return taken


def take_messages(
    place: Workplace, file: MessageFile, *, who: str | None = None, dry_run: bool = False
) -> TakenMessages:
    """Mask the rows of a file into a place of their own, then store all of them at once; killed, nothing is stored.

    The same file after itself is the same import: nothing is entered a second time. The caller holds the turn.

    Parameters
    ----------
    who : str or None
        Who imports; None takes the user of this process.
    """
    taken = TakenMessages()
    with masked_rows(place, file, taken) as rows:
        if dry_run:
            with place.store.read() as connection:
                _count(taken, (compare_said(connection, some) for some in rows.said()))
            return taken
        if not taken.n_rows:
            return taken
        save_form(layouts_folder(place.settings), file.saved)
        digest = _digest(file)
        with place.store.begin() as connection:
            entry = replace(_entry(connection, file, digest), mapping=_masked(place, file), who=who or acting())
            _store(place, connection, rows, taken, entry)
            seen = _save_rejects(connection, rows, entry.import_id)
    close_settled(place, MESSAGES, file.path.name, seen)
    return taken


def _masked(place: Workplace, file: MessageFile) -> dict[str, str]:
    """Mask the titles of a file: one without a header has a row for one."""
    return {mask_text(name, place.masker): field for name, field in file.mapping.items()}


def _entry(connection: Connection, file: MessageFile, digest: str) -> MessageImport:
    """Return the import that this file is: the last one where it was this very file, else the next."""
    known = load_imports(connection)
    last = known[-1] if known else None
    if last and last.undone_at is None and last.import_id == _import_id(digest, last.seq):
        return last
    seq = next_seq(connection)
    return MessageImport(_import_id(digest, seq), seq, file.path.name, datetime.now(UTC), "", {}, {})


def _store(
    place: Workplace, connection: Connection, rows: MaskedRows, taken: TakenMessages, entry: MessageImport
) -> None:
    taken.import_id = entry.import_id
    is_repeated = bool(entry.counts)
    if not is_repeated:
        begin_import(connection, entry)
    n_stored = 0

    def stored() -> Iterator[Counter[str]]:
        nonlocal n_stored
        for some in rows.said():
            yield save_said(connection, entry.import_id, some)
            n_stored += len(some)
            place.report("storing messages", n_stored, taken.n_rows)

    _count(taken, stored())
    if not is_repeated:
        end_import(connection, entry.import_id, taken.counts)


def _count(taken: TakenMessages, counted: Iterator[Counter[str]]) -> None:
    counts = sum(counted, Counter[str]())
    taken.n_new, taken.n_changed, taken.n_unchanged = (counts[name] for name in ("new", "changed", "unchanged"))


def _save_rejects(connection: Connection, rows: MaskedRows, import_id: str) -> set[str]:
    seen: set[str] = set()
    for some in rows.rejects():
        save_rejects(connection, some, run_id=import_id)
        seen |= {reject_id(one) for one in some}
    return seen


def _digest(file: MessageFile) -> str:
    """Name a file by its bytes and by what it was taken for."""
    taken_for = [file.mapping, file.channel, file.time_zone]
    digest = blake2b(json.dumps(taken_for, ensure_ascii=False, sort_keys=True).encode(), digest_size=16)
    with file.path.open("rb") as content:
        while chunk := content.read(1 << 20):
            digest.update(chunk)
    return digest.hexdigest()


def _import_id(digest: str, seq: int) -> str:
    return blake2b(f"{digest} {seq}".encode(), digest_size=16).hexdigest()
