"""What speaks for an answer: customers who praise what others doubt, in their words, and figures that were approved."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection

from voc.config.proof import Figure
from voc.planning.briefing.quotes import plain_quote
from voc.planning.quotes import choose_quotes
from voc.store import StoredTheme
from voc.store.findings import verbatims_at
from voc.store.relieved import Praise

_N_QUOTES = 2
# Keywords of a theme that praise is searched for, and how much of their scores a sentence has to hold.
_N_KEYWORDS, _LEAST_SCORE = 6, 0.5
_NEGATION = "안 "
# Sentences that quotes are chosen from.
_FOUND_AT_MOST = 60
# A shorter sentence vouches for nothing.
_SHORTEST = 8


def reassured(praise: Sequence[Praise], theme: StoredTheme) -> list[Praise]:
    """List the praise that speaks of a theme: what others doubt, these customers say with satisfaction.

    A sentence speaks of it if it holds keywords of the theme whose scores add up to 0.5; predicates count half, for
    many things come or go. What customers miss (안 들어오다) is answered by what others report (들어오다), and counts
    in full.
    """
    keywords = [(str(one["term"]), _weight(one)) for one in theme.keywords[:_N_KEYWORDS]]
    return [one for one in praise if sum(score for term, score in keywords if _says(one, term)) >= _LEAST_SCORE]


def n_people(praise: Sequence[Praise]) -> int:
    """Count the customers behind praise; a voice without an author is a customer of its own."""
    return len({one.person for one in praise})


def proof_quotes(
    connection: Connection, praise: Sequence[Praise], theme: StoredTheme, channels: Mapping[str, str]
) -> list[dict[str, Any]]:
    """Choose up to two sentences of praise; nobody may use them before their author agreed."""
    places = [(one.document_id, one.sentence_index) for one in praise[:_FOUND_AT_MOST]]
    words = [str(one["term"]) for one in theme.keywords[:_N_KEYWORDS]]
    found = [one for one in verbatims_at(connection, places) if len(one.text) >= _SHORTEST]
    chosen = choose_quotes(found, _N_QUOTES, words=words)
    return [plain_quote(one, channels) for one in chosen]


def fitting_figures(
    figures: Sequence[Figure], theme: StoredTheme, on: date, *, catalogue_key: str
) -> list[dict[str, Any]]:
    """List the approved figures that support an answer to a theme and have not expired on a day."""
    return [
        one.plain()
        for one in figures
        if one.is_valid(on) and ({theme.theme_id, catalogue_key} & set(one.themes) or theme.reason in one.reasons)
    ]


def _weight(keyword: Mapping[str, Any]) -> float:
    term, score = str(keyword["term"]), float(keyword["score"])
    return score / 2 if term.endswith("다") and not term.startswith(_NEGATION) else score


def _says(one: Praise, term: str) -> bool:
    """Tell whether a sentence holds a term, the parts of a phrase side by side."""
    parts = tuple(term.removeprefix(_NEGATION).split())
    return any(one.lemmas[at : at + len(parts)] == parts for at in range(len(one.lemmas)))
