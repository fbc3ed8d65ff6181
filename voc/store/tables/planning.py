"""Tables of what people plan with: the funnel's figures, permissions to quote, lessons, recorded changes, praise."""

from sqlalchemy import JSON, Boolean, Column, Integer, String, Table, Text

from voc.store.tables.base import ID, KEY, UtcDateTime, document_key, metadata

# How many customers entered a stage and how many passed it.
funnel_weeks = Table(
    "funnel_weeks",
    metadata,
    Column("week", String(8), primary_key=True),
    Column("stage", String(32), primary_key=True),
    # EVERY where the file does not part customers.
    Column("segment", String, primary_key=True),
    Column("n_entered", Integer, nullable=False),
    Column("n_passed", Integer, nullable=False),
    Column("file", String, nullable=False),
    Column("imported_at", UtcDateTime, nullable=False),
    sqlite_with_rowid=False,
)

# Whether the author of a text allowed that it is quoted.
quote_permissions = Table(
    "quote_permissions",
    metadata,
    document_key(),
    # `granted` or `withdrawn`.
    Column("state", String(16), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("who", String, nullable=False),
    # How it was given.
    Column("note", Text, nullable=False),
    sqlite_with_rowid=False,
)

# Append-only: the highest revision of a lesson stands.
lessons = Table(
    "lessons",
    metadata,
    Column("lesson_id", ID, primary_key=True),
    Column("revision", Integer, primary_key=True, autoincrement=False),
    Column("at", UtcDateTime, nullable=False),
    Column("who", String, nullable=False),
    Column("hypothesis", Text, nullable=False),
    Column("message", Text, nullable=False),
    Column("result", Text, nullable=False),
    Column("lesson", Text, nullable=False),
    # Ids by kind: themes, messages, tests.
    Column("links", JSON, nullable=False),
    Column("is_removed", Boolean, nullable=False),
    sqlite_with_rowid=False,
)

# What the company changed (a guide, a screen, a message), whose themes are watched afterwards.
changes = Table(
    "changes",
    metadata,
    Column("change_id", ID, primary_key=True),
    # Day in Seoul, YYYY-MM-DD.
    Column("day", String(10), nullable=False, index=True),
    Column("kind", String(16), nullable=False),
    Column("what", Text, nullable=False),
    Column("themes", JSON, nullable=False),
    Column("recorded_at", UtcDateTime, nullable=False),
    Column("who", String, nullable=False),
    Column("undone_at", UtcDateTime),
    Column("undone_by", String),
)

# What customers praised, by product feature.
weekly_praise = Table(
    "weekly_praise",
    metadata,
    Column("week", String(8), primary_key=True),
    Column("segment", String, primary_key=True),
    Column("feature", KEY, primary_key=True),
    Column("source", String, primary_key=True),
    Column("n_documents", Integer, nullable=False),
    Column("n_sentences", Integer, nullable=False),
    sqlite_with_rowid=False,
)
