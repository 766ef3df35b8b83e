"""The daemon as a process: slots, crashes, signals, systemd, with a real server and real databases."""

from __future__ import annotations

import asyncio
import json
import signal
import socket
from collections import Counter
from pathlib import Path
from typing import Any

import httpx
import pytest
import sqlalchemy as sa

from canary.storage.engine import Database, open_engine
from support.process import KEY, canary, command, daemon, environment, write_config
from support.servers import FAULTS, Received, Server, llm_server, serve


def numbered(asked: dict[str, Any]) -> str:
    return f"number {asked['messages'][-1]['content'].split()[-1]}"


def files_of(folder: Path) -> list[Path]:
    return [file for file in folder.glob("canary.db*") if file.is_file()]


async def until_asked(server: Server, times: int) -> None:
    async with asyncio.timeout(30):
        while len(server.journal) < times:
            await asyncio.sleep(0.01)


def stored(url: str) -> list[tuple[str, str, int]]:
    """(slot, prompt, sample) of every observation."""
    engine = open_engine(url)
    with engine.connect() as connection:
        rows = connection.execute(sa.text("SELECT slot_at, prompt, sample FROM observation")).all()
    engine.dispose()
    return [(str(slot), prompt, sample) for slot, prompt, sample in rows]


async def test_a_killed_daemon_completes_its_slot_and_asks_again_only_what_was_in_flight_or_fresh(
    tmp_path: Path, database_url: str
) -> None:
    async with llm_server(numbered, delay=0.25) as server:
        config = write_config(tmp_path, database_url, server.url, count=40)
        async with daemon(config) as first:
            await until_asked(server, 20)
            await first.kill()
        committed = stored(database_url)
        asked_before = len(server.journal)
        in_flight, fresh = 4, 4 * 4  # concurrency 4; a second holds four rounds of 0.25 s
        assert len(committed) >= asked_before - in_flight - fresh
        async with daemon(config) as second:
            await second.until("cycle done")
            assert "unfinished cycle resumed" in second.log
            assert await second.terminate() == 0
        assert len(server.journal) - asked_before == 40 - len(committed)
    after = stored(database_url)
    assert len(after) == len(set(after)) == 40
    assert len({slot for slot, _, _ in after}) == 1


async def test_each_slot_runs_once_and_lies_on_the_clock(tmp_path: Path, sqlite_url: str) -> None:
    async with llm_server(numbered) as server:
        config = write_config(tmp_path, sqlite_url, server.url, every="1s")
        async with daemon(config) as running:
            await running.until("cycle done", times=4)
            await running.terminate()
    slots = Counter(slot for slot, _, _ in stored(sqlite_url))
    assert len(slots) >= 4
    assert all(slot.endswith(".000000") or "." not in slot for slot in slots)
    whole = sorted(slots)[:-1]  # the last one may have been interrupted
    assert all(slots[slot] == 4 for slot in whole)


