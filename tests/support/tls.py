"""An authority of our own, a server's certificate it signed, and a proxy that counts who comes through it."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import ssl
import subprocess
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

from support.web import hang_up


@dataclass(frozen=True)
class Authority:
    """``ca_file`` is what clients must trust, ``server`` the context of a server at 127.0.0.1 and localhost."""

    ca_file: Path
    server: ssl.SSLContext


def make_authority(folder: Path) -> Authority:
    """Needs the command ``openssl``."""
    folder.mkdir(parents=True, exist_ok=True)
    ca, ca_key, cert, key, asked = (folder / name for name in ("ca.pem", "ca.key", "s.pem", "s.key", "s.csr"))
    names = folder / "names"
    names.write_text("subjectAltName=IP:127.0.0.1,DNS:localhost\n")
    new = ["openssl", "req", "-newkey", "rsa:2048", "-nodes"]
    signed = ["-CA", ca, "-CAkey", ca_key, "-CAcreateserial", "-days", "2", "-extfile", names]
    for command in (
        [*new, "-x509", "-days", "2", "-subj", "/CN=Our own authority", "-keyout", ca_key, "-out", ca],
        [*new, "-subj", "/CN=localhost", "-keyout", key, "-out", asked],
        ["openssl", "x509", "-req", "-in", asked, *signed, "-out", cert],
    ):
        subprocess.run(list(map(str, command)), check=True, capture_output=True)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(cert, key)
    return Authority(ca, context)


@dataclass
class Proxy:
    """``tunnels`` are the HOST:PORTs that CONNECT asked for, ``shown`` the credentials as USER:PASSWORD."""

    port: int = 0
    tunnels: list[str] = field(default_factory=list)
    shown: list[str] = field(default_factory=list)


@contextlib.asynccontextmanager
async def connect_proxy(wanted: str | None = None) -> AsyncIterator[Proxy]:
    """A proxy for CONNECT on a loopback port; 407 for whoever does not show *wanted* (USER:PASSWORD)."""
    proxy = Proxy()
    tasks: set[asyncio.Task[None]] = set()

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        tasks.add(task)
        try:
            with contextlib.suppress(OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
                await _tunnel(proxy, wanted, reader, writer)
        finally:
            tasks.discard(task)
            writer.close()

    listener = await asyncio.start_server(connected, "127.0.0.1", 0)
    proxy.port = listener.sockets[0].getsockname()[1]
    try:
        yield proxy
    finally:
        listener.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _tunnel(
    proxy: Proxy, wanted: str | None, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> None:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    method, place, _ = head.split(" ", 2)
    fields = dict(line.lower().split(": ", 1) for line in head.split("\r\n")[1:] if ": " in line)
    original = next(
        (line for line in head.split("\r\n") if line.lower().startswith("proxy-authorization")), ""
    )
    if "proxy-authorization" in fields:
        proxy.shown.append(base64.b64decode(original.rpartition(" ")[2]).decode())
    if method != "CONNECT" or (wanted is not None and proxy.shown[-1:] != [wanted]):
        writer.write(b"HTTP/1.1 407 Who are you\r\nProxy-Authenticate: Basic\r\nContent-Length: 0\r\n\r\n")
        await writer.drain()
        return
    proxy.tunnels.append(place)
    host, _, port = place.rpartition(":")
    there, out = await asyncio.open_connection(host, int(port))
    writer.write(b"HTTP/1.1 200 Connected\r\n\r\n")
    try:
        await asyncio.gather(_copy(reader, out), _copy(there, writer))
    finally:
        await hang_up(out)


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while data := await reader.read(65_536):
        writer.write(data)
        await writer.drain()
    writer.close()
