"""Analyse: link copies, read what nobody has read yet, place each hesitation in a theme; in batches that survive."""

from voc.steps.analyst import Analyst
from voc.steps.catalogue import save_catalogue
from voc.steps.own_words import learn_at_first
from voc.steps.workplace import Workplace
from voc.store import documents_to_read, link_copies, save_readings, set_themes

# Documents per transaction: a kill loses at most some seconds of work.
_BATCH = 500


def analyse(place: Workplace, *, unreadable: dict[str, str] | None = None) -> int:
    """Read all documents that nobody has read, and return how many there were.

    What an older version of the analysis read stays as it is, see `voc.steps.refresh`.

    Parameters
    ----------
    unreadable : dict of str to str, optional
        Gets the documents at which the analyser failed: id to the kind of error. They stay in the store without
        sentences until they are refreshed. Without it, or where they are many, the error is raised.
    """
    _link(place)
    learn_at_first(place)
    analyst = Analyst(place, unreadable)
    n_read = 0
    place.report("reading Korean", 0, None)
    save_catalogue(place)
    while True:
        with place.store.read() as connection:
            waiting = documents_to_read(connection, analyst.version, _BATCH, outdated=False)
        if not waiting:
            return n_read
        batch = analyst.read(waiting)
        with place.store.begin() as connection:
            n_read += save_readings(connection, batch.read, analysis_version=analyst.version)
            set_themes(connection, batch.choices)
        place.report("reading Korean", n_read, None)


def _link(place: Workplace) -> None:
    linked = 0
    while True:
        with place.store.begin() as connection:
            n = link_copies(connection)
        if not n:
            return
        linked += n
        place.report("linking copies", linked, None)
