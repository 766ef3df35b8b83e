"""Asking a whole plan: every target at once, each within its own limits, until done or told to stop."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from canary.asking import Asked, Task, ask_all
from canary.cli.bench.journal import Journal
from canary.cli.bench.plan import Plan
from canary.cli.progress import count, interruptible, show_bar
from canary.core.benchmark import Row
from canary.core.model import Target
from canary.cycle import Progress
from canary.providers.base import Question
from canary.providers.flow import Gates

CYCLE = 0  # a scripted model plays the beginning of its script


@dataclass(frozen=True, slots=True)
class Outcome:
    """What there is in the end. ``resumed`` samples were in the file before."""

    rows: list[Row]
    interrupted: bool
    resumed: int


async def ask_plan(plan: Plan, journal: Journal, now: Callable[[], datetime]) -> Outcome:
    """Ask what the journal does not hold. Ctrl-C ends it early, with what has come in by then."""
    resumed = len(journal.rows)
    if 0 < resumed < plan.size:
        print(
            f"{journal.name}: goes on from {resumed:,} of {plan.size:,} samples", file=sys.stderr, flush=True
        )
    made = [Progress(len(list(plan.owed(target, journal.held)))) for target in plan.targets]
    with interruptible() as stop, show_bar(made, "bench"):
        syncing = asyncio.create_task(journal.keep_synced())
        try:
            await _ask_targets(plan, journal, made, now, stop)
        finally:
            syncing.cancel()
            await asyncio.gather(syncing, return_exceptions=True)
    return Outcome(journal.rows, stop.is_set(), resumed)


async def _ask_targets(
    plan: Plan, journal: Journal, made: list[Progress], now: Callable[[], datetime], stop: asyncio.Event
) -> None:
    gates = Gates(plan.targets)
    try:
        async with asyncio.TaskGroup() as group:
            for target, progress in zip(plan.targets, made, strict=True):
                group.create_task(_ask_target(plan, target, gates, journal, progress, now, stop))
    except ExceptionGroup as failed:
        raise failed.exceptions[0] from None  # the first is the cause: the file cannot be written


async def _ask_target(
    plan: Plan,
    target: Target,
    gates: Gates,
    journal: Journal,
    progress: Progress,
    now: Callable[[], datetime],
    stop: asyncio.Event,
) -> None:
    slot = now()
    tasks = [
        Task(suite, Question(prompt, sample, CYCLE, slot), plan.cells[target.name, suite, prompt.id].judge)
        for suite, prompt, sample in plan.owed(target, journal.held)
    ]

    def received(asked: Asked) -> None:
        journal.add(target.name, asked)
        count(progress, asked.observation)

    endpoint = gates.open(target)
    try:
        await ask_all(target, endpoint, tasks, received, now, stop, gates.of(target))
    finally:
        await endpoint.aclose()
