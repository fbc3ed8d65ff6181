"""The figures behind a view, and the brief of it: put together once for everybody who looks at it."""

from sqlalchemy import Connection
from starlette.requests import Request

from voc.dashboard.filters import Filters
from voc.dashboard.kept import kept
from voc.dashboard.shared import place_of
from voc.planning.brief import Brief, describe
from voc.planning.figures import WeekFigures, week_figures
from voc.steps.brief import brief_names
from voc.store import StoredTheme, count_rejects, load_themes
from voc.store.standing import standing


def themes_of(request: Request, connection: Connection) -> list[StoredTheme]:
    """Return all themes as readers see them, by id; not to be changed."""
    return kept(request, ("themes", standing(connection)), lambda: load_themes(connection))


def figures_of(request: Request, connection: Connection, filters: Filters) -> WeekFigures:
    """Return the figures of a view's period, source and segment."""
    period, names = filters.period, brief_names(place_of(request))
    themes, n_weeks = themes_of(request, connection), len(period.weeks)
    return kept(
        request,
        ("figures", standing(connection), period, filters.source, filters.segment),
        lambda: week_figures(
            connection,
            period.last,
            list(names.stages),
            source=filters.source,
            segment=filters.segment,
            n_weeks=n_weeks,
            themes=themes,
        ),
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
