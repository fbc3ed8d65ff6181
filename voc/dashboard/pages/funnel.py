"""퍼널: which hesitation is voiced at which stage, and what is said at a stage rather than elsewhere."""

from dataclasses import replace

from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import Response

from nlp.contrast import contrast_words
from nlp.keywords import Keyword
from voc.dashboard.conditions import of_period
from voc.dashboard.drawing import page
from voc.dashboard.figures import figures_of
from voc.dashboard.filters import Filters
from voc.dashboard.shared import filters_of, place_of
from voc.planning.board import make_board
from voc.planning.sentences import base_name
from voc.steps.brief import brief_names
from voc.store import Condition, Selection, typed_counts

_SHOWN, _N_KEYWORDS = 30, 24
# Words are counted over so many weeks at most, the last ones: a longer sum takes seconds.
MOST_WEEKS = 26


def show(request: Request) -> Response:
    """Draw the board."""
    place = place_of(request)
    with place.store.read() as connection:
        filters = filters_of(request, connection)
        if filters is None:
            return page(request, "empty.html")
        names, period = brief_names(place), filters.period
        figures = figures_of(request, connection, filters)
        board = make_board(connection, figures, most=_SHOWN)
        words = stage_words(connection, filters) if filters.stage else []
    return page(
        request,
        "funnel.html",
        board=board,
        figures=figures,
        words=words,
        names=names,
        base=base_name({"n_weeks": len(period.weeks)}),
    )


def stage_words(connection: Connection, filters: Filters) -> list[Keyword]:
    """List what hesitating customers say at the chosen stage rather than at the others, strongest first."""
    weeks = filters.period.weeks[-MOST_WEEKS:]
    period = replace(filters.period, first=weeks[0])
    base = [*of_period(period), Condition("hesitation", "=", "yes")]
    if filters.source:
        base.append(Condition("source", "=", filters.source))
    stage = filters.stage or "none"
    target = typed_counts(connection, Selection((*base, Condition("stage", "=", stage))))
    rest = typed_counts(connection, Selection((*base, Condition("stage", "!=", stage))))
    return [one for one in contrast_words(target, rest, limit=_N_KEYWORDS) if one.log_odds > 0]
