"""Reading a JSON object that somebody else made: any field may be missing, null or of another kind."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Self

from voc.errors import RecordError
from voc.tables import parse_date

_DIGITS = re.compile(r"-?[0-9]{1,20}")
_NUMBER = re.compile(r"\s*[+-]?[0-9]{1,20}(?:\.[0-9]{1,20})?(?:[eE][+-]?[0-9]{1,3})?\s*")
# Half of an emoji, as texts have at their end that were cut by their length.
_HALF = re.compile("[\ud800-\udfff]")
_LAST_SECOND = 4_102_444_800  # 2100


@dataclass(frozen=True, slots=True)
class Facts:
    """A JSON object and how to read its fields; a missing field and a null are the same.

    Raises
    ------
    RecordError
        By every method, where a field is there but of another kind than asked for. The message names the field, never
        its value.

    Examples
    --------
    >>> ticket = Facts.of({"id": 48213, "subject": None, "requester": {"id": 7}})
    >>> ticket.needed("id"), ticket.text("subject"), ticket.inner("requester").text("id")
    ('48213', '', '7')
    """

    raw: Mapping[str, object]

    @classmethod
    def of(cls, raw: object) -> Self:
        """Wrap what should be an object."""
        if not isinstance(raw, dict):
            raise RecordError("it is no object")
        return cls(raw)

    def text(self, name: str) -> str:
        """Return a text as it is, or a number as its digits; "" where it is not there.

        Half of an emoji becomes U+FFFD: nothing can be written down that holds one.
        """
        value = self.raw.get(name)
        if value is None:
            return ""
        if isinstance(value, str):
            return _HALF.sub("\ufffd", value)
        if isinstance(value, int) and not isinstance(value, bool):
            return str(value)
        raise RecordError(f"'{name}' is no text")

    def needed(self, name: str) -> str:
        """Return a text that must be there, without white space around it: an id."""
        value = self.text(name).strip()
        if not value:
            raise RecordError(f"'{name}' is missing")
        if not value.isprintable() or "\ufffd" in value:
            raise RecordError(f"'{name}' holds a character that no id has")
        return value

    def number(self, name: str) -> float | None:
        """Return a finite number, also where it is spelled as a text; None where it is not there."""
        value = self.raw.get(name)
        if value is None or value == "":
            return None
        if isinstance(value, bool) or not isinstance(value, int | float | str):
            raise RecordError(f"'{name}' is no number")
        if isinstance(value, str) and not _NUMBER.fullmatch(value):
            raise RecordError(f"'{name}' is no number")
        try:
            number = float(value)
        except OverflowError:
            number = math.inf
        if not math.isfinite(number):
            raise RecordError(f"'{name}' is no number")
        return number

    def flag(self, name: str, *, default: bool) -> bool:
        """Return true or false; `default` where it is not there."""
        value = self.raw.get(name)
        if value is None:
            return default
        if not isinstance(value, bool):
            raise RecordError(f"'{name}' is neither true nor false")
        return value

    def moment(self, name: str) -> datetime | None:
        """Return a time spelled as a text, UTC; None where it is not there."""
        text = self.text(name).strip()
        if not text:
            return None
        try:
            return parse_date(text, timezone=UTC).moment
        except RecordError as error:
            raise RecordError(f"'{name}' is no time") from error

    def epoch(self, name: str, *, per_second: int = 1) -> datetime | None:
        """Return a time counted since 1970, a number or its digits; None where it is not there.

        Parameters
        ----------
        per_second : int
            1,000 for milliseconds.
        """
        text = self.text(name).strip()
        if not text:
            return None
        seconds = int(text) / per_second if _DIGITS.fullmatch(text) else -1.0
        if not 0 <= seconds < _LAST_SECOND:
            raise RecordError(f"'{name}' is no time")
        return datetime.fromtimestamp(seconds, UTC)

    def inner(self, name: str) -> "Facts":
        """Return an object inside; an empty one where it is not there."""
        value = self.raw.get(name)
        if value is None:
            return Facts({})
        if not isinstance(value, dict):
            raise RecordError(f"'{name}' is no object")
        return Facts(value)

    def items(self, name: str) -> list[object]:
        """Return a list; an empty one where it is not there."""
        value = self.raw.get(name)
        if value is None:
            return []
        if not isinstance(value, list):
            raise RecordError(f"'{name}' is no list")
        return value

    def texts(self, name: str) -> tuple[str, ...]:
        """Return the texts of a list, others left out."""
        return tuple(_HALF.sub("\ufffd", one) for one in self.items(name) if isinstance(one, str) and one.strip())
