"""What a reader is made of, as plain data: enough to build the same one in another process or on another machine."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from voc.config import Settings
from voc.steps.encoder import EncoderPlace, encoder_place, load_encoder
from voc.steps.unpacking import unpacked
from voc.store.learned import load_models
from voc.store.own_words import load_own_words

if TYPE_CHECKING:
    from nlp.reader import Reader
    from nlp.types import Knowledge


@dataclass(frozen=True, slots=True, repr=False)
class Recipe:
    """Knowledge, and what was learned on top of it.

    Attributes
    ----------
    models : tuple of bytes
        What corrections have taught, one model for each label that is read with one.
    own_words : bytes or None
        What the store's own texts have taught.
    encoder : EncoderPlace or None
        The plugged-in model: its folder must lie on every machine that reads.
    """

    knowledge: "Knowledge"
    models: tuple[bytes, ...]
    own_words: bytes | None
    encoder: EncoderPlace | None

    def __repr__(self) -> str:
        """Name no word that was learned: libraries write the arguments of what fails into their logs."""
        own_words = "" if self.own_words is None else ", own words"
        return f"<recipe: {len(self.models)} models{own_words}{', an encoder' if self.encoder else ''}>"

    def reader(self) -> "Reader":
        """Build the reader; takes seconds and about half a gigabyte.

        Raises
        ------
        ConfigError
            The plugged-in model cannot be loaded here.
        StoreError
            What was learned is damaged.
        """
        # Loaded here: whoever only asks the store does not wait for the analyser.
        from nlp.label_models import LabelModel  # noqa: PLC0415 - see above
        from nlp.reader import Reader  # noqa: PLC0415
        from nlp.self_training import SelfTrained  # noqa: PLC0415

        models = [unpacked("a model learned from corrections", LabelModel.from_bytes, one) for one in self.models]
        reader = Reader(self.knowledge, models, load_encoder(self.encoder))
        if self.own_words is None:
            return reader
        return reader.taught(unpacked("what its texts have taught", SelfTrained.from_bytes, self.own_words))


def load_recipe(settings: Settings, connection: Connection) -> Recipe:
    """Put together what is configured and what the store has learned."""
    models = tuple(one.payload for one in load_models(connection) if one.is_used)
    own_words = load_own_words(connection)
    return Recipe(settings.knowledge(), models, own_words.payload if own_words else None, encoder_place(settings))
