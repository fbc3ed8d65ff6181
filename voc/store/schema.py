"""The tables of the store: one schema for SQLite and PostgreSQL.

Times are UTC, names follow one convention so that migrations can name every constraint on both databases, and every
key is made from content, so that a run that was killed and repeated leaves the same rows as an unbroken one.
"""

from datetime import UTC, datetime

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    text,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# In `documents.analysis_version`: nothing is left to read (removed or forgotten), so that no night looks at it again.
NOTHING_TO_READ = "-"
# In the weekly counts: all values of that column together, and the absence of a theme.
EVERY = "*"
NO_THEME = ""


class UtcDateTime(TypeDecorator[datetime]):
    """An aware UTC moment; SQLite keeps no offset, so it is taken off on the way in and put back on the way out."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn any aware moment into UTC."""
        if value is None:
            return None
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the moment its offset back."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if dialect.name == "sqlite" else value.astimezone(UTC)


_ID = String(32)
_KEY = String(64)


def _document_key(*, primary: bool = True) -> Column[str]:
    return Column("document_id", _ID, ForeignKey("documents.id"), primary_key=primary, nullable=False)


_IS_COPY = "copy_of IS NOT NULL"

documents = Table(
    "documents",
    metadata,
    Column("id", _ID, primary_key=True),
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
    Column("copy_of", _ID),
    Column("linked", Boolean, nullable=False),
    Column("forgotten", Boolean, nullable=False),
    Column("analysis_version", _KEY),
    Column("first_run_id", _ID, nullable=False),
    Index(None, "week", "source"),
    Index(None, "source", "author_hash"),
    Index(None, "source", "parent_id"),
    Index(None, "analysis_version", "id"),
    Index(None, "linked", "id"),
    # Of copies alone: SQLite would look up all others by what they have in common, that they are no copies.
    Index(None, "copy_of", sqlite_where=text(_IS_COPY), postgresql_where=text(_IS_COPY)),
)

revisions = Table(
    "revisions",
    metadata,
    _document_key(),
    Column("revision", Integer, primary_key=True, autoincrement=False),
    Column("title", Text),
    Column("text", Text),
    Column("rating_value", Float),
    Column("updated_at", UtcDateTime),
    Column("fingerprint", String, nullable=False),
)

tombstones = Table("tombstones", metadata, Column("document_id", _ID, primary_key=True))

