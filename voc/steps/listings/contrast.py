"""Contrast two selections: what one side says that the other does not, each word with places where it stands."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from nlp.concordance import Hit, Line, Passage, concordance
from nlp.contrast import contrast_words, spelling
from nlp.keywords import Keyword
from nlp.phrases import noun_grams
from voc.steps.listings.weeks import Listing, keyword_row
from voc.store import Selection, count_findings, passages, typed_counts

# Sentences in which the places of a word are looked for: the newest of the target, in pages.
_PAGE, _N_PAGES = 3000, 10


@dataclass(frozen=True, slots=True)
class Contrast:
    """The words of a target against the rest.

    Attributes
    ----------
    n_target, n_rest : int
        Words and stretches of nouns on each side.
    n_shared : int
        Sentences that stand on both sides.
    """

    rows: Listing
    n_target: int
    n_rest: int
    n_shared: int


def contrast(connection: Connection, target: Selection, rest: Selection, *, limit: int, n_lines: int = 0) -> Contrast:
    """Rank the words and phrases that `target` over-uses against `rest`.

    Parameters
    ----------
    n_lines : int
        Lines of concordance from the target for each row, under `lines`; the newest place is its `example`.
    """
    here, there = typed_counts(connection, target), typed_counts(connection, rest)
    keywords = contrast_words(here, there, limit=limit)
    rows = [keyword_row(one) for one in keywords]
    if n_lines:
        hits = _hits(connection, target, keywords, n_lines)
        rows = [{**row, **_places(hits[row["term"]], n_lines)} for row in rows]
    n_shared, _ = count_findings(connection, Selection((*target.conditions, *rest.conditions)))
    return Contrast(rows, here.total(), there.total(), n_shared)


def _hits(
    connection: Connection, selection: Selection, keywords: Iterable[Keyword], wanted: int
) -> Mapping[str, list[Hit]]:
    """Find where each keyword stands, the newest sentence first, until each has been found often enough."""
    terms = {spelling(one.term): one for one in keywords}
    found: defaultdict[str, list[Hit]] = defaultdict(list)
    for page in range(_N_PAGES):
        read = passages(connection, selection, limit=_PAGE, offset=page * _PAGE)
        for passage in read:
            for spelled, hit in _words_of(passage):
                if spelled in terms:
                    found[terms[spelled].term].append(hit)
        if len(read) < _PAGE or all(len(found[one.term]) >= min(wanted, one.n_target) for one in terms.values()):
            break
    return found


def _words_of(passage: Passage) -> Iterator[tuple[str, Hit]]:
    for term in (*passage.terms, *noun_grams(passage.text, passage.terms)):
        yield spelling(term.shown), Hit(passage, term.start, term.end)


def _places(hits: Sequence[Hit], n_lines: int) -> dict[str, Any]:
    example = concordance(hits[:1])
    return {
        "example": _line(example[0]) if example else None,
        "lines": [_line(one) for one in concordance(hits, limit=n_lines)],
    }


def _line(line: Line) -> dict[str, Any]:
    return {
        "document_id": line.document_id,
        "sentence_index": line.sentence_index,
        "left": line.left,
        "hit": line.hit,
        "right": line.right,
    }
