"""The trend of several themes: a line each, told apart by colour, dashes and its own name at its end."""

from collections.abc import Sequence
from math import ceil, log10

from voc.planning.charts.paper import INK, LINE, SOFT, dot, fitting, line, picture, text

# Colours that stay apart for every kind of colour vision, and dashes that stay apart without colour.
# Okabe & Ito (2008), Color Universal Design; the yellow is left out, which no paper shows.
_STYLES = (("#0072b2", ""), ("#d55e00", "7 3"), ("#009e73", "2 3"), ("#cc79a7", "9 3 2 3"), ("#56b4e9", "4 2"))
MOST = len(_STYLES)
_WIDTH, _HEIGHT = 760, 340
_LEFT, _RIGHT, _TOP, _BOTTOM = 48, 488, 72, 300
_LABELS_AT, _SAMPLE, _LABEL_ROOM, _APART = 502, 24, 210, 18


def trend_chart(lines: Sequence[tuple[str, Sequence[int]]], weeks: Sequence[str], about: str) -> str:
    """Draw up to five lines over weeks.

    Parameters
    ----------
    lines : sequence of (title, values)
        Values end with the last week; a line may begin later than the others.
    weeks : sequence of str
        Oldest first.
    """
    shown = lines[:MOST]
    highest = nice(max((max(values, default=0) for _, values in shown), default=0))
    shapes = [*_grid(highest), *_weeks(weeks)]
    ends: list[float] = []
    for (_, values), (colour, dash) in zip(shown, _STYLES, strict=False):
        points = [
            (x_of(len(weeks) - len(values) + place, len(weeks)), y_of(value, highest))
            for place, value in enumerate(values)
        ]
        shapes += [line(points, colour, width=2.5, dash=dash), dot(*points[-1], colour)]
        ends.append(points[-1][1])
    for (title, values), (colour, dash), at, end in zip(shown, _STYLES, apart(ends), ends, strict=False):
        shapes.append(line([(_RIGHT + 4, end), (_LABELS_AT - 4, at)], LINE))
        # A name in its line's colour would be too pale to read.
        shapes.append(line([(_LABELS_AT, at), (_LABELS_AT + _SAMPLE, at)], colour, width=2.5, dash=dash))
        shapes.append(text(_LABELS_AT + _SAMPLE + 6, at + 4, fitting(f"{values[-1]:,}건 {title}", 12, _LABEL_ROOM)))
    told = ". ".join(f"{title}: {', '.join(map(str, values))}건" for title, values in shown)
    return picture("chart-trend", (_WIDTH, _HEIGHT), ("주요 망설임의 추이", about, told), shapes)


def x_of(place: int, n_weeks: int) -> float:
    """Return where a week stands.

    Examples
    --------
    >>> x_of(0, 12), x_of(11, 12)
    (48.0, 488.0)
    """
    return _LEFT + (_RIGHT - _LEFT) * place / max(1, n_weeks - 1) if n_weeks > 1 else float(_RIGHT)


def y_of(value: float, highest: int) -> float:
    """Return how high a value stands.

    Examples
    --------
    >>> y_of(0, 50), y_of(25, 50), y_of(50, 50)
    (300.0, 186.0, 72.0)
    """
    return _BOTTOM - (_BOTTOM - _TOP) * value / highest


def nice(highest: int) -> int:
    """Return the round number at the top of an axis.

    Examples
    --------
    >>> [nice(one) for one in (0, 3, 7, 46, 101, 230)]
    [4, 4, 8, 60, 200, 400]
    """
    if highest <= 4:  # noqa: PLR2004 - four steps of one
        return 4
    unit = 10 ** int(log10(highest))
    return next(int(step * unit) for step in (1, 2, 4, 6, 8, 10) if step * unit >= highest)


def apart(ends: Sequence[float]) -> list[float]:
    """Move labels so that none lies on another, as little as keeps their order.

    Examples
    --------
    >>> apart([100.0, 105.0, 200.0])
    [100.0, 118.0, 200.0]
    >>> apart([300.0, 300.0])
    [282.0, 300.0]
    """
    places = dict.fromkeys(range(len(ends)), 0.0)
    last = -float(_APART)
    for place in sorted(places, key=lambda one: (ends[one], one)):
        last = places[place] = max(ends[place], last + _APART)
    over = max(0.0, last - _BOTTOM)
    ceiling = float(_BOTTOM)
    for place in sorted(places, key=lambda one: (-places[one], -one)) if over else ():
        places[place] = min(places[place], ceiling)
        ceiling = places[place] - _APART
    return [places[place] for place in range(len(ends))]


def _grid(highest: int) -> list[str]:
    shapes = []
    for step in range(5):
        value = highest * step / 4
        y = y_of(value, highest)
        shapes += [
            line([(_LEFT, y), (_RIGHT, y)], LINE),
            text(_LEFT - 8, y + 4, f"{ceil(value):,}", colour=SOFT, anchor="end"),
        ]
    return shapes


def _weeks(weeks: Sequence[str]) -> list[str]:
    """Name every other week, the last one always."""
    named = range(len(weeks) - 1, -1, -2)
    return [
        text(
            x_of(place, len(weeks)),
            _BOTTOM + 20,
            weeks[place][5:],
            colour=INK if place == len(weeks) - 1 else SOFT,
            anchor="middle",
        )
        for place in named
    ]
