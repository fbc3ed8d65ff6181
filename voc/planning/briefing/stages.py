"""The hesitations of each stage of the funnel: how often, how often the week before, and in whose words."""

from collections import Counter
from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Connection

from voc.planning.brief import Brief, BriefNames
from voc.planning.briefing.quotes import plain_quote
from voc.planning.quotes import choose_quotes
from voc.store import MERGED, Condition, Selection, StoredTheme, tallies
from voc.store.verbatim_pages import Wanted, verbatim_page

_N_THEMES = 3
# Fewer voices are no "many", as elsewhere in the brief.
_LEAST = 2
# The newest voices that a quote is chosen from.
_FOUND_AT_MOST = 60


def stages_of_week(
    connection: Connection, brief: Brief, themes: Sequence[StoredTheme], names: BriefNames
) -> list[dict[str, Any]]:
    """List the stages of a brief with up to three hesitations each, most voices first, with a quote.

    A hesitation is marked by what the whole theme does: single cells of so small a table are not tested.
    """
    counts = _counts(connection, brief["week"], brief["base"])
    listed = {one.theme_id: one for one in themes if not one.hidden and one.state != MERGED}
    states = {one["theme_id"]: one["state"] for part in ("moved", "largest", "less") for one in brief[part]}
    quoted = {str(quote["text"]) for one in (*brief["moved"], *brief["largest"]) for quote in one["quotes"]}
    rows = []
    for stage in brief["stages"]:
        said = [(theme_id, now) for (key, theme_id), (now, _) in counts.items() if key == stage["key"]]
        chosen = sorted(((i, n) for i, n in said if n >= _LEAST and i in listed), key=lambda one: (-one[1], one[0]))
        found = []
        for theme_id, _ in chosen[:_N_THEMES]:
            quotes = _quotes(connection, listed[theme_id], (brief["week"], stage["key"]), quoted, names)
            quoted.update(str(one["text"]) for one in quotes)
            facts = {"title": listed[theme_id].title, "n": list(counts[stage["key"], theme_id])}
            found.append({"theme_id": theme_id, **facts, "state": states.get(theme_id, "steady"), "quotes": quotes})
        if found:
            rows.append({"key": stage["key"], "name": stage["name"], "n": list(stage["n"]), "themes": found})
    return rows


def _counts(connection: Connection, week: str, before: str) -> dict[tuple[str, str], tuple[int, int]]:
    """Count voices of the week and of the week before by (stage, theme)."""
    found: dict[str, Counter[tuple[str, str]]] = {week: Counter(), before: Counter()}
    for one in tallies(connection, {"week", "stage", "theme"}, weeks=[week, before]):
        if one.theme and one.week:
            found[one.week][str(one.stage), one.theme] += one.n_documents
    return {place: (found[week][place], found[before][place]) for place in sorted(found[week])}


def _quotes(
    connection: Connection, theme: StoredTheme, where: tuple[str, str], quoted: Collection[str], names: BriefNames
) -> list[dict[str, Any]]:
    week, stage = where
    wanted = Wanted(theme.theme_id, [week], Selection((Condition("stage", "=", stage),)))
    found = verbatim_page(connection, wanted, limit=_FOUND_AT_MOST).verbatims
    words = [theme.title, *(str(one["term"]) for one in theme.keywords)]
    return [plain_quote(one, names.channels) for one in choose_quotes(found, 1, words=words, already=quoted)]
