"""The name of a file that is downloaded: Korean for people, plain letters for old browsers, never a path."""

import re
import unicodedata
from urllib.parse import quote

from voc.dashboard.period import Period

# What file systems forbid, and what leads out of a folder or turns the reading round.
_FORBIDDEN = re.compile(r'[\\/:*?"<>|.\'`$%;~]+')
_LONGEST = 60


def file_name(*parts: str) -> str:
    """Join what a table is to a name without ending.

    Examples
    --------
    >>> file_name("고객의 말", "../환급 <b>지연", "2026-W47")
    '말귀 고객의 말 환급 b 지연 2026-W47'
    """
    plain = (_plain(part)[:_LONGEST].strip() for part in ("말귀", *parts))
    return " ".join(part for part in plain if part)


def weeks_named(period: Period | None) -> str:
    """Name the weeks of a file.

    Examples
    --------
    >>> weeks_named(Period("2026-W44", "2026-W47")), weeks_named(Period("2026-W47", "2026-W47")), weeks_named(None)
    ('2026-W44-W47', '2026-W47', '')
    """
    if period is None:
        return ""
    first, last = period.first, period.last
    return last if first == last else f"{first}-{last[5:] if first[:4] == last[:4] else last}"


def disposition(korean: str, plain: str, ending: str) -> str:
    """Tell a browser to keep the answer under a name (RFC 6266, with the name of RFC 5987).

    Parameters
    ----------
    plain : str
        In letters of ASCII, and of our own making.
    """
    return f"attachment; filename=\"{plain}.{ending}\"; filename*=UTF-8''{quote(f'{korean}.{ending}', safe='')}"


def _plain(text: str) -> str:
    seen = "".join(sign if unicodedata.category(sign)[0] != "C" else " " for sign in unicodedata.normalize("NFC", text))
    return " ".join(_FORBIDDEN.sub(" ", seen).split())
