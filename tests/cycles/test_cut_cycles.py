"""A cycle that cannot finish before its next slot: cut, judged as it is, and said so."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from canary.app import App, CycleOutcome
from canary.core.cut import AT_NEXT_SLOT, cut_of
from canary.core.model import Suite, Target
from canary.cycle import Progress
from canary.service import _status_row
from canary.storage import cycles, queries, tables
from canary.storage.engine import open_engine
from canary.web.page import render_page
from support.process import canary, daemon, write_config
from support.servers import llm_server
from support.world import HOUR, START, World, reasons

PATIENCE = 60  # seconds for what takes one


@pytest.fixture
def world(tmp_path: Path, sqlite_url: str) -> World:
    world = World(tmp_path, sqlite_url)
    world.config["schedule"] = {"every": "1h", "jitter": "0s"}
    return world


def asks(world: World, url: str, **more: Any) -> None:
    world.target = {
        "name": "model",
        "provider": "openai",
        "model": "m",
        "base_url": f"{url}/v1",
        "samples": 3,
        **more,
    }


class Slow:
    """A model each of whose answers takes so many minutes of the world's clock."""

    def __init__(self, world: World, minutes: float) -> None:
        self.world, self.minutes = world, minutes
        self.asked: list[str] = []

    def __call__(self, asked: dict[str, Any]) -> str:
        self.asked.append(asked["messages"][-1]["content"])
        self.world.clock.at += timedelta(minutes=self.minutes)
        return "Paris"


async def test_it_stops_in_time_for_its_next_slot_and_says_how_far_it_came(world: World) -> None:
    slow = Slow(world, minutes=5)
    async with llm_server(slow) as server:
        asks(world, server.url, limits={"concurrency": 1})
        async with world.app() as app:
            ((target, suite),) = app.pairs()
            outcome = await app.run_cycle(target, suite, START)
            assert world.clock.at - START == timedelta(minutes=60)  # the last one was asked at 55, in time
            await later(world, app)
    settled = outcome.settled
    assert settled is not None
    assert (settled.answered, settled.unmeasured, len(slow.asked)) == (12, 0, 12 + 18)
    assert cut_of(settled.note) == (
        "cut at its next slot: 12 of 18 samples asked; "
        "ask fewer samples, allow more limits.concurrency, or take a longer schedule"
    )
    assert sorted(slow.asked[:6]) == sorted(slow.asked[6:12]) == sorted(set(slow.asked))  # whole rounds


async def later(world: World, app: App) -> None:
    """The next slot, in which the model is fast again: asked in full, and nothing is wrong."""
    ((target, suite),) = app.pairs()
    world.clock.at = START + HOUR
    outcome = await app.run_cycle(target, suite, START + HOUR, origin=cycles.MANUAL)
    assert outcome.settled is not None
    assert (outcome.settled.answered, cut_of(outcome.settled.note)) == (18, None)
    assert reasons([outcome]) == []


async def test_it_is_stored_as_done_with_its_note_and_never_taken_up_again(world: World) -> None:
    async with llm_server(Slow(world, minutes=20)) as server:
        asks(world, server.url, limits={"concurrency": 1})
        async with world.app() as app:
            ((target, suite),) = app.pairs()
            await app.run_cycle(target, suite, START)
            asked = len(server.journal)
            again = await app.run_cycle(target, suite, START)
            assert (again.settled, len(server.journal)) == (None, asked)
            (status,) = await app.database.run(queries.status)
    assert (status.answered, status.unmeasured) == (3, 0)
    assert cut_of(status.note) == AT_NEXT_SLOT.note(3, 18)


async def test_report_status_and_the_page_show_it(world: World) -> None:
    async with llm_server(Slow(world, minutes=20)) as server:
        asks(world, server.url, limits={"concurrency": 1})
        async with world.app() as app:
            ((target, suite),) = app.pairs()
            await app.run_cycle(target, suite, START)
            page = render_page([_status_row(app, target, suite, *await app.database.run(queries.status))], {})
    assert AT_NEXT_SLOT.note(3, 18) in page
    code, said, _ = await canary("--config", world.folder / "canary.yaml", "report", "status")
    assert code == 0
    assert f"model x s: its last cycle was {AT_NEXT_SLOT.note(3, 18)}." in " ".join(said.split())


async def test_who_waits_for_a_turn_at_the_next_slot_is_not_asked(world: World) -> None:
    async with llm_server() as server:
        asks(world, server.url, limits={"requests_per_minute": 1})
        async with world.app() as app:
            ((target, suite),) = app.pairs()
            cycle = asyncio.create_task(app.run_cycle(target, suite, START))
            await asked(server.journal, 1)
            world.clock.at = START + HOUR
            async with asyncio.timeout(PATIENCE):
                outcome = await cycle
        assert len(server.journal) == 1
    assert outcome.settled is not None
    assert (outcome.settled.answered, outcome.settled.unmeasured) == (1, 0)
    assert cut_of(outcome.settled.note) == AT_NEXT_SLOT.note(1, 18)