sentences = Table(
    "sentences",
    metadata,
    _document_key(),
    Column("sentence_index", Integer, primary_key=True, autoincrement=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("fingerprint", _ID, nullable=False, index=True),
    Column("terms", Text, nullable=False),
    sqlite_with_rowid=False,
)

readings = Table(
    "readings",
    metadata,
    Column("fingerprint", _ID, primary_key=True),
    Column("analysis_version", _KEY, primary_key=True),
    Column("act", String(16), nullable=False),
    Column("hesitation", Float, nullable=False),
    Column("is_hesitation", Boolean, nullable=False),
    Column("reason", String(32), nullable=False),
    Column("reason_score", Float, nullable=False),
    Column("stage", String(32), nullable=False),
    Column("stage_score", Float, nullable=False),
    Column("theme", _KEY),
    Column("theme_score", Float, nullable=False),
    Column("why", JSON, nullable=False),
    Column("terms", JSON, nullable=False),
    sqlite_with_rowid=False,
)

themes = Table(
    "themes",
    metadata,
    Column("theme_id", _KEY, primary_key=True),
    Column("title", String, nullable=False),
    Column("reason", String(32), nullable=False),
    Column("stage", String(32), nullable=False),
    Column("keywords", JSON, nullable=False),
    Column("exemplars", JSON, nullable=False),
    Column("first_week", String(8)),
    Column("state", String(16), nullable=False),
    Column("origin", String(16), nullable=False),
    Column("created_in_run", _ID),
    Column("hidden", Boolean, nullable=False),
    Column("pinned", Boolean, nullable=False),
    Column("payload", LargeBinary),
)

spaces = Table(
    "spaces",
    metadata,
    Column("version", _KEY, primary_key=True),
    Column("payload", LargeBinary, nullable=False),
    Column("created_week", String(8)),
    Column("is_current", Boolean, nullable=False),
)

findings = Table(
    "findings",
    metadata,
    _document_key(),
    Column("sentence_index", Integer, primary_key=True, autoincrement=False),
    Column("analysis_version", _KEY, nullable=False),
    Column("act", String(16), nullable=False),
    Column("hesitation", Float, nullable=False),
    Column("is_hesitation", Boolean, nullable=False),
    Column("reason", String(32), nullable=False),
    Column("reason_score", Float, nullable=False),
    Column("stage", String(32), nullable=False),
    Column("stage_score", Float, nullable=False),
    Column("theme_id", _KEY, ForeignKey("themes.theme_id")),
    Column("theme_score", Float),
    Column("assigned_with", _KEY),
    # Where the machine put it; `theme_id` is that with people's edits applied.
    Column("placed_theme_id", _KEY, ForeignKey("themes.theme_id")),
    # What the machine read, while a person's correction stands in the columns above.
    Column("machine", JSON(none_as_null=True)),
    Index(None, "theme_id", "is_hesitation", "assigned_with", "document_id", "sentence_index"),
    Index(None, "placed_theme_id"),
    sqlite_with_rowid=False,
)

ledger = Table(
    "ledger",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("at", UtcDateTime, nullable=False),
    Column("who", String, nullable=False),
    Column("action", String(16), nullable=False),
    Column("subject", String, nullable=False, index=True),
    Column("details", JSON, nullable=False),
    Column("why", Text, nullable=False),
)

proposals = Table(
    "proposals",
    metadata,
    Column("id", _ID, primary_key=True),
    Column("week", String(8), nullable=False),
    Column("kind", String(8), nullable=False),
    Column("themes", JSON, nullable=False),
    Column("score", Float, nullable=False),
    Column("details", JSON, nullable=False),
    Column("state", String(16), nullable=False),
)

learned = Table(
    "learned",
    metadata,
    Column("label", String(16), primary_key=True),
    Column("version", _KEY, primary_key=True),
    Column("trained_at", UtcDateTime, nullable=False),
    Column("n_corrections", Integer, nullable=False),
    Column("kappa_rules", Float, nullable=False),
    Column("kappa_learned", Float, nullable=False),
    Column("is_used", Boolean, nullable=False),
    Column("payload", LargeBinary, nullable=False),
)

self_trained = Table(
    "self_trained",
    metadata,
    Column("version", _KEY, primary_key=True),
    Column("trained_at", UtcDateTime, nullable=False),
    Column("n_texts", Integer, nullable=False),
    Column("payload", LargeBinary, nullable=False),
)

weeks_to_count = Table("weeks_to_count", metadata, Column("week", String(8), primary_key=True))

_MEASURES = ("n_sentences", "n_documents", "n_with_rating")

weekly_counts = Table(
    "weekly_counts",
    metadata,
    Column("week", String(8), primary_key=True),
    Column("scope", String(16), primary_key=True),
    Column("theme_id", _KEY, primary_key=True),
    Column("stage", String(32), primary_key=True),
    Column("reason", String(32), primary_key=True),
    Column("source", String, primary_key=True),
    *(Column(name, Integer, nullable=False) for name in _MEASURES),
    Column("sum_rating", Float, nullable=False),
    Index(None, "scope", "theme_id", "week"),
    sqlite_with_rowid=False,
)

weekly_voices = Table(
    "weekly_voices",
    metadata,
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
)

copy_keys = Table(
    "copy_keys",
    metadata,
    Column("key", BigInteger, primary_key=True, autoincrement=False),
    Column("document_id", _ID, primary_key=True, index=True),
    sqlite_with_rowid=False,
)

search_documents = Table(
    "search_documents",
    metadata,
    _document_key(),
    Column("search_id", BigInteger, nullable=False, unique=True),
    sqlite_with_rowid=False,
)

rejects = Table(
    "rejects",
    metadata,
    Column("id", _ID, primary_key=True),
    Column("source", String, nullable=False),
    Column("file", String, nullable=False),
    Column("line", Integer, nullable=False),
    Column("reason", Text, nullable=False),
    Column("content", JSON, nullable=False),
    Column("state", String(8), nullable=False),
    Column("run_id", _ID, nullable=False),
    Index(None, "state", "source"),
)

cursors = Table(
    "cursors",
    metadata,
    Column("source", String, primary_key=True),
    Column("value", Text, nullable=False),
    Column("saved_at", UtcDateTime, nullable=False),
)

runs = Table(
    "runs",
    metadata,
    Column("run_id", _ID, primary_key=True),
    Column("flow", String, nullable=False),
    Column("window", String, nullable=False),
    # Of a run that was asked for some sources only: their names.
    Column("sources", String),
    Column("repeat", Integer, nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("started_at", UtcDateTime, nullable=False),
    Column("ended_at", UtcDateTime),
    Column("state", String(8), nullable=False),
    Column("counts", JSON, nullable=False),
    Column("error", Text),
    # Which version of the analysis read in this run; unknown where nothing was read.
    Column("analysis_version", _KEY),
    # Sentences for people about what was not done, and why.
    Column("notes", JSON(none_as_null=True)),
    Index(None, "flow", "window"),
)

run_steps = Table(
    "run_steps",
    metadata,
    Column("run_id", _ID, ForeignKey("runs.run_id"), primary_key=True),
    Column("attempt", Integer, primary_key=True, autoincrement=False),
    Column("step", String, primary_key=True),
    Column("source", String, primary_key=True),
    Column("n_rows", Integer, nullable=False),
    Column("n_read", Integer, nullable=False),
    Column("n_rejects", Integer, nullable=False),
    Column("seconds", Float, nullable=False),
    Column("state", String(8), nullable=False),
    Column("reason", Text),
    # The most memory that the process held during the step.
    Column("peak_mb", Float),
    # What its source's habit says of the step: amber or red; empty where nothing was strange or could be judged.
    Column("health", String(8)),
    # What was strange, each with its level, machine name and sentence; and what else people may want to know.
    Column("verdicts", JSON(none_as_null=True)),
    Column("notes", JSON(none_as_null=True)),
)

audit = Table(
    "audit",
    metadata,
    Column("id", _ID, primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    Column("action", String(16), nullable=False),
    Column("details", JSON, nullable=False),
    # Who asked for it, as far as that is known.
    Column("who", String),
)

# Weeks of a source whose texts were cleared when their keeping period ended; their counts stay as they are.
purged = Table(
    "purged",
    metadata,
    Column("week", String(8), primary_key=True),
    Column("source", String, primary_key=True),
    Column("n_documents", Integer, nullable=False),
    Column("purged_at", UtcDateTime, nullable=False),
    sqlite_with_rowid=False,
)
