"""Drawing pages: templates, Korean numbers, and the part of a page that a filter changes."""

from datetime import datetime
from functools import lru_cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse

from voc.dashboard.download_address import download_address
from voc.planning.html import bars
from voc.planning.wording import MARKS, mark, state_name
from voc.weeks import SEOUL, week_label

# A page and the part of it that a filter changes share an address.
_NOT_KEPT = {"Cache-Control": "no-store", "Vary": "HX-Request"}


def page(request: Request, template: str, status_code: int = 200, **values: Any) -> HTMLResponse:  # noqa: ANN401 - values of a template
    """Draw a page, or only what stands in its middle where a script asks for that.

    Parameters
    ----------
    template : str
        Name of a template that fills the blocks `title` and `main` of `base.html`.
    """
    is_part = request.headers.get("HX-Request") == "true" and request.headers.get("HX-Target", "").endswith("main")
    everything = {**request.state.shared, **values, "request": request, "is_part": is_part}
    drawn = _environment().get_template(template).render(everything)
    return HTMLResponse(drawn, status_code=status_code, headers=_NOT_KEPT)


def number(value: float) -> str:
    """Spell a number with commas.

    Examples
    --------
    >>> number(12345), number(3.0), number(3.25)
    ('12,345', '3', '3.2')
    """
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.1f}"


def day(moment: str) -> str:
    """Spell the day of an instant (ISO) in Seoul.

    Examples
    --------
    >>> day("2026-11-22T17:00:00+00:00")
    '2026-11-23'
    """
    return datetime.fromisoformat(moment).astimezone(SEOUL).date().isoformat()


def percent(share: float) -> str:
    """Spell a share of 0-1.

    Examples
    --------
    >>> percent(0.234)
    '23%'
    """
    return f"{share:.0%}"


def change(now: float, before: float) -> str:
    """Spell a difference with its sign.

    Examples
    --------
    >>> change(12, 7), change(3, 3), change(0, 1200)
    ('+5', '±0', '-1,200')
    """
    difference = now - before
    return f"{'+' if difference > 0 else '-'}{number(abs(difference))}" if difference else "±0"


@pass_context
def csrf(context: Context) -> Markup:
    """Draw the hidden field that every form carries which changes something; macros import it `with context`."""
    return Markup('<input type="hidden" name="csrf" value="{}">').format(context["csrf_token"])


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("voc.dashboard"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"day": day, "number": number, "percent": percent, "mark": mark, "state_name": state_name}
    environment.globals |= {
        "bars": bars,
        "change": change,
        "csrf": csrf,
        "download_address": download_address,
        "MARKS": MARKS,
        "state_name": state_name,
        "week_label": week_label,
    }
    return environment
