"""Tables of what customers wrote: documents, what they said before, copies of them, search, and rejected rows."""

from sqlalchemy import JSON, BigInteger, Boolean, Column, Float, Index, Integer, String, Table, Text, text

from voc.store.tables.base import ID, KEY, UtcDateTime, document_key, metadata

_IS_COPY, _IS_NO_COPY = "copy_of IS NOT NULL", "copy_of IS NULL"

documents = Table(
    "documents",
    metadata,
    Column("id", ID, primary_key=True),
    Column("source", String, nullable=False),
    Column("external_id", String, nullable=False),
    Column("kind", String(32), nullable=False),
    Column("channel", String, nullable=False),
    Column("title", Text),
    Column("text", Text, nullable=False),
    Column("created_at", UtcDateTime),
    Column("created_precision", String(8), nullable=False),
    Column("tz_assumed", Boolean, nullable=False),
    Column("updated_at", UtcDateTime),
    Column("week", String(8)),
    Column("author_hash", String),
    Column("parent_id", String),
    Column("completeness", String(8), nullable=False),
    Column("rating_value", Float),
    Column("rating_min", Float),
    Column("rating_max", Float),
    Column("url", Text),
    Column("language", String),
    Column("product", String),
    Column("app_version", String),
    Column("tags", JSON, nullable=False),
    Column("segment", JSON, nullable=False),
    Column("removed_at", UtcDateTime),
    Column("fingerprint", String, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("copy_of", ID),
    Column("linked", Boolean, nullable=False),
    Column("forgotten", Boolean, nullable=False),
    Column("analysis_version", KEY),
    Column("first_run_id", ID, nullable=False),
    Index(None, "week", "source"),
    Index(None, "source", "author_hash"),
    Index(None, "source", "parent_id"),
    Index(None, "analysis_version", "id"),
    Index(None, "linked", "id"),
    # Of copies alone: SQLite would look up all others by what they have in common, that they are no copies.
    Index(None, "copy_of", sqlite_where=text(_IS_COPY), postgresql_where=text(_IS_COPY)),
    # Voices of a week, newest first, without a look at any text.
    Index(
        None,
        *("week", "created_at", "id", "source"),
        sqlite_where=text(_IS_NO_COPY),
        postgresql_where=text(_IS_NO_COPY),
    ),
)

revisions = Table(
    "revisions",
    metadata,
    document_key(),
    Column("revision", Integer, primary_key=True, autoincrement=False),
    Column("title", Text),
    Column("text", Text),
    Column("rating_value", Float),
    Column("updated_at", UtcDateTime),
    Column("fingerprint", String, nullable=False),
)

tombstones = Table("tombstones", metadata, Column("document_id", ID, primary_key=True))

copy_keys = Table(
    "copy_keys",
    metadata,
    Column("key", BigInteger, primary_key=True, autoincrement=False),
    Column("document_id", ID, primary_key=True, index=True),
    sqlite_with_rowid=False,
)

search_documents = Table(
    "search_documents",
    metadata,
    document_key(),
    Column("search_id", BigInteger, nullable=False, unique=True),
    sqlite_with_rowid=False,
)

rejects = Table(
    "rejects",
    metadata,
    Column("id", ID, primary_key=True),
    Column("source", String, nullable=False),
    Column("file", String, nullable=False),
    Column("line", Integer, nullable=False),
    Column("reason", Text, nullable=False),
    Column("content", JSON, nullable=False),
    Column("state", String(8), nullable=False),
    Column("run_id", ID, nullable=False),
    # Of a survey that was imported: its form.
    Column("form", String),
    Index(None, "state", "source"),
)
