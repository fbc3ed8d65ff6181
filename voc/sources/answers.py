"""What a host answered, and the errors that say so."""

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import httpx

from voc.errors import SourceError, TransientSourceError


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer that was read to its end.

    Attributes
    ----------
    url : str
        The address that gave it, redirects followed.
    at : datetime
        When it came; relative times on a page count back from here. Aware, UTC.
    """

    url: str
    status: int
    headers: httpx.Headers = field(repr=False)
    content: bytes = field(repr=False)
    at: datetime

    def json(self) -> Any:  # noqa: ANN401 - whatever the host sent
        """Parse the body.

        Raises
        ------
        ValueError
            It is no JSON, or nested too deeply to be any.
        """
        try:
            return json.loads(self.content)
        except RecursionError as error:
            raise ValueError("nested too deeply") from error

    @property
    def is_page(self) -> bool:
        """Whether it is a web page, as maintenance notices and sign-in walls are."""
        start = self.content[:200].lstrip().lower()
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
