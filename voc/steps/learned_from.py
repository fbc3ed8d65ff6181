"""What models are learned from, by name: the same while people decide nothing else, also once old texts are cleared."""

from collections.abc import Iterator, Mapping, Sequence
from hashlib import blake2b
from json import dumps

from sqlalchemy import Connection, exists, select

from voc.store import SentenceKey, current_edits, read_ledger
from voc.store.batches import batches
from voc.store.learned import load_models
from voc.store.schema import documents, purged, sentences


def name_lesson(connection: Connection, encoder: str, values: Mapping[str, Sequence[str]]) -> str:
    """Name the standing corrections together with what each label can be: 32 hexadecimal digits.

    A correction of a text that was cleared counts as before; one of a text that its author changed, took back or had
    forgotten does not.

    Parameters
    ----------
    encoder : str
        Version of the vectors that are learned on.
    """
    given = list(_standing(connection))
    speaking, forgotten = _documents_held(connection, sorted({document for _, (document, _) in given}))
    said = _sentences_held(connection, sorted(speaking))
    counted = sorted(
        [seq, document]
        for seq, (document, words) in given
        # A decision has lost the words' name where the text is cleared, or about to be.
        if (document, words) in said or (document not in forgotten and not (words and document in speaking))
    )
    parts = [encoder, {label: list(values[label]) for label in sorted(values)}, counted]
    return blake2b(dumps(parts, ensure_ascii=False).encode(), digest_size=16).hexdigest()


def is_learned_for_good(connection: Connection, lesson: str) -> bool:
    """Tell whether the models are those of a lesson, of which texts were cleared since: it cannot be given again."""
    models = load_models(connection)
    is_cleared = connection.scalar(select(exists().select_from(purged)))
    return bool(models) and bool(is_cleared) and all(model.lesson == lesson for model in models)


def _standing(connection: Connection) -> Iterator[tuple[int, SentenceKey]]:
    """List the corrected sentences with the decisions that say so."""
    undone = current_edits(connection).undone
    for entry in read_ledger(connection):
        if entry.action == "correct" and entry.seq not in undone:
            yield entry.seq, (entry.subject, entry.details["fingerprint"])
            yield from ((entry.seq, (document, words)) for document, words in entry.details.get("also", ()))


def _documents_held(connection: Connection, ids: Sequence[str]) -> tuple[set[str], set[str]]:
    """Tell which of these documents are in the store: as they are, and forgotten."""
    held = documents.c
    rows = [
        row
        for some in batches(ids)
        for row in connection.execute(select(held.id, held.forgotten).where(held.id.in_(some)))
    ]
    return {row.id for row in rows if not row.forgotten}, {row.id for row in rows if row.forgotten}


def _sentences_held(connection: Connection, ids: Sequence[str]) -> set[SentenceKey]:
    held = sentences.c
    asked = select(held.document_id, held.fingerprint)
    return {
        (row.document_id, row.fingerprint)
        for some in batches(ids)
        for row in connection.execute(asked.where(held.document_id.in_(some)))
    }
