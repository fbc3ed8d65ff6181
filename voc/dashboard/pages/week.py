"""이번 주: what the week comes to, what moved, and in whose words."""

from datetime import datetime

from starlette.requests import Request
from starlette.responses import Response

from voc.dashboard.drawing import page
from voc.dashboard.earlier import earlier_of
from voc.dashboard.figures import brief_of, figures_of
from voc.dashboard.kept import kept
from voc.dashboard.shared import filters_of, known_of, place_of
from voc.dashboard.theme_rows import stars_moved
from voc.planning import sentences
from voc.store.standing import standing
from voc.weeks import SEOUL


def show(request: Request) -> Response:
    """Draw the first screen."""
    place = place_of(request)
    with place.store.read() as connection:
        filters = filters_of(request, connection)
        if filters is None:
            return page(request, "empty.html")
        known = known_of(request)
        figures, brief = figures_of(request, connection, filters), brief_of(request, connection, filters)
        key = ("earlier", standing(connection), filters)
        earlier = kept(request, key, lambda: earlier_of(connection, filters))
    return page(
        request,
        "week.html",
        brief={**brief, **known.base_of(filters.period)},
        figures=figures,
        earlier=earlier,
        sentences=sentences,
        stars_moved=stars_moved,
        is_open=filters.period.is_open(datetime.now(SEOUL).date()),
    )
