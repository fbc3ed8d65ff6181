"""What the process beside the pages does: it reads queries, and compares customers' words with ours."""

import os
import threading
from contextlib import ExitStack
from multiprocessing import parent_process
from typing import Any

from voc.config import Settings
from voc.dashboard.contrasting import Contrasted, Side, contrasted
from voc.planning.words import contrast_words
from voc.steps.brief import our_texts
from voc.steps.listings.find import lemmas_of
from voc.steps.variants import variant_rows
from voc.steps.workplace import Workplace, open_workplace

# Pages come first.
_NICE = 10
_held = ExitStack()
_places: list[Workplace] = []


def begin(settings: Settings) -> None:
    """Open the workplace that the tasks of this process work with; end with the process that serves the pages."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    os.nice(_NICE)
    _places.append(_held.enter_context(open_workplace(settings)))


def query_lemmas(query: str) -> tuple[str, ...]:
    """Read a query and return its terms in dictionary form."""
    return tuple(lemmas_of(_places[0], query))


def words_of_week(week: str, _day: str, _standing: str) -> dict[str, Any]:
    """Compare customers' words with ours up to a week, as its brief will; made anew every day and for other texts."""
    place = _places[0]
    ours = our_texts(place)
    with place.store.read() as connection:
        return contrast_words(connection, week, lambda: ours)


def words_between(target: Side, rest: Side, limit: int, _standing: str) -> Contrasted:
    """Contrast two selections that no weekly count tells apart; made anew once the store has changed."""
    with _places[0].store.read() as connection:
        return contrasted(connection, target, rest, limit)


def variants_of_week(week: str, _day: str, _standing: str) -> list[dict[str, Any]]:
    """List what customers said for our words in the twelve weeks up to a week; made anew as `words_of_week` is."""
    return variant_rows(_places[0], week)


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(0)
