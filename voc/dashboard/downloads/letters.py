"""Letters that cp949 cannot hold: what stands in for them, and how many there were."""

import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from voc.dashboard.downloads.table import Cell, Row

# What looks much the same and can be held; compatibility forms are found without a table.
_ALIKE = {"–": "-", "—": "-", "‒": "-", "−": "-", "•": "·", "‧": "·", "⋅": "·", "‛": "'", "₩": "￦", "\xa0": " "}
_UNKNOWN = "?"
# Joiners, variation selectors, marks of direction: nobody sees them, and nobody misses them.
_UNSEEN = frozenset({"Cf", "Cc", "Cs", "Mn", "Me", "Zl", "Zp"})


@dataclass(frozen=True, slots=True)
class Fitted:
    """Rows in letters of cp949.

    Attributes
    ----------
    replaced : Counter of (str, str)
        What was replaced by what, and how often; signs that nobody sees are left out.
    """

    rows: Sequence[Row]
    replaced: Counter[tuple[str, str]]

    @property
    def n(self) -> int:
        """Letters that were replaced."""
        return self.replaced.total()


def fit_cp949(rows: Sequence[Row]) -> Fitted:
    """Replace what cp949 cannot hold by what looks alike, else by a question mark."""
    replaced: Counter[tuple[str, str]] = Counter()
    fitted = [tuple(_fit(cell, replaced) for cell in row) for row in rows]
    return Fitted(fitted, replaced)


def _fit(cell: Cell, replaced: Counter[tuple[str, str]]) -> Cell:
    if not isinstance(cell, str) or _holds(cell):
        return cell
    # Syllables in pieces, as some machines write them, are whole ones here.
    whole = unicodedata.normalize("NFC", cell)
    return "".join(letter if _holds(letter) else _stand_in(letter, replaced) for letter in whole)


def _stand_in(letter: str, replaced: Counter[tuple[str, str]]) -> str:
    found = _ALIKE.get(letter) or unicodedata.normalize("NFKC", letter)
    if not _holds(found):
        if unicodedata.category(letter) in _UNSEEN:
            return ""
        found = _UNKNOWN
    replaced[letter, found] += 1
    return found


def _holds(text: str) -> bool:
    try:
        text.encode("cp949")
    except UnicodeEncodeError:
        return False
    return True
