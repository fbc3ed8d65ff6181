"""The terms of a selection: how often each is said, in which form, and in which sentences."""

from collections import Counter, defaultdict
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from nlp.concordance import Passage
from nlp.phrases import is_phrase
from nlp.surfaces import SurfaceCounts
from voc.store.packing import typed_of, unpack_terms
from voc.store.schema import documents, findings, readings, sentences, weekly_terms
from voc.store.selection import Selection, conditions_over, document_conditions, finding_conditions

# What the weekly counts of words tell apart.
COUNTED_FIELDS = frozenset({"week", "source", "stage", "hesitation"})
_place = (sentences.c.document_id == findings.c.document_id) & (sentences.c.sentence_index == findings.c.sentence_index)
_text = func.substr(documents.c.text, sentences.c.start + 1, sentences.c.end - sentences.c.start)


@dataclass(frozen=True, slots=True)
class TermTally:
    """How often a term stands in a selection, and how customers typed it most often.

    Attributes
    ----------
    lemma : str
        With its negation, as keywords count it.
    """

    lemma: str
    surface: str
    n: int


def typed_counts(connection: Connection, selection: Selection) -> SurfaceCounts:
    """Count the terms of a selection by the form typed, and every stretch of neighbouring nouns beside the single ones.

    Week, source, stage and hesitation are answered from the weekly counts; any other field reads the sentences of
    the selection, documents without a date included.
    """
    if selection.fields <= COUNTED_FIELDS:
        return _counted(connection, selection)
    return _read(connection, selection)


def term_counts(connection: Connection, selection: Selection) -> list[TermTally]:
    """Count the single terms of a selection, most frequent first."""
    forms: defaultdict[str, list[tuple[int, str]]] = defaultdict(list)
    for (lemma, surface), n in typed_counts(connection, selection).items():
        if not is_phrase(lemma):
            forms[lemma].append((-n, surface))
    found = [TermTally(lemma, min(typed)[1], -sum(n for n, _ in typed)) for lemma, typed in forms.items()]
    return sorted(found, key=lambda one: (-one.n, one.lemma))


def passages(connection: Connection, selection: Selection, *, limit: int, offset: int = 0) -> list[Passage]:
    """Read the sentences of a selection with their terms, newest first; copies are left out."""
    cached = (readings.c.fingerprint == sentences.c.fingerprint) & (
        readings.c.analysis_version == findings.c.analysis_version
    )
    asked = (
        select(findings.c.document_id, findings.c.sentence_index, _text.label("text"), readings.c.terms)
        .select_from(findings)
        .join(documents, documents.c.id == findings.c.document_id)
        .join(sentences, _place)
        .join(readings, cached)
        .where(documents.c.copy_of.is_(None), *document_conditions(selection), *finding_conditions(selection))
        .order_by(documents.c.created_at.desc().nulls_last(), findings.c.document_id, findings.c.sentence_index)
        .limit(limit)
        .offset(offset)
    )
    return [
        Passage(row.document_id, row.sentence_index, row.text, unpack_terms(row.terms))
        for row in connection.execute(asked)
    ]


def _counted(connection: Connection, selection: Selection) -> SurfaceCounts:
    held = weekly_terms.c
    columns = {"week": held.week, "source": held.source, "stage": held.stage, "hesitation": held.is_hesitation}
    asked = (
        select(held.lemma, held.surface, func.sum(held.n).label("n"))
        .where(*conditions_over(selection, columns))
        .group_by(held.lemma, held.surface)
    )
    return Counter({(row.lemma, row.surface): int(row.n) for row in connection.execute(asked)})


def _read(connection: Connection, selection: Selection) -> SurfaceCounts:
    """Unpack each distinct sentence once, however many people said it."""
    keys = (sentences.c.fingerprint, findings.c.analysis_version)
    said = (
        select(*keys, func.min(_text).label("text"), func.count().label("n"))
        .select_from(documents)
        .join(findings, findings.c.document_id == documents.c.id)
        .join(sentences, _place)
        .where(documents.c.copy_of.is_(None), *document_conditions(selection), *finding_conditions(selection))
        .group_by(*keys)
        .subquery()
    )
    cached = (readings.c.fingerprint == said.c.fingerprint) & (readings.c.analysis_version == said.c.analysis_version)
    counted: SurfaceCounts = Counter()
    for row in connection.execute(select(said.c.text, said.c.n, readings.c.terms).join(readings, cached)):
        for typed in typed_of(row.terms, row.text):
            counted[typed] += row.n
    return counted
