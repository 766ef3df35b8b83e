"""Many questions to one live target, as fast as its limits allow; nothing is stored and nobody is told.

What ``bench`` and ``repro`` measure. A cycle owes its slot and its database more than this: see ``cycle.py``.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from canary.core.judge import Judge
from canary.core.model import Answer, Failure, Judgement, Observation, Target
from canary.providers.base import Endpoint, Question, ask
from canary.providers.flow import Way
from canary.providers.prices import costing


@dataclass(frozen=True, slots=True)
class Asked:
    """One sample that came in. ``validation_ms`` is the time its judging took, None for a failure."""

    suite: str
    observation: Observation
    validation_ms: float | None
    cost_usd: float | None


@dataclass(frozen=True, slots=True)
class Task:
    """One question, whose suite it is of, and who judges the answer."""

    suite: str
    question: Question
    judge: Judge


Received = Callable[[Asked], None]
Costing = Callable[[Answer | Failure], float | None]


async def ask_all(
    target: Target,
    endpoint: Endpoint,
    tasks: Iterable[Task],
    received: Received,
    now: Callable[[], datetime],
    stop: asyncio.Event,
    way: Way | None = None,
) -> bool:
    """Ask all of *tasks*, at most ``limits.concurrency`` at a time; *received* gets each sample as it arrives. *way* is
    what the target shares with others.

    False if *stop* was set first: what was in flight is dropped, and what is left was not asked. Whatever
    *received* raises ends the asking and is raised here.
    """
    left = iter(list(tasks))
    cost = costing(target)

    async def work() -> None:
        for task in left:
            received(await _sample(target, endpoint, way, task, cost, now))

    workers = [asyncio.create_task(work()) for _ in range(target.limits.concurrency)]
    stopping = asyncio.create_task(stop.wait())
    try:
        await _until_done(workers, stopping)
        return not stopping.done()
    finally:
        for each in (*workers, stopping):
            each.cancel()
        await asyncio.gather(*workers, stopping, return_exceptions=True)


async def _until_done(workers: Iterable[asyncio.Task[None]], stopping: asyncio.Task[bool]) -> None:
    """Until every worker is done, or the first has failed, or *stopping* is done."""
    waiting = set(workers)
    while waiting and not stopping.done():
        done, _ = await asyncio.wait({*waiting, stopping}, return_when=asyncio.FIRST_COMPLETED)
        for worker in done & waiting:
            worker.result()
        waiting -= done


async def _sample(
    target: Target,
    endpoint: Endpoint,
    way: Way | None,
    task: Task,
    cost: Costing,
    now: Callable[[], datetime],
) -> Asked:
    question = task.question
    outcome, latency_ms, attempts = await ask(endpoint, question, target.limits, way=way)
    prompt, sample = question.prompt.id, question.sample
    if isinstance(outcome, Failure):
        seen = Observation(prompt, sample, now(), failure=outcome, latency_ms=latency_ms, attempts=attempts)
        return Asked(task.suite, seen, None, cost(outcome))
    judgement, validation_ms = timed(task.judge, outcome.text)
    seen = Observation(prompt, sample, now(), outcome, None, judgement, latency_ms, attempts)
    return Asked(task.suite, seen, validation_ms, cost(outcome))


def timed(judge: Judge, output: str) -> tuple[Judgement, float]:
    """What *judge* says of *output*, and the milliseconds it took."""
    began = time.perf_counter()
    judgement = judge.judge(output)
    return judgement, (time.perf_counter() - began) * 1000.0
