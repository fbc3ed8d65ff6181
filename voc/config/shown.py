"""Everything in force as rows for people, each with its origin and nothing secret."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from pydantic import BaseModel

from voc.config.audience import Layout
from voc.config.channels import Channel
from voc.config.environment import secret_state
from voc.config.families import needed_secrets
from voc.config.features import FeatureSettings
from voc.config.notify import Webhook
from voc.config.origins import FileOrigins, Origin
from voc.config.problems import KeyPath, join_key
from voc.config.sections import LabelSettings, ThemeSettings
from voc.config.settings import Settings

Shown: TypeAlias = "bool | int | float | str | list[str] | None"

# An address that can be shown once its user and password are left out.
_ADDRESS = re.compile(r"(?P<scheme>[a-z][a-z0-9+]*)://(?:[^@/?#\s]*@)?(?P<rest>[\w.:\[\]-]*(?:/[\w./-]*)?)(?:\?[^@]*)?")


@dataclass(frozen=True, slots=True)
class SettingShown:
    """One setting in force, fit to be shown: secrets are only `set` or `not set`."""

    section: str
    key: str
    value: Shown
    origin: Origin


def settings_shown(settings: Settings) -> Iterator[SettingShown]:
    """Go through everything in force, grouped by section."""
    yield SettingShown("home", "home", str(settings.home), _location_origin(settings))
    yield SettingShown("home", "config", str(settings.location.path), _location_origin(settings))
    if settings.contact is not None:
        yield SettingShown("sources", "contact", settings.contact, settings.origins["sources.yaml"].of(("contact",)))
    for index, source in enumerate(settings.sources):
        yield from _model_shown("sources", ("sources", index), source, settings.origins["sources.yaml"], source.name)
    for index, stage in enumerate(settings.stages):
        origin = settings.origins["funnel.yaml"].of(("stages", index))
        yield SettingShown("funnel", stage.key, _counted(stage.name, stage), origin)
    for index, reason in enumerate(settings.reasons):
        origin = settings.origins["hesitations.yaml"].of(("reasons", index))
        yield SettingShown("hesitations", reason.key, _counted(reason.name, reason), origin)
    for index, theme in enumerate(settings.themes):
        origin = settings.origins["themes.yaml"].of(("themes", index))
        yield SettingShown("themes", theme.key, _counted(theme.title, theme), origin)
    for index, feature in enumerate(settings.features):
        origin = settings.origins["features.yaml"].of(("features", index))
        yield SettingShown("features", feature.key, _ruled(feature), origin)
    for section, model in (
        ("privacy", settings.privacy),
        ("schedules", settings.schedules),
        ("store", settings.store),
        ("calendar", settings.calendar),
        ("encoder", settings.encoder),
        ("notify", settings.notify),
        ("dashboard", settings.dashboard),
        ("channels", settings.channels),
        ("proof", settings.proof),
        ("audience", settings.audience),
        ("outreach", settings.outreach),
    ):
        yield from _model_shown(section, (), model, settings.origins[f"{section}.yaml"], "")
    yield from _lexicon_shown(settings)
    needed = [one.variable for source in settings.sources for one in needed_secrets(source)]
    needed += [*(webhook.url_env for webhook in settings.notify.webhooks), *settings.dashboard.variables]
    keys = (settings.privacy.author_key_env, settings.privacy.reach_key_env, settings.dashboard.session_key_env)
    for variable in dict.fromkeys([*keys, *needed]):
        yield SettingShown("secrets", variable, secret_state(variable), Origin("environment", variable))


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


def _ruled(feature: FeatureSettings) -> str:
    return f"{feature.name} ({len(feature.words)} rules)"


def _counted(name: str, entry: LabelSettings | ThemeSettings) -> str:
    return f"{name} ({len(entry.words)} rules, {len(entry.sentences)} sentences)"


def _location_origin(settings: Settings) -> Origin:
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
                if isinstance(item, Webhook | Channel | Layout):
                    yield from _model_shown(section, (*here, index), item, origins, join_key((key, _name_of(item))))
                    continue
                yield SettingShown(section, join_key((key, index)), _item_shown(item), origins.of((*here, index)))
        elif value not in {None, ()} or origins.of(here).kind != "built-in default":
            shown = show_address(value) if field == "url" and isinstance(value, str) else _shown(value)
            yield SettingShown(section, key, shown, origins.of(here))


def _lexicon_shown(settings: Settings) -> Iterator[SettingShown]:
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


def _name_of(item: Webhook | Channel | Layout) -> str:
    return item.key if isinstance(item, Channel) else item.name


def _item_shown(item: BaseModel) -> str:
    """Spell an entry of a list: a pattern, a period."""
    parts = (value for field in type(item).model_fields if (value := getattr(item, field)) is not None)
    return " ".join(str(part) for part in parts)


def _shown(value: object) -> Shown:
    if isinstance(value, tuple):
        return [str(item) for item in value]
    if isinstance(value, str):
        # A text of several lines is one setting.
        return " ".join(value.split("\n"))
    return value if value is None or isinstance(value, bool | int | float) else str(value)
