"""Trends: whether a theme is voiced more or less than the weeks before lead one to expect.

All counts are documents of a theme against all documents ("voices") of the same week and source, so neither a busier
week nor a source that was added or fell silent makes a trend.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.stats import false_discovery_control, norm

from nlp.errors import CountsError
from nlp.expectation import Expectation, expect, stabilised
from nlp.types import FloatMatrix, FloatVector, IntVector

State = Literal["new", "rising", "steady", "falling", "gone", "burst"]

# Weeks before the last that the expected range is learnt from: a quarter.
BASE_WEEKS = 13
# Weeks with voices that must lie before the last for an ordinary verdict.
ENOUGH_WEEKS = 4
# Fewer documents neither raise a theme nor make a peak.
MIN_DOCUMENTS = 3
# Share of false verdicts among the themes that are called anything but steady; the second where weeks are few.
FALSE_SHARE = 0.05
FALSE_SHARE_FEW_WEEKS = 0.001
# Peaks are looked for in every week and stay on the screen, so they must be surer.
FALSE_SHARE_PEAKS = 0.003
# Of the errors that are allowed, so many may be false rises: to miss a rise costs more than to miss a fall.
_SHARE_OF_RISES = 0.75
# A rate that leaps to this many times what was expected is called as well where chance alone leaps so far in one of 500
# theme-weeks: in a list of 300 themes or more, three times in five weeks.
LEAP_RATIO = 2.5
_LEAPS_BY_CHANCE, _THEMES_OF_A_LIST = 0.6, 300
COVERAGE = 0.95
# A drift is looked for as a level that has held for one of these numbers of weeks, the last week included.
_LEVELS = (3, 5)
# Fewer documents say nothing about a drift.
DRIFT_DOCUMENTS = 20
# A burst stands at so many times the highest week before it.
BURST_RATIO = 2.0


@dataclass(frozen=True, slots=True)
class Trend:
    """Where a theme stands in the last week.

    Attributes
    ----------
    state : State
        `steady` unless the evidence says otherwise, after control of false discoveries or, for a leap, of false alarms:
        `rising` and `falling` by the last week alone or by the drift of the weeks up to it; `burst` for a jump of one
        week above everything before; `new` where there was next to nothing before; `gone` where there is none left.
    observed : int
        The theme's documents in the last week.
    low, high : int
        Where 95 of 100 such weeks would lie had nothing changed. 0 and `observed` with no week to compare.
    p, q : float
        p: chance of so clear a change where there is none. q: share of false verdicts to expect among those at least
        as clear, over all themes judged together that somebody spoke of.
    peaks : tuple of int
        Weeks (places in the series) significantly above the rest.
    """

    state: State
    observed: int
    low: int
    high: int
    p: float
    q: float
    peaks: tuple[int, ...] = ()


def trend(observed: ArrayLike, voices: ArrayLike) -> Trend:
    """Judge a single series; `trends` does it for many and is the one to use where there are many.

    Parameters
    ----------
    observed, voices : int array, shape (n_weeks,) or (n_sources, n_weeks)
        Documents of the theme, and all documents; the last week is judged.

    Examples
    --------
    >>> trend([10, 12, 9, 11, 10, 31], [1000, 1000, 1000, 1000, 1000, 1000]).state
    'burst'
    >>> trend([10, 12, 9, 11, 10, 20], [1000, 1000, 1000, 1000, 1000, 2000]).state
    'steady'
    """
    return trends(np.atleast_2d(np.asarray(observed))[None], np.atleast_2d(np.asarray(voices)))[0]


def trends(observed: ArrayLike, voices: ArrayLike) -> list[Trend]:
    """Judge the last week of every theme, and find the peaks of all weeks.

    Parameters
    ----------
    observed : int array, shape (n_themes, n_sources, n_weeks)
        Documents of each theme; a document counts once in each of its themes.
    voices : int array, shape (n_sources, n_weeks)
        All documents. A source that delivered nothing in a week has 0 there.

    Returns
    -------
    list of Trend
        In the order of the themes.

    Raises
    ------
    CountsError
        Shapes differ, a count is negative, or a theme has more documents than the source has voices.

    Notes
    -----
    The last week is compared with the `BASE_WEEKS` before it (see `nlp.expectation.expect`), to both sides, with three
    quarters of the error for rises; p is doubled for the drift of the same weeks, which is looked at as well. A drift
    thus moves a theme whose last week alone lies between `low` and `high`. Verdicts and peaks are each controlled by
    Benjamini & Hochberg. In a long list that leaves a single outbreak unheard that hardly happens by chance, so a leap,
    at least `LEAP_RATIO` times the expected, is also called where its own tail probability keeps false alarms below one
    a week; its q may then exceed `FALSE_SHARE`. With fewer than `ENOUGH_WEEKS` weeks before, nothing leaps and the
    control is fifty times as strict. Without voices in the last week everything is steady: silence of the collectors
    says nothing about customers.

    Source
    ------
    Benjamini & Hochberg (1995), JRSS B 57:289-300. For the expected range see `nlp.expectation.expect`.
    """
    counts, totals = _checked(observed, voices)
    heard = np.flatnonzero(totals.sum(axis=0) > 0)
    last = totals.shape[1] - 1
    n_before = int((heard < last).sum())
    if not counts.shape[0]:
        return []
    if not n_before or not heard.size or heard[-1] != last:
        return [Trend("steady", int(n), 0, int(n), 1.0, 1.0) for n in counts[:, :, -1:].sum(axis=(1, 2))]
    compared = _compare(counts, totals, heard)
    peaks = _peaks(counts, totals, heard)
    return [_judge(compared, theme, peaks[theme]) for theme in range(counts.shape[0])]


def rating_impact(of_theme: tuple[int, float], of_all: tuple[int, float]) -> float | None:
    """Tell how far the mean rating would move were the theme's documents removed.

    Parameters
    ----------
    of_theme, of_all : (int, float)
        How many documents have a rating, and the sum of their ratings, all on one scale: the theme's documents, and
        all documents, the theme's among them.

    Returns
    -------
    float or None
        In points of the scale; above 0 the theme pulls the mean down. None where no document of the theme has a rating,
        or no other document.

    Raises
    ------
    CountsError
        The theme has more ratings than all documents.

    Examples
    --------
    >>> rating_impact((2, 3.0), (4, 12.0))  # without a 1 and a 2, a 5 and a 4: 4.5 instead of 3.0
    1.5
    """
    (n_theme, theme_sum), (n_all, all_sum) = of_theme, of_all
    if n_theme > n_all:
        raise CountsError(f"the theme has {n_theme} ratings, all documents {n_all}; give the theme's among all.")
    if not n_theme or n_theme == n_all:
        return None
    return (all_sum - theme_sum) / (n_all - n_theme) - all_sum / n_all


@dataclass(frozen=True, slots=True)
class _Compared:
    """What is known about the last week of all themes; arrays over themes."""

    last: Expectation
    low: IntVector
    high: IntVector
    p: FloatVector
    q: FloatVector
    direction: IntVector
    earlier: IntVector
    leapt: NDArray[np.bool_]
    jumped: NDArray[np.bool_]
    n_before: int


def _checked(observed: ArrayLike, voices: ArrayLike) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    counts, totals = np.asarray(observed, dtype=np.int64), np.asarray(voices, dtype=np.int64)
    if counts.ndim != 3 or totals.ndim != 2 or counts.shape[1:] != totals.shape or not totals.shape[1]:  # noqa: PLR2004
        raise CountsError(
            f"observed has shape {counts.shape}, voices {totals.shape}; expected (themes, sources, weeks) and "
            "(sources, weeks) with at least one week."
        )
    if counts.min(initial=0) < 0 or (counts > totals).any():
        theme, source, week = (int(place[0]) for place in np.nonzero((counts < 0) | (counts > totals)))
        raise CountsError(
            f"theme {theme} has {counts[theme, source, week]} documents from source {source} in week {week}; expected "
            f"0 to the {totals[source, week]} voices of that week. Count both over the same documents."
        )
    return counts, totals


def _compare(counts: NDArray[np.int64], totals: NDArray[np.int64], heard: IntVector) -> _Compared:
    """Set the last week against those before it."""
    before = heard[:-1]
    weeks = np.array([heard[-1], before[-1]])
    base = np.zeros((2, totals.shape[1]), dtype=np.bool_)
    base[0, before[-BASE_WEEKS:]] = True
    base[1, before[-BASE_WEEKS:-1]] = True
    both = expect(counts, totals, base, weeks)
    upper, lower = both.upper(), both.lower()
    low, high = both.interval(COVERAGE)
    z_drift = _drift(counts, totals, heard[-BASE_WEEKS - 1 :], both.dispersion[:, 0])
    p_last = _either_side(upper[:, 0], lower[:, 0])
    p_drift = np.minimum(1.0, len(_LEVELS) * _either_side(norm.sf(z_drift), norm.cdf(z_drift)))
    towards = np.sign(both.count[:, 0] - both.mean[:, 0])
    # A drift that the last week no longer follows is history.
    p_drift = np.where(np.sign(z_drift) == towards, p_drift, 1.0)
    p = np.minimum(1.0, 2.0 * np.minimum(p_last, p_drift))
    # What nobody speaks of can never be called, so it does not count among those that are looked at.
    is_voiced = counts[:, :, heard[-BASE_WEEKS - 1 :]].sum(axis=(1, 2)) >= MIN_DOCUMENTS
    return _Compared(
        last=both,
        low=low[:, 0],
        high=np.minimum(high[:, 0], totals[:, -1].sum()),
        p=p,
        q=_false_share(p, is_voiced),
        direction=towards.astype(np.int64),
        earlier=counts[:, :, before].sum(axis=(1, 2)),
        leapt=_leapt(both, upper[:, 0], int(is_voiced.sum())),
        jumped=_jumped(counts, totals, before, both) & (upper[:, 1] > FALSE_SHARE) & (p_last < FALSE_SHARE),
        n_before=before.size,
    )


def _judge(compared: _Compared, theme: int, peaks: Sequence[int]) -> Trend:
    last = compared.last
    return Trend(
        _state(compared, theme),
        int(last.count[theme, 0] + last.unknown[theme, 0]),
        int(compared.low[theme]),
        int(compared.high[theme]),
        float(compared.p[theme]),
        float(compared.q[theme]),
        tuple(peaks),
    )


def _state(compared: _Compared, theme: int) -> State:
    enough_weeks = compared.n_before >= ENOUGH_WEEKS
    count = compared.last.count[theme, 0]
    is_clear = compared.q[theme] <= (FALSE_SHARE if enough_weeks else FALSE_SHARE_FEW_WEEKS)
    if not is_clear and not (enough_weeks and compared.leapt[theme]):
        return "steady"
    if compared.direction[theme] < 0:
        return "falling" if count + compared.last.unknown[theme, 0] else "gone"
    if count < MIN_DOCUMENTS:
        return "steady"
    # Next to nothing: a document in ten weeks, and one is always forgiven.
    if enough_weeks and compared.earlier[theme] <= max(1, compared.n_before // 10):
        return "new"
    return "burst" if enough_weeks and compared.jumped[theme] else "rising"


def _either_side(above: FloatVector, below: FloatVector) -> FloatVector:
    """Turn the chances of so much and of so little into that of a change to either side, as `_SHARE_OF_RISES` asks."""
    return np.asarray(np.minimum(1.0, np.minimum(above / _SHARE_OF_RISES, below / (1.0 - _SHARE_OF_RISES))))


def _false_share(p: FloatVector, is_voiced: NDArray[np.bool_]) -> FloatVector:
    """Turn chances into shares of false verdicts, over the voiced themes together; 1 for the others."""
    q = np.ones_like(p)
    q[is_voiced] = false_discovery_control(p[is_voiced])
    return q


def _leapt(both: Expectation, upper: FloatVector, n_voiced: int) -> NDArray[np.bool_]:
    """Tell which themes stand so far above the expected that a list of themes hardly shows it once a week by chance."""
    by_chance = _LEAPS_BY_CHANCE / max(_THEMES_OF_A_LIST, n_voiced)
    return np.asarray((upper <= by_chance) & (both.count[:, 0] >= LEAP_RATIO * both.mean[:, 0]))


def _jumped(
    counts: NDArray[np.int64], totals: NDArray[np.int64], before: IntVector, both: Expectation
) -> NDArray[np.bool_]:
    """Tell which themes stand far above every earlier week, in proportion to what each week's voices would give."""
    share = both.mean[:, 0] / max(1, int(totals[:, -1].sum()))
    expected = share[:, None] * totals[:, before].sum(axis=0)
    # 0.5: add-half smoothing, Haldane 1956, so that a single document in a quiet week is no record.
    highest = ((counts[:, :, before].sum(axis=1) + 0.5) / (expected + 0.5)).max(axis=1)
    return np.asarray((both.count[:, 0] + 0.5) / (both.mean[:, 0] + 0.5) >= BURST_RATIO * highest)


