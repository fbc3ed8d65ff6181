"""Read some documents and place their sentences: a pure function of texts, so that it may run in any process.

Nothing here knows a store. The answer for a document does not depend on what else is in its batch.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from nlp.sentences import passages
from nlp.types import Sentence
from voc.store import CachedReading, ReadDocument, ReadSentence, ThemeChoice, Unread, sentence_fingerprint

if TYPE_CHECKING:
    from nlp.placing import Placer
    from nlp.reader import Reader


@dataclass(frozen=True, slots=True, repr=False)
class ReadingTask:
    """The unit of work.

    Attributes
    ----------
    remembered : mapping of str to CachedReading
        Passages of these texts that this version of the analysis has read before.
    may_fail : int or None
        At so many documents the analyser may fail, the others are read; None where every failure is an error.
    """

    documents: tuple[Unread, ...]
    remembered: Mapping[str, CachedReading] = field(default_factory=dict)
    may_fail: int | None = None

    def __repr__(self) -> str:
        """Name no text: libraries write the arguments of what fails into their logs."""
        return f"<{len(self.documents)} documents to read>"


@dataclass(frozen=True, slots=True, repr=False)
class Batch:
    """What was read in some documents, and the theme of each of their sentences in the same order.

    Attributes
    ----------
    unreadable : mapping of str to str
        Documents at which the analyser failed, id to the kind of error; they are among `read`, without sentences.
    """

    read: list[ReadDocument]
    choices: list[ThemeChoice]
    unreadable: Mapping[str, str] = field(default_factory=dict)

    def __repr__(self) -> str:
        """Name no word of a text, as above."""
        return f"<{len(self.read)} documents read, {len(self.unreadable)} of them unreadable>"


@dataclass(frozen=True, slots=True)
class BatchReader:
    """What reads and places in this process."""

    reader: "Reader"
    placer: "Placer"

    def read(self, task: ReadingTask) -> Batch:
        """Read a batch; a text on which the analyser fails does not keep the others waiting."""
        unreadable: dict[str, str] = {}
        sentences = self._sentences(task, unreadable)
        read = [as_read(one, of_document) for one, of_document in zip(task.documents, sentences, strict=True)]
        return Batch(read, self._choices(task.documents, sentences), unreadable)

    def _sentences(self, task: ReadingTask, unreadable: dict[str, str]) -> list[list[Sentence]]:
        remembered = {
            text: Sentence(0, len(text), text, one.terms, one.reading) for text, one in task.remembered.items()
        }
        try:
            return list(self.reader.read_answers(((one.question, one.text) for one in task.documents), remembered))
        except Exception:
            # One text that the analyser chokes on must not keep all others waiting, night after night.
            if task.may_fail is None:
                raise
            return [self._one_by_one(one, unreadable, task.may_fail) for one in task.documents]

    def _one_by_one(self, one: Unread, unreadable: dict[str, str], may_fail: int) -> list[Sentence]:
        try:
            return next(iter(self.reader.read_answers([(one.question, one.text)])))
        except Exception as error:
            if len(unreadable) >= may_fail:
                raise
            unreadable[one.id] = type(error).__name__
            return []

    def _choices(self, documents: Sequence[Unread], sentences: Sequence[Sequence[Sentence]]) -> list[ThemeChoice]:
        places = [(one.id, index) for one, s in zip(documents, sentences, strict=True) for index in range(len(s))]
        placed = self.placer.place([sentence for of_document in sentences for sentence in of_document])
        version = self.placer.version
        return [
            ThemeChoice(document_id, index, theme_id, score if theme_id else None, version)
            for (document_id, index), (theme_id, score) in zip(places, placed, strict=True)
        ]


def as_read(one: Unread, sentences: Sequence[Sentence]) -> ReadDocument:
    """Put the sentences of a document into the form that the store keeps."""
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
