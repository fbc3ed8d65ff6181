"""The encoder that the configuration plugs in."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from voc.config import Settings
from voc.errors import ConfigError

if TYPE_CHECKING:
    from nlp.calibrated import PluggedEncoder


@dataclass(frozen=True, slots=True)
class EncoderPlace:
    """Where the configured model lies, absolute, and its part in how near two sentences are."""

    folder: Path
    share: float


def encoder_place(settings: Settings) -> EncoderPlace | None:
    """Return where the configured model lies; None where none is configured."""
    folder = settings.encoder_folder()
    return None if folder is None else EncoderPlace(folder.absolute(), settings.encoder.share)


def plugged_encoder(settings: Settings) -> "PluggedEncoder | None":
    """Load the configured model; None where none is configured.

    Raises
    ------
    ConfigError
        See `load_encoder`.
    """
    return load_encoder(encoder_place(settings))


def load_encoder(place: EncoderPlace | None) -> "PluggedEncoder | None":
    """Load the model that lies somewhere; None for none.

    Raises
    ------
    ConfigError
        The folder holds no model, the model cannot be loaded, or the extra for it is not installed.
    """
    if place is None:
        return None
    # Loaded here: most have no model, and arrays are not needed to find that out.
    from nlp.calibrated import PluggedEncoder  # noqa: PLC0415 - see above
    from nlp.errors import EncoderError  # noqa: PLC0415
    from nlp.sentence_encoder import SentenceTransformerEncoder  # noqa: PLC0415

    try:
        encoder = SentenceTransformerEncoder(place.folder)
    except EncoderError as error:
        raise ConfigError(f"encoder.yaml 'path': {error}") from error
    return PluggedEncoder(encoder, place.share)
