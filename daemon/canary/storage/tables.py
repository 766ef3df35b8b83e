"""The declared schema. What is here and what the migrations make must be equal; a test compares them.

An observation points to its cycle and to its output by value, without foreign keys: it is written
together with its output in one transaction, and a key check on every reply would be the dearest part
of the hot path.
"""

from __future__ import annotations

import sqlalchemy as sa

from canary.storage.types import UtcDateTime, big_id, json_type

HEAD = "0006"
"""The migration this program needs. A test keeps it equal to the newest script."""

metadata = sa.MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    }
)

suite_version = sa.Table(
    "suite_version",
    metadata,
    sa.Column("id", big_id(), primary_key=True),
    sa.Column("suite", sa.Text, nullable=False),
    sa.Column("hash", sa.Text, nullable=False, unique=True),
    sa.Column("content", json_type(), nullable=False),
    sa.Column("first_seen_at", UtcDateTime, nullable=False),
)

target_version = sa.Table(
    "target_version",
    metadata,
    sa.Column("id", big_id(), primary_key=True),
    sa.Column("target", sa.Text, nullable=False),
    sa.Column("hash", sa.Text, nullable=False, unique=True),
    sa.Column("content", json_type(), nullable=False),
    sa.Column("first_seen_at", UtcDateTime, nullable=False),
)

cycle = sa.Table(
    "cycle",
    metadata,
    sa.Column("id", big_id(), primary_key=True),
    sa.Column("target", sa.Text, nullable=False),
    sa.Column("suite", sa.Text, nullable=False),
    sa.Column("slot", UtcDateTime, nullable=False),
    sa.Column("vantage", sa.Text, nullable=False),
    sa.Column(
        "origin", sa.Text, nullable=False
    ),  # schedule | manual | import; only the daemon's own are resumed
    sa.Column("aside", sa.Boolean, nullable=False),  # kept from baseline and detectors
    # running -> done (judged by the detectors) | cut (given up, and why is in the note)
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("suite_version_id", sa.ForeignKey("suite_version.id")),
    sa.Column("target_version_id", sa.ForeignKey("target_version.id")),
    sa.Column("started_at", UtcDateTime, nullable=False),
    sa.Column("finished_at", UtcDateTime),
    sa.Column(
        "samples", sa.Integer, nullable=False
    ),  # asked of each prompt; higher sample numbers are extras
    sa.Column("expected", sa.Integer, nullable=False),
    sa.Column("answered", sa.Integer),
    sa.Column("unmeasured", sa.Integer),
    sa.Column("cost_usd", sa.Double),
    sa.Column("match_ratio", sa.Double),
    sa.Column("hallucination_ratio", sa.Double),
    sa.Column("evidence", json_type()),  # signal -> statistic over threshold
    sa.Column("note", sa.Text),  # why it was cut, or why the detectors passed it over
    sa.Column("claimed_by", sa.Text),  # the process that is at it, while it is running
    sa.Column("claimed_until", UtcDateTime),  # then anybody may take it over
    sa.Column("rolled", sa.Integer),  # how many samples of it are in the roll-ups; null: it is in none yet
    sa.UniqueConstraint("target", "suite", "slot", "vantage"),
    sa.Index("ix_cycle_slot", "slot"),
    sa.Index(
        "ix_cycle_running",
        "vantage",
        "target",
        "suite",
        postgresql_where=sa.text("state = 'running'"),
        sqlite_where=sa.text("state = 'running'"),
    ),
    sa.Index(
        "ix_cycle_unrolled",
        "slot",
        postgresql_where=sa.text("rolled IS NULL"),
        sqlite_where=sa.text("rolled IS NULL"),
    ),
)

output = sa.Table(
    "output",
    metadata,
    sa.Column("hash", sa.LargeBinary(32), primary_key=True),  # SHA-256 of the raw text
    sa.Column("text", sa.Text, nullable=False),
    # The text holds what no UTF-8 text column can (NUL, lone surrogates): it is kept as a JSON string literal.
    sa.Column("escaped", sa.Boolean, nullable=False),
    sa.Column("first_seen_at", UtcDateTime, nullable=False),
)

