"""Where a request comes from and where it may be sent on to."""

from urllib.parse import urlsplit

from starlette.requests import HTTPConnection

# Browsers read a backslash as a slash and leave control characters out.
_FIRST_PRINTABLE = "\x21"


def local_path(asked: str | None) -> str:
    """Return an address of our own to go on to, `/` for anything else.

    Examples
    --------
    >>> local_path("/themes?week=2026-W46"), local_path("//evil.example"), local_path("https://evil.example/")
    ('/themes?week=2026-W46', '/', '/')
    """
    if not asked or not asked.startswith("/") or asked.startswith("//") or "\\" in asked:
        return "/"
    return "/" if any(sign < _FIRST_PRINTABLE for sign in asked) else asked


def page_address(connection: HTTPConnection) -> str:
    """Return the path and query of the page that somebody looks at: of a form, where the form stands."""
    headers = connection.headers
    shown = headers.get("HX-Current-URL")
    if not shown and connection.scope["method"] not in {"GET", "HEAD"}:
        shown = headers.get("Referer", "/")
    try:
        parts = urlsplit(shown or str(connection.url))
    except ValueError:
        return "/"
    return local_path(f"{parts.path}?{parts.query}" if parts.query else parts.path)


def host_name(header: str) -> str | None:
    """Return the name in a Host header, without its port; None where it is none.

    Examples
    --------
    >>> host_name("Voc.Example.kr:8765"), host_name("[::1]:8765"), host_name("user@host")
    ('voc.example.kr', '::1', None)
    """
    try:
        parts = urlsplit(f"//{header}")
        has_port = parts.port is None or parts.port > 0
    except ValueError:
        return None
    is_plain = has_port and not (parts.path or parts.query or parts.fragment or "@" in header)
    return parts.hostname if is_plain else None
