"""The daemon's HTTP face on a real socket, as the service serves it."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from typing import Any

import uvicorn

from canary.metrics import Metrics
from canary.settings.values import Access
from canary.web.app import create_app
from canary.web.limits import bounded


class Well:
    """A service with nothing to complain of."""

    def alive(self) -> str | None:
        return None

    async def ready(self) -> Mapping[str, str | None]:
        return {"database": None}

    async def status(self) -> Sequence[Mapping[str, Any]]:
        return []


class _Quiet(uvicorn.Server):
    @contextlib.contextmanager
    def capture_signals(self) -> Any:
        yield


@contextlib.asynccontextmanager
async def web_server(access: Callable[[], Access | None] = lambda: None) -> AsyncIterator[int]:
    """Serves on a loopback port, which is given."""
    with socket.create_server(("127.0.0.1", 0)) as bound:
        server = _Quiet(bounded(create_app(Metrics(), Well(), access)))
        serving = asyncio.create_task(server.serve(sockets=[bound]))
        async with asyncio.timeout(30):
            while not server.started:
                await asyncio.sleep(0.01)
        try:
            yield bound.getsockname()[1]
        finally:
            server.should_exit = True
            await serving


async def hang_up(*writers: asyncio.StreamWriter) -> None:
    """Close our end, however the other ended."""
    for writer in writers:
        writer.close()
    for writer in writers:
        with contextlib.suppress(OSError):
            await writer.wait_closed()


async def head_of(port: int, request: bytes) -> tuple[int, str]:
    """(status, the whole head in lower case) of what a raw request is answered; status 0 for no answer."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(request)
        async with asyncio.timeout(30):
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
    except (asyncio.IncompleteReadError, ConnectionError):
        return 0, ""
    finally:
        await hang_up(writer)
    return int(head.split(" ", 2)[1]), head
