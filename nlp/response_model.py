"""Response by all traits at once: one logistic model with a level for each band, and what it rests on."""

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.stats import false_discovery_control
from scipy.stats import t as student

from nlp.response_fit import Design, Fit, fitted, inflation, standard_errors
from nlp.sends import Band, Send, levels_of, reference_level, traits_of
from nlp.types import FloatVector

Why = Literal["constant", "collinear", "separated"]
Name = tuple[str, str]
# Above this a trait is hard to tell from the others: its interval is more than twice as wide for it.
HIGH_INFLATION = 5.0
_CONFIDENCE = 0.95
# What is left of a column once those before it are taken out: below this it is nothing but their sum.
_NOTHING_LEFT = 1e-6
# Odds a million times higher are no effect but a level that always or never hits.
_ENDLESS = 14.0
# What still fits a float.
_LARGEST_LOG = 700.0


@dataclass(frozen=True, slots=True)
class Effect:
    """What a level of a trait does to the odds of a response, all other traits and the band being equal.

    Attributes
    ----------
    odds_ratio, low, high : float
        Odds with the level divided by odds with the reference, and the 95 % interval.
    p, q : float
        Two-sided; q after false-discovery control over the effects of this model.
    inflation : float
        How much larger the variance is because other traits go with this one (variance inflation factor, from 1).
    """

    trait: str
    level: str
    reference: str
    odds_ratio: float
    low: float
    high: float
    p: float
    q: float
    inflation: float


@dataclass(frozen=True, slots=True)
class Adjusted:
    """The fitted model and its diagnostics.

    Attributes
    ----------
    effects : tuple of Effect
        By trait, then level.
    left_out : tuple of (trait, level, why)
        Levels that it cannot judge: the same in all its messages; told by band and other traits alone; always or never
        followed by a response.
    n_messages, n_bands, n_passed_over : int
        Messages and bands in the model, and messages that tell nothing: alone in their band, or in a band where all or
        none responded.
    dispersion : float
        Pearson's statistic per degree of freedom if recipients answered independently; 1 is chance.
    likeness : float
        Correlation among recipients of one message that explains it, 0-1.
    n_free : int
        Messages minus estimated numbers.
    """

    effects: tuple[Effect, ...]
    left_out: tuple[tuple[str, str, Why], ...]
    n_messages: int
    n_bands: int
    n_passed_over: int
    dispersion: float
    likeness: float
    n_free: int


def adjusted(sends: Sequence[Send]) -> Adjusted:
    """Fit the odds of a response by band and all traits at once.

    Parameters
    ----------
    sends : sequence of Send
        The archive; its order does not matter.

    Returns
    -------
    Adjusted
        Without effects where too few messages are left to judge any.

    Raises
    ------
    CountsError
        Two messages name different traits.

    Notes
    -----
    A binomial model with logit link, an own level for each band, and weights by how alike the recipients of one message
    are (Williams' method for extra-binomial variation: weights and likeness in turn until both settle). Standard errors
    are the larger of the model's and of those that the spread of messages around it gives (HC2); Student's t with
    `n_free` degrees of freedom. A level that is always or never followed by a response has no finite odds: it is named
    in `left_out`, and its messages are passed over.

    Source
    ------
    Williams (1982), Applied Statistics 31:144-148; MacKinnon & White (1985), Journal of Econometrics 29:305-325;
    Benjamini & Hochberg (1995), JRSS B 57:289-300.
    """
    left_out: list[tuple[str, str, Why]] = []
    references = {trait: reference_level(sends, trait) for trait in traits_of(sends)}
    levels = [(trait, level) for trait in traits_of(sends) for level in levels_of(sends, trait)]
    kept = _telling(sorted(sends, key=_order))
    while True:
        design = _lay_out(kept, levels, left_out)
        n_free = len(kept) - design.columns.shape[1]
        fit = fitted(design) if design.names and n_free > 0 else None
        endless = _endless(design, fit) if fit else None
        if endless is None:
            break
        left_out.append((*endless, "separated"))
        levels.remove(endless)
        kept = _telling([send for send in kept if send.traits[endless[0]] != endless[1]])
    effects = _effects(design, fit, n_free, references) if fit else ()
    return Adjusted(
        effects=effects,
        left_out=tuple(sorted(set(left_out))),
        n_messages=len(kept),
        n_bands=design.n_bands,
        n_passed_over=len(sends) - len(kept),
        dispersion=fit.dispersion if fit else math.nan,
        likeness=fit.alike if fit else math.nan,
        n_free=max(n_free, 0),
    )


