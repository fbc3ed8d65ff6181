"""How a source shows who it is: plain headers, and tokens that are fetched and renewed."""

import json
import math
import time
from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NoReturn, Protocol

import jwt
from cryptography.exceptions import UnsupportedAlgorithm

from voc.errors import SourceError

# Asks a token endpoint: address and form fields in, JSON out.
Post = Callable[[str, Mapping[str, str]], Any]
# A token is renewed this long before it ends, so that it does not end under way.
_MARGIN_S = 60.0
_APPLE_LIFE_S, _GOOGLE_LIFE_S = 15 * 60, 3600
_APPLE_AUDIENCE = "appstoreconnect-v1"
# Where Google says tokens are had, whatever address they are asked at.
_GOOGLE_AUDIENCE = "https://oauth2.googleapis.com/token"
# Seconds that a token is taken to last where nothing sensible is said.
_SHORT_LIFE_S = 600.0


class Credentials(Protocol):
    """Puts headers on requests to the hosts of a source."""

    def headers(self, post: Post) -> Mapping[str, str]:
        """Return the headers; `post` asks for a token where one is needed."""

    def renew(self) -> bool:
        """Forget what was refused; False where nothing else could be shown."""


class _Unwritten:
    """Is kept in memory only."""

    def __reduce__(self) -> NoReturn:
        raise TypeError("credentials are never written down")


@dataclass(frozen=True)
class FixedHeaders(_Unwritten):
    """Headers that never change, such as a key."""

    values: Mapping[str, str] = field(repr=False)

    def headers(self, post: Post) -> Mapping[str, str]:  # noqa: ARG002 - the protocol's signature
        """Return them."""
        return self.values

    def renew(self) -> bool:
        """There is nothing else to show."""
        return False


def bearer(token: str) -> FixedHeaders:
    """Show a token that somebody else renews."""
    return FixedHeaders({"Authorization": f"Bearer {token}"})


def basic(user: str, password: str) -> FixedHeaders:
    """Show a user and a password."""
    return FixedHeaders({"Authorization": f"Basic {b64encode(f'{user}:{password}'.encode()).decode()}"})


@dataclass
class FetchedToken(_Unwritten):
    """A token that is had from an endpoint, kept until it ends, and had anew after a refusal.

    Attributes
    ----------
    url : str
        Of the endpoint.
    form : callable
        Makes the fields to send.
    """

    url: str
    form: Callable[[], Mapping[str, str]] = field(repr=False)
    clock: Callable[[], float] = time.time
    _token: str = field(default="", repr=False, init=False)
    _renew_at: float = field(default=0.0, init=False)

    def headers(self, post: Post) -> Mapping[str, str]:
        """Return the token, fetched first where there is none or it is about to end.

        Raises
        ------
        SourceError
            The endpoint gave none.
        """
        if not self._token or self.clock() >= self._renew_at:
            answer = post(self.url, self.form())
            token = answer.get("access_token") if isinstance(answer, dict) else None
            if not isinstance(token, str) or not token:
                raise SourceError("The token endpoint answered without an access token. Check the credentials.")
            life_s = _life_s(answer.get("expires_in"))
            self._token, self._renew_at = token, self.clock() + life_s - min(_MARGIN_S, life_s / 2)
        return {"Authorization": f"Bearer {self._token}"}

    def renew(self) -> bool:
        """Forget the token."""
        had_one, self._token = bool(self._token), ""
        return had_one


def _life_s(said: object) -> float:
    """Return how long a token lasts; some endpoints spell the number as a text."""
    try:
        life_s = float(said) if isinstance(said, int | float | str) else 0.0
    except (ValueError, OverflowError):
        life_s = 0.0
    return life_s if 0 < life_s < math.inf else _SHORT_LIFE_S


def client_credentials(url: str, client_id: str, client_secret: str, scope: str) -> FetchedToken:
    """Have tokens for an OAuth client (RFC 6749, section 4.4)."""
    fields = {
        "grant_type": "client_credentials",
        "client_id": client_id,
        "client_secret": client_secret,
        "scope": scope,
    }
    return FetchedToken(url, lambda: fields)


def google_credentials(content: str, url: str, scope: str, *, variable: str) -> FetchedToken:
    """Have tokens for a Google service account (RFC 7523), or for a user who has allowed it.

    Parameters
    ----------
    content : str
        The JSON file of the account's key, or of a user's credentials.
    url : str
        Where tokens are had; the address inside the file is not asked.
    variable : str
        Where the content stood, for messages.

    Raises
    ------
    SourceError
        It is neither.
    """
    try:
        facts = json.loads(content)
        if facts["type"] == "authorized_user":
            user = {name: str(facts[name]) for name in ("client_id", "client_secret", "refresh_token")}
            return FetchedToken(url, lambda: {"grant_type": "refresh_token", **user})
        email, key = str(facts["client_email"]), _line_breaks(str(facts["private_key"]))
        jwt.encode({}, key, algorithm="RS256")
    except (ValueError, KeyError, TypeError, jwt.PyJWTError, UnsupportedAlgorithm):
        message = (
            f"{variable} holds no service account key. Put the whole content of the JSON file there, or its path into "
            f"{variable}_FILE."
        )
        raise SourceError(message) from None  # The cause holds the key.
    key_id = {"kid": str(facts["private_key_id"])} if facts.get("private_key_id") else {}

    def form() -> Mapping[str, str]:
        now = int(time.time())
        claims = {"iss": email, "scope": scope, "aud": _GOOGLE_AUDIENCE, "iat": now, "exp": now + _GOOGLE_LIFE_S}
        grant = "urn:ietf:params:oauth:grant-type:jwt-bearer"
        return {"grant_type": grant, "assertion": jwt.encode(claims, key, algorithm="RS256", headers=key_id)}

    return FetchedToken(url, form)


@dataclass
class AppleToken(_Unwritten):
    """A signed token for App Store Connect, made here and made anew before it ends (ES256, 20 minutes at most).

    Attributes
    ----------
    key : str
        Content of the `.p8` file.
    """

    issuer_id: str
    key_id: str
    key: str = field(repr=False)
    variable: str
    clock: Callable[[], float] = time.time
    _token: str = field(default="", repr=False, init=False)
    _ends_at: float = field(default=0.0, init=False)

    def headers(self, post: Post) -> Mapping[str, str]:  # noqa: ARG002 - the protocol's signature
        """Return the token.

        Raises
        ------
        SourceError
            The key is none.
        """
        if not self._token or self.clock() >= self._ends_at - _MARGIN_S:
            self._sign()
        return {"Authorization": f"Bearer {self._token}"}

    def renew(self) -> bool:
        """Forget the token, so that another one is signed."""
        had_one, self._token = bool(self._token), ""
        return had_one

    def _sign(self) -> None:
        now = int(self.clock())
        claims = {"iss": self.issuer_id, "iat": now, "exp": now + _APPLE_LIFE_S, "aud": _APPLE_AUDIENCE}
        try:
            token = jwt.encode(claims, _line_breaks(self.key), algorithm="ES256", headers={"kid": self.key_id})
        except (ValueError, TypeError, jwt.PyJWTError, UnsupportedAlgorithm):
            message = f"{self.variable} holds no private key. Put the whole content of the .p8 file there."
            raise SourceError(message) from None  # The cause holds the key.
        self._token, self._ends_at = token, now + _APPLE_LIFE_S


def _line_breaks(key: str) -> str:
    """Undo the spelling of line breaks that keys from environment variables often have."""
    return key.replace("\\n", "\n")
