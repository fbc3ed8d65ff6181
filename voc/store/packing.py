"""Terms and readings as columns and back."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from nlp.phrases import noun_grams
from nlp.types import Reading, Term
from voc.errors import StoreError

# In the order of a packed term: positions instead of names keep a million sentences small.
_TERM = ("lemma", "surface", "negated", "start", "end", "morpheme")
SCORES = ("act", "hesitation", "is_hesitation", "reason", "reason_score", "stage", "stage_score")
_READING = (*SCORES, "theme", "theme_score")


class DamagedReadingError(StoreError):
    """What a sentence was read as makes no sense any more."""


def pack_terms(terms: Iterable[Term]) -> list[list[str | int | bool]]:
    """Write terms as JSON values."""
    return [[getattr(term, name) for name in _TERM] for term in terms]


def unpack_terms(packed: Sequence[Sequence[Any]]) -> tuple[Term, ...]:
    """Read terms from JSON values.

    Raises
    ------
    DamagedReadingError
        They are no terms.
    """
    try:
        return tuple(Term(*values) for values in packed)
    except TypeError as error:
        message = "Readings in the store are damaged. Make them anew: voc refresh."
        raise DamagedReadingError(message) from error


def typed_of(packed: Sequence[Sequence[Any]], text: str) -> list[tuple[str, str]]:
    """List (term, surface) of packed terms and of every stretch of neighbouring nouns, as `nlp.contrast` counts them.

    Parameters
    ----------
    text : str
        The sentence that the terms stand in.
    """
    terms = unpack_terms(packed)
    return [(term.shown, " ".join(term.surface.split())) for term in (*terms, *noun_grams(text, terms))]


def pack_reading(reading: Reading) -> dict[str, Any]:
    """Spread a reading over columns."""
    return {**{name: getattr(reading, name) for name in _READING}, "why": list(reading.why)}


def unpack_reading(row: Mapping[str, Any]) -> Reading:
    """Build a reading from its columns."""
    return Reading(**{name: row[name] for name in _READING}, why=tuple(row["why"]))