def _drift(
    counts: NDArray[np.int64], totals: NDArray[np.int64], weeks: IntVector, dispersion: FloatVector
) -> FloatVector:
    """Score how far each theme's rate has moved to another level, within its sources, in standard deviations.

    Counts are stabilised to a variance of 1 each week; the last weeks are set against those before them, for each of
    the `_LEVELS`, and the clearest of these scores stands.
    """
    voices, mentions = totals[:, weeks].astype(np.float64), counts[:, :, weeks]
    rates = mentions.sum(axis=2) / np.maximum(voices.sum(axis=1), 1.0)
    fitted = rates @ voices
    usable = (mentions.sum(axis=(1, 2)) >= DRIFT_DOCUMENTS) & (weeks.size > ENOUGH_WEEKS)
    alpha = np.maximum(dispersion, 1e-6)[:, None]
    surprise = stabilised(mentions.sum(axis=1), alpha) - stabilised(fitted, alpha)
    # What a relative change of the rate does to a stabilised count.
    leverage = np.sqrt(fitted / (1.0 + alpha * fitted))
    scores = np.stack([_contrast(surprise, leverage, n_weeks) for n_weeks in _LEVELS])
    clearest = np.abs(scores).argmax(axis=0)
    return np.where(usable, scores[clearest, np.arange(len(counts))], 0.0)


