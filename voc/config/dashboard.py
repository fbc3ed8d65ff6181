"""dashboard.yaml: who may open the dashboard, how they sign in, and how large a file they may hand in."""

import re
from collections.abc import Mapping
from ipaddress import ip_network
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, model_validator

from voc.config.checks import Address, EnvName, Text
from voc.config.problems import clip
from voc.config.section import Section

SignIn = Literal["none", "password", "proxy", "oidc"]
Role = Literal["reader", "editor", "admin"]

# In the order of what they may: each may also what stands before it.
ROLE_NAMES: Mapping[str, str] = {"reader": "보기", "editor": "편집", "admin": "관리"}

LOOPBACK_NAMES = ("localhost", "127.0.0.1", "::1")
_HEADER = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,63}")
_HOST = re.compile(r"[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?")


def _check_network(value: str) -> str:
    try:
        return str(ip_network(value.strip()))
    except ValueError as error:
        message = f"'{clip(value)}' is no address or network; expected something like 10.0.0.7 or 10.0.0.0/24"
        raise ValueError(message) from error


def _check_header(value: str) -> str:
    if not _HEADER.fullmatch(value):
        message = f"'{clip(value)}' is no name of a header; expected letters, digits and -, such as X-Forwarded-User"
        raise ValueError(message)
    return value


def _check_host(value: str) -> str:
    if not _HOST.fullmatch(value):
        message = f"'{clip(value)}' is no name of a host; expected something like oauth2.example.com"
        raise ValueError(message)
    return value


def _check_origin(value: str) -> str:
    parts = urlsplit(value)
    if parts.path or parts.query:
        message = f"'{clip(value)}' leads into a folder; the dashboard needs a host of its own: https://voc.example.kr"
        raise ValueError(message)
    return value


def _check_secure(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme != "https" and parts.hostname not in LOOPBACK_NAMES:
        message = f"'{clip(value)}' is not encrypted; expected an address that begins with https://"
        raise ValueError(message)
    return value


Network = Annotated[str, AfterValidator(_check_network)]
HeaderName = Annotated[str, AfterValidator(_check_header)]
HostName = Annotated[str, AfterValidator(_check_host)]
Origin = Annotated[Address, AfterValidator(_check_origin)]
Issuer = Annotated[Address, AfterValidator(_check_secure)]


class Oidc(Section):
    """The company's sign-in service, an OpenID provider.

    Attributes
    ----------
    issuer : str or None
        Its address, exactly as it calls itself.
    client_secret_env : str
        Name of the environment variable with the secret; the secret itself is never in a file.
    name_claim : str
        Which claim names the person; without it `preferred_username`, `email`, `sub` in this order.
    groups_claim : str
        Which claim lists the person's groups.
    other_hosts : tuple of str
        Hosts beside the issuer's own that its token and key addresses may lie on.
    """

    issuer: Issuer | None = None
    client_id: Text | None = None
    client_secret_env: EnvName = "VOC_OIDC_SECRET"  # noqa: S105 - the name of a variable, no secret
    name_claim: Text | None = None
    groups_claim: Text = "groups"
    other_hosts: tuple[HostName, ...] = ()


class Proxy(Section):
    """A server in front that forwards requests, and with `sign_in: proxy` says who asks.

    Attributes
    ----------
    trusted : tuple of str
        Addresses or networks; headers of anybody else are ignored.
    user_header, groups_header : str
        Which headers name the person and, separated by commas, their groups.
    """

    trusted: tuple[Network, ...] = ()
    user_header: HeaderName = "X-Forwarded-User"
    groups_header: HeaderName = "X-Forwarded-Groups"


class DashboardSection(Section):
    """dashboard.yaml.

    Attributes
    ----------
    public_url : str or None
        Where people open the dashboard, if that is not this machine itself.
    session_hours : int
        After how many hours people sign in again; 1 to 720.
    session_key_env : str
        Name of the environment variable with the key that signs sessions; without it a key file beside the store.
    groups : mapping of str to role
        What a group of the sign-in service or the proxy may do; of several the highest role counts.
    default_role : role or none
        What those may do who are in none of these groups; `none`: not even look.
    upload_mb : int
        The largest file that can be handed in, in megabytes; 1 to 1024.
    """

    sign_in: SignIn = "none"
    public_url: Origin | None = None
    session_hours: Annotated[int, Field(ge=1, le=720)] = 12
    session_key_env: EnvName = "VOC_SESSION_KEY"
    groups: Mapping[Text, Role] = Field(default_factory=dict)
    default_role: Role | Literal["none"] = "none"
    oidc: Oidc = Oidc()
    proxy: Proxy = Proxy()
    upload_mb: Annotated[int, Field(ge=1, le=1024)] = 50

    @model_validator(mode="after")
    def _complete(self) -> "DashboardSection":
        missing = {
            "oidc": [
                name
                for name, value in (
                    ("public_url", self.public_url),
                    ("oidc.issuer", self.oidc.issuer),
                    ("oidc.client_id", self.oidc.client_id),
                )
                if value is None
            ],
            "proxy": [] if self.proxy.trusted else ["proxy.trusted"],
        }.get(self.sign_in, [])
        if missing:
            message = f"sign_in: {self.sign_in} also needs {', '.join(missing)}; see docs/dashboard.md"
            raise ValueError(message)
        if self.sign_in in {"oidc", "proxy"} and not self.groups and self.default_role == "none":
            message = f"sign_in: {self.sign_in} would let nobody in: name groups or a default_role"
            raise ValueError(message)
        return self

    @property
    def is_encrypted(self) -> bool:
        """Whether people reach the dashboard over TLS only."""
        return self.public_url is not None and self.public_url.startswith("https://")

    @property
    def variables(self) -> tuple[str, ...]:
        """The environment variables with secrets that are needed."""
        return (self.oidc.client_secret_env,) if self.sign_in == "oidc" else ()
