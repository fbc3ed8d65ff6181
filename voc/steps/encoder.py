"""The encoder that the configuration plugs in."""

from typing import TYPE_CHECKING

from voc.config import Settings
from voc.errors import ConfigError

if TYPE_CHECKING:
    from nlp.calibrated import PluggedEncoder


def plugged_encoder(settings: Settings) -> "PluggedEncoder | None":
    """Load the configured model; None where none is configured.

    Raises
    ------
    ConfigError
        The folder holds no model, the model cannot be loaded, or the extra for it is not installed.
    """
    folder = settings.encoder_folder()
    if folder is None:
        return None
    # Loaded here: most have no model, and arrays are not needed to find that out.
    from nlp.calibrated import PluggedEncoder  # noqa: PLC0415 - see above
    from nlp.errors import EncoderError  # noqa: PLC0415
    from nlp.sentence_encoder import SentenceTransformerEncoder  # noqa: PLC0415

    try:
        encoder = SentenceTransformerEncoder(folder)
    except EncoderError as error:
        raise ConfigError(f"encoder.yaml 'path': {error}") from error
    return PluggedEncoder(encoder, settings.encoder.share)
