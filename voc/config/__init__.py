"""The configuration: found, read, checked, frozen."""

from voc.config.families import FileSourceSettings, NetworkSettings, SourceSettings
from voc.config.load import load_settings
from voc.config.locate import ConfigLocation, locate_config
from voc.config.settings import Settings

__all__ = [
    "ConfigLocation",
    "FileSourceSettings",
    "NetworkSettings",
    "Settings",
    "SourceSettings",
    "load_settings",
    "locate_config",
]
