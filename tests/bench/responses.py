"""How often the response tables tell the truth: PYTHONPATH=tests:tests/bench python tests/bench/responses.py."""

import math
from collections import Counter
from dataclasses import dataclass, field

from planted_archives import EFFECTS, Planted, planted_archive, true_difference
from scipy.stats import ttest_ind

from nlp.response_bands import Difference, differences
from nlp.response_model import adjusted

N_ARCHIVES = 200
# Share of messages whose emoji come with their images, in the world where the two cannot be told apart by a table.
TRAVELING = 0.7


@dataclass
class Score:
    """Counts by trait over all archives.

    Attributes
    ----------
    covered_table, covered_model : Counter
        Archives whose 95 % interval holds the planted effect.
    claimed_naive, claimed_table, claimed_model : Counter
        Archives where the trait is said to matter: by a t-test over messages without bands, within bands, by the model.
    n_warned : Counter
        Archives where the table warns that another trait travels along.
    """

    n_archives: int
    covered_table: Counter[str] = field(default_factory=Counter)
    covered_model: Counter[str] = field(default_factory=Counter)
    claimed_naive: Counter[str] = field(default_factory=Counter)
    claimed_table: Counter[str] = field(default_factory=Counter)
    claimed_model: Counter[str] = field(default_factory=Counter)
    n_warned: Counter[str] = field(default_factory=Counter)


def score(n_archives: int = N_ARCHIVES, *, traveling: float = 0.0) -> Score:
    """Read many archives and compare what is said of them with what was planted."""
    found = Score(n_archives)
    for seed in range(n_archives):
        planted = planted_archive(seed, traveling=traveling)
        for row in differences(planted.sends):
            _score_table(found, planted, row)
        for effect in adjusted(planted.sends).effects:
            found.covered_model[effect.trait] += effect.low <= math.exp(EFFECTS[effect.trait]) <= effect.high
            found.claimed_model[effect.trait] += effect.q <= 0.05
    return found


def _score_table(found: Score, planted: Planted, row: Difference) -> None:
    trait = row.trait
    found.covered_table[trait] += row.low is not None and row.low <= true_difference(planted, trait) <= row.high
    found.claimed_table[trait] += row.is_claimed
    found.n_warned[trait] += any(caution.code == "travels_with" for caution in row.cautions)
    rates = {"yes": [], "no": []}
    for send in planted.sends:
        rates[send.traits[trait]].append(send.hits / send.tries)
    found.claimed_naive[trait] += ttest_ind(rates["yes"], rates["no"], equal_var=False).pvalue <= 0.05


def main() -> None:
    """Print a line per trait for either world."""
    for traveling in (0.0, TRAVELING):
        _print(score(traveling=traveling), f"emoji tied to images in {traveling:.0%} of messages")


def _print(found: Score, title: str) -> None:
    n = found.n_archives
    print(f"{n} archives, {title}; shares of archives")
    print("trait     truth |  covered: table  model |  claimed: naive  table  model")
    for trait, truth in EFFECTS.items():
        covered = f"{found.covered_table[trait] / n:15.3f} {found.covered_model[trait] / n:6.3f}"
        claimed = (
            f"{found.claimed_naive[trait] / n:15.3f} {found.claimed_table[trait] / n:6.3f} "
            f"{found.claimed_model[trait] / n:6.3f}"
        )
        print(f"{trait:8} {truth:+6.2f} | {covered} | {claimed} | warned {found.n_warned[trait] / n:.3f}")


if __name__ == "__main__":
    main()
