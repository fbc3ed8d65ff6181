"""How often `nlp.trends` cries wolf, and what it hears: outbreaks in a company of 300 themes, and lasting changes.

Run as `python tests/bench/trends.py [RUNS]`; 40 runs take about six minutes.
"""

import sys
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from outbreaks import BANDS, Company, listen

from nlp.trends import trends

N_THEMES = 60
N_CHANGED = 6
MEAN_VOICES = (600, 300, 100)
COMPANIES = (
    Company(),
    Company("two outbreaks a week", outbreaks=2),
    Company("four times and more", factor=(4.0, 5.0)),
    Company("chance alone", unrest=1e-9),
    Company("unrest 32 %", unrest=0.1),
    Company("unrest 45 %", unrest=0.2),
    Company("no outbreak", outbreaks=0),
)


@dataclass(frozen=True)
class World:
    """Sixty larger themes in three sources: weeks, noise, and what happens in the last weeks."""

    name: str
    n_weeks: int = 13
    dispersion: float = 0.05
    uneven: bool = False
    voices_factor: tuple[float, float, float] = (1.0, 1.0, 1.0)
    rate_factor: float = 1.0
    n_last: int = 1


FLAT = (
    World("chance alone", dispersion=0.0),
    World("noise 22 %"),
    World("noise 32 %", dispersion=0.1),
    World("noise 45 %", dispersion=0.2),
    World("noise 22 %, themes uneven", uneven=True),
    World("52 weeks", n_weeks=52),
    World("6 weeks", n_weeks=6),
    World("3 weeks", n_weeks=3),
    World("voices double", voices_factor=(2.0, 2.0, 2.0)),
    World("one source four-fold", voices_factor=(1.0, 1.0, 4.0)),
    World("one source silent", voices_factor=(0.0, 1.0, 1.0)),
)
CHANGED = (
    World("doubled", rate_factor=2.0),
    World("doubled, chance alone", rate_factor=2.0, dispersion=0.0),
    World("tripled", rate_factor=3.0),
    World("halved", rate_factor=0.5),
    World("doubled for 3 weeks", rate_factor=2.0, n_last=3),
    World("halved for 3 weeks", rate_factor=0.5, n_last=3),
    World("doubled for 5 weeks", rate_factor=2.0, n_last=5),
    World("doubled, 52 weeks", rate_factor=2.0, n_weeks=52),
    World("doubled, 6 weeks", rate_factor=2.0, n_weeks=6),
    World("doubled, noise 45 %", rate_factor=2.0, dispersion=0.2),
)


def simulate(
    world: World, rng: np.random.Generator
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Draw documents (themes, sources, weeks), voices (sources, weeks) and each theme's mean count a week."""
    voices = rng.poisson(np.array(MEAN_VOICES)[:, None] * rng.uniform(0.7, 1.4, (3, world.n_weeks)))
    voices[:, -1] = (voices[:, -1] * np.array(world.voices_factor)).astype(np.int64)
    rates = 0.08 / np.arange(1, N_THEMES + 1) ** 0.8
    by_source = rates[:, None] * rng.lognormal(0.0, 0.7, (N_THEMES, 3))
    unrest = np.full(N_THEMES, world.dispersion)
    if world.uneven:
        unrest *= rng.lognormal(0.0, 0.5, N_THEMES)
    shape = 1.0 / np.maximum(unrest, 1e-9)[:, None]
    noise = rng.gamma(np.broadcast_to(shape, (N_THEMES, world.n_weeks))) / shape
    factor = np.ones((N_THEMES, world.n_weeks))
    factor[_changed(), -world.n_last :] = world.rate_factor
    mean = by_source[:, :, None] * voices * (noise * factor)[:, None, :]
    observed = np.minimum(rng.poisson(mean), voices)
    return observed, voices, (by_source * np.array(MEAN_VOICES)).sum(axis=1)


def _changed() -> NDArray[np.int64]:
    return np.arange(2, N_THEMES, N_THEMES // N_CHANGED)


def false_alarms(world: World, runs: int) -> tuple[float, float, float, float]:
    """Shares of themes called, of runs with any called, of runs with a peak, and of ranges missed."""
    called, any_called, any_peak, outside = 0, 0, 0, 0
    for seed in range(runs):
        observed, voices, _ = simulate(world, np.random.default_rng(seed))
        judged = trends(observed, voices)
        alarms = sum(row.state != "steady" for row in judged)
        called += alarms
        any_called += alarms > 0
        any_peak += any(row.peaks for row in judged)
        outside += sum(not row.low <= row.observed <= row.high for row in judged)
    n = runs * N_THEMES
    return called / n, any_called / runs, any_peak / runs, outside / n


def power(world: World, runs: int) -> tuple[float, float, float, float]:
    """Shares of changed themes heard, by weekly size (10-20, 20-40, above 40), and of alarms that are false."""
    heard = {name: [0, 0] for name in ("small", "medium", "large")}
    false_share = 0.0
    changed = set(_changed().tolist())
    for seed in range(runs):
        observed, voices, sizes = simulate(world, np.random.default_rng(seed))
        alarms = [row.state != "steady" for row in trends(observed, voices)]
        false = sum(alarm for theme, alarm in enumerate(alarms) if theme not in changed)
        false_share += false / max(1, sum(alarms)) / runs
        for theme, alarm in enumerate(alarms):
            if theme in changed and sizes[theme] >= 10:
                name = "small" if sizes[theme] < 20 else "medium" if sizes[theme] < 40 else "large"
                heard[name][0] += alarm
                heard[name][1] += 1
    small, medium, large = (hits / max(1, n) for hits, n in heard.values())
    return small, medium, large, false_share


def print_outbreaks(runs: int) -> None:
    heads = "".join(f"{f'{low}-{high - 1}' if high < 1000 else f'{low}+':>7}" for low, high in BANDS)
    print(f"outbreaks heard, by their documents{heads}    12+   false a week   held a week")
    for company in COMPANIES:
        tally = listen(company, range(runs), hold=True)
        shares = "".join(f"{tally.heard[band] / max(1, tally.planted[band]):7.0%}" for band in BANDS)
        false, held = tally.false_a_week(), tally.held / tally.n_weeks
        print(f"{company.name:<35}{shares} {tally.recall(12):6.0%} {false:14.2f} {held:13.2f}", flush=True)


def main(runs: int) -> None:
    print_outbreaks(runs)
    runs *= 10
    print(
        f"\nflat, {runs} runs of {N_THEMES} themes   themes called   runs with one   runs with a peak   outside range"
    )
    for world in FLAT:
        called, any_called, any_peak, outside = false_alarms(world, runs)
        print(f"{world.name:<30} {called:13.2%} {any_called:15.1%} {any_peak:18.1%} {outside:15.1%}", flush=True)
    print(f"\nchanged, {N_CHANGED} of {N_THEMES} themes    heard: 10-20 a week   20-40   over 40   false among alarms")
    for world in CHANGED:
        small, medium, large, false = power(world, runs)
        print(f"{world.name:<30} {small:18.0%} {medium:7.0%} {large:9.0%} {false:20.1%}", flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10)