async def test_an_overrunning_cycle_never_overlaps_itself_and_is_caught_up_once(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with llm_server(numbered, delay=0.9) as server:
        config = write_config(
            tmp_path,
            sqlite_url,
            server.url,
            every="1s",
            target={"limits": {"concurrency": 1, "timeout": "5s"}},
        )
        async with daemon(config) as running:
            await running.until("cycle done", times=2)
            await running.terminate()
    engine = open_engine(sqlite_url)
    with engine.connect() as connection:
        rows = connection.execute(
            sa.text("SELECT started_at, finished_at FROM cycle WHERE state = 'done' ORDER BY slot")
        ).all()
    engine.dispose()
    assert len(rows) >= 2
    assert all(rows[i].finished_at <= rows[i + 1].started_at for i in range(len(rows) - 1))


async def test_sigterm_lets_what_is_in_flight_come_in_and_leaves_the_rest_owed(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with llm_server(numbered, delay=0.5) as server:
        config = write_config(tmp_path, sqlite_url, server.url, count=40)
        async with daemon(config) as running:
            await until_asked(server, 6)
            assert await running.terminate() == 0
        assert len(stored(sqlite_url)) == len(server.journal) < 40


async def test_a_broken_file_is_survived_and_a_mended_one_taken_up(tmp_path: Path, sqlite_url: str) -> None:
    async with llm_server(numbered) as server:
        config = write_config(tmp_path, sqlite_url, server.url)
        good = config.read_text()
        async with daemon(config) as running:
            await running.until('"ready"')
            config.write_text(good.replace('"targets"', '"tragets"'))
            running.send(signal.SIGHUP)
            await running.until("reload refused, the old configuration stays")
            assert "tragets" in running.log
            config.write_text(good.replace('"name": "model"', '"name": "renamed"'))
            running.send(signal.SIGHUP)
            await running.until("reloaded")
            await running.until('"target": "renamed"')
            await running.terminate()


async def test_health_readiness_and_metrics_are_served(tmp_path: Path, sqlite_url: str) -> None:
    async with llm_server(numbered) as server:
        config = write_config(tmp_path, sqlite_url, server.url)
        listen = json.loads(config.read_text())["listen"]
        async with daemon(config) as running, httpx.AsyncClient(base_url=f"http://{listen}") as client:
            await running.until("cycle done")
            assert (await client.get("/healthz")).status_code == 200
            ready = await client.get("/readyz")
            assert (ready.status_code, ready.json()["ready"]) == (200, True)
            metrics = (await client.get("/metrics")).text
            assert 'canary_probes_total{result="valid",suite="numbers",target="model"} 4.0' in metrics
            status = (await client.get("/api/v1/status")).json()
            assert status["targets"][0]["state"] == "learning"
            await running.terminate()


@pytest.mark.parametrize(
    ("to", "words"), [("0000", "Run `canary db upgrade`"), ("9999", "newer than this program")]
)
async def test_a_daemon_on_another_schema_refuses_to_start(
    tmp_path: Path, database_url: str, to: str, words: str
) -> None:
    database = Database(database_url)
    database.call(
        lambda connection: connection.execute(sa.text(f"UPDATE alembic_version SET version_num='{to}'"))
    )
    database.close()
    code, _, err = await canary(
        "--config", write_config(tmp_path, database_url, "http://127.0.0.1:9"), "daemon"
    )
    assert code == 2
    assert words in err


async def test_a_second_daemon_in_the_same_state_folder_is_refused(tmp_path: Path, sqlite_url: str) -> None:
    async with llm_server(numbered) as server:
        config = write_config(tmp_path, sqlite_url, server.url)
        async with daemon(config) as first:
            await first.until('"ready"')
            code, _, err = await canary("--config", config, "daemon")
            assert code == 2
            assert f"process {first.process.pid}" in err
            await first.terminate()


async def test_systemd_hears_ready_watchdog_and_stopping(tmp_path: Path, sqlite_url: str) -> None:
    address = str(tmp_path / "n")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as channel:
        channel.bind(address)
        channel.setblocking(False)
        async with llm_server(numbered) as server:
            config = write_config(tmp_path, sqlite_url, server.url)
            env = environment(NOTIFY_SOCKET=address, WATCHDOG_USEC="400000")
            async with daemon(config, env) as running:
                await running.until("cycle done")
                await asyncio.sleep(0.5)
                await running.terminate()
        heard = []
        while True:
            try:
                heard.append(channel.recv(200).decode())
            except BlockingIOError:
                break
    assert heard.index("READY=1") < heard.index("STOPPING=1")
    assert heard.count("WATCHDOG=1") >= 2


async def test_an_unreachable_provider_is_unmeasured_and_exit_code_3(tmp_path: Path, sqlite_url: str) -> None:
    async with serve(FAULTS["401"]) as server:
        config = write_config(tmp_path, sqlite_url, server.url)
        code, out, err = await canary("--config", config, "run", "--json")
    assert code == 3
    assert json.loads(out)["cycles"][0]["unmeasured"] == 4
    assert "canary check --online" in err


async def test_the_key_is_nowhere_to_be_found(tmp_path: Path) -> None:
    """Not in the database, the logs, the reports, the errors or the metrics, even where the server echoes it."""
    url = f"sqlite:///{tmp_path / 'canary.db'}"

    async def echo(received: Received, writer: asyncio.StreamWriter) -> None:
        body = json.dumps({"error": {"message": f"bad key {received.headers['authorization']}"}}).encode()
        writer.write(
            b"HTTP/1.1 401 No\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n" % len(body)
            + body
        )

    said = ""
    async with serve(echo) as server:
        config = write_config(tmp_path, url, server.url)
        listen = json.loads(config.read_text())["listen"]
        for command in (
            ["run"],
            ["run", "--json"],
            ["report"],
            ["report", "drift"],
            ["export"],
            ["check", "--online"],
        ):
            _, out, err = await canary("--config", config, *command)
            said += out + err
        async with daemon(config) as running, httpx.AsyncClient(base_url=f"http://{listen}") as client:
            await running.until("cycle done")
            for path in ("/metrics", "/", "/readyz", "/api/v1/status"):
                said += (await client.get(path)).text
            await running.terminate()
        said += running.log
        assert any(KEY in received.headers["authorization"] for received in server.journal)
    assert KEY not in said
    assert not [file for file in files_of(tmp_path) if KEY.encode() in file.read_bytes()]


async def test_an_interrupted_run_keeps_what_it_received_and_says_so_in_one_line(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with llm_server(numbered, delay=0.3) as server:
        config = write_config(tmp_path, sqlite_url, server.url, count=40)
        async with command("--config", config, "run") as running:
            await until_asked(server, 10)
            await asyncio.sleep(0.05)
            running.send_signal(signal.SIGINT)
            _, err = await asyncio.wait_for(running.communicate(), 10)
    assert running.returncode == 130
    assert err.decode().strip() == "canary: interrupted"
    assert len(stored(sqlite_url)) >= 8


async def test_a_state_folder_that_cannot_be_made_is_one_clear_line(tmp_path: Path, sqlite_url: str) -> None:
    config = write_config(tmp_path, sqlite_url, "http://127.0.0.1:9", state_dir="canary.yaml/state")
    code, _, err = await canary("--config", config, "daemon")
    assert code == 2
    assert [line for line in err.splitlines() if line.startswith("canary: state_dir")]
    assert "Traceback" not in err


async def test_the_log_says_why_nothing_was_measured(tmp_path: Path, sqlite_url: str) -> None:
    async with serve(FAULTS["401"]) as server:
        config = write_config(tmp_path, sqlite_url, server.url)
        async with daemon(config) as running:
            await running.until("cycle done")
            await running.terminate()
        code, out, _ = await canary("--config", config, "run")
    assert '"failures": {"auth": 4}' in running.log
    assert "4 unmeasured (auth 4:" in out
    assert code == 3


async def test_what_only_reads_needs_no_secret(tmp_path: Path, sqlite_url: str) -> None:
    async with llm_server(numbered) as server:
        config = write_config(tmp_path, sqlite_url, server.url)
        assert (await canary("--config", config, "run"))[0] == 0
    bare = {name: value for name, value in environment().items() if name != "CANARY_TEST_KEY"}
    for line in (
        "report",
        "report drift",
        "incidents list",
        "baseline list",
        "export",
        "backtest",
        "db check",
    ):
        code, _, err = await canary("--config", config, *line.split(), env=bare)
        assert code == (3 if line == "backtest" else 0), err
    code, _, err = await canary("--config", config, "run", env=bare)
    assert code == 2
    assert "CANARY_TEST_KEY" in err
