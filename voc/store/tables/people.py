"""Tables of persons: cases of those to thank or apologise to, and what is needed to reach somebody, sealed.

`outreach_contacts` and `external_users` hold personal data, encrypted, each row until its own day. No analysis reads
them.
"""

from sqlalchemy import JSON, Boolean, Column, Index, Integer, LargeBinary, String, Table, text

from voc.store.tables.base import ID, UtcDateTime, document_key, metadata

_IS_OPEN = "is_open"

outreach_cases = Table(
    "outreach_cases",
    metadata,
    Column("case_id", ID, primary_key=True),
    Column("source", String, nullable=False),
    Column("author_hash", String, nullable=False),
    # `thanks` or `apology`.
    Column("kind", String(16), nullable=False),
    Column("state", String(16), nullable=False),
    Column("is_open", Boolean, nullable=False),
    Column("opened_at", UtcDateTime, nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),
    # Day in Seoul, YYYY-MM-DD.
    Column("remind_on", String(10)),
    Column("keep_until", UtcDateTime),
    Index(None, "state", "opened_at"),
    # One open case per author.
    Index(None, "source", "author_hash", unique=True, sqlite_where=text(_IS_OPEN), postgresql_where=text(_IS_OPEN)),
)

# Append-only: what happened to a case, with notes and approvals.
outreach_events = Table(
    "outreach_events",
    metadata,
    Column("case_id", ID, primary_key=True),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("at", UtcDateTime, nullable=False),
    Column("who", String, nullable=False),
    Column("action", String(16), nullable=False),
    Column("details", JSON, nullable=False),
    sqlite_with_rowid=False,
)

outreach_documents = Table(
    "outreach_documents",
    metadata,
    Column("case_id", ID, primary_key=True),
    document_key(),
    # `first` or `follow_up`.
    Column("role", String(16), nullable=False),
    Column("noticed_at", UtcDateTime, nullable=False),
    Index(None, "document_id"),
    sqlite_with_rowid=False,
)

outreach_contacts = Table(
    "outreach_contacts",
    metadata,
    Column("source", String, primary_key=True),
    Column("author_hash", String, primary_key=True),
    Column("sealed_handle", LargeBinary, nullable=False),
    Column("sealed_link", LargeBinary),
    Column("keep_until", UtcDateTime, nullable=False, index=True),
)

external_users = Table(
    "external_users",
    metadata,
    document_key(),
    Column("source", String, nullable=False),
    Column("sealed_user", LargeBinary, nullable=False),
    # The source itself delivers it as a hash.
    Column("is_hashed", Boolean, nullable=False),
    Column("keep_until", UtcDateTime, nullable=False, index=True),
)
