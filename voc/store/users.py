"""People who sign in to the dashboard with a password of their own."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, delete, select, update

from voc.store.batches import add
from voc.store.schema import users


@dataclass(frozen=True, slots=True)
class StoredUser:
    """A person with a password.

    Attributes
    ----------
    role : str
        `reader`, `editor` or `admin`.
    password_hash : str
        Never shown.
    """

    name: str
    role: str
    password_hash: str = field(repr=False)
    added_at: datetime
    password_set_at: datetime


def load_users(connection: Connection) -> list[StoredUser]:
    """List everybody by name."""
    return [StoredUser(**row) for row in connection.execute(select(users).order_by(users.c.name)).mappings()]


def find_user(connection: Connection, name: str) -> StoredUser | None:
    """Find a person by the exact name; None where there is none."""
    row = connection.execute(select(users).where(users.c.name == name)).mappings().first()
    return None if row is None else StoredUser(**row)


def save_user(connection: Connection, user: StoredUser) -> None:
    """Add a person; one of that name who is there already stays as they are."""
    row = {column.name: getattr(user, column.name) for column in users.columns}
    add(connection, users, [row])


def set_role(connection: Connection, name: str, role: str) -> None:
    """Give a person another role."""
    connection.execute(update(users).where(users.c.name == name).values(role=role))


def set_password(connection: Connection, name: str, password_hash: str, at: datetime) -> None:
    """Give a person another password, and end their sessions with it."""
    changed = {"password_hash": password_hash, "password_set_at": at}
    connection.execute(update(users).where(users.c.name == name).values(changed))


def delete_user(connection: Connection, name: str) -> None:
    """Take a person out."""
    connection.execute(delete(users).where(users.c.name == name))
