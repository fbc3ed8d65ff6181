"""Ideas for messages on hesitations that those sent have left open: situation, hesitation, answer, proof, words.

It gathers material; a person writes the message.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection

from voc.planning.brief import Brief
from voc.planning.briefing.inputs import Answers, PlanInputs
from voc.planning.briefing.proof import fitting_figures, n_people, proof_quotes, reassured
from voc.planning.vocabulary import compact
from voc.store import StoredTheme, tallies
from voc.store.relieved import Praise

_N_IDEAS, _N_CHANNELS, _N_AVOID = 6, 2, 3
_NO_STAGE = "none"
_CATALOGUE = "c_"
_SHORTEST = 2
_MORE = frozenset({"new", "burst", "rising"})


@dataclass(frozen=True, slots=True)
class Praised:
    """The praise of some weeks.

    Attributes
    ----------
    n_weeks : int
        How many weeks it was looked for in.
    barred : collection of str
        Documents whose authors do not want to be quoted.
    """

    sentences: Sequence[Praise]
    n_weeks: int
    barred: Collection[str] = ()


def gap_of(sent: Mapping[str, Any], state: str) -> str | None:
    """Tell whether messages left a hesitation open: `never` sent, not `lately`, `still` more in spite of what was sent.

    None where one was sent lately and the hesitation has not grown.

    Examples
    --------
    >>> gap_of({"n_ever": 0, "n_lately": 0}, "steady"), gap_of({"n_ever": 3, "n_lately": 0}, "burst")
    ('never', 'lately')
    >>> gap_of({"n_ever": 3, "n_lately": 1}, "steady"), gap_of({"n_ever": 3, "n_lately": 1}, "burst")
    (None, 'still')
    """
    if not sent["n_ever"]:
        return "never"
    if not sent["n_lately"]:
        return "lately"
    return "still" if state in _MORE else None


def message_ideas(
    connection: Connection,
    brief: Brief,
    themes: Mapping[str, StoredTheme],
    *,
    sent: Mapping[str, Mapping[str, Any]],
    praised: Praised,
    inputs: PlanInputs,
) -> list[dict[str, Any]]:
    """Make an idea of each listed hesitation that messages left open, in the order of the brief, at most six.

    Parameters
    ----------
    brief : Brief
        With `until`, the last day of its week.
    sent : mapping of theme id to row
        See `voc.planning.briefing.sent.sent_on`.
    """
    listed = [one for one in (*brief["moved"], *brief["largest"]) if one["theme_id"] in themes]
    open_ones = [one for one in listed if gap_of(sent[one["theme_id"]], one["state"])][:_N_IDEAS]
    places = _places(connection, brief["week"], [one["theme_id"] for one in open_ones])
    last_day = date.fromisoformat(brief["until"])
    made = []
    for one in open_ones:
        theme = themes[one["theme_id"]]
        row = sent[theme.theme_id]
        made.append(
            {
                "theme_id": theme.theme_id,
                "title": one["title"],
                "n": one["n"],
                "state": one["state"],
                "gap": gap_of(row, one["state"]),
                "last_on": row["last_on"],
                "situation": _situation(places[theme.theme_id], inputs),
                "hesitation": {"keywords": one["keywords"], "quotes": one["quotes"][:1]},
                "answer": _answer(theme, inputs.answers),
                "proof": _proof(connection, theme, praised, inputs, last_day),
                "words": _words(one, brief["words"]),
            }
        )
    return made


def _places(
    connection: Connection, week: str, theme_ids: Sequence[str]
) -> dict[str, tuple[Counter[str], Counter[str], int]]:
    """Count the week's voices of themes by stage and by source, and in all."""
    found: dict[str, tuple[Counter[str], Counter[str], int]] = {}
    for theme_id in theme_ids:
        by_stage = Counter[str]()
        by_source = Counter[str]()
        for one in tallies(connection, {"theme", "stage"}, weeks=[week], themes=[theme_id]):
            by_stage[str(one.stage)] += one.n_documents
        for one in tallies(connection, {"theme", "source"}, weeks=[week], themes=[theme_id]):
            by_source[str(one.source)] += one.n_documents
        found[theme_id] = by_stage, by_source, by_source.total()
    return found


def _situation(place: tuple[Counter[str], Counter[str], int], inputs: PlanInputs) -> dict[str, Any]:
    """Say where the customers stand and where they speak: the stage most voices name, the channels most come from."""
    by_stage, by_source, n = place
    told = [(key, count) for key, count in by_stage.items() if key != _NO_STAGE and key in inputs.names.stages]
    stage, n_stage = min(told, key=lambda one: (-one[1], one[0]), default=("", 0))
    channels = Counter[str]()
    for source, count in by_source.items():
        channels[inputs.names.channels.get(source, source)] += count
    ordered = sorted(channels.items(), key=lambda one: (-one[1], one[0]))[:_N_CHANNELS]
    return {
        "stage": inputs.names.stages.get(stage),
        "n_stage": n_stage,
        "n": n,
        "channels": [{"channel": name, "n": count} for name, count in ordered],
    }


def _answer(theme: StoredTheme, answers: Answers) -> dict[str, Any]:
    own, general = answers.of_themes.get(theme.theme_id), answers.of_reasons.get(theme.reason)
    return {"text": own or general, "of": "theme" if own else "reason" if general else None}


def _proof(
    connection: Connection, theme: StoredTheme, praised: Praised, inputs: PlanInputs, on: date
) -> dict[str, Any]:
    found = reassured(praised.sentences, theme)
    quotable = [one for one in found if one.document_id not in praised.barred]
    at_stage = [one for one in praised.sentences if theme.stage != _NO_STAGE and one.stage == theme.stage]
    figures = fitting_figures(tuple(inputs.figures), theme, on, catalogue_key=theme.theme_id.removeprefix(_CATALOGUE))
    return {
        "n_reassured": n_people(found),
        "n_at_stage": n_people(at_stage),
        "stage": inputs.names.stages.get(theme.stage),
        "n_weeks": praised.n_weeks,
        "quotes": proof_quotes(connection, quotable, theme, inputs.names.channels),
        "figures": figures,
        "ask": None if found or figures else inputs.answers.asks.get(theme.reason),
    }


def _words(theme: Brief, words: Mapping[str, Any]) -> dict[str, Any]:
    """List customers' words of the theme, those that our texts lack, and ours about it that no customer used."""
    said = [compact(word) for word in (*str(theme["title"]).split(), *theme["keywords"])]
    lacking = {compact(str(one["surface"])) for one in words["theirs"]}
    ours = [
        str(one["surface"])
        for one in words["ours"]
        if any(len(part) >= _SHORTEST and any(part in word for word in said) for part in str(one["surface"]).split())
    ]
    return {
        "use": theme["keywords"],
        "lacking": [word for word in theme["keywords"] if compact(word) in lacking],
        "avoid": ours[:_N_AVOID],
    }
