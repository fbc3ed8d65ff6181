"""All that decides who gets in, made once for an application from its configuration."""

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from starlette.requests import Request

from voc.config.dashboard import DashboardSection
from voc.dashboard.access.attempts import PER_PEER, PER_USER, Attempts
from voc.dashboard.access.sessions import Clock, Sessions
from voc.dashboard.access.ways import Alone, Forwarded, Passwords, Vouched, Way
from voc.privacy import hash_handle, load_or_create_key
from voc.privacy.passwords import hash_of_nobody
from voc.steps.audit_log import acting
from voc.steps.workplace import Workplace

if TYPE_CHECKING:
    from voc.dashboard.access.provider import Provider

_KEY_FILE = "session.key"
_WITHOUT_KEY = "Delete it to have a new one made; everybody signs in again then."
_HERE = "이 컴퓨터"


@dataclass(frozen=True)
class Door:
    """What decides who gets in.

    Attributes
    ----------
    per_user, per_peer : Attempts
        How often a name was tried, and how often from an address.
    provider : Provider or None
        The company's sign-in, where that is the way.
    """

    section: DashboardSection
    key: bytes
    sessions: Sessions
    way: Way
    per_user: Attempts
    per_peer: Attempts
    provider: "Provider | None"

    @property
    def public_host(self) -> str | None:
        """The name under which people open the dashboard."""
        return urlsplit(self.section.public_url).hostname if self.section.public_url else None

    def mark(self, name: str) -> str:
        """Name a person in the log without their name: 12 hexadecimal digits, the same as long as the key is."""
        return hash_handle(name, self.key)[:12]


def make_door(place: Workplace, clock: Clock = time.time) -> Door:
    """Make it.

    Raises
    ------
    HandleKeyError
        The key of the sessions cannot be used.
    SourceError
        The secret of the company's sign-in is not there.
    """
    section = place.settings.dashboard
    key = load_or_create_key(
        section.session_key_env, place.author_key_file.with_name(_KEY_FILE), without_key=_WITHOUT_KEY
    )
    provider = None
    if section.sign_in == "oidc":
        # Loaded here: its library takes time, and most have no such sign-in.
        from voc.dashboard.access.provider import Provider  # noqa: PLC0415 - see above

        provider = Provider(section, key, clock)
    if section.sign_in == "password":
        hash_of_nobody()
    sessions = Sessions(key, hours=section.session_hours, is_encrypted=section.is_encrypted, clock=clock)
    return Door(section, key, sessions, _way(place), Attempts(PER_USER, clock), Attempts(PER_PEER, clock), provider)


def door_of(request: Request) -> Door:
    """Return the door of the application that a request came to."""
    door: Door = request.app.state.door
    return door


def _way(place: Workplace) -> Way:
    section = place.settings.dashboard
    ways: dict[str, Way] = {
        "none": Alone(acting() or _HERE),
        "password": Passwords(place.store),
        "proxy": Forwarded(section),
        "oidc": Vouched(),
    }
    return ways[section.sign_in]
