"""Which addresses may be asked: those that the configuration names, and none in a private network unless it says so."""

import ipaddress
import socket
from collections.abc import Iterable
from dataclasses import dataclass, field

import httpx

from voc.errors import SourceError, TransientSourceError
from voc.sources.proxies import proxy_of
from voc.sources.wording import OF_SOURCES, Wording

# Networks whose addresses hold an IPv4 address in their last four bytes (RFC 6052; RFC 4291, section 2.5.5.1).
_HOLDING_IPV4 = tuple(map(ipaddress.ip_network, ("64:ff9b::/96", "::/96")))


class HostNotFoundError(TransientSourceError):
    """The name of a host leads nowhere now.

    Attributes
    ----------
    may_pass : bool
        The network did not answer; otherwise it knows no such name.
    """

    def __init__(self, message: str, *, may_pass: bool) -> None:
        super().__init__(message)
        self.may_pass = may_pass


@dataclass(frozen=True)
class Guard:
    """Stands before every request, every redirect and every connection of one source.

    A host that a proxy asks is looked up by the proxy, which decides what it reaches; here only its spelling is
    checked.

    Attributes
    ----------
    source : str
        The source's name.
    origins : frozenset of str
        Scheme, host and port that the configuration names, as `origin_of` spells them.
    """

    source: str
    origins: frozenset[str]
    allow_private: bool = False
    wording: Wording = OF_SOURCES
    _public: set[str] = field(default_factory=set)

    @property
    def named(self) -> str:
        """Who asks, as messages call it."""
        return self.wording.named(self.source)

    def check(self, url: str) -> None:
        """Refuse an address that may not be asked.

        Raises
        ------
        SourceError
            Its host is not named in the configuration, or lies in a private network.
        HostNotFoundError
            Its host cannot be found now.
        """
        origin = origin_of(url)
        if not origin or origin not in self.origins:
            known = ", ".join(sorted(self.origins))
            message = (
                f"{self.named} was led to {origin or 'no web address'}, which the configuration does not "
                f"name (named: {known}). If the service has moved, correct the address in {self.wording.file}."
            )
            raise SourceError(message)
        if not self.allow_private and origin not in self._public:
            host = httpx.URL(origin).host
            self._refuse_private(host, self._found(host, origin))
            self._public.add(origin)

    def check_peer(self, host: str, peer: tuple[object, ...] | None) -> None:
        """Refuse a connection to a private address, whatever the name said a moment before; nothing was sent yet."""
        if not self.allow_private and peer is not None:
            self._refuse_private(host, [str(peer[0])])

    def _found(self, host: str, origin: str) -> list[str]:
        """Return the addresses of a host, as far as this machine is to look them up."""
        written = _written_address(host)
        if written or proxy_of(origin):
            return [written] if written else []
        try:
            return [str(found[4][0]) for found in socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)]
        except (OSError, UnicodeError) as error:
            may_pass = isinstance(error, socket.gaierror) and error.errno == socket.EAI_AGAIN
            message = (
                f"{self.named}: the host {host} cannot be found. Check its spelling in {self.wording.file} and the "
                "network of this machine."
            )
            raise HostNotFoundError(message, may_pass=may_pass) from error

    def _refuse_private(self, host: str, addresses: Iterable[str]) -> None:
        for address in addresses:
            if not _is_public(address):
                place = f"{self.wording.what.lower()} in {self.wording.file}"
                message = (
                    f"{self.named}: {host} lies in a private network ({address}), which is not asked. If "
                    f"that is meant, write 'allow_private: true' at the {place}."
                )
                raise SourceError(message)


def is_in_private_network(origin: str) -> bool:
    """Tell whether no address of a host is public; so it is with one that cannot be found, and so not be reached."""
    host = httpx.URL(origin).host
    written = _written_address(host)
    try:
        found = [written] if written else [str(one[4][0]) for one in socket.getaddrinfo(host, None)]
    except (OSError, UnicodeError):
        return True
    return not any(_is_public(address) for address in found)


def origin_of(url: str) -> str:
    """Return scheme, host and port of an address; empty where it is none, or carries a user.

    Read by the same parser that sends the request: two parsers can see two hosts in one address.

    Examples
    --------
    >>> origin_of("https://API.channel.io:443/open/v5/user-chats?limit=1")
    'https://api.channel.io'
    """
    try:
        parts = httpx.URL(url)
    except (httpx.InvalidURL, ValueError):
        return ""
    if parts.scheme not in {"http", "https"} or not parts.host or parts.userinfo:
        return ""
    return f"{parts.scheme}://{parts.netloc.decode('ascii').lower()}"


def _written_address(host: str) -> str:
    """Return the address that stands in the place of a name, in any spelling that leads there: 127.1, 0x7f000001."""
    if host == "localhost" or host.endswith(".localhost"):
        return "127.0.0.1"
    try:
        return str(ipaddress.ip_address(host.partition("%")[0]))
    except ValueError:
        pass
    try:
        return socket.inet_ntoa(socket.inet_aton(host))
    except (OSError, UnicodeError):
        return ""


def _is_public(address: str) -> bool:
    # An IPv6 address of a link carries the link's name behind a percent sign.
    ip = ipaddress.ip_address(address.partition("%")[0])
    inner = _inner(ip)
    if inner is not None and not _is_public(str(inner)):
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        return ip.ipv4_mapped is not None or (ip.is_global and not ip.is_multicast and not ip.is_site_local)
    return ip.is_global and not ip.is_multicast


def _inner(ip: ipaddress.IPv4Address | ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """Return the IPv4 address that an IPv6 address stands for."""
    if isinstance(ip, ipaddress.IPv4Address):
        return None
    if any(ip in network for network in _HOLDING_IPV4):
        return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
