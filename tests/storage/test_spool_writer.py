"""The writer when the database does not take what it is given: on disk at once, in the database when it is back."""

from __future__ import annotations

import asyncio
import contextlib
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from structlog.testing import capture_logs

from canary.core.model import Answer, Message, Observation, Prompt, Suite, Target
from canary.storage import cycles, tables
from canary.storage.cycles import CycleKey
from canary.storage.engine import Database, is_away
from canary.storage.observations import Stored
from canary.storage.spool import Spool
from canary.storage.writer import Writer

SLOT = datetime(2026, 3, 1, 12, tzinfo=UTC)
SUITE = Suite("s", (Prompt("p", (Message("user", "?"),)),))
TARGET = Target("t", "openai", "m")

HOLDS = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None, timeout=30)
connection.execute("BEGIN IMMEDIATE")
print("locked", flush=True)
sys.stdin.readline()
"""


@contextlib.contextmanager
def locked(database: Database) -> Iterator[None]:
    """Another process that holds SQLite's write lock meanwhile."""
    assert database.engine.url.database is not None
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDS, database.engine.url.database],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == "locked\n"
        yield
    finally:
        process.communicate("\n", timeout=60)


@pytest.fixture
def sqlite(sqlite_url: str) -> Iterator[Database]:
    """A database that gives up on a lock after a moment."""
    with Database(f"{sqlite_url}?timeout=0.2") as database:
        yield database


def spool(folder: Path, database: Database, **more: int) -> Spool:
    return Spool(folder / "spool", database.fingerprint, database.shown, **more)


def files(folder: Path) -> list[Path]:
    return sorted((folder / "spool").glob("*"))


def begin(database: Database, slot: datetime = SLOT) -> int:
    key = CycleKey("t", "s", slot, "here")
    return database.call(
        cycles.begin, key, target=TARGET, suite=SUITE, origin=cycles.SCHEDULE, aside=False, now=slot
    ).id


def item(cycle_id: int, number: int, slot: datetime = SLOT) -> Stored:
    return Stored(cycle_id, slot, Observation("p", number, slot, Answer("abc")), None, None)


def stored(database: Database) -> list[int]:
    """The sample numbers in the database, each as often as it is there."""
    column = tables.observation.c.sample
    return database.read(lambda c: sorted(c.execute(sa.select(column)).scalars()))


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(60):
        while not condition():
            await asyncio.sleep(0.02)


@contextlib.asynccontextmanager
async def killed(database: Database, waits: Spool) -> AsyncIterator[Writer]:
    """A writer whose process dies at the end: it finishes nothing, and its locks are let go."""
    writer = await Writer(database, waits).__aenter__()
    yield writer
    for task in writer._tasks:
        task.cancel()
    await asyncio.gather(*writer._tasks, return_exceptions=True)
    waits.close()


async def test_what_a_locked_sqlite_does_not_take_is_on_disk_and_later_in_the_database(
    tmp_path: Path, sqlite: Database
) -> None:
    cycle = begin(sqlite)
    heard: list[int] = []
    with capture_logs() as told:
        async with Writer(sqlite, spool(tmp_path, sqlite), heard.append) as writer:
            with locked(sqlite):
                for number in range(40):
                    await writer.put(item(cycle, number))
                await until(lambda: sum(f.read_bytes().count(b"\x1e") for f in files(tmp_path)) == 40)
                assert writer.waiting == 40
                assert stored(sqlite) == []
            await writer.flush()
            assert stored(sqlite) == list(range(40))
            await until(lambda: "the spool is replayed" in [each["event"] for each in told])
            assert files(tmp_path) == []
            assert heard[-1] == 0
            assert max(heard) == 40
            await writer.put(item(cycle, 40))
            await writer.flush()
            assert files(tmp_path) == []
    assert stored(sqlite) == list(range(41))
    events = [each["event"] for each in told]
    assert events == ["the database is away: replies go to the spool", "the spool is replayed"]
    assert told[1]["observations"] == 40


