"""The fault matrix: every way a server can fail that we know of, and what must come of it.

A fault has a stand: a server at one address that serves well until ``fail`` is called. docs/faults.md is made of ``MATRIX``.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from canary.core.model import FailureKind
from support.servers import (
    FAULTS,
    Handler,
    Received,
    Server,
    always,
    chat_completion,
    error,
    response,
    serve,
)
from support.tls import connect_proxy

K = FailureKind
TLS = Path(__file__).parent.parent / "data" / "tls"
AUTHORITY = str(TLS / "authority.pem")
SHORT = 3.0  # seconds: the deadline where a fault lasts until it
WELL: Handler = always(response(chat_completion()))


@dataclass
class Stand:
    """Where a target's server stands. ``config`` is what the target says of it, ``later`` what it says once it failed;
    ``server`` counts what it was asked, where there is anybody to count."""

    config: Mapping[str, Any]
    fail: Callable[[], Awaitable[None]]
    server: Server | None = None
    later: Mapping[str, Any] = field(default_factory=dict)


Place = Callable[[], AbstractAsyncContextManager[Stand]]


@dataclass(frozen=True)
class Fault:
    """One fault in words, the kind that is stored (None: it is an answer all the same), the attempts, where it happens, and
    the deadline in seconds: short where nothing else ends it."""

    what: str
    kind: FailureKind | None
    attempts: int
    place: Place
    deadline: float = 60.0


# --- servers that fail ----------------------------------------------------------------------------


def answering(broken: Handler) -> Place:
    """A server that answers well, and then as *broken* does."""

    @asynccontextmanager
    async def place() -> AsyncIterator[Stand]:
        now = [WELL]

        async def handle(received: Received, writer: asyncio.StreamWriter) -> None:
            await now[0](received, writer)

        async def fail() -> None:
            now[0] = broken

        async with serve(handle) as server:
            yield Stand({"base_url": server.url}, fail, server)

    return place


def over_tls(certificate: str) -> Place:
    """A server whose certificate is replaced by that one of tests/data/tls."""

    @asynccontextmanager
    async def place() -> AsyncIterator[Stand]:
        context = _tls("good")

        async def fail() -> None:
            context.load_cert_chain(TLS / f"{certificate}.pem")

        async with serve(WELL, tls=context) as server:
            yield Stand(_https(server), fail)

    return place


def replaced_by(broken: Handler) -> Place:
    """A TLS server in whose place somebody stands who does not speak TLS."""

    @asynccontextmanager
    async def place() -> AsyncIterator[Stand]:
        async with AsyncExitStack() as later, AsyncExitStack() as now:
            server = await now.enter_async_context(serve(WELL, tls=_tls("good")))

            async def fail() -> None:
                await now.aclose()
                await later.enter_async_context(_raw(broken, server.port))

            yield Stand(_https(server), fail)

    return place


def _tls(certificate: str) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(TLS / f"{certificate}.pem")
    return context


def _https(server: Server) -> dict[str, Any]:
    return {"base_url": server.url.replace("http:", "https:"), "network": {"ca_file": AUTHORITY}}


@asynccontextmanager
async def _raw(handler: Handler, port: int) -> AsyncIterator[None]:
    """A server that hears one byte before it acts."""
    tasks: set[asyncio.Task[None]] = set()

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        tasks.add(task)
        with contextlib.suppress(OSError, asyncio.CancelledError):
            await reader.read(1)
            await handler(Received("", "", {}, b""), writer)
            await writer.drain()
        tasks.discard(task)
        writer.close()

    listener = await asyncio.start_server(connected, "127.0.0.1", port)
    try:
        yield
    finally:
        listener.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


# --- no way to the server -------------------------------------------------------------------------


def beyond_proxy(base_url: str) -> Place:
    """An address that only a proxy could reach, which is then gone."""

    @asynccontextmanager
    async def place() -> AsyncIterator[Stand]:
        async with serve(WELL) as proxy:
            config = {"base_url": base_url, "network": {"proxy": proxy.url}}
            yield Stand(config, _nothing, later={"network": {}})

    return place


@asynccontextmanager
async def stopped() -> AsyncIterator[Stand]:
    """A server that is stopped: nobody listens at its port."""
    async with AsyncExitStack() as now:
        server = await now.enter_async_context(serve(WELL))
        yield Stand({"base_url": server.url}, now.aclose)


@asynccontextmanager
async def full() -> AsyncIterator[Stand]:
    """A listener whose queue is full lets a SYN go unanswered, as a lost packet or a silent firewall does."""
    with socket.socket() as listener, contextlib.ExitStack() as held:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        for _ in range(4):
            waiting = held.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(listener.getsockname())
        async with beyond_proxy(f"http://127.0.0.1:{listener.getsockname()[1]}")() as stand:
            yield stand


@asynccontextmanager
async def behind_stopped_proxy() -> AsyncIterator[Stand]:
    """A server that is well, behind a proxy that is not."""
    async with AsyncExitStack() as now:
        proxy = await now.enter_async_context(serve(WELL))
        config = {"base_url": "http://llm.invalid", "network": {"proxy": proxy.url}}
        yield Stand(config, now.aclose)


@asynccontextmanager
async def behind_refusing_proxy() -> AsyncIterator[Stand]:
    """A server that is well, and then is to be reached through a proxy that wants a password."""
    async with serve(WELL, tls=_tls("good")) as server, connect_proxy("user:password") as proxy:
        later = {"network": {"ca_file": AUTHORITY, "proxy": f"http://127.0.0.1:{proxy.port}"}}
        yield Stand(_https(server), _nothing, later=later)


@asynccontextmanager
async def at_ipv6() -> AsyncIterator[Stand]:
    """A server that has an IPv6 address and no other."""
    async with serve(WELL, host="::1") as server:
        yield Stand({"base_url": f"http://[::1]:{server.port}"}, _nothing, server)


def has_ipv6() -> bool:
    """Whether this machine has a loopback of IPv6."""
    try:
        with socket.socket(socket.AF_INET6) as probe:
            probe.bind(("::1", 0))
    except OSError:
        return False
    return True


@asynccontextmanager
async def redirecting() -> AsyncIterator[Stand]:
    """A server that sends everybody to another host; who goes there is counted."""
    async with serve(WELL) as elsewhere:
        handler = always(response(b"", 302, {"location": f"{elsewhere.url}/v1/chat/completions"}))
        async with answering(handler)() as stand:
            yield Stand(stand.config, stand.fail, stand.server)
        assert elsewhere.connections == 0


async def _nothing() -> None: ...


# --- the matrix -----------------------------------------------------------------------------------


def _at(name: str, what: str, kind: FailureKind | None, attempts: int = 1, deadline: float = 60.0) -> Fault:
    return Fault(what, kind, attempts, answering(FAULTS[name]), deadline)


MATRIX: Mapping[str, Fault] = {
    # no connection
    "refused": Fault("nobody listens at the port", K.CONNECTION, 3, stopped),
    "no_such_host": Fault(
        "the name does not resolve", K.CONNECTION, 3, beyond_proxy("http://no-such-host.invalid")
    ),
    "lost_syn": Fault("packets to it are lost: no answer to SYN", K.TIMEOUT, 3, full, SHORT),
    "no_ipv6": Fault(
        "its only address is of IPv6, and leads nowhere", K.CONNECTION, 3, beyond_proxy("http://[::1]:9")
    ),
    "proxy_away": Fault("the proxy is away", K.CONNECTION, 3, behind_stopped_proxy),
    "proxy_refuses": Fault("the proxy refuses (407)", K.CONNECTION, 1, behind_refusing_proxy),
    # TLS
    "tls_expired": Fault("the certificate has expired", K.CONNECTION, 3, over_tls("expired")),
    "tls_other_host": Fault("the certificate is for another host", K.CONNECTION, 3, over_tls("other-host")),
    "tls_stranger": Fault(
        "the certificate is signed by nobody we trust", K.CONNECTION, 3, over_tls("stranger")
    ),
    "tls_none": Fault("plain HTTP where TLS is expected", K.CONNECTION, 3, replaced_by(always(error(400)))),
    "tls_silent": Fault(
        "a TLS handshake that nobody answers", K.TIMEOUT, 3, replaced_by(FAULTS["never"]), SHORT
    ),
    # the connection breaks
    "reset_before_reply": _at("reset_before_reply", "reset before the reply", K.CONNECTION, 3),
    "reset_in_body": _at("reset_in_body", "reset in the body", K.CONNECTION, 3),
    "hang_up": _at("hang_up", "closed before the reply", K.CONNECTION, 3),
    "short_body": _at("short_body", "closed before the promised length", K.CONNECTION, 3),
    "chunks_cut": _at("chunks_cut", "closed before the last chunk", K.CONNECTION, 3),
    # it never ends
    "never": _at("never", "no reply at all", K.TIMEOUT, deadline=SHORT),
    "slow_headers": _at(
        "slow_headers", "slow loris: the headers come byte by byte", K.TIMEOUT, deadline=SHORT
    ),
    "slow_body": _at("slow_body", "the body comes byte by byte", K.TIMEOUT, deadline=SHORT),
    "endless_1xx": _at("endless_1xx", "100 Continue for ever", K.TIMEOUT, deadline=SHORT),
    "endless_headers": _at("endless_headers", "headers without end", K.MALFORMED),
    "endless_body": _at("endless_body", "a body without end", K.MALFORMED),
    "endless_error_body": _at("endless_error_body", "HTTP 500 and a body without end", K.SERVER_ERROR, 3),
    # it is not HTTP
    "not_http": _at("not_http", "another protocol (SSH)", K.MALFORMED),
    "bad_header": _at("bad_header", "a header with a blank in its name", K.MALFORMED),
    "header_flood": _at("header_flood", "a header of 500 KB", K.MALFORMED),
    "two_lengths": _at("two_lengths", "two lengths that differ", K.MALFORMED),
    "chunked_garbage": _at("chunked_garbage", "chunks that are none", K.MALFORMED),
    "huge_chunk": _at("huge_chunk", "a chunk of 10³⁸ bytes", K.MALFORMED),
    # the body is no answer
    "empty_200": _at("empty_200", "HTTP 200, empty", K.MALFORMED),
    "no_content": _at("no_content", "HTTP 204", K.MALFORMED),
    "html_200": _at("html_200", "HTTP 200 with a web page (a captive portal, a sign-in)", K.MALFORMED),
    "event_stream_200": _at("event_stream_200", "HTTP 200 with an event stream", K.MALFORMED),
    "error_200": _at("error_200", "HTTP 200 with an error object", K.MALFORMED),
    "partial_json": _at("partial_json", "JSON that is cut off", K.MALFORMED),
    "wrong_shape": _at("wrong_shape", "JSON of another shape", K.MALFORMED),
    "deep_json": _at("deep_json", "JSON nested 100,000 deep", K.MALFORMED),
    "nan": _at("nan", "JSON with NaN", K.MALFORMED),
    "invalid_utf8": _at("invalid_utf8", "JSON that is not UTF-8", K.MALFORMED),
    "ten_megabytes": _at("ten_megabytes", "an answer of 10 MB", K.MALFORMED),
    "gzip_bomb": _at("gzip_bomb", "100 MB packed as gzip", K.MALFORMED),
    "deflate_bomb": _at("deflate_bomb", "100 MB packed as deflate", K.MALFORMED),
    "nested_bomb": _at("nested_bomb", "100 MB packed as gzip within gzip", K.MALFORMED),
    "gzip_cut": _at("gzip_cut", "gzip that is cut off", K.MALFORMED),
    "not_gzip": _at("not_gzip", "no gzip, though it says so", K.MALFORMED),
    "brotli": _at("brotli", "a compression that was not asked for", K.MALFORMED),
    # it refuses
    "redirect_loop": _at("redirect_loop", "HTTP 307 to itself", K.REJECTED),
    "redirect_elsewhere": Fault("HTTP 302 to another host, which is not asked", K.REJECTED, 1, redirecting),
    "400": _at("400", "HTTP 400", K.REJECTED),
    "400_model_gone": _at("400_model_gone", "HTTP 400, code `model_not_found`", K.NOT_FOUND),
    "401": _at("401", "HTTP 401", K.AUTH),
    "403": _at("403", "HTTP 403", K.AUTH),
    "404": _at("404", "HTTP 404", K.NOT_FOUND),
    "408": _at("408", "HTTP 408", K.TIMEOUT, 3),
    "409": _at("409", "HTTP 409", K.REJECTED),
    "413": _at("413", "HTTP 413", K.REJECTED),
    "422": _at("422", "HTTP 422", K.REJECTED),
    "429": _at("429", "HTTP 429", K.RATE_LIMIT, 3),
    "429_quota": _at("429_quota", "HTTP 429, code `insufficient_quota`", K.RATE_LIMIT),
    "429_for_long": _at("429_for_long", "HTTP 429, `Retry-After` beyond the deadline", K.RATE_LIMIT),
    "500": _at("500", "HTTP 500", K.SERVER_ERROR, 3),
    "500_packed": _at("500_packed", "HTTP 500, its body in an unknown compression", K.SERVER_ERROR, 3),
    "502": _at("502", "HTTP 502 with a web page", K.SERVER_ERROR, 3),
    "503": _at("503", "HTTP 503", K.SERVER_ERROR, 3),
    "504": _at("504", "HTTP 504", K.TIMEOUT, 3),
    "529": _at("529", "HTTP 529 (overloaded)", K.SERVER_ERROR, 3),
    # odd, and an answer all the same
    "wrong_content_type": _at("wrong_content_type", "an answer whose content type is text/plain", None),
    "same_headers_twice": _at("same_headers_twice", "an answer with headers that are there twice", None),
    "gzip": _at("gzip", "an answer as gzip, though it was not asked for", None),
    "deflate": _at("deflate", "an answer as deflate, though it was not asked for", None),
    "ipv6_only": Fault("a server whose only address is of IPv6", None, 1, at_ipv6),
}
