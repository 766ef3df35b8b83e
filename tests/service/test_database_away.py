"""A database that goes away while a cycle runs: nothing that was received is lost, nothing is there twice.

Each fault is the real one: killed, hanging and failed-over servers, killed daemons.
"""

from __future__ import annotations

import asyncio
import signal
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from canary.storage.engine import open_engine
from support import postgres
from support.process import canary, command, daemon, write_config
from support.servers import llm_server
from support.spooled import on_disk, until, until_all_is_on_disk, waiting

pytestmark = pytest.mark.postgres

TO_DISK = "the database is away: replies go to the spool"
REPLAYED = "the spool is replayed"
PROMPTS = 60


def numbered(asked: dict[str, Any]) -> str:
    return f"number {asked['messages'][-1]['content'].split()[-1]}"


def stored(url: str) -> list[tuple[str, int]]:
    """(prompt, sample) of every observation; each is an answer."""
    engine = open_engine(url)
    with engine.connect() as connection:
        rows = connection.execute(sa.text("SELECT prompt, sample, failure FROM observation")).all()
    engine.dispose()
    assert {row.failure for row in rows} <= {None}
    return [(row.prompt, row.sample) for row in rows]


def each_once(url: str, count: int = PROMPTS) -> bool:
    rows = stored(url)
    return len(rows) == len(set(rows)) == count


async def test_a_killed_postgres_costs_no_observation_and_no_second_request(tmp_path: Path) -> None:
    with postgres.server(durable=True) as database:
        async with llm_server(numbered, delay=0.1) as server:
            config = write_config(tmp_path, database.url, server.url, count=PROMPTS)
            async with daemon(config) as running:
                await until(lambda: len(server.journal) >= 20)
                database.kill()
                await running.until(TO_DISK, seconds=60)
                assert await until_all_is_on_disk(config, received=PROMPTS) <= PROMPTS
                database.start()
                await running.until("cycle done", seconds=60)
                await running.until(REPLAYED)
                assert await waiting(config) == 0
                await running.terminate()
            assert len(server.journal) == PROMPTS
        assert on_disk(tmp_path) == 0
        assert each_once(database.url)


async def test_both_killed_at_once_ask_again_for_nothing_that_had_a_second_to_reach_the_disk(
    tmp_path: Path,
) -> None:
    with postgres.server(durable=True) as database:
        async with llm_server(numbered, delay=0.1) as server:
            config = write_config(tmp_path, database.url, server.url, count=PROMPTS)
            async with daemon(config) as first:
                await until(lambda: len(server.journal) >= 20)
                database.kill()
                await first.until(TO_DISK, seconds=60)
                left = await until_all_is_on_disk(config, received=PROMPTS)
                await first.kill()
            assert on_disk(tmp_path) == left
            database.start()
            assert 0 < len(stored(database.url)) <= PROMPTS - left
            async with daemon(config) as second:
                await second.until("cycle done", seconds=60)
                assert "left replies on disk" in second.log
                await second.terminate()
            assert len(server.journal) == PROMPTS
        assert on_disk(tmp_path) == 0
        assert each_once(database.url)


async def test_a_postgres_that_hangs_holds_up_nothing(tmp_path: Path) -> None:
    with postgres.server(durable=True) as database:
        async with llm_server(numbered, delay=0.05) as server:
            config = write_config(tmp_path, database.url, server.url, count=PROMPTS)
            async with daemon(config) as running:
                await until(lambda: len(server.journal) >= 20)
                database.freeze()
                try:
                    await running.until(TO_DISK, seconds=60)
                    await until_all_is_on_disk(config, received=PROMPTS)
                finally:
                    database.thaw()
                await running.until("cycle done", seconds=60)
                await running.terminate()
            assert len(server.journal) == PROMPTS
        assert each_once(database.url)


