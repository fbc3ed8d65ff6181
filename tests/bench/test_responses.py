"""The figures that docs/messages.md states, on two hundred archives for each world."""

import pytest
from responses import TRAVELING, score

pytestmark = pytest.mark.slow


def test_intervals_hold_what_was_planted_and_what_bands_explain_is_not_claimed() -> None:
    found = score()
    for trait in ("image", "long", "haeyo", "emoji"):
        assert found.covered_table[trait] >= 0.9 * found.n_archives
        assert found.covered_model[trait] >= 0.9 * found.n_archives
    assert found.claimed_naive["haeyo"] >= 0.9 * found.n_archives
    assert found.claimed_table["haeyo"] <= 0.08 * found.n_archives
    assert found.claimed_model["haeyo"] <= 0.06 * found.n_archives


def test_the_model_tells_apart_what_travels_together_and_the_table_claims_neither() -> None:
    found = score(traveling=TRAVELING)
    assert found.claimed_table["emoji"] == found.claimed_table["image"] == 0
    assert found.covered_model["image"] >= 0.9 * found.n_archives
    assert found.claimed_model["image"] >= 0.9 * found.n_archives
    assert found.claimed_model["emoji"] <= 0.06 * found.n_archives