async def test_a_database_that_is_only_slow_costs_a_look_at_the_disk_and_no_word(
    tmp_path: Path, sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("canary.storage.writer.LATE", 600.0)
    with Database(f"{sqlite_url}?timeout=600") as database, capture_logs() as told:
        cycle = begin(database)
        async with Writer(database, spool(tmp_path, database)) as writer:
            with locked(database):
                await writer.put(item(cycle, 0))
                await until(lambda: files(tmp_path) != [])
                await writer.put(item(cycle, 1))
            await writer.flush()
        assert stored(database) == [0, 1]
    assert told == []


async def test_who_is_told_to_stop_does_not_wait_for_a_database_that_is_away(
    tmp_path: Path, sqlite: Database
) -> None:
    cycle, stop = begin(sqlite), asyncio.Event()
    async with Writer(sqlite, spool(tmp_path, sqlite)) as writer:
        await writer.put(item(cycle, 0))
        assert await writer.flush(stop)
        with locked(sqlite):
            await writer.put(item(cycle, 1))
            await until(lambda: files(tmp_path) != [])
            waits = asyncio.create_task(writer.flush(stop))
            stop.set()
            assert not await waits
        assert await writer.flush()
    assert stored(sqlite) == [0, 1]


async def test_at_the_end_what_is_in_memory_goes_to_disk_and_the_next_start_stores_it(
    tmp_path: Path, sqlite: Database
) -> None:
    cycle = begin(sqlite)
    with locked(sqlite), capture_logs() as told:
        async with Writer(sqlite, spool(tmp_path, sqlite)) as writer:
            for number in range(600):
                await writer.put(item(cycle, number))
    assert told[-1]["event"] == "replies wait on disk; the next start stores them"
    assert told[-1]["count"] == 600
    assert stored(sqlite) == []
    async with Writer(sqlite, spool(tmp_path, sqlite)):
        assert stored(sqlite) == list(range(600))  # before anything else is asked
    assert files(tmp_path) == []


async def test_a_process_killed_between_commit_and_removal_leaves_nothing_twice(
    tmp_path: Path, database: Database
) -> None:
    cycle = begin(database)
    dead = spool(tmp_path, database)
    dead.append([item(cycle, number) for number in range(5)])
    async with Writer(database) as writer:
        for number in range(3):
            await writer.put(item(cycle, number))  # as if these had been replayed before the kill
    dead.close()
    async with Writer(database, spool(tmp_path, database)):
        assert stored(database) == [0, 1, 2, 3, 4]
    assert files(tmp_path) == []


async def test_a_killed_writers_file_is_replayed_with_its_torn_end_left_out(
    tmp_path: Path, sqlite: Database
) -> None:
    cycle = begin(sqlite)
    address = sqlite.engine.url.render_as_string()
    with locked(sqlite), Database(address) as its:
        async with killed(its, spool(tmp_path, sqlite)) as writer:
            for number in range(10):
                await writer.put(item(cycle, number))
            await until(lambda: sum(f.read_bytes().count(b"\x1e") for f in files(tmp_path)) == 10)
    (file,) = files(tmp_path)
    file.write_bytes(file.read_bytes()[:-1])
    async with Writer(sqlite, spool(tmp_path, sqlite)):
        assert stored(sqlite) == list(range(9))


async def test_a_database_that_is_away_at_the_start_leaves_the_file_until_it_is_back(
    tmp_path: Path, sqlite: Database
) -> None:
    cycle = begin(sqlite)
    dead = spool(tmp_path, sqlite)
    dead.append([item(cycle, 0)])
    dead.close()
    held = contextlib.ExitStack()
    held.enter_context(locked(sqlite))
    async with Writer(sqlite, spool(tmp_path, sqlite)) as writer:
        assert stored(sqlite) == []
        assert writer.waiting == 1
        await writer.put(item(cycle, 1))
        held.close()
        await writer.flush()
    assert stored(sqlite) == [0, 1]
    assert files(tmp_path) == []


async def test_a_spool_that_cannot_be_written_is_told_once_and_nothing_is_lost(
    tmp_path: Path, sqlite: Database
) -> None:
    cycle = begin(sqlite)
    (tmp_path / "spool").write_text("in the way")
    with capture_logs() as told:
        async with Writer(sqlite, spool(tmp_path, sqlite)) as writer:
            with locked(sqlite):
                for number in range(20):
                    await writer.put(item(cycle, number))
                await until(lambda: any("cannot be written" in each["event"] for each in told))
                assert writer.waiting == 20
            await writer.flush()
    assert stored(sqlite) == list(range(20))
    events = [each["event"] for each in told]
    assert events == [
        "the database is away and the spool cannot be written: replies wait in memory",
        "the database is back: what waited in memory is stored",
    ]
    assert "make room" in told[0]["help"]


async def test_a_full_spool_holds_the_rest_in_memory(tmp_path: Path, sqlite: Database) -> None:
    cycle = begin(sqlite)
    with capture_logs() as told:
        async with Writer(sqlite, spool(tmp_path, sqlite, limit=2_000)) as writer:
            with locked(sqlite):
                for number in range(60):
                    await writer.put(item(cycle, number))
                    await asyncio.sleep(0.001)
                await until(lambda: any("full" in each.get("error", "") for each in told))
                assert writer.waiting == 60
            await writer.flush()
    assert stored(sqlite) == list(range(60))


async def test_what_belongs_to_no_cycle_of_this_database_is_set_aside(
    tmp_path: Path, database: Database
) -> None:
    """A database put back in time may give a cycle's number to another slot."""
    cycle = begin(database)
    later = SLOT + timedelta(hours=1)
    dead = spool(tmp_path, database)
    dead.append([item(cycle, 0), item(cycle, 1, later), item(cycle + 7, 2), item(cycle, 3)])
    dead.close()
    with capture_logs() as told:
        async with Writer(database, spool(tmp_path, database)):
            assert stored(database) == [0, 3]
    (file,) = files(tmp_path)
    assert file.suffix == ".refused"
    (line,) = (each for each in told if "set aside" in each["event"])
    assert (line["count"], line["file"]) == (2, str(file))
    # The way out that the line names: once the cycles are there, the renamed file is taken.
    assert begin(database, later) != cycle
    file.rename(file.with_suffix(".spool"))
    async with Writer(database, spool(tmp_path, database)):
        assert stored(database) == [0, 3]  # they still belong to none


async def test_one_reply_that_can_never_be_stored_does_not_hold_up_the_others(
    tmp_path: Path, database: Database
) -> None:
    cycle = begin(database)
    naive = Stored(cycle, datetime(2026, 3, 1, 12), item(cycle, 1).observation, None, None)
    async with Writer(database, spool(tmp_path, database)) as writer:
        await writer.put(item(cycle, 0))
        await writer.put(naive)
        await writer.put(item(cycle, 2))
        await writer.flush()
    assert stored(database) == [0, 2]
    (file,) = files(tmp_path)
    assert file.suffix == ".refused"


async def test_a_process_that_dies_beside_us_is_noticed(
    tmp_path: Path, sqlite: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("canary.storage.writer.LOOK_AROUND", 0.05)
    cycle = begin(sqlite)
    beside = spool(tmp_path, sqlite)
    beside.append([item(cycle, 0)])
    async with Writer(sqlite, spool(tmp_path, sqlite)):
        beside.close()
        await until(lambda: files(tmp_path) == [])
        assert stored(sqlite) == [0]


def test_a_pool_whose_connections_all_hang_counts_as_away() -> None:
    error = sa.exc.TimeoutError("QueuePool limit of size 4 overflow 10 reached")
    assert is_away(error)


@pytest.mark.postgres
def test_a_server_that_became_a_standby_is_left_for_the_next_connection(postgres_url: str) -> None:
    with Database(postgres_url) as database:
        database.call(lambda c: c.execute(sa.text("SET default_transaction_read_only = on")))
        with pytest.raises(Exception, match="read-only") as raised:
            begin(database)
        assert is_away(raised.value)
        assert begin(database) == 1  # a new connection, which may write


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("postgresql+psycopg://c:secret@h/db?password=secret&sslmode=require", "sslmode=require"),
        ("postgresql+psycopg://c@/db?host=h1:1&host=h2:2&sslpassword=secret", "host=h1%3A1"),
    ],
)
def test_an_address_is_shown_without_any_password(address: str, shown: str) -> None:
    with Database(address) as database:
        assert "secret" not in database.shown
        assert shown in database.shown


def test_a_fingerprint_is_of_the_place_and_not_of_who_logs_in() -> None:
    def of(address: str) -> str:
        with Database(f"postgresql+psycopg://{address}") as database:
            return database.fingerprint

    same = {of("h/db"), of("u:p@h:5432/db"), of("u@h/db?sslmode=require&application_name=x")}
    assert len(same) == 1
    assert of("/db?host=h1:1&host=h2:2") == of("u@/db?host=h2:2&host=h1:1&target_session_attrs=read-write")
    assert len({*same, of("h/other"), of("g/db"), of("h:1/db"), of("/db?host=h1:1&host=h2:2")}) == 5
