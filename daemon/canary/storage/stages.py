"""What the stages of pipelines said: counted for ``report rates``, and traced back from one output. Reads only."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from canary.core.model import Verdict
from canary.storage import history
from canary.storage.encoding import unpack_detail, unpack_text
from canary.storage.history import HALLUCINATION, Scope
from canary.storage.tables import cycle, observation, output, stage, verdict


@dataclass(frozen=True, slots=True)
class StageTally:
    """What was counted of one stage of one pipeline x suite; ``asked`` is the name of the target it asked.

    ``reached`` of ``samples`` came to this stage, and it gave ``replies`` to them. Verdicts are those that steered the
    samples. Latency is milliseconds, costs are US dollars; ``priced`` replies have a known cost.
    """

    target: str
    suite: str
    vantage: str
    stage: str
    asked: str
    samples: int
    reached: int
    replies: int
    unmeasured: int
    judged: int
    invalid: int
    hallucination_judged: int
    hallucinated: int
    latency_mean_ms: float | None
    input_tokens: int | None
    output_tokens: int | None
    priced: int
    cost_usd: float | None
    invalid_effect: float = 1.0  # design effects by prompts, as in a Tally
    hallucination_effect: float = 1.0


def tallies(connection: sa.Connection, scope: Scope) -> list[StageTally]:
    """Counts of every stage in scope; those of one pipeline in the order in which they are asked."""
    rows = _replies(scope)
    r = rows.c
    keys = (r.target, r.suite, r.vantage)
    of = dict[tuple[Any, ...], int]()
    query = sa.select(*keys, sa.func.count().filter(r.position == 0)).group_by(*keys)
    for *pair, samples in connection.execute(query):
        of[tuple(pair)] = samples
    counted = sa.select(*keys, r.stage, r.asked, *_counts(rows)).group_by(*keys, r.stage, r.asked)
    effects = history._effects(connection, rows, ("target", "suite", "vantage", "stage", "asked"))
    found = []
    for row in connection.execute(counted):
        invalid, hallucination = effects[tuple(row)[:5]]
        tally = StageTally(**row._mapping, samples=of[tuple(row)[:3]])
        found.append(replace(tally, invalid_effect=invalid, hallucination_effect=hallucination))
    # By their names: draft, escalate, finalise are asked in the order of the alphabet.
    return sorted(found, key=lambda t: (t.target, t.suite, t.vantage, t.stage, t.asked))


def _replies(scope: Scope) -> sa.Subquery:
    """Every stage's reply in scope, with the verdict on it; without samples asked again on suspicion."""
    joined = cycle.join(
        stage, (stage.c.slot_at == cycle.c.slot) & (stage.c.cycle_id == cycle.c.id)
    ).outerjoin(verdict, (verdict.c.output_hash == stage.c.output_hash) & (verdict.c.judge == stage.c.judge))
    columns = (
        cycle.c.target,
        cycle.c.suite,
        cycle.c.vantage,
        stage.c.name.label("stage"),
        stage.c.target.label("asked"),
        stage.c.prompt,
        stage.c.position,
        stage.c.attempt,
        stage.c.output_hash,
        stage.c.failure,
        stage.c.latency_ms,
        stage.c.input_tokens,
        stage.c.output_tokens,
        stage.c.cost_usd,
        verdict.c.failed,
        verdict.c.judged,
    )
    regular = stage.c.sample < cycle.c.samples
    return sa.select(*columns).select_from(joined).where(regular, *scope.where()).subquery("replies")


