"""The planning parts of a brief as parts of its HTML page; every text in them is escaped."""

from functools import lru_cache
from importlib.resources import files

from jinja2 import Environment, Template
from markupsafe import Markup

from voc.planning.brief import Brief
from voc.planning.briefing import lines
from voc.planning.watch_rows import NOTE
from voc.planning.wording import MARKS


def plan_page(brief: Brief) -> Markup:
    """Draw stages, ideas, what was sent and what customers said about it; nothing where the brief has none."""
    reach = {row["theme_id"]: row for row in brief.get("reach", [])}
    shown = {"brief": brief, "lines": lines, "marks": MARKS, "reach": reach, "note": NOTE}
    drawn = _template("brief_plan.html").render(**shown, permissions=brief.get("permissions", {}))
    return Markup(drawn)  # noqa: S704 - drawn by a template that escapes


def avoid_page(brief: Brief) -> Markup:
    """Draw the words to avoid; nothing where there are none."""
    return Markup(_template("brief_avoid.html").render(brief=brief, lines=lines))  # noqa: S704 - as above


@lru_cache(maxsize=2)
def _template(name: str) -> Template:
    environment = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
    return environment.from_string(files("voc.planning").joinpath("templates", name).read_text(encoding="utf-8"))
