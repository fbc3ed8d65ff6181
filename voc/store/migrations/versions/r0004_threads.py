"""Finding the documents of a thread that a source has taken back, without looking at all of them."""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_index(op.f("ix_documents_source_parent_id"), "documents", ["source", "parent_id"])
