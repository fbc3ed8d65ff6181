"""Customers' words against ours: what they say and we never do, what we say and they never do."""

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from sqlalchemy import Connection

from voc.planning.figures import HISTORY_WEEKS
from voc.store import Condition, Selection, TermTally, term_counts
from voc.weeks import shift_week

# How often each term (as keywords count it) stands in the company's own texts, with its usual surface form.
OurTerms: TypeAlias = Callable[[], Mapping[str, tuple[int, str]]]

_N_WORDS = 12
# Said this often by customers in twelve weeks, a word is theirs and no slip of one of them.
_LEAST_THEIRS, _LEAST_OURS = 5, 2
_SHORTEST = 2


def contrast_words(connection: Connection, week: str, our_terms: OurTerms) -> dict[str, Any]:
    """Compare the words of hesitating customers in the last twelve weeks with the company's own.

    Returns
    -------
    dict
        `theirs`: words that customers use and the company never, most used first, with their count of the week;
        `ours`: words of the company that no customer used.
    """
    ours = our_terms()
    said = _said(connection, shift_week(week, 1 - HISTORY_WEEKS), week)
    this_week = {tally.lemma: tally.n for tally in _said(connection, week, week)}
    used = {tally.lemma for tally in said}
    # Without a text of ours every word would be "theirs": then there is nothing to compare.
    theirs = [t for t in said if ours and t.n >= _LEAST_THEIRS and t.lemma not in ours and len(t.lemma) >= _SHORTEST]
    unheard = sorted((-n, surface) for lemma, (n, surface) in ours.items() if n >= _LEAST_OURS and lemma not in used)
    return {
        "theirs": [
            {"term": t.lemma, "surface": t.surface, "n": t.n, "n_week": this_week.get(t.lemma, 0)}
            for t in theirs[:_N_WORDS]
        ],
        "ours": [{"surface": surface, "n": -n} for n, surface in unheard[:_N_WORDS]],
    }


def _said(connection: Connection, first: str, last: str) -> list[TermTally]:
    conditions = (Condition("week", ">=", first), Condition("week", "<=", last), Condition("hesitation", "=", "yes"))
    return term_counts(connection, Selection(conditions))
