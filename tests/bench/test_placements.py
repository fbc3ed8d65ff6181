"""What became of old sentences, and which mornings a run is due."""

from datetime import date, timedelta
from itertools import pairwise

from nights import FORBIDDEN, mornings
from placements import Placements, changes

from voc.steps.night import NIGHTLY, WEEKLY

WEEKS = {"a": "2026-W40", "b": "2026-W41"}


def placed(theme_of: dict[tuple[str, int], str | None], titles: dict[str, str] | None = None) -> Placements:
    return Placements(theme_of, WEEKS, frozenset({"2026-W40"}), titles or {})


def test_each_change_has_its_name() -> None:
    before = placed(
        {("a", 0): None, ("a", 1): "t", ("a", 2): "t", ("b", 0): "t", ("b", 1): "t", ("b", 2): "t"}, {"t": "결제 오류"}
    )
    after = placed(
        {("a", 0): "t", ("a", 1): "u", ("a", 2): None, ("b", 0): "u", ("b", 1): "u", ("b", 9): "v"}, {"t": "결제"}
    )
    assert dict(changes(before, after)) == {
        "placed": 1, "moved frozen": 1, "lost": 1, "moved open": 2, "gone": 1, "renamed": 1
    }  # fmt: skip


def test_new_sentences_are_no_change() -> None:
    assert not +changes(placed({("a", 0): "t"}), placed({("a", 0): "t", ("b", 0): "u", ("b", 1): None}))


def test_a_night_may_change_nothing_and_a_week_nothing_handed_out() -> None:
    assert set(FORBIDDEN[NIGHTLY]) > set(FORBIDDEN[WEEKLY])
    assert "placed" not in FORBIDDEN[WEEKLY]
    assert "moved open" not in FORBIDDEN[WEEKLY]


def test_mornings_leave_no_day_out_and_end_each_week() -> None:
    first = date(2026, 9, 2)
    found = mornings(first, 20, 3)
    assert found[0][0] == first
    assert found[-1][1] == first + timedelta(days=20)
    assert all(end == start for (_, end), (start, _) in pairwise(found))
    mondays = {first + timedelta(days=n) for n in range(1, 21) if (first + timedelta(days=n)).weekday() == 0}
    assert mondays <= {end for _, end in found}
