"""Themes to choose from: by stage, as a list of some hundred is searched by what people know of them."""

from collections.abc import Iterable, Mapping

from voc.dashboard.filters import NO_STAGE, Known
from voc.store import MERGED, StoredTheme


def titles_by_stage(themes: Iterable[StoredTheme], known: Known) -> dict[str, dict[str, str]]:
    """List the titles of themes by id, in order, under the name of their stage; merged ones are left out."""
    stages = known.choices("stage")
    found: dict[str, dict[str, str]] = {name: {} for name in stages.values()}
    for theme in sorted(themes, key=lambda one: (one.title, one.theme_id)):
        if theme.state != MERGED:
            found[stages.get(theme.stage, stages[NO_STAGE])][theme.theme_id] = theme.title
    return {name: titles for name, titles in found.items() if titles}


def all_titles(by_stage: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """Return every title by the id of its theme."""
    return {theme_id: title for titles in by_stage.values() for theme_id, title in titles.items()}
