"""Which addresses may be asked: those that the configuration names, and none in a private network unless it says so."""

import ipaddress
import socket
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

from voc.errors import SourceError, TransientSourceError


@dataclass(frozen=True)
class Guard:
    """Stands before every request and every redirect of one source.

    Attributes
    ----------
    source : str
        The source's name.
    origins : frozenset of str
        Scheme, host and port that the configuration names, such as `https://api.channel.io`.
    """

    source: str
    origins: frozenset[str]
    allow_private: bool = False
    _public: set[str] = field(default_factory=set)

    def check(self, url: str) -> None:
        """Refuse an address that may not be asked.

        Raises
        ------
        SourceError
            Its host is not named in the configuration, or lies in a private network.
        TransientSourceError
            Its host cannot be found now.
        """
        origin = origin_of(url)
        if origin not in self.origins:
            known = ", ".join(sorted(self.origins))
            message = (
                f"Source '{self.source}' was led to {origin or 'no web address'}, which the configuration does not "
                f"name (named: {known}). If the service has moved, correct the address in sources.yaml."
            )
            raise SourceError(message)
        host = urlsplit(url).hostname or ""
        if not self.allow_private and host not in self._public and not _is_proxied(url, host):
            self._refuse_private(host, self._found(host))
            self._public.add(host)

    def check_peer(self, host: str, peer: tuple[object, ...] | None) -> None:
        """Refuse an answer that came from a private address, whatever the name said a moment before."""
        if not self.allow_private and peer is not None and not _is_proxied(f"https://{host}", host):
            self._refuse_private(host, [str(peer[0])])

    def _found(self, host: str) -> list[str]:
        try:
            return [str(found[4][0]) for found in socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)]
        except (OSError, UnicodeError) as error:
            message = (
                f"Source '{self.source}': the host {host} cannot be found. Check its spelling in sources.yaml and the "
                "network of this machine."
            )
            raise TransientSourceError(message) from error

    def _refuse_private(self, host: str, addresses: Iterable[str]) -> None:
        for address in addresses:
            # An IPv6 address of a link carries the link's name behind a percent sign.
            if not ipaddress.ip_address(address.partition("%")[0]).is_global:
                message = (
                    f"Source '{self.source}': {host} lies in a private network ({address}), which is not asked. If "
                    "that is meant, write 'allow_private: true' at the source in sources.yaml."
                )
                raise SourceError(message)


def origin_of(url: str) -> str:
    """Return scheme, host and port of an address; empty where it is none, or carries a user.

    Examples
    --------
    >>> origin_of("https://API.channel.io/open/v5/user-chats?limit=1")
    'https://api.channel.io'
    """
    try:
        parts = urlsplit(url)
        is_web = parts.scheme in {"http", "https"} and parts.hostname and "@" not in parts.netloc
    except ValueError:
        return ""
    return f"{parts.scheme}://{parts.netloc.lower()}" if is_web else ""


def _is_proxied(url: str, host: str) -> bool:
    """Tell whether a proxy of the system finds the host, so that this machine need not and often cannot."""
    return urlsplit(url).scheme in getproxies() and not proxy_bypass(host)
