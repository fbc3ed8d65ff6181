"""What a service that runs by itself keeps about its runs, and which weeks were cleared of their texts."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("runs", sa.Column("analysis_version", sa.String(length=64), nullable=True))
    op.add_column("runs", sa.Column("sources", sa.String(), nullable=True))
    op.add_column("runs", sa.Column("notes", sa.JSON(none_as_null=True), nullable=True))
    op.add_column("run_steps", sa.Column("peak_mb", sa.Float(), nullable=True))
    op.add_column("run_steps", sa.Column("health", sa.String(length=8), nullable=True))
    op.add_column("run_steps", sa.Column("verdicts", sa.JSON(none_as_null=True), nullable=True))
    op.add_column("run_steps", sa.Column("notes", sa.JSON(none_as_null=True), nullable=True))
    op.add_column("rejects", sa.Column("form", sa.String(), nullable=True))
    op.add_column("learned", sa.Column("lesson", sa.String(length=32), nullable=True))
    op.add_column("audit", sa.Column("who", sa.String(), nullable=True))
    op.add_column("audit", sa.Column("is_open", sa.Boolean(), nullable=True))
    op.create_table(
        "purged",
        sa.Column("week", sa.String(length=8), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("n_documents", sa.Integer(), nullable=False),
        sa.Column("purged_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("versions", sa.JSON(), nullable=False),
        sa.Column("themes", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("week", "source", name=op.f("pk_purged")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "digests",
        sa.Column("week", sa.String(length=8), nullable=False),
        sa.Column("webhook", sa.String(), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("week", "webhook", name=op.f("pk_digests")),
        sqlite_with_rowid=False,
    )
    # Copies alone: who asks for what is no copy must not be led to it.
    op.drop_index("ix_documents_copy_of", "documents")
    is_copy = sa.text("copy_of IS NOT NULL")
    op.create_index("ix_documents_copy_of", "documents", ["copy_of"], sqlite_where=is_copy, postgresql_where=is_copy)
