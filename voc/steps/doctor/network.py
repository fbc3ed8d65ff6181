"""Servers, proxies and certificates that configuration and environment name; never their passwords."""

import os
import socket
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from urllib.parse import urlsplit

from voc.config import Settings
from voc.steps.check_store import Finding
from voc.steps.doctor.scheduler import named_server, scheduler, status_of
from voc.steps.spread.network import is_exposed

_PATIENCE_S = 2.0
_PROXIES = ("HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY", "NO_PROXY")
_CERTIFICATES = ("SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE")


def network(settings: Settings | None) -> Iterator[Finding]:
    """Look at what configuration and environment say of the network."""
    yield scheduler(named_server(os.environ), status_of)
    if settings is not None and settings.schedules.limits.dask:
        yield readers(settings.schedules.limits.dask, accepts)
    yield proxies(os.environ)
    yield from certificates(os.environ)


def readers(address: str, is_accepting: Callable[[str], bool]) -> Finding:
    """Judge whether the Dask scheduler whose workers shall read can be reached."""
    shown = address.rpartition("@")[2]
    if not is_accepting(address):
        told = f"the Dask scheduler at {shown} cannot be reached. Start it, or take limits.dask out of schedules.yaml"
        return Finding("readers", "wrong", told)
    if is_exposed(address):
        told = f"the Dask scheduler at {shown} is reached over a public network in the clear. Use a tls:// address"
        return Finding("readers", "wrong", told)
    return Finding("readers", "ok", f"the Dask scheduler at {shown} can be reached")


def proxies(environment: Mapping[str, str]) -> Finding:
    """Name the variables that lead requests through a proxy; what they hold may be secret."""
    named = [name for name in _PROXIES if environment.get(name) or environment.get(name.lower())]
    if not named:
        return Finding("proxies", "ok", "none is named; hosts are asked directly")
    return Finding("proxies", "ok", f"{', '.join(named)} {'is' if len(named) == 1 else 'are'} set; sources heed them")


def certificates(environment: Mapping[str, str]) -> Iterator[Finding]:
    """Judge whether certificates that are named are there."""
    for name in _CERTIFICATES:
        value = environment.get(name)
        if value and not Path(value).exists():
            yield Finding("certificates", "wrong", f"{name} names {value}, which is not there. Correct or unset it")


def accepts(address: str) -> bool:
    """Try to connect to a host and port."""
    try:
        parts = urlsplit(address)
        with socket.create_connection((parts.hostname or "", parts.port or 0), timeout=_PATIENCE_S):
            return True
    except (OSError, ValueError):
        return False
