"""What came of the sample's messages: drawn with planted effects, from a generator of its own.

Images and a question at the beginning raise the odds of a click, length lowers them. 해요체 does nothing, but stands
where people click anyway. Opt-outs rise with the number of messages a week among those who used the service before.
"""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from random import Random
from statistics import NormalDist

from nlp.message_levels import length_levels
from voc.weeks import week_of

# Log-odds of a click. All that is not named here does nothing.
EFFECTS: Mapping[str, float] = {"image": 0.35, "long": -0.30, "question": 0.30}
# How much messages differ beyond that, in log-odds.
_SPREAD = 0.2
_CLICKS = {"앱 푸시": -3.4, "LMS": -3.1, "SMS": -3.7, "이메일": -3.9, "알림톡": -2.2}
_OPENS = {"앱 푸시": -2.2, "이메일": -1.2, "알림톡": 0.2}
_EXISTING, _LATE, _LATE_FROM = 0.35, 0.2, 14
# Log-odds of opting out, and what each further message of the week adds for those who used the service before.
_OPT_OUT, _FEW, _EACH = -6.9, 5, 0.12
_CONVERTED, _WON = 0.14, 23_000
# Kakao's info messages know a block of the channel, no opt-out of their own.
_NO_OPT_OUT = frozenset({"알림톡"})
_STANDARD = NormalDist()
_ENOUGH_FOR_NORMAL = 30.0


@dataclass(frozen=True, slots=True)
class Sent:
    """One sending.

    Attributes
    ----------
    at : datetime
        Aware, Seoul.
    asks : bool
        Whether it asks a question.
    reach : int
        Recipients.
    """

    at: datetime
    channel: str
    segment: str
    stage: str
    campaign: str
    title: str
    body: str
    has_image: bool
    is_ad: bool
    asks: bool
    reach: int = 0
    test: str = ""
    variant: str = ""


def as_rows(sent: Sequence[Sent], random: Random) -> list[tuple[object, ...]]:
    """Draw the results of messages, and lay them out as an export has them."""
    texts = ["\n".join(part for part in (one.title, one.body) if part) for one in sent]
    lengths = length_levels([len(text) for text in texts], [one.channel for one in sent])
    weekly = Counter((week_of(one.at), one.segment) for one in sent)
    noise: dict[tuple[object, ...], float] = {}
    rows = []
    for number, (one, length) in enumerate(zip(sent, lengths, strict=True), start=1):
        # Both arms of a test meet the same day.
        same = (one.test, one.at, one.segment) if one.test else (number,)
        spread = noise.setdefault(same, _SPREAD * _standard(random))
        counts = _counts(one, length, spread, weekly[week_of(one.at), one.segment], random)
        rows.append(_row(one, number, counts))
    return rows


def _counts(one: Sent, length: str, spread: float, n_in_week: int, random: Random) -> dict[str, int | str]:
    delivered = round(one.reach * (0.96 + 0.03 * random.random()))
    clicked = _draw(random, delivered, _chance(_clicking(one, length) + spread))
    opened = (
        _draw(random, delivered, _chance(_OPENS[one.channel] + _where(one) + spread)) if one.channel in _OPENS else ""
    )
    leaving = _EACH * (n_in_week - _FEW) if one.segment == "기존" else 0.0
    refused = _draw(random, delivered, _chance(_OPT_OUT + leaving)) if one.channel not in _NO_OPT_OUT else ""
    converted = _draw(random, clicked, _CONVERTED)
    return {
        "delivered": delivered,
        "opened": opened if opened == "" else max(int(opened), clicked),
        "clicked": clicked,
        "converted": converted,
        "revenue": converted * _WON,
        "opted_out": refused,
    }


def _clicking(one: Sent, length: str) -> float:
    """Return the log-odds of a click, without what is the message's own."""
    planted = {"image": one.has_image, "long": length == "long", "question": one.asks}
    return _CLICKS[one.channel] + _where(one) + sum(EFFECTS[name] for name, is_there in planted.items() if is_there)


def _where(one: Sent) -> float:
    return _EXISTING * (one.segment == "기존") + _LATE * (one.at.hour >= _LATE_FROM)


def _row(one: Sent, number: int, counts: Mapping[str, int | str]) -> tuple[object, ...]:
    return (
        f"{one.at:%Y-%m-%d %H:%M}", one.channel, one.segment, one.stage, one.campaign, one.title, one.body,
        "Y" if one.has_image else "N", "Y" if one.is_ad else "N", one.reach, *counts.values(), one.test, one.variant,
        f"NM-{number:04d}",
    )  # fmt: skip


def _chance(log_odds: float) -> float:
    return 1 / (1 + math.exp(-log_odds))


def _standard(random: Random) -> float:
    # Not Random.gauss: what it draws may change with Python, random() may not.
    return _STANDARD.inv_cdf(max(random.random(), 1e-12))


def _draw(random: Random, n: int, p: float) -> int:
    """Draw how many of n do something of chance p."""
    mean = n * p
    if mean >= _ENOUGH_FOR_NORMAL:
        return max(0, min(n, round(mean + math.sqrt(mean * (1 - p)) * _standard(random))))
    at, chance, held = 0, math.exp(n * math.log1p(-p)), random.random()
    while held > chance and at < n:
        held -= chance
        chance *= (n - at) / (at + 1) * p / (1 - p)
        at += 1
    return at
