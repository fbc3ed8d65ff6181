"""Have we said this before? The archive of the store, and texts read as its messages were."""

from collections import defaultdict
from collections.abc import Mapping

from sqlalchemy import Connection

from voc.planning.archive.said_before import Asked, Near, SaidBefore
from voc.steps.own_text import OwnTextPlacer
from voc.steps.workplace import Workplace
from voc.store import current_edits
from voc.store.messages import load_messages, sentences_of_messages


class PastWordings:
    """What was sent, ready to be asked by text; the archive is loaded at the first question.

    Parameters
    ----------
    place : Workplace
        Its reader reads the texts that are asked.
    """

    def __init__(self, place: Workplace) -> None:
        self._place = place
        self._placer = OwnTextPlacer(place)
        self._held: SaidBefore | None = None

    def nearest(self, text: str, n: int) -> list[Near]:
        """Return the `n` past wordings nearest to a text; none where nothing was sent."""
        if self._held is None:
            with self._place.store.read() as connection:
                self._held = said_before(connection)
        return self._held.nearest(self._asked(text), n) if len(self._held) else []

    def _asked(self, text: str) -> Asked:
        (placed,) = self._placer.place([text])
        with self._place.store.read() as connection:
            edits = current_edits(connection)
        shown = {edits.resolve(one.theme_id) for one in placed if one.theme_id}
        terms = {term.shown for one in placed for term in one.sentence.terms}
        return Asked(text, terms, {theme for theme in shown if theme is not None})


def said_before(connection: Connection) -> SaidBefore:
    """Load the archive as wordings, each with the themes that it speaks of."""
    return SaidBefore(load_messages(connection), themes_of_messages(connection))


def themes_of_messages(connection: Connection) -> Mapping[str, frozenset[str]]:
    """Return the themes that each message speaks of, as readers see them."""
    edits = current_edits(connection)
    found: defaultdict[str, set[str]] = defaultdict(set)
    for sentence in sentences_of_messages(connection):
        shown = edits.resolve(sentence.placed_theme_id) if sentence.placed_theme_id else None
        if shown is not None:
            found[sentence.message_id].add(shown)
    return {key: frozenset(themes) for key, themes in found.items()}
