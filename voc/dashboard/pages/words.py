"""말: customers' words against ours, words on the rise, two selections in contrast, a word in its places."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import Response

from nlp.concordance import Hit as Place
from nlp.concordance import Passage
from nlp.concordance import concordance as lines_of
from nlp.contrast import contrast_words
from nlp.keywords import Keyword
from voc.dashboard.background import Answer, background_of
from voc.dashboard.beside import variants_of_week, words_of_week
from voc.dashboard.conditions import of_choices, of_period
from voc.dashboard.drawing import page
from voc.dashboard.filters import Filters, Known
from voc.dashboard.pages.funnel import MOST_WEEKS
from voc.dashboard.pages.search import count_line, lemmas_when_ready
from voc.dashboard.search_asked import read_search
from voc.dashboard.shared import filters_of, place_of
from voc.dashboard.words_asked import SIDES, read_side
from voc.planning.sentences import base_name
from voc.store import Condition, Selection, load_snapshot, typed_counts
from voc.store.search_pages import look_up
from voc.weeks import SEOUL

_N_RISING, _N_CONTRAST, _N_DOCUMENTS, _WIDTH = 24, 40, 200, 34
# Words that lean less to one side are as likely chance: there are thousands of them.
_LEAST_SCORE = 2.0


def show(request: Request) -> Response:
    """Draw customers' words against ours, and those on the rise."""
    place = place_of(request)
    with place.store.read() as connection:
        filters = filters_of(request, connection)
        if filters is None:
            return page(request, "empty.html")
        rising, week = rising_words(connection, filters), filters.period.last
        frozen = load_snapshot(connection, week)
    background, today = background_of(request), datetime.now(SEOUL).date().isoformat()
    words = Answer("ready", frozen["words"]) if frozen else background.ask(words_of_week, week, today, wait_s=0.1)
    return page(
        request,
        "words.html",
        rising=rising,
        base=base_name({"n_weeks": len(filters.period.weeks)}),
        words=words,
        variants=background.ask(variants_of_week, week, today),
        has_texts=bool(place.settings.our_words),
    )


def rising_words(connection: Connection, filters: Filters) -> list[Keyword]:
    """List what hesitating customers say in the period rather than in the one before, strongest first."""
    last = replace(filters.period, first=filters.period.weeks[-MOST_WEEKS:][0])
    own = (*of_choices(replace(filters, segment=None, reason=None)), Condition("hesitation", "=", "yes"))
    now, before = (typed_counts(connection, Selection((*of_period(one), *own))) for one in (last, last.before))
    if not before:
        return []
    found = contrast_words(now, before, limit=_N_RISING)
    return [one for one in found if one.log_odds >= _LEAST_SCORE]


def contrast(request: Request) -> Response:
    """Draw the words of one selection against those of another."""
    with place_of(request).store.read() as connection:
        filters = filters_of(request, connection)
        if filters is None:
            return page(request, "empty.html")
        known: Known = request.state.shared["known"]
        sides = [read_side(request.query_params, name, known, filters) for name in SIDES]
        target, rest = (one.selection for one in sides)
        counts = [typed_counts(connection, one) for one in (target, rest)]
        found = contrast_words(*counts, limit=_N_CONTRAST) if target != rest and all(counts) else []
    return page(
        request,
        "words_contrast.html",
        sides=sides,
        side_names=SIDES,
        totals=[one.total() for one in counts],
        is_same=target == rest,
        words=[one for one in found if one.log_odds > 0],
    )


def concordance(request: Request) -> Response:
    """Draw the places of a word, one line each, the word in the middle."""
    with place_of(request).store.read() as connection:
        filters = filters_of(request, connection)
        if filters is None:
            return page(request, "empty.html")
        asked = read_search(request.query_params, filters, ())
        lemmas = lemmas_when_ready(request, asked.query)
        found = look_up(connection, asked.question(lemmas), page=1, size=_N_DOCUMENTS) if asked.query else None
    hits = found.hits if found else []
    places = [Place(Passage(one.document_id, 0, one.text), *span) for one in hits for span in one.spans]
    return page(
        request,
        "words_concordance.html",
        asked=asked,
        lines=lines_of(places, width=_WIDTH),
        count=count_line(found) if found else "",
        n_read=len(hits),
        lemmas=lemmas,
    )