observation = sa.Table(
    "observation",
    metadata,
    sa.Column("slot_at", UtcDateTime, primary_key=True),  # the partition key
    sa.Column("cycle_id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("prompt", sa.Text, primary_key=True),
    sa.Column("sample", sa.SmallInteger, primary_key=True, autoincrement=False),
    sa.Column("attempts", sa.SmallInteger, nullable=False),
    sa.Column("latency_ms", sa.REAL),
    sa.Column("at", UtcDateTime, nullable=False),
    sa.Column("input_tokens", sa.Integer),
    sa.Column("output_tokens", sa.Integer),
    sa.Column("chars", sa.Integer),  # length of the output
    sa.Column("cost_usd", sa.REAL),
    sa.Column("output_hash", sa.LargeBinary(32)),
    sa.Column("canonical", sa.LargeBinary(32)),
    sa.Column("model", sa.Text),
    sa.Column("system_fingerprint", sa.Text),
    sa.Column("finish_reason", sa.Text),
    sa.Column("request_id", sa.Text),
    sa.Column("failure", sa.Text),
    sa.Column("failure_detail", sa.Text),
    postgresql_partition_by="RANGE (slot_at)",
    sqlite_with_rowid=False,
)

# What few replies have: nothing here is hashed, compared or judged.
reply_detail = sa.Table(
    "reply_detail",
    metadata,
    sa.Column("slot_at", UtcDateTime, primary_key=True),
    sa.Column("cycle_id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("prompt", sa.Text, primary_key=True),
    sa.Column("sample", sa.SmallInteger, primary_key=True, autoincrement=False),
    sa.Column("reasoning", sa.Text),
    sa.Column("escaped", sa.Boolean, nullable=False),  # of the reasoning; see output
    sa.Column("reasoning_tokens", sa.Integer),
    sa.Column("logprobs", sa.Text),  # JSON as text, since a token may hold what JSONB cannot
    sqlite_with_rowid=False,
)

# What a pipeline did on its way to one observation: one row for each reply of each stage, in order.
stage = sa.Table(
    "stage",
    metadata,
    sa.Column("slot_at", UtcDateTime, primary_key=True),
    sa.Column("cycle_id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("prompt", sa.Text, primary_key=True),
    sa.Column("sample", sa.SmallInteger, primary_key=True, autoincrement=False),
    sa.Column("position", sa.SmallInteger, primary_key=True, autoincrement=False),  # from 0
    sa.Column("name", sa.Text, nullable=False),  # draft | escalate | finalise
    sa.Column("target", sa.Text, nullable=False),  # who was asked
    sa.Column("attempt", sa.SmallInteger, nullable=False),  # of this stage, from 1
    sa.Column("model", sa.Text),
    sa.Column("system_fingerprint", sa.Text),
    sa.Column("finish_reason", sa.Text),
    sa.Column("output_hash", sa.LargeBinary(32)),
    sa.Column("judge", sa.LargeBinary(16)),  # whose verdict on the output is this stage's
    sa.Column("latency_ms", sa.REAL),
    sa.Column("input_tokens", sa.Integer),
    sa.Column("output_tokens", sa.Integer),
    sa.Column("cost_usd", sa.REAL),
    sa.Column("failure", sa.Text),
    sa.Column("failure_detail", sa.Text),
    sqlite_with_rowid=False,
)

# A verdict is a pure function of an output and a judge (a prompt's messages and validators):
# it is stored once for each pair.
verdict = sa.Table(
    "verdict",
    metadata,
    sa.Column("output_hash", sa.LargeBinary(32), primary_key=True),
    sa.Column("judge", sa.LargeBinary(16), primary_key=True),
    sa.Column("failed", sa.Text, nullable=False),  # categories with a failed validator, comma-separated
    sa.Column("judged", sa.Text, nullable=False),  # categories with a decided validator
    sa.Column("detail", json_type()),  # every verdict that is not a pass; null where all passed
    sqlite_with_rowid=False,
)

baseline = sa.Table(
    "baseline",
    metadata,
    sa.Column("id", big_id(), primary_key=True),
    sa.Column("target", sa.Text, nullable=False),
    sa.Column("suite", sa.Text, nullable=False),
    sa.Column("vantage", sa.Text, nullable=False),
    sa.Column(
        "state", sa.Text, nullable=False
    ),  # provisional | frozen | captured (not in force) | superseded
    sa.Column("cycles", sa.Integer, nullable=False),
    sa.Column("first_slot", UtcDateTime),
    sa.Column("last_slot", UtcDateTime),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Column("learned", sa.Text, nullable=False),  # how it came to be
    sa.Column("approved_by", sa.Text),
    sa.Column("approved_at", UtcDateTime),
    sa.Column("reason", sa.Text),  # the approver's own words
    sa.Column(
        "prompts", json_type(), nullable=False
    ),  # prompt -> [its version, its judge]: what it depends on
    sa.Column("content", sa.Text, nullable=False),  # JSON as text: floats must come back bit for bit
    sa.Index(None, "target", "suite", "vantage"),
)

detector_state = sa.Table(
    "detector_state",
    metadata,
    sa.Column("target", sa.Text, primary_key=True),
    sa.Column("suite", sa.Text, primary_key=True),
    sa.Column("vantage", sa.Text, primary_key=True),
    sa.Column("baseline_id", sa.ForeignKey("baseline.id")),
    sa.Column("cycles", sa.Integer, nullable=False),  # how many cycles were judged: the next one's index
    sa.Column("last_slot", UtcDateTime),
    sa.Column("updated_at", UtcDateTime, nullable=False),
    sa.Column("state", sa.Text),  # JSON as text, like a baseline's content
)

incident = sa.Table(
    "incident",
    metadata,
    sa.Column("id", big_id(), primary_key=True),
    sa.Column("target", sa.Text, nullable=False),
    sa.Column("suite", sa.Text, nullable=False),
    sa.Column("vantage", sa.Text, nullable=False),
    sa.Column("key", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("cause", sa.Text, nullable=False),
    sa.Column("severity", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("opened_at", UtcDateTime, nullable=False),
    sa.Column("resolved_at", UtcDateTime),
    sa.Column("updated_at", UtcDateTime, nullable=False),
    sa.Column("content", json_type(), nullable=False),  # the whole incident, evidence included
    # What people believe of it, as opposed to what it is.
    sa.Column("heard", sa.Boolean, nullable=False, server_default=sa.false()),  # told, and not called off
    sa.Column("heard_severity", sa.Text),  # the highest ever told
    sa.Column("told_at", UtcDateTime),  # when anything was last told of it
    sa.Column("withheld", sa.Text),  # why they do not know how it stands: silenced | inhibited | held_off
    sa.Column("group_id", sa.BigInteger),  # told as one of a group
    sa.UniqueConstraint("target", "suite", "vantage", "key"),
    sa.Index("ix_incident_state", "state"),
    sa.Index(
        "ix_incident_withheld",
        "withheld",
        postgresql_where=sa.text("withheld IS NOT NULL"),
        sqlite_where=sa.text("withheld IS NOT NULL"),
    ),
    sa.Index(
        "ix_incident_group_id",
        "group_id",
        postgresql_where=sa.text("group_id IS NOT NULL"),
        sqlite_where=sa.text("group_id IS NOT NULL"),
    ),
)

# Trouble of many targets of one provider, told as one.
incident_group = sa.Table(
    "incident_group",
    metadata,
    sa.Column("id", big_id(), primary_key=True),
    sa.Column("provider", sa.Text, nullable=False),
    sa.Column("vantage", sa.Text, nullable=False),
    sa.Column("opened_at", UtcDateTime, nullable=False),
    sa.Column("joined_at", UtcDateTime, nullable=False),  # when the newest member came
    sa.Column("resolved_at", UtcDateTime),
    sa.Column("told_at", UtcDateTime, nullable=False),
    sa.Column("severity", sa.Text, nullable=False),  # the highest told
)

silence = sa.Table(
    "silence",
    metadata,
    sa.Column("id", big_id(), primary_key=True),
    sa.Column("incident_id", sa.ForeignKey("incident.id")),  # null: not of one incident
    sa.Column("target", sa.Text),  # null: of all
    sa.Column("suite", sa.Text),
    sa.Column("starts_at", UtcDateTime, nullable=False),
    sa.Column("ends_at", UtcDateTime, nullable=False),
    sa.Column("by", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Column("ended_by", sa.Text),  # who ended it early
    sa.Index("ix_silence_ends_at", "ends_at"),
)

# Buttons that people pressed. A press is obeyed once: its id is Slack's own.
press = sa.Table(
    "press",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("at", UtcDateTime, nullable=False),
    sa.Column("by", sa.Text, nullable=False),
    sa.Column("action", sa.Text, nullable=False),
    sa.Column("incident_id", sa.BigInteger),
    sa.Column("outcome", sa.Text, nullable=False),
)

transition = sa.Table(
    "transition",
    metadata,
    sa.Column("id", big_id(), primary_key=True),
    sa.Column("incident_id", sa.ForeignKey("incident.id"), nullable=False, index=True),
    sa.Column("at", UtcDateTime, nullable=False),
    sa.Column("previous", sa.Text),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("severity", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),  # why people hear of it, or not
    sa.Column("notify", sa.Boolean, nullable=False),  # before the decision: should be told; after: was
    sa.Column("decision", sa.Text),  # why it was told or not; null: not decided yet
    sa.Column("cycle_id", sa.BigInteger),
    sa.Column("by", sa.Text),  # the person, where one did it
    sa.Index(
        "ix_transition_undecided",
        "incident_id",
        postgresql_where=sa.text("decision IS NULL"),
        sqlite_where=sa.text("decision IS NULL"),
    ),
)

notification = sa.Table(
    "notification",
    metadata,
    sa.Column("id", big_id(), primary_key=True),
    sa.Column("transition_id", sa.ForeignKey("transition.id")),  # null: not about an incident (the budget)
    sa.Column("key", sa.Text, nullable=False),  # what it is about: later states of the same edit one message
    sa.Column("sink", sa.Text, nullable=False),
    sa.Column("dedupe", sa.Text, nullable=False),  # what is owed once
    sa.Column("notice", json_type(), nullable=False),
    sa.Column("state", sa.Text, nullable=False),  # pending | sent | failed | superseded by a later state
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("due_at", UtcDateTime, nullable=False),
    sa.Column("claimed_until", UtcDateTime),
    sa.Column("sent_at", UtcDateTime),
    sa.Column("ref", sa.Text),  # the sink's own name of what it shows, for edits
    sa.Column("error", sa.Text),
    sa.UniqueConstraint("dedupe", "sink"),
    sa.Index("ix_notification_state_due_at", "state", "due_at"),
    sa.Index("ix_notification_key_sink", "key", "sink"),
)

# Exercises of the whole way from a changed answer to a person. Two daemons hold each once.
drill = sa.Table(
    "drill",
    metadata,
    sa.Column("id", big_id(), primary_key=True),
    sa.Column("at", UtcDateTime, nullable=False),  # when it began, or was due
    sa.Column("ended_at", UtcDateTime),
    sa.Column("passed", sa.Boolean),  # null: under way, or its process died
    sa.Column("detail", json_type()),  # what each sink made of it
    sa.UniqueConstraint("at"),
)

# Stored outputs drawn for a person to label. What was drawn, and how likely it was, is kept with the label:
# precision and recall are only as good as the draw is known.
audit_item = sa.Table(
    "audit_item",
    metadata,
    sa.Column("id", big_id(), primary_key=True),
    sa.Column("draw", sa.Text, nullable=False),  # the sample it was drawn in
    sa.Column("drawn_at", UtcDateTime, nullable=False),
    sa.Column("target", sa.Text, nullable=False),
    sa.Column("suite", sa.Text, nullable=False),
    sa.Column("prompt", sa.Text, nullable=False),
    sa.Column("output_hash", sa.LargeBinary(32), nullable=False),
    sa.Column("stratum", sa.Text, nullable=False),  # what the validators had said: fail | pass | undecided
    sa.Column("weight", sa.Double, nullable=False),  # how many stored answers it stands for
    sa.Column("label", sa.Text),  # right | wrong | unsure; null: nobody has looked yet
    sa.Column("labelled_by", sa.Text),
    sa.Column("labelled_at", UtcDateTime),
    sa.Column("note", sa.Text),
    sa.UniqueConstraint("draw", "target", "suite", "prompt", "output_hash"),
)


def _rollup(name: str) -> sa.Table:
    """What the cycles of an hour or a day came to, for each suite version apart: its prompts and who judged them are one.

    Counts are of the samples every cycle asks, the verdicts of the validators of that version. The columns are there to
    be added up; percentiles, counts by prompt, kinds of failure and extras are in the content (see storage/rollups.py).
    """
    return sa.Table(
        name,
        metadata,
        sa.Column("bucket", UtcDateTime, primary_key=True),  # when the hour or the day begins
        sa.Column("target", sa.Text, primary_key=True),
        sa.Column("suite", sa.Text, primary_key=True),
        sa.Column("vantage", sa.Text, primary_key=True),
        sa.Column("suite_version_id", sa.BigInteger, primary_key=True, autoincrement=False),  # 0: none
        sa.Column("cycles", sa.Integer, nullable=False),
        sa.Column("answered", sa.Integer, nullable=False),
        sa.Column("unmeasured", sa.Integer, nullable=False),
        sa.Column("judged", sa.Integer, nullable=False),
        sa.Column("invalid", sa.Integer, nullable=False),
        sa.Column("hallucination_judged", sa.Integer, nullable=False),
        sa.Column("hallucinated", sa.Integer, nullable=False),
        sa.Column("input_tokens", sa.BigInteger),
        sa.Column("output_tokens", sa.BigInteger),
        sa.Column("priced", sa.Integer, nullable=False),
        sa.Column("cost_usd", sa.Double),
        sa.Column("distinct_outputs", sa.Integer, nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.Column("outputs", sa.LargeBinary, nullable=False),  # 8 bytes of each distinct output's hash
    )


rollup_hourly = _rollup("rollup_hourly")
rollup_daily = _rollup("rollup_daily")
