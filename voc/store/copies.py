"""Copies in the store: every night links what came in, and looks at the rest only where it may be the same.

What was linked before stays together: new documents are set against the groups with which they share a key, by one
member each, so that a post that thousands have pasted costs no more than one. Only the groups of documents that were
edited or went away are taken apart and linked anew.

An original that was cleared of the store is counted in a week that stands: it stays the original of its group, whose
members speak for it, so that none of them becomes a second voice.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection, bindparam, delete, func, or_, select, update

from voc.dedupe import CopyCandidate, CopyKeys, Groups, copy_keys, is_near_identical, join_near
from voc.store.batches import add, batches
from voc.store.marks import mark_weeks
from voc.store.schema import copy_keys as keys_table
from voc.store.schema import documents, revisions

_held = documents.c
_head = func.coalesce(_held.copy_of, _held.id)


@dataclass(frozen=True, slots=True)
class _Loose:
    """Documents whose links are to be found anew.

    Attributes
    ----------
    heads : mapping of str to str
        Every document to the original of the group that it was in.
    rows : mapping of str to CopyCandidate
        Those that have words.
    keys : mapping of str to CopyKeys
        Of those that have words.
    changed : frozenset of str
        Those that came in or changed, rather than being linked to one that did.
    """

    heads: Mapping[str, str]
    rows: Mapping[str, CopyCandidate]
    keys: Mapping[str, CopyKeys]
    changed: frozenset[str]

    @property
    def of_cleared(self) -> dict[str, str]:
        """The documents whose original was cleared, each with that original."""
        return {one: head for one, head in self.heads.items() if head not in self.heads}


@dataclass(frozen=True, slots=True)
class _Met:
    """A group that stays as it is and shares a key: one member that does, and whether others do too."""

    original: str
    member: str
    is_crowd: bool


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
    heads, waiting = _groups_of(connection, changed)
    rows = _candidates(connection, heads)
    loose = _Loose(heads, rows, {key: copy_keys(row) for key, row in rows.items()}, waiting)
    _renew_keys(connection, changed, loose)
    _relink(connection, loose)
    connection.execute(
        update(documents).where(_held.id == bindparam("key")).values(linked=True), [{"key": key} for key in changed]
    )
    return len(changed)


def _groups_of(connection: Connection, ids: Sequence[str]) -> tuple[dict[str, str], frozenset[str]]:
    """List these documents and everybody who is linked to them, each with the original it has now; and who waits."""
    originals: set[str] = set()
    for some in batches(ids):
        originals.update(connection.scalars(select(_head).where(_held.id.in_(some))))
    heads: dict[str, str] = {}
    waiting: set[str] = set()
    for some in batches(sorted(originals)):
        group = select(_held.id, _head.label("head"), _held.linked)
        for row in connection.execute(group.where(or_(_held.id.in_(some), _held.copy_of.in_(some)))):
            heads[row.id] = row.head
            if not row.linked:
                waiting.add(row.id)
    return heads, frozenset(waiting)


def _renew_keys(connection: Connection, changed: Sequence[str], loose: _Loose) -> None:
    for some in batches(changed):
        connection.execute(delete(keys_table).where(keys_table.c.document_id.in_(some)))
        pairs = {
            (key, document_id)
            for document_id in some
            if document_id in loose.keys
            for key in _all_keys(loose, document_id)
        }
        add(connection, keys_table, [{"key": key, "document_id": document_id} for key, document_id in sorted(pairs)])


def _all_keys(loose: _Loose, document_id: str) -> tuple[int, ...]:
    keys = loose.keys[document_id]
    return (*keys.same, *keys.near)


def _relink(connection: Connection, loose: _Loose) -> None:
    met = _meetings(connection, loose)
    heads = {one.original for of_key in met.values() for one in of_key}
    originals = _candidates(connection, heads)
    cleared = {*loose.of_cleared.values(), *_missing(connection, heads - originals.keys())}
    # An original without words waits for its own turn, and takes its group along.
    met = {key: [one for one in found if one.original in originals.keys() | cleared] for key, found in met.items()}
    everyone = {**loose.rows, **originals}
    # What was cleared is counted for good, so that no other can be the original of its group.
    groups = Groups([*sorted(cleared), *(row.id for row in sorted(everyone.values(), key=lambda row: row.order))])
    _join_cleared(connection, loose, groups)
    _join_loose(loose, groups)
    _join_settled(connection, loose, met, groups)
    links = {one: None if (first := groups.first(one)) == one else first for one in everyone}
    wanted = {one: links[one] for one in loose.rows}
    wanted.update(_silent_links(connection, loose, wanted))
    _write(connection, {one: link for one, link in wanted.items() if (link or one) != loose.heads[one]})
    _write(connection, _followers(connection, {one: link for one in originals if (link := links[one])}))


def _missing(connection: Connection, ids: Collection[str]) -> set[str]:
    """Name those that are not in the store any more."""
    held = {
        document_id
        for some in batches(sorted(ids))
        for document_id in connection.scalars(select(_held.id).where(_held.id.in_(some)))
    }
    return set(ids) - held


def _join_cleared(connection: Connection, loose: _Loose, groups: Groups) -> None:
    """Leave copies of what was cleared as they are; one that changed only if it says the same as before."""
    members = {one: head for one, head in loose.of_cleared.items() if one in loose.rows}
    before = _former_texts(connection, [one for one in members if one in loose.changed])
    for member, head in sorted(members.items()):
        row = loose.rows[member]
        if member not in loose.changed or (member in before and _says_still(row, before[member])):
            groups.join(head, member)


def _former_texts(connection: Connection, ids: Collection[str]) -> dict[str, str]:
    """Load what documents said before they were changed last; nothing where their source had that erased."""
    held = revisions.c
    found: dict[str, str] = {}
    for some in batches(sorted(ids)):
        asked = select(held.document_id, held.text).where(held.document_id.in_(some)).order_by(held.revision)
        found.update((row.document_id, row.text or "") for row in connection.execute(asked))
    return found


def _says_still(row: CopyCandidate, text: str) -> bool:
    former = replace(row, text=text)
    return former.folded == row.folded or (former.is_long and row.is_long and is_near_identical(former, row))


def _meetings(connection: Connection, loose: _Loose) -> dict[int, list[_Met]]:
    """Find the groups that share a key with a loose document, by key.

    What waits to be linked itself is left out: it will meet the others.
    """
    wanted = {key for document_id in loose.rows for key in _all_keys(loose, document_id)}
    parts = (keys_table.c.key, _head.label("head"), _held.linked)
    # Asked for with `where`, the linked ones would be looked for first, and these are all there are.
    asked = (
        select(*parts, func.min(_held.id).label("member"), func.count().label("n"))
        .select_from(keys_table)
        .join(documents, _held.id == keys_table.c.document_id)
        .group_by(*parts)
    )
    met: defaultdict[int, list[_Met]] = defaultdict(list)
    for some in batches(sorted(wanted)):
        for row in connection.execute(asked.where(keys_table.c.key.in_(some))):
            if row.linked and row.head not in loose.heads:
                met[row.key].append(_Met(row.head, row.member, is_crowd=row.n > 1))
    return met


def _join_loose(loose: _Loose, groups: Groups) -> None:
    """Join the loose documents with one another."""
    first_with: dict[int, str] = {}
    near: defaultdict[int, list[CopyCandidate]] = defaultdict(list)
    for row in sorted(loose.rows.values(), key=lambda row: row.order):
        for key in loose.keys[row.id].same:
            groups.join(first_with.setdefault(key, row.id), row.id)
        for key in loose.keys[row.id].near:
            near[key].append(row)
    for bucket in near.values():
        join_near(bucket, groups)


def _join_settled(connection: Connection, loose: _Loose, met: Mapping[int, Sequence[_Met]], groups: Groups) -> None:
    """Join the loose documents with the groups that stay as they are."""
    for document_id, keys in sorted(loose.keys.items()):
        for one in (one for key in keys.same for one in met.get(key, ())):
            groups.join(one.original, document_id)
    near = [
        (document_id, key, one)
        for document_id, keys in sorted(loose.keys.items())
        for key in keys.near
        for one in met.get(key, ())
    ]
    members = _candidates(connection, {one.member for _, _, one in near})
    for document_id, _, one in near:
        _join_if_near(loose.rows[document_id], one.original, [members[one.member]], groups)
    # Only where the one member differs are the others asked, so that a crowd of one wording is one comparison.
    crowds: dict[tuple[int, str], list[CopyCandidate]] = {}
    for document_id, key, one in near:
        if one.is_crowd and groups.first(document_id) != groups.first(one.original):
            if (key, one.original) not in crowds:
                crowds[key, one.original] = _wordings(connection, key, one.original)
            _join_if_near(loose.rows[document_id], one.original, crowds[key, one.original], groups)


def _join_if_near(row: CopyCandidate, original: str, others: Iterable[CopyCandidate], groups: Groups) -> None:
    if groups.first(row.id) != groups.first(original) and any(is_near_identical(row, other) for other in others):
        groups.join(original, row.id)


def _wordings(connection: Connection, key: int, original: str) -> list[CopyCandidate]:
    """Load the members of a group that share a key, one for each wording."""
    asked = select(_held.id).join(keys_table, keys_table.c.document_id == _held.id)
    members = connection.scalars(asked.where(keys_table.c.key == key, _head == original)).all()
    return list({row.folded: row for row in _candidates(connection, members).values()}.values())


def _silent_links(connection: Connection, loose: _Loose, wanted: Mapping[str, str | None]) -> dict[str, str | None]:
    """Place the members without text: a forgotten copy stays a copy, whatever became of its original."""
    heads, of_cleared = loose.heads, loose.of_cleared
    silent = sorted(set(heads) - set(wanted))
    forgotten = [
        document_id
        for some in batches(silent)
        for document_id in connection.scalars(select(_held.id).where(_held.id.in_(some), _held.forgotten.is_(True)))
    ]
    heirs: dict[str, str] = {}
    # The old original itself, else the first who still speaks, else the first of the forgotten.
    for member in (*sorted(wanted, key=lambda one: (heads[one] != one, one)), *sorted(forgotten)):
        heirs.setdefault(heads[member], member)
    links: dict[str, str | None] = dict.fromkeys(silent)
    for member in forgotten:
        heir = heirs[heads[member]]
        original = of_cleared.get(member) or wanted.get(heir) or heir
        links[member] = None if original == member else original
    return links


def _followers(connection: Connection, onward: Mapping[str, str]) -> dict[str, str | None]:
    """List the members of groups whose original turned out to be a copy, each with the new original."""
    moved: dict[str, str | None] = {}
    for some in batches(sorted(onward)):
        group = select(_held.id, _head.label("head")).where(or_(_held.id.in_(some), _held.copy_of.in_(some)))
        moved.update((row.id, onward[row.head]) for row in connection.execute(group))
    return moved


def _write(connection: Connection, links: Mapping[str, str | None]) -> None:
    if links:
        connection.execute(
            update(documents).where(_held.id == bindparam("key")).values(copy_of=bindparam("original")),
            [{"key": member, "original": original} for member, original in sorted(links.items())],
        )
        mark_weeks(connection, links)


def _candidates(connection: Connection, ids: Collection[str]) -> dict[str, CopyCandidate]:
    """Load those of the documents that have words."""
    columns = (_held.id, _held.source, _held.kind, _held.text, _held.author_hash, _held.url, _held.created_at)
    live = select(*columns).where(_held.removed_at.is_(None), _held.forgotten.is_(False))
    return {
        row["id"]: CopyCandidate(**row)
        for some in batches(sorted(ids))
        for row in connection.execute(live.where(_held.id.in_(some))).mappings()
    }
