"""The same rows again: shuffled, with a tenth more of them, with another seed."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

# Without every eleventh row, the whole is what is there plus a tenth.
_EVERY = 11
_SHUFFLE_SEED = 1


@dataclass(frozen=True)
class Variant:
    """One way of handing over the rows.

    Attributes
    ----------
    seed : int
        For whatever a method draws.
    """

    name: str
    rows: Literal["all", "shuffled", "fewer"]
    seed: int

    def of(self, ids: Sequence[str]) -> list[str]:
        """Choose and order the rows."""
        if self.rows == "fewer":
            return [one for place, one in enumerate(ids) if place % _EVERY != _EVERY - 1]
        chosen = list(ids)
        if self.rows == "shuffled":
            random.Random(_SHUFFLE_SEED).shuffle(chosen)  # noqa: S311 - an order, no secret
        return chosen


BASE = Variant("base", "all", 0)
OTHERS = (Variant("shuffled", "shuffled", 0), Variant("tenth more", "fewer", 0), Variant("other seed", "all", 1))
