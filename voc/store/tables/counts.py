"""Tables of what was counted by week, of briefs, and of weeks whose texts were cleared."""

from sqlalchemy import JSON, Boolean, Column, Float, Index, Integer, String, Table

from voc.store.tables.base import KEY, UtcDateTime, metadata

_MEASURES = ("n_sentences", "n_documents", "n_with_rating")

weeks_to_count = Table("weeks_to_count", metadata, Column("week", String(8), primary_key=True))

weekly_counts = Table(
    "weekly_counts",
    metadata,
    Column("week", String(8), primary_key=True),
    # `name=value` of a customer segment, or EVERY: see `voc.store.segments`.
    Column("segment", String, primary_key=True),
    Column("scope", String(16), primary_key=True),
    Column("theme_id", KEY, primary_key=True),
    Column("stage", String(32), primary_key=True),
    Column("reason", String(32), primary_key=True),
    Column("source", String, primary_key=True),
    *(Column(name, Integer, nullable=False) for name in _MEASURES),
    Column("sum_rating", Float, nullable=False),
    Index(None, "segment", "scope", "theme_id", "week"),
    sqlite_with_rowid=False,
)

weekly_voices = Table(
    "weekly_voices",
    metadata,
    Column("segment", String, primary_key=True),
    Column("week", String(8), primary_key=True),
    Column("source", String, primary_key=True),
    Column("n_documents", Integer, nullable=False),
    Column("n_copies", Integer, nullable=False),
    Column("n_with_rating", Integer, nullable=False),
    Column("sum_rating", Float, nullable=False),
    sqlite_with_rowid=False,
)

weekly_terms = Table(
    "weekly_terms",
    metadata,
    Column("week", String(8), primary_key=True),
    Column("is_hesitation", Boolean, primary_key=True),
    Column("stage", String(32), primary_key=True),
    Column("source", String, primary_key=True),
    Column("lemma", String, primary_key=True),
    Column("surface", String, primary_key=True),
    Column("n", Integer, nullable=False),
    sqlite_with_rowid=False,
)

snapshots = Table(
    "snapshots",
    metadata,
    Column("week", String(8), primary_key=True),
    Column("brief", JSON, nullable=False),
    Column("frozen", Boolean, nullable=False),
    # Unknown of briefs that an earlier version froze.
    Column("frozen_at", UtcDateTime),
)

# Weeks of a source whose texts were cleared when their keeping period ended; their counts stay as they are.
purged = Table(
    "purged",
    metadata,
    Column("week", String(8), primary_key=True),
    Column("source", String, primary_key=True),
    Column("n_documents", Integer, nullable=False),
    Column("purged_at", UtcDateTime, nullable=False),
    # What the counts were made of: voices by analysis version, and the themes that there were.
    Column("versions", JSON, nullable=False),
    Column("themes", JSON, nullable=False),
    sqlite_with_rowid=False,
)
