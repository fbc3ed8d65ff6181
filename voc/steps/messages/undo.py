"""Take an import of messages back."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from voc.errors import UsageError
from voc.steps.audit_log import acting
from voc.steps.messages.reading import read_messages
from voc.steps.night import turn
from voc.steps.workplace import Workplace
from voc.store.message_writes import MessageImport, load_imports, undo_import


@dataclass(frozen=True, slots=True)
class Undone:
    """What taking an import back did.

    Attributes
    ----------
    counts : mapping of str to int
        `removed` messages that no other import told of, `restored` ones that are again what others say, `unchanged`.
    """

    entry: MessageImport
    counts: Counter[str]


def undo_messages(
    place: Workplace, which: str | None = None, *, who: str | None = None, dry_run: bool = False
) -> Undone:
    """Take an import back, the last one without a name: messages are what the other imports say of them.

    Parameters
    ----------
    which : str or None
        Id of an import, or its beginning.
    who : str or None
        Who does it; None takes the user of this process.

    Raises
    ------
    UsageError
        There is no such import, or it was taken back before.
    """
    with turn(place, dry_run=dry_run):
        with place.store.read() as connection:
            entry = find_import(load_imports(connection), which)
        if dry_run:
            with place.store.read() as connection:
                return Undone(entry, undo_import(connection, entry.import_id, dry_run=True))
        with place.store.begin() as connection:
            counts = undo_import(connection, entry.import_id, at=datetime.now(UTC), who=who or acting())
        read_messages(place)
        return Undone(entry, counts)


def find_import(known: Sequence[MessageImport], which: str | None) -> MessageImport:
    """Return the import that is named, the last one that stands without a name.

    Raises
    ------
    UsageError
        There is none, several begin so, or it was taken back before.
    """
    standing = [one for one in known if one.undone_at is None]
    if which is None:
        if not standing:
            raise UsageError("There is no import of messages to take back. `voc messages imports` lists them.")
        return standing[-1]
    found = [one for one in known if one.import_id.startswith(which)] if which else []
    if len(found) != 1:
        how_many = "No import" if not found else f"{len(found)} imports"
        raise UsageError(f"{how_many} of messages begin with '{which}'. `voc messages imports` lists them.")
    if found[0].undone_at is not None:
        raise UsageError(f"The import '{which}' of {found[0].file} was taken back before.")
    return found[0]
