"""How a source shows who it is: plain headers, and tokens that are fetched and renewed."""

import json
import time
from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

import jwt

from voc.errors import SourceError

# Asks a token endpoint: address and form fields in, JSON out.
Post = Callable[[str, Mapping[str, str]], Any]
# A token is renewed this long before it ends, so that it does not end under way.
_MARGIN_S = 60.0
_APPLE_LIFE_S, _GOOGLE_LIFE_S = 15 * 60, 3600
_APPLE_AUDIENCE = "appstoreconnect-v1"


class Credentials(Protocol):
    """Puts headers on requests to the hosts of a source."""

    def headers(self, post: Post) -> Mapping[str, str]:
        """Return the headers; `post` asks for a token where one is needed."""

    def renew(self) -> bool:
        """Forget what was refused; False where nothing else could be shown."""


@dataclass(frozen=True)
class FixedHeaders:
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
class FetchedToken:
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
    _token: str = field(default="", repr=False)
    _ends_at: float = 0.0

    def headers(self, post: Post) -> Mapping[str, str]:
        """Return the token, fetched first where there is none or it is about to end.

        Raises
        ------
        SourceError
            The endpoint gave none.
        """
        if not self._token or self.clock() >= self._ends_at - _MARGIN_S:
            answer = post(self.url, self.form())
            token = answer.get("access_token") if isinstance(answer, dict) else None
            if not isinstance(token, str) or not token:
                raise SourceError("The token endpoint answered without an access token. Check the credentials.")
            life = answer.get("expires_in")
            self._token, self._ends_at = token, self.clock() + (life if isinstance(life, int | float) else 600)
        return {"Authorization": f"Bearer {self._token}"}

    def renew(self) -> bool:
        """Forget the token."""
        had_one, self._token = bool(self._token), ""
        return had_one


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
        kind = facts["type"]
        if kind == "authorized_user":
            user = {name: str(facts[name]) for name in ("client_id", "client_secret", "refresh_token")}
            return FetchedToken(url, lambda: {"grant_type": "refresh_token", **user})
        email, key = str(facts["client_email"]), str(facts["private_key"])
        jwt.encode({}, key, algorithm="RS256")
    except (ValueError, KeyError, TypeError, jwt.PyJWTError) as error:
        message = (
            f"{variable} holds no service account key. Put the whole content of the JSON file there, or its path into "
            f"{variable}_FILE."
        )
        raise SourceError(message) from error

    def form() -> Mapping[str, str]:
        now = int(time.time())
        claims = {"iss": email, "scope": scope, "aud": url, "iat": now, "exp": now + _GOOGLE_LIFE_S}
        grant = "urn:ietf:params:oauth:grant-type:jwt-bearer"
        return {"grant_type": grant, "assertion": jwt.encode(claims, key, algorithm="RS256")}

    return FetchedToken(url, form)


@dataclass
class AppleToken:
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
    _token: str = field(default="", repr=False)
    _ends_at: float = 0.0

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
        """Sign another one; once in its life, as a wrong key stays wrong."""
        had_one, self._token = bool(self._token), ""
        return had_one

    def _sign(self) -> None:
        now = int(self.clock())
        claims = {"iss": self.issuer_id, "iat": now, "exp": now + _APPLE_LIFE_S, "aud": _APPLE_AUDIENCE}
        # A key from an environment variable often has its line breaks spelled out.
        key = self.key.replace("\\n", "\n")
        try:
            self._token = jwt.encode(claims, key, algorithm="ES256", headers={"kid": self.key_id})
        except (ValueError, TypeError, jwt.PyJWTError) as error:
            message = f"{self.variable} holds no private key. Put the whole content of the .p8 file there."
            raise SourceError(message) from error
        self._ends_at = now + _APPLE_LIFE_S
