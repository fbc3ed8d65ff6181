"""What people say of a sentence when they correct it: the labels, their values, and how many it takes to learn."""

from collections import Counter
from collections.abc import Sequence
from typing import Final, get_args

from nlp.types import NO_STAGE, Act, Knowledge, Reading

# In the order in which they are decided: only what hesitates has a reason.
LEARNABLE: Final = ("hesitation", "reason", "stage", "act")
YES, NO = "yes", "no"
# Fewer corrections of a label say more about the day than about customers.
LEAST_CORRECTIONS = 40
# People correct what is wrong. Without sentences where they found the machine right, a model learns to contradict it.
LEAST_CONFIRMED = 10
# Two values at least must have been given this often.
LEAST_PER_VALUE = 5


def values_of(reading: Reading) -> dict[str, str]:
    """Return the value of each label in a reading, as a correction writes it.

    Examples
    --------
    >>> values_of(Reading("praise", 0.1, False, "none", 0.0, "usage", 0.5))
    {'hesitation': 'no', 'reason': 'none', 'stage': 'usage', 'act': 'praise'}
    """
    return {
        "hesitation": YES if reading.is_hesitation else NO,
        "reason": reading.reason,
        "stage": reading.stage,
        "act": reading.act,
    }


def configured_values(knowledge: Knowledge) -> dict[str, tuple[str, ...]]:
    """Return what each label can be; a reason is one of those that there are where a sentence hesitates."""
    return {
        "hesitation": (NO, YES),
        "reason": tuple(sorted(reason.key for reason in knowledge.reasons)),
        "stage": tuple(sorted({NO_STAGE, *(stage.key for stage in knowledge.stages)})),
        "act": tuple(sorted(get_args(Act))),
    }


def still_missing(values: Sequence[str], n_confirmed: int) -> dict[str, int]:
    """Count what is needed before a model of a label is worth training; empty where there is enough.

    Parameters
    ----------
    values : sequence of str
        What people gave, one for each distinct sentence.
    n_confirmed : int
        How many of them are as they were read.

    Returns
    -------
    dict of str to int
        Sentences still needed: `corrected` in all, `confirmed` as they were read, `varied` with the second most
        frequent value.

    Examples
    --------
    >>> still_missing(["cost"] * 30 + ["delay"] * 2, n_confirmed=12)
    {'corrected': 8, 'varied': 3}
    """
    often = sorted(Counter(values).values(), reverse=True)
    second = often[1] if len(often) > 1 else 0
    needs = {
        "corrected": LEAST_CORRECTIONS - len(values),
        "confirmed": LEAST_CONFIRMED - n_confirmed,
        "varied": LEAST_PER_VALUE - second,
    }
    return {what: n for what, n in needs.items() if n > 0}
