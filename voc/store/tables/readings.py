"""Tables of what was read in documents: sentences, readings, findings, and what was learned from them."""

from sqlalchemy import JSON, Boolean, Column, Float, ForeignKey, Index, Integer, LargeBinary, String, Table, Text

from voc.store.tables.base import ID, KEY, UtcDateTime, document_key, metadata

sentences = Table(
    "sentences",
    metadata,
    document_key(),
    Column("sentence_index", Integer, primary_key=True, autoincrement=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("fingerprint", ID, nullable=False, index=True),
    Column("terms", Text, nullable=False),
    sqlite_with_rowid=False,
)

readings = Table(
    "readings",
    metadata,
    Column("fingerprint", ID, primary_key=True),
    Column("analysis_version", KEY, primary_key=True),
    Column("act", String(16), nullable=False),
    Column("hesitation", Float, nullable=False),
    Column("is_hesitation", Boolean, nullable=False),
    Column("reason", String(32), nullable=False),
    Column("reason_score", Float, nullable=False),
    Column("stage", String(32), nullable=False),
    Column("stage_score", Float, nullable=False),
    Column("theme", KEY),
    Column("theme_score", Float, nullable=False),
    Column("why", JSON, nullable=False),
    Column("terms", JSON, nullable=False),
    sqlite_with_rowid=False,
)

findings = Table(
    "findings",
    metadata,
    document_key(),
    Column("sentence_index", Integer, primary_key=True, autoincrement=False),
    Column("analysis_version", KEY, nullable=False),
    Column("act", String(16), nullable=False),
    Column("hesitation", Float, nullable=False),
    Column("is_hesitation", Boolean, nullable=False),
    Column("reason", String(32), nullable=False),
    Column("reason_score", Float, nullable=False),
    Column("stage", String(32), nullable=False),
    Column("stage_score", Float, nullable=False),
    Column("theme_id", KEY, ForeignKey("themes.theme_id")),
    Column("theme_score", Float),
    Column("assigned_with", KEY),
    # Where the machine put it; `theme_id` is that with people's edits applied.
    Column("placed_theme_id", KEY, ForeignKey("themes.theme_id")),
    # What the machine read, while a person's correction stands in the columns above.
    Column("machine", JSON(none_as_null=True)),
    # Of its document, whose findings are dropped whenever it is stored anew.
    Column("week", String(8)),
    Index(None, "theme_id", "week", "is_hesitation"),
    Index(None, "theme_id", "is_hesitation", "assigned_with", "document_id", "sentence_index"),
    Index(None, "placed_theme_id"),
    sqlite_with_rowid=False,
)

learned = Table(
    "learned",
    metadata,
    Column("label", String(16), primary_key=True),
    Column("version", KEY, primary_key=True),
    Column("trained_at", UtcDateTime, nullable=False),
    Column("n_corrections", Integer, nullable=False),
    Column("kappa_rules", Float, nullable=False),
    Column("kappa_learned", Float, nullable=False),
    Column("is_used", Boolean, nullable=False),
    Column("payload", LargeBinary, nullable=False),
    # What it was learned from.
    Column("lesson", ID),
)

self_trained = Table(
    "self_trained",
    metadata,
    Column("version", KEY, primary_key=True),
    Column("trained_at", UtcDateTime, nullable=False),
    Column("n_texts", Integer, nullable=False),
    Column("payload", LargeBinary, nullable=False),
)