def _contrast(surprise: FloatMatrix, leverage: FloatMatrix, n_weeks: int) -> FloatVector:
    """Score the last weeks against those before; 0 where there is nothing before them."""
    recent = np.arange(surprise.shape[1]) >= surprise.shape[1] - n_weeks
    weight = np.maximum((leverage**2).sum(axis=1, keepdims=True), np.finfo(float).tiny)
    contrast = leverage * (recent - (leverage**2 * recent).sum(axis=1, keepdims=True) / weight)
    spread = np.sqrt((contrast**2).sum(axis=1))
    return np.where(spread > 0, (contrast * surprise).sum(axis=1) / np.where(spread > 0, spread, 1.0), 0.0)


def _peaks(counts: NDArray[np.int64], totals: NDArray[np.int64], heard: IntVector) -> list[list[int]]:
    """Find the weeks of each theme that stand above all its other weeks, controlled over themes and weeks."""
    if heard.size <= ENOUGH_WEEKS:
        return [[] for _ in counts]
    base = np.zeros((heard.size, totals.shape[1]), dtype=np.bool_)
    base[:, heard] = ~np.eye(heard.size, dtype=np.bool_)
    each = expect(counts, totals, base, heard)
    q = false_discovery_control(each.upper().ravel()).reshape(each.count.shape)
    found = (q <= FALSE_SHARE_PEAKS) & (each.count >= MIN_DOCUMENTS)
    return [heard[row].tolist() for row in found]
