"""The funnel board: which theme is voiced at which stage, per 1,000 voices, with a shade for the eye."""

from collections import Counter
from dataclasses import dataclass
from math import ceil, sqrt

from sqlalchemy import Connection

from voc.planning.figures import GroupFigures, ThemeFigures, WeekFigures
from voc.planning.rates import per_thousand
from voc.store import tallies

# Steps of shade above white. Rates are Zipf-like, so the steps follow their square root.
STEPS = 5


@dataclass(frozen=True, slots=True)
class Cell:
    """A theme at a stage.

    Attributes
    ----------
    n : int
        Voices; a voice with sentences of several stages stands in each of them.
    rate : float
        The same per 1,000 voices of the period.
    step : int
        Shade, 0 (nobody) to `STEPS` (the highest rates of the board).
    """

    stage: str
    n: int
    rate: float
    step: int


@dataclass(frozen=True, slots=True)
class Row:
    """A theme with its cells in the order of the funnel."""

    figures: ThemeFigures
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Board:
    """The whole board.

    Attributes
    ----------
    stages : tuple of GroupFigures
        In the order of the funnel; `none` last, and only where somebody says something of no stage.
    rows : tuple of Row
        Themes that were voiced in the period, most voices first.
    n_more : int
        Themes that were voiced and are not shown.
    bounds : tuple of float
        The highest rate of each step of shade.
    """

    stages: tuple[GroupFigures, ...]
    rows: tuple[Row, ...]
    n_more: int
    bounds: tuple[float, ...]


def make_board(connection: Connection, figures: WeekFigures, *, most: int) -> Board:
    """Lay the themes of a period out by stage.

    Parameters
    ----------
    most : int
        Themes to show.
    """
    counts = _counts(connection, figures)
    voiced = [one for one in figures.themes if one.n_documents]
    ordered = sorted(voiced, key=lambda one: (-one.n_documents, one.theme.theme_id))[:most]
    stages = tuple(one for one in figures.stages if one.key != "none" or one.n_documents)
    rates = {key: per_thousand(n, figures.n_voices) for key, n in counts.items()}
    shown = {one.theme.theme_id for one in ordered}
    highest = max((rate for (theme, _), rate in rates.items() if theme in shown), default=0.0)
    rows = [
        Row(
            one,
            tuple(
                Cell(stage.key, counts[place], rate := rates.get(place, 0.0), step_of(rate, highest))
                for stage in stages
                for place in [(one.theme.theme_id, stage.key)]
            ),
        )
        for one in ordered
    ]
    bounds = tuple(round(highest * (step / STEPS) ** 2, 1) for step in range(1, STEPS + 1)) if highest else ()
    return Board(stages, tuple(rows), len(voiced) - len(ordered), bounds)


def step_of(rate: float, highest: float) -> int:
    """Return the shade of a rate.

    Examples
    --------
    >>> [step_of(rate, 100.0) for rate in (0, 1, 4, 4.1, 64, 64.1, 100)]
    [0, 1, 1, 2, 4, 5, 5]
    """
    # Rounded, as a root may end up a hair above the whole number that it is.
    return min(STEPS, ceil(round(STEPS * sqrt(rate / highest), 9))) if rate > 0 else 0


def _counts(connection: Connection, figures: WeekFigures) -> Counter[tuple[str, str]]:
    counts: Counter[tuple[str, str]] = Counter()
    for one in tallies(connection, {"source", "theme", "stage"}, weeks=figures.own_weeks, segment=figures.segment):
        if one.theme and one.stage and figures.source in {None, one.source}:
            counts[one.theme, one.stage] += one.n_documents
    return counts
