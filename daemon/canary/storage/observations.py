"""Observations, their outputs and their verdicts: written in batches, read back by cycle."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from canary.core.model import CycleRecord, FailureKind, Observation, Sample, StageReply, Verdict
from canary.storage.dialect import insert_many
from canary.storage.encoding import (
    clean,
    pack_fingerprint,
    pack_logprobs,
    pack_text,
    pack_verdicts,
    unpack_categories,
    unpack_detail,
    unpack_fingerprint,
    unpack_text,
)
from canary.storage.tables import observation, output, reply_detail, stage, verdict

_CHUNK = 500  # values in one IN list


@dataclass(frozen=True, slots=True)
class Stored:
    """An observation on its way to the database, with what it belongs to."""

    cycle_id: int
    slot: datetime
    observation: Observation
    judge: bytes | None  # key of the judge whose verdicts it carries
    cost_usd: float | None
    keeps_text: bool = True  # False: not a word of what was said is stored


def write(connection: sa.Connection, batch: Sequence[Stored]) -> None:
    """Store a batch. What is there already is left alone, so a batch may be written again after a failure."""
    outputs: dict[bytes, dict[str, Any]] = {}
    verdicts: dict[tuple[bytes, bytes], dict[str, Any]] = {}
    rows, stages, details = [], [], []
    for item in batch:
        seen = item.observation
        row = _row(item)
        rows.append(row)
        _add_output(outputs, verdicts, item, row["output_hash"], seen)
        if detail := _detail_row(item):
            details.append(detail)
        for position, reply in enumerate(seen.stages):
            row = _stage_row(item, position, reply)
            stages.append(row)
            _add_output(outputs, verdicts, item, row["output_hash"], reply)
    # Sorted, so that two writers take their locks in one order and cannot block each other for good.
    insert_many(connection, output, [outputs[key] for key in sorted(outputs)])
    insert_many(connection, verdict, [verdicts[key] for key in sorted(verdicts)])
    insert_many(connection, stage, stages)
    insert_many(connection, reply_detail, details)
    insert_many(connection, observation, rows)


def _row(item: Stored) -> dict[str, Any]:
    seen = item.observation
    answer, failure, judgement = seen.answer, seen.failure, seen.judgement
    return {
        "slot_at": item.slot,
        "cycle_id": item.cycle_id,
        "prompt": seen.prompt,
        "sample": seen.sample,
        "attempts": seen.attempts,
        "latency_ms": seen.latency_ms,
        "at": seen.at,
        "input_tokens": answer.input_tokens if answer else None,
        "output_tokens": answer.output_tokens if answer else None,
        "chars": len(answer.text) if answer else None,
        "cost_usd": item.cost_usd,
        "output_hash": pack_fingerprint(judgement.raw) if judgement else None,
        "canonical": pack_fingerprint(judgement.canonical) if judgement else None,
        "model": clean(answer.model) if answer else None,
        "system_fingerprint": clean(answer.system_fingerprint) if answer else None,
        "finish_reason": clean(answer.finish_reason) if answer else None,
        "request_id": clean(answer.request_id) if answer else None,
        "failure": failure.kind.value if failure else None,
        "failure_detail": clean(failure.detail) if failure else None,
    }


def _detail_row(item: Stored) -> dict[str, Any] | None:
    """What only few answers come with; None for all the others."""
    answer = item.observation.answer
    if answer is None or (
        answer.reasoning is None and answer.reasoning_tokens is None and not answer.logprobs
    ):
        return None
    text, escaped = pack_text(answer.reasoning or "")
    return {
        "slot_at": item.slot,
        "cycle_id": item.cycle_id,
        "prompt": item.observation.prompt,
        "sample": item.observation.sample,
        "reasoning": text if answer.reasoning is not None and item.keeps_text else None,
        "escaped": escaped,
        "reasoning_tokens": answer.reasoning_tokens,
        "logprobs": pack_logprobs(answer.logprobs) if item.keeps_text else None,
    }


def _stage_row(item: Stored, position: int, reply: StageReply) -> dict[str, Any]:
    answer, failure, judgement = reply.answer, reply.failure, reply.judgement
    return {
        "slot_at": item.slot,
        "cycle_id": item.cycle_id,
        "prompt": item.observation.prompt,
        "sample": item.observation.sample,
        "position": position,
        "name": reply.name,
        "target": reply.target,
        "attempt": reply.attempt,
        "model": clean(answer.model) if answer else None,
        "system_fingerprint": clean(answer.system_fingerprint) if answer else None,
        "finish_reason": clean(answer.finish_reason) if answer else None,
        "output_hash": pack_fingerprint(judgement.raw) if judgement else None,
        "judge": item.judge if judgement else None,
        "latency_ms": reply.latency_ms,
        "input_tokens": answer.input_tokens if answer else None,
        "output_tokens": answer.output_tokens if answer else None,
        "cost_usd": reply.cost_usd,
        "failure": failure.kind.value if failure else None,
        "failure_detail": clean(failure.detail) if failure else None,
    }


def _add_output(
    outputs: dict[bytes, dict[str, Any]],
    verdicts: dict[tuple[bytes, bytes], dict[str, Any]],
    item: Stored,
    digest: bytes | None,
    said: Observation | StageReply,
) -> None:
    """An output's text, and what its judge says of it, each once."""
    answer, judgement = said.answer, said.judgement
    if digest is None or answer is None or judgement is None:
        return
    if digest not in outputs and item.keeps_text:
        text, escaped = pack_text(answer.text)
        outputs[digest] = {
            "hash": digest,
            "text": text,
            "escaped": escaped,
            "first_seen_at": item.observation.at,
        }
    if item.judge is not None and (digest, item.judge) not in verdicts:
        verdicts[digest, item.judge] = {
            "output_hash": digest,
            "judge": item.judge,
            **pack_verdicts(judgement.verdicts, words=item.keeps_text),
        }


