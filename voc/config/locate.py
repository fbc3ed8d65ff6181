"""Which configuration folder is in use: `--config`, else `VOC_CONFIG`, else `./config`, else the packaged defaults."""

import os
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Literal

from voc.errors import ConfigError

Origin = Literal["--config", "VOC_CONFIG", "./config", "packaged defaults"]

YAML_FILES = (
    "sources.yaml",
    "funnel.yaml",
    "hesitations.yaml",
    "themes.yaml",
    "privacy.yaml",
    "schedules.yaml",
    "store.yaml",
    "calendar.yaml",
    "encoder.yaml",
    "notify.yaml",
    "dashboard.yaml",
    "channels.yaml",
    "proof.yaml",
    "features.yaml",
    "audience.yaml",
    "outreach.yaml",
)
LEXICON_FILES = ("lexicon/brand.tsv", "lexicon/stopwords.txt", "lexicon/synonyms.tsv", "lexicon/polarity.tsv")
OUR_WORDS = "our_words"


@dataclass(frozen=True, slots=True)
class ConfigLocation:
    """The folder in use.

    Attributes
    ----------
    path : Path
        Absolute; may hold only some of the files.
    origin : str
        How it was found.
    defaults : Path
        Absolute; where files come from that `path` does not hold.
    home : Path
        Absolute; the folder that `inbox/` and `store/` lie in.
    """

    path: Path
    origin: Origin
    defaults: Path
    home: Path


def locate_config(explicit: Path | None = None) -> ConfigLocation:
    """Find the configuration folder.

    Parameters
    ----------
    explicit : Path or None
        What `--config` named.

    Raises
    ------
    ConfigError
        A folder that was named does not exist, is a file, or holds none of the files; every place is listed.
    """
    defaults = packaged_defaults()
    named: tuple[Path, Origin] | None = None
    if explicit is not None:
        named = explicit, "--config"
    elif os.environ.get("VOC_CONFIG"):
        named = Path(os.environ["VOC_CONFIG"]), "VOC_CONFIG"
    if named is not None:
        folder = named[0].expanduser().absolute()
        _check_named(folder, named[1], explicit, defaults)
        return ConfigLocation(folder, named[1], defaults, folder.parent)
    local = Path.cwd() / "config"
    if holds_config(local):
        return ConfigLocation(local, "./config", defaults, local.parent)
    return ConfigLocation(defaults, "packaged defaults", defaults, Path.cwd())


def packaged_defaults() -> Path:
    """Return the folder of the defaults: inside the installed package, or at the top of a checkout.

    Raises
    ------
    ConfigError
        Neither is there.
    """
    package = Path(str(files("voc")))
    checkout = package.parent
    installed = package / "defaults"
    if installed.is_dir():
        return installed
    # A `config` folder next to any other package of the environment is not ours.
    if (checkout / "pyproject.toml").is_file() and (checkout / "config").is_dir():
        return checkout / "config"
    message = (
        f"The packaged defaults are missing: neither {installed} nor {checkout / 'config'} is there. "
        "Install malgwi again."
    )
    raise ConfigError(message)


def holds_config(folder: Path) -> bool:
    """Tell whether a folder holds at least one of our files."""
    return any((folder / name).exists() for name in (*YAML_FILES, *LEXICON_FILES, OUR_WORDS))


def _check_named(folder: Path, origin: Origin, explicit: Path | None, defaults: Path) -> None:
    if folder.is_file():
        message = f"{folder}, named by {origin}, is a file. Name the folder that holds it: {folder.parent}."
        raise ConfigError(message)
    if folder.is_dir() and holds_config(folder):
        return
    what = "holds none of the configuration files" if folder.is_dir() else "does not exist"
    variable = os.environ.get("VOC_CONFIG")
    places = (
        f"--config ({explicit or 'not given'})",
        f"VOC_CONFIG ({variable or 'not set'})",
        f"./config ({_state(Path.cwd() / 'config')})",
        f"packaged defaults ({defaults})",
    )
    message = (
        f"The configuration folder {folder}, named by {origin}, {what}. Places, in order: {', '.join(places)}. "
        "Correct the name, or write a configuration with 'voc init'."
    )
    raise ConfigError(message)


def _state(folder: Path) -> str:
    if holds_config(folder):
        return f"{folder} is there"
    return f"{folder} holds none of the files" if folder.is_dir() else f"{folder} is not there"
