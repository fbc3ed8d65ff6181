"""Praise with its words: what customers who hesitated at nothing said, to set beside a hesitation."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, RowMapping, exists, or_, select

from voc.store.schema import documents, findings, sentences
from voc.store.stars import STARS

_of, _held, _said = documents.c, findings.c, sentences.c
# Whoever gives fewer stars may praise a part, and is not content.
_LEAST_STARS = 4.0


@dataclass(frozen=True, slots=True)
class Praise:
    """A sentence of praise in a document that hesitates nowhere and, where it is rated, has four stars or more.

    Attributes
    ----------
    author_hash : str or None
        None where the source does not tell who wrote it.
    lemmas : tuple of str
        What it says, in the order of the sentence.
    """

    document_id: str
    sentence_index: int
    source: str
    author_hash: str | None
    stage: str
    lemmas: tuple[str, ...]

    @property
    def person(self) -> tuple[str, str]:
        """Who it is as far as that is known: the author of a source, else the document alone."""
        return (self.source, self.author_hash) if self.author_hash else ("", self.document_id)


def praise_of_weeks(connection: Connection, weeks: Sequence[str], *, limit: int) -> list[Praise]:
    """List sentences of praise, from the newest week on, up to a limit.

    Left out are copies, what was taken back, and documents that hesitate anywhere or have less than four of five stars:
    their authors are not at ease.
    """
    found: list[Praise] = []
    other = findings.alias()
    hesitates = exists().where(other.c.document_id == _of.id, other.c.is_hesitation.is_(True))
    columns = (_of.id, _held.sentence_index, _of.source, _of.author_hash, _held.stage, _said.terms)
    asked = (
        select(*columns)
        .join_from(documents, findings, _held.document_id == _of.id)
        .join(sentences, (_said.document_id == _of.id) & (_said.sentence_index == _held.sentence_index))
        .where(_held.act == "praise", _held.is_hesitation.is_(False), ~hesitates)
        .where(_of.copy_of.is_(None), _of.removed_at.is_(None), or_(STARS.is_(None), STARS >= _LEAST_STARS))
        .order_by(_of.id, _held.sentence_index)
    )
    for week in sorted(weeks, reverse=True):
        rows = connection.execute(asked.where(_of.week == week).limit(limit - len(found))).mappings()
        found += [_praise(row) for row in rows]
        if len(found) >= limit:
            break
    return found


def _praise(row: RowMapping) -> Praise:
    facts = {name: row[name] for name in ("sentence_index", "source", "author_hash", "stage")}
    return Praise(document_id=row["id"], lemmas=tuple(row["terms"].split()), **facts)
