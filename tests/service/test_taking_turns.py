"""Two apps on one database: each slot is asked by one, judged once and in order, and nothing is left lying."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from canary import slots
from canary.app import ELSEWHERE, INTERRUPTED, WAITS, App, CycleOutcome
from canary.core.model import Suite, Target
from canary.slots import Cycles
from canary.storage import cycles
from canary.storage.cycles import CUT, CycleKey
from canary.storage.dialect import clock
from canary.storage.engine import Database
from canary.storage.tables import cycle, detector_state, observation
from support.world import HOUR, START, World


@pytest.fixture
def world(tmp_path: Path, database_url: str) -> World:
    return World(tmp_path, database_url)


@asynccontextmanager
async def two(world: World) -> AsyncIterator[tuple[App, App]]:
    async with world.app() as first, world.app() as second:
        yield first, second


def pair(app: App) -> tuple[Target, Suite]:
    ((target, suite),) = app.pairs()
    return target, suite


async def quiet(running: Cycles) -> None:
    """Until nothing is under way any more."""
    async with asyncio.timeout(60):
        while running.tasks:
            await asyncio.gather(*running.tasks)


def begun_by_another(database: Database, app: App, hour: int) -> None:
    target, suite = pair(app)
    key = CycleKey(target.name, suite.name, START + hour * HOUR, "test")
    database.call(
        cycles.begin,
        key,
        target=target,
        suite=suite,
        origin=cycles.SCHEDULE,
        aside=False,
        now=key.slot,
        by="another",
    )


def ends(database: Database) -> None:
    """The other's lease is over."""
    over = sa.update(cycle).where(cycle.c.claimed_by == "another")
    database.call(lambda c: c.execute(over.values(claimed_until=clock(c, timedelta(seconds=-1)))))


def rows(database: Database, query: sa.Select[Any]) -> list[Any]:
    return list(database.read(lambda c: c.execute(query).all()))


