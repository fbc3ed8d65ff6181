"""Messages that were sent, as rows of a comparison: how many got them, how many responded, where, in which form."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple

from nlp.errors import CountsError

Band = tuple[str, str, str]
NO: Final = "no"
Code = Literal["few_messages", "few_hits", "few_shared", "bands_matter", "travels_with", "arms_apart", "many_changes"]


class Caution(NamedTuple):
    """Why a comparison is to be read with care.

    Attributes
    ----------
    code : Code
        `few_messages`, `few_hits`: too little on one side. `few_shared`: most messages stand in bands where the other
        side has none. `bands_matter`: without bands the answer would be another one. `travels_with`: within bands the
        same messages mostly have another trait as well. `arms_apart`: variants went to different bands.
        `many_changes`: variants differ in more than one trait.
    detail : str
        The figure or the trait that it is about.
    """

    code: Code
    detail: str


@dataclass(frozen=True, slots=True)
class Send:
    """One message and what came of it. The message is the unit of all comparisons, not the recipient.

    Attributes
    ----------
    hits, tries : int
        How many did what is asked about (opened, clicked, converted, opted out) of how many it was delivered to.
    band : (channel, segment, hour band)
        Only messages of one band are compared.
    traits : mapping
        Level by trait: {"image": "yes", "length": "long"}. All messages of a comparison name the same traits.
    """

    hits: int
    tries: int
    band: Band
    traits: Mapping[str, str]

    def __post_init__(self) -> None:
        if not 0 <= self.hits <= self.tries or not self.tries:
            raise CountsError(
                f"a message has {self.hits} hits of {self.tries} tries; expected 0 <= hits <= tries and tries above 0."
            )


def traits_of(sends: Sequence[Send]) -> tuple[str, ...]:
    """Return the names of the traits, sorted.

    Raises
    ------
    CountsError
        Two messages name different traits.
    """
    if not sends:
        return ()
    names = sends[0].traits.keys()
    for place, send in enumerate(sends):
        if send.traits.keys() != names:
            raise CountsError(
                f"message {place} names the traits {sorted(send.traits)}, the first {sorted(names)}; name all for all."
            )
    return tuple(sorted(names))


def reference_level(sends: Sequence[Send], trait: str) -> str:
    """Return the level that others are set against: no, else the commonest, of equals the first by code points."""
    counts = Counter(send.traits[trait] for send in sends)
    return NO if NO in counts else min(counts, key=lambda level: (-counts[level], level))


def levels_of(sends: Sequence[Send], trait: str) -> list[str]:
    """Return all levels of a trait but its reference, sorted."""
    return sorted({send.traits[trait] for send in sends} - {reference_level(sends, trait)})
