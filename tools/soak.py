"""`make soak`: a real daemon on a real Postgres, hour after compressed hour, while both are killed at random.

Every reply of the models carries a number of its own, and the server that gives them keeps a journal of those it has
sent out whole. At the end three books must agree: what the schedule owed, what the models said, what is stored. A reply
that is not stored must have been in flight, or younger than the second it may take to become durable, when the daemon
was killed. Memory and open files of the daemon are taken every second. Exit code 1 if anything does not hold.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import random
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

import numpy as np
import sqlalchemy as sa

from canary.storage.engine import open_engine
from support import postgres
from support.process import Daemon, daemon
from support.servers import Received, chat_completion, response, serve

TARGETS, SUITES, PROMPTS, SAMPLES = 3, 2, 5, 2
EVERY = 4  # seconds between two slots
DURABLE_AFTER = 1.0  # seconds: a reply this old is stored or on disk, whatever happens then
SLACK = 1.0  # seconds between a reply's last byte here and its arrival there, on a busy machine
GROWTH = 20.0  # MB an hour that count as a leak, where the noise is below it
LONG_ENOUGH = 600.0  # seconds of one life, to judge its growth
SETTLE = 60.0  # seconds that are given to everything that is still owed at the end


@dataclass
class Life:
    """One daemon process: its memory (MB) and open files, a pair each second, by its age in seconds."""

    memory: list[tuple[float, float]] = field(default_factory=list)
    files: list[tuple[float, int]] = field(default_factory=list)


@dataclass
class Story:
    """What was done to the system, and what was seen of it."""

    kills: list[float] = field(default_factory=list)  # of the daemon, when
    database_kills: int = 0
    lives: list[Life] = field(default_factory=list)
    ends: list[str] = field(default_factory=list)  # last words of daemons that ended by themselves
    complaints: list[str] = field(default_factory=list)


class Models:
    """Answers ``number 17`` once and never again; ``sent`` tells when each had left, by the monotonic clock."""

    def __init__(self) -> None:
        self.said = 0
        self.sent: dict[int, float] = {}

    async def __call__(self, asked: Received, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(0.05)
        self.said += 1
        number = self.said
        writer.write(response(chat_completion(f"number {number}", model=asked.json["model"])))
        with contextlib.suppress(ConnectionError):  # whoever asked is dead: it was not received
            await writer.drain()
            self.sent[number] = time.monotonic()


def write_config(folder: Path, database: str, url: str) -> Path:
    (folder / "canaries").mkdir()
    for suite in range(SUITES):
        prompts = [
            {
                "id": f"p{number}",
                "messages": [{"role": "user", "content": f"Say number {number} of {suite}."}],
                "validate": ["nonempty", {"regex": "number"}],
            }
            for number in range(PROMPTS)
        ]
        text = json.dumps({"suite": f"s{suite}", "prompts": prompts})
        (folder / "canaries" / f"s{suite}.yaml").write_text(text)
    target = {
        "provider": "openai",
        "model": "soak",
        "base_url": f"{url}/v1",
        "api_key": "${CANARY_TEST_KEY}",
        "samples": SAMPLES,
        "limits": {"concurrency": 4, "timeout": "5s"},
    }
    config = {
        "database": database,
        "listen": f"127.0.0.1:{postgres.free_port()}",
        "schedule": {"every": f"{EVERY}s", "jitter": "1s"},
        "vantage": "soak",
        "state_dir": str(folder),
        "baseline": {"cycles": 24, "over": "0s"},
        "targets": [{**target, "name": f"t{number}"} for number in range(TARGETS)],
    }
    path = folder / "canary.yaml"
    path.write_text(json.dumps(config, indent=1))
    return path


# --- what is done to it --------------------------------------------------------------------------


async def torment(
    config: Path, database: postgres.Server, seconds: float, kills: int, rng: random.Random
) -> Story:
    """The first half kills the database alone, so that one process lives long enough to show a leak; then both die."""
    story = Story()
    dying = asyncio.create_task(_database_dies(database, story, seconds, kills, rng))
    await _live(config, story, seconds / 2)
    for _ in range(kills):
        await _live(config, story, rng.uniform(0.5, 1.5) * seconds / 2 / kills, killed=True)
    await dying
    return story


async def _live(config: Path, story: Story, seconds: float, *, killed: bool = False) -> None:
    """A daemon for so long; one that ends by itself is started again a second later, as a service manager would."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        async with _watched(config, story) as running:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(until - time.monotonic()):
                    await running.process.wait()
            if running.process.returncode is not None:
                story.ends.append(running.log.strip().rpartition("\n")[2])
                await asyncio.sleep(1)
            elif killed:
                story.kills.append(time.monotonic())
                await running.kill()


