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
from functools import partial
from typing import Literal

from canary.core.cut import Cut
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
from canary.providers.flow import Way
from canary.records import Judges
from canary.storage import cycles
from canary.storage.cycles import CycleKey
from canary.storage.engine import Database
from canary.storage.observations import Stored
from canary.storage.writer import Writer

Clock = Callable[[], datetime]

EXTRA_ROUNDS = 2  # as many again, twice: enough to see both halves of a slot agree
LOOK = 1.0  # seconds between two looks at whether those who wait for a turn still need one


@dataclass(frozen=True, slots=True)
class LiveTarget:
    """A target with its live end. ``slots`` bounds its open requests over all its suites, ``way`` what it shares with
    other targets."""

    target: Target
    endpoint: Endpoint
    slots: asyncio.Semaphore
    way: Way | None = None


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
    cut: str | None = None  # why not all was asked, though the cycle is judged

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
    """What one cycle asks, and the process ``by`` that claims it (None: nobody does). ``enough`` says when it is to ask
    no more.

    ``seen`` is called with every observation as it arrives, ``judged`` with the seconds that judging its output took by
    ``perf_counter``.
    """

    key: CycleKey
    live: LiveTarget
    suite: LiveSuite
    origin: str = cycles.SCHEDULE
    aside: bool = False
    by: str | None = None
    seen: Callable[[Observation, float | None], None] = lambda observation, cost: None
    cost: Callable[[Answer | Failure], float | None] = lambda outcome: None
    progress: Progress = field(default_factory=lambda: Progress(0))
    judged: Callable[[float], None] = lambda seconds: None
    perf_counter: Callable[[], float] = time.perf_counter
    enough: Callable[[], Cut | None] = lambda: None


async def begin(plan: CyclePlan, database: Database, now: Clock) -> cycles.Begun:
    """Make the cycle, or find the one that was begun before, and claim it if nobody else is at it."""
    return await database.run_patiently(
        cycles.begin,
        plan.key,
        target=plan.live.target,
        suite=plan.suite.suite,
        origin=plan.origin,
        aside=plan.aside,
        now=now(),
        by=plan.by,
    )


async def collect(
    plan: CyclePlan, begun: cycles.Begun, writer: Writer, now: Clock, stop: asyncio.Event | None = None
) -> bool:
    """Ask and store all that the slot still owes, or as much as the plan allows: whether all that is committed.

    False if *stop* was set first; then what was received is committed and the rest is left for whoever resumes the
    slot.
    """
    stop = stop or asyncio.Event()
    owed = list(_owed(plan, begun, range(begun.samples)))
    plan.progress.expected = len(owed)
    left, cut = await _ask_all(plan, begun, owed, writer, now, stop)
    if not await writer.flush(stop):
        return False
    if left and cut is not None:
        plan.progress.cut = cut.note(begun.expected - left, begun.expected)
    return not left or cut is not None


async def collect_extras(
    plan: CyclePlan,
    begun: cycles.Begun,
    writer: Writer,
    now: Clock,
    stop: asyncio.Event,
    pause: float,
) -> bool:
    """Ask every prompt again in the same slot, ``EXTRA_ROUNDS`` times, *pause* seconds apart, and store it.

    Their sample numbers follow the cycle's own. They end early where the plan has enough. False if *stop* was set first;
    what was received is committed.
    """
    samples = begun.samples
    for number in range(1, EXTRA_ROUNDS + 1):
        owed = list(_owed(plan, begun, range(number * samples, (number + 1) * samples)))
        if owed and await _paused(stop, pause):
            return False
        plan.progress.expected += len(owed)
        left, cut = await _ask_all(plan, begun, owed, writer, now, stop)
        if left:
            return await writer.flush(stop) and cut is not None
    return await writer.flush(stop)


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
) -> tuple[int, Cut | None]:
    """How many of *owed* were not asked, and why, if not because of *stop*.

    What is in flight when the asking ends comes in; who waits for a turn goes.
    """
    if not owed:
        return 0, None
    questions = iter(owed)
    left = len(owed)
    waiting: set[asyncio.Task[None]] = set()
    cut: Cut | None = None

    def over() -> bool:
        nonlocal cut
        if stop.is_set():
            return True
        cut = cut or plan.enough()
        return cut is not None

    async def work() -> None:
        nonlocal left
        me = asyncio.current_task()
        assert me is not None
        for question in questions:
            if over():
                return
            waiting.add(me)
            async with plan.live.slots:
                await _sample(plan, begun.id, question, writer, now, partial(waiting.discard, me))
            left -= 1

    async def watch() -> None:
        while not over():
            await _paused(stop, LOOK)
        for each in list(waiting):
            each.cancel()

    watching = asyncio.create_task(watch())
    try:
        async with asyncio.TaskGroup() as group:
            for _ in range(min(plan.live.target.limits.concurrency, left)):
                group.create_task(work())
    except ExceptionGroup as failed:
        raise failed.exceptions[0] from None  # they all failed of one cause: the writer
    finally:
        watching.cancel()
        await asyncio.gather(watching, return_exceptions=True)
    return left, cut


async def _sample(
    plan: CyclePlan,
    cycle_id: int,
    question: Question,
    writer: Writer,
    now: Clock,
    began: Callable[[], None],
) -> None:
    target = plan.live.target
    outcome, latency_ms, attempts = await ask(
        plan.live.endpoint, question, target.limits, way=plan.live.way, began=began
    )
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
