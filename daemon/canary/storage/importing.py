"""Taking recorded observations in from elsewhere: cycle by cycle, each once, never among the live ones.

Imported cycles have the origin ``import`` and a vantage of their own. Detector state, baselines and what is learned
from history are keyed by vantage, so what is imported can be reported, exported and replayed, and moves no live
detector. A cycle given as a number has no time; it becomes an hour counted from 1970, which keeps the order, and is
the same for every line and every repetition. From a thousand million on it is taken for Unix seconds.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from canary.core.fingerprint import canonical_fingerprint, fingerprint
from canary.core.jsonl import Cycle, Line, LineError
from canary.core.judge import Judge
from canary.core.model import (
    Answer,
    Failure,
    Judgement,
    Observation,
    Outcome,
    Suite,
    Target,
    Verdict,
    judge_version,
)
from canary.storage import cycles, observations, rollups
from canary.storage.cycles import DONE, IMPORT, Begun, CycleKey
from canary.storage.encoding import clean, pack_fingerprint, pack_judge
from canary.storage.history import HALLUCINATION, IMPORT_JUDGES, MARK_INVALID, MARK_UNSAID, MARK_VALID
from canary.storage.observations import Stored
from canary.storage.tables import cycle, observation

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LAST = datetime(9000, 1, 1, tzinfo=UTC)
MOST_HOURS = 10_000_000
UNIX_SECONDS = 1_000_000_000
LONGEST_NAME = 200  # characters; a name is part of the primary key
MOST_SAMPLES = 32_767
MOST_TOKENS = 2**31 - 1
MOST_MS = 1e12

Judging = Callable[[str], Judgement]
JudgeOf = Callable[[str, str], tuple[Judging, bytes] | None]
"""(suite, prompt) -> what judges its outputs and its key; None where no suite is configured for it."""


def judges_of(suites: Mapping[str, Suite]) -> JudgeOf:
    """The judges of configured suites, each made when the first output for it comes."""
    made: dict[tuple[str, str], tuple[Judging, bytes] | None] = {}

    def judge_of(suite: str, prompt: str) -> tuple[Judging, bytes] | None:
        if (suite, prompt) not in made:
            prompts = suites[suite].prompts if suite in suites else ()
            found = next((each for each in prompts if each.id == prompt), None)
            made[suite, prompt] = (Judge(found).judge, pack_judge(judge_version(found))) if found else None
        return made[suite, prompt]

    return judge_of


@dataclass(frozen=True, slots=True)
class Item:
    """One line on its way in, with where it stood."""

    number: int
    key: CycleKey
    stored: Stored  # its cycle's id is filled in when the cycle is there


@dataclass(slots=True)
class Taken:
    """What became of a batch. ``conflict`` is the line (number, why) at which it ended early."""

    imported: int = 0
    skipped: int = 0
    unmeasured: int = 0
    conflict: tuple[int, str] | None = None


def slot_of(value: Cycle) -> datetime:
    """The slot a line's cycle becomes. Raises LineError for what is no time any database can hold."""
    if isinstance(value, datetime):
        if not EPOCH <= value < LAST:
            raise LineError(f"cycle {value.isoformat()} is not between the years 1970 and 9000")
        return value
    if 0 <= value <= MOST_HOURS:
        return EPOCH + timedelta(hours=value)
    if UNIX_SECONDS <= value < LAST.timestamp():
        return EPOCH + timedelta(seconds=value)
    raise LineError(
        f"cycle {value} is neither a number from 0 to {MOST_HOURS:,} nor Unix seconds: write an ISO 8601 time"
    )


def prepare(number: int, line: Line, vantage: str, judge_of: JudgeOf) -> Item:
    """Fingerprints, verdicts and key of one line. Raises LineError for what no database can hold."""
    _check(line)
    slot = slot_of(line.cycle)
    judged = judge_of(line.suite, line.prompt)
    seen, key = _unmeasured(line, slot), None
    if line.output is not None:
        judgement, key, mark = _judge(line.output, line.valid, judged)
        seen = _answered(line, slot, judgement, mark)
    return Item(number, CycleKey(line.target, line.suite, slot, vantage), Stored(0, slot, seen, key, None))


