"""Which addresses are asked through a proxy, as the environment has it (`HTTPS_PROXY`, `HTTP_PROXY`, `NO_PROXY`)."""

from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass


def proxy_of(origin: str) -> str | None:
    """Return the address of the proxy for a scheme, host and port; None where they are asked directly.

    It may hold a password, so it is never shown.
    """
    parts = urlsplit(origin)
    proxies = getproxies()
    proxy = proxies.get(parts.scheme) or proxies.get("all")
    # The whole of the host, as `NO_PROXY` may name a port.
    if not proxy or proxy_bypass(parts.netloc):
        return None
    return proxy if "://" in proxy else f"http://{proxy}"
