"""How long a draft is, beside what its channel takes and what a phone shows of it."""

from collections.abc import Iterator
from dataclasses import dataclass

from voc.config.channels import Channel, Length
from voc.planning.draft_check import Draft
from voc.planning.draft_check.measures import n_bytes, shown_part, width


@dataclass(frozen=True, slots=True)
class PartLength:
    """The length of a title or a body.

    Attributes
    ----------
    n : int
        Bytes or characters, as `unit` says.
    most : int or None
        What is longer cannot be sent.
    shown : str or None
        What a phone usually shows of it; None where it shows all, or where nobody knows.
    """

    name: str
    n: int
    unit: str
    most: int | None
    shown: str | None

    @property
    def is_over(self) -> bool:
        """Whether it is too long to be sent."""
        return self.most is not None and self.n > self.most


def part_lengths(draft: Draft, channel: Channel) -> list[PartLength]:
    """Measure the parts that the channel sends, in order."""
    return list(_measured(draft, channel))


def _measured(draft: Draft, channel: Channel) -> Iterator[PartLength]:
    for name, text, length in (("제목", draft.title or "", channel.title), ("본문", draft.body, channel.body)):
        if length is not None:
            yield _part(name, text, length, in_bytes=channel.counted == "bytes")


def _part(name: str, text: str, length: Length, *, in_bytes: bool) -> PartLength:
    n, unit = (n_bytes(text), "바이트") if in_bytes else (len(text), "자")
    is_cut = length.shown is not None and width(text) > length.shown
    shown = shown_part(text, length.shown).rstrip() if is_cut and length.shown is not None else None
    return PartLength(name, n, unit, length.most, shown)
