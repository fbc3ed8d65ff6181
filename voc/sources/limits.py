"""What answers say about how often one may ask: `Retry-After` in both forms, and the families of rate-limit headers."""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

# Numbers above these are moments since 1970, in seconds or milliseconds; smaller ones are seconds from now.
_EPOCH, _EPOCH_MS = 1_000_000_000, 100_000_000_000
# What is left of an allowance, and when it is whole again.
_ALLOWANCES = tuple(
    (f"{family}-remaining", f"{family}-reset")
    for family in (
        "x-ratelimit",
        "ratelimit",
        "x-rate-limit",
        "x-ratelimit-app-global-minute",
        "x-ratelimit-app-global-day",
    )
)
# `x-rate-limit: user-hour-lim:3500;user-hour-rem:0;` tells no time of return: of a rolling hour, some returns soon.
_HOURLY = re.compile(r"user-hour-rem:\s?(\d{1,9})")
_SOME_RETURNS_S, _SLOW_DOWN_S = 60.0, 1.0


def retry_after(headers: Mapping[str, str], now: datetime) -> float | None:
    """Return the seconds that a refusal asks to wait: `Retry-After` as seconds or as a date, else the reset header.

    A reset header counts only where its allowance is used up, or nothing tells whether it is: services send it with
    every answer, also with a 500 that has nothing to do with it.

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
    >>> retry_after({"ratelimit-remaining": "12", "ratelimit-reset": "45"}, datetime(2026, 9, 1, tzinfo=UTC)) is None
    True
    """
    text = headers.get("retry-after", "").strip()
    if re.fullmatch(r"\d{1,9}(?:\.\d{1,9})?", text):
        return float(text)
    until = _moment(text)
    if until is not None:
        return max((until - _told(headers, now)).total_seconds(), 0.0)
    resets = [reset for left, reset in _allowances(headers, now) if reset is not None and not left]
    return max(resets, default=None)


def allowance_pause(headers: Mapping[str, str], now: datetime) -> float:
    """Return the seconds to leave a host alone after a good answer whose allowance is used up, else 0."""
    pauses = [_SLOW_DOWN_S if reset is None else reset for left, reset in _allowances(headers, now) if left == 0]
    if headers.get("x-ratelimit-will-be-throttled", "").strip().lower() == "true":
        pauses.append(_SLOW_DOWN_S)
    hourly = _HOURLY.search(headers.get("x-rate-limit", ""))
    if hourly and int(hourly[1]) == 0:
        pauses.append(_SOME_RETURNS_S)
    return max(pauses, default=0.0)


def _allowances(headers: Mapping[str, str], now: datetime) -> Iterator[tuple[float | None, float | None]]:
    """Yield, for each allowance that an answer tells of, what is left and the seconds until it is whole again."""
    for remaining, reset in _ALLOWANCES:
        left, until = _number(headers.get(remaining, "")), _number(headers.get(reset, ""))
        if left is not None or until is not None:
            yield left, None if until is None else _seconds_until(until, headers, now)


def _seconds_until(reset: float, headers: Mapping[str, str], now: datetime) -> float:
    if reset < _EPOCH:
        return reset
    moment = reset / 1000 if reset >= _EPOCH_MS else reset
    return max(moment - _told(headers, now).timestamp(), 0.0)


def _told(headers: Mapping[str, str], now: datetime) -> datetime:
    """Return what time it is for the host, whose clock need not be ours."""
    return _moment(headers.get("date", "")) or now


def _moment(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _number(text: str) -> float | None:
    return float(text) if re.fullmatch(r"\s*\d{1,13}(?:\.\d{1,9})?\s*", text) else None
