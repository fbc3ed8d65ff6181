"""The levels that messages are compared by."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.message_levels import HOUR_BANDS, hour_band, length_levels


@pytest.mark.parametrize(
    ("hour", "band"),
    [
        (0, "21-06"),
        (5, "21-06"),
        (6, "06-09"),
        (11, "09-12"),
        (12, "12-14"),
        (17, "14-18"),
        (20, "18-21"),
        (21, "21-06"),
    ],
)
def test_every_hour_has_a_band(hour: int, band: str) -> None:
    assert hour_band(hour) == band


@pytest.mark.parametrize("hour", [-1, 24])
def test_an_hour_that_does_not_exist_is_refused(hour: int) -> None:
    with pytest.raises(ValueError, match=f"hour is {hour}"):
        hour_band(hour)


def test_the_night_when_advertising_needs_consent_of_its_own_is_not_mixed_with_the_evening() -> None:
    assert {hour_band(hour) for hour in (18, 19, 20)} == {"18-21"}
    assert len({name for _, name in HOUR_BANDS}) == len(HOUR_BANDS)


def test_lengths_are_thirds_of_their_own_channel() -> None:
    lengths = [10, 20, 30, 40, 50, 60, 100, 200, 300, 400, 500, 600]
    assert (
        length_levels(lengths, ["push"] * 6 + ["lms"] * 6) == ["short", "short", "middle", "middle", "long", "long"] * 2
    )


def test_one_length_for_all_is_neither_short_nor_long() -> None:
    assert length_levels([90, 90, 90, 90], ["sms"] * 4) == ["middle"] * 4


@given(st.lists(st.integers(0, 99), max_size=30))
def test_a_longer_message_is_never_called_shorter(lengths: list[int]) -> None:
    order = {"short": 0, "middle": 1, "long": 2}
    found = [order[level] for level in length_levels(lengths, ["push"] * len(lengths))]
    for one, level in zip(lengths, found, strict=True):
        assert all(level <= other for longer, other in zip(lengths, found, strict=True) if longer >= one)
