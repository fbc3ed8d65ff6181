"""People who sign in to the dashboard with a password: added, changed and removed, each noted in the audit log."""

import re
import unicodedata
from datetime import datetime

from sqlalchemy import Connection

from voc.config.problems import did_you_mean
from voc.errors import UsageError
from voc.privacy.passwords import hash_password
from voc.store import (
    Store,
    StoredUser,
    delete_user,
    find_user,
    load_users,
    save_user,
    set_password,
    set_role,
    write_audit,
)
from voc.store.audit import USER

_NAME = re.compile(r"[\w.@-]{1,64}")


def user_name(typed: str) -> str:
    """Return the name that a person is kept under: one spelling for capitals and Unicode forms.

    Examples
    --------
    >>> user_name(" Hana.Kim@Example.kr ")
    'hana.kim@example.kr'
    """
    return unicodedata.normalize("NFC", typed).strip().casefold()


def add_user(store: Store, typed: str, role: str, password: str, *, at: datetime, who: str) -> StoredUser:
    """Let a person in.

    Parameters
    ----------
    typed : str
        Up to 64 letters, digits and `. _ - @`.

    Raises
    ------
    UsageError
        The name or the password will not do, or there is somebody of that name.
    """
    name = _possible(typed)
    user = StoredUser(name, role, hash_password(password), at, at)
    with store.begin() as connection:
        _check_free(connection, name)
        save_user(connection, user)
        _note(connection, name, "added", at=at, who=who, role=role)
    return user


def look_at_user(store: Store, typed: str, *, is_new: bool) -> str:
    """Return the name of a person who could be added, or changed and removed; nothing is written.

    Raises
    ------
    UsageError
        The name will not do, is taken, or is nobody's.
    """
    with store.read() as connection:
        if not is_new:
            return _existing(connection, typed)
        name = _possible(typed)
        _check_free(connection, name)
        return name


def change_user(
    store: Store, typed: str, *, role: str | None = None, password: str | None = None, at: datetime, who: str
) -> None:
    """Give a person another role, another password (their sessions end), or both.

    Raises
    ------
    UsageError
        There is no such person, or the password will not do.
    """
    hashed = None if password is None else hash_password(password)
    with store.begin() as connection:
        name = _existing(connection, typed)
        if role is not None:
            set_role(connection, name, role)
            _note(connection, name, "role", at=at, who=who, role=role)
        if hashed is not None:
            set_password(connection, name, hashed, at)
            _note(connection, name, "password", at=at, who=who)


def remove_user(store: Store, typed: str, *, at: datetime, who: str) -> None:
    """Let a person in no more; their sessions end at once.

    Raises
    ------
    UsageError
        There is no such person.
    """
    with store.begin() as connection:
        name = _existing(connection, typed)
        delete_user(connection, name)
        _note(connection, name, "removed", at=at, who=who)


def _possible(typed: str) -> str:
    name = user_name(typed)
    if not _NAME.fullmatch(name):
        raise UsageError("A name has 1 to 64 letters, digits, '.', '_', '-' or '@', and no space. Choose another.")
    return name


def _check_free(connection: Connection, name: str) -> None:
    if find_user(connection, name):
        message = f"There is a user '{name}' already. Change them with: voc user set {name}"
        raise UsageError(message)


def _existing(connection: Connection, typed: str) -> str:
    name = user_name(typed)
    if find_user(connection, name) is None:
        names = [user.name for user in load_users(connection)]
        message = f"There is no user '{name}'{did_you_mean(name, names)}. `voc user list` names them all."
        raise UsageError(message)
    return name


def _note(connection: Connection, name: str, done: str, *, at: datetime, who: str, **about: str) -> None:
    write_audit(connection, USER, {"name": name, "done": done, **about}, at=at, who=who)
