"""One model of all traits: worked by hand where it has a closed form, and its diagnostics."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from planted_archives import planted_archive
from scipy.optimize import minimize
from scipy.special import gammaln

from nlp.response_model import adjusted
from nlp.sends import Band, Send

DAY: Band = ("앱푸시", "신규", "낮")
EVENING: Band = ("앱푸시", "신규", "저녁")


def _send(hits: int, tries: int, band: Band, image: str, **others: str) -> Send:
    return Send(hits, tries, band, {"image": image, **others})


# Odds 20:80 against 10:90, and 65:65 against 40:90: 2.25 times higher in either band.
SAME_ODDS = [
    *[_send(20, 100, DAY, "yes")] * 3,
    *[_send(10, 100, DAY, "no")] * 3,
    *[_send(65, 130, EVENING, "yes")] * 3,
    *[_send(40, 130, EVENING, "no")] * 3,
]


def test_the_odds_ratio_is_that_of_every_band() -> None:
    result = adjusted(SAME_ODDS)
    (effect,) = result.effects
    assert effect.odds_ratio == pytest.approx(2.25)
    assert effect.low < 2.25 < effect.high
    assert (result.n_messages, result.n_bands, result.n_free, result.left_out) == (12, 2, 9, ())
    assert (result.likeness, effect.inflation) == (0.0, pytest.approx(1.0))
    assert result.dispersion == pytest.approx(0.0)


def test_the_interval_follows_from_the_counts_where_messages_agree() -> None:
    """Within a band the variance of a log odds ratio is the sum of 1 / count (Woolf 1955); bands add their weights."""
    (effect,) = adjusted(SAME_ODDS).effects
    weights = [1 / sum(1 / count for count in counts) for counts in ((60, 240, 30, 270), (195, 195, 120, 270))]
    width = math.log(effect.high) - math.log(effect.odds_ratio)
    assert width == pytest.approx(2.2621571628 / math.sqrt(sum(weights)), rel=1e-4)  # Student's t, 9 free


def test_likeness_agrees_with_a_beta_binomial_likelihood() -> None:
    """Another way to the same number: maximum likelihood of one band without traits."""
    random = np.random.default_rng(7)
    shares = random.beta(0.1 * 30, 0.9 * 30, 400)
    sends = [
        _send(int(random.binomial(500, share)), 500, DAY, "yes" if place % 2 else "no")
        for place, share in enumerate(shares)
    ]
    result = adjusted(sends)
    hits = np.array([send.hits for send in sends])

    def loss(logs: np.ndarray) -> float:
        a, b = np.exp(logs)
        parts = gammaln(hits + a) + gammaln(500 - hits + b) - gammaln(500 + a + b)
        return -float((parts - gammaln(a) - gammaln(b) + gammaln(a + b)).sum())

    a, b = np.exp(minimize(loss, np.log([3.0, 27.0])).x)
    assert result.likeness == pytest.approx(1 / (a + b + 1), rel=0.15)
    assert result.dispersion > 10


def test_a_level_without_any_response_has_no_odds() -> None:
    sends = [*SAME_ODDS, *[_send(0, 100, DAY, "animated")] * 3]
    result = adjusted(sends)
    assert result.left_out == (("image", "animated", "separated"),)
    assert [effect.odds_ratio for effect in result.effects] == [pytest.approx(2.25)]
    assert result.n_passed_over == 3


def test_a_trait_told_by_another_is_left_out() -> None:
    sends = [
        Send(send.hits, send.tries, send.band, {**send.traits, "same": send.traits["image"]}) for send in SAME_ODDS
    ]
    result = adjusted(sends)
    assert result.left_out == (("same", "yes", "collinear"),)
    assert len(result.effects) == 1


def test_messages_alone_in_their_band_and_silent_bands_are_passed_over() -> None:
    lone = _send(5, 50, ("문자", "기존", "낮"), "yes")
    silent = [_send(0, 50, ("문자", "기존", "저녁"), image) for image in ("yes", "no")]
    result = adjusted([*SAME_ODDS, lone, *silent])
    assert (result.n_messages, result.n_passed_over) == (12, 3)


def test_traits_that_travel_together_inflate_the_variance() -> None:
    inflation = {effect.trait: effect.inflation for effect in adjusted(planted_archive(0, traveling=0.7).sends).effects}
    assert inflation["emoji"] > 1.5 > inflation["long"]


@pytest.mark.parametrize("sends", [[], SAME_ODDS[:1], SAME_ODDS[:3]])
def test_too_little_gives_no_effect(sends: list[Send]) -> None:
    assert adjusted(sends).effects == ()


@given(st.randoms(use_true_random=False))
@settings(max_examples=20)
def test_the_order_of_the_archive_does_not_matter(random) -> None:  # noqa: ANN001 - hypothesis' own kind of Random
    sends = planted_archive(3, n_messages=60).sends
    shuffled = list(sends)
    random.shuffle(shuffled)
    assert adjusted(shuffled) == adjusted(sends)


COUNTS = st.tuples(st.integers(1, 400), st.integers(0, 400)).map(lambda pair: (min(pair), max(pair)))


@given(st.lists(st.tuples(COUNTS, st.sampled_from((DAY, EVENING)), st.sampled_from("abc"), st.booleans()), max_size=14))
@settings(max_examples=60)
def test_any_archive_gets_finite_figures(rows: list[tuple[tuple[int, int], Band, str, bool]]) -> None:
    sends = [Send(k, n, band, {"kind": kind, "emoji": "yes" if e else "no"}) for (k, n), band, kind, e in rows]
    for effect in adjusted(sends).effects:
        assert 0 <= effect.low <= effect.odds_ratio <= effect.high < math.inf
        assert 0 <= effect.p <= effect.q <= 1
