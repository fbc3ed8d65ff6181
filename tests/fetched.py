"""What a played survey service delivers, before anything is masked or stored."""

from typing import Any

from voc.records import Cursor, Record, Window
from voc.sources import FormSource, Page
from voc.sources.http import no_waiting


def pages(played: Any, window: Window | None = None, cursor: Cursor | None = None) -> list[Page]:  # noqa: ANN401 - the fixture's own
    """Fetch everything as a run would."""
    with played.place() as place, no_waiting():
        return list(place.sources(("played",))[0].fetch(window or Window(), cursor))


def records(played: Any) -> list[Record]:  # noqa: ANN401 - the fixture's own
    """Fetch everything from the beginning."""
    return [record for page in pages(played) for record in page.records]


def roles(played: Any) -> dict[str, str]:  # noqa: ANN401 - the fixture's own
    """Ask what each question is taken for; `?` where somebody should confirm it."""
    with played.place() as place:
        source = place.sources(("played",))[0]
        assert isinstance(source, FormSource)
        return {one.key: one.role + "?" * one.doubtful for one in source.describe()}


def told(played: Any) -> list[str]:  # noqa: ANN401 - the fixture's own
    """Fetch everything and return what people are to find in the run log."""
    said: list[str] = []
    with played.place() as place, no_waiting():
        place.surroundings.pacer.note = said.append
        list(place.sources(("played",))[0].fetch(Window(), None))
    return said
