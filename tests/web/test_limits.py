"""What one client, or very many, can take of the HTTP port."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from canary.web import limits
from support.process import daemon, write_config
from support.servers import llm_server
from support.web import hang_up, head_of, web_server

HEALTH = b"GET /healthz HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"
BEGUN = b"GET /metrics HTTP/1.1\r\nHost: h\r\nX-Slow: "

Lines = list[tuple[asyncio.StreamReader, asyncio.StreamWriter]]


@contextlib.asynccontextmanager
async def slow_clients(port: int, count: int) -> AsyncIterator[Lines]:
    """So many connections whose request never ends."""
    opened: Lines = []
    try:
        for _ in range(count):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(BEGUN)
            opened.append((reader, writer))
        yield opened
    finally:
        await hang_up(*(writer for _, writer in opened))


async def ended(lines: Lines, count: int) -> None:
    """Wait until the server has ended so many of them."""
    over = 0

    async def watch(reader: asyncio.StreamReader) -> None:
        nonlocal over
        with contextlib.suppress(ConnectionError):
            await reader.read()
        over += 1

    watching = [asyncio.create_task(watch(reader)) for reader, _ in lines]
    try:
        async with asyncio.timeout(60):
            while over < count:
                await asyncio.sleep(0.05)
    finally:
        for task in watching:
            task.cancel()
        await asyncio.gather(*watching, return_exceptions=True)
    assert over >= count


async def test_hundreds_of_slow_clients_leave_the_daemon_its_health_and_its_descriptors(
    tmp_path: Path,
) -> None:
    many = 3 * limits.MAX_CONNECTIONS
    async with llm_server(lambda asked: "a number") as llm:
        config = write_config(tmp_path, f"sqlite:///{tmp_path}/c.db", llm.url)
        port = int(json.loads(config.read_text())["listen"].rpartition(":")[2])
        async with daemon(config) as running:
            await running.until("ready")
            async with slow_clients(port, many) as lines:
                for _ in range(5):
                    assert (await head_of(port, HEALTH))[0] == 200
                await ended(lines, many - limits.MAX_CONNECTIONS)
                descriptors = len(os.listdir(f"/proc/{running.process.pid}/fd"))
                assert descriptors < limits.MAX_CONNECTIONS + 100
                assert (await head_of(port, HEALTH))[0] == 200
            assert await running.terminate() == 0


async def test_a_request_that_never_ends_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "PATIENCE", 0.3)
    async with web_server() as port, slow_clients(port, 3) as lines:
        await ended(lines, 3)
        assert (await head_of(port, HEALTH))[0] == 200


async def test_a_body_that_never_ends_and_a_reply_that_is_never_read_are_ended(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(limits, "PATIENCE", 0.5)
    endless = b"POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
    async with web_server() as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(endless)
        dripping = asyncio.create_task(_drip(writer))
        await ended([(reader, writer)], 1)
        dripping.cancel()
        await asyncio.gather(dripping, return_exceptions=True)
        await hang_up(writer)
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        with contextlib.suppress(ConnectionError):
            writer.write(b"GET /metrics HTTP/1.1\r\nHost: h\r\n\r\n" * 2000)
        await ended([(reader, writer)], 1)
        await hang_up(writer)


async def _drip(writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(ConnectionError):
        while True:
            writer.write(b"1\r\nx\r\n")
            await writer.drain()
            await asyncio.sleep(0.02)


async def test_a_client_that_keeps_asking_keeps_its_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "PATIENCE", 5.0)
    async with web_server() as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for _ in range(40):
            writer.write(HEALTH.replace(b"Connection: close\r\n", b""))
            assert b"200" in await reader.readuntil(b"\r\n\r\n")
            assert await reader.readexactly(3) == b"ok\n"
        await hang_up(writer)


async def test_of_a_head_that_does_not_end_no_more_than_the_bound_is_kept() -> None:
    async with web_server() as port:
        assert (await head_of(port, BEGUN + b"a" * limits.MAX_HEAD))[0] in (0, 400)
        assert (await head_of(port, HEALTH))[0] == 200


@pytest.mark.parametrize(
    "sent", [b"\x16\x03\x01\x02\x00\x01", b"GET\r\n\r\n", b"\x00" * 500, b"GET / HTTP/9.9\r\n\r\n\r\n"]
)
async def test_what_is_no_http_harms_nothing(sent: bytes) -> None:
    async with web_server() as port:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(sent)
        await hang_up(writer)
        assert (await head_of(port, HEALTH))[0] == 200
