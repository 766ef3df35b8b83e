"""How long judging takes is measured around the judge alone, once for each answer."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import pytest

from canary.core.model import Message, Prompt, Suite, Target, ValidatorSpec
from canary.cycle import CyclePlan, LiveSuite, LiveTarget, begin, collect
from canary.providers import open_endpoint
from canary.storage.cycles import CycleKey
from canary.storage.engine import Database
from canary.storage.writer import Writer

SLOT = datetime(2026, 3, 1, 12, tzinfo=UTC)
CHECKED = (ValidatorSpec("nonempty"),)
SUITE = Suite("s", tuple(Prompt(f"p{n}", (Message("user", "?"),), validators=CHECKED) for n in range(4)))


class Ticks:
    """A counter of which every look at it is a quarter of a second later."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        self.now += 0.25
        return self.now


@pytest.mark.parametrize(("failing", "judged"), [(0.0, 4), (1.0, 0)])
async def test_only_the_judging_of_answers_is_timed(sqlite_url: str, failing: float, judged: int) -> None:
    target = Target("t", "scripted", "m", options={"script": {"fail": "timeout", "share": failing}})
    live = LiveTarget(target, open_endpoint(target), asyncio.Semaphore(4))
    seconds: list[float] = []
    plan = CyclePlan(
        CycleKey("t", "s", SLOT, "here"),
        live,
        LiveSuite.of(SUITE),
        judged=seconds.append,
        perf_counter=Ticks(),
    )
    with Database(sqlite_url) as database:
        async with Writer(database) as writer:
            await collect(plan, await begin(plan, database, lambda: SLOT), writer, lambda: SLOT)
    assert seconds == [0.25] * judged