def _order(send: Send) -> tuple[Band, int, int, list[Name]]:
    return send.band, send.tries, send.hits, sorted(send.traits.items())


def _telling(sends: Sequence[Send]) -> list[Send]:
    """Keep the messages of bands with two messages or more, where some but not all recipients responded."""
    n_messages = Counter(send.band for send in sends)
    hits: dict[Band, int] = defaultdict(int)
    tries: dict[Band, int] = defaultdict(int)
    for send in sends:
        hits[send.band] += send.hits
        tries[send.band] += send.tries
    return [send for send in sends if n_messages[send.band] > 1 and 0 < hits[send.band] < tries[send.band]]


def _lay_out(kept: Sequence[Send], levels: Sequence[Name], left_out: list[tuple[str, str, Why]]) -> Design:
    """Turn messages into columns, leaving out the levels that no column can stand for."""
    bands = sorted({send.band for send in kept})
    columns = [np.array([float(send.band == band) for send in kept]) for band in bands]
    basis: list[FloatVector] = [column / math.sqrt(float(column.sum())) for column in columns]
    names: list[Name] = []
    for trait, level in levels:
        column = np.array([float(send.traits[trait] == level) for send in kept])
        rest = column - sum((axis * float(axis @ column) for axis in basis), np.zeros(len(kept)))
        size = float(np.sqrt(rest @ rest))
        if size <= _NOTHING_LEFT:
            left_out.append((trait, level, "constant" if len(set(column.tolist())) < 2 else "collinear"))  # noqa: PLR2004 - with and without
            continue
        basis.append(rest / size)
        columns.append(column)
        names.append((trait, level))
    matrix = np.column_stack(columns) if columns else np.zeros((len(kept), 0))
    hits = np.array([send.hits for send in kept], dtype=np.float64)
    tries = np.array([send.tries for send in kept], dtype=np.float64)
    return Design(hits, tries, matrix, len(bands), names)


def _endless(design: Design, fit: Fit) -> Name | None:
    """Name the first level whose odds have no end."""
    never = [name for name, column in _trait_columns(design) if _is_one_sided(design, column)]
    beyond = np.abs(fit.coefficients[design.n_bands :]) > _ENDLESS
    return next(iter([*never, *(name for name, far in zip(design.names, beyond, strict=True) if far)]), None)


def _trait_columns(design: Design) -> list[tuple[Name, FloatVector]]:
    return [(name, design.columns[:, design.n_bands + place]) for place, name in enumerate(design.names)]


def _is_one_sided(design: Design, column: FloatVector) -> bool:
    hits, tries = float(design.hits @ column), float(design.tries @ column)
    return hits in (0.0, tries)


def _effects(design: Design, fit: Fit, n_free: int, references: Mapping[str, str]) -> tuple[Effect, ...]:
    errors = standard_errors(design, fit)[design.n_bands :]
    logs = fit.coefficients[design.n_bands :]
    reach = float(student.ppf((1 + _CONFIDENCE) / 2, n_free)) * errors
    p = 2 * student.sf(np.abs(logs) / errors, n_free)
    q = false_discovery_control(p)
    inflations = inflation(design, fit)
    return tuple(
        Effect(
            trait=trait,
            level=level,
            reference=references[trait],
            odds_ratio=math.exp(logs[i]),
            low=math.exp(logs[i] - reach[i]),
            high=math.exp(min(logs[i] + reach[i], _LARGEST_LOG)),
            p=float(p[i]),
            q=float(q[i]),
            inflation=float(inflations[i]),
        )
        for i, (trait, level) in enumerate(design.names)
    )
