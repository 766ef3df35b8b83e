"""Loopback HTTP servers for tests: one that speaks OpenAI's chat completions, and one for each way to fail.

    async with llm_server(lambda asked: "Paris") as server:    # server.url, server.journal
    async with serve(FAULTS["reset_in_body"]) as server:

Raw asyncio, so that they can break HTTP where a library would not let them.
"""

from __future__ import annotations

import asyncio
import contextlib
import gzip
import json
import socket
import ssl
import struct
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

REASONS = {200: "OK", 307: "Temporary Redirect", 429: "Too Many Requests", 500: "Internal Server Error"}


@dataclass(frozen=True)
class Received:
    """One request as it came. Header names are lower case."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Server:
    """A running server. ``journal`` holds every request, ``connections`` counts what was accepted."""

    port: int = 0
    journal: list[Received] = field(default_factory=list)
    connections: int = 0
    tls: bool = False

    @property
    def url(self) -> str:
        return f"http{'s' if self.tls else ''}://127.0.0.1:{self.port}"


Handler = Callable[[Received, asyncio.StreamWriter], Awaitable[None]]


@contextlib.asynccontextmanager
async def serve(
    handler: Handler, port: int = 0, tls: ssl.SSLContext | None = None, host: str = "127.0.0.1"
) -> AsyncIterator[Server]:
    """A server that lets *handler* answer each request; the connection stays open unless the handler closes it."""
    server = Server(tls=tls is not None)
    tasks: set[asyncio.Task[None]] = set()

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        server.connections += 1
        task = asyncio.current_task()
        assert task is not None
        tasks.add(task)
        try:
            # A client that hangs up, in whatever way, is no concern of the server's.
            with contextlib.suppress(OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
                await _converse(server, handler, reader, writer)
        finally:
            tasks.discard(task)
            writer.close()

    listener = await asyncio.start_server(connected, host, port, ssl=tls)
    server.port = listener.sockets[0].getsockname()[1]
    try:
        yield server
    finally:
        listener.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _converse(
    server: Server, handler: Handler, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> None:
    while not writer.is_closing():
        received = await read_request(reader)
        server.journal.append(received)
        await handler(received, writer)
        await writer.drain()


async def read_request(reader: asyncio.StreamReader) -> Received:
    """The next request of a connection. Raises IncompleteReadError at its end."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    start, *lines = head.rstrip("\r\n").split("\r\n")
    method, path, _ = start.split(" ", 2)
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    return Received(method, path, headers, body)


def response(
    body: bytes | str | Mapping[str, Any] = b"",
    status: int = 200,
    headers: Mapping[str, str] | None = None,
) -> bytes:
    """A whole HTTP/1.1 response; a mapping is sent as JSON."""
    if isinstance(body, Mapping):
        body = json.dumps(body)
    payload = body.encode() if isinstance(body, str) else body
    fields = {"content-type": "application/json", "content-length": str(len(payload)), **(headers or {})}
    return _head(status, fields) + payload


def _head(status: int, fields: Mapping[str, str]) -> bytes:
    lines = [f"HTTP/1.1 {status} {REASONS.get(status, 'Status')}", *(f"{k}: {v}" for k, v in fields.items())]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


def chat_completion(text: str | None = "Paris", **changes: Any) -> dict[str, Any]:
    """A chat completion as OpenAI documents it; *changes* replace its top-level fields."""
    return {
        "id": "chatcmpl-B9MBs8CjcvOU2jLn4n570S5qMJKcT",
        "object": "chat.completion",
        "created": 1741569952,
        "model": "gpt-4o-mini-2024-07-18",
        "choices": [
            {
                "index": 0,
                "message": {"role": "assistant", "content": text, "refusal": None, "annotations": []},
                "logprobs": None,
                "finish_reason": "stop",
            }
        ],
        "usage": {
            "prompt_tokens": 19,
            "completion_tokens": 10,
            "total_tokens": 29,
            "prompt_tokens_details": {"cached_tokens": 0, "audio_tokens": 0},
            "completion_tokens_details": {"reasoning_tokens": 0, "audio_tokens": 0},
        },
        "service_tier": "default",
        "system_fingerprint": "fp_06737a9306",
        **changes,
    }


Answering = Callable[[dict[str, Any]], str | bytes]


def llm_server(
    answer: Answering = lambda asked: "Paris", delay: float = 0.0, port: int = 0
) -> contextlib.AbstractAsyncContextManager[Server]:
    """A server of chat completions. *answer* gets the request's JSON and gives the text, or a whole HTTP response as
    bytes (see ``response``); *delay* is in seconds."""

    async def handle(received: Received, writer: asyncio.StreamWriter) -> None:
        if delay:
            await asyncio.sleep(delay)
        if not received.path.endswith("/chat/completions"):
            writer.write(response({"error": {"message": f"no such path: {received.path}"}}, 404))
            return
        asked = received.json
        said = answer(asked)
        writer.write(
            said if isinstance(said, bytes) else response(chat_completion(said, model=asked["model"]))
        )

    return serve(handle, port)


