"""What a site's robots.txt lets us fetch, and how fast (RFC 9309)."""

import codecs
import re
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from protego import Protego

# How we are named in robots.txt, and at the head of our user agent.
TOKEN = "malgwi"  # noqa: S105 - a name
# RFC 9309, 2.5: at least this much is read; we read no more.
MAX_BYTES = 500 << 10

_TOO_MANY = 429
_EVERYBODY = "*"
_NAMED = re.compile(rf"(?im)^([ \t]{{0,9}}user[- ]?agent[ \t]{{0,9}}:?[ \t]{{0,9}}){TOKEN}(?![a-z_-])[^\n]*")
_WIDE = re.compile("[\x80-\xff]")
_ESCAPED_WIDE = re.compile(rb"%([89A-Fa-f][0-9A-Fa-f])")


@dataclass(frozen=True, slots=True)
class RobotsRules:
    """The rules that hold for us on one scheme, host and port.

    Attributes
    ----------
    delay_s : float or None
        Seconds between requests that `Crawl-delay` asks for; not in the RFC, but Korean sites use it.
    is_unreachable : bool
        The rules could not be had, so that nothing may be fetched until they can.
    """

    delay_s: float | None = None
    is_unreachable: bool = False
    _file: Protego | None = None
    _group: str = _EVERYBODY

    def allows(self, url: str) -> bool:
        """Tell whether the page at an absolute address may be fetched."""
        if self.is_unreachable:
            return False
        try:
            parts = urlsplit(url)
        except ValueError:
            return False
        # A question mark with nothing behind it counts, and urlsplit drops it.
        mark = "?" if "?" in url.partition("#")[0] else ""
        path = f"{parts.path or '/'}{mark}{parts.query}".encode("utf-8", "replace")
        return self._file is None or self._file.can_fetch(f"http://host{_in_ascii(path)}", self._group)


def read_robots(status: int | None, body: bytes = b"") -> RobotsRules:
    r"""Read the answer to a request for robots.txt, after up to five redirects.

    Parameters
    ----------
    status : int or None
        HTTP status; None where there was no answer. 429 and all from 500 bar the whole site, other refusals free it.
    body : bytes
        In UTF-8, with or without a mark; rules in cp949 hold for addresses that are escaped in cp949.

    Examples
    --------
    >>> rules = read_robots(200, b"User-agent: *\nDisallow: /bbs/\nAllow: /bbs/rss.php\nCrawl-delay: 5")
    >>> rules.allows("https://cafe.example/bbs/board.php"), rules.allows("https://cafe.example/bbs/rss.php")
    (False, True)
    >>> rules.delay_s
    5.0
    """
    if status is None or status == _TOO_MANY or status >= 500:  # noqa: PLR2004 - a server's own errors
        return RobotsRules(is_unreachable=True)
    if not 200 <= status < 300:  # noqa: PLR2004 - success
        return RobotsRules()
    text = _NAMED.sub(rf"\g<1>{TOKEN}", _text(body))
    file = Protego.parse(text)
    # Asked for our name, Protego would also take the group of a name that ours begins with.
    group = TOKEN if _NAMED.search(text) else _EVERYBODY
    return RobotsRules(file.crawl_delay(group), _file=file, _group=group)


def _text(body: bytes) -> str:
    if body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        body = body.decode("utf-16", "replace").encode()
    whole = body.removeprefix(codecs.BOM_UTF8)
    read = whole[:MAX_BYTES]
    if len(whole) > MAX_BYTES:
        # Half a rule would be another rule.
        read = read[: max(read.rfind(b"\n"), read.rfind(b"\r")) + 1]
    return _in_ascii(read).replace("\r\n", "\n").replace("\r", "\n")


def _in_ascii(octets: bytes) -> str:
    """Spell octets beyond ASCII, escaped or not, in one way that keeps them apart.

    Protego takes every escape for UTF-8, so that any two Hangul syllables escaped in cp949 would be one to it.
    """
    plain = _ESCAPED_WIDE.sub(lambda match: bytes([int(match[1], 16)]), octets)
    return _WIDE.sub(lambda match: quote(match[0]), plain.decode("latin-1"))
