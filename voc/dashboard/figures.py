"""The figures behind a view, and the brief of it: put together once for everybody who looks at it."""

from sqlalchemy import Connection
from starlette.requests import Request

from voc.dashboard.filters import Filters
from voc.dashboard.kept import kept
from voc.dashboard.shared import place_of
from voc.planning.brief import Brief, describe
from voc.planning.figures import WeekFigures, week_figures
from voc.steps.brief import brief_names
from voc.store import count_rejects
from voc.store.standing import standing


def figures_of(request: Request, connection: Connection, filters: Filters) -> WeekFigures:
    """Return the figures of a view's period, source and segment."""
    period, names = filters.period, brief_names(place_of(request))
    chosen = {"source": filters.source, "segment": filters.segment}
    return kept(
        request,
        ("figures", standing(connection), period, *chosen.values()),
        lambda: week_figures(connection, period.last, list(names.stages), n_weeks=len(period.weeks), **chosen),
    )


def brief_of(request: Request, connection: Connection, filters: Filters) -> Brief:
    """Return what there is to say of a view's figures, with quotes; not to be changed."""
    place = place_of(request)
    figures = figures_of(request, connection, filters)
    brief = kept(
        request,
        ("brief", standing(connection), filters.period, filters.source, filters.segment),
        lambda: describe(connection, figures, brief_names(place), place.settings.calendar),
    )
    # Rows that were set aside are taken up at any time, without a run.
    return {**brief, "open_rejects": sum(count_rejects(connection).values())}
