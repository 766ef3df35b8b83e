"""The clock is set while a daemon runs, or the laptop sleeps: no slot twice, none lost for longer than it must be."""

from __future__ import annotations

import asyncio
import os
import signal
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from canary.app import App, utc_now
from canary.core.message import Notice
from canary.core.model import Severity
from canary.slots import Cycles
from canary.storage import incidents
from canary.storage.engine import Database
from canary.storage.tables import cycle, detector_state, observation
from support.process import Daemon, daemon, environment, write_config
from support.servers import llm_server
from support.world import HOUR, START, World

MINUTE = timedelta(minutes=1)
FAKETIME = next(
    (str(path) for path in Path("/usr/lib").glob("*/faketime/libfaketime.so.1")),
    "libfaketime is not installed",
)
needs_faketime = pytest.mark.skipif(
    not os.path.exists(FAKETIME), reason="no libfaketime: apt-get install faketime"
)


def rows(database: Database, *columns: sa.Column[Any]) -> list[Any]:
    return list(database.read(lambda c: c.execute(sa.select(*columns)).all()))


def slots(database: Database) -> list[float]:
    """The hours since START of every slot that is done, in the order in which they were begun."""
    query = sa.select(cycle.c.slot).where(cycle.c.state == "done").order_by(cycle.c.id)
    found = database.read(lambda c: c.execute(query).scalars().all())
    return [(slot - START) / HOUR for slot in found]


def judged(database: Database) -> int:
    return sum(row.cycles for row in rows(database, detector_state.c.cycles))


# --- with a clock of our own -------------------------------------------------------------------------


@pytest.fixture
def world(tmp_path: Path, sqlite_url: str) -> World:
    return World(tmp_path, sqlite_url)


@pytest.fixture
def database(sqlite_url: str) -> Any:
    with Database(sqlite_url) as opened:
        yield opened


async def pass_through(world: World, app: App, *hours: float) -> None:
    """The clock on the wall shows these hours, one after the other, and each time somebody asks what is due."""
    running = Cycles(app)
    await running.take_over()
    ((target, suite),) = app.pairs()
    for hour in hours:
        world.clock.at = START + hour * HOUR
        await running.due(target, suite)
        assert not running.overdue()


async def test_an_hour_lived_twice_is_asked_once(world: World, database: Database) -> None:
    async with world.app() as app:
        await pass_through(world, app, 0, 1, 2.1, 1.1, 1.9, 2.0, 2.5, 3.0, 4.0)
    assert slots(database) == [0, 1, 2, 3, 4]
    assert judged(database) == 5


async def test_slots_that_a_clock_which_ran_ahead_had_passed_over_come_in_their_time_and_are_judged(
    world: World, database: Database
) -> None:
    async with world.app() as app:
        await pass_through(world, app, 0, 5.1, 0.3, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0)
    assert slots(database) == [0, 5, 1, 2, 3, 4, 6]
    assert judged(database) == 7


async def test_a_year_ahead_and_back_blinds_nobody(world: World, database: Database) -> None:
    year = 365 * 24
    async with world.app() as app:
        await pass_through(world, app, 0, year, 0.5, 1.0, 2.0)
    assert slots(database) == [0, year, 1, 2]
    assert judged(database) == 4


async def test_a_restart_after_the_jump_changes_nothing(world: World, database: Database) -> None:
    async with world.app() as app:
        await pass_through(world, app, 0, 5.1)
    async with world.app() as app:
        await pass_through(world, app, 0.3, 1.0, 5.0, 6.0)
    assert slots(database) == [0, 5, 1, 6]
    assert judged(database) == 4


# --- with a real process whose clock is another ------------------------------------------------------


def numbered(asked: dict[str, Any]) -> str:
    return f"number {asked['messages'][-1]['content'].split()[-1]}"


