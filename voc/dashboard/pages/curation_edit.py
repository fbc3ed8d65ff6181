"""테마 고치기: the forms in which an editor says what becomes of a theme, of its sentences, of how one is read."""

import re
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from voc.dashboard.access import needs
from voc.dashboard.curation.choices import LABEL_NAMES, label_choices, theme_choices
from voc.dashboard.curation.choosing import offered
from voc.dashboard.drawing import page
from voc.dashboard.filters import UnknownValueError
from voc.dashboard.pages.curation import common, theme_named
from voc.dashboard.shared import place_of
from voc.steps.curation.desk import Desk
from voc.store.corrections import sentences_now

_LONGEST_QUERY = 100
_INDEX = re.compile(r"[0-9]{1,6}")


@needs("editor")
def theme(request: Request) -> Response:
    """Draw all that can be done to a theme."""
    place = place_of(request)
    with place.store.read() as connection:
        desk = Desk(connection, place.settings)
        found = theme_named(desk, request.path_params["theme_id"])
        values = {"theme": found, "held_by": desk.themes[desk.edits.resolve(found.theme_id) or found.theme_id]}
        choices = {"themes": theme_choices(desk), "labels": label_choices(place.settings)}
        return page(request, "theme_edit.html", **values, choices=choices, **common(request, desk))


@needs("editor")
def sentences(request: Request) -> Response:
    """Draw sentences of a theme to be split off or moved."""
    place, asked = place_of(request), request.query_params
    query = asked.get("q", "")[:_LONGEST_QUERY]
    with place.store.read() as connection:
        desk = Desk(connection, place.settings)
        found = theme_named(desk, request.path_params["theme_id"])
        listed = offered(desk, found.theme_id, query, asked.get("after", ""))
        choices = {"themes": theme_choices(desk)}
        values = {"theme": found, "offered": listed, "query": query, "choices": choices}
        return page(request, "theme_sentences.html", **values, **common(request, desk))


@needs("editor")
def sentence(request: Request) -> Response:
    """Draw how a sentence is read, and the form to correct that."""
    place, path = place_of(request), request.path_params
    with place.store.read() as connection:
        desk = Desk(connection, place.settings)
        found = sentences_now(connection, path["document_id"])
        index = int(path["index"]) if _INDEX.fullmatch(path["index"]) else len(found)
        if index >= len(found):
            raise UnknownValueError("그런 문장이 없습니다. 글이 지워졌거나 다시 나뉘었을 수 있습니다.")
        values: dict[str, Any] = {"sentences": found, "index": index, "names": LABEL_NAMES}
        choices = {"labels": label_choices(place.settings)}
        return page(request, "sentence_edit.html", **values, choices=choices, **common(request, desk))
