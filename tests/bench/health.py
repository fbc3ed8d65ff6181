"""How often a healthy source is told of as ill, and how soon a broken one is: simulated years of nights.

Run: python tests/bench/health.py [n_years]
"""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import numpy as np

from voc.config import load_settings
from voc.config.sections import Limits
from voc.steps.health.amount import judge_amount
from voc.steps.health.habits import holidays_of, looked_back
from voc.steps.health.rejects import judge_rejects
from voc.steps.verdicts import Verdict
from voc.store import Night
from voc.weeks import SEOUL

FIRST, N_DAYS = date(2026, 1, 1), 365
# From here on a source has its habit of every weekday.
SETTLED = 56
LIMITS = Limits()
HOLIDAYS = holidays_of(load_settings(Path(__file__).parents[2] / "config").calendar)
# Shares of a mean day, Monday to Sunday.
EVERY_DAY = (1.0,) * 7
SHOP = (0.8, 0.8, 0.85, 0.9, 1.1, 1.35, 1.2)
OFFICE = (1.7, 1.5, 1.4, 1.3, 1.1, 0.0, 0.0)
WEEKLY = (7.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)


@dataclass(frozen=True)
class World:
    """A healthy source.

    Attributes
    ----------
    mean : float
        New texts a night.
    unrest : float
        Standard deviation of the nightly mean as a share of it, beyond chance.
    holiday : float
        Share of a usual day that a holiday brings.
    """

    name: str
    mean: float
    rhythm: Sequence[float] = SHOP
    unrest: float = 0.22
    holiday: float = 0.5


def year(world: World, random: np.random.Generator) -> list[int]:
    """Draw what a year of nights brings."""
    counts = []
    for n in range(N_DAYS):
        day = FIRST + timedelta(days=n)
        mean = world.mean * world.rhythm[day.weekday()] * (world.holiday if day in HOLIDAYS else 1.0)
        strayed = random.gamma(1 / world.unrest**2, world.unrest**2) if world.unrest else 1.0
        counts.append(int(random.poisson(mean * strayed)))
    return counts


def window_of(n: int) -> str:
    """Name the window of the night that collects the n-th day, as the run log does."""
    midnight = datetime.combine(FIRST + timedelta(days=n + 1), time.min, SEOUL)
    return f"..{midnight.astimezone(UTC).isoformat()}"


def judged(counts: Sequence[int], first: int = 0) -> list[Verdict | None]:
    """Judge nights one after the other, as they are judged in the run log."""
    nights: list[Night] = []
    verdicts = []
    for n, n_read in enumerate(counts):
        found = None
        if n >= first:
            found = judge_amount(n_read, window_of(n), nights[: looked_back(LIMITS)], LIMITS, HOLIDAYS)
        verdicts.append(found)
        nights.insert(0, Night(window_of(n), n_read, is_whole=found is None or found.level != "red"))
    return verdicts


def false_alarms(world: World, n_years: int) -> tuple[float, float, float, float]:
    """Count nights told of in amber and in red in the first eight weeks, and in a year after them."""
    random = np.random.default_rng(20261122)
    told = np.zeros(4)
    for _ in range(n_years):
        verdicts = judged(year(world, random))
        for n, verdict in enumerate(verdicts):
            if verdict:
                told[2 * (n >= SETTLED) + (verdict.level == "red")] += 1
    amber_young, red_young, amber, red = told / n_years
    settled = N_DAYS / (N_DAYS - SETTLED)
    return amber_young, red_young, amber * settled, red * settled


def nights_to_notice(world: World, share: float, n_years: int) -> tuple[float, float, float]:
    """Return nights until a source that breaks is told of at all (median), in red (median, nine tenths)."""
    random = np.random.default_rng(20261123)
    first, red = [], []
    for _ in range(n_years):
        counts = year(world, random)
        begin = int(random.integers(120, 240))
        broken = [*counts[:begin], *(random.binomial(n, share) for n in counts[begin : begin + 40])]
        verdicts = judged(broken, begin)
        first.append(_place([one is not None for one in verdicts[begin:]]))
        red.append(_place([one is not None and one.level == "red" for one in verdicts[begin:]]))
    return float(np.median(first)), float(np.median(red)), float(np.quantile(red, 0.9, method="higher"))


def _place(told: Sequence[bool]) -> int:
    return told.index(True) + 1 if True in told else 99


def reject_alarms(share: float, n_rows: int, n_years: int) -> tuple[float, float]:
    """Count nights a year told of where rows are set aside with one chance all the time."""
    random = np.random.default_rng(20261124)
    told = np.zeros(2)
    for _ in range(n_years):
        nights: list[Night] = []
        for n in range(N_DAYS):
            rows = int(random.poisson(n_rows))
            rejects = int(random.binomial(rows, share))
            found = judge_rejects(rows, rejects, nights)
            if found:
                told[int(found.level == "red")] += 1
            nights.insert(0, Night(window_of(n), rows - rejects, is_whole=True, n_rows=rows, n_rejects=rejects))
    amber, red = told / n_years
    return float(amber), float(red)


WORLDS = [
    *(World(f"{mean} a night", mean) for mean in (1, 2, 5, 10, 50, 500)),
    *(World(f"{mean} a night, chance alone", mean, unrest=0.0) for mean in (5, 10, 50, 500)),
    *(World(f"{mean} a night, unrest 45 %", mean, unrest=0.45) for mean in (5, 10, 50, 500)),
    *(World(f"{mean} a day, office days only", mean, OFFICE, holiday=0.0) for mean in (5, 50)),
    World("300 once a week", 300 / 7, WEEKLY, holiday=1.0),
]


def main(n_years: int) -> None:
    """Print both tables."""
    print("source                          first 8 weeks: amber   red     a year after: amber   red")
    for world in WORLDS:
        amber_young, red_young, amber, red = false_alarms(world, n_years)
        print(f"{world.name:<32} {amber_young:>18.2f} {red_young:>5.2f} {amber:>20.2f} {red:>5.2f}")
    for share, what in ((0.0, "brings nothing any more"), (0.1, "brings a tenth")):
        print(f"\n{what:<32} told of after   red after   red after in 9 of 10")
        for world in WORLDS:
            found = nights_to_notice(world, share, 2 * n_years)
            print(f"{world.name:<32} {found[0]:>13.0f} {found[1]:>11.0f} {found[2]:>12.0f}")
    print("\nrows set aside                   amber a year    red a year")
    for share, n_rows in ((0.0, 100), (0.01, 20), (0.01, 500), (0.05, 50), (0.1, 500)):
        amber, red = reject_alarms(share, n_rows, n_years)
        print(f"{share:.0%} of {n_rows:<26} {amber:>13.2f} {red:>13.2f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20)
