"""Digests of frozen weeks: which webhook is owed which, which may be on its way, and which it has got."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, delete, select, update

from voc.store.batches import add
from voc.store.schema import digests

_held = digests.c


@dataclass(frozen=True, slots=True)
class Owed:
    """A digest that a webhook has not got, as far as is known.

    Attributes
    ----------
    begun_at : datetime or None
        When somebody began to send it and did not come back: it may have arrived.
    """

    week: str
    webhook: str
    begun_at: datetime | None = None


def owe_digests(connection: Connection, week: str, webhooks: Collection[str]) -> None:
    """Note who is to get the digest of a week; belongs in the transaction that freezes its brief."""
    add(connection, digests, [{"week": week, "webhook": one} for one in sorted(webhooks)])


def owed_digests(connection: Connection) -> list[Owed]:
    """List what is still owed, the earliest week first."""
    asked = select(_held.week, _held.webhook, _held.begun_at).where(_held.told_at.is_(None))
    return [Owed(**row) for row in connection.execute(asked.order_by(_held.week, _held.webhook)).mappings()]


def begin_digest(connection: Connection, owed: Owed, *, at: datetime) -> bool:
    """Take over sending a digest; False where somebody else has, or it has arrived."""
    change = update(digests).where(_is(owed), _held.begun_at.is_(None), _held.told_at.is_(None))
    return connection.execute(change.values(begun_at=at)).rowcount == 1


def end_digest(connection: Connection, owed: Owed, *, at: datetime) -> None:
    """Note that a digest is owed no more."""
    connection.execute(update(digests).where(_is(owed)).values(told_at=at))


def put_off_digest(connection: Connection, owed: Owed) -> None:
    """Note that a digest did not arrive, so that the next run sends it."""
    connection.execute(update(digests).where(_is(owed)).values(begun_at=None))


def drop_digest(connection: Connection, owed: Owed) -> None:
    """Owe a digest no more that nobody wants."""
    connection.execute(delete(digests).where(_is(owed)))


def _is(owed: Owed) -> ColumnElement[bool]:
    return (_held.week == owed.week) & (_held.webhook == owed.webhook)
