"""Sessions: signed cookies, so that nothing is kept on the server and nobody can write one for themselves."""

import hashlib
import secrets
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from http.cookies import SimpleCookie
from typing import Any

from itsdangerous import BadData, URLSafeSerializer

Clock = Callable[[], float]


@dataclass(frozen=True, slots=True)
class Session:
    """What a browser carries.

    Attributes
    ----------
    token : str
        What every form of this session sends along; others cannot know it.
    until : float
        When the session ends, in seconds since 1970.
    name : str or None
        Who is signed in.
    role : str or None
        What the sign-in service let them do; None where the store is asked each time.
    since : str or None
        When the password was set that opened the session.
    """

    token: str
    until: float
    name: str | None = None
    role: str | None = None
    since: str | None = None


@dataclass(frozen=True)
class SignedCookie:
    """Writes plain values into a cookie and reads them back if nobody else has touched them.

    Attributes
    ----------
    name : str
        Of the cookie.
    """

    name: str
    serializer: URLSafeSerializer
    is_encrypted: bool

    def read(self, cookies: Mapping[str, str]) -> dict[str, Any]:
        """Return the values; nothing where there is no such cookie or it is not ours."""
        try:
            found = self.serializer.loads(cookies.get(self.name, ""))
        except BadData:
            return {}
        return found if isinstance(found, dict) else {}

    def header(self, values: Mapping[str, Any], lasts_s: int) -> str:
        """Spell the header that puts it into a browser; without values, that takes it out."""
        cookie: SimpleCookie = SimpleCookie({self.name: self.serializer.dumps(values) if values else ""})
        morsel = cookie[self.name]
        morsel["path"], morsel["httponly"], morsel["samesite"] = "/", True, "Lax"
        morsel["max-age"] = lasts_s if values else 0
        morsel["secure"] = self.is_encrypted
        return morsel.OutputString()


def signed_cookie(purpose: str, key: bytes, *, is_encrypted: bool) -> SignedCookie:
    """Make the cookie of one purpose.

    Its name holds a mark of the key: two dashboards on one host, at two ports, share their cookies otherwise.
    """
    serializer = URLSafeSerializer(
        key, salt=f"voc {purpose}", signer_kwargs={"key_derivation": "hmac", "digest_method": hashlib.sha256}
    )
    mark = hashlib.blake2b(key, digest_size=4, person=b"cookie name").hexdigest()
    # Browsers take a name with this beginning only from the host itself, over TLS.
    return SignedCookie(f"{'__Host-' if is_encrypted else ''}voc_{purpose}_{mark}", serializer, is_encrypted)


class Sessions:
    """Opens, reads and writes sessions.

    Parameters
    ----------
    hours : int
        How long one lasts, from sign-in on.
    """

    def __init__(self, key: bytes, *, hours: int, is_encrypted: bool, clock: Clock) -> None:
        self._cookie = signed_cookie("session", key, is_encrypted=is_encrypted)
        self._lasts_s = hours * 3600
        self._clock = clock

    def new(self, name: str | None = None, role: str | None = None, since: str | None = None) -> Session:
        """Open a session with a token of its own."""
        return Session(secrets.token_urlsafe(24), self._clock() + self._lasts_s, name, role, since)

    def read(self, cookies: Mapping[str, str]) -> Session | None:
        """Return the session of a browser; None where there is none, it is over, or it is not ours."""
        try:
            found = Session(**self._cookie.read(cookies))
        except TypeError:
            return None
        return found if found.until > self._clock() else None

    def header(self, session: Session) -> str:
        """Spell the header that puts a session into a browser."""
        return self._cookie.header(asdict(session), max(1, round(session.until - self._clock())))
