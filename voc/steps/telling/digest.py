"""The brief for places that forgetting does not reach: whole, or figures and titles without a customer's sentence."""

from typing import Literal

from voc.planning.brief import Brief
from voc.planning.markdown import brief_markdown
from voc.steps.audit_log import note_brief
from voc.steps.brief import brief_of
from voc.steps.workplace import Workplace
from voc.store import frozen_weeks

HowMuch = Literal["full", "figures", "none"]


def shown_brief(place: Workplace, how_much: HowMuch, week: str | None = None) -> tuple[str, str] | None:
    """Draw the brief of a week; with customers' sentences it is noted as an export.

    Parameters
    ----------
    week : str or None
        Without one, the last that was handed out; before there is any, the last week that was counted.

    Returns
    -------
    (str, str) or None
        Its label and its Markdown; None where there is none yet, or none is wanted.
    """
    if how_much == "none":
        return None
    if week is None:
        with place.store.read() as connection:
            week = max(frozen_weeks(connection), default=None)
    brief = brief_of(place, week)
    if brief is None:
        return None
    if how_much == "full":
        note_brief(place, "artifact", "Prefect", brief)
    return str(brief["label"]), brief_markdown(brief if how_much == "full" else figures_only(brief))


def figures_only(brief: Brief) -> Brief:
    """Leave out of a brief every sentence and every word that only customers said; titles of themes stay."""
    bare = [{**theme, "quotes": [], "keywords": []} for theme in (*brief["moved"], *brief["largest"])]
    n_moved = len(brief["moved"])
    words: Brief = {"theirs": [], "ours": []}
    found: Brief = {**brief, "moved": bare[:n_moved], "largest": bare[n_moved:], "words": words}
    stages = [
        {**one, "themes": [{**theme, "quotes": []} for theme in one["themes"]]} for one in brief.get("by_stage", ())
    ]
    return {**found, "by_stage": stages, "ideas": [], "echoes": {}, "praise": []}
