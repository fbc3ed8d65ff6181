"""이번 주: what the week comes to, what moved, and in whose words."""

from starlette.requests import Request
from starlette.responses import Response

from voc.dashboard.drawing import page
from voc.dashboard.figures import brief_of, figures_of
from voc.dashboard.shared import filters_of, place_of
from voc.planning import sentences


def show(request: Request) -> Response:
    """Draw the first screen."""
    place = place_of(request)
    with place.store.read() as connection:
        filters = filters_of(request, connection)
        if filters is None:
            return page(request, "empty.html")
        figures, brief = figures_of(request, connection, filters), brief_of(request, connection, filters)
    return page(request, "week.html", brief=brief, figures=figures, sentences=sentences)