async def test_a_daemon_told_to_stop_while_postgres_hangs_ends_in_time_and_loses_nothing(
    tmp_path: Path,
) -> None:
    with postgres.server(durable=True) as database:
        async with llm_server(numbered, delay=0.05) as server:
            config = write_config(tmp_path, database.url, server.url, count=PROMPTS)
            async with daemon(config) as first:
                await until(lambda: len(server.journal) >= 20)
                database.freeze()
                try:
                    await first.until(TO_DISK, seconds=60)
                    await until_all_is_on_disk(config, received=PROMPTS)
                    first.send(signal.SIGTERM)
                    await asyncio.wait_for(first.process.wait(), 60)
                finally:
                    database.thaw()
            async with daemon(config) as second:
                await second.until("cycle done", seconds=60)
                await second.terminate()
            assert len(server.journal) == PROMPTS
        assert each_once(database.url)


async def test_a_fail_over_to_a_standby_is_followed_by_an_address_of_two_hosts(tmp_path: Path) -> None:
    with postgres.server(durable=True) as primary, postgres.standby(primary) as second:
        url = f"postgresql://postgres@127.0.0.1:{primary.port},127.0.0.1:{second.port}/postgres"
        async with llm_server(numbered, delay=0.1) as server:
            config = write_config(tmp_path, url, server.url, count=PROMPTS)
            async with daemon(config) as running:
                await until(lambda: len(server.journal) >= 20)
                primary.kill()
                await running.until(TO_DISK, seconds=60)
                await until_all_is_on_disk(config, received=PROMPTS)
                second.promote()
                await running.until("cycle done", seconds=60)
                await running.terminate()
            assert len(server.journal) == PROMPTS
        assert on_disk(tmp_path) == 0
        assert each_once(second.url)


async def test_a_run_whose_database_is_killed_waits_for_it_and_asks_nothing_twice(tmp_path: Path) -> None:
    with postgres.server(durable=True) as database:
        async with llm_server(numbered, delay=0.1) as server:
            config = write_config(tmp_path, database.url, server.url, count=PROMPTS)
            async with command("--config", config, "run") as running:
                await until(lambda: len(server.journal) >= 20)
                database.kill()
                await until(lambda: len(server.journal) == PROMPTS and on_disk(tmp_path) > 0)
                database.start()
                out, err = await asyncio.wait_for(running.communicate(), 60)
            assert running.returncode == 0, err
            assert b"60 answered" in out
            assert TO_DISK in err.decode()
            assert len(server.journal) == PROMPTS
        assert each_once(database.url)


async def test_an_interrupted_run_leaves_on_disk_what_the_next_command_stores(tmp_path: Path) -> None:
    with postgres.server(durable=True) as database:
        async with llm_server(numbered, delay=0.1) as server:
            config = write_config(tmp_path, database.url, server.url, count=PROMPTS)
            async with command("--config", config, "run") as running:
                await until(lambda: len(server.journal) >= 20)
                database.kill()
                await until(lambda: len(server.journal) == PROMPTS and on_disk(tmp_path) > 0)
                running.send_signal(signal.SIGINT)
                _, err = await asyncio.wait_for(running.communicate(), 60)
            assert running.returncode == 130
            assert "replies wait on disk; the next start stores them" in err.decode()
            database.start()
            received = len(stored(database.url)) + on_disk(tmp_path)
            assert received >= PROMPTS - 4  # but for those in flight
            code, _, err2 = await canary("--config", config, "run")
            assert code == 0, err2
            assert len(stored(database.url)) == received + PROMPTS  # and a cycle of its own
            assert on_disk(tmp_path) == 0


async def test_a_database_that_is_away_at_the_start_is_one_clear_line(tmp_path: Path) -> None:
    url = f"postgresql+psycopg://canary:hunter2-secret@127.0.0.1:{postgres.free_port()}/canary"
    code, out, err = await canary("--config", write_config(tmp_path, url, "http://127.0.0.1:9"), "run")
    assert code == 2
    assert out == ""
    assert err.startswith("canary: postgresql+psycopg://canary:***@127.0.0.1")
    assert err.count("\n") == 1
    assert "hunter2" not in err
