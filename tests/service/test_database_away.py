"""A Postgres that is killed while a cycle runs: nothing that was received is lost, nothing is there twice."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from canary.storage.engine import open_engine
from support import postgres
from support.process import canary, daemon, write_config
from support.servers import llm_server

pytestmark = pytest.mark.postgres


def numbered(asked: dict[str, Any]) -> str:
    return f"number {asked['messages'][-1]['content'].split()[-1]}"


async def test_a_killed_postgres_costs_no_observation_and_no_second_request(tmp_path: Path) -> None:
    with postgres.server(durable=True) as database:
        async with llm_server(numbered, delay=0.1) as server:
            config = write_config(tmp_path, database.url, server.url, count=60)
            async with daemon(config) as running:
                async with asyncio.timeout(30):
                    while len(server.journal) < 20:
                        await asyncio.sleep(0.01)
                database.kill()
                await asyncio.sleep(1.5)
                database.start()
                await running.until("cycle done", seconds=40)
                await running.terminate()
            assert len(server.journal) == 60
        engine = open_engine(database.url)
        with engine.connect() as connection:
            rows = connection.execute(sa.text("SELECT prompt, sample, failure FROM observation")).all()
        engine.dispose()
    assert len(rows) == len({(row.prompt, row.sample) for row in rows}) == 60
    assert {row.failure for row in rows} == {None}


async def test_a_database_that_is_away_at_the_start_is_one_clear_line(tmp_path: Path) -> None:
    url = f"postgresql+psycopg://canary:hunter2-secret@127.0.0.1:{postgres.free_port()}/canary"
    code, out, err = await canary("--config", write_config(tmp_path, url, "http://127.0.0.1:9"), "run")
    assert code == 2
    assert out == ""
    assert err.startswith("canary: postgresql+psycopg://canary:***@127.0.0.1")
    assert err.count("\n") == 1
    assert "hunter2" not in err
