"""What people decide: edits of themes beside the machine's placing, corrections, proposals, learned models."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply; what the machine has placed so far is what no person has moved."""
    with op.batch_alter_table("findings", table_kwargs={"sqlite_with_rowid": False}) as findings:
        findings.add_column(sa.Column("placed_theme_id", sa.String(length=64), nullable=True))
        findings.add_column(sa.Column("machine", sa.JSON(none_as_null=True), nullable=True))
        findings.create_foreign_key(
            op.f("fk_findings_placed_theme_id_themes"), "themes", ["placed_theme_id"], ["theme_id"]
        )
        findings.create_index(op.f("ix_findings_placed_theme_id"), ["placed_theme_id"], unique=False)
    op.execute("UPDATE findings SET placed_theme_id = theme_id")
    op.create_table(
        "proposals",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("week", sa.String(length=8), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("themes", sa.JSON(), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposals")),
    )
    op.create_table(
        "learned",
        sa.Column("label", sa.String(length=16), nullable=False),
        sa.Column("version", sa.String(length=64), nullable=False),
        sa.Column("trained_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("n_corrections", sa.Integer(), nullable=False),
        sa.Column("kappa_rules", sa.Float(), nullable=False),
        sa.Column("kappa_learned", sa.Float(), nullable=False),
        sa.Column("is_used", sa.Boolean(), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("label", "version", name=op.f("pk_learned")),
    )
