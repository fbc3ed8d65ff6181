"""The week of each sentence beside its theme: what was said on a theme is found without a look at other texts."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("findings", sa.Column("week", sa.String(length=8), nullable=True))
    op.execute("UPDATE findings SET week = (SELECT documents.week FROM documents WHERE documents.id = document_id)")
    op.create_index(op.f("ix_findings_theme_id_week_is_hesitation"), "findings", ["theme_id", "week", "is_hesitation"])
