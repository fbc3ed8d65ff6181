"""테마: every theme of the period, to be sorted and looked into."""

from starlette.requests import Request
from starlette.responses import Response

from voc.dashboard.drawing import page
from voc.dashboard.figures import figures_of
from voc.dashboard.shared import filters_of, known_of, place_of
from voc.dashboard.theme_rows import SHOWN, ordered, read_order, read_show, stars_moved, theme_rows
from voc.planning import sentences
from voc.planning.wording import ORIGINS, source_name
from voc.steps.brief import brief_names


def show(request: Request) -> Response:
    """Draw the list."""
    place = place_of(request)
    with place.store.read() as connection:
        filters = filters_of(request, connection)
        if filters is None:
            return page(request, "empty.html")
        order, chosen = read_order(request.query_params.get("sort")), read_show(request.query_params.get("show"))
        names, period = brief_names(place), filters.period
        figures = figures_of(request, connection, filters)
        rows = theme_rows(connection, figures, filters)
    return page(
        request,
        "themes.html",
        rows=ordered(rows[chosen], order),
        counts={one: len(rows[one]) for one in SHOWN},
        chosen=chosen,
        has_base=figures.n_voices_before > 0,
        order=order,
        shown=SHOWN,
        names=names,
        origins=ORIGINS,
        base=sentences.base_name(known_of(request).base_of(period)),
        hold_reason=sentences.hold_reason,
        stars_moved=stars_moved,
        source_name=lambda source: source_name(source, names.channels),
    )
