"""Analyse: link copies, read what nobody has read yet, place each hesitation in a theme; in batches that survive."""

from collections.abc import Callable

from voc.steps.analyst import Analyst
from voc.steps.catalogue import save_catalogue
from voc.steps.own_words import learn_at_first
from voc.steps.spread.readers import labelled
from voc.steps.workplace import Workplace
from voc.store import count_unread, link_copies, save_readings, set_themes

# Documents per transaction: a kill loses at most some seconds of work.
_BATCH = 500
_READING = "reading Korean"


def analyse(
    place: Workplace, *, unreadable: dict[str, str] | None = None, on_read: Callable[[int], None] = lambda _: None
) -> int:
    """Read all documents that nobody has read, and return how many there were.

    What an older version of the analysis read stays as it is, see `voc.steps.refresh`.

    Parameters
    ----------
    unreadable : dict of str to str, optional
        Gets the documents at which the analyser failed: id to the kind of error. They stay in the store without
        sentences until they are refreshed. Without it, or where they are many, the error is raised.
    on_read : callable
        Told after each batch how many documents were read and kept.
    """
    _link(place)
    learn_at_first(place)
    analyst = Analyst(place, unreadable)
    with place.store.read() as connection:
        n_waiting = count_unread(connection)
    place.report(_READING, 0, n_waiting)
    save_catalogue(place)
    n_read = 0
    with analyst.at_work(n_waiting, _BATCH) as readers:
        for batch in analyst.read_waiting(readers, _BATCH, outdated=False):
            with place.store.begin() as connection:
                n_kept = save_readings(connection, batch.read, analysis_version=analyst.version)
                set_themes(connection, batch.choices)
            on_read(n_kept)
            n_read += n_kept
            place.report(labelled(_READING, readers), n_read, max(n_waiting, n_read))
    return n_read


def _link(place: Workplace) -> None:
    linked = 0
    while True:
        with place.store.begin() as connection:
            n = link_copies(connection)
        if not n:
            return
        linked += n
        place.report("linking copies", linked, None)
