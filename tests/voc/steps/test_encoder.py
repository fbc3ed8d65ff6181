from dataclasses import replace
from pathlib import Path

import pytest

from voc.config import load_settings
from voc.config.sections import EncoderSection
from voc.errors import ConfigError
from voc.steps.encoder import plugged_encoder


def test_by_default_nothing_is_plugged_in() -> None:
    settings = load_settings()
    assert settings.encoder_folder() is None
    assert plugged_encoder(settings) is None


def test_a_folder_without_a_model_is_a_configuration_error(tmp_path: Path) -> None:
    settings = replace(load_settings(), encoder=EncoderSection(path=str(tmp_path)))
    with pytest.raises(ConfigError, match=r"encoder.yaml 'path': .* holds no sentence-transformers model"):
        plugged_encoder(settings)