def _counts(rows: sa.Subquery) -> list[sa.Label[Any]]:
    r, count = rows.c, sa.func.count()
    answered = r.output_hash.is_not(None)
    return [
        count.filter(r.attempt == 1).label("reached"),
        sa.func.count(r.output_hash).label("replies"),
        sa.func.count(r.failure).label("unmeasured"),
        count.filter(r.judged != "").label("judged"),
        count.filter(r.failed != "").label("invalid"),
        count.filter(_has(r.judged, HALLUCINATION)).label("hallucination_judged"),
        count.filter(_has(r.failed, HALLUCINATION)).label("hallucinated"),
        sa.func.avg(sa.cast(r.latency_ms, sa.Double)).filter(answered).label("latency_mean_ms"),
        sa.func.sum(r.input_tokens).label("input_tokens"),
        sa.func.sum(r.output_tokens).label("output_tokens"),
        sa.func.count(r.cost_usd).label("priced"),
        sa.func.sum(sa.cast(r.cost_usd, sa.Double)).label("cost_usd"),
    ]


def _has(categories: sa.ColumnElement[str], name: str) -> sa.ColumnElement[bool]:
    return ("," + categories + ",").like(f"%,{name},%")


# --- one output, traced back -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Step:
    """One stage's reply on the way to an output. ``text`` is None if it gave none, or it is kept no longer.

    ``failed`` holds the verdicts of fail; ``judged`` is whether anything was decided.
    """

    slot: datetime
    sample: int
    stage: str
    asked: str
    attempt: int
    text: str | None
    failed: tuple[Verdict, ...]
    judged: bool
    failure: str | None
    failure_detail: str | None
    latency_ms: float | None
    cost_usd: float | None


def trace(
    connection: sa.Connection, target: str, suite: str, vantage: str, prompt: str, digest: bytes
) -> list[Step]:
    """How the newest sample with that output came about, stage by stage; empty for what is no pipeline."""
    one = sa.select(observation.c.slot_at, observation.c.cycle_id, observation.c.sample).join(
        cycle, (cycle.c.slot == observation.c.slot_at) & (cycle.c.id == observation.c.cycle_id)
    )
    newest = connection.execute(
        one.where(cycle.c.target == target, cycle.c.suite == suite, cycle.c.vantage == vantage)
        .where(observation.c.prompt == prompt, observation.c.output_hash == digest)
        .order_by(cycle.c.slot.desc(), observation.c.sample)
        .limit(1)
    ).first()
    if newest is None:
        return []
    return steps(connection, newest.slot_at, newest.cycle_id, prompt, newest.sample)


def steps(connection: sa.Connection, slot: datetime, cycle_id: int, prompt: str, sample: int) -> list[Step]:
    """Every stage's reply to one sample, in order; empty for what is no pipeline."""
    judged = (verdict.c.output_hash == stage.c.output_hash) & (verdict.c.judge == stage.c.judge)
    query = (
        sa.select(stage, verdict.c.judged, verdict.c.detail, output.c.text, output.c.escaped)
        .select_from(stage.outerjoin(output, output.c.hash == stage.c.output_hash).outerjoin(verdict, judged))
        .where(stage.c.slot_at == slot, stage.c.cycle_id == cycle_id)
        .where(stage.c.prompt == prompt, stage.c.sample == sample)
        .order_by(stage.c.position)
    )
    return [_step(row) for row in connection.execute(query)]


def staged(connection: sa.Connection, scope: Scope) -> set[tuple[str, str]]:
    """(target, suite) of every pipeline in scope. Asks once for each cycle, not for each sample."""
    own = sa.select(sa.literal(1)).where(stage.c.slot_at == cycle.c.slot, stage.c.cycle_id == cycle.c.id)
    query = sa.select(cycle.c.target, cycle.c.suite).where(own.exists(), *scope.where()).distinct()
    return {(row.target, row.suite) for row in connection.execute(query)}


def _step(row: sa.Row[Any]) -> Step:
    return Step(
        row.slot_at,
        row.sample,
        row.name,
        row.target,
        row.attempt,
        unpack_text(row.text, row.escaped) if row.text is not None else None,
        tuple(v for v in unpack_detail(row.detail) if v.outcome == "fail"),
        bool(row.judged),
        row.failure,
        row.failure_detail,
        row.latency_ms,
        row.cost_usd,
    )
