"""One cycle, top to bottom: ask -> judge -> store -> settle.

Knows how to ask all that a cycle owes and has not committed yet. Does not know when to run, what a
change is, or who is told.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from canary.core.model import (
    Answer,
    Failure,
    Judgement,
    Observation,
    Outcome,
    Prompt,
    Suite,
    Target,
)
from canary.providers.base import Endpoint, Question, ask
from canary.records import Judges
from canary.storage import cycles
from canary.storage.cycles import CycleKey
from canary.storage.engine import Database
from canary.storage.observations import Stored
from canary.storage.writer import Writer

Clock = Callable[[], datetime]

EXTRA_ROUNDS = 2  # as many again, twice: enough to see both halves of a slot agree


@dataclass(frozen=True, slots=True)
class LiveTarget:
    """A target with its live end. ``slots`` bounds its open requests over all its suites."""

    target: Target
    endpoint: Endpoint
    slots: asyncio.Semaphore


@dataclass(frozen=True, slots=True)
class LiveSuite:
    """A suite with its judges."""

    suite: Suite
    judges: Judges

    @classmethod
    def of(cls, suite: Suite) -> LiveSuite:
        return cls(suite, Judges.of(suite))


@dataclass(slots=True)
class Progress:
    """What has come in so far; whoever shows progress reads it."""

    expected: int
    answered: int = 0
    invalid: int = 0
    unmeasured: int = 0
    failures: Counter[str] = field(default_factory=Counter)  # by kind
    detail: str = ""  # of the last failure

    @property
    def done(self) -> int:
        return self.answered + self.unmeasured


Result = Literal["valid", "invalid", "undecided", "unmeasured"]


def result_of(seen: Observation) -> Result:
    """One word for an observation: valid, invalid, undecided or unmeasured (the metric's label)."""
    if seen.judgement is None:
        return "unmeasured"
    outcomes = {v.outcome for v in seen.judgement.verdicts}
    if Outcome.FAIL in outcomes:
        return "invalid"
    return "undecided" if Outcome.UNDECIDED in outcomes else "valid"


@dataclass(frozen=True, slots=True)
class CyclePlan:
    """What one cycle asks. ``seen`` is called with every observation as it arrives, ``judged`` with the seconds that
    judging its output took by ``perf_counter``."""

    key: CycleKey
    live: LiveTarget
    suite: LiveSuite
    origin: str = cycles.SCHEDULE
    aside: bool = False
    seen: Callable[[Observation, float | None], None] = lambda observation, cost: None
    cost: Callable[[Answer | Failure], float | None] = lambda outcome: None
    progress: Progress = field(default_factory=lambda: Progress(0))
    judged: Callable[[float], None] = lambda seconds: None
    perf_counter: Callable[[], float] = time.perf_counter


async def collect(
    plan: CyclePlan, database: Database, writer: Writer, now: Clock, stop: asyncio.Event | None = None
) -> cycles.Begun | None:
    """Ask and store all that the slot still owes.

    Returns the cycle, all of it committed; None if *stop* was set first, and then what was received is
    committed and the rest is left for whoever resumes the slot. A cycle that was finished before comes
    back as it is.
    """
    begun = await database.run_patiently(
        cycles.begin,
        plan.key,
        target=plan.live.target,
        suite=plan.suite.suite,
        origin=plan.origin,
        aside=plan.aside,
        now=now(),
    )
    if begun.state != cycles.RUNNING:
        return begun
    owed = list(_owed(plan, begun, range(begun.samples)))
    plan.progress.expected = len(owed)
    everything = await _ask_all(plan, begun, owed, writer, now, stop or asyncio.Event())
    await writer.flush()
    return begun if everything else None


async def collect_extras(
    plan: CyclePlan,
    begun: cycles.Begun,
    writer: Writer,
    now: Clock,
    stop: asyncio.Event,
    pause: float,
) -> bool:
    """Ask every prompt again in the same slot, ``EXTRA_ROUNDS`` times, *pause* seconds apart, and store it.

    Their sample numbers follow the cycle's own. False if *stop* was set first; what was received is committed.
    """
    samples = begun.samples
    for number in range(1, EXTRA_ROUNDS + 1):
        owed = list(_owed(plan, begun, range(number * samples, (number + 1) * samples)))
        if owed and await _paused(stop, pause):
            return False
        plan.progress.expected += len(owed)
        if not await _ask_all(plan, begun, owed, writer, now, stop):
            await writer.flush()
            return False
    await writer.flush()
    return True


async def _paused(stop: asyncio.Event, seconds: float) -> bool:
    """Wait; True at once if *stop* is set meanwhile."""
    try:
        async with asyncio.timeout(seconds):
            await stop.wait()
    except TimeoutError:
        return False
    return True


def _owed(plan: CyclePlan, begun: cycles.Begun, samples: range) -> Iterator[Question]:
    """What is not committed. Samples go round by round: equal prompts are asked far apart."""
    for sample in samples:
        for prompt in plan.suite.suite.prompts:
            if (prompt.id, sample) not in begun.committed:
                yield Question(prompt, sample, begun.index, plan.key.slot)


async def _ask_all(
    plan: CyclePlan,
    begun: cycles.Begun,
    owed: list[Question],
    writer: Writer,
    now: Clock,
    stop: asyncio.Event,
) -> bool:
    """Whether all of *owed* was asked."""
    questions = iter(owed)
    left = len(owed)

    async def work() -> None:
        nonlocal left
        for question in questions:
            if stop.is_set():
                return
            async with plan.live.slots:
                await _sample(plan, begun.id, question, writer, now)
            left -= 1

    workers = min(plan.live.target.limits.concurrency, left)
    try:
        async with asyncio.TaskGroup() as group:
            for _ in range(workers):
                group.create_task(work())
    except ExceptionGroup as failed:
        raise failed.exceptions[0] from None  # they all failed of one cause: the writer
    return left == 0


async def _sample(plan: CyclePlan, cycle_id: int, question: Question, writer: Writer, now: Clock) -> None:
    target = plan.live.target
    outcome, latency_ms, attempts = await ask(plan.live.endpoint, question, target.limits)
    judgement = _judged(plan, question.prompt, outcome)
    seen = _observe(question, now(), outcome, judgement, latency_ms, attempts)
    cost = plan.cost(outcome)
    judge = plan.suite.judges.keys[question.prompt.id]
    keeps_text = plan.suite.suite.keeps_text
    await writer.put(Stored(cycle_id, plan.key.slot, seen, judge, cost, keeps_text))
    _count(plan.progress, seen)
    plan.seen(seen, cost)


def _judged(plan: CyclePlan, prompt: Prompt, outcome: Answer | Failure) -> Judgement | None:
    """What the prompt's validators say of an answer, and how long they took."""
    if isinstance(outcome, Failure):
        return None
    began = plan.perf_counter()
    judgement = plan.suite.judges.judges[prompt.id].judge(outcome.text)
    plan.judged(plan.perf_counter() - began)
    return judgement


def _observe(
    question: Question,
    at: datetime,
    outcome: Answer | Failure,
    judgement: Judgement | None,
    latency_ms: float,
    attempts: int,
) -> Observation:
    answer = outcome if isinstance(outcome, Answer) else None
    failure = outcome if isinstance(outcome, Failure) else None
    return Observation(
        question.prompt.id, question.sample, at, answer, failure, judgement, latency_ms, attempts
    )


def _count(progress: Progress, seen: Observation) -> None:
    if seen.failure is not None:
        progress.unmeasured += 1
        progress.failures[seen.failure.kind.value] += 1
        progress.detail = seen.failure.detail
        return
    progress.answered += 1
    progress.invalid += result_of(seen) == "invalid"
