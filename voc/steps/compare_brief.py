"""The brief of a week as it was handed out, set against what the store says of that week today."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from voc.planning.brief import brief_without_words
from voc.planning.comparing import Comparison, compare_briefs
from voc.planning.comparing_reasons import UNKNOWN, erased, reason_of_theme, reasons_of
from voc.planning.figures import HISTORY_WEEKS, week_figures
from voc.planning.freezing import frozen_line
from voc.steps.brief import brief_names, frozen_facts
from voc.steps.workplace import Workplace
from voc.store.since import Since, happened_since
from voc.store.snapshots import Frozen, load_frozen
from voc.weeks import shift_week, week_label, weeks_between


def compare_brief(place: Workplace, connection: Connection, week: str) -> Comparison:
    """Compare a week with itself; of one that was not frozen there is nothing to compare.

    Returns
    -------
    dict
        What `compare_briefs` returns, with `frozen` (whether there is anything to compare with), `frozen_line`,
        `reasons` (sentences) and, in each theme, `why`.
    """
    held = load_frozen(connection, week)
    told = {"frozen": held is not None, "frozen_line": frozen_line(frozen_facts(held))}
    if held is None:
        nothing = {"week": week, "label": week_label(week), "is_same": False, "figures": [], "themes": []}
        return {**nothing, **told, "reasons": []}
    names = brief_names(place)
    figures = week_figures(connection, week, list(names.stages))
    now = brief_without_words(connection, figures, names, place.settings.calendar)
    n_now = {one.theme.theme_id: one.n_documents for one in figures.themes}
    found = {**compare_briefs(dict(held.brief), now, n_now), **told}
    return {**found, **_explained(connection, held, found, names.channels)}


def _explained(connection: Connection, held: Frozen, found: Comparison, channels: Mapping[str, str]) -> dict[str, Any]:
    """Say why a comparison is as it is, and what is known of each of its themes."""
    week = found["week"]
    before = weeks_between(shift_week(week, -HISTORY_WEEKS), shift_week(week, -1))
    since = happened_since(connection, week, before, held.at) if held.at else Since()
    if found["is_same"]:
        return {"reasons": list(erased(since, channels))}
    reasons = reasons_of(since, channels) if held.at else [UNKNOWN]
    themes = [{**one, "why": reason_of_theme(one["theme_id"], since)} for one in found["themes"]]
    return {"reasons": reasons, "themes": themes}
