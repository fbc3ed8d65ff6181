"""Posts that were read and belong to no case yet, with how much they praise and complain."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, case, func, or_, select

from voc.store.schema import documents, findings, outreach_documents

_of, _found, _link = documents.c, findings.c, outreach_documents.c
# What stands by itself, in a blog or a community; authors of app reviews cannot be written to.
_KIND = "post"


@dataclass(frozen=True, slots=True)
class ReadPost:
    """A post as it was read, see `voc.planning.outreach.candidates.Post`."""

    document_id: str
    source: str
    author_hash: str
    created_at: datetime | None
    n_praise: int
    n_unhappy: int
    tags: tuple[str, ...]


def posts_without_case(connection: Connection, sources: Collection[str], weeks: Collection[str]) -> list[ReadPost]:
    """List the posts of these weeks that have an author, were read, and belong to no case."""
    return _read(connection, (_of.week.in_(sorted(weeks)), _of.source.in_(sorted(sources))))


def post_without_case(connection: Connection, document_id: str) -> ReadPost | None:
    """Find one such post, of whatever source and week; None where it is none."""
    return next(iter(_read(connection, (_of.id == document_id,))), None)


def _read(connection: Connection, conditions: Sequence[ColumnElement[bool]]) -> list[ReadPost]:
    is_unhappy = or_(_found.is_hesitation, _found.act == "complaint")
    asked = (
        select(
            *(_of.id, _of.source, _of.author_hash, _of.created_at, _of.tags),
            func.sum(case((_found.act == "praise", 1), else_=0)).label("n_praise"),
            func.sum(case((is_unhappy, 1), else_=0)).label("n_unhappy"),
        )
        .join(findings, _found.document_id == _of.id)
        .where(
            *(*conditions, _of.kind == _KIND),
            *(_of.author_hash.is_not(None), _of.copy_of.is_(None), _of.removed_at.is_(None), _of.forgotten.is_(False)),
            _of.id.not_in(select(_link.document_id)),
        )
        .group_by(_of.id)
        .order_by(_of.id)
    )
    # JSON cannot be grouped by on PostgreSQL; the id settles all other columns.
    return [
        ReadPost(
            row.id, row.source, row.author_hash, row.created_at, int(row.n_praise), int(row.n_unhappy), tuple(row.tags)
        )
        for row in connection.execute(asked)
    ]
