"""Two daemons on one Postgres, killed at random and started again, never both at once; and the books they leave.

Slots are seconds apart. Every reply of the model carries a number of its own, so that what was asked twice can be told.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from canary.storage.tables import cycle, detector_state, observation, output
from support.process import COMMAND, Daemon, daemon, write_config
from support.servers import Received, chat_completion, response

EVERY = timedelta(seconds=5)
JITTER = timedelta(seconds=3)  # over which the targets begin: at any moment some are asked
TARGETS, PROMPTS = 12, 3
ANSWER = 0.3  # seconds
LEASE = 6  # seconds, a tenth of the real one: as much shorter as the slots are
DURABLE_AFTER, SLACK = 1.0, 2.0  # seconds that a reply may take to be stored, and on its way there
PROGRAM = (
    f"from datetime import timedelta; from canary.storage import cycles; cycles.LEASE = timedelta(seconds={LEASE}); "
    + COMMAND
)


class Model:
    """Answers ``number 17`` once and never again; ``sent`` tells when each had left, by the monotonic clock."""

    def __init__(self) -> None:
        self.said = 0
        self.sent: dict[int, float] = {}

    async def __call__(self, asked: Received, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(ANSWER)
        self.said += 1
        number = self.said
        writer.write(response(chat_completion(f"number {number}", model=asked.json["model"])))
        with contextlib.suppress(ConnectionError):  # whoever asked is dead: it was not received
            await writer.drain()
            self.sent[number] = time.monotonic()


def two_configs(folder: Path, database: str, url: str) -> tuple[Path, Path]:
    """One configuration for two daemons: each has its own folder and port, and the vantage is the same."""
    target = {
        "provider": "openai",
        "model": "gpt-test",
        "base_url": f"{url}/v1",
        "api_key": "${CANARY_TEST_KEY}",
        "limits": {"concurrency": 1, "timeout": "5s"},
    }
    targets = [{**target, "name": f"model-{number}"} for number in range(TARGETS)]
    made = []
    for name in ("a", "b"):
        own = folder / name
        own.mkdir()
        schedule = {
            key: f"{span.total_seconds():.0f}s" for key, span in (("every", EVERY), ("jitter", JITTER))
        }
        more: dict[str, Any] = {"schedule": schedule, "targets": targets, "state_dir": str(own)}
        made.append(write_config(own, database, url, count=PROMPTS, **more))
    return made[0], made[1]


@dataclass
class Torment:
    """Two daemons and what was done to them. ``kills`` are instants of the monotonic clock."""

    configs: tuple[Path, Path]
    rng: random.Random
    stack: AsyncExitStack
    daemons: list[Daemon] = field(default_factory=list)
    kills: list[float] = field(default_factory=list)
    logs: list[str] = field(default_factory=list)  # of those that were killed

    async def start(self, config: Path) -> Daemon:
        running = await self.stack.enter_async_context(daemon(config, program=PROGRAM))
        await running.until('"ready"', seconds=60)
        return running

    async def kill_one(self) -> None:
        """One of the two, at some moment; the other lives. It comes back before or after its lease has run out."""
        await asyncio.sleep(self.rng.uniform(0.5, 3.0))
        victim = self.rng.randrange(2)
        self.kills.append(time.monotonic())
        await self.daemons[victim].kill()
        self.logs.append(self.daemons[victim].log)
        await asyncio.sleep(self.rng.uniform(0.0, 1.5 * LEASE))
        self.daemons[victim] = await self.start(self.configs[victim])

    async def until_nothing_is_owed(self, engine: sa.Engine, until: datetime) -> None:
        """Until every slot before *until* is finished, which both are given a lease and a minute for."""
        async with asyncio.timeout(LEASE + 60):
            while await asyncio.to_thread(_unfinished, engine, until):
                await asyncio.sleep(0.2)

    async def end(self) -> None:
        for each in self.daemons:
            assert await each.terminate() == 0, each.log
            self.logs.append(each.log)


def _unfinished(engine: sa.Engine, until: datetime) -> int:
    with engine.connect() as connection:
        query = sa.select(sa.func.count()).where(cycle.c.state == "running", cycle.c.slot < until)
        return int(connection.execute(query).scalar_one())


@contextlib.asynccontextmanager
async def torment(configs: tuple[Path, Path], seed: int) -> AsyncIterator[Torment]:
    """Both daemons at work; they are killed at the end if they still are."""
    async with AsyncExitStack() as stack:
        story = Torment(configs, random.Random(seed), stack)
        story.daemons = list(await asyncio.gather(*(story.start(config) for config in configs)))
        yield story


@dataclass(frozen=True)
class Books:
    """What is stored of the slots before ``until``, and what was said and done meanwhile."""

    cycles: list[Any]
    observations: list[Any]
    judged: dict[str, int]
    until: datetime
    story: Torment
    model: Model

    def problems(self) -> Iterator[str]:
        yield from self._slots()
        yield from self._samples()
        yield from self._judged()
        yield from self._replies()
        yield from self._defects()

    def _slots(self) -> Iterator[str]:
        """Each slot of each target once and done, from the first that anybody ran, none missed."""
        found = Counter((each.target, each.slot) for each in self.cycles)
        yield from (f"{target} has {n} cycles at {slot}" for (target, slot), n in found.items() if n > 1)
        yield from (
            f"{e.target} at {e.slot} is {e.state}: {e.note}" for e in self.cycles if e.state != "done"
        )
        for target in {each.target for each in self.cycles}:
            mine = sorted(each.slot for each in self.cycles if each.target == target)
            expected = range((mine[-1] - mine[0]) // EVERY + 1)
            missed = {mine[0] + n * EVERY for n in expected} - set(mine)
            yield from (f"{target} missed its slot at {slot}" for slot in sorted(missed))

    def _samples(self) -> Iterator[str]:
        """All of them, but for the few cycles that a busy machine did not get done before their next slot."""
        cut = sum(map(_was_cut, self.cycles))
        if cut > len(self.cycles) / 10:
            yield f"{cut} of {len(self.cycles)} cycles were cut"
        stored = Counter(each.cycle_id for each in self.observations)
        for each in self.cycles:
            if stored[each.id] != PROMPTS and not _was_cut(each):
                yield f"{each.target} at {each.slot}: {stored[each.id]} of {PROMPTS} samples stored"

    def _judged(self) -> Iterator[str]:
        done = Counter(each.target for each in self.cycles)
        yield from (
            f"{target}: {done[target]} cycles done, {self.judged.get(target)} judged"
            for target in done
            if self.judged.get(target) != done[target]
        )

    def asked_twice(self) -> list[int]:
        """Numbers of replies that were sent out and are stored nowhere: somebody else had to ask again."""
        stored = {int(each.text.split()[1]) for each in self.observations if each.text}
        return [number for number in self.model.sent if number not in stored]

    def _replies(self) -> Iterator[str]:
        """What was asked twice was in flight or fresh when a daemon was killed."""
        for number in self.asked_twice():
            sent = self.model.sent[number]
            near = (kill - sent for kill in self.story.kills)
            if not any(-SLACK <= age <= DURABLE_AFTER + SLACK for age in near):
                yield f"reply {number} is not stored, and nobody was killed just after it"

    def _defects(self) -> Iterator[str]:
        for log in self.story.logs:
            yield from (
                line for line in log.splitlines() if "please report" in line or "cycle failed" in line
            )


def _was_cut(each: Any) -> bool:
    return (each.note or "").startswith("cut at its next slot")


def read(engine: sa.Engine, until: datetime, story: Torment, model: Model) -> Books:
    """Take stock once both daemons have ended."""
    text = output.c.text
    said = observation.outerjoin(output, output.c.hash == observation.c.output_hash)
    with engine.connect() as connection:
        made = connection.execute(sa.select(cycle).where(cycle.c.state != "running")).all()
        left = connection.execute(
            sa.select(cycle).where(cycle.c.state == "running", cycle.c.slot < until)
        ).all()
        rows = connection.execute(
            sa.select(observation.c.cycle_id, observation.c.prompt, observation.c.sample, text).select_from(
                said
            )
        ).all()
        states = connection.execute(sa.select(detector_state.c.target, detector_state.c.cycles)).all()
    return Books([*made, *left], list(rows), {r.target: r.cycles for r in states}, until, story, model)
