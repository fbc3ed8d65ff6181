"""Contrast two selections: what one side says that the other does not, each word with a place where it stands."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from nlp.concordance import Passage, concordance, hits_of_text
from nlp.keywords import Keyword
from voc.steps.week_listings import Listing, keyword_row, lean
from voc.store import Selection, count_findings, term_counts, verbatims

# The newest sentences of a selection, in which an example of each word is looked for.
_SENTENCES = 3000


@dataclass(frozen=True, slots=True)
class Contrast:
    """The words of a target against the rest.

    Attributes
    ----------
    n_target, n_rest : int
        Tokens on each side.
    n_shared : int
        Sentences that stand on both sides.
    """

    rows: Listing
    n_target: int
    n_rest: int
    n_shared: int


def contrast(
    connection: Connection, target: Selection, rest: Selection, *, limit: int, examples: bool = False
) -> Contrast:
    """Rank the words that `target` over-uses against `rest`.

    Parameters
    ----------
    examples : bool
        Whether each row gets a line of concordance from the target.
    """
    here, there = term_counts(connection, target), term_counts(connection, rest)
    keywords = lean(here, there, limit=limit)
    lines = _examples(connection, target, keywords) if examples else {}
    n_shared, _ = count_findings(connection, Selection((*target.conditions, *rest.conditions)))
    return Contrast(
        rows=[{**keyword_row(one), **({"example": lines.get(one.term)} if examples else {})} for one in keywords],
        n_target=sum(one.n for one in here),
        n_rest=sum(one.n for one in there),
        n_shared=n_shared,
    )


def _examples(
    connection: Connection, selection: Selection, keywords: Iterable[Keyword]
) -> dict[str, dict[str, Any] | None]:
    found = verbatims(connection, selection, limit=_SENTENCES)
    passages = [Passage(one.document_id, one.sentence_index, one.text) for one in found]
    return {keyword.term: _example(passages, keyword.surface) for keyword in keywords}


def _example(passages: list[Passage], surface: str) -> dict[str, Any] | None:
    hit = next(hits_of_text(passages, surface), None)
    if hit is None:
        return None
    (line,) = concordance([hit])
    return {
        "document_id": line.document_id,
        "sentence_index": line.sentence_index,
        "left": line.left,
        "hit": line.hit,
        "right": line.right,
    }
