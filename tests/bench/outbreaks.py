"""A simulated company with outbreaks whose weeks are known: 300 themes, four sources, drifting volumes, holidays.

Themes come up 0.5 to 20 times a week, Zipf-like, more in one source than in another, and stray from week to week
beyond chance, some more than others. Volumes drift, fall by half in holiday weeks, and a source is added midway. An
outbreak is one week in which a theme comes up three to five times as often as it otherwise would.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from nlp.trends import Trend, trends
from voc.planning.holding import judge
from voc.planning.sources import source_state

WINDOW = 12
UP = frozenset({"new", "rising", "burst"})
BANDS = ((6, 8), (8, 12), (12, 16), (16, 24), (24, 1000))
_VOICES = (800.0, 450.0, 250.0, 400.0)
_LARGEST, _STEEPNESS = 20.0, 0.647
_HOLIDAY_EVERY, _HOLIDAY = 15, 0.45


@dataclass(frozen=True)
class Company:
    """What is simulated.

    Attributes
    ----------
    unrest : float
        Squared variation of a theme's weekly rate beyond chance: 0.05 is 22 %; lognormal over themes.
    outbreaks : int
        A week, on themes of which the outbreak brings at least `least` documents.
    factor : (float, float)
        How many times as often, drawn evenly.
    added_at : int
        Week in which the fourth source begins.
    """

    name: str = "usual"
    n_themes: int = 300
    n_weeks: int = 33
    unrest: float = 0.05
    outbreaks: int = 1
    factor: tuple[float, float] = (3.0, 5.0)
    least: float = 6.0
    added_at: int = 18


@dataclass(frozen=True)
class History:
    """Counts and the truth behind them.

    Attributes
    ----------
    counts : int array, shape (n_themes, n_sources, n_weeks)
    voices : int array, shape (n_sources, n_weeks)
    outbreaks : bool array, shape (n_themes, n_weeks)
    """

    counts: NDArray[np.int64]
    voices: NDArray[np.int64]
    outbreaks: NDArray[np.bool_]


@dataclass
class Tally:
    """What was called.

    Attributes
    ----------
    heard, planted : Counter
        Outbreaks by band of documents, those called new, rising or burst, and all.
    false : Counter
        Verdicts on themes without an outbreak, by state.
    held : int
        Changes held back, of any theme.
    """

    n_weeks: int = 0
    heard: Counter[tuple[int, int]] = field(default_factory=Counter)
    planted: Counter[tuple[int, int]] = field(default_factory=Counter)
    false: Counter[str] = field(default_factory=Counter)
    held: int = 0

    def recall(self, least: int) -> float:
        """Share of the outbreaks heard, of those that brought at least so many documents."""
        bands = [band for band in BANDS if band[0] >= least]
        return sum(self.heard[band] for band in bands) / max(1, sum(self.planted[band] for band in bands))

    def false_a_week(self) -> float:
        """False verdicts a week, over all themes."""
        return self.false.total() / max(1, self.n_weeks)


def simulate(company: Company, seed: int) -> History:
    """Draw a history; the same bytes for the same seed."""
    rng = np.random.default_rng(seed)
    voices = _voices(company, rng)
    rates = _LARGEST / np.arange(1, company.n_themes + 1) ** _STEEPNESS / sum(_VOICES[:3])
    by_source = rates[:, None] * rng.lognormal(-0.25, 0.7, (company.n_themes, len(_VOICES)))
    unrest = np.maximum(company.unrest * rng.lognormal(0.0, 0.5, company.n_themes), 1e-9)[:, None]
    noise = rng.gamma(np.broadcast_to(1.0 / unrest, (company.n_themes, company.n_weeks))) * unrest
    usual = by_source[:, :, None] * voices
    counts = np.minimum(rng.poisson(usual * noise[:, None, :]), voices)
    planted = np.zeros((company.n_themes, company.n_weeks), dtype=np.bool_)
    for week in range(WINDOW, company.n_weeks):
        factor = rng.uniform(*company.factor, company.n_themes)
        expected = usual[:, :, week].sum(axis=1) * factor
        fit = np.flatnonzero((expected >= company.least) & ~planted[:, week - 1])
        for theme in rng.choice(fit, company.outbreaks, replace=False):
            share = usual[theme, :, week] / usual[theme, :, week].sum()
            counts[theme, :, week] = np.minimum(rng.multinomial(round(expected[theme]), share), voices[:, week])
            planted[theme, week] = True
    return History(counts, voices, planted)


def _voices(company: Company, rng: np.random.Generator) -> NDArray[np.int64]:
    shape = (len(_VOICES), company.n_weeks)
    drift = np.exp(np.cumsum(rng.normal(0.0, 0.03, shape), axis=1))
    is_holiday = np.arange(company.n_weeks) % _HOLIDAY_EVERY == _HOLIDAY_EVERY - 1
    level = np.array(_VOICES)[:, None] * drift * np.where(is_holiday, _HOLIDAY, 1.0) * rng.uniform(0.85, 1.15, shape)
    level[-1, : company.added_at] = 0.0
    return np.asarray(rng.poisson(level), dtype=np.int64)


def listen(company: Company, seeds: Iterable[int], *, hold: bool = False) -> Tally:
    """Judge every week of some histories by the weeks before it.

    Parameters
    ----------
    hold : bool
        Hold back what the sources explain, as the store does.
    """
    tally = Tally()
    for seed in seeds:
        history = simulate(company, seed)
        for week in range(WINDOW, company.n_weeks):
            seen = slice(week - WINDOW, week + 1)
            tally.n_weeks += 1
            for theme, (trend, is_held) in enumerate(_verdicts(history, seen, hold=hold)):
                tally.held += is_held
                if not history.outbreaks[theme, week]:
                    tally.false[trend.state] += trend.state != "steady"
                    continue
                band = _band(int(history.counts[theme, :, week].sum()))
                tally.planted[band] += 1
                tally.heard[band] += trend.state in UP
    return tally


def _verdicts(history: History, seen: slice, *, hold: bool) -> Iterator[tuple[Trend, bool]]:
    counts, voices = history.counts[:, :, seen], history.voices[:, seen]
    if not hold:
        yield from ((trend, False) for trend in trends(counts, voices))
        return
    states = {}
    for source, row in enumerate(history.voices[:, : seen.stop]):
        first = int(np.argmax(row > 0)) if row.any() else seen.stop - 1
        states[str(source)] = source_state(row[max(first, seen.start) :].tolist(), is_late=first > 0)
    yield from ((trend, held is not None) for trend, held in judge(list(counts), voices, states))


def _band(n: int) -> tuple[int, int]:
    return next((band for band in BANDS if band[0] <= n < band[1]), BANDS[0])
