"""What a pipeline's stages said on the way to an answer, and outputs that a person labelled.

Revision ID: 0002
Revises: 0001

Both tables are new, so a daemon of the release before goes on working beside them.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "stage",
        sa.Column("slot_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cycle_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("prompt", sa.Text(), nullable=False),
        sa.Column("sample", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("position", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("attempt", sa.SmallInteger(), nullable=False),
        sa.Column("model", sa.Text(), nullable=True),
        sa.Column("system_fingerprint", sa.Text(), nullable=True),
        sa.Column("finish_reason", sa.Text(), nullable=True),
        sa.Column("output_hash", sa.LargeBinary(32), nullable=True),
        sa.Column("judge", sa.LargeBinary(16), nullable=True),
        sa.Column("latency_ms", sa.REAL(), nullable=True),
        sa.Column("input_tokens", sa.Integer(), nullable=True),
        sa.Column("output_tokens", sa.Integer(), nullable=True),
        sa.Column("cost_usd", sa.REAL(), nullable=True),
        sa.Column("failure", sa.Text(), nullable=True),
        sa.Column("failure_detail", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("slot_at", "cycle_id", "prompt", "sample", "position", name=op.f("pk_stage")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "audit_item",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("draw", sa.Text(), nullable=False),
        sa.Column("drawn_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("suite", sa.Text(), nullable=False),
        sa.Column("prompt", sa.Text(), nullable=False),
        sa.Column("output_hash", sa.LargeBinary(32), nullable=False),
        sa.Column("stratum", sa.Text(), nullable=False),
        sa.Column("weight", sa.Double(), nullable=False),
        sa.Column("label", sa.Text(), nullable=True),
        sa.Column("labelled_by", sa.Text(), nullable=True),
        sa.Column("labelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_item")),
        sa.UniqueConstraint(
            "draw",
            "target",
            "suite",
            "prompt",
            "output_hash",
            name=op.f("uq_audit_item_draw_target_suite_prompt_output_hash"),
        ),
    )


def downgrade() -> None:
    op.drop_table("audit_item")
    op.drop_table("stage")
