"""퍼널: which hesitation is voiced at which stage, and what is said at a stage rather than elsewhere."""

from collections.abc import Iterable
from dataclasses import replace

from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import Response

from voc.dashboard.background import Answer
from voc.dashboard.conditions import last_weeks, of_choices, of_period
from voc.dashboard.contrast_asked import ask_contrast
from voc.dashboard.contrasting import Side
from voc.dashboard.drawing import page
from voc.dashboard.figures import figures_of
from voc.dashboard.filters import NO_STAGE, Filters
from voc.dashboard.shared import filters_of, known_of, place_of
from voc.planning.board import make_board
from voc.planning.figures import WeekFigures
from voc.planning.funnel import DropOff, drop_offs, is_unexplained
from voc.planning.sentences import base_name
from voc.planning.survey_questions import survey_question
from voc.steps.brief import brief_names
from voc.store import Condition, Selection

_SHOWN, _N_KEYWORDS = 30, 24


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
        drops = drop_offs_of(connection, filters, names.stages)
        words = stage_words(request, connection, filters) if filters.stage else None
    return page(
        request,
        "funnel.html",
        board=board,
        drops={one.stage: one for one in drops},
        silent={one.stage for one in drops if is_unexplained(one, drops, voices_of(figures))},
        survey_question=survey_question,
        figures=figures,
        words=words,
        names=names,
        base=base_name(known_of(request).base_of(period)),
    )


def drop_offs_of(connection: Connection, filters: Filters, stages: Iterable[str]) -> list[DropOff]:
    """Describe who left each stage in the period; the same for every source, as it is no count of voices."""
    n_weeks = len(filters.period.weeks)
    return drop_offs(connection, filters.period.last, stages, n_weeks=n_weeks, segment=filters.segment)


def voices_of(figures: WeekFigures) -> dict[str, int]:
    """Count the hesitating voices of each stage."""
    return {one.key: one.n_documents for one in figures.stages}


def stage_words(request: Request, connection: Connection, filters: Filters) -> Answer:
    """Ask what hesitating customers say at the chosen stage rather than at the others: `Contrasted`."""
    base = replace(filters.over(last_weeks(filters.period)), stage=None, reason=None)
    own = (*of_period(base.period), *of_choices(base), Condition("hesitation", "=", "yes"))
    stage = filters.stage or NO_STAGE
    target, rest = (Side(Selection((*own, Condition("stage", sign, stage)))) for sign in ("=", "!="))
    return ask_contrast(request, connection, target, rest, limit=_N_KEYWORDS)