# --- reading -------------------------------------------------------------------------------------

TRUNCATED = frozenset(
    {
        "length",  # chat completions, Ollama
        "model_length",  # Mistral: the model's context is full
        "max_tokens",  # Anthropic
        "model_context_window_exceeded",
        "MAX_TOKENS",  # Gemini
        "max_output_tokens",  # responses
        "incomplete",  # responses of a server that does not say why
    }
)
"""The finish reasons by which providers say that an answer was cut off by a bound, each in its own word."""


def load_record(
    connection: sa.Connection,
    cycle_id: int,
    slot: datetime,
    *,
    index: int,
    judges: Mapping[str, bytes],
    versions: Mapping[str, str],
    samples: int,
    truncated: frozenset[str] = TRUNCATED,
) -> CycleRecord:
    """One cycle as the detectors see it. *judges* and *versions* are by prompt id.

    Sample numbers of *samples* and above are extras. Costs two look-ups by key, whatever the history holds.
    """
    regular: list[Sample] = []
    extras: list[Sample] = []
    previous: tuple[str, int] | None = None
    for row in connection.execute(_judged(cycle_id, slot, sorted(set(judges.values())))):
        mine = row.judge is None or row.judge == judges.get(row.prompt)
        if (row.prompt, row.sample) == previous:
            if mine:  # the row before carried another prompt's verdict of the same output
                (regular if row.sample < samples else extras)[-1] = _sample(row, truncated)
            continue
        previous = (row.prompt, row.sample)
        (regular if row.sample < samples else extras).append(_sample(row, truncated, known=mine))
    return CycleRecord(index, tuple(regular), slot, versions, tuple(extras))


def _judged(cycle_id: int, slot: datetime, judges: Sequence[bytes]) -> sa.Select[Any]:
    """The observations of a cycle, each with every verdict on its output by any of *judges*."""
    return (
        sa.select(
            *(observation.c[name] for name in _SEEN),
            verdict.c.judge,
            verdict.c.failed,
            verdict.c.judged,
            verdict.c.detail,
        )
        .select_from(
            observation.outerjoin(
                verdict,
                (verdict.c.output_hash == observation.c.output_hash) & verdict.c.judge.in_(judges),
            )
        )
        .where(observation.c.slot_at == slot, observation.c.cycle_id == cycle_id)
        .order_by(observation.c.prompt, observation.c.sample)
    )


_SEEN = (
    "prompt",
    "sample",
    "failure",
    "output_hash",
    "canonical",
    "finish_reason",
    "latency_ms",
    "chars",
    "cost_usd",
    "model",
    "system_fingerprint",
)


