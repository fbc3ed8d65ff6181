"""Analyse: link copies, read what nobody has read yet, and place each hesitation in a theme; in batches that survive."""

from collections.abc import Sequence
from functools import cached_property

from nlp.placing import Placer, cluster_from_bytes, space_from_bytes
from nlp.types import Sentence
from voc.steps.discover import catalogue_themes
from voc.steps.workplace import Workplace
from voc.store import (
    CachedReading,
    ReadDocument,
    ReadSentence,
    ThemeChoice,
    Unread,
    current_space,
    documents_to_read,
    link_copies,
    load_themes,
    save_readings,
    save_themes,
    sentence_fingerprint,
    set_themes,
)

# Documents per transaction: a kill loses at most some seconds of work.
_BATCH = 500


def analyse(place: Workplace) -> int:
    """Read all documents that wait, and return how many there were."""
    _link(place)
    analyst = _Analyst(place)
    n_read = 0
    place.report("reading Korean", 0, None)
    while waiting := analyst.next_batch():
        n_read += analyst.read(waiting)
        place.report("reading Korean", n_read, None)
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


class _Analyst:
    """Reads batches with one reader and one placer."""

    def __init__(self, place: Workplace) -> None:
        self._place = place

    @cached_property
    def _version(self) -> str:
        return self._place.reader.version

    @cached_property
    def _placer(self) -> Placer:
        """Load the frozen space; the catalogue's themes are put into the store before anything refers to them."""
        with self._place.store.begin() as connection:
            stored = {theme.theme_id: theme for theme in load_themes(connection)}
            save_themes(connection, [t for t in catalogue_themes(self._place) if t.theme_id not in stored])
            space = current_space(connection)
        centres = {
            theme.theme_id: cluster_from_bytes(theme.payload)
            for theme in stored.values()
            if theme.payload is not None and space is not None
        }
        frozen = space_from_bytes(space.payload) if space else None
        return Placer(self._place.reader.encoder, frozen, centres)

    def next_batch(self) -> list[Unread]:
        with self._place.store.read() as connection:
            return documents_to_read(connection, self._version, _BATCH)

    def read(self, waiting: Sequence[Unread]) -> int:
        """Read a batch and store its sentences, findings and themes together."""
        sentences = list(self._place.reader.read(one.text for one in waiting))
        read = [_as_read(one, of_document) for one, of_document in zip(waiting, sentences, strict=True)]
        choices = self._choices(waiting, sentences)
        with self._place.store.begin() as connection:
            n = save_readings(connection, read, analysis_version=self._version)
            set_themes(connection, choices)
        return n

    def _choices(self, waiting: Sequence[Unread], sentences: Sequence[Sequence[Sentence]]) -> list[ThemeChoice]:
        places = [(one.id, index) for one, s in zip(waiting, sentences, strict=True) for index in range(len(s))]
        placed = self._placer.place([sentence for of_document in sentences for sentence in of_document])
        version = self._placer.version
        return [
            ThemeChoice(document_id, index, theme_id, score if theme_id else None, version)
            for (document_id, index), (theme_id, score) in zip(places, placed, strict=True)
        ]


def _as_read(one: Unread, sentences: Sequence[Sentence]) -> ReadDocument:
    return ReadDocument(
        one.id,
        one.fingerprint,
        tuple(
            ReadSentence(
                s.start,
                s.end,
                sentence_fingerprint(s.text),
                CachedReading(s.alone or s.reading, s.terms),
                in_context=s.reading if s.alone else None,
            )
            for s in sentences
        ),
    )
