"""The weighted fit: what must hold where it has settled."""

import numpy as np
import pytest
from planted_archives import planted_archive

from nlp.overdispersion import precision
from nlp.response_fit import Design, Fit, fitted


def _design() -> Design:
    sends = planted_archive(11).sends
    bands = sorted({send.band for send in sends})
    columns = [[float(send.band == band) for band in bands] + [float(send.traits["long"] == "yes")] for send in sends]
    hits, tries = (np.array([getattr(send, part) for send in sends], dtype=np.float64) for part in ("hits", "tries"))
    return Design(hits, tries, np.array(columns), len(bands), [("long", "yes")])


@pytest.fixture(scope="module")
def settled() -> tuple[Design, Fit]:
    design = _design()
    return design, fitted(design)


def test_at_its_likeness_messages_vary_exactly_as_much_as_the_model_says(settled: tuple[Design, Fit]) -> None:
    """Pearson's statistic, each message at what it is worth, equals its degrees of freedom."""
    design, fit = settled
    p = fit.expected
    worth = precision(design.tries, fit.alike)
    statistic = float((worth * (design.hits / design.tries - p) ** 2 / (p * (1 - p))).sum())
    assert statistic == pytest.approx(len(design.hits) - design.columns.shape[1], rel=1e-6)


def test_at_its_coefficients_nothing_is_left_to_explain(settled: tuple[Design, Fit]) -> None:
    """The score is zero: in every band, and over long messages, weighted responses are those expected."""
    design, fit = settled
    worth = precision(design.tries, fit.alike)
    score = design.columns.T @ (worth * (design.hits / design.tries - fit.expected))
    assert np.abs(score).max() < 1e-6


def test_a_settled_fit_shows_more_spread_than_chance(settled: tuple[Design, Fit]) -> None:
    _, fit = settled
    assert fit.dispersion > 5
    assert 0.001 < fit.alike < 0.02