def _sample(row: Any, truncated: frozenset[str], *, known: bool = True) -> Sample:
    """*known* says that the row's verdict is that of the prompt's own judge."""
    if row.failure is not None or row.output_hash is None:
        return Sample(row.prompt, failure=FailureKind.parse(row.failure or "unknown"))
    said = known and row.judge is not None
    return Sample(
        prompt=row.prompt,
        raw=unpack_fingerprint(row.output_hash),
        canonical=unpack_fingerprint(row.canonical) if row.canonical else None,
        failed=unpack_categories(row.failed) if said else frozenset(),
        judged=unpack_categories(row.judged) if said else frozenset(),
        validators=tuple(v.validator for v in unpack_detail(row.detail) if v.outcome == "fail")
        if said
        else (),
        truncated=row.finish_reason in truncated if row.finish_reason is not None else None,
        latency_ms=row.latency_ms,
        length=row.chars,
        cost=row.cost_usd,
        model=row.model,
        system_fingerprint=row.system_fingerprint,
    )


def load_unjudged(
    connection: sa.Connection, cycle_id: int, slot: datetime, judges: Mapping[str, bytes]
) -> set[tuple[str, str]]:
    """(prompt, raw fingerprint) of a cycle's outputs without a verdict of the prompt's judge in *judges*."""
    wanted, judged = set(), set()
    for row in connection.execute(_judged(cycle_id, slot, sorted(set(judges.values())))):
        if row.output_hash is None or row.prompt not in judges:
            continue
        pair = (row.prompt, unpack_fingerprint(row.output_hash))
        wanted.add(pair)
        if row.judge == judges[row.prompt]:
            judged.add(pair)
    return wanted - judged


def write_verdicts(connection: sa.Connection, rows: Sequence[tuple[str, bytes, tuple[Verdict, ...]]]) -> None:
    """Store verdicts of outputs that are stored already: (raw fingerprint, judge, verdicts)."""
    insert_many(
        connection,
        verdict,
        [
            {"output_hash": pack_fingerprint(raw), "judge": judge, **pack_verdicts(verdicts)}
            for raw, judge, verdicts in rows
        ],
    )


def load_details(
    connection: sa.Connection, pairs: Sequence[tuple[str, bytes]]
) -> dict[tuple[bytes, bytes], tuple[Verdict, ...]]:
    """(output hash, judge) -> the verdicts that were not a pass, for the (raw fingerprint, judge) that are stored."""
    wanted = {(pack_fingerprint(raw), judge) for raw, judge in pairs}
    found: dict[tuple[bytes, bytes], tuple[Verdict, ...]] = {}
    for part in _chunks(sorted({packed for packed, _ in wanted})):
        for row in connection.execute(sa.select(verdict).where(verdict.c.output_hash.in_(part))):
            if (row.output_hash, row.judge) in wanted:
                found[row.output_hash, row.judge] = unpack_detail(row.detail)
    return found


def load_texts(connection: sa.Connection, fingerprints: Iterable[str]) -> dict[str, str]:
    """raw fingerprint -> output text, for those that are still stored."""
    texts: dict[str, str] = {}
    for part in _chunks(sorted({pack_fingerprint(f) for f in fingerprints})):
        for row in connection.execute(sa.select(output).where(output.c.hash.in_(part))):
            texts[unpack_fingerprint(row.hash)] = unpack_text(row.text, row.escaped)
    return texts


def load_compared(
    connection: sa.Connection, changes: Sequence[Mapping[str, Any]]
) -> dict[str, tuple[str | None, str | None]]:
    """prompt -> its baseline's and its latest output, for changes with raw fingerprints ``old`` and ``new``."""
    wanted = [each[side] for each in changes for side in ("old", "new") if each.get(side)]
    texts = load_texts(connection, wanted)
    return {
        each["prompt"]: (texts.get(each.get("old", "")), texts.get(each.get("new", ""))) for each in changes
    }


def counts(
    connection: sa.Connection, cycle_id: int, slot: datetime, samples: int
) -> tuple[int, int, float | None]:
    """(answered, unmeasured, cost in US dollars or None) of a cycle. Extras are paid for, but not counted."""
    regular = observation.c.sample < samples
    row = connection.execute(
        sa.select(
            sa.func.count(observation.c.output_hash).filter(regular),
            sa.func.count(observation.c.failure).filter(regular),
            sa.func.sum(observation.c.cost_usd),
        ).where(observation.c.slot_at == slot, observation.c.cycle_id == cycle_id)
    ).one()
    return row[0], row[1], row[2]


def _chunks(values: Sequence[bytes]) -> Iterable[Sequence[bytes]]:
    for start in range(0, len(values), _CHUNK):
        yield values[start : start + _CHUNK]