def _check(line: Line) -> None:
    for name, text in (("target", line.target), ("suite", line.suite), ("prompt", line.prompt)):
        if len(text) > LONGEST_NAME or clean(text) != text:
            raise LineError(
                f"{name} must have at most {LONGEST_NAME} characters, all of them valid Unicode but NUL"
            )
    bounds = (("sample", line.sample, MOST_SAMPLES), ("latency_ms", line.latency_ms, MOST_MS))
    tokens = (
        ("input_tokens", line.input_tokens, MOST_TOKENS),
        ("output_tokens", line.output_tokens, MOST_TOKENS),
    )
    for name, value, most in (*bounds, *tokens):
        if value is not None and value > most:
            raise LineError(f"{name} must be at most {most:,.0f}")
    if line.at is not None and not EPOCH <= line.at < LAST:
        raise LineError(f"at {line.at.isoformat()} is not between the years 1970 and 9000")


def _unmeasured(line: Line, slot: datetime) -> Observation:
    failure = Failure(line.error) if line.error is not None else None
    return Observation(
        line.prompt, line.sample, line.at or slot, failure=failure, latency_ms=single(line.latency_ms)
    )


def _answered(line: Line, slot: datetime, judgement: Judgement, mark: str | None) -> Observation:
    assert line.output is not None
    answer = Answer(
        line.output,
        model=clean(line.model),
        system_fingerprint=clean(line.system_fingerprint),
        request_id=mark,
        input_tokens=line.input_tokens,
        output_tokens=line.output_tokens,
    )
    return Observation(
        line.prompt,
        line.sample,
        line.at or slot,
        answer=answer,
        judgement=judgement,
        latency_ms=single(line.latency_ms),
    )


def single(milliseconds: float | None) -> float | None:
    """A latency as both databases keep it: to the microsecond, in single precision."""
    if milliseconds is None:
        return None
    return float(f"{struct.unpack('f', struct.pack('f', round(milliseconds, 3)))[0]:.6g}")


def _judge(
    output: str, valid: bool | None, configured: tuple[Judging, bytes] | None
) -> tuple[Judgement, bytes | None, str | None]:
    """(judgement, key of its judge, mark of who judged). The configured suite's verdict goes before the file's."""
    if configured is not None:
        judge, key = configured
        return judge(output), key, None
    mark = MARK_UNSAID if valid is None else MARK_VALID if valid else MARK_INVALID
    verdicts: tuple[Verdict, ...] = ()
    if valid is not None:
        outcome, reason = (Outcome.PASS, "") if valid else (Outcome.FAIL, "the imported line says so")
        verdicts = (Verdict("valid", HALLUCINATION, outcome, reason),)
    judgement = Judgement(fingerprint(output), canonical_fingerprint("text", output), verdicts)
    return judgement, IMPORT_JUDGES.get(mark), mark


def live_cycles(connection: sa.Connection, vantage: str) -> bool:
    """Whether a vantage has cycles that were not imported."""
    query = sa.select(cycle.c.id).where(cycle.c.vantage == vantage, cycle.c.origin != IMPORT).limit(1)
    return connection.execute(query).first() is not None


# --- writing -------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Cycle:
    """A cycle of the batch, with what of it was stored before and what is new."""

    begun: Begun
    keeps_text: bool
    known: dict[tuple[str, int], tuple[Any, ...]] = field(default_factory=dict)
    new: list[Stored] = field(default_factory=list)


def take(
    connection: sa.Connection, batch: Sequence[Item], suites: Mapping[str, Suite], now: datetime
) -> Taken:
    """Store a batch in one transaction, up to the first line that contradicts what is there. Safe to repeat."""
    taken = Taken()
    touched: dict[CycleKey, _Cycle] = {}
    for item in batch:
        found = touched.get(item.key)
        if found is None:
            found = touched[item.key] = _open(connection, item, batch, suites, now)
        if not _place(found, item, taken):
            break
    observations.write(connection, [stored for each in touched.values() for stored in each.new])
    _close(connection, [each for each in touched.values() if each.new], now)
    rollups.grown(connection, {each.begun.id for each in touched.values() if each.new})
    return taken


