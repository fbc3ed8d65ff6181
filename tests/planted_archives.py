"""Invented message archives whose traits have known effects, one of them only seemingly."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from nlp.sends import Band, Send

N_MESSAGES = 240
# Log-odds of a response. Long messages do worse, images better, register and emoji do nothing at all.
EFFECTS: Mapping[str, float] = {"image": 0.30, "long": -0.25, "haeyo": 0.0, "emoji": 0.0}
# How much messages differ beyond all traits, in log-odds.
SPREAD = 0.25
_BANDS: tuple[Band, ...] = tuple(
    (channel, segment, hours)
    for channel in ("알림톡", "앱푸시", "문자")
    for segment in ("신규", "기존")
    for hours in ("낮", "저녁")
)


@dataclass(frozen=True, slots=True)
class Planted:
    """An archive, and the truth about it.

    Attributes
    ----------
    sends : list of Send
        As an import would give them.
    chances : list of dict
        By message and trait, the chance of a response without and with the trait, all else as it is.
    """

    sends: list[Send]
    chances: list[Mapping[str, tuple[float, float]]]


def planted_archive(seed: int, *, n_messages: int = N_MESSAGES, traveling: float = 0.0) -> Planted:
    """Invent an archive: 해요체 is kept for bands that respond well, emoji go with images in a share `traveling`."""
    random = np.random.default_rng(seed)
    level = np.sort(random.normal(-3.0, 0.7, len(_BANDS)))
    sends, chances = [], []
    for _ in range(n_messages):
        place = int(random.integers(len(_BANDS)))
        has = _choose(random, place / (len(_BANDS) - 1), traveling)
        base = level[place] + random.normal(0.0, SPREAD)
        n_tries = int(50 + math.exp(random.normal(7.3, 0.9)))
        eta = base + sum(EFFECTS[trait] for trait, is_there in has.items() if is_there)
        n_hits = int(random.binomial(n_tries, _chance(eta)))
        traits = {trait: "yes" if is_there else "no" for trait, is_there in has.items()}
        sends.append(Send(n_hits, n_tries, _BANDS[place], traits))
        chances.append({trait: _without_and_with(eta, trait, is_there=has[trait]) for trait in EFFECTS})
    return Planted(sends, chances)


def true_difference(planted: Planted, trait: str) -> float:
    """Return the difference that a table within bands is after: by band, weighted as its smaller side allows."""
    gained: dict[Band, list[float]] = {}
    counts: dict[Band, list[int]] = {}
    for send, chances in zip(planted.sends, planted.chances, strict=True):
        without, with_it = chances[trait]
        gained.setdefault(send.band, []).append(with_it - without)
        counts.setdefault(send.band, [0, 0])[send.traits[trait] == "yes"] += 1
    weights = {band: n0 * n1 / (n0 + n1) for band, (n0, n1) in counts.items()}
    total = sum(weights.values())
    return sum(weights[band] * float(np.mean(gained[band])) for band in gained) / total


def _choose(random: np.random.Generator, goodness: float, traveling: float) -> dict[str, bool]:
    image = bool(random.random() < 0.5)
    travels = bool(random.random() < traveling)
    return {
        "image": image,
        "long": bool(random.random() < 0.45),
        "haeyo": bool(random.random() < 0.1 + 0.8 * goodness),
        "emoji": image if travels else bool(random.random() < 0.5),
    }


def _without_and_with(eta: float, trait: str, *, is_there: bool) -> tuple[float, float]:
    plain = eta - EFFECTS[trait] if is_there else eta
    return _chance(plain), _chance(plain + EFFECTS[trait])


def _chance(eta: float) -> float:
    return 1 / (1 + math.exp(-eta))
