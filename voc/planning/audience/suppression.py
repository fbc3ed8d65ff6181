"""Who asked to be left alone: by what they wrote, or as somebody noted in the outreach queue."""

from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import Connection, exists, select

from nlp.themebook import catalogue_id
from voc.config import Settings
from voc.planning.audience.customers import Customer, Voice
from voc.store import current_edits
from voc.store.batches import batches
from voc.store.schema import documents, findings, outreach_cases

# The state of an outreach case that says 연락 금지.
DO_NOT_CONTACT = "do_not_contact"
_of, _held = documents.c, findings.c


def suppression_themes(connection: Connection, settings: Settings) -> frozenset[str]:
    """Name the themes whose voices ask to be left alone, as readers see them: those of audience.yaml."""
    edits = current_edits(connection)
    shown = (edits.resolve(catalogue_id(key)) for key in settings.audience.suppress_themes)
    return frozenset(theme for theme in shown if theme is not None)


def suppressed_among(connection: Connection, voices: Sequence[Voice], themes: Collection[str]) -> set[Customer]:
    """Tell which of these customers asked to be left alone, ever and in whatever voice of theirs the store holds.

    Parameters
    ----------
    themes : collection of str
        See `suppression_themes`.
    """
    said = _asking(connection, [voice.document_id for voice in voices], themes)
    found = {voice.customer for voice in voices if voice.document_id in said}
    authors: dict[str, set[str]] = {}
    for voice in voices:
        if voice.author_hash is not None:
            authors.setdefault(voice.source, set()).add(voice.author_hash)
    for source, hashes in sorted(authors.items()):
        found.update((source, author) for author in _authors_asking(connection, source, sorted(hashes), themes))
    return found | (not_to_be_contacted(connection) & {voice.customer for voice in voices})


def not_to_be_contacted(connection: Connection) -> set[Customer]:
    """List the authors of whom the outreach queue says that they must not be contacted."""
    held = outreach_cases.c
    rows = connection.execute(select(held.source, held.author_hash).where(held.state == DO_NOT_CONTACT))
    return {(row.source, row.author_hash) for row in rows}


def _asking(connection: Connection, ids: Sequence[str], themes: Collection[str]) -> set[str]:
    """Return those of these documents that ask to be left alone."""
    return {
        one
        for some in batches(sorted(set(ids)))
        for one in connection.scalars(
            select(_held.document_id).where(_held.document_id.in_(some), _held.theme_id.in_(themes)).distinct()
        )
    }


def _authors_asking(
    connection: Connection, source: str, hashes: Sequence[str], themes: Collection[str]
) -> Iterable[str]:
    """Go through the authors who ask to be left alone in any of their documents."""
    asks = exists().where(_held.document_id == _of.id, _held.theme_id.in_(themes))
    for some in batches(hashes):
        asked = select(_of.author_hash).where(_of.source == source, _of.author_hash.in_(some), asks)
        yield from (author for author in connection.scalars(asked.distinct()) if author is not None)
