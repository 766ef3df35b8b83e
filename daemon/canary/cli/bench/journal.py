"""The file a bench keeps its samples in, line by line as they come, and goes on from when it is run again.

JSON lines as ``canary import`` takes them, with more keys: the versions of what was asked and of who judged it,
verdicts, cost, confidence, the time judging took.
"""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import json
import os
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import IO, Any

import orjson

from canary.asking import Asked, timed
from canary.cli.bench.plan import Cell, Plan
from canary.core import jsonl
from canary.core.benchmark import HALLUCINATION, Row, failed_in
from canary.core.confidence import stated_confidence
from canary.core.model import Outcome, Verdict
from canary.errors import UsageError

SYNC_EVERY = 1.0  # seconds
Sampled = tuple[str, str, str, int]  # target, suite, prompt, sample


class Journal:
    """What is held so far. Without a file (``name`` None) it is kept in memory only."""

    def __init__(
        self, plan: Plan, cycle: str, stream: IO[bytes] | None = None, name: str | None = None
    ) -> None:
        self._plan, self.cycle, self._stream, self.name = plan, cycle, stream, name
        self._rows: dict[Sampled, Row] = {}
        self._dirty = False

    @property
    def rows(self) -> list[Row]:
        """What the plan asks for and is held."""
        return list(self._rows.values())

    @property
    def held(self) -> set[Sampled]:
        return set(self._rows)

    def hold(self, row: Row) -> None:
        """Take what the file holds already."""
        if (row.target, row.suite, row.prompt) in self._plan.cells and row.sample < self._plan.samples:
            self._rows[row.target, row.suite, row.prompt, row.sample] = row

    def add(self, target: str, asked: Asked) -> None:
        """Take a sample that came in; it is in the file when this returns, and on the disk a second later."""
        cell = self._plan.cells[target, asked.suite, asked.observation.prompt]
        row = row_of(target, asked)
        self._rows[target, asked.suite, row.prompt, row.sample] = row
        if self._stream is not None:
            self._dirty = True
            _write(self._stream, line_of(row, asked, cell, self.cycle))

    async def keep_synced(self) -> None:
        """Until cancelled."""
        while True:
            await asyncio.sleep(SYNC_EVERY)
            await asyncio.to_thread(self.sync)

    def sync(self) -> None:
        """Put on the disk what was added. What fails is tried again when the journal is closed, and raised there."""
        if self._stream is not None and self._dirty:
            self._dirty = False
            try:
                os.fsync(self._stream.fileno())
            except OSError:
                self._dirty = True
                raise


def _write(stream: IO[bytes], line: bytes) -> None:
    """All of *line*: an unbuffered file may take a part at a time."""
    left = memoryview(line)
    while left:
        left = left[stream.write(left) :]


@contextlib.contextmanager
def open_journal(name: str | None, plan: Plan, now: datetime) -> Iterator[Journal]:
    """The journal in the file of that name, with what it holds; in memory for None.

    A torn last line, which a kill may leave, is cut off: its sample is asked again. Raises UsageError for a file that
    something else wrote, whose prompts or parameters are others, or that another bench is writing to.
    """
    started = now.isoformat()
    if name is None:
        yield Journal(plan, started)
        return
    path = Path(name)
    if path.exists() and not path.is_file():
        raise UsageError(f"{path} is no regular file, so nothing could be read back from it: give -o another")
    with path.open("ab", buffering=0) as stream:
        _lock(stream, path)
        _cut_torn_line(path)
        cycle, rows = _read(path, plan)
        journal = Journal(plan, cycle or started, stream, name)
        for row in rows:
            journal.hold(row)
        try:
            yield journal
        finally:
            journal.sync()


def _lock(stream: IO[bytes], path: Path) -> None:
    try:
        fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise UsageError(
            f"{path}: another bench is writing to it; wait for it, or use another file"
        ) from None


def _cut_torn_line(path: Path) -> None:
    with path.open("rb+") as file:
        size = file.seek(0, os.SEEK_END)
        end = size
        while end > 0:
            start = max(0, end - 65536)
            file.seek(start)
            found = file.read(end - start).rfind(b"\n")
            if found >= 0:
                end = start + found + 1
                break
            end = start
        if end < size:
            file.truncate(end)


# --- lines ---------------------------------------------------------------------------------------


