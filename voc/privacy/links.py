"""Addresses of pages without secrets and without the author's handle."""

import re
from urllib.parse import SplitResult, parse_qsl, unquote, urlencode, urlsplit

from voc.privacy.contacts import SECRET_PARAMETER
from voc.privacy.masker import Masker

_HIDDEN = "-"
_PATH_SECRET = re.compile(r";[^/]*")
# A shorter handle would match by chance.
_MIN_HANDLE = 3


def strip_url(url: str, masker: Masker, *, handle: str | None = None) -> str | None:
    """Take secrets, personal data and the author's handle out of an address.

    Secrets in the query go with their parameter, user and password and the fragment go whole. A piece of the path
    that
    is the handle becomes `-`, a host part that is the handle goes.

    Returns
    -------
    str or None
        None where no address of a page is left.

    Examples
    --------
    >>> strip_url("https://u:p@blog.example/@gildong/7?token=abc&page=2", Masker(), handle="gildong")
    'https://blog.example/-/7?page=2'
    """
    try:
        parts = urlsplit(url.strip())
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or not host:
        return None
    name = (handle or "").strip().lstrip("@").casefold()
    labels = [label for label in host.split(".") if label.casefold() != name]
    place = ".".join(labels) + (f":{port}" if port else "")
    clean = parts._replace(
        netloc=place, path=_clean_path(parts.path, name), query=_clean_query(parts, masker, name), fragment=""
    )
    text = masker.mask(clean.geturl()).text
    if len(name) >= _MIN_HANDLE and name in unquote(text).casefold():
        return f"{parts.scheme}://{place}/" if name not in place.casefold() else None
    return text


def _clean_path(path: str, name: str) -> str:
    pieces = _PATH_SECRET.sub("", path).split("/")
    return "/".join(_HIDDEN if name and unquote(piece).lstrip("@").casefold() == name else piece for piece in pieces)


def _clean_query(parts: SplitResult, masker: Masker, name: str) -> str:
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    kept = [
        (key, value)
        for key, value in pairs
        if not SECRET_PARAMETER.fullmatch(key)
        and not masker.mask(value).spans
        and not masker.mask(f"?{key}={value}").spans
        and (not name or value.lstrip("@").casefold() != name)
    ]
    return parts.query if kept == pairs else urlencode(kept)
