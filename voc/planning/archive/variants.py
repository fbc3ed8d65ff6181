"""A/B tests of the archive: each variant against the first of its test, by one outcome."""

from collections.abc import Iterable
from dataclasses import dataclass

from nlp.variant_tests import Arm, Outcome, outcomes
from voc.planning.archive import bridge
from voc.store.messages import StoredMessage


@dataclass(frozen=True, slots=True)
class Tested:
    """The tests of an archive.

    Attributes
    ----------
    outcomes : tuple of Outcome
        By test, then variant.
    alone : tuple of str
        Tests of which one variant only has usable numbers.
    texts : mapping of (test, variant) to str
        What was sent, the earliest wording.
    """

    outcomes: tuple[Outcome, ...]
    alone: tuple[str, ...]
    texts: dict[tuple[str, str], str]


def judge_variants(messages: Iterable[StoredMessage], outcome: bridge.Outcome, *, channel: str | None = None) -> Tested:
    """Judge all tests of an archive by one outcome; false discoveries are controlled over all of them."""
    held = [one for one in messages if channel is None or one.channel == channel]
    asked = [one for one in held if one.test and one.variant]
    # What is short or long is told by all messages of a channel; keywords are left aside: any two wordings differ in
    # some.
    rows = bridge.comparable(held, outcome).rows
    sends = zip(rows, bridge.sends_of(rows), strict=True)
    found = tuple(
        outcomes(
            Arm(row.first.test, row.first.variant, send) for row, send in sends if row.first.test and row.first.variant
        )
    )
    judged = {one.test for one in found}
    return Tested(
        outcomes=found,
        alone=tuple(sorted({one.test or "" for one in asked} - judged)),
        texts={(one.test or "", one.variant or ""): one.text for one in reversed(asked)},
    )