def row_of(target: str, asked: Asked) -> Row:
    """A sample as it is counted."""
    seen, answer = asked.observation, asked.observation.answer
    return Row(
        target,
        asked.suite,
        seen.prompt,
        seen.sample,
        seen.failure.kind.value if seen.failure is not None else None,
        seen.judgement.verdicts if seen.judgement is not None else (),
        seen.latency_ms,
        answer.input_tokens if answer is not None else None,
        answer.output_tokens if answer is not None else None,
        asked.cost_usd,
        asked.validation_ms,
        stated_confidence(answer.text) if answer is not None else None,
        answer.text if answer is not None else None,
        seen.attempts,
    )


def line_of(row: Row, asked: Asked, cell: Cell, cycle: str) -> bytes:
    """A sample as the file holds it, with its line's end."""
    seen, answer = asked.observation, asked.observation.answer
    failed = failed_in(HALLUCINATION)(row)
    value = {
        "target": row.target,
        "suite": row.suite,
        "prompt": row.prompt,
        "cycle": cycle,
        "at": seen.at.isoformat(),
        "sample": row.sample,
        "output": row.output,
        "valid": None if failed is None else not failed,
        "model": answer.model if answer else None,
        "system_fingerprint": answer.system_fingerprint if answer else None,
        "latency_ms": row.latency_ms,
        "input_tokens": row.input_tokens,
        "output_tokens": row.output_tokens,
        "error": row.error,
        "detail": seen.failure.detail if seen.failure else None,
        "finish_reason": answer.finish_reason if answer else None,
        "attempts": seen.attempts,
        "cost_usd": row.cost_usd,
        "validation_ms": row.validation_ms,
        "confidence": row.confidence,
        "verdicts": [_plain(verdict) for verdict in row.verdicts],
        "raw": seen.judgement.raw if seen.judgement else None,
        "canonical": seen.judgement.canonical if seen.judgement else None,
        "version": cell.version,
        "judged_by": cell.judged_by,
    }
    return _dumped(value) + b"\n"


def _dumped(value: Mapping[str, Any]) -> bytes:
    try:
        return orjson.dumps(value)
    except TypeError:  # a lone surrogate: only the standard library writes its escape
        return json.dumps(value, separators=(",", ":")).encode("ascii")


def _plain(verdict: Verdict) -> dict[str, Any]:
    keys = ("validator", "category", "outcome", "reason", "line", "column")
    return {key: value for key in keys if (value := getattr(verdict, key)) not in (None, "")}


# --- reading it back -----------------------------------------------------------------------------


def _read(path: Path, plan: Plan) -> tuple[str | None, list[Row]]:
    """(the cycle its lines are of, what they hold); the cycle is None of an empty file."""
    cycle: str | None = None
    rows = []
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            try:
                parsed, value = jsonl.parse(line), json.loads(line)
                cycle = cycle or str(value["cycle"])
                rows.append(_row(parsed, value, plan))
            except (ValueError, KeyError, TypeError) as error:
                raise UsageError(f"{path}: line {number}: {_why(error)}") from None
    return cycle, rows


def _why(error: Exception) -> str:
    if isinstance(error, (jsonl.LineError, OtherQuestionError)):
        return str(error)
    return "not a line that `canary bench` wrote; give -o another file"


class OtherQuestionError(ValueError):
    """The line's sample is of another prompt or other parameters than the plan's."""


def _row(line: jsonl.Line, value: Mapping[str, Any], plan: Plan) -> Row:
    cell = plan.cells.get((line.target, line.suite, line.prompt))
    if cell is not None and value["version"] != cell.version:
        raise OtherQuestionError(
            f"{line.suite}/{line.prompt} was asked of {line.target} with another prompt or other parameters than "
            "now; what both would say cannot be counted together: give -o another file"
        )
    verdicts, validation_ms = _judged(line, value, cell)
    return Row(
        line.target,
        line.suite,
        line.prompt,
        line.sample,
        line.error.value if line.error else None,
        verdicts,
        line.latency_ms,
        line.input_tokens,
        line.output_tokens,
        value["cost_usd"],
        validation_ms,
        value["confidence"],
        line.output,
        value["attempts"],
    )


def _judged(
    line: jsonl.Line, value: Mapping[str, Any], cell: Cell | None
) -> tuple[tuple[Verdict, ...], float | None]:
    """The verdicts and what they took; judged anew where the validators were edited since."""
    if line.output is None or cell is None:
        return (), None
    if value["judged_by"] == cell.judged_by:
        return tuple(_verdict(each) for each in value["verdicts"]), value["validation_ms"]
    judgement, spent = timed(cell.judge, line.output)
    return judgement.verdicts, spent


def _verdict(value: Mapping[str, Any]) -> Verdict:
    return Verdict(
        value["validator"],
        value["category"],
        Outcome(value["outcome"]),
        value.get("reason", ""),
        value.get("line"),
        value.get("column"),
    )
