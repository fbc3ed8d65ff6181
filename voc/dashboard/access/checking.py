"""Checking a name and a password: as often as is allowed, in the same time for people who do not exist."""

from dataclasses import dataclass
from threading import BoundedSemaphore

from voc.dashboard.access.attempts import peer_key
from voc.dashboard.access.door import Door
from voc.privacy.passwords import is_password
from voc.steps.users import user_name
from voc.store import Store, StoredUser, find_user

# Each check takes 64 MiB.
_at_once = BoundedSemaphore(2)


@dataclass(frozen=True, slots=True)
class Checked:
    """How an attempt ended.

    Attributes
    ----------
    user : StoredUser or None
        Who it is, if they are who they say.
    wait_s : float
        How long to wait for the next attempt; 0 where nobody has to.
    """

    user: StoredUser | None = None
    wait_s: float = 0.0


def check(door: Door, store: Store, typed: str, password: str, peer: str) -> Checked:
    """Check an attempt of somebody at an address."""
    name, near = user_name(typed), peer_key(peer)
    # Whoever is stopped already cannot go on to stop others.
    wait_s = door.per_peer.begin(near) or door.per_user.begin(name)
    if wait_s:
        return Checked(wait_s=wait_s)
    with store.read() as connection:
        found = find_user(connection, name)
    with _at_once:
        is_theirs = is_password(password, found.password_hash if found else None)
    if not is_theirs:
        return Checked()
    door.per_user.forgive(name)
    door.per_peer.take_back(near)
    return Checked(found)
