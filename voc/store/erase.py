"""Taking words out of the store, wherever they were copied to."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, delete, exists, select, update

from voc.store.batches import batches
from voc.store.message_voices import drop_voices
from voc.store.quotes import ID_NAMES, named_document, rewrite
from voc.store.schema import documents, findings, readings, revisions, sentences, snapshots, themes

# Shorter strings stand in many people's texts and name nobody.
_MIN_QUOTE = 8


@dataclass(frozen=True, slots=True)
class TextsOf:
    """The words of some documents, gathered before they go, so that quotes of them can be found.

    Attributes
    ----------
    ids : frozenset of str
        The documents.
    quotes : tuple of str
        Their texts, titles and sentences of 8 characters and more.
    """

    ids: frozenset[str]
    quotes: tuple[str, ...]

    @classmethod
    def load(cls, connection: Connection, ids: Collection[str]) -> "TextsOf":
        """Gather the words of documents as they are stored now."""
        found: set[str] = set()
        for some in batches(sorted(ids)):
            held = select(documents.c.id, documents.c.title, documents.c.text).where(documents.c.id.in_(some))
            texts = {row.id: row for row in connection.execute(held)}
            found.update(text for row in texts.values() for text in (row.title, row.text) if text)
            spans = select(sentences).where(sentences.c.document_id.in_(some))
            found.update(texts[row.document_id].text[row.start : row.end] for row in connection.execute(spans))
            old = select(revisions.c.text).where(revisions.c.document_id.in_(some), revisions.c.text.is_not(None))
            found.update(text for text in connection.scalars(old) if text)
        return cls(frozenset(ids), tuple(sorted(text for text in found if len(text) >= _MIN_QUOTE)))

    def quoted_in(self, text: str) -> bool:
        """Tell whether a string repeats these words."""
        return any(quote in text for quote in self.quotes)


def drop_sentences(connection: Connection, document_ids: Sequence[str]) -> None:
    """Delete the sentences of documents, and what was read in them where no other document says the same."""
    for some in batches(document_ids):
        held = sentences.c
        fingerprints = connection.scalars(select(held.fingerprint).where(held.document_id.in_(some)).distinct()).all()
        connection.execute(delete(sentences).where(held.document_id.in_(some)))
        drop_unused_readings(connection, sorted(fingerprints))


def drop_unused_readings(connection: Connection, fingerprints: Sequence[str]) -> None:
    """Delete those of the cached readings that no stored sentence uses."""
    used = exists().where(sentences.c.fingerprint == readings.c.fingerprint)
    for some in batches(fingerprints):
        connection.execute(delete(readings).where(readings.c.fingerprint.in_(some), ~used))


def drop_findings(connection: Connection, document_ids: Sequence[str]) -> None:
    """Delete what was read in documents, so that it is read again."""
    drop_sentences(connection, document_ids)
    drop_voices(connection, document_ids, found_only=True)
    for some in batches(document_ids):
        connection.execute(delete(findings).where(findings.c.document_id.in_(some)))


def erase_texts(connection: Connection, texts: TextsOf) -> int:
    """Blank older revisions and take quotes out of themes and frozen weeks.

    Returns
    -------
    int
        Themes and weeks that quoted the documents.
    """
    if not texts.ids:
        return 0
    for some in batches(sorted(texts.ids)):
        blank = update(revisions).where(revisions.c.document_id.in_(some))
        connection.execute(blank.values(title=None, text=None))
    n_themes = rewrite(connection, themes, "exemplars", lambda value: without_quotes(value, texts))
    return n_themes + rewrite(connection, snapshots, "brief", lambda value: without_quotes(value, texts))


def without_quotes(value: Any, texts: TextsOf) -> Any:  # noqa: ANN401 - any JSON value in, the same kind out
    """Copy a JSON value without the words of these documents.

    What names one of the documents (`doc_id`, `document_id`) leaves its list, or loses its strings; what names
    another document stays, even where two people said the same; any other string that repeats the words is emptied.
    """
    if isinstance(value, str):
        return "" if texts.quoted_in(value) else value
    if isinstance(value, list):
        return [without_quotes(one, texts) for one in value if named_document(one) not in texts.ids]
    if not isinstance(value, dict):
        return value
    named = named_document(value)
    if named is None:
        return {name: without_quotes(one, texts) for name, one in value.items()}
    if named not in texts.ids:
        return value
    return {name: "" if isinstance(one, str) and name not in ID_NAMES else one for name, one in value.items()}
