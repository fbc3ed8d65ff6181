"""Read batches of documents and choose the themes of their sentences; what is stored is the caller's business."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import Connection

from nlp.placing import Placer, anchor_from_bytes, space_from_bytes
from nlp.sentences import passages
from nlp.types import Sentence
from nlp.vectors import Encoder
from voc.steps.catalogue import configured_ids, is_out_of_use
from voc.steps.workplace import Workplace
from voc.store import (
    CachedReading,
    ReadDocument,
    ReadSentence,
    ThemeChoice,
    Unread,
    cached_readings,
    current_edits,
    current_space,
    machine_themes,
    sentence_fingerprint,
)

# One strange text is the text's fault; many are the analyser's, and then nothing must pass for read.
_MOST_UNREADABLE = 5


@dataclass(frozen=True, slots=True)
class Batch:
    """What was read in some documents, and the theme of each of their sentences in the same order."""

    read: list[ReadDocument]
    choices: list[ThemeChoice]


def load_placer(connection: Connection, encoder: Encoder, configured: Collection[str]) -> Placer:
    """Load the frozen space with the anchors of all themes that take sentences.

    Neither undone splits do, nor themes that the catalogue has no more. A space of another encoder places nothing:
    until the next discovery fits one anew, rules and events do.

    Parameters
    ----------
    configured : collection of str
        Ids of the catalogue's themes.
    """
    space = current_space(connection)
    frozen = space_from_bytes(space.payload) if space else None
    if frozen and frozen.encoder_version != encoder.version:
        frozen = None
    edits = current_edits(connection)
    idle = {child for child, split in edits.splits.items() if not split.is_active}
    anchors = {
        theme.theme_id: anchor_from_bytes(theme.payload)
        for theme in machine_themes(connection)
        if theme.payload is not None and theme.theme_id not in idle and not is_out_of_use(theme.theme_id, configured)
    }
    return Placer(encoder, frozen, anchors, edits.merges)


class Analyst:
    """Reads batches of documents with one reader and one placer.

    Parameters
    ----------
    unreadable : dict of str to str or None
        Gets the documents at which the analyser failed: id to the kind of error. Without it, or where they are many,
        the error is raised.
    """

    def __init__(self, place: Workplace, unreadable: dict[str, str] | None) -> None:
        self._place = place
        self._unreadable = unreadable

    @cached_property
    def version(self) -> str:
        """The analysis version that reads here."""
        return self._place.reader.version

    def read(self, waiting: Sequence[Unread]) -> "Batch":
        """Read a batch; nothing is stored."""
        sentences = self._sentences(waiting)
        read = [_as_read(one, of_document) for one, of_document in zip(waiting, sentences, strict=True)]
        return Batch(read, self._choices(waiting, sentences))

    @cached_property
    def _placer(self) -> Placer:
        with self._place.store.read() as connection:
            return load_placer(connection, self._place.reader.encoder, configured_ids(self._place.settings))

    def _sentences(self, waiting: Sequence[Unread]) -> list[list[Sentence]]:
        reader = self._place.reader
        try:
            answers = ((one.question, one.text) for one in waiting)
            return list(reader.read_answers(answers, self._remembered(waiting)))
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
            cached = cached_readings(connection, sorted(names), self.version)
        return {
            names[name]: Sentence(0, len(names[name]), names[name], one.terms, one.reading)
            for name, one in cached.items()
        }

    def _one_by_one(self, one: Unread, unreadable: dict[str, str]) -> list[Sentence]:
        try:
            return next(iter(self._place.reader.read_answers([(one.question, one.text)])))
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
