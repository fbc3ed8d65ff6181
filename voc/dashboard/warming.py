"""Having the first screens ready before anybody asks: at the start, and whenever a run or an edit has changed them."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from starlette.applications import Starlette
from starlette.requests import Request

from voc import logs
from voc.dashboard.figures import brief_of
from voc.dashboard.filters import Filters, Known
from voc.dashboard.period import Period
from voc.dashboard.shared import load_known, place_of
from voc.store.standing import standing
from voc.weeks import shift_week

# How often it looks whether the store has changed.
_EVERY_S = 15.0
# Sources whose own first screen is made ready too.
_MOST_SOURCES = 8
# One of them takes a second at a million documents.
_STOP_S = 5.0


@contextmanager
def kept_warm(app: Starlette) -> Iterator[None]:
    """Keep the first screens ready, in a thread of its own."""
    ended = threading.Event()
    warming = threading.Thread(target=_go_on, args=(Request({"type": "http", "app": app}), ended), daemon=True)
    warming.start()
    try:
        yield
    finally:
        ended.set()
        warming.join(_STOP_S)


def _go_on(request: Request, ended: threading.Event) -> None:
    seen = None
    while not ended.is_set():
        try:
            seen = _warm_unless(seen, request, ended)
        except Exception as error:  # noqa: BLE001 - a store that is away comes back, and pages tell
            logs.tell("warming_failed", kind=type(error).__name__)
        ended.wait(_EVERY_S)


def _warm_unless(seen: str | None, request: Request, ended: threading.Event) -> str:
    """Make the first screens of a store that has changed; return where it stands."""
    with place_of(request).store.read() as connection:
        now = standing(connection)
        known = load_known(request, connection)
    if now != seen and known is not None:
        for filters in first_screens(known):
            if ended.is_set():
                break
            with place_of(request).store.read() as connection:
                brief_of(request, connection, filters)
    return now


def first_screens(known: Known) -> Iterator[Filters]:
    """List what people open first on a Monday: the last week, the week before, four weeks, the week of each source."""
    last = known.weeks[-1]
    week = Period(last, last)
    yield from (Filters(period) for period in (week, week.before, Period(shift_week(last, -3), last)))
    yield from (Filters(week, source=source) for source in list(known.sources)[:_MOST_SOURCES])
