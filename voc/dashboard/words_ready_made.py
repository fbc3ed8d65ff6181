"""Contrasts that people ask for again and again, as addresses."""

from collections.abc import Iterable
from dataclasses import replace
from urllib.parse import urlencode

from voc.dashboard.filters import Filters, Known
from voc.dashboard.words_asked import AskedSide


def address_of(sides: Iterable[AskedSide]) -> str:
    """Return the address of a contrast, with all that it is about."""
    return f"/words/contrast?{urlencode({name: value for one in sides for name, value in one.query.items()})}"


def ready_made(filters: Filters, known: Known) -> dict[str, str]:
    """Offer contrasts by name: with the period before, of low and high ratings, of the two largest of each segment."""
    a, b = AskedSide("a", filters), AskedSide("b", filters)
    offered = {
        "앞 기간과": (a, replace(b, filters=filters.over(filters.period.before))),
        "낮은 별점과 높은 별점": (replace(a, rating="low", kind="all"), replace(b, rating="high", kind="all")),
    }
    for name, values in known.segments.items():
        if len(values) > 1:
            pair = [replace(filters, segment=f"{name}={value}") for value in values[:2]]
            offered[f"{name}: {values[0]} · {values[1]}"] = (replace(a, filters=pair[0]), replace(b, filters=pair[1]))
    return {name: address_of(sides) for name, sides in offered.items()}
