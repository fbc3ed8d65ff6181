"""Response by trait within bands: worked by hand, and on invented archives with planted effects."""

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from planted_archives import planted_archive, true_difference
from scipy.stats import t as student

from nlp.errors import CountsError
from nlp.response_bands import differences
from nlp.sends import Band, Send

DAY: Band = ("앱푸시", "신규", "낮")
EVENING: Band = ("앱푸시", "신규", "저녁")


def _send(hits: int, tries: int, band: Band, image: str) -> Send:
    return Send(hits, tries, band, {"image": image})


TWO_BANDS = [
    *[_send(20, 100, DAY, "yes")] * 2,
    *[_send(10, 100, DAY, "no")] * 6,
    *[_send(78, 300, EVENING, "yes")] * 2,
    *[_send(60, 300, EVENING, "no")] * 2,
]


def test_bands_weigh_what_their_smaller_side_allows() -> None:
    """Day +0.10 at 200 x 600 / 800 = 150, evening +0.06 at 600 x 600 / 1200 = 300: (15 + 18) / 450."""
    (row,) = differences(TWO_BANDS)
    assert row.difference == pytest.approx(33 / 450)
    assert (row.level, row.reference, row.n_bands, row.n_compared) == ("yes", "no", 2, 12)
    assert row.rate == pytest.approx((0.20 + 0.20 + 0.26 + 0.26) / 4)


def test_the_interval_has_the_width_of_the_modelled_variance_where_messages_agree() -> None:
    """Messages of a cell are equal, so likeness is 0: variances p (1 - p) / n with half a hit more, 8 of 12 free."""
    (row,) = differences(TWO_BANDS)
    cells = [(1 / 3, 40, 200), (1 / 3, 60, 600), (2 / 3, 156, 600), (2 / 3, 120, 600)]
    shares = [(weight, (hits + 0.5) / (tries + 1), tries) for weight, hits, tries in cells]
    error = math.sqrt(sum(weight**2 * p * (1 - p) / tries for weight, p, tries in shares))
    reach = student.ppf(0.975, 8) * error
    assert (row.low, row.high) == (pytest.approx(33 / 450 - reach), pytest.approx(33 / 450 + reach))


def test_messages_that_disagree_widen_the_interval() -> None:
    """The same totals, spread over unlike messages: 0 and 40 of 100 instead of 20 and 20."""
    unlike = [_send(0, 100, DAY, "yes"), _send(40, 100, DAY, "yes"), *TWO_BANDS[2:]]
    (calm,), (wild,) = differences(TWO_BANDS), differences(unlike)
    assert calm.low is not None
    assert calm.high is not None
    assert wild.low is not None
    assert wild.high is not None
    assert wild.high - wild.low > 2 * (calm.high - calm.low)


def test_what_only_its_band_explains_is_not_claimed() -> None:
    """Images went out in the evening, when everybody responds twice as often: no difference in either band."""
    sends = [
        *[_send(100, 1000, DAY, "no")] * 40,
        *[_send(100, 1000, DAY, "yes")] * 12,
        *[_send(200, 1000, EVENING, "no")] * 12,
        *[_send(200, 1000, EVENING, "yes")] * 40,
    ]
    (row,) = differences(sends)
    assert row.rate - row.reference_rate == pytest.approx((40 - 12) / 52 * 0.1)
    assert row.difference == pytest.approx(0.0)
    assert not row.is_claimed
    assert [caution.code for caution in row.cautions] == ["bands_matter"]


def test_few_messages_are_never_claimed_however_many_recipients() -> None:
    sends = [
        *[_send(3000, 10_000, DAY, "yes"), _send(3010, 10_000, DAY, "yes")],
        *[_send(1000, 10_000, DAY, "no"), _send(1010, 10_000, DAY, "no")],
    ]
    (row,) = differences(sends)
    assert row.q < 0.05
    assert not row.is_claimed
    assert ("few_messages", "2") in row.cautions


def test_without_a_shared_band_nothing_is_said() -> None:
    (row,) = differences([*[_send(10, 100, DAY, "yes")] * 3, *[_send(20, 100, EVENING, "no")] * 3])
    assert (row.difference, row.low, row.high, row.p, row.q) == (None, None, None, 1.0, 1.0)
    assert ("few_shared", "3") in row.cautions


def test_one_message_a_side_tells_nothing_about_how_messages_vary() -> None:
    (row,) = differences([_send(10, 100, DAY, "yes"), _send(20, 100, DAY, "no")])
    assert row.difference is None


def test_an_empty_archive_has_no_rows() -> None:
    assert differences([]) == []


def test_messages_with_other_traits_are_refused() -> None:
    with pytest.raises(CountsError, match="message 1 names the traits"):
        differences([Send(1, 2, DAY, {"image": "yes"}), Send(1, 2, DAY, {"emoji": "yes"})])


@given(st.randoms(use_true_random=False))
def test_the_order_of_the_archive_does_not_matter(random) -> None:  # noqa: ANN001 - hypothesis' own kind of Random
    sends = planted_archive(3, n_messages=60).sends
    shuffled = list(sends)
    random.shuffle(shuffled)
    assert differences(shuffled) == differences(sends)


def test_swapping_the_sides_turns_the_sign() -> None:
    sends = planted_archive(5).sends
    turned = [replace(send, traits={"image": {"yes": "no", "no": "yes"}[send.traits["image"]]}) for send in sends]
    (row,) = differences([replace(send, traits={"image": send.traits["image"]}) for send in sends])
    (other,) = differences(turned)
    assert row.difference is not None
    assert other.difference == pytest.approx(-row.difference)
    assert other.p == pytest.approx(row.p)


def test_traits_that_travel_together_are_named_and_not_claimed() -> None:
    rows = {row.trait: row for row in differences(planted_archive(0, traveling=0.7).sends)}
    assert ("travels_with", "image=yes") in rows["emoji"].cautions
    assert not rows["emoji"].is_claimed
    assert not any(caution.code == "travels_with" for caution in rows["long"].cautions)


def test_planted_effects_are_covered_and_the_confounded_one_is_not_claimed() -> None:
    """Forty archives here; two hundred in the slow test and in `tests/bench/responses.py`."""
    covered = 0
    for seed in range(40):
        planted = planted_archive(seed)
        rows = {row.trait: row for row in differences(planted.sends)}
        for trait, row in rows.items():
            assert row.low is not None
            assert row.high is not None
            covered += row.low <= true_difference(planted, trait) <= row.high
    assert covered >= 0.9 * 160
