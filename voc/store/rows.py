"""Documents as rows and back."""

from typing import Any

from sqlalchemy import RowMapping

from voc.records import Document, Rating

_PLAIN = (
    "id",
    "source",
    "external_id",
    "kind",
    "channel",
    "title",
    "text",
    "created_at",
    "created_precision",
    "tz_assumed",
    "updated_at",
    "week",
    "author_hash",
    "parent_id",
    "completeness",
    "url",
    "language",
    "product",
    "app_version",
    "removed_at",
    "fingerprint",
)


def document_row(document: Document) -> dict[str, Any]:
    """Spread a document over the columns that hold its facts."""
    row = {name: getattr(document, name) for name in _PLAIN}
    rating = document.rating
    row["rating_value"] = None if rating is None else rating.value
    row["rating_min"] = None if rating is None else rating.min
    row["rating_max"] = None if rating is None else rating.max
    row["tags"] = list(document.tags)
    row["segment"] = dict(document.segment)
    return row


def row_document(row: RowMapping) -> Document:
    """Build the document that `document_row` spread."""
    facts = {name: row[name] for name in _PLAIN}
    rating = None
    if row["rating_value"] is not None:
        rating = Rating(row["rating_value"], row["rating_min"], row["rating_max"])
    return Document(**facts, rating=rating, tags=tuple(row["tags"]), segment=dict(row["segment"]))