class Wall:
    """The clock on the wall of one process, as far off as the file says."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "offset"
        self.set(timedelta(0))

    def set(self, ahead: timedelta) -> None:
        fresh = self.file.with_suffix(".new")
        fresh.write_text(f"{ahead.total_seconds():+.0f}\n")
        fresh.replace(self.file)

    def environment(self) -> dict[str, str]:
        return environment(
            LD_PRELOAD=FAKETIME,
            FAKETIME_TIMESTAMP_FILE=str(self.file),
            FAKETIME_CACHE_DURATION="1",  # seconds between two looks at the file
            FAKETIME_DONT_FAKE_MONOTONIC="1",
            DONT_FAKE_MONOTONIC="1",
            NO_FAKE_STAT="1",
        )


def newest(database: Database) -> datetime | None:
    """The slot of the cycle that was begun last."""
    query = sa.select(cycle.c.slot).order_by(cycle.c.id.desc()).limit(1)
    found: datetime | None = database.read(lambda c: c.execute(query).scalar())
    return found


async def until(condition: Callable[[], bool], running: Daemon) -> None:
    try:
        async with asyncio.timeout(40):
            while not condition():
                await asyncio.sleep(0.05)
    except TimeoutError:
        raise AssertionError(running.log) from None


def each_slot_once(database: Database) -> None:
    found = rows(database, observation.c.slot_at, observation.c.prompt, observation.c.sample)
    assert not [key for key, count in Counter(found).items() if count > 1]


@needs_faketime
async def test_an_hour_back_and_two_forward_and_the_daemon_goes_on(tmp_path: Path, sqlite_url: str) -> None:
    """Cycles, notifications and health follow at once, and nothing is asked twice."""
    wall = Wall(tmp_path)
    async with llm_server(numbered) as server:
        config = write_config(tmp_path, sqlite_url, server.url, every="4s")
        with Database(sqlite_url) as database:
            async with daemon(config, wall.environment()) as running:
                await running.until("cycle done", times=2, seconds=60)
                owe(database, "before")
                await running.until("before the clock was set", seconds=60)
                for times, ahead in enumerate((-HOUR, HOUR), start=1):
                    wall.set(ahead)
                    near = utc_now() + ahead
                    await until(lambda near=near: abs(newest(database) - near) < 10 * MINUTE, running)  # type: ignore[misc]
                    done = running.log.count("cycle done")
                    await running.until("cycle done", times=done + 2, seconds=60)
                    owe(database, f"after jump {times}")
                    await running.until(f"after jump {times} the clock was set", seconds=60)
                await running.kill()  # SIGTERM may deadlock within libfaketime
            assert "failed" not in running.log
            assert judged(database) == len(slots(database))
            each_slot_once(database)


def owe(database: Database, when: str) -> None:
    """A notification, as another process owes it whose clock is right."""
    notice = Notice(when, f"{when} the clock was set", "s", Severity.WARNING, reason="first_seen")
    database.call(incidents.owe, {"log": notice.to_plain()}, dedupe=when, now=utc_now())


async def test_a_daemon_that_was_stopped_for_longer_than_its_slots_goes_on_with_the_newest(
    tmp_path: Path, sqlite_url: str
) -> None:
    """A laptop that sleeps: what was in flight comes in or is asked again, what was missed is one cycle."""
    async with llm_server(numbered, delay=0.2) as server:
        config = write_config(tmp_path, sqlite_url, server.url, every="2s")
        with Database(sqlite_url) as database:
            async with daemon(config) as running:
                await running.until("cycle done")
                running.send(signal.SIGSTOP)
                asleep = utc_now()
                before = newest(database)
                await asyncio.sleep(7)
                running.send(signal.SIGCONT)
                await until(lambda: (newest(database) or asleep) >= asleep + timedelta(seconds=6), running)
                done = running.log.count("cycle done")
                await running.until("cycle done", times=done + 2)
                assert await running.terminate() == 0
            assert "failed" not in running.log
            woken = asleep + timedelta(seconds=6)
            missed = [r.slot for r in rows(database, cycle.c.slot) if before and before < r.slot < woken]
            assert len(missed) <= 2
            assert judged(database) == len(slots(database))
            each_slot_once(database)
