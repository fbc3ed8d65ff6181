"""The funnel of a week: drop-off of each stage beside what made customers hesitate there."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection

from voc.config import Settings
from voc.planning.figures import GroupFigures, week_figures
from voc.planning.funnel import DropOff, drop_offs
from voc.store import StoredTheme, load_themes

_N_THEMES = 3


def funnel_rows(
    connection: Connection, settings: Settings, week: str, *, segment: str | None = None, stage: str | None = None
) -> list[dict[str, Any]]:
    """List the stages that have figures in a week.

    Parameters
    ----------
    segment : str or None
        Only these customers, as `name=value`; their voices are those of the same segment.
    """
    names = {one.key: one.name for one in settings.stages}
    found = drop_offs(connection, week, [one for one in names if stage in {None, one}], segment=segment)
    if not found:
        return []
    themes = load_themes(connection)
    figures = week_figures(connection, week, list(names), segment=segment, themes=themes)
    said = {one.key: one for one in figures.stages}
    return [{"week": week, **_row(one, names[one.stage], said[one.stage], themes)} for one in found]


def _row(one: DropOff, name: str, said: GroupFigures, themes: Sequence[StoredTheme]) -> dict[str, Any]:
    titles = {theme.theme_id: theme.title for theme in themes if not theme.hidden}
    low, high = one.change or (None, None)
    return {
        "stage": one.stage,
        "name": name,
        "entered": one.n_entered,
        "passed": one.n_passed,
        "drop": round(one.drop, 4),
        "drop_before": round(one.before[0] / one.before[1], 4) if one.before else None,
        "change_low": None if low is None else round(low, 4),
        "change_high": None if high is None else round(high, 4),
        "drop_state": one.state,
        "n": said.n_documents,
        "themes": [titles[key] for key, _ in said.themes if key in titles][:_N_THEMES],
    }
