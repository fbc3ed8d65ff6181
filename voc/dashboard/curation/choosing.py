"""Sentences of a theme to choose from: the newest, or those in which words are found; never all of a large theme."""

from collections.abc import Mapping
from dataclasses import dataclass

from voc.planning.figures import HISTORY_WEEKS
from voc.steps.asked import narrowed
from voc.steps.curation.desk import Desk
from voc.store import ShownSentence, counted_weeks, search, shown_sentences
from voc.store.verbatim_pages import Place, Wanted, verbatim_page

_PAGE = 30
_MOST_FOUND = 100


@dataclass(frozen=True)
class Offered:
    """Sentences to choose from.

    Attributes
    ----------
    places : mapping of str to str
        Name of a sentence to its words.
    after : str
        Where the next page goes on; empty at the end.
    is_cut : bool
        Whether more would have been found than are listed.
    """

    places: Mapping[str, str]
    after: str = ""
    is_cut: bool = False


def offered(desk: Desk, theme_id: str, query: str, after: str) -> Offered:
    """List sentences of a theme: of the last twelve weeks page by page, or those with the words of a query."""
    return _found(desk, theme_id, query) if query.strip() else _newest(desk, theme_id, after)


def named(desk: Desk, places: list[str]) -> dict[str, str]:
    """Look up the words of sentences that were chosen; names that name nothing any more are left out."""
    split = [place.rpartition(":") for place in places]
    held = _by_name(desk, sorted({document for document, _, _ in split}))
    return {place: held[place].text for place in places if place in held}


def _newest(desk: Desk, theme_id: str, after: str) -> Offered:
    weeks = counted_weeks(desk.connection)[-HISTORY_WEEKS:]
    page = verbatim_page(desk.connection, Wanted(theme_id, weeks), after=_place(after), limit=_PAGE)
    listed = {f"{one.document_id}:{one.sentence_index}": one.text for one in page.verbatims}
    return Offered(listed, f"{page.after[0]}:{page.after[1]}" if page.after else "")


def _found(desk: Desk, theme_id: str, query: str) -> Offered:
    hits = search(desk.connection, query, query.split(), narrowed(theme=theme_id), limit=_MOST_FOUND + 1)
    spans = {hit.document_id: hit.spans for hit in hits[:_MOST_FOUND]}
    listed = {
        name: one.text
        for name, one in _by_name(desk, list(spans)).items()
        if one.theme_id == theme_id
        and any(start < one.end and one.start < end for start, end in spans[one.document_id])
    }
    return Offered(listed, is_cut=len(hits) > _MOST_FOUND)


def _by_name(desk: Desk, documents: list[str]) -> dict[str, ShownSentence]:
    found = shown_sentences(desk.connection, of_documents=documents)
    return {f"{one.document_id}:{one.sentence_index}": one for one in found}


def _place(after: str) -> Place | None:
    document, _, index = after.rpartition(":")
    return (document, int(index)) if document and index.isdigit() else None
