"""The catalogue's themes in the store: as they are configured now, and out of use once they are configured no more."""

from collections.abc import Collection
from dataclasses import replace

from nlp.themebook import catalogue_id
from voc.config import Settings
from voc.steps.workplace import Workplace
from voc.store import StoredTheme, machine_themes, save_themes

_CATALOGUE = catalogue_id("")


def catalogue_themes(settings: Settings) -> list[StoredTheme]:
    """Return the themes of the catalogue as the store keeps them."""
    return [StoredTheme(catalogue_id(one.key), one.title, one.reason, one.stage) for one in settings.themes]


def save_catalogue(place: Workplace) -> None:
    """Put the catalogue's themes into the store before anything refers to them.

    Those that are there take title, reason and stage from the configuration and keep all else; what people decided in
    the ledger stands over it.
    """
    with place.store.begin() as connection:
        stored = {theme.theme_id: theme for theme in machine_themes(connection)}
        configured = [_as_configured(theme, stored) for theme in catalogue_themes(place.settings)]
        save_themes(connection, [theme for theme in configured if theme != stored.get(theme.theme_id)])


def configured_ids(settings: Settings) -> frozenset[str]:
    """Name the themes that the catalogue has now."""
    return frozenset(catalogue_id(theme.key) for theme in settings.themes)


def is_from_catalogue(theme_id: str) -> bool:
    """Tell whether a theme is, or was, the catalogue's."""
    return theme_id.startswith(_CATALOGUE)


def is_out_of_use(theme_id: str, configured: Collection[str]) -> bool:
    """Tell whether a theme was the catalogue's and is no more: it keeps what it holds and takes no other sentence.

    Parameters
    ----------
    configured : collection of str
        See `configured_ids`.
    """
    return is_from_catalogue(theme_id) and theme_id not in configured


def _as_configured(theme: StoredTheme, stored: dict[str, StoredTheme]) -> StoredTheme:
    known = stored.get(theme.theme_id, theme)
    return replace(known, title=theme.title, reason=theme.reason, stage=theme.stage)
