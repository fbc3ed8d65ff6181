"""All tables of the first version, and the search index of each database."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    _create_tables()
    if op.get_bind().dialect.name == "sqlite":
        # Without its content the index is a tenth of the text; rows are taken out by naming what was put in.
        op.execute(
            "CREATE VIRTUAL TABLE search_fts USING fts5"
            "(tokens, content='', columnsize=0, detail=none, tokenize='ascii')"
        )
    else:
        op.execute("CREATE TABLE search_vectors (search_id BIGINT PRIMARY KEY, tokens TSVECTOR NOT NULL)")
        op.execute("CREATE INDEX ix_search_vectors_tokens ON search_vectors USING gin (tokens)")


def _create_tables() -> None:

    op.create_table(
        "audit",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("action", sa.String(length=16), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
    )
    op.create_table(
        "copy_keys",
        sa.Column("key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("document_id", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("key", "document_id", name=op.f("pk_copy_keys")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_copy_keys_document_id"), "copy_keys", ["document_id"], unique=False)
    op.create_table(
        "cursors",
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("source", name=op.f("pk_cursors")),
    )
    op.create_table(
        "documents",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("external_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_precision", sa.String(length=8), nullable=False),
        sa.Column("tz_assumed", sa.Boolean(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("week", sa.String(length=8), nullable=True),
        sa.Column("author_hash", sa.String(), nullable=True),
        sa.Column("parent_id", sa.String(), nullable=True),
        sa.Column("completeness", sa.String(length=8), nullable=False),
        sa.Column("rating_value", sa.Float(), nullable=True),
        sa.Column("rating_min", sa.Float(), nullable=True),
        sa.Column("rating_max", sa.Float(), nullable=True),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("language", sa.String(), nullable=True),
        sa.Column("product", sa.String(), nullable=True),
        sa.Column("app_version", sa.String(), nullable=True),
        sa.Column("tags", sa.JSON(), nullable=False),
        sa.Column("segment", sa.JSON(), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("copy_of", sa.String(length=32), nullable=True),
        sa.Column("linked", sa.Boolean(), nullable=False),
        sa.Column("forgotten", sa.Boolean(), nullable=False),
        sa.Column("analysis_version", sa.String(length=64), nullable=True),
        sa.Column("first_run_id", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_documents")),
    )
    op.create_index(op.f("ix_documents_analysis_version_id"), "documents", ["analysis_version", "id"], unique=False)
    op.create_index(op.f("ix_documents_copy_of"), "documents", ["copy_of"], unique=False)
    op.create_index(op.f("ix_documents_linked_id"), "documents", ["linked", "id"], unique=False)
    op.create_index(op.f("ix_documents_source_author_hash"), "documents", ["source", "author_hash"], unique=False)
    op.create_index(op.f("ix_documents_week_source"), "documents", ["week", "source"], unique=False)
    op.create_table(
        "ledger",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("action", sa.String(length=16), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_ledger")),
    )
    op.create_index(op.f("ix_ledger_subject"), "ledger", ["subject"], unique=False)
    op.create_table(
        "readings",
        sa.Column("fingerprint", sa.String(length=32), nullable=False),
        sa.Column("analysis_version", sa.String(length=64), nullable=False),
        sa.Column("act", sa.String(length=16), nullable=False),
        sa.Column("hesitation", sa.Float(), nullable=False),
        sa.Column("is_hesitation", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(length=32), nullable=False),
        sa.Column("reason_score", sa.Float(), nullable=False),
        sa.Column("stage", sa.String(length=32), nullable=False),
        sa.Column("stage_score", sa.Float(), nullable=False),
        sa.Column("theme", sa.String(length=64), nullable=True),
        sa.Column("theme_score", sa.Float(), nullable=False),
        sa.Column("why", sa.JSON(), nullable=False),
        sa.Column("terms", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("fingerprint", "analysis_version", name=op.f("pk_readings")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "rejects",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("file", sa.String(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("run_id", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rejects")),
    )
    op.create_index(op.f("ix_rejects_state_source"), "rejects", ["state", "source"], unique=False)
    op.create_table(
        "runs",
        sa.Column("run_id", sa.String(length=32), nullable=False),
        sa.Column("flow", sa.String(), nullable=False),
        sa.Column("window", sa.String(), nullable=False),
        sa.Column("repeat", sa.Integer(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("run_id", name=op.f("pk_runs")),
    )
    op.create_index(op.f("ix_runs_flow_window"), "runs", ["flow", "window"], unique=False)
    op.create_table(
        "snapshots",
        sa.Column("week", sa.String(length=8), nullable=False),
        sa.Column("brief", sa.JSON(), nullable=False),
        sa.Column("frozen", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("week", name=op.f("pk_snapshots")),
    )
    op.create_table(
        "spaces",
        sa.Column("version", sa.String(length=64), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.Column("created_week", sa.String(length=8), nullable=True),
        sa.Column("is_current", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_spaces")),
    )
    op.create_table(
        "themes",
        sa.Column("theme_id", sa.String(length=64), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("reason", sa.String(length=32), nullable=False),
        sa.Column("stage", sa.String(length=32), nullable=False),
        sa.Column("keywords", sa.JSON(), nullable=False),
        sa.Column("exemplars", sa.JSON(), nullable=False),
        sa.Column("first_week", sa.String(length=8), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("origin", sa.String(length=16), nullable=False),
        sa.Column("created_in_run", sa.String(length=32), nullable=True),
        sa.Column("hidden", sa.Boolean(), nullable=False),
        sa.Column("pinned", sa.Boolean(), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("theme_id", name=op.f("pk_themes")),
    )
    op.create_table(
        "tombstones",
        sa.Column("document_id", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("document_id", name=op.f("pk_tombstones")),
    )
    op.create_table(
        "weekly_counts",
        sa.Column("week", sa.String(length=8), nullable=False),
        sa.Column("scope", sa.String(length=16), nullable=False),
        sa.Column("theme_id", sa.String(length=64), nullable=False),
        sa.Column("stage", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.String(length=32), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("n_sentences", sa.Integer(), nullable=False),
        sa.Column("n_documents", sa.Integer(), nullable=False),
        sa.Column("n_with_rating", sa.Integer(), nullable=False),
        sa.Column("sum_rating", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint(
            "week", "scope", "theme_id", "stage", "reason", "source", name=op.f("pk_weekly_counts")
        ),
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_weekly_counts_scope_theme_id_week"), "weekly_counts", ["scope", "theme_id", "week"], unique=False
    )
    op.create_table(
        "weekly_terms",
        sa.Column("week", sa.String(length=8), nullable=False),
        sa.Column("is_hesitation", sa.Boolean(), nullable=False),
        sa.Column("stage", sa.String(length=32), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("lemma", sa.String(), nullable=False),
        sa.Column("surface", sa.String(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(
            "week", "is_hesitation", "stage", "source", "lemma", "surface", name=op.f("pk_weekly_terms")
        ),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "weekly_voices",
        sa.Column("week", sa.String(length=8), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("n_documents", sa.Integer(), nullable=False),
        sa.Column("n_copies", sa.Integer(), nullable=False),
        sa.Column("n_with_rating", sa.Integer(), nullable=False),
        sa.Column("sum_rating", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("week", "source", name=op.f("pk_weekly_voices")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "weeks_to_count",
        sa.Column("week", sa.String(length=8), nullable=False),
        sa.PrimaryKeyConstraint("week", name=op.f("pk_weeks_to_count")),
    )
    op.create_table(
        "findings",
        sa.Column("document_id", sa.String(length=32), nullable=False),
        sa.Column("sentence_index", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("analysis_version", sa.String(length=64), nullable=False),
        sa.Column("act", sa.String(length=16), nullable=False),
        sa.Column("hesitation", sa.Float(), nullable=False),
        sa.Column("is_hesitation", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(length=32), nullable=False),
        sa.Column("reason_score", sa.Float(), nullable=False),
        sa.Column("stage", sa.String(length=32), nullable=False),
        sa.Column("stage_score", sa.Float(), nullable=False),
        sa.Column("theme_id", sa.String(length=64), nullable=True),
        sa.Column("theme_score", sa.Float(), nullable=True),
        sa.Column("assigned_with", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], name=op.f("fk_findings_document_id_documents")),
        sa.ForeignKeyConstraint(["theme_id"], ["themes.theme_id"], name=op.f("fk_findings_theme_id_themes")),
        sa.PrimaryKeyConstraint("document_id", "sentence_index", name=op.f("pk_findings")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_findings_theme_id_is_hesitation_assigned_with_document_id_sentence_index"),
        "findings",
        ["theme_id", "is_hesitation", "assigned_with", "document_id", "sentence_index"],
        unique=False,
    )
    op.create_table(
        "revisions",
        sa.Column("document_id", sa.String(length=32), nullable=False),
        sa.Column("revision", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("rating_value", sa.Float(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], name=op.f("fk_revisions_document_id_documents")),
        sa.PrimaryKeyConstraint("document_id", "revision", name=op.f("pk_revisions")),
    )
    op.create_table(
        "run_steps",
        sa.Column("run_id", sa.String(length=32), nullable=False),
        sa.Column("attempt", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("n_rows", sa.Integer(), nullable=False),
        sa.Column("n_read", sa.Integer(), nullable=False),
        sa.Column("n_rejects", sa.Integer(), nullable=False),
        sa.Column("seconds", sa.Float(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["run_id"], ["runs.run_id"], name=op.f("fk_run_steps_run_id_runs")),
        sa.PrimaryKeyConstraint("run_id", "attempt", "step", "source", name=op.f("pk_run_steps")),
    )
    op.create_table(
        "search_documents",
        sa.Column("document_id", sa.String(length=32), nullable=False),
        sa.Column("search_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["documents.id"], name=op.f("fk_search_documents_document_id_documents")
        ),
        sa.PrimaryKeyConstraint("document_id", name=op.f("pk_search_documents")),
        sa.UniqueConstraint("search_id", name=op.f("uq_search_documents_search_id")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "sentences",
        sa.Column("document_id", sa.String(length=32), nullable=False),
        sa.Column("sentence_index", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.String(length=32), nullable=False),
        sa.Column("terms", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], name=op.f("fk_sentences_document_id_documents")),
        sa.PrimaryKeyConstraint("document_id", "sentence_index", name=op.f("pk_sentences")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_sentences_fingerprint"), "sentences", ["fingerprint"], unique=False)
