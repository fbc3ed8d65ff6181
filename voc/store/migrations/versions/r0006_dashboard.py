"""Who signs in to the dashboard, voices in the order in which screens list them, and counts by customer segment."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "users",
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("role", sa.String(length=8), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("password_set_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_users")),
    )
    is_voice = sa.text("copy_of IS NULL")
    op.create_index(
        op.f("ix_documents_week_created_at_id_source"),
        "documents",
        ["week", "created_at", "id", "source"],
        sqlite_where=is_voice,
        postgresql_where=is_voice,
    )
    _add_segment("weekly_counts", ("week", "segment", "scope", "theme_id", "stage", "reason", "source"))
    _add_segment("weekly_voices", ("segment", "week", "source"))
    op.create_index(
        op.f("ix_weekly_counts_segment_scope_theme_id_week"), "weekly_counts", ["segment", "scope", "theme_id", "week"]
    )
    op.execute(
        """
        INSERT INTO weeks_to_count (week)
        SELECT DISTINCT week FROM documents
        WHERE week IS NOT NULL AND removed_at IS NULL AND CAST(segment AS TEXT) <> '{}'
          AND week NOT IN (SELECT week FROM weeks_to_count)
          AND NOT EXISTS (SELECT 1 FROM purged WHERE purged.week = documents.week AND purged.source = documents.source)
        """
    )


def _add_segment(table: str, keys: Sequence[str]) -> None:
    """Make a table of counts anew with the segment in its key; what it holds counts every customer."""
    held = sa.Table(table, sa.MetaData(), autoload_with=op.get_bind())
    names = [column.name for column in held.columns]
    op.execute(f"CREATE TABLE {table}_before AS SELECT * FROM {table}")  # noqa: S608 - names of this file
    op.drop_table(table)
    columns = [sa.Column(one.name, one.type, nullable=False) for one in held.columns]
    segment = sa.Column("segment", sa.String(), nullable=False)
    op.create_table(
        table, segment, *columns, sa.PrimaryKeyConstraint(*keys, name=op.f(f"pk_{table}")), sqlite_with_rowid=False
    )
    listed = ", ".join(names)
    op.execute(f"INSERT INTO {table} (segment, {listed}) SELECT '*', {listed} FROM {table}_before")  # noqa: S608
    op.drop_table(f"{table}_before")
