"""What people are told of the health of a source or a run: green, amber or red, and why."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

Level = Literal["green", "amber", "red"]
What = Literal["silent", "little", "rejects", "cursor", "version", "error", "part", "first_empty", "missed"]
_ORDER: Mapping[str, int] = {"green": 0, "amber": 1, "red": 2}


@dataclass(frozen=True, slots=True)
class Verdict:
    """One thing that is strange.

    Attributes
    ----------
    level : Level
        `red`: something is broken, the run ends partly done. `amber`: have a look; the run's end does not change.
    what : What
        `silent`: nothing came where something usually does; `little`: far less than usual; `rejects`: far more rows
        than usual were set aside; `cursor`: it delivers, but does not remember how far it came; `version`: another
        analysis reads than before; `error`: the source failed; `part`: a part of it could not be had; `first_empty`:
        the first collection brought nothing; `missed`: nights in which nothing ran.
    sentence : str
        For people: what was seen, what is usual, what to do. No customer text.
    """

    level: Level
    what: What
    sentence: str

    def plain(self, longest: int | None = None) -> dict[str, str]:
        """Spread it as the run log keeps it, the sentence cut to so many characters."""
        return {"level": self.level, "what": self.what, "text": self.sentence[:longest]}


def worst(levels: Iterable[str | None]) -> Level:
    """Return the worst of some levels; nothing counts as green.

    Examples
    --------
    >>> worst(["amber", None, "red"]), worst([])
    ('red', 'green')
    """
    found = max((level or "green" for level in levels), key=_ORDER.__getitem__, default="green")
    return "red" if found == "red" else "amber" if found == "amber" else "green"
