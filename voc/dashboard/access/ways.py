"""The ways of knowing who asks: nobody else can, a password, a proxy's word, the company's sign-in."""

from collections.abc import Iterable
from ipaddress import ip_address
from typing import Protocol

from starlette.concurrency import run_in_threadpool
from starlette.requests import HTTPConnection

from voc.config.dashboard import ROLE_NAMES, DashboardSection, Proxy, Role
from voc.dashboard.access.people import User
from voc.dashboard.access.sessions import Session
from voc.store import Store, find_user

_LONGEST_NAME = 200


class Way(Protocol):
    """A way of knowing who asks."""

    async def user(self, session: Session, connection: HTTPConnection) -> User | None:
        """Return who asks; None where nobody is known."""


class Alone:
    """Whoever sits at this machine, and may do everything; nobody who comes over a network or through a proxy."""

    def __init__(self, name: str) -> None:
        self._user = User(name, "admin")

    async def user(self, _session: Session, connection: HTTPConnection) -> User | None:
        """Let in whom nobody has forwarded."""
        is_forwarded = any(name in connection.headers for name in ("X-Forwarded-For", "Forwarded"))
        return self._user if is_loopback(connection.state.peer) and not is_forwarded else None


class Passwords:
    """People of the store's own; who they are and what they may is looked up with every request."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def user(self, session: Session, _connection: HTTPConnection) -> User | None:
        """Return who opened the session, unless they were removed or their password was changed since."""
        return None if session.name is None else await run_in_threadpool(self._find, session.name, session.since)

    def _find(self, name: str, since: str | None) -> User | None:
        with self._store.read() as connection:
            found = find_user(connection, name)
        if found is None or found.password_set_at.isoformat() != since:
            return None
        return User(found.name, as_role(found.role))


class Forwarded:
    """Whom a trusted proxy names in a header."""

    def __init__(self, section: DashboardSection) -> None:
        self._section = section

    async def user(self, _session: Session, connection: HTTPConnection) -> User | None:
        """Return whom the proxy names; a name from anybody else, or a second one, counts for nothing."""
        proxy: Proxy = self._section.proxy
        names = connection.headers.getlist(proxy.user_header)
        if not connection.state.is_forwarded or len(names) != 1:
            return None
        groups = ",".join(connection.headers.getlist(proxy.groups_header))
        return known_by_groups(_decoded(names[0]), (one.strip() for one in _decoded(groups).split(",")), self._section)


class Vouched:
    """People whom the company's sign-in has vouched for when the session began."""

    async def user(self, session: Session, _connection: HTTPConnection) -> User | None:
        """Return who opened the session."""
        if session.name is None or session.role is None:
            return None
        return User(session.name, as_role(session.role))


def known_by_groups(name: str, groups: Iterable[str], section: DashboardSection) -> User | None:
    """Give a person the highest role of their groups; None where none of them may even look."""
    roles = [section.groups[one] for one in groups if one in section.groups]
    if not roles and section.default_role != "none":
        roles = [section.default_role]
    if not roles or not name.strip() or len(name) > _LONGEST_NAME or not name.isprintable():
        return None
    return User(name.strip(), max(roles, key=tuple(ROLE_NAMES).index))


def as_role(spelled: str) -> Role:
    """Read a role.

    Raises
    ------
    ValueError
        There is none of that name.
    """
    roles: dict[str, Role] = {"reader": "reader", "editor": "editor", "admin": "admin"}
    if spelled not in roles:
        message = f"There is no role '{spelled}'."
        raise ValueError(message)
    return roles[spelled]


def is_loopback(address: str) -> bool:
    """Tell whether an address is that of this machine."""
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False


def _decoded(header: str) -> str:
    # Servers hand headers over as Latin-1; proxies write names as UTF-8.
    try:
        return header.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return header
