"""Analyse: link copies, read what nobody has read yet, place each hesitation in a theme; in batches that survive."""

from collections.abc import Sequence
from functools import cached_property

from nlp.placing import Placer, anchor_from_bytes, space_from_bytes
from nlp.sentences import passages
from nlp.types import Sentence
from voc.steps.discover import catalogue_themes
from voc.steps.workplace import Workplace
from voc.store import (
    CachedReading,
    ReadDocument,
    ReadSentence,
    ThemeChoice,
    Unread,
    cached_readings,
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
# One strange text is the text's fault; many are the analyser's, and then nothing must pass for read.
_MOST_UNREADABLE = 5


def analyse(place: Workplace, *, unreadable: dict[str, str] | None = None) -> int:
    """Read all documents that wait, and return how many there were.

    Parameters
    ----------
    unreadable : dict of str to str, optional
        Gets the documents at which the analyser failed: id to the kind of error. They stay in the store without
        sentences until another analysis version reads them. Without it, or where they are many, the error is raised.
    """
    _link(place)
    analyst = _Analyst(place, unreadable)
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

    def __init__(self, place: Workplace, unreadable: dict[str, str] | None) -> None:
        self._place = place
        self._unreadable = unreadable

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
        anchors = {
            theme.theme_id: anchor_from_bytes(theme.payload) for theme in stored.values() if theme.payload is not None
        }
        frozen = space_from_bytes(space.payload) if space else None
        return Placer(self._place.reader.encoder, frozen, anchors)

    def next_batch(self) -> list[Unread]:
        with self._place.store.read() as connection:
            return documents_to_read(connection, self._version, _BATCH)

    def read(self, waiting: Sequence[Unread]) -> int:
        """Read a batch and store its sentences, findings and themes together."""
        sentences = self._sentences(waiting)
        read = [_as_read(one, of_document) for one, of_document in zip(waiting, sentences, strict=True)]
        choices = self._choices(waiting, sentences)
        with self._place.store.begin() as connection:
            n = save_readings(connection, read, analysis_version=self._version)
            set_themes(connection, choices)
        return n

    def _sentences(self, waiting: Sequence[Unread]) -> list[list[Sentence]]:
        reader = self._place.reader
        try:
            return list(reader.read((one.text for one in waiting), self._remembered(waiting)))
        except Exception:
            # One text that the analyser chokes on must not keep all others waiting, night after night.
            if self._unreadable is None:
                raise
            return [self._one_by_one(one, self._unreadable) for one in waiting]

    def _remembered(self, waiting: Sequence[Unread]) -> dict[str, Sentence]:
        """Look up the passages that some night has read before with this analysis version."""
        texts = {one.text[start:end] for one in waiting for start, end in passages(one.text)}
        names = {sentence_fingerprint(text): text for text in texts}
        with self._place.store.read() as connection:
            cached = cached_readings(connection, sorted(names), self._version)
        return {
            names[name]: Sentence(0, len(names[name]), names[name], one.terms, one.reading)
            for name, one in cached.items()
        }

    def _one_by_one(self, one: Unread, unreadable: dict[str, str]) -> list[Sentence]:
        try:
            return next(iter(self._place.reader.read([one.text])))
        except Exception as error:
            if len(unreadable) >= _MOST_UNREADABLE:
                raise
            unreadable[one.id] = type(error).__name__
            return []

    def _choices(self, waiting: Sequence[Unread], sentences: Sequence[Sequence[Sentence]]) -> list[ThemeChoice]:
        places = [(one.id, index) for one, s in zip(waiting, sentences, strict=True) for index in range(len(s))]
        placed = self._placer.place([sentence for of_document in sentences for sentence in of_document])
        version = self._placer.version
        return [
            ThemeChoice(document_id, index, theme_id, score if theme_id else None, version)
            for (document_id, index), (theme_id, score) in zip(places, placed, strict=True)
        ]


def _as_read(one: Unread, sentences: Sequence[Sentence]) -> ReadDocument:
    whole = set(passages(one.text))
    return ReadDocument(
        one.id,
        one.fingerprint,
        tuple(
            ReadSentence(
                s.start,
                s.end,
                sentence_fingerprint(s.text, alone=(s.start, s.end) in whole),
                CachedReading(s.alone or s.reading, s.terms),
                in_context=s.reading if s.alone else None,
            )
            for s in sentences
        ),
    )
