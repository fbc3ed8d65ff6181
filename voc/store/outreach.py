"""Cases of people to thank or to apologise to: who they are by hash, what happened, which posts belong to them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, delete, func, select

from voc.store.batches import add, batches, put
from voc.store.schema import documents, outreach_cases, outreach_contacts, outreach_documents, outreach_events

_case, _event, _link, _of = outreach_cases.c, outreach_events.c, outreach_documents.c, documents.c
DO_NOT_CONTACT = "do_not_contact"


@dataclass(frozen=True, slots=True)
class OutreachCase:
    """A case; one for each author of a source.

    Attributes
    ----------
    kind : str
        `thanks` or `apology`.
    state : str
        See `voc.planning.outreach.states`.
    remind_on : str or None
        Day in Seoul, YYYY-MM-DD, from which on it is due.
    keep_until : datetime or None
        Of a case that ended: from this moment on it must not be there.
    """

    case_id: str
    source: str
    author_hash: str
    kind: str
    state: str
    is_open: bool
    opened_at: datetime
    changed_at: datetime
    remind_on: str | None = None
    keep_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class OutreachEvent:
    """Something that happened to a case; `seq` counts from 1."""

    case_id: str
    seq: int
    at: datetime
    who: str
    action: str
    details: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class CasePost:
    """A post of a case, masked as the store holds it; `role` is `first` or `follow_up`."""

    case_id: str
    document_id: str
    role: str
    noticed_at: datetime
    source: str
    title: str | None
    text: str
    url: str | None
    created_at: datetime | None
    is_removed: bool


def fresh_case(case_id: str, author: tuple[str, str], kind: str, *, at: datetime, remind_on: str) -> OutreachCase:
    """Make the case of an author of a source as it stands when it is opened."""
    source, author_hash = author
    return OutreachCase(
        case_id, source, author_hash, kind, state="new", is_open=True, opened_at=at, changed_at=at, remind_on=remind_on
    )


def load_cases(
    connection: Connection, *, states: Collection[str] = (), kind: str | None = None, due_on: str | None = None
) -> list[OutreachCase]:
    """List cases: those that are due first, then the longest waiting.

    Parameters
    ----------
    due_on : str or None
        Only open ones that are due on this day.
    """
    conditions: list[ColumnElement[bool]] = [_case.state.in_(states)] if states else []
    conditions += [_case.kind == kind] if kind else []
    conditions += [_case.is_open, _case.remind_on <= due_on] if due_on else []
    rows = connection.execute(select(outreach_cases).where(*conditions)).mappings()
    cases = [OutreachCase(**row) for row in rows]
    return sorted(cases, key=lambda one: (not one.is_open, one.remind_on or "9999", one.opened_at, one.case_id))


def count_cases(connection: Connection, *, today: str) -> tuple[dict[str, int], int]:
    """Count the cases by state, and those that are due on a day."""
    rows = connection.execute(select(_case.state, func.count()).group_by(_case.state))
    by_state = {str(state): int(n) for state, n in rows}
    due = select(func.count()).select_from(outreach_cases).where(_case.is_open, _case.remind_on <= today)
    return by_state, connection.scalar(due) or 0


def find_case(connection: Connection, case_id: str) -> OutreachCase | None:
    """Find a case by its id; None where there is none."""
    row = connection.execute(select(outreach_cases).where(_case.case_id == case_id)).mappings().first()
    return None if row is None else OutreachCase(**row)


def states_of_authors(connection: Connection, sources: Collection[str]) -> dict[tuple[str, str], str]:
    """Return the state of the case of each author of these sources who has one."""
    asked = select(_case.source, _case.author_hash, _case.state).where(_case.source.in_(sorted(sources)))
    return {(row.source, row.author_hash): row.state for row in connection.execute(asked)}


def save_case(connection: Connection, case: OutreachCase) -> None:
    """Keep a case as it stands."""
    put(connection, outreach_cases, [asdict(case)])


def append_event(connection: Connection, event: OutreachEvent) -> None:
    """Add what happened; its number must be free, see `last_seq`."""
    add(connection, outreach_events, [asdict(event)])


def last_seq(connection: Connection, case_id: str) -> int:
    """Return the number of a case's last event; 0 without any."""
    return connection.scalar(select(func.max(_event.seq)).where(_event.case_id == case_id)) or 0


