"""Draw a brief as one HTML page without script or outside files, fit for a telephone and for A4."""

from functools import lru_cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup

from voc.planning import funnel_lines, sentences
from voc.planning.brief import Brief
from voc.planning.briefing.lines import proof_notes
from voc.planning.briefing.page import avoid_page, plan_page
from voc.planning.charts import charts_of
from voc.planning.fonts import font_faces
from voc.planning.freezing import frozen_line
from voc.planning.wording import MARKS, state_name
from voc.weeks import monday_of

# Drawn in units of the picture; a week is a bar.
_BAR, _GAP, _HEIGHT = 6, 2, 24
# Below a picture on a page that has a script for it.
_BUTTON = Markup('<p class="tools"><button type="button" data-does="picture" hidden>그림으로 저장 (PNG)</button></p>')


def brief_html(brief: Brief) -> str:
    """Draw a brief as a page; every text in it is escaped."""
    return _template().render(**_values(brief), fonts=font_faces(), holder="main", picture_button="")


def brief_body(brief: Brief) -> Markup:
    """Draw what stands on the page alone, to be put into another one that has its styles."""
    template = _template()
    context = template.new_context({**_values(brief), "holder": "div", "picture_button": _BUTTON})
    return Markup("".join(template.blocks["body"](context)))  # noqa: S704 - the template escapes it


def _values(brief: Brief) -> dict[str, Any]:
    return {
        "brief": brief,
        "headline": sentences.headline(brief).replace("`", ""),
        "verdict": sentences.verdict(brief),
        "cautions": sentences.cautions(brief),
        "footnotes": [note.replace("`", "") for note in _notes(brief)],
        "plan": plan_page(brief),
        "avoid": avoid_page(brief),
        "funnel": funnel_lines,
        # Every text in a picture is escaped where it is drawn.
        "charts": {name: Markup(drawn) for name, drawn in charts_of(brief).items()},  # noqa: S704 - see above
        "count_line": sentences.count_line,
        "impact_line": sentences.impact_line,
        "held_line": sentences.held_line,
        "last_year_line": sentences.last_year_line,
        "same_time": sentences.same_time_line(brief),
        "calendar_line": sentences.calendar_line(brief),
        "dots": _dots(brief),
        "origin_line": sentences.origin_line,
        "marks": MARKS,
        "state_name": state_name,
        "bars": bars,
    }


def _notes(brief: Brief) -> list[str]:
    return [*sentences.footnotes(brief), *proof_notes(brief.get("ideas", [])), frozen_line(brief)]


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
    environment = Environment(
        loader=PackageLoader("voc.planning"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("brief.html")