async def _database_dies(
    database: postgres.Server, story: Story, seconds: float, kills: int, rng: random.Random
) -> None:
    for _ in range(kills):
        await asyncio.sleep(rng.uniform(0.5, 1.0) * seconds / kills)
        await asyncio.to_thread(database.kill)
        story.database_kills += 1
        await asyncio.sleep(rng.uniform(0.0, 0.3) * seconds / kills)
        await asyncio.to_thread(database.start)


@contextlib.asynccontextmanager
async def _watched(config: Path, story: Story) -> AsyncIterator[Daemon]:
    """A daemon, and its memory and files taken each second while it lives."""
    life = Life()
    story.lives.append(life)
    async with daemon(config) as running:
        watching = asyncio.create_task(_take(running.process.pid, life))
        try:
            yield running
        finally:
            watching.cancel()
            await asyncio.gather(watching, return_exceptions=True)
            if running.process.returncode is None:
                await running.terminate()
            story.complaints += [line for line in running.log.splitlines() if "please report" in line]


async def _take(pid: int, life: Life) -> None:
    began = time.monotonic()
    while True:
        with contextlib.suppress(OSError, IndexError, ValueError):
            age = time.monotonic() - began
            life.memory.append((age, _megabytes(pid)))
            life.files.append((age, len(os.listdir(f"/proc/{pid}/fd"))))
        await asyncio.sleep(1)


def _megabytes(pid: int) -> float:
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


async def settle(config: Path, engine: sa.Engine, story: Story) -> None:
    """One last daemon, undisturbed, until nothing is owed: then it is told to stop."""
    async with _watched(config, story):
        until = time.monotonic() + SETTLE
        while time.monotonic() < until:
            await asyncio.sleep(1)
            if not await asyncio.to_thread(_running, engine):
                break


def _running(engine: sa.Engine) -> int:
    with engine.connect() as connection:
        query = "SELECT count(*) FROM cycle WHERE state = 'running' AND slot < now() - interval '8 seconds'"
        return int(connection.execute(sa.text(query)).scalar_one())


# --- the books -----------------------------------------------------------------------------------


def problems(engine: sa.Engine, models: Models, story: Story) -> Iterator[str]:
    """Where the books do not agree."""
    with engine.connect() as connection:
        cycles = connection.execute(
            sa.text("SELECT id, target, suite, slot, state, expected, note FROM cycle ORDER BY slot")
        ).all()
        rows = connection.execute(
            sa.text(
                "SELECT o.cycle_id, o.prompt, o.sample, o.failure, t.text FROM observation o "
                "LEFT JOIN output t ON t.hash = o.output_hash"
            )
        ).all()
        judged = connection.execute(sa.text("SELECT target, suite, cycles FROM detector_state")).all()
    yield from _cycle_problems(cycles, rows)
    yield from _judged_problems(cycles, judged)
    yield from _reply_problems(rows, models, story)
    yield from (f"a defect in the log: {line}" for line in story.complaints)


def _cycle_problems(cycles: Sequence[Any], rows: Sequence[Any]) -> Iterator[str]:
    stored = Counter(row.cycle_id for row in rows if row.sample < SAMPLES)
    for each in cycles:
        name = f"{each.target} x {each.suite} at {each.slot:%H:%M:%S}"
        if each.state == "running":
            yield f"{name} was never finished"
        elif each.state == "done" and not each.note and stored[each.id] != each.expected:
            yield f"{name}: {stored[each.id]} of {each.expected} observations stored"
    twice = [key for key, n in Counter((r.cycle_id, r.prompt, r.sample) for r in rows).items() if n > 1]
    yield from (f"stored twice: {key}" for key in twice)


def _judged_problems(cycles: Sequence[Any], judged: Sequence[Any]) -> Iterator[str]:
    done = Counter((each.target, each.suite) for each in cycles if each.state == "done")
    passed = Counter((each.target, each.suite) for each in cycles if each.note and "late" in each.note)
    for row in judged:
        pair = (row.target, row.suite)
        if row.cycles != done[pair] - passed[pair]:
            yield f"{row.target} x {row.suite}: {row.cycles} cycles judged, {done[pair]} done, {passed[pair]} late"


