"""Draw a brief as one HTML page without script or outside files, fit for A4."""

from functools import lru_cache
from importlib.resources import files

from jinja2 import Environment, StrictUndefined, Template

from voc.planning.brief import Brief
from voc.planning.markdown import headline
from voc.planning.wording import MARKS, state_name


def brief_html(brief: Brief) -> str:
    """Draw a brief as a page; every text in it is escaped."""
    return _template().render(brief=brief, headline=headline(brief), marks=MARKS, state_name=state_name)


@lru_cache(maxsize=1)
def _template() -> Template:
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    source = files("voc.planning").joinpath("templates", "brief.html").read_text(encoding="utf-8")
    return environment.from_string(source)
