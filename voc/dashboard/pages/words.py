"""말: customers' words against ours, words on the rise, two selections in contrast, a word in its places."""

from datetime import datetime

from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import Response

from nlp.concordance import Hit as Place
from nlp.concordance import Passage
from nlp.concordance import concordance as lines_of
from voc.dashboard.background import Answer, background_of
from voc.dashboard.beside import variants_of_week, words_of_week
from voc.dashboard.conditions import last_weeks, of_choices, of_period
from voc.dashboard.contrast_asked import ask_contrast
from voc.dashboard.contrasting import Side
from voc.dashboard.drawing import page
from voc.dashboard.figures import themes_of
from voc.dashboard.filters import Filters
from voc.dashboard.pages.search import count_line, day_of, found_by, lemmas_when_ready
from voc.dashboard.search_asked import read_search
from voc.dashboard.shared import filters_of, known_of, place_of
from voc.dashboard.theme_choices import all_titles, titles_by_stage
from voc.dashboard.theme_verbatims import RATINGS
from voc.dashboard.words_asked import KINDS, SIDES, read_side
from voc.dashboard.words_ready_made import address_of, ready_made
from voc.planning.sentences import base_name
from voc.store import Condition, Selection, load_snapshot
from voc.store.standing import texts_standing
from voc.weeks import SEOUL

_N_RISING, _N_CONTRAST, _N_DOCUMENTS, _WIDTH = 24, 40, 200, 34


def show(request: Request) -> Response:
    """Draw customers' words against ours, and those on the rise."""
    place = place_of(request)
    with place.store.read() as connection:
        filters = filters_of(request, connection)
        if filters is None:
            return page(request, "empty.html")
        rising, week = rising_words(request, connection, filters), filters.period.last
        frozen = load_snapshot(connection, week)
        # Examples are customers' sentences: what is erased is shown no more.
        when = (datetime.now(SEOUL).date().isoformat(), texts_standing(connection))
    background = background_of(request)
    words = Answer("ready", frozen["words"]) if frozen else background.ask(words_of_week, week, *when, wait_s=0.1)
    return page(
        request,
        "words.html",
        rising=rising,
        base=base_name(known_of(request).base_of(filters.period)),
        words=words,
        variants=background.ask(variants_of_week, week, *when),
        has_texts=bool(place.settings.our_words),
    )


def rising_words(request: Request, connection: Connection, filters: Filters) -> Answer:
    """Ask what hesitating customers say in the period rather than in the one before: `Contrasted`."""
    period = last_weeks(filters.period)
    own = (*of_choices(filters), Condition("hesitation", "=", "yes"))
    now, before = (Side(Selection((*of_period(one), *own))) for one in (period, period.before))
    return ask_contrast(request, connection, now, before, limit=_N_RISING)


def contrast(request: Request) -> Response:
    """Draw the words of one selection against those of another."""
    with place_of(request).store.read() as connection:
        filters = filters_of(request, connection)
        if filters is None:
            return page(request, "empty.html")
        known = known_of(request)
        themes = titles_by_stage(themes_of(request, connection), known)
        titles = all_titles(themes)
        sides = [read_side(request.query_params, name, known, filters, themes=titles) for name in SIDES]
        target, rest = (one.side for one in sides)
        is_same = target == rest
        answer = None if is_same else ask_contrast(request, connection, target, rest, limit=_N_CONTRAST)
    return page(
        request,
        "words_contrast.html",
        sides=sides,
        side_names=SIDES,
        is_same=is_same,
        answer=answer,
        themes=themes,
        ratings=RATINGS,
        kinds=KINDS,
        ready_made=ready_made(filters, known),
        here=address_of(sides),
    )


def concordance(request: Request) -> Response:
    """Draw the places of a word, one line each, the word in the middle."""
    with place_of(request).store.read() as connection:
        filters = filters_of(request, connection)
        if filters is None:
            return page(request, "empty.html")
        asked = read_search(request.query_params, filters, ())
        lemmas = lemmas_when_ready(request, asked.query)
        question = asked.question(lemmas)
        found = found_by(request, connection, question, page=1, size=_N_DOCUMENTS) if asked.query else None
    hits = found.hits if found else []
    places = [Place(Passage(one.document_id, 0, one.text), *span) for one in hits for span in one.spans]
    return page(
        request,
        "words_concordance.html",
        asked=asked,
        lines=lines_of(places, width=_WIDTH),
        facts={one.document_id: (day_of(one), one.source) for one in hits},
        count=count_line(found) if found else "",
        n_read=len(hits),
        lemmas=lemmas,
    )