def story(database: Database) -> list[tuple[int, str, str | None]]:
    """(hour, state, note) of every cycle."""
    found = rows(database, sa.select(cycle.c.slot, cycle.c.state, cycle.c.note).order_by(cycle.c.slot))
    return [((each.slot - START) // HOUR, each.state, each.note) for each in found]


def judged(database: Database) -> int:
    return sum(each.cycles for each in rows(database, sa.select(detector_state.c.cycles)))


async def test_of_two_that_run_a_slot_at_once_one_asks_and_both_know(
    world: World, database: Database
) -> None:
    async with two(world) as (first, second):
        outcomes: list[CycleOutcome] = []
        for _ in range(5):
            outcomes += await asyncio.gather(
                first.run_cycle(*pair(first), world.clock()), second.run_cycle(*pair(second), world.clock())
            )
            world.clock.at += HOUR
    done = [each for each in outcomes if each.settled is not None]
    assert len(done) == 5
    assert sum(each.progress.done for each in outcomes) == 5 * 6  # six prompts, asked by one of them
    assert judged(database) == 5
    assert len(rows(database, sa.select(observation.c.prompt))) == 5 * 6


async def test_who_is_second_asks_nothing_while_the_first_is_at_it(world: World, database: Database) -> None:
    async with world.app() as app:
        begun_by_another(database, app, 0)
        outcome = await app.run_cycle(*pair(app), world.clock())
    assert (outcome.why_not, outcome.progress.done, outcome.open) == (ELSEWHERE, 0, True)


async def test_a_dead_daemons_slot_is_finished_by_the_other_and_later_ones_wait_to_be_judged(
    world: World, database: Database
) -> None:
    async with world.app() as app:
        running = Cycles(app)
        await running.take_over()
        begun_by_another(database, app, 0)
        for _ in range(3):
            await running.due(*pair(app))
            world.clock.at += HOUR
        assert [state for _, state, _ in story(database)] == ["running"] * 3
        assert (
            len(rows(database, sa.select(observation.c.prompt))) == 2 * 6
        )  # asked in their time all the same
        await running.look()
        await quiet(running)
        assert judged(database) == 0
        ends(database)
        world.clock.at -= HOUR
        await running.look()
        await quiet(running)
    assert story(database) == [(0, "done", "learning"), (1, "done", "learning"), (2, "done", "learning")]
    assert judged(database) == 3
    assert len(rows(database, sa.select(observation.c.prompt))) == 3 * 6


async def test_a_dead_predecessor_of_the_same_folder_is_not_waited_for(
    world: World, database: Database
) -> None:
    async with world.app() as app:
        begun_by_another(database, app, 0)
        running = Cycles(app)
        await running.take_over("another")
        await quiet(running)
    assert story(database) == [(0, "done", "learning")]


async def test_what_the_other_finishes_is_no_longer_owed(world: World, database: Database) -> None:
    async with two(world) as (first, second):
        running = Cycles(second)
        await running.take_over()
        begun_by_another(database, second, 0)
        await running.due(*pair(second))
        ends(database)
        await first.run_cycle(*pair(first), START)
        await running.look()
        await quiet(running)
        labels = {"target": "model", "suite": "s"}
        shown = second.metrics.registry.get_sample_value("canary_last_cycle_timestamp_seconds", labels)
    assert story(database) == [(0, "done", "learning")]
    assert judged(database) == 1
    assert shown == START.timestamp()


async def test_who_lost_a_claim_asks_no_more_and_judges_nothing(
    world: World, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cycles, "LEASE", timedelta(seconds=0.3))
    world.target |= {"script": {"seed": 3, "latency": "200ms"}, "limits": {"concurrency": 1}}
    async with world.app() as app:
        asking = asyncio.create_task(app.run_cycle(*pair(app), world.clock()))
        async with asyncio.timeout(30):
            while not story(database):
                await asyncio.sleep(0.01)
        stolen = sa.update(cycle).values(claimed_by="another")
        database.call(lambda c: c.execute(stolen.values(claimed_until=clock(c, timedelta(minutes=1)))))
        outcome = await asyncio.wait_for(asking, 30)
        assert outcome.why_not == INTERRUPTED
        assert outcome.progress.done < 6
        assert rows(database, sa.select(cycle.c.claimed_by)) == [("another",)]
    assert judged(database) == 0


async def test_a_claim_is_prolonged_while_its_cycle_is_asked(
    world: World, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cycles, "LEASE", timedelta(seconds=1.5))
    world.target |= {"script": {"seed": 3, "latency": "2s"}, "limits": {"concurrency": 1}}
    async with world.app() as app:
        asking = asyncio.create_task(app.run_cycle(*pair(app), world.clock()))
        leases: set[Any] = set()
        async with asyncio.timeout(60):
            while len(leases) < 4:
                assert not asking.done()
                leases |= {each.claimed_until for each in rows(database, sa.select(cycle.c.claimed_until))}
                await asyncio.sleep(0.05)
        app.stop.set()
        assert (await asking).why_not == INTERRUPTED
    assert rows(database, sa.select(cycle.c.claimed_by, cycle.c.claimed_until)) == [(None, None)]


async def test_a_slot_that_waits_is_released_and_says_why(world: World, database: Database) -> None:
    async with world.app() as app:
        begun_by_another(database, app, 0)
        world.clock.at += HOUR
        outcome = await app.run_cycle(*pair(app), world.clock())
        assert (outcome.why_not, outcome.open) == (WAITS, True)
    held = sa.select(cycle.c.claimed_by).where(cycle.c.slot == START + HOUR)
    assert rows(database, held) == [(None,)]


async def test_a_manual_run_beside_the_daemon_waits_for_nobody(world: World, database: Database) -> None:
    async with world.app() as app:
        begun_by_another(database, app, 0)
        world.clock.at += timedelta(minutes=10)
        outcome = await app.run_cycle(*pair(app), world.clock(), origin=cycles.MANUAL)
    assert outcome.settled is not None


async def test_a_slot_that_nobody_came_back_for_in_time_is_closed_and_says_so(
    world: World, database: Database
) -> None:
    async with world.app() as app:
        begun_by_another(database, app, 0)
        ends(database)
        world.clock.at += 5 * HOUR
        running = Cycles(app)
        await running.take_over()
        await quiet(running)
    assert story(database) == [(0, CUT, "cut: the process died and was back too late to ask the rest")]


async def test_a_cycle_that_fails_again_and_again_is_closed_lest_the_next_wait_for_ever(
    world: World, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(slots, "FIRST_PAUSE", 0.0)
    async with world.app() as app:
        running = Cycles(app)
        await running.take_over()

        def broken(*args: object, **how: object) -> None:
            raise RuntimeError("a defect")

        with monkeypatch.context() as patched:
            patched.setattr(app._settler, "settle", broken)
            await running.due(*pair(app))
            for _ in range(slots.TRIES + 1):
                await running.look()
                await quiet(running)
        assert story(database) == [(0, CUT, "cut: it failed 3 times; the log says why")]
        world.clock.at += HOUR
        await running.due(*pair(app))
    assert story(database)[1:] == [(1, "done", "learning")]
    assert judged(database) == 1


async def test_the_first_cycles_of_a_pair_judged_at_once_by_two_are_both_counted(
    world: World, database: Database
) -> None:
    """Of a pair that has no stored state yet there is no row to lock."""
    async with two(world) as (first, second):
        outcomes = await asyncio.gather(
            *(
                app.run_cycle(*pair(app), START + timedelta(minutes=n), origin=cycles.MANUAL)
                for n in range(2)
                for app in (first, second)
            )
        )
    done = [each for each in outcomes if each.settled is not None]
    late = [note for _, _, note in story(database) if note != "learning"]
    assert len(done) == 2
    assert judged(database) == 2 - len(late)
