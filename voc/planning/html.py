"""Draw a brief as one HTML page without script or outside files, fit for a telephone and for A4."""

from functools import lru_cache
from importlib.resources import files

from jinja2 import Environment, StrictUndefined, Template

from voc.planning import sentences
from voc.planning.brief import Brief
from voc.planning.wording import MARKS, state_name
from voc.weeks import monday_of

# Drawn in units of the picture; a week is a bar.
_BAR, _GAP, _HEIGHT = 6, 2, 24


def brief_html(brief: Brief) -> str:
    """Draw a brief as a page; every text in it is escaped."""
    return _template().render(
        brief=brief,
        headline=sentences.headline(brief).replace("`", ""),
        verdict=sentences.verdict(brief),
        cautions=sentences.cautions(brief),
        footnotes=[note.replace("`", "") for note in sentences.footnotes(brief)],
        count_line=sentences.count_line,
        impact_line=sentences.impact_line,
        held_line=sentences.held_line,
        last_year_line=sentences.last_year_line,
        same_time=sentences.same_time_line(brief),
        calendar_line=sentences.calendar_line(brief),
        dots=_dots(brief),
        origin_line=sentences.origin_line,
        marks=MARKS,
        state_name=state_name,
        bars=bars,
    )


def bars(series: list[int]) -> list[dict[str, float]]:
    """Lay a series out as bars of a picture 24 units high; a week without voices is a hairline.

    Examples
    --------
    >>> bars([0, 2, 4])[1]
    {'x': 8, 'y': 12.0, 'width': 6, 'height': 12.0}
    """
    highest = max([*series, 1])
    heights = [max(1.0, round(_HEIGHT * n / highest, 1)) for n in series]
    return [
        {"x": place * (_BAR + _GAP), "y": round(_HEIGHT - height, 1), "width": _BAR, "height": height}
        for place, height in enumerate(heights)
    ]


def _dots(brief: Brief) -> dict[int, str]:
    """Name what the calendar holds, by how many weeks before the brief's own week it lies."""
    names: dict[int, list[str]] = {}
    for event in brief.get("calendar", []):
        for week in event["weeks"]:
            before = (monday_of(brief["week"]) - monday_of(week)).days // 7
            names.setdefault(before, []).append(str(event["name"]))
    return {before: ", ".join(found) for before, found in sorted(names.items(), reverse=True)}


@lru_cache(maxsize=1)
def _template() -> Template:
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    source = files("voc.planning").joinpath("templates", "brief.html").read_text(encoding="utf-8")
    return environment.from_string(source)