async def test_a_cycle_none_of_whose_samples_was_asked_is_no_outage(world: World) -> None:
    async with llm_server() as server:
        limits = {"concurrency": 1, "per_key": {"requests_per_minute": 1}}
        asks(world, server.url, limits=limits)
        other = {**world.target, "name": "other"}
        world.config["targets"] = [world.target, other]
        outcomes: list[CycleOutcome] = []
        async with world.app() as app:
            (first, suite), (second, _) = app.pairs()
            for slot in (START, START + HOUR, START + 2 * HOUR):
                world.clock.at = slot
                taken = await begun(app, first, suite, slot)
                await asked(server.journal, 1)  # the key's turn for this minute
                waits = await begun(app, second, suite, slot)
                world.clock.at = slot + HOUR
                async with asyncio.timeout(PATIENCE):
                    outcomes += await asyncio.gather(taken, waits)
    settled = [outcome.settled for outcome in outcomes]
    assert [each and (each.answered, each.unmeasured) for each in settled] == [(1, 0), *[(0, 0)] * 5]
    assert cut_of(settled[-1].note if settled[-1] else None) == AT_NEXT_SLOT.note(0, 18)
    assert reasons(outcomes) == []


async def test_what_is_in_flight_at_the_next_slot_comes_in(world: World) -> None:
    async with llm_server(delay=0.5) as server:
        asks(world, server.url, limits={"concurrency": 4})
        async with world.app() as app:
            ((target, suite),) = app.pairs()
            cycle = asyncio.create_task(app.run_cycle(target, suite, START))
            await asked(server.journal, 4)
            world.clock.at = START + HOUR
            outcome = await cycle
        assert len(server.journal) == 4
    assert outcome.settled is not None
    assert outcome.settled.answered == 4


async def test_told_to_stop_it_leaves_what_waits_for_a_turn_to_whoever_resumes_it(world: World) -> None:
    async with llm_server() as server:
        asks(world, server.url, limits={"requests_per_minute": 1})
        async with world.app() as app:
            ((target, suite),) = app.pairs()
            cycle = asyncio.create_task(app.run_cycle(target, suite, START))
            await asked(server.journal, 1)
            app.stop.set()
            async with asyncio.timeout(PATIENCE / 2):
                outcome = await cycle
        assert (outcome.settled, len(server.journal)) == (None, 1)
        world.target["limits"] = {}
        async with world.app() as app:
            ((target, suite),) = app.pairs()
            resumed = await app.run_cycle(target, suite, START)
        assert len(server.journal) == 18
    assert resumed.settled is not None
    assert (resumed.settled.answered, cut_of(resumed.settled.note)) == (18, None)


async def test_one_that_is_resumed_after_its_next_slot_has_begun_asks_all_it_owes(world: World) -> None:
    async with llm_server() as server:
        asks(world, server.url)
        world.clock.at = START + HOUR + timedelta(minutes=10)
        async with world.app() as app:
            ((target, suite),) = app.pairs()
            outcome = await app.run_cycle(target, suite, START)
    assert outcome.settled is not None
    assert (outcome.settled.answered, outcome.settled.note) == (18, "learning")


async def test_one_run_by_hand_is_never_cut(world: World) -> None:
    async with llm_server(Slow(world, minutes=30)) as server:
        asks(world, server.url)
        async with world.app() as app:
            ((target, suite),) = app.pairs()
            outcome = await app.run_cycle(target, suite, START, origin=cycles.MANUAL)
    assert outcome.settled is not None
    assert (outcome.settled.answered, cut_of(outcome.settled.note)) == (18, None)


async def test_a_budget_that_is_spent_in_the_midst_of_a_cycle_ends_the_asking(world: World) -> None:
    async with llm_server() as server:
        price = {"input_per_mtok": 10_000, "output_per_mtok": 10_000}  # $0.29 an answer
        asks(world, server.url, limits={"concurrency": 1}, price=price)
        world.config["budget"] = {"usd_per_day": 1.00}
        async with world.app() as app:
            ((target, suite),) = app.pairs()
            outcome = await app.run_cycle(target, suite, START)
            asked_by_then = len(server.journal)
            refused = await app.run_cycle(target, suite, START + HOUR)
        assert asked_by_then == len(server.journal) == 4
    assert outcome.settled is not None
    assert cut_of(outcome.settled.note) == (
        "cut because the day's budget of $1.00 is spent ($1.16): 4 of 18 samples asked; "
        "midnight UTC begins another day; a higher usd_per_day pays for more"
    )
    assert refused.why_not is not None


async def test_the_daemon_cuts_what_does_not_fit_and_runs_the_slots_after_it(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'cut.db'}"
    async with llm_server(delay=0.2) as server:
        config = write_config(tmp_path, url, server.url, count=400, every="4s")
        async with daemon(config) as running:
            await running.until('"event": "cycle cut"', seconds=PATIENCE, times=2)
            await running.until('"event": "cycle done"', seconds=PATIENCE, times=2)
            assert await running.terminate() == 0
    engine = open_engine(url)
    with engine.connect() as connection:
        done = connection.execute(
            sa.select(tables.cycle).where(tables.cycle.c.state == cycles.DONE).order_by(tables.cycle.c.slot)
        ).all()
    engine.dispose()
    assert len(done) >= 2
    assert all(each.unmeasured == 0 for each in done)
    first = next(each for each in done if cut_of(each.note) is not None)
    assert 0 < first.answered < 400
    assert cut_of(first.note) == AT_NEXT_SLOT.note(first.answered, 400)


async def begun(app: App, target: Target, suite: Suite, slot: datetime) -> asyncio.Task[CycleOutcome]:
    """A cycle that is under way."""
    progress = Progress(0)
    cycle = asyncio.create_task(app.run_cycle(target, suite, slot, progress=progress))
    await until(lambda: progress.expected > 0)
    return cycle


async def asked(journal: list[Any], count: int) -> None:
    await until(lambda: len(journal) >= count)


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not true():
            await asyncio.sleep(0.01)
