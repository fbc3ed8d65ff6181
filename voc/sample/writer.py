"""From the master to an inbox: the files that ticket tool, stores, survey form and boards would deliver."""

from collections.abc import Callable
from pathlib import Path

from voc.sample.exports import write_app_reviews, write_play_reviews, write_tickets
from voc.sample.form import write_survey
from voc.sample.forum import write_community, write_community_pages

_WRITERS: dict[str, Callable[[Path], int]] = {
    "cs_tickets": write_tickets,
    "play_reviews": write_play_reviews,
    "app_reviews": write_app_reviews,
    "survey": write_survey,
    "community": write_community,
    "community_pages": write_community_pages,
}


def write_inbox(home: Path) -> dict[str, int]:
    """Write the sample below `home/inbox`, one folder a source; the same bytes every time.

    Files of the sample that are there already are replaced, others left alone.

    Parameters
    ----------
    home : Path
        The folder that holds `config/` and `inbox/`; created if missing.

    Returns
    -------
    dict of source name to int
        Customers' texts that a reader should take from each folder: an edited review or a row delivered twice counts
        once, an answer of a survey by itself; ratings without words and broken rows do not count.
    """
    counts = {}
    for name, write in _WRITERS.items():
        folder = home / "inbox" / name
        folder.mkdir(parents=True, exist_ok=True)
        counts[name] = write(folder)
    return counts
