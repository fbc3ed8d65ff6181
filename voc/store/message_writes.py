"""What imports say of messages: kept by import, so that a message is what all of them say, the later one first."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, delete, func, select, update

from voc.store.batches import batches, put
from voc.store.message_readings import drop_readings_of
from voc.store.schema import message_imports, message_versions, message_voices, messages

# What an import may say of a message, in the names of its table.
SAID = tuple(
    column.name
    for column in messages.columns
    if column.name not in {"message_id", "import_id", "traits", "terms", "analysis_version"}
)
_imports, _versions, _held = message_imports.c, message_versions.c, messages.c
_NEW, _CHANGED, _UNCHANGED = "new", "changed", "unchanged"


@dataclass(frozen=True, slots=True)
class MessageImport:
    """One import of messages.

    Attributes
    ----------
    seq : int
        Counts the imports from 1; what a later one says stands over an earlier one.
    mapping : mapping of column to field
        What the columns were taken for.
    counts : mapping of str to int
        `new`, `changed`, `unchanged` messages and `rejects`.
    """

    import_id: str
    seq: int
    file: str
    at: datetime
    who: str
    mapping: Mapping[str, str]
    counts: Mapping[str, int]
    undone_at: datetime | None = None
    undone_by: str | None = None


def load_imports(connection: Connection) -> list[MessageImport]:
    """Load all imports, those that were taken back too, in their order."""
    rows = connection.execute(select(message_imports).order_by(_imports.seq)).mappings()
    return [MessageImport(**row) for row in rows]


def next_seq(connection: Connection) -> int:
    """Return the number of the next import."""
    return (connection.scalar(select(func.max(_imports.seq))) or 0) + 1


def begin_import(connection: Connection, entry: MessageImport) -> None:
    """Enter an import before the first message that it says something of."""
    names = [column.name for column in message_imports.columns]
    put(connection, message_imports, [{name: getattr(entry, name) for name in names}])


def end_import(connection: Connection, import_id: str, counts: Mapping[str, int]) -> None:
    """Note how many messages an import brought, changed and found as they were."""
    connection.execute(update(message_imports).where(_imports.import_id == import_id).values(counts=dict(counts)))


def save_said(connection: Connection, import_id: str, said: Sequence[Mapping[str, Any]]) -> Counter[str]:
    """Store what an import says of messages, the latest import of all.

    Parameters
    ----------
    said : sequence of mappings
        `message_id` and of `SAID` what the import tells; what it does not tell stays as earlier imports said. Each
        message once.

    Returns
    -------
    Counter
        `new`, `changed` and `unchanged` messages.
    """
    counts: Counter[str] = Counter()
    for some in batches(said):
        held = _rows(connection, [one["message_id"] for one in some])
        rows = []
        for one in some:
            before = held.get(one["message_id"])
            values = {name: one[name] for name in SAID if one.get(name) is not None}
            row = _row(one["message_id"], import_id, [_plain(before), values] if before else [values], before)
            counts[_NEW if before is None else _CHANGED if _differ(before, row) else _UNCHANGED] += 1
            rows.append(row)
        put(connection, messages, rows)
        drop_readings_of(connection, [row["message_id"] for row in rows if row["analysis_version"] is None])
        put(connection, message_versions, [_version(one, import_id) for one in some])
    return counts


def compare_said(connection: Connection, said: Sequence[Mapping[str, Any]]) -> Counter[str]:
    """Count what `save_said` would find new, changed and unchanged, storing nothing."""
    counts: Counter[str] = Counter()
    for some in batches(said):
        held = _rows(connection, [one["message_id"] for one in some])
        for one in some:
            before = held.get(one["message_id"])
            is_same = before is not None and all(
                before[name] == one[name] for name in SAID if one.get(name) is not None
            )
            counts[_NEW if before is None else _UNCHANGED if is_same else _CHANGED] += 1
    return counts


def undo_import(
    connection: Connection, import_id: str, *, at: datetime | None = None, who: str = "", dry_run: bool = False
) -> Counter[str]:
    """Take an import back: its messages are what the other imports say, and those of which no other says anything go.

    Returns
    -------
    Counter
        `removed`, `restored` (they change) and `unchanged` messages.
    """
    ids = list(
        connection.scalars(
            select(_versions.message_id).where(_versions.import_id == import_id).order_by(_versions.message_id)
        )
    )
    counts: Counter[str] = Counter()
    for some in batches(ids):
        counts += _put_back(connection, import_id, some, dry_run=dry_run)
    if not dry_run:
        connection.execute(delete(message_versions).where(_versions.import_id == import_id))
        connection.execute(
            update(message_imports)
            .where(_imports.import_id == import_id)
            .values(undone_at=at or datetime.now(UTC), undone_by=who)
        )
    return counts


def _put_back(connection: Connection, import_id: str, ids: Sequence[str], *, dry_run: bool) -> Counter[str]:
    asked = (
        select(_versions.message_id, _versions.import_id, message_versions.c["values"])
        .join(message_imports, _imports.import_id == _versions.import_id)
        .where(_versions.message_id.in_(ids), _versions.import_id != import_id)
        .order_by(_imports.seq)
    )
    left: dict[str, list[tuple[str, Mapping[str, Any]]]] = {}
    for message_id, of_import, values in connection.execute(asked):
        left.setdefault(message_id, []).append((of_import, values))
    held = _rows(connection, ids)
    rows = [_row(key, said[-1][0], [_unpacked(values) for _, values in said], held[key]) for key, said in left.items()]
    gone = [key for key in ids if key not in left]
    n_restored = sum(_differ(held[row["message_id"]], row) for row in rows)
    if not dry_run:
        put(connection, messages, rows)
        drop_readings_of(connection, [row["message_id"] for row in rows if row["analysis_version"] is None])
        _remove(connection, gone)
    return Counter(removed=len(gone), restored=n_restored, unchanged=len(rows) - n_restored)


def _remove(connection: Connection, ids: Sequence[str]) -> None:
    drop_readings_of(connection, ids)
    if ids:
        connection.execute(delete(message_voices).where(message_voices.c.message_id.in_(ids)))
        connection.execute(delete(messages).where(_held.message_id.in_(ids)))


def _rows(connection: Connection, ids: Sequence[str]) -> dict[str, Mapping[str, Any]]:
    found = connection.execute(select(messages).where(_held.message_id.in_(ids))).mappings()
    return {row["message_id"]: dict(row) for row in found}


def _plain(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: row[name] for name in SAID if row[name] is not None}


def _row(
    message_id: str, import_id: str, said: Iterable[Mapping[str, Any]], before: Mapping[str, Any] | None
) -> dict[str, Any]:
    """Put together what imports said, the later over the earlier; a reading stays while the words stay."""
    row: dict[str, Any] = dict.fromkeys(SAID)
    for values in said:
        row |= values
    is_read = before is not None and before["fingerprint"] == row["fingerprint"]
    reading = {name: before[name] if before and is_read else None for name in ("traits", "terms", "analysis_version")}
    return {"message_id": message_id, "import_id": import_id, **row, **reading}


def _differ(before: Mapping[str, Any], row: Mapping[str, Any]) -> bool:
    return any(before[name] != row[name] for name in SAID)


def _version(said: Mapping[str, Any], import_id: str) -> dict[str, Any]:
    values = {name: said[name] for name in SAID if said.get(name) is not None}
    values["sent_at"] = values["sent_at"].astimezone(UTC).isoformat()
    return {"message_id": said["message_id"], "import_id": import_id, "values": values}


def _unpacked(values: Mapping[str, Any]) -> dict[str, Any]:
    return {**values, "sent_at": datetime.fromisoformat(values["sent_at"])}
