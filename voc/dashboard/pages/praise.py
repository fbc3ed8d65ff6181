"""칭찬: what customers praise, by feature of the product, with their words."""

from collections.abc import Sequence

from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import Response

from voc.dashboard.drawing import page
from voc.dashboard.filters import Filters
from voc.dashboard.kept import kept
from voc.dashboard.shared import filters_of, known_of, place_of
from voc.planning import sentences
from voc.planning.praise import Praise, praise_of
from voc.planning.wording import source_name
from voc.steps.brief import brief_names
from voc.store.standing import standing

# Words of a feature that a page leads to the search with.
_N_WORDS = 4


def show(request: Request) -> Response:
    """Draw the features with their counts, changes and quotes."""
    place = place_of(request)
    with place.store.read() as connection:
        filters = filters_of(request, connection)
        if filters is None:
            return page(request, "empty.html")
        found = praise_in(request, connection, filters)
    names = brief_names(place)
    return page(
        request,
        "praise.html",
        praise=found,
        features=[row for row in found.rows if not row["is_proposed"]],
        words={one.key: search_words(one.words) for one in place.settings.features},
        proposed=[row for row in found.rows if row["is_proposed"]],
        base=sentences.base_name(known_of(request).base_of(filters.period)),
        hold_reason=sentences.hold_reason,
        source_name=lambda source: source_name(source, names.channels),
    )


def search_words(rules: Sequence[str]) -> list[str]:
    """List words of a feature that praise is looked up by, as its rules have them first.

    Examples
    --------
    >>> search_words(["가격|저렴하다|수수료 - 비싸다", "광고!", "문의|답변 + 빠르다"])
    ['가격', '저렴하다', '수수료', '문의']
    """
    first = [word for rule in rules for word in rule.split(" ")[0].split("|") if not word.endswith("!")]
    return list(dict.fromkeys(first))[:_N_WORDS]


def praise_in(request: Request, connection: Connection, filters: Filters) -> Praise:
    """Return the praise of a view's period, source and segment; not to be changed."""
    period, settings = filters.period, place_of(request).settings
    return kept(
        request,
        ("praise", standing(connection), period, filters.source, filters.segment),
        lambda: praise_of(
            connection,
            period.last,
            settings,
            n_weeks=len(period.weeks),
            source=filters.source,
            segment=filters.segment,
        ),
    )
