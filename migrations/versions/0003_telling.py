"""Who was told what, and why not: decisions, groups, silences, and buttons that were pressed.

Revision ID: 0003
Revises: 0002

What was recorded before was told or not when it was recorded: it is marked as decided, and incidents that people
have heard of as heard, so that nothing is told again.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

UNDECIDED = sa.text("decision IS NULL")
WITHHELD = sa.text("withheld IS NOT NULL")
GROUPED = sa.text("group_id IS NOT NULL")


def big_id() -> sa.types.TypeEngine[int]:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("transition", sa.Column("decision", sa.Text(), nullable=True))
    op.add_column("incident", sa.Column("heard", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("incident", sa.Column("heard_severity", sa.Text(), nullable=True))
    op.add_column("incident", sa.Column("told_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("incident", sa.Column("withheld", sa.Text(), nullable=True))
    op.add_column("incident", sa.Column("group_id", sa.BigInteger(), nullable=True))
    _decide_what_was()
    op.create_index(
        "ix_transition_undecided",
        "transition",
        ["incident_id"],
        postgresql_where=UNDECIDED,
        sqlite_where=UNDECIDED,
    )
    op.create_index(
        "ix_incident_withheld", "incident", ["withheld"], postgresql_where=WITHHELD, sqlite_where=WITHHELD
    )
    op.create_index(
        "ix_incident_group_id", "incident", ["group_id"], postgresql_where=GROUPED, sqlite_where=GROUPED
    )
    op.create_table(
        "incident_group",
        sa.Column("id", big_id(), nullable=False),
        sa.Column("provider", sa.Text(), nullable=False),
        sa.Column("vantage", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("severity", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incident_group")),
    )
    op.create_table(
        "silence",
        sa.Column("id", big_id(), nullable=False),
        sa.Column("incident_id", big_id(), nullable=True),
        sa.Column("target", sa.Text(), nullable=True),
        sa.Column("suite", sa.Text(), nullable=True),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_by", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["incident_id"], ["incident.id"], name=op.f("fk_silence_incident_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_silence")),
    )
    op.create_index("ix_silence_ends_at", "silence", ["ends_at"])
    op.create_table(
        "press",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("incident_id", sa.BigInteger(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_press")),
    )


def _decide_what_was() -> None:
    op.execute("UPDATE transition SET decision = CASE WHEN notify THEN reason ELSE 'not_told' END")
    told = "SELECT 1 FROM transition WHERE transition.incident_id = incident.id AND transition.notify"
    op.execute(f"UPDATE incident SET heard = true WHERE state <> 'resolved' AND EXISTS ({told})")  # noqa: S608
    op.execute("UPDATE incident SET heard_severity = severity, told_at = updated_at WHERE heard")


def downgrade() -> None:
    op.drop_table("press")
    op.drop_index("ix_silence_ends_at", table_name="silence")
    op.drop_table("silence")
    op.drop_table("incident_group")
    op.drop_index("ix_incident_group_id", table_name="incident")
    op.drop_index("ix_incident_withheld", table_name="incident")
    op.drop_index("ix_transition_undecided", table_name="transition")
    for column in ("group_id", "withheld", "told_at", "heard_severity", "heard"):
        op.drop_column("incident", column)
    op.drop_column("transition", "decision")
