"""Seconds read out of the headers of answers; the clock says Tuesday, 1 September 2026, 00:00:00 UTC throughout."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voc.sources.limits import allowance_pause, retry_after

NOW = datetime(2026, 9, 1, tzinfo=UTC)
EPOCH = int(NOW.timestamp())


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"retry-after": "0"}, 0.0),
        ({"retry-after": " 120 "}, 120.0),
        ({"retry-after": "1.5"}, 1.5),
        ({"retry-after": "Tue, 01 Sep 2026 00:02:00 GMT"}, 120.0),
        ({"retry-after": "Tue, 01 Sep 2026 09:02:00 +0900"}, 120.0),
        # A date that has passed means now.
        ({"retry-after": "Mon, 31 Aug 2026 23:59:00 GMT"}, 0.0),
        # The host's clock runs 10 minutes behind ours; by it, 30 seconds are left.
        ({"retry-after": "Mon, 31 Aug 2026 23:50:30 GMT", "date": "Mon, 31 Aug 2026 23:50:00 GMT"}, 30.0),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "-5"}, None),
        ({"retry-after": "1e9"}, None),
        # What cannot be read leaves the word to the reset header.
        ({"retry-after": "soon", "x-ratelimit-reset": "20"}, 20.0),
        ({"retry-after": "7", "x-ratelimit-remaining": "0", "x-ratelimit-reset": "50"}, 7.0),
    ],
)
def test_a_refusal_is_waited_for_as_long_as_it_asks(headers: dict[str, str], seconds: float | None) -> None:
    assert retry_after(headers, NOW) == seconds


@pytest.mark.parametrize(
    "family",
    [
        "x-ratelimit",
        "ratelimit",
        "x-rate-limit",
        "x-ratelimit-app-global-minute",
        "x-ratelimit-app-global-day",
    ],
)
@pytest.mark.parametrize("reset", ["45", str(EPOCH + 45), str((EPOCH + 45) * 1000)])
def test_a_reset_counts_from_now_or_since_1970(family: str, reset: str) -> None:
    used_up = {f"{family}-remaining": "0", f"{family}-reset": reset}
    assert retry_after(used_up, NOW) == 45.0
    assert allowance_pause(used_up, NOW) == 45.0
    # Without the other header a refusal may still mean it; a good answer means nothing by it.
    assert retry_after({f"{family}-reset": reset}, NOW) == 45.0
    assert allowance_pause({f"{family}-reset": reset}, NOW) == 0.0


def test_a_reset_beside_an_allowance_that_is_left_says_nothing() -> None:
    """A 500 comes with the same headers as every answer: it is not to be waited for until the hour is over."""
    plenty = {"ratelimit-remaining": "212", "ratelimit-reset": "2810"}
    assert retry_after(plenty, NOW) is None
    assert allowance_pause(plenty, NOW) == 0.0


def test_of_two_allowances_the_one_that_is_used_up_counts() -> None:
    minute = {"x-ratelimit-app-global-minute-remaining": "97", "x-ratelimit-app-global-minute-reset": "12"}
    day = {"x-ratelimit-app-global-day-remaining": "0", "x-ratelimit-app-global-day-reset": "40000"}
    assert retry_after(minute | day, NOW) == 40_000.0
    assert allowance_pause(minute | day, NOW) == 40_000.0
    both = minute | {"x-ratelimit-app-global-minute-remaining": "0"} | day
    assert allowance_pause(both, NOW) == 40_000.0


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"x-ratelimit-remaining": "0"}, 1.0),
        ({"x-ratelimit-remaining": "1", "x-ratelimit-reset": "60"}, 0.0),
        ({"x-ratelimit-remaining": "many", "x-ratelimit-reset": "60"}, 0.0),
        ({"x-ratelimit-will-be-throttled": "True"}, 1.0),
        ({"x-ratelimit-will-be-throttled": "false"}, 0.0),
        ({"x-rate-limit": "user-hour-lim:3500;user-hour-rem:500;"}, 0.0),
        ({"x-rate-limit": "user-hour-lim:3500;user-hour-rem:0;"}, 60.0),
        # The same name with another meaning: what an account may ask in a minute.
        ({"x-rate-limit": "700", "x-rate-limit-remaining": "699"}, 0.0),
        ({"x-ratelimit-remaining": "0", "x-ratelimit-reset": str(EPOCH - 5)}, 0.0),
    ],
)
def test_a_good_answer_may_ask_for_a_pause(headers: dict[str, str], seconds: float) -> None:
    assert allowance_pause(headers, NOW) == seconds


@given(st.text(max_size=40), st.text(max_size=40), st.text(max_size=40))
def test_no_header_stops_a_run(asked: str, reset: str, date: str) -> None:
    headers = {"retry-after": asked, "x-ratelimit-reset": reset, "x-ratelimit-remaining": reset, "date": date}
    waited = retry_after(headers, NOW)
    assert waited is None or waited >= 0
    assert allowance_pause(headers | {"x-rate-limit": asked}, NOW) >= 0


@pytest.mark.parametrize(
    "text", ["Tue, 01 Sep 99999 00:00:00 GMT", "01 Sep 2026 00:00 +99999999", "Sep Sep Sep", "9" * 5000]
)
def test_no_date_stops_a_run(text: str) -> None:
    assert retry_after({"retry-after": text, "date": text}, NOW) is None