def _reply_problems(rows: Sequence[Any], models: Models, story: Story) -> Iterator[str]:
    stored = Counter(int(row.text.split()[1]) for row in rows if row.text)
    yield from (f"reply {number} is stored {n} times" for number, n in stored.items() if n > 1)
    lost = [number for number in models.sent if number not in stored]
    window = DURABLE_AFTER + SLACK
    for number in lost:
        sent = models.sent[number]
        if not any(sent <= kill + SLACK and kill - sent <= window for kill in story.kills):
            yield f"reply {number} was received and is not stored, and nobody was killed within {window:g} s of it"


# --- what is told --------------------------------------------------------------------------------


def slope(life: Life) -> tuple[float, float, float]:
    """MB an hour by least squares after the first five minutes (or third) of a life, its standard error, the last value.

    Until then caches fill: statements of the database, the detectors' baselines, the allocator's own arenas.
    """
    first = min(300.0, life.memory[-1][0] / 3)
    taken = [(age, mb) for age, mb in life.memory if age >= first]
    ages, sizes = np.array(taken).T
    centred = ages - ages.mean()
    rate = float((centred * sizes).sum() / (centred**2).sum())
    left = sizes - sizes.mean() - rate * centred
    # Neighbouring seconds say the same: the error is of blocks of a minute, not of seconds.
    blocks = max(2, int((ages[-1] - ages[0]) / 60))
    error = float(np.sqrt((left**2).mean() / (centred**2).mean() / blocks))
    return rate * 3600, error * 3600, float(sizes[-1])


def tell(engine: sa.Engine, models: Models, story: Story) -> int:
    longest = max(story.lives, key=lambda life: len(life.memory))
    rate, error, last = slope(longest)
    files = [count for age, count in longest.files if age > 10]
    with engine.connect() as connection:
        cycles, stored = connection.execute(
            sa.text("SELECT (SELECT count(*) FROM cycle), (SELECT count(*) FROM observation)")
        ).one()
    lost = len(models.sent) - stored
    print(f"daemon killed {len(story.kills)} times, Postgres {story.database_kills} times")
    for words, times in Counter(story.ends).items():
        print(f"ended by itself {times} times, saying: {words[:200]}")
    print(f"{cycles:,} cycles, {stored:,} observations stored, {len(models.sent):,} replies sent out whole")
    print(f"{max(0, lost)} replies were lost with a killed daemon before they were a second old")
    print(
        f"memory {last:.0f} MB, slope {rate:+.1f} +- {2 * error:.1f} MB an hour over {longest.memory[-1][0]:.0f} s"
    )
    early, late = statistics.median(files[:10]), statistics.median(files[-10:])
    print(f"open files {min(files)} to {max(files)}, at first {early:g}, at last {late:g}")
    found = list(problems(engine, models, story))
    if longest.memory[-1][0] < LONG_ENOUGH:
        print(f"a life of less than {LONG_ENOUGH:g} s is too short to tell growth from warming up")
    elif rate - 2 * error > GROWTH:
        found.append(f"memory grows by {rate:.1f} MB an hour")
    if late > early + 5:
        found.append("open files grow")
    for problem in found[:30]:
        print(f"PROBLEM: {problem}")
    print("all books agree" if not found else f"{len(found)} problems")
    return 1 if found else 0


async def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=30.0)
    parser.add_argument("--kills", type=int, default=50, help="of the daemon, and of Postgres")
    parser.add_argument("--seed", type=int, default=None)
    args = parser.parse_args()
    seed = args.seed if args.seed is not None else random.SystemRandom().randrange(10**6)
    print(f"seed {seed}: {args.minutes:g} minutes, {args.kills} kills each", flush=True)
    models = Models()
    with tempfile.TemporaryDirectory() as name, postgres.server(durable=True) as database:
        async with serve(models) as server:
            config = write_config(Path(name), database.url, server.url)
            story = await torment(config, database, args.minutes * 60, args.kills, random.Random(seed))
            engine = open_engine(database.url)
            await settle(config, engine, story)
        try:
            return tell(engine, models, story)
        finally:
            engine.dispose()


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
