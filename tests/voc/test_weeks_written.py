"""Weeks are written with the digits of ASCII: others would name one week in many ways."""

import pytest

from voc.errors import UsageError
from voc.weeks import monday_of


@pytest.mark.parametrize("week", ["２026-W47", "𝟚026-W47", "2026-W٤7"])
def test_other_digits_make_no_week(week: str) -> None:
    with pytest.raises(UsageError, match="is no week"):
        monday_of(week)
