"""Roll-ups: what a target's answers to a suite came to, by hour and by day.

Revision ID: 0006
Revises: 0005

The tables are new and the column may be null, so a daemon of the release before goes on working beside it: a cycle that
it finishes is in no roll-up yet, and is counted from its observations until it is.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("cycle", sa.Column("rolled", sa.Integer(), nullable=True))
    op.create_index(
        "ix_cycle_unrolled",
        "cycle",
        ["slot"],
        postgresql_where=sa.text("rolled IS NULL"),
        sqlite_where=sa.text("rolled IS NULL"),
    )
    for name in ("rollup_hourly", "rollup_daily"):
        op.create_table(
            name,
            sa.Column("bucket", sa.DateTime(timezone=True), nullable=False),
            sa.Column("target", sa.Text(), nullable=False),
            sa.Column("suite", sa.Text(), nullable=False),
            sa.Column("vantage", sa.Text(), nullable=False),
            sa.Column("suite_version_id", sa.BigInteger(), autoincrement=False, nullable=False),
            sa.Column("cycles", sa.Integer(), nullable=False),
            sa.Column("answered", sa.Integer(), nullable=False),
            sa.Column("unmeasured", sa.Integer(), nullable=False),
            sa.Column("judged", sa.Integer(), nullable=False),
            sa.Column("invalid", sa.Integer(), nullable=False),
            sa.Column("hallucination_judged", sa.Integer(), nullable=False),
            sa.Column("hallucinated", sa.Integer(), nullable=False),
            sa.Column("input_tokens", sa.BigInteger(), nullable=True),
            sa.Column("output_tokens", sa.BigInteger(), nullable=True),
            sa.Column("priced", sa.Integer(), nullable=False),
            sa.Column("cost_usd", sa.Double(), nullable=True),
            sa.Column("distinct_outputs", sa.Integer(), nullable=False),
            sa.Column("content", sa.LargeBinary(), nullable=False),
            sa.Column("outputs", sa.LargeBinary(), nullable=False),
            sa.PrimaryKeyConstraint(
                "bucket", "target", "suite", "vantage", "suite_version_id", name=op.f(f"pk_{name}")
            ),
        )


def downgrade() -> None:
    op.drop_table("rollup_daily")
    op.drop_table("rollup_hourly")
    op.drop_index("ix_cycle_unrolled", "cycle")
    op.drop_column("cycle", "rolled")
