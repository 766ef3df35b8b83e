"""Observations, their outputs and their verdicts: written in batches, read back by cycle."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from canary.core.model import CycleRecord, FailureKind, Observation, Sample, Verdict
from canary.storage.dialect import insert_many
from canary.storage.encoding import (
    clean,
    pack_fingerprint,
    pack_text,
    pack_verdicts,
    unpack_categories,
    unpack_detail,
    unpack_fingerprint,
    unpack_text,
)
from canary.storage.tables import cycle, observation, output, verdict

_CHUNK = 500  # values in one IN list


@dataclass(frozen=True, slots=True)
class Stored:
    """An observation on its way to the database, with what it belongs to."""

    cycle_id: int
    slot: datetime
    observation: Observation
    judge: bytes | None  # key of the judge whose verdicts it carries
    cost_usd: float | None


def write(connection: sa.Connection, batch: Sequence[Stored]) -> None:
    """Store a batch. What is there already is left alone, so a batch may be written again after a failure."""
    outputs: dict[bytes, dict[str, Any]] = {}
    verdicts: dict[tuple[bytes, bytes], dict[str, Any]] = {}
    rows = []
    for item in batch:
        row = _row(item)
        rows.append(row)
        if row["output_hash"] is not None:
            _add_output(outputs, item, row["output_hash"])
            _add_verdicts(verdicts, item, row["output_hash"])
    # Sorted, so that two writers take their locks in one order and cannot block each other for good.
    insert_many(connection, output, [outputs[key] for key in sorted(outputs)])
    insert_many(connection, verdict, [verdicts[key] for key in sorted(verdicts)])
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


def _add_output(outputs: dict[bytes, dict[str, Any]], item: Stored, digest: bytes) -> None:
    answer = item.observation.answer
    if digest in outputs or answer is None:
        return
    text, escaped = pack_text(answer.text)
    outputs[digest] = {
        "hash": digest,
        "text": text,
        "escaped": escaped,
        "first_seen_at": item.observation.at,
    }


def _add_verdicts(verdicts: dict[tuple[bytes, bytes], dict[str, Any]], item: Stored, digest: bytes) -> None:
    judgement = item.observation.judgement
    if item.judge is None or judgement is None or (digest, item.judge) in verdicts:
        return
    verdicts[digest, item.judge] = {
        "output_hash": digest,
        "judge": item.judge,
        **pack_verdicts(judgement.verdicts),
    }


# --- reading -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class VerdictRow:
    """What a judge said of an output, without the passes."""

    failed: frozenset[str]
    judged: frozenset[str]
    detail: tuple[Verdict, ...]


def load_record(
    connection: sa.Connection,
    cycle_id: int,
    slot: datetime,
    *,
    index: int,
    judges: Mapping[str, bytes],
    versions: Mapping[str, str],
    samples: int,
    truncated: frozenset[str] = frozenset({"length", "max_tokens"}),
) -> CycleRecord:
    """One cycle as the detectors see it. *judges* and *versions* are by prompt id.

    Sample numbers of *samples* and above are extras. Costs two look-ups by key, whatever the history holds.
    """
    rows = connection.execute(_observations_of(cycle_id, slot)).all()
    verdicts = load_verdicts(connection, {r.output_hash for r in rows if r.output_hash}, set(judges.values()))
    regular: list[Sample] = []
    extras: list[Sample] = []
    for row in rows:
        found = verdicts.get((row.output_hash, judges.get(row.prompt, b"")))
        (regular if row.sample < samples else extras).append(_sample(row, found, truncated))
    return CycleRecord(index, tuple(regular), slot, versions, tuple(extras))


def _observations_of(cycle_id: int, slot: datetime) -> sa.Select[Any]:
    return (
        sa.select(observation)
        .where(observation.c.slot_at == slot, observation.c.cycle_id == cycle_id)
        .order_by(observation.c.prompt, observation.c.sample)
    )


def _sample(row: sa.Row[Any], found: VerdictRow | None, truncated: frozenset[str]) -> Sample:
    if row.failure is not None or row.output_hash is None:
        return Sample(row.prompt, failure=FailureKind.parse(row.failure or "unknown"))
    return Sample(
        prompt=row.prompt,
        raw=unpack_fingerprint(row.output_hash),
        canonical=unpack_fingerprint(row.canonical) if row.canonical else None,
        failed=found.failed if found else frozenset(),
        judged=found.judged if found else frozenset(),
        validators=tuple(v.validator for v in found.detail if v.outcome == "fail") if found else (),
        truncated=row.finish_reason in truncated if row.finish_reason is not None else None,
        latency_ms=row.latency_ms,
        length=row.chars,
        cost=row.cost_usd,
        model=row.model,
        system_fingerprint=row.system_fingerprint,
    )


def load_verdicts(
    connection: sa.Connection, outputs: Iterable[bytes], judges: Iterable[bytes]
) -> dict[tuple[bytes, bytes], VerdictRow]:
    """(output hash, judge) -> its verdicts, for those that are stored."""
    found: dict[tuple[bytes, bytes], VerdictRow] = {}
    wanted = sorted(judges)
    for part in _chunks(sorted(outputs)):
        query = sa.select(verdict).where(verdict.c.output_hash.in_(part), verdict.c.judge.in_(wanted))
        for row in connection.execute(query):
            found[row.output_hash, row.judge] = VerdictRow(
                unpack_categories(row.failed), unpack_categories(row.judged), unpack_detail(row.detail)
            )
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


def counts(connection: sa.Connection, cycle_id: int, slot: datetime) -> tuple[int, int, float | None]:
    """(answered, unmeasured, cost in US dollars or None) of a cycle."""
    row = connection.execute(
        sa.select(
            sa.func.count(observation.c.output_hash),
            sa.func.count(observation.c.failure),
            sa.func.sum(observation.c.cost_usd),
        ).where(observation.c.slot_at == slot, observation.c.cycle_id == cycle_id)
    ).one()
    return row[0], row[1], row[2]


def usable_cycles(
    connection: sa.Connection, target: str, suite: str, vantage: str, limit: int
) -> list[tuple[int, datetime, int]]:
    """(id, slot, samples) of the newest finished cycles with half of their samples measured, oldest first."""
    rows = connection.execute(
        sa.select(cycle.c.id, cycle.c.slot, cycle.c.samples)
        .where(
            cycle.c.target == target,
            cycle.c.suite == suite,
            cycle.c.vantage == vantage,
            cycle.c.state == "done",
            ~cycle.c.aside,
            cycle.c.answered * 2 >= cycle.c.expected,
        )
        .order_by(cycle.c.slot.desc())
        .limit(limit)
    ).all()
    return [(r.id, r.slot, r.samples) for r in reversed(rows)]


def _chunks(values: Sequence[bytes]) -> Iterable[Sequence[bytes]]:
    for start in range(0, len(values), _CHUNK):
        yield values[start : start + _CHUNK]
