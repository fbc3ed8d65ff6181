"""Where each setting in force comes from: a line of a file, the environment, a packaged default, the program itself."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeAlias

from pydantic import BaseModel

from voc.config.problems import KeyPath, join_key, shown_path
from voc.config.yaml_text import Place

if TYPE_CHECKING:
    from voc.config.settings import Settings

OriginKind = Literal["file", "environment", "packaged default", "built-in default"]
Shown: TypeAlias = "None | bool | int | float | str | list[str]"

# An address that can be shown once its user and password are left out.
_ADDRESS = re.compile(r"(?P<scheme>[a-z][a-z0-9+]*)://(?:[^@/?#\s]*@)?(?P<rest>[\w.:\[\]-]*(?:/[\w./-]*)?)(?:\?[^@]*)?")


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a value comes from.

    Attributes
    ----------
    place : str
        `file:line`, the name of a variable, or nothing for a built-in default.
    """

    kind: OriginKind
    place: str = ""


@dataclass(frozen=True, slots=True)
class FileOrigins:
    """Where the values of one file come from.

    Attributes
    ----------
    file : Path
        The file that was read.
    kind : str
        Whether it is a person's or a packaged one.
    values, keys : mapping of key path to (line, column)
        Places in it.
    env : mapping of key path to str
        Variables that replaced values.
    """

    file: Path
    kind: OriginKind
    values: Mapping[KeyPath, Place]
    keys: Mapping[KeyPath, Place]
    env: Mapping[KeyPath, str]

    def of(self, path: KeyPath) -> Origin:
        """Return the origin of the value at a key path."""
        if path in self.env:
            return Origin("environment", self.env[path])
        place = self.keys.get(path) or self.values.get(path)
        return self.line(place[0]) if place else Origin("built-in default")

    def line(self, number: int) -> Origin:
        """Return the origin of a line."""
        return Origin(self.kind, f"{shown_path(self.file)}:{number}")


@dataclass(frozen=True, slots=True)
class SettingShown:
    """One setting in force, fit to be shown: secrets are only `set` or `not set`."""

    section: str
    key: str
    value: Shown
    origin: Origin


def settings_shown(settings: "Settings", secrets: Mapping[str, bool]) -> Iterator[SettingShown]:
    """Go through everything in force, grouped by section.

    Parameters
    ----------
    secrets : mapping of variable to bool
        Variables that hold secrets, and whether each is set.
    """
    yield SettingShown("home", "folder", str(settings.home), Origin("built-in default"))
    yield SettingShown("home", "config", str(settings.location.path), _location_origin(settings))
    for index, source in enumerate(settings.sources):
        yield from _model_shown("sources", ("sources", index), source, settings.origins["sources.yaml"], source.name)
    for section, file, labels in (
        ("funnel", "funnel.yaml", settings.stages),
        ("hesitations", "hesitations.yaml", settings.reasons),
        ("themes", "themes.yaml", settings.themes),
    ):
        key = {"funnel": "stages", "hesitations": "reasons", "themes": "themes"}[section]
        for index, label in enumerate(labels):
            name = getattr(label, "name", None) or getattr(label, "title", "")
            value = f"{name} ({len(label.words)} rules, {len(label.sentences)} sentences)"
            yield SettingShown(section, label.key, value, settings.origins[file].of((key, index)))
    for section, model in (
        ("privacy", settings.privacy),
        ("schedules", settings.schedules),
        ("store", settings.store),
        ("calendar", settings.calendar),
    ):
        yield from _model_shown(section, (), model, settings.origins[f"{section}.yaml"], "")
    yield from _lexicon_shown(settings)
    for variable, is_set in secrets.items():
        yield SettingShown("secrets", variable, "set" if is_set else "not set", Origin("environment", variable))


def show_address(url: str) -> str:
    """Return a store's address without user, password and query; `set` where they cannot be told apart.

    Examples
    --------
    >>> show_address("postgresql://voc:hidden@db.example:5432/voc?sslmode=require")
    'postgresql://db.example:5432/voc'
    >>> show_address("postgresql://voc:hid/den@db.example/voc")
    'set'
    """
    match = _ADDRESS.fullmatch(url)
    return f"{match['scheme']}://{match['rest']}" if match else "set"


def _location_origin(settings: "Settings") -> Origin:
    origin = settings.location.origin
    if origin == "VOC_CONFIG":
        return Origin("environment", origin)
    return Origin("packaged default" if origin == "packaged defaults" else "file", origin)


def _model_shown(
    section: str, path: KeyPath, model: BaseModel, origins: FileOrigins, prefix: str
) -> Iterator[SettingShown]:
    """Go through a model's fields, one row for each plain value or list."""
    for field in type(model).model_fields:
        value = getattr(model, field)
        here = (*path, field)
        key = join_key((prefix, field) if prefix else (field,))
        if isinstance(value, BaseModel):
            yield from _model_shown(section, here, value, origins, key)
        elif isinstance(value, Mapping):
            for name, inner in value.items():
                yield SettingShown(section, join_key((key, name)), _shown(inner), origins.of((*here, name)))
        elif isinstance(value, tuple) and any(isinstance(item, BaseModel) for item in value):
            for index, item in enumerate(value):
                yield SettingShown(section, join_key((key, index)), _item_shown(item), origins.of((*here, index)))
        elif value is not None or origins.of(here).kind != "built-in default":
            shown = show_address(value) if field == "url" and isinstance(value, str) else _shown(value)
            yield SettingShown(section, key, shown, origins.of(here))


def _lexicon_shown(settings: "Settings") -> Iterator[SettingShown]:
    lexicon = settings.lexicon
    for name, n_words in (
        ("brand.tsv", len(lexicon.brand_words)),
        ("stopwords.txt", len(lexicon.stop_words)),
        ("synonyms.tsv", len(lexicon.synonyms)),
        ("polarity.tsv", len(lexicon.evaluations)),
    ):
        yield SettingShown("lexicon", name, f"{n_words} words", settings.origins[f"lexicon/{name}"].line(1))
    for text in settings.our_words:
        origins = settings.origins[f"our_words/{text.name}.txt"]
        yield SettingShown("our_words", text.name, f"{len(text.lines)} texts", origins.line(1))


def _item_shown(item: BaseModel) -> str:
    """Spell an entry of a list: a pattern, a period."""
    parts = (value for field in type(item).model_fields if (value := getattr(item, field)) is not None)
    return " ".join(str(part) for part in parts)


def _shown(value: object) -> Shown:
    if isinstance(value, tuple):
        return [str(item) for item in value]
    return value if value is None or isinstance(value, bool | int | float | str) else str(value)
