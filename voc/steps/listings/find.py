"""Search what customers wrote: the letters and the dictionary forms at once, the analyser only where it is needed."""

from voc.steps.workplace import Workplace
from voc.store import Hit, Selection, search


def find(place: Workplace, query: str, selection: Selection, *, limit: int, all_forms: bool = False) -> list[Hit]:
    """Find documents, newest first.

    The words of the query are looked for as letters and as dictionary forms: 느리다 (slow) finds 느려요 without any
    analysis. Only where nothing is found, or on request, the query itself is read, so that 느려요 finds 느리다, 느린.
    That takes some seconds.
    """
    hits = [] if all_forms else _search(place, query, query.split(), selection, limit)
    return hits or _search(place, query, lemmas_of(place, query), selection, limit)


def lemmas_of(place: Workplace, query: str) -> list[str]:
    """Read a query and return its terms in dictionary form."""
    sentences = next(iter(place.reader.read([query])), [])
    return list(dict.fromkeys(term.lemma for sentence in sentences for term in sentence.terms))


def _search(place: Workplace, query: str, lemmas: list[str], selection: Selection, limit: int) -> list[Hit]:
    with place.store.read() as connection:
        return search(connection, query, lemmas, selection, limit)