def load_events(connection: Connection, case_id: str) -> list[OutreachEvent]:
    """List what happened to a case, in order."""
    asked = select(outreach_events).where(_event.case_id == case_id).order_by(_event.seq)
    return [OutreachEvent(**row) for row in connection.execute(asked).mappings()]


def link_posts(connection: Connection, case_id: str, posts: Sequence[tuple[str, str]], at: datetime) -> None:
    """Let posts belong to a case: ids, each with its role."""
    rows = [{"case_id": case_id, "document_id": one, "role": role, "noticed_at": at} for one, role in posts]
    add(connection, outreach_documents, rows)


def linked_posts(connection: Connection, ids: Sequence[str]) -> set[str]:
    """Return those of these documents that belong to a case."""
    return {
        one
        for some in batches(sorted(ids))
        for one in connection.scalars(select(_link.document_id).where(_link.document_id.in_(some)))
    }


def case_posts(connection: Connection, case_ids: Collection[str]) -> dict[str, list[CasePost]]:
    """Load the posts of cases, the newest first."""
    found: dict[str, list[CasePost]] = {}
    for some in batches(sorted(case_ids)):
        asked = (
            select(outreach_documents, _of.source, _of.title, _of.text, _of.url, _of.created_at, _of.removed_at)
            .join(documents, _of.id == _link.document_id)
            .where(_link.case_id.in_(some), _of.forgotten.is_(False))
            .order_by(_of.created_at.desc(), _of.id)
        )
        for row in connection.execute(asked).mappings():
            values = {key: value for key, value in row.items() if key != "removed_at"}
            post = CasePost(**values, is_removed=row["removed_at"] is not None)
            found.setdefault(post.case_id, []).append(post)
    return found


def forget_case(connection: Connection, source: str, author_hash: str) -> None:
    """Erase what is kept of an author: contact, notes, posts. That nobody may write to them stays, as a keyed hash."""
    whose = (_case.source == source, _case.author_hash == author_hash)
    ids = list(connection.scalars(select(_case.case_id).where(*whose)))
    _empty(connection, ids)
    connection.execute(delete(outreach_cases).where(*whose, _case.state != DO_NOT_CONTACT))
    held = outreach_contacts.c
    connection.execute(delete(outreach_contacts).where(held.source == source, held.author_hash == author_hash))


def unlink_posts(connection: Connection, ids: Sequence[str]) -> None:
    """Take documents out of their cases; a case without any post left goes too, unless it says not to write."""
    for some in batches(sorted(ids)):
        cases = list(connection.scalars(select(_link.case_id).where(_link.document_id.in_(some)).distinct()))
        if not cases:
            continue
        connection.execute(delete(outreach_documents).where(_link.document_id.in_(some)))
        left = set(connection.scalars(select(_link.case_id).where(_link.case_id.in_(cases))))
        for case_id in sorted(set(cases) - left):
            case = find_case(connection, case_id)
            if case is not None:
                forget_case(connection, case.source, case.author_hash)


def drop_ended(connection: Connection, now: datetime) -> int:
    """Erase cases whose time is over, with their contacts."""
    over = select(_case.source, _case.author_hash).where(_case.keep_until <= now)
    gone = [tuple(row) for row in connection.execute(over)]
    for source, author_hash in gone:
        forget_case(connection, source, author_hash)
    return len(gone)


def _empty(connection: Connection, case_ids: Sequence[str]) -> None:
    for some in batches(case_ids):
        connection.execute(delete(outreach_events).where(_event.case_id.in_(some)))
        connection.execute(delete(outreach_documents).where(_link.case_id.in_(some)))