# --- one handler per fault -----------------------------------------------------------------------


def always(whole: bytes) -> Handler:
    """A handler that gives the same bytes to everybody."""

    async def handle(received: Received, writer: asyncio.StreamWriter) -> None:
        writer.write(whole)

    return handle


def in_turn(*wholes: bytes) -> Handler:
    """A handler that gives one after the other, then the last one for ever."""
    left = list(wholes)

    async def handle(received: Received, writer: asyncio.StreamWriter) -> None:
        writer.write(left.pop(0) if len(left) > 1 else left[0])

    return handle


def error(status: int, message: str = "something is wrong", **fields: Any) -> bytes:
    """An error response shaped like OpenAI's."""
    return response(
        {"error": {"message": message, "type": None, "param": None, "code": None, **fields}}, status
    )


def _reset(writer: asyncio.StreamWriter) -> None:
    """Close with RST, not FIN."""
    raw = writer.get_extra_info("socket")
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


async def _reset_before_reply(received: Received, writer: asyncio.StreamWriter) -> None:
    _reset(writer)


async def _reset_in_body(received: Received, writer: asyncio.StreamWriter) -> None:
    whole = response(chat_completion())
    writer.write(whole[: len(whole) // 2])
    await writer.drain()
    await asyncio.sleep(0.01)
    _reset(writer)


async def _hang_up(received: Received, writer: asyncio.StreamWriter) -> None:
    writer.close()


async def _short_body(received: Received, writer: asyncio.StreamWriter) -> None:
    writer.write(response(chat_completion())[:-40])
    await writer.drain()
    writer.close()


async def _never(received: Received, writer: asyncio.StreamWriter) -> None:
    await asyncio.sleep(3600)


async def _slow_headers(received: Received, writer: asyncio.StreamWriter) -> None:
    await _drip(writer, response(chat_completion()))


async def _slow_body(received: Received, writer: asyncio.StreamWriter) -> None:
    head, _, body = response(chat_completion()).partition(b"\r\n\r\n")
    writer.write(head + b"\r\n\r\n")
    await _drip(writer, body)


async def _drip(writer: asyncio.StreamWriter, data: bytes) -> None:
    """A slow loris: always alive, never done. Each byte would satisfy a timeout per read."""
    for byte in data:
        writer.write(bytes((byte,)))
        await writer.drain()
        await asyncio.sleep(0.1)


async def _endless_body(received: Received, writer: asyncio.StreamWriter) -> None:
    writer.write(_head(200, {"content-type": "application/json", "transfer-encoding": "chunked"}))
    block = b" " * 65536
    while True:
        writer.write(b"%x\r\n%s\r\n" % (len(block), block))
        await writer.drain()


async def _endless_error_body(received: Received, writer: asyncio.StreamWriter) -> None:
    writer.write(_head(500, {"content-type": "text/plain", "transfer-encoding": "chunked"}))
    block = b"x" * 65536
    while True:
        writer.write(b"%x\r\n%s\r\n" % (len(block), block))
        await writer.drain()


async def _chunks_cut(received: Received, writer: asyncio.StreamWriter) -> None:
    writer.write(_head(200, _CHUNKED) + b"%x\r\n%s\r\n" % (len(_COMPLETION), _COMPLETION.encode()))
    await writer.drain()
    writer.close()


async def _endless_headers(received: Received, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\n")
    while True:
        writer.write(b"x-a: " + b"a" * 1000 + b"\r\n")
        await writer.drain()


async def _endless_1xx(received: Received, writer: asyncio.StreamWriter) -> None:
    while True:
        writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        await writer.drain()
        await asyncio.sleep(0.001)


def _bomb(encoding: str) -> Handler:
    """A hundred megabytes of blanks in a hundredth of that, packed as *encoding* says: the last name is the outermost."""

    async def handle(received: Received, writer: asyncio.StreamWriter) -> None:
        if encoding not in packed:
            packed[encoding] = packed_as(encoding, b" " * 100_000_000)
        writer.write(response(packed[encoding], headers={"content-encoding": encoding}))

    packed: dict[str, bytes] = {}
    return handle


def packed_as(encoding: str, body: bytes) -> bytes:
    """*body* as the content codings gzip and deflate, several with commas between, make it."""
    for name in encoding.split(", "):
        body = gzip.compress(body, 1) if name == "gzip" else zlib.compress(body, 1)
    return body


_CHUNKED = {"content-type": "application/json", "transfer-encoding": "chunked"}
_COMPLETION = json.dumps(chat_completion())

FAULTS: Mapping[str, Handler] = {
    "reset_before_reply": _reset_before_reply,
    "reset_in_body": _reset_in_body,
    "hang_up": _hang_up,
    "short_body": _short_body,
    "never": _never,
    "slow_headers": _slow_headers,
    "slow_body": _slow_body,
    "endless_body": _endless_body,
    "endless_error_body": _endless_error_body,
    "partial_json": always(response(_COMPLETION[:-30])),
    "ten_megabytes": always(response(chat_completion("a" * 10_000_000))),
    "invalid_utf8": always(response(_COMPLETION.encode().replace(b"Paris", b"Par\xffis"))),
    "empty_200": always(response(b"")),
    "html_200": always(response("<!doctype html><h1>Sign in</h1>", headers={"content-type": "text/html"})),
    "no_content": always(_head(204, {})),
    "event_stream_200": always(
        response(f"data: {_COMPLETION}\n\ndata: [DONE]\n\n", headers={"content-type": "text/event-stream"})
    ),
    "error_200": always(response({"error": {"message": "upstream failed", "code": 500}})),
    "nan": always(response(_COMPLETION.replace("29", "NaN"))),
    "wrong_shape": always(response('["Paris"]')),
    "deep_json": always(response("[" * 100_000)),
    "not_http": always(b"SSH-2.0-OpenSSH_9.2\r\n\r\n"),
    "bad_header": always(b"HTTP/1.1 200 OK\r\ncontent length: 5\r\n\r\nParis"),
    "header_flood": always(b"HTTP/1.1 200 OK\r\n" + b"x-a: " + b"a" * 500_000 + b"\r\n\r\n"),
    "endless_headers": _endless_headers,
    "endless_1xx": _endless_1xx,
    "chunks_cut": _chunks_cut,
    "huge_chunk": always(_head(200, _CHUNKED) + b"f" * 32 + b"\r\nParis\r\n0\r\n\r\n"),
    "chunked_garbage": always(_head(200, _CHUNKED) + b"zz\r\nParis\r\n0\r\n\r\n"),
    "two_lengths": always(b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\ncontent-length: 9\r\n\r\nParis"),
    "same_headers_twice": always(
        b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-type: text/html\r\n"
        b"x-request-id: a\r\nx-request-id: b\r\ncontent-length: %d\r\n\r\n%s"
        % (len(_COMPLETION), _COMPLETION.encode())
    ),
    "wrong_content_type": always(response(chat_completion(), headers={"content-type": "text/plain"})),
    "gzip": always(response(gzip.compress(_COMPLETION.encode()), headers={"content-encoding": "gzip"})),
    "deflate": always(response(zlib.compress(_COMPLETION.encode()), headers={"content-encoding": "deflate"})),
    "gzip_bomb": _bomb("gzip"),
    "deflate_bomb": _bomb("deflate"),
    "nested_bomb": _bomb("gzip, gzip"),
    "gzip_cut": always(
        response(gzip.compress(_COMPLETION.encode())[:-12], headers={"content-encoding": "gzip"})
    ),
    "not_gzip": always(response(_COMPLETION, headers={"content-encoding": "gzip"})),
    "brotli": always(response(_COMPLETION, headers={"content-encoding": "br"})),
    "redirect_loop": always(response(b"", 307, {"location": "/v1/chat/completions"})),
    "400": always(error(400, "Unsupported value: 'temperature'", code="unsupported_value")),
    "400_model_gone": always(error(400, "The model `gpt-x` does not exist", code="model_not_found")),
    "401": always(error(401, "Incorrect API key provided", code="invalid_api_key")),
    "403": always(error(403, "Country not supported")),
    "404": always(error(404, "The model `gpt-x` does not exist", code="model_not_found")),
    "408": always(error(408)),
    "409": always(error(409)),
    "413": always(error(413)),
    "422": always(error(422)),
    "429": always(error(429, "Rate limit reached", code="rate_limit_exceeded")),
    "429_quota": always(error(429, "You exceeded your current quota", code="insufficient_quota")),
    "500": always(error(500)),
    "429_for_long": always(response({"error": {"message": "slow down"}}, 429, {"retry-after": "3600"})),
    "500_packed": always(
        response(b"\x8b\x00", 500, {"content-encoding": "br", "content-type": "application/json"})
    ),
    "502": always(response("<html>bad gateway</html>", 502, {"content-type": "text/html"})),
    "503": always(response("upstream connect error", 503, {"content-type": "text/plain"})),
    "504": always(response("<html>gateway time-out</html>", 504, {"content-type": "text/html"})),
    "529": always(error(529, "Overloaded")),
}
