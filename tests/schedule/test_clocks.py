"""A clock that is set back, or forward: no job waits for it, and no slot is lost to it for longer than it must."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from canary import schedule
from canary.schedule import Scheduler

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
HOUR, MINUTE, SECOND = timedelta(hours=1), timedelta(minutes=1), timedelta(seconds=1)


@dataclass(frozen=True)
class Table:
    every: timedelta | None = None
    cron: str | None = None
    jitter: timedelta = timedelta(0)


TABLES = pytest.mark.parametrize("table", [Table(every=HOUR), Table(cron="0 * * * *")], ids=["every", "cron"])


class Clock:
    """Stands still until it is set."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at


class Calls:
    """Counts the calls of a job."""

    def __init__(self) -> None:
        self.count = 0

    async def __call__(self) -> None:
        self.count += 1

    async def reach(self, count: int) -> None:
        async with asyncio.timeout(30):
            while self.count < count:
                await asyncio.sleep(0.01)


@pytest.fixture(autouse=True)
def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """A look at the clock each hundredth of a second: nothing here waits for a second."""
    monkeypatch.setattr(schedule, "LOOK_AT_CLOCK", 0.01)


@asynccontextmanager
async def started(
    clock: Clock, table: Table | None, work: Callable[[], Awaitable[None]]
) -> AsyncIterator[Calls]:
    """A scheduler with that job, and a second one whose calls tell that the clock was looked at."""
    looks = Calls()
    scheduler = Scheduler(clock)
    if table is not None:
        scheduler.add_cycles("a x b", table, work)
    scheduler.add_every("looks", 0.02, looks)
    scheduler.start()
    try:
        yield looks
    finally:
        scheduler.stop()


async def look(looks: Calls) -> None:
    await looks.reach(looks.count + 3)


@TABLES
async def test_a_slot_rings_once_when_its_time_comes(table: Table) -> None:
    clock, calls = Clock(NOON - SECOND), Calls()
    async with started(clock, table, calls) as looks:
        await look(looks)
        assert calls.count == 0
        clock.at = NOON
        await calls.reach(1)
        await look(looks)
        clock.at += HOUR - SECOND
        await look(looks)
        assert calls.count == 1
        clock.at += SECOND
        await calls.reach(2)


@TABLES
async def test_after_a_jump_forward_the_slots_between_are_one_call(table: Table) -> None:
    clock, calls = Clock(NOON + MINUTE), Calls()
    async with started(clock, table, calls) as looks:
        clock.at += 5 * HOUR
        await calls.reach(1)
        await look(looks)
        assert calls.count == 1


@TABLES
async def test_after_a_jump_back_the_next_slot_by_the_new_clock_rings(table: Table) -> None:
    clock, calls = Clock(NOON + 30 * MINUTE), Calls()
    async with started(clock, table, calls) as looks:
        clock.at -= 5 * HOUR
        await look(looks)
        assert calls.count == 0
        clock.at += 30 * MINUTE
        await calls.reach(1)


async def test_a_place_in_the_jitter_is_kept_over_a_jump(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schedule, "stagger", lambda name, jitter: 4 * MINUTE)
    clock, calls = Clock(NOON), Calls()
    async with started(clock, Table(cron="0 * * * *", jitter=5 * MINUTE), calls) as looks:
        clock.at -= HOUR
        await look(looks)
        clock.at += 4 * MINUTE - SECOND
        await look(looks)
        assert calls.count == 0
        clock.at += SECOND
        await calls.reach(1)


async def test_what_comes_every_two_seconds_comes_on_whatever_the_clock_does() -> None:
    clock = Clock(NOON)
    async with started(clock, None, Calls()) as looks:
        for jump in (-HOUR, HOUR, -24 * HOUR):
            clock.at += jump
            await look(looks)


async def test_a_job_that_fails_is_called_again() -> None:
    calls = Calls()

    async def fails() -> None:
        await calls()
        raise RuntimeError("a defect")

    scheduler = Scheduler(Clock(NOON))
    scheduler.add_every("fails", 0.01, fails)
    scheduler.start()
    await calls.reach(3)
    scheduler.stop()