def _open(
    connection: sa.Connection, item: Item, batch: Sequence[Item], suites: Mapping[str, Suite], now: datetime
) -> _Cycle:
    key, suite = item.key, suites.get(item.key.suite) or Suite(item.key.suite, ())
    begun = cycles.begin(
        connection,
        key,
        target=Target(key.target, provider=IMPORT, model=""),
        suite=suite,
        origin=IMPORT,
        aside=False,
        now=now,
    )
    opened = _Cycle(begun, suite.keeps_text)
    if begun.committed:
        wanted = {(i.stored.observation.prompt, i.stored.observation.sample) for i in batch if i.key == key}
        opened.known.update(_stored(connection, begun.id, key.slot, wanted & begun.committed))
    return opened


def _stored(
    connection: sa.Connection, cycle_id: int, slot: datetime, wanted: set[tuple[str, int]]
) -> dict[tuple[str, int], tuple[Any, ...]]:
    query = sa.select(observation).where(observation.c.slot_at == slot, observation.c.cycle_id == cycle_id)
    rows = connection.execute(query.where(observation.c.prompt.in_({prompt for prompt, _ in wanted})))
    return {(r.prompt, r.sample): _content_of_row(r) for r in rows if (r.prompt, r.sample) in wanted}


def _place(found: _Cycle, item: Item, taken: Taken) -> bool:
    """Count one line in; False if it contradicts an equally numbered one."""
    seen = item.stored.observation
    content, known = _content(item.stored), found.known.get((seen.prompt, seen.sample))
    if known is None:
        found.known[seen.prompt, seen.sample] = content
        found.new.append(replace(item.stored, cycle_id=found.begun.id, keeps_text=found.keeps_text))
        taken.imported += 1
        taken.unmeasured += seen.failure is not None
        return True
    if _same(content, known):
        taken.skipped += 1
        return True
    taken.conflict = (
        item.number,
        f"cycle {item.key.slot.isoformat()}, prompt {seen.prompt!r}, sample {seen.sample} of {item.key.target} x "
        f"{item.key.suite} is there already with other content: number its samples apart, "
        "or import the file under another --vantage",
    )
    return False


def _content(item: Stored) -> tuple[Any, ...]:
    """What two equally numbered lines must share to be the same; who judged comes last."""
    seen, answer = item.observation, item.observation.answer or Answer("")
    return (
        pack_fingerprint(seen.judgement.raw) if seen.judgement else None,
        seen.failure.kind.value if seen.failure else None,
        seen.at,
        answer.model,
        answer.system_fingerprint,
        seen.latency_ms,
        answer.input_tokens,
        answer.output_tokens,
        answer.request_id,
    )


def _content_of_row(row: sa.Row[Any]) -> tuple[Any, ...]:
    return (
        row.output_hash,
        row.failure,
        row.at,
        row.model,
        row.system_fingerprint,
        single(row.latency_ms),
        row.input_tokens,
        row.output_tokens,
        row.request_id,
    )


def _same(new: tuple[Any, ...], old: tuple[Any, ...]) -> bool:
    """The file's opinion counts only where it was asked for both times: the suite may be configured by now."""
    opinions_differ = new[-1] is not None and old[-1] is not None and new[-1] != old[-1]
    return new[:-1] == old[:-1] and not opinions_differ


def _close(connection: sa.Connection, changed: Sequence[_Cycle], now: datetime) -> None:
    """Count the cycles that grew; a later part of the file may reopen and recount them."""
    for each in changed:
        o, slot = observation.c, each.new[0].slot
        counted = sa.select(
            sa.func.count(), sa.func.count(o.output_hash), sa.func.count(o.failure), sa.func.max(o.sample)
        ).where(o.slot_at == slot, o.cycle_id == each.begun.id)
        total, answered, unmeasured, highest = connection.execute(counted).one()
        values = {"expected": total, "answered": answered, "unmeasured": unmeasured, "samples": highest + 1}
        connection.execute(
            sa.update(cycle)
            .where(cycle.c.id == each.begun.id)
            .values(state=DONE, finished_at=now, note="imported", **values)
        )
