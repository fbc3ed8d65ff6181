"""What a host answered, and the errors that say so."""

import codecs
import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import httpx

from voc.errors import SourceError, TransientSourceError

# Letters of an answer that may be broken before it counts as being in another encoding; of a long one, 1 %.
_FEW_BROKEN = 8


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer that was read to its end.

    Attributes
    ----------
    url : str
        The address that gave it, redirects followed; not shown by `repr`, as its query may hold anything.
    at : datetime
        When it came; relative times on a page count back from here. Aware, UTC.
    """

    url: str = field(repr=False)
    status: int
    headers: httpx.Headers = field(repr=False)
    content: bytes = field(repr=False)
    at: datetime

    def json(self) -> Any:  # noqa: ANN401 - whatever the host sent
        """Parse the body.

        Bytes that are no UTF-8, as texts that were cut by their length have at their end, become U+FFFD.

        Raises
        ------
        ValueError
            It is no JSON, not UTF-8 by and large, or nested too deeply to be any.
        """
        # The parser's own errors hold the whole body: they are not kept as causes.
        try:
            return json.loads(self._text())
        except json.JSONDecodeError as error:
            reason = f"no JSON at character {error.pos:,}: {error.msg}"
        except UnicodeDecodeError:
            reason = "not UTF-8"
        except RecursionError:
            reason = "nested too deeply"
        raise ValueError(reason)

    def _text(self) -> str:
        encoding = json.detect_encoding(self.content)
        text = self.content.decode(encoding, "replace")
        if text.count("\ufffd") > max(_FEW_BROKEN, len(text) // 100):
            return self.content.decode(encoding)
        return text

    @property
    def is_good(self) -> bool:
        """Whether its status says that it is what was asked for."""
        return 200 <= self.status < 300  # noqa: PLR2004 - HTTP's own

    @property
    def is_page(self) -> bool:
        """Whether it is a web page, as maintenance notices and sign-in walls are."""
        start = self.content[:200].removeprefix(codecs.BOM_UTF8).lstrip().lower()
        return start.startswith((b"<!doctype html", b"<html")) or "html" in self.headers.get("content-type", "")


class HttpError(SourceError):
    """A host refused a request for good.

    Attributes
    ----------
    status : int
        Of HTTP.
    """

    def __init__(self, message: str, *, status: int) -> None:
        super().__init__(message)
        self.status = status


class UnreachableError(TransientSourceError):
    """A host did not give a usable answer, although it was asked again and again, or asks to wait too long.

    Attributes
    ----------
    wait_s : float or None
        Seconds that it asked to wait.
    """

    def __init__(self, message: str, *, wait_s: float | None = None) -> None:
        super().__init__(message)
        self.wait_s = wait_s


@dataclass(frozen=True, slots=True)
class Again:
    """An answer means: ask again, after `wait_s` seconds where it says so."""

    wait_s: float | None = None


@dataclass(frozen=True, slots=True)
class Stop:
    """An answer means: no use asking again today. `reason` is a half sentence for people."""

    reason: str
