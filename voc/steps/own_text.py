"""Our own texts beside customers' themes: read as a customer's would be, each sentence placed as if it hesitated."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from nlp.message_traits import wording_of
from nlp.types import Sentence
from voc.steps.analyst import load_placer
from voc.steps.catalogue import configured_ids
from voc.steps.workplace import Workplace

if TYPE_CHECKING:
    from nlp.placing import Placer


@dataclass(frozen=True, slots=True)
class PlacedSentence:
    """A sentence of our own and where the machine puts it.

    Attributes
    ----------
    theme_id : str or None
        None where no theme holds it; people's edits are not applied.
    score : float
        0-1.
    """

    sentence: Sentence
    theme_id: str | None
    score: float


class OwnTextPlacer:
    """Places the sentences of our own texts with the themes as they are when it is first asked."""

    def __init__(self, place: Workplace) -> None:
        self._place = place

    @property
    def version(self) -> str:
        """Equal versions read and place every text alike."""
        return f"{self._place.reader.version}:{self._placer.version}"

    def place(self, texts: Iterable[str]) -> Iterator[list[PlacedSentence]]:
        """Read texts and place their sentences, text by text; what is no wording says nothing, see `wording_of`."""
        listed = list(texts)
        for text, sentences in zip(listed, self._place.reader.read(map(wording_of, listed)), strict=True):
            yield self._placed([replace(one, text=text[one.start : one.end]) for one in sentences])

    def _placed(self, sentences: Sequence[Sentence]) -> list[PlacedSentence]:
        # Nobody hesitates in a message of ours; what it speaks of is asked as if a customer said it.
        asked = [replace(one, reading=replace(one.reading, is_hesitation=True)) for one in sentences]
        found = self._placer.place(asked)
        return [PlacedSentence(one, *of_one) for one, of_one in zip(sentences, found, strict=True)]

    @cached_property
    def _placer(self) -> "Placer":
        with self._place.store.read() as connection:
            return load_placer(connection, self._place.reader.encoder, configured_ids(self._place.settings))
