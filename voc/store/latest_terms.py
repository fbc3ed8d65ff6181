"""The terms of any selection, bounded: counted in its newest sentences, where no weekly count can tell."""

from collections import Counter
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from nlp.surfaces import SurfaceCounts
from voc.store.packing import typed_of
from voc.store.schema import documents, findings, readings, sentences
from voc.store.selection import Selection, document_conditions, finding_conditions
from voc.store.stars import STARS

_held = documents.c
_place = (sentences.c.document_id == findings.c.document_id) & (sentences.c.sentence_index == findings.c.sentence_index)
_text = func.substr(_held.text, sentences.c.start + 1, sentences.c.end - sentences.c.start)


@dataclass(frozen=True, slots=True)
class LatestTerms:
    """What was counted.

    Attributes
    ----------
    n_sentences : int
        In which it was counted; as many as were asked for where there may be older ones.
    """

    counts: SurfaceCounts
    n_sentences: int


def latest_terms(
    connection: Connection, selection: Selection, *, stars: tuple[float, float] | None = None, most: int
) -> LatestTerms:
    """Count the terms of a selection's newest sentences as `typed_counts` does; copies and undated texts are left out.

    Parameters
    ----------
    stars : (float, float) or None
        Lowest and highest rating, both included, on the scale of 1 to 5.
    most : int
        Sentences that are read.
    """
    keys = (sentences.c.fingerprint, findings.c.analysis_version)
    rated = [STARS.between(*stars)] if stars else []
    newest = (
        select(*keys, _text.label("text"))
        .select_from(documents)
        .join(findings, findings.c.document_id == _held.id)
        .join(sentences, _place)
        .where(_held.copy_of.is_(None), _held.removed_at.is_(None), _held.week.is_not(None), *rated)
        .where(*document_conditions(selection), *finding_conditions(selection))
        .order_by(_held.week.desc(), _held.created_at.desc(), _held.id.desc(), findings.c.sentence_index)
        .limit(most)
        .subquery()
    )
    of_newest = (newest.c.fingerprint, newest.c.analysis_version)
    each = select(*of_newest, func.min(newest.c.text).label("text"), func.count().label("n"))
    said = each.group_by(*of_newest).subquery()
    cached = (readings.c.fingerprint == said.c.fingerprint) & (readings.c.analysis_version == said.c.analysis_version)
    counted: SurfaceCounts = Counter()
    n_sentences = 0
    for row in connection.execute(select(said.c.text, said.c.n, readings.c.terms).join(readings, cached)):
        n_sentences += row.n
        for typed in typed_of(row.terms, row.text):
            counted[typed] += row.n
    return LatestTerms(counted, n_sentences)
