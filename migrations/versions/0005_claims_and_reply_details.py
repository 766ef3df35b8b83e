"""Claims: which daemon is at a cycle, and until when. Details of replies that few have: reasoning, log-probabilities.

Revision ID: 0005
Revises: 0004

The columns may be null and the table is new, so a daemon of the release before goes on working beside it: a cycle that
it begins belongs to nobody and may be taken over.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("cycle", sa.Column("claimed_by", sa.Text(), nullable=True))
    op.add_column("cycle", sa.Column("claimed_until", sa.DateTime(timezone=True), nullable=True))
    op.create_index(
        "ix_cycle_running",
        "cycle",
        ["vantage", "target", "suite"],
        postgresql_where=sa.text("state = 'running'"),
        sqlite_where=sa.text("state = 'running'"),
    )
    op.create_table(
        "reply_detail",
        sa.Column("slot_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cycle_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("prompt", sa.Text(), nullable=False),
        sa.Column("sample", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("reasoning", sa.Text(), nullable=True),
        sa.Column("escaped", sa.Boolean(), nullable=False),
        sa.Column("reasoning_tokens", sa.Integer(), nullable=True),
        sa.Column("logprobs", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("slot_at", "cycle_id", "prompt", "sample", name=op.f("pk_reply_detail")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("reply_detail")
    op.drop_index("ix_cycle_running", "cycle")
    op.drop_column("cycle", "claimed_until")
    op.drop_column("cycle", "claimed_by")
