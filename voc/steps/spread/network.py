"""Whether what travels to a Dask scheduler can be read on the way."""

import ipaddress
import socket
from urllib.parse import urlsplit


def is_exposed(address: str) -> bool:
    """Tell whether an address is neither behind TLS nor on this machine or a private network.

    A name counts by the addresses it stands for; one that stands for none is not reachable, and so not exposed.

    Examples
    --------
    >>> [is_exposed(f"{it}:8786") for it in ("tcp://127.0.0.1", "tcp://10.0.0.5", "tcp://8.8.8.8", "tls://8.8.8.8")]
    [False, False, True, False]
    """
    parts = urlsplit(address)
    if parts.scheme == "tls" or not parts.hostname:
        return False
    return any(not ipaddress.ip_address(one).is_private for one in _stands_for(parts.hostname))


def _stands_for(host: str) -> set[str]:
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except OSError:
        return set()
    # An address within a network interface carries the interface's name.
    return {str(one[4][0]).partition("%")[0] for one in found}
