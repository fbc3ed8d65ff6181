"""What answers say about how often one may ask: `Retry-After` in both forms, and the families of rate-limit headers."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

# Numbers above this are moments since 1970, smaller ones are seconds from now.
_EPOCH = 1_000_000_000
_REMAINING = ("x-ratelimit-remaining", "ratelimit-remaining", "x-ratelimit-app-global-minute-remaining")
_RESET = ("x-ratelimit-reset", "ratelimit-reset", "x-ratelimit-app-global-minute-reset")
# `x-rate-limit: user-hour-lim:3500;user-hour-rem:500;` tells no time of return.
_HOURLY = re.compile(r"user-hour-rem:\s?(\d{1,9})")
_HOUR_S, _SLOW_DOWN_S = 3600.0, 1.0


def retry_after(headers: Mapping[str, str], now: datetime) -> float | None:
    """Return the seconds that an answer asks to wait: `Retry-After` as seconds or as a date, else the reset header.

    Returns
    -------
    float or None
        At least 0; None where the answer says nothing, or nothing that can be read.

    Examples
    --------
    >>> retry_after({"retry-after": "7"}, datetime(2026, 9, 1, tzinfo=UTC))
    7.0
    >>> retry_after({"retry-after": "Tue, 01 Sep 2026 00:00:40 GMT"}, datetime(2026, 9, 1, tzinfo=UTC))
    40.0
    """
    text = headers.get("retry-after", "").strip()
    if re.fullmatch(r"\d{1,9}(?:\.\d{1,9})?", text):
        return float(text)
    if text:
        until = _moment(text)
        return None if until is None else max((until - _told(headers, now)).total_seconds(), 0.0)
    return _reset(headers, now)


def allowance_pause(headers: Mapping[str, str], now: datetime) -> float:
    """Return the seconds to leave a host alone after a good answer whose allowance is used up, else 0."""
    if headers.get("x-ratelimit-will-be-throttled", "").strip().lower() == "true":
        return _SLOW_DOWN_S
    left = next((_number(headers[name]) for name in _REMAINING if name in headers), None)
    if left is not None and left <= 0:
        reset = _reset(headers, now)
        return _SLOW_DOWN_S if reset is None else reset
    hourly = _HOURLY.search(headers.get("x-rate-limit", ""))
    return _HOUR_S if hourly and int(hourly[1]) == 0 else 0.0


def _told(headers: Mapping[str, str], now: datetime) -> datetime:
    """Return what time it is for the host, whose clock need not be ours."""
    return _moment(headers.get("date", "")) or now


def _moment(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _reset(headers: Mapping[str, str], now: datetime) -> float | None:
    value = next((_number(headers[name]) for name in _RESET if name in headers), None)
    if value is None:
        return None
    seconds = value - _told(headers, now).timestamp() if value > _EPOCH else value
    return max(seconds, 0.0)


def _number(text: str) -> float | None:
    return float(text) if re.fullmatch(r"\s*\d{1,13}(?:\.\d{1,9})?\s*", text) else None
