"""Copies in the store: every night links what came in, and never looks at the rest."""

from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import Connection, bindparam, delete, or_, select, update

from voc.dedupe import CopyCandidate, copy_keys, find_copies
from voc.store.batches import add, batches
from voc.store.marks import mark_weeks
from voc.store.schema import copy_keys as keys_table
from voc.store.schema import documents

_held = documents.c


def link_copies(connection: Connection, *, limit: int = 5000) -> int:
    """Link the next documents that came in, changed or went away since the last call; repeat until it returns 0.

    The links are those of `voc.dedupe.find_copies` on all documents at once, whatever the order in which the
    documents arrived.

    Returns
    -------
    int
        Documents looked at.
    """
    changed = connection.scalars(select(_held.id).where(_held.linked.is_(False)).order_by(_held.id).limit(limit)).all()
    if not changed:
        return 0
    near = _neighbours(connection, _renew_keys(connection, changed)) | set(changed)
    _relink(connection, _whole_groups(connection, near))
    connection.execute(
        update(documents).where(_held.id == bindparam("key")).values(linked=True), [{"key": key} for key in changed]
    )
    return len(changed)


def _renew_keys(connection: Connection, changed: Sequence[str]) -> set[int]:
    found: set[int] = set()
    for some in batches(changed):
        connection.execute(delete(keys_table).where(keys_table.c.document_id.in_(some)))
        pairs: set[tuple[int, str]] = set()
        for row in _candidates(connection, some):
            keys = copy_keys(row)
            pairs.update((key, row.id) for key in (*keys.same, *keys.near))
        add(connection, keys_table, [{"key": key, "document_id": document_id} for key, document_id in sorted(pairs)])
        found.update(key for key, _ in pairs)
    return found


def _neighbours(connection: Connection, keys: Collection[int]) -> set[str]:
    held = keys_table.c
    return {
        document_id
        for some in batches(sorted(keys))
        for document_id in connection.scalars(select(held.document_id).where(held.key.in_(some)).distinct())
    }


def _whole_groups(connection: Connection, ids: Iterable[str]) -> dict[str, str | None]:
    """Add everybody who is linked to these documents: id to the original it has now."""
    roots: set[str] = set()
    for some in batches(sorted(ids)):
        for row in connection.execute(select(_held.id, _held.copy_of).where(_held.id.in_(some))):
            roots.add(row.copy_of or row.id)
    members: dict[str, str | None] = {}
    for some in batches(sorted(roots)):
        group = select(_held.id, _held.copy_of).where(or_(_held.id.in_(some), _held.copy_of.in_(some)))
        members.update((row.id, row.copy_of) for row in connection.execute(group))
    return members


def _relink(connection: Connection, members: dict[str, str | None]) -> None:
    rows = [row for some in batches(sorted(members)) for row in _candidates(connection, some)]
    links = find_copies(rows)
    wanted: dict[str, str | None] = {row.id: links.get(row.id) for row in rows}
    wanted.update(_silent_links(connection, members, wanted))
    moved = sorted(member for member, original in members.items() if wanted[member] != original)
    if moved:
        connection.execute(
            update(documents).where(_held.id == bindparam("key")).values(copy_of=bindparam("original")),
            [{"key": member, "original": wanted[member]} for member in moved],
        )
        mark_weeks(connection, moved)


def _silent_links(
    connection: Connection, members: dict[str, str | None], wanted: dict[str, str | None]
) -> dict[str, str | None]:
    """Place the members without text: a forgotten copy stays a copy, whatever became of its original."""
    silent = sorted(set(members) - set(wanted))
    forgotten = [
        document_id
        for some in batches(silent)
        for document_id in connection.scalars(select(_held.id).where(_held.id.in_(some), _held.forgotten.is_(True)))
    ]
    heads = {member: original or member for member, original in members.items()}
    heirs: dict[str, str] = {}
    # The old original itself, else the first who still speaks, else the first of the forgotten.
    for member in (*sorted(wanted, key=lambda one: (heads[one] != one, one)), *sorted(forgotten)):
        heirs.setdefault(heads[member], member)
    links: dict[str, str | None] = dict.fromkeys(silent)
    for member in forgotten:
        heir = heirs[heads[member]]
        original = wanted.get(heir) or heir
        links[member] = None if original == member else original
    return links


def _candidates(connection: Connection, ids: Sequence[str]) -> list[CopyCandidate]:
    columns = (_held.id, _held.source, _held.kind, _held.text, _held.author_hash, _held.url, _held.created_at)
    live = select(*columns).where(_held.id.in_(ids), _held.removed_at.is_(None), _held.forgotten.is_(False))
    return [CopyCandidate(**row) for row in connection.execute(live).mappings()]
