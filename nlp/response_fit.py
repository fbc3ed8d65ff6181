"""A logistic model with a level for each band, fitted with as much weight as messages of alike recipients deserve."""

from typing import NamedTuple

import numpy as np
from scipy.special import expit

from nlp.overdispersion import likeness, precision
from nlp.types import FloatMatrix, FloatVector

_MOST_ROUNDS = 60
_SETTLED = 1e-9
# Shares and odds are kept off their ends, where the iteration would divide by nothing.
_EDGE = 1e-9
_FARTHEST = 20.0
_MOST_ALIKE = 0.999


class Design(NamedTuple):
    """Messages as numbers.

    Attributes
    ----------
    hits, tries : float array, shape (n_messages,)
        Who responded of who was asked.
    columns : float array, shape (n_messages, n_bands + n_names)
        1 where a message stands in the band or has the level, else 0; of full rank.
    names : list of (trait, level)
        What the columns after the bands stand for.
    """

    hits: FloatVector
    tries: FloatVector
    columns: FloatMatrix
    n_bands: int
    names: list[tuple[str, str]]


class Fit(NamedTuple):
    """What was fitted.

    Attributes
    ----------
    coefficients : float array, shape (n_columns,)
        In log-odds.
    expected : float array, shape (n_messages,)
        Fitted shares, 0-1.
    weights : float array, shape (n_messages,)
        Information of each message: how many independent answers it is worth, times p (1 - p).
    spread : float array, shape (n_columns, n_columns)
        Covariance of the coefficients by the model.
    dispersion : float
        Pearson's statistic per degree of freedom were recipients independent.
    alike : float
        Likeness of the recipients of one message, 0-1.
    """

    coefficients: FloatVector
    expected: FloatVector
    weights: FloatVector
    spread: FloatMatrix
    dispersion: float
    alike: float


def fitted(design: Design) -> Fit:
    """Fit with plain chance first, then with weights for the likeness it shows, until that settles."""
    first = _solve(design, 0.0)
    chance = _leverage(design, first, 0.0)
    pearson = _pearson(design, first)
    dispersion = float(pearson.sum() / (len(pearson) - design.columns.shape[1]))
    alike = likeness(design.hits, design.tries, expit(design.columns @ first), chance)
    coefficients = first
    for _ in range(_MOST_ROUNDS):
        coefficients = _solve(design, alike)
        alike, before = _settle(design, coefficients, alike), alike
        if abs(alike - before) <= _SETTLED:
            break
    expected = expit(design.columns @ coefficients)
    weights = precision(design.tries, alike) * expected * (1 - expected)
    spread = np.asarray(np.linalg.pinv(design.columns.T @ (weights[:, None] * design.columns)), dtype=np.float64)
    return Fit(coefficients, expected, weights, spread, dispersion, alike)


def standard_errors(design: Design, fit: Fit) -> FloatVector:
    """Return the larger of the model's errors and those that the messages' spread gives."""
    worth = precision(design.tries, fit.alike)
    leverage = _leverage(design, fit.coefficients, fit.alike)
    residual = worth * (design.hits / design.tries - fit.expected)
    # A message that is fitted by itself alone tells nothing about spread.
    stretched = np.where(leverage < 1 - _EDGE, residual**2 / np.maximum(1 - leverage, _EDGE), fit.weights)
    meat = design.columns.T @ (stretched[:, None] * design.columns)
    by_spread = np.diag(fit.spread @ meat @ fit.spread)
    return np.asarray(np.sqrt(np.maximum(np.diag(fit.spread), by_spread)))


def inflation(design: Design, fit: Fit) -> FloatVector:
    """Return by how much each trait's variance exceeds what it would be, with bands alone, without other traits."""
    scaled = np.sqrt(fit.weights)[:, None] * design.columns
    bands, traits = scaled[:, : design.n_bands], scaled[:, design.n_bands :]
    rest = traits - bands @ np.linalg.lstsq(bands, traits, rcond=None)[0]
    alone = (rest**2).sum(axis=0)
    return np.asarray(np.maximum(1.0, alone * np.diag(fit.spread)[design.n_bands :]))


def _settle(design: Design, coefficients: FloatVector, alike: float) -> float:
    """Move the likeness to where Pearson's statistic, weighted by it, equals its degrees of freedom."""
    pearson = _pearson(design, coefficients)
    share = precision(design.tries, alike) / design.tries
    surplus = float((share * pearson).sum()) - (len(share) - design.columns.shape[1])
    # One step of Newton's method, the fit held still.
    slope = float((share**2 * (design.tries - 1) * pearson).sum())
    return float(np.clip(alike + surplus / slope, 0.0, _MOST_ALIKE)) if slope > 0 else alike


def _pearson(design: Design, coefficients: FloatVector) -> FloatVector:
    expected = np.clip(expit(design.columns @ coefficients), _EDGE, 1 - _EDGE)
    residual = design.hits - design.tries * expected
    return np.asarray(residual**2 / (design.tries * expected * (1 - expected)))


def _solve(design: Design, alike: float) -> FloatVector:
    """Find the coefficients by iteratively reweighted least squares."""
    worth = precision(design.tries, alike)
    shares = design.hits / design.tries
    eta = np.log((design.hits + 0.5) / (design.tries - design.hits + 0.5))
    coefficients: FloatVector = np.zeros(design.columns.shape[1])
    for _ in range(_MOST_ROUNDS):
        expected = np.clip(expit(eta), _EDGE, 1 - _EDGE)
        slope = expected * (1 - expected)
        root = np.sqrt(worth * slope)
        target = eta + (shares - expected) / slope
        solved = np.linalg.lstsq(root[:, None] * design.columns, root * target, rcond=None)[0]
        moved: FloatVector = np.asarray(solved, dtype=np.float64)
        step = float(np.abs(moved - coefficients).max())
        coefficients = moved
        eta = np.clip(design.columns @ coefficients, -_FARTHEST, _FARTHEST)
        if step <= _SETTLED:
            break
    return coefficients


def _leverage(design: Design, coefficients: FloatVector, alike: float) -> FloatVector:
    expected = expit(design.columns @ coefficients)
    root = np.sqrt(precision(design.tries, alike) * expected * (1 - expected))
    scaled = root[:, None] * design.columns
    return np.asarray(np.einsum("ij,jk,ik->i", scaled, np.linalg.pinv(scaled.T @ scaled), scaled))
