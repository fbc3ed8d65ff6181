"""검색: what customers wrote, by letters or in any inflection, under any conditions, page by page."""

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import Response

from voc.dashboard.background import background_of
from voc.dashboard.beside import query_lemmas
from voc.dashboard.drawing import page
from voc.dashboard.figures import themes_of
from voc.dashboard.kept import kept
from voc.dashboard.marked import pieces
from voc.dashboard.search_asked import PAGE, SearchAsked, read_search
from voc.dashboard.shared import filters_of, known_of, place_of
from voc.dashboard.theme_choices import all_titles, titles_by_stage
from voc.dashboard.theme_verbatims import RATINGS
from voc.planning.wording import LABEL_VALUES
from voc.steps.brief import brief_names
from voc.store.search import Hit
from voc.store.search_pages import Found, Label, Question, labels_of, look_up, with_sentences
from voc.store.standing import standing
from voc.weeks import SEOUL

# An analyser that is there needs some milliseconds.
_PATIENCE_S = 0.15


def show(request: Request) -> Response:
    """Draw a page of hits."""
    place = place_of(request)
    with place.store.read() as connection:
        filters = filters_of(request, connection)
        if filters is None:
            return page(request, "empty.html")
        themes = titles_by_stage(themes_of(request, connection), known_of(request))
        titles = all_titles(themes)
        asked = read_search(request.query_params, filters, titles)
        lemmas = lemmas_when_ready(request, asked.query)
        found = found_by(request, connection, asked.question(lemmas), page=asked.page, size=PAGE)
        labels = labels_of(connection, [hit.document_id for hit in found.hits], asked.selection)
    return page(
        request,
        "search.html",
        asked=asked,
        found=found,
        hits=[(with_sentences(hit, _meant(asked, hit, labels)), labels[hit.document_id]) for hit in found.hits],
        n_pages=-(-found.n // PAGE),
        lemmas=lemmas,
        pieces=pieces,
        places=_places,
        day=day_of,
        first=(asked.page - 1) * PAGE + 1,
        count=count_line(found),
        themes=themes,
        titles=titles,
        names=brief_names(place),
        ratings=RATINGS,
        values=LABEL_VALUES,
    )


def found_by(request: Request, connection: Connection, question: Question, *, page: int, size: int) -> Found:
    """Look a question up, once for all who ask it while the store stands where it does."""
    key = ("search", standing(connection), question, page, size)
    return kept(request, key, lambda: look_up(connection, question, page=page, size=size))


def lemmas_when_ready(request: Request, query: str) -> tuple[str, ...] | None:
    """Return the terms of a query in dictionary form; None while the analyser is being loaded, or cannot be."""
    if not query:
        return ()
    lemmas: tuple[str, ...] | None = background_of(request).ask(query_lemmas, query, wait_s=_PATIENCE_S).value
    return lemmas


def _meant(asked: SearchAsked, hit: Hit, labels: Mapping[str, Sequence[Label]]) -> Sequence[Label]:
    """Return the sentences to mark: those that meet a condition about sentences."""
    return labels[hit.document_id] if asked.selection.asks_findings else ()


def _places(labels: Sequence[Label]) -> list[tuple[str, str]]:
    """List the themes of the sentences with their stages, each pair once."""
    return list(dict.fromkeys((theme, one.stage) for one in labels if (theme := one.theme_id)))


def day_of(hit: Hit) -> str:
    """Spell the day of a hit, in Seoul."""
    return hit.created_at.astimezone(SEOUL).date().isoformat() if hit.created_at else "날짜 없음"


def count_line(found: Found) -> str:
    """Say how many hits there are.

    Examples
    --------
    >>> count_line(Found([], 1000, is_exact=False)), count_line(Found([], 12, is_exact=True))
    ('1,000건 이상', '12건')
    """
    return f"{found.n:,}건" if found.is_exact else f"{found.n:,}건 이상"
