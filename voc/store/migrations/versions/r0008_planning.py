"""Messages and how they did, what people plan with, cases of outreach, and when a brief was frozen."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "changes",
        sa.Column("change_id", sa.String(length=32), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("themes", sa.JSON(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("change_id", name=op.f("pk_changes")),
    )
    op.create_index(op.f("ix_changes_day"), "changes", ["day"], unique=False)
    op.create_table(
        "funnel_weeks",
        sa.Column("week", sa.String(length=8), nullable=False),
        sa.Column("stage", sa.String(length=32), nullable=False),
        sa.Column("segment", sa.String(), nullable=False),
        sa.Column("n_entered", sa.Integer(), nullable=False),
        sa.Column("n_passed", sa.Integer(), nullable=False),
        sa.Column("file", sa.String(), nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("week", "stage", "segment", name=op.f("pk_funnel_weeks")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "lessons",
        sa.Column("lesson_id", sa.String(length=32), nullable=False),
        sa.Column("revision", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("hypothesis", sa.Text(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("lesson", sa.Text(), nullable=False),
        sa.Column("links", sa.JSON(), nullable=False),
        sa.Column("is_removed", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("lesson_id", "revision", name=op.f("pk_lessons")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "message_imports",
        sa.Column("import_id", sa.String(length=32), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("file", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("mapping", sa.JSON(), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("import_id", name=op.f("pk_message_imports")),
        sa.UniqueConstraint("seq", name=op.f("uq_message_imports_seq")),
    )
    op.create_table(
        "outreach_cases",
        sa.Column("case_id", sa.String(length=32), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("author_hash", sa.String(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("remind_on", sa.String(length=10), nullable=True),
        sa.Column("keep_until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_outreach_cases")),
    )
    op.create_index(
        op.f("ix_outreach_cases_source_author_hash"),
        "outreach_cases",
        ["source", "author_hash"],
        unique=True,
        sqlite_where=sa.text("is_open"),
        postgresql_where=sa.text("is_open"),
    )
    op.create_index(op.f("ix_outreach_cases_state_opened_at"), "outreach_cases", ["state", "opened_at"], unique=False)
    op.create_table(
        "outreach_contacts",
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("author_hash", sa.String(), nullable=False),
        sa.Column("sealed_handle", sa.LargeBinary(), nullable=False),
        sa.Column("sealed_link", sa.LargeBinary(), nullable=True),
        sa.Column("keep_until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("source", "author_hash", name=op.f("pk_outreach_contacts")),
    )
    op.create_index(op.f("ix_outreach_contacts_keep_until"), "outreach_contacts", ["keep_until"], unique=False)
    op.create_table(
        "outreach_events",
        sa.Column("case_id", sa.String(length=32), nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("action", sa.String(length=16), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("case_id", "seq", name=op.f("pk_outreach_events")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "weekly_praise",
        sa.Column("week", sa.String(length=8), nullable=False),
        sa.Column("segment", sa.String(), nullable=False),
        sa.Column("feature", sa.String(length=64), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("n_documents", sa.Integer(), nullable=False),
        sa.Column("n_sentences", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("week", "segment", "feature", "source", name=op.f("pk_weekly_praise")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "external_users",
        sa.Column("document_id", sa.String(length=32), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("sealed_user", sa.LargeBinary(), nullable=False),
        sa.Column("is_hashed", sa.Boolean(), nullable=False),
        sa.Column("keep_until", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["documents.id"], name=op.f("fk_external_users_document_id_documents")
        ),
        sa.PrimaryKeyConstraint("document_id", name=op.f("pk_external_users")),
    )
    op.create_index(op.f("ix_external_users_keep_until"), "external_users", ["keep_until"], unique=False)
    op.create_table(
        "message_versions",
        sa.Column("message_id", sa.String(length=32), nullable=False),
        sa.Column("import_id", sa.String(length=32), nullable=False),
        sa.Column("values", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["import_id"], ["message_imports.import_id"], name=op.f("fk_message_versions_import_id_message_imports")
        ),
        sa.PrimaryKeyConstraint("message_id", "import_id", name=op.f("pk_message_versions")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_message_versions_import_id"), "message_versions", ["import_id"], unique=False)
    op.create_table(
        "messages",
        sa.Column("message_id", sa.String(length=32), nullable=False),
        sa.Column("import_id", sa.String(length=32), nullable=False),
        sa.Column("external_id", sa.String(), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_precision", sa.String(length=8), nullable=False),
        sa.Column("week", sa.String(length=8), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("segment", sa.String(), nullable=True),
        sa.Column("stage", sa.String(length=32), nullable=True),
        sa.Column("campaign", sa.String(), nullable=True),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("has_image", sa.Boolean(), nullable=True),
        sa.Column("is_ad", sa.Boolean(), nullable=True),
        sa.Column("n_sent", sa.Integer(), nullable=True),
        sa.Column("n_delivered", sa.Integer(), nullable=True),
        sa.Column("n_opened", sa.Integer(), nullable=True),
        sa.Column("n_clicked", sa.Integer(), nullable=True),
        sa.Column("n_converted", sa.Integer(), nullable=True),
        sa.Column("n_opted_out", sa.Integer(), nullable=True),
        sa.Column("revenue", sa.Float(), nullable=True),
        sa.Column("test", sa.String(), nullable=True),
        sa.Column("variant", sa.String(), nullable=True),
        sa.Column("fingerprint", sa.String(length=32), nullable=False),
        sa.Column("traits", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("terms", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("analysis_version", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(
            ["import_id"], ["message_imports.import_id"], name=op.f("fk_messages_import_id_message_imports")
        ),
        sa.PrimaryKeyConstraint("message_id", name=op.f("pk_messages")),
    )
    op.create_index(op.f("ix_messages_fingerprint"), "messages", ["fingerprint"], unique=False)
    op.create_index(op.f("ix_messages_sent_at_message_id"), "messages", ["sent_at", "message_id"], unique=False)
    op.create_index(op.f("ix_messages_week"), "messages", ["week"], unique=False)
    op.create_table(
        "outreach_documents",
        sa.Column("case_id", sa.String(length=32), nullable=False),
        sa.Column("document_id", sa.String(length=32), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("noticed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["documents.id"], name=op.f("fk_outreach_documents_document_id_documents")
        ),
        sa.PrimaryKeyConstraint("case_id", "document_id", name=op.f("pk_outreach_documents")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_outreach_documents_document_id"), "outreach_documents", ["document_id"], unique=False)
    op.create_table(
        "quote_permissions",
        sa.Column("document_id", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["documents.id"], name=op.f("fk_quote_permissions_document_id_documents")
        ),
        sa.PrimaryKeyConstraint("document_id", name=op.f("pk_quote_permissions")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "message_sentences",
        sa.Column("message_id", sa.String(length=32), nullable=False),
        sa.Column("sentence_index", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("placed_theme_id", sa.String(length=64), nullable=True),
        sa.Column("theme_score", sa.Float(), nullable=True),
        sa.ForeignKeyConstraint(
            ["message_id"], ["messages.message_id"], name=op.f("fk_message_sentences_message_id_messages")
        ),
        sa.ForeignKeyConstraint(
            ["placed_theme_id"], ["themes.theme_id"], name=op.f("fk_message_sentences_placed_theme_id_themes")
        ),
        sa.PrimaryKeyConstraint("message_id", "sentence_index", name=op.f("pk_message_sentences")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_message_sentences_placed_theme_id"), "message_sentences", ["placed_theme_id"], unique=False
    )
    op.create_table(
        "message_voices",
        sa.Column("document_id", sa.String(length=32), nullable=False),
        sa.Column("message_id", sa.String(length=32), nullable=False),
        sa.Column("how", sa.String(length=16), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("phrase", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("who", sa.String(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["document_id"], ["documents.id"], name=op.f("fk_message_voices_document_id_documents")
        ),
        sa.ForeignKeyConstraint(
            ["message_id"], ["messages.message_id"], name=op.f("fk_message_voices_message_id_messages")
        ),
        sa.PrimaryKeyConstraint("document_id", "message_id", name=op.f("pk_message_voices")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_message_voices_message_id"), "message_voices", ["message_id"], unique=False)
    op.add_column("snapshots", sa.Column("frozen_at", sa.DateTime(timezone=True), nullable=True))
