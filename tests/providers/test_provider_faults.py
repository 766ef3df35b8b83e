"""Every way an HTTP provider can fail, from a real socket: each ends in time, as the right kind, showing no secret."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from canary.core.model import Answer, Failure, FailureKind, Limits, Message, Prompt, Secret, Target
from canary.providers import base, open_endpoint
from canary.providers.base import Endpoint, Question, ask
from support.servers import (
    FAULTS,
    Handler,
    Server,
    chat_completion,
    error,
    in_turn,
    llm_server,
    response,
    serve,
)

KEY = "sk-test-0123456789-abcdefghij"
PROMPT = Prompt("capital", (Message("user", "What is the capital of France?"),))
QUESTION = Question(PROMPT, 0, 0, datetime(2026, 1, 1, tzinfo=UTC))

K = FailureKind
# fault -> its kind and the attempts that the server must have seen
MATRIX: dict[str, tuple[FailureKind, int]] = {
    "reset_before_reply": (K.CONNECTION, 3),
    "reset_in_body": (K.CONNECTION, 3),
    "hang_up": (K.CONNECTION, 3),
    "short_body": (K.CONNECTION, 3),
    "never": (K.TIMEOUT, 1),
    "slow_headers": (K.TIMEOUT, 1),
    "slow_body": (K.TIMEOUT, 1),
    "endless_body": (K.MALFORMED, 1),
    "endless_error_body": (K.SERVER_ERROR, 3),
    "partial_json": (K.MALFORMED, 1),
    "ten_megabytes": (K.MALFORMED, 1),
    "invalid_utf8": (K.MALFORMED, 1),
    "empty_200": (K.MALFORMED, 1),
    "html_200": (K.MALFORMED, 1),
    "wrong_shape": (K.MALFORMED, 1),
    "deep_json": (K.MALFORMED, 1),
    "not_http": (K.MALFORMED, 1),
    "bad_header": (K.MALFORMED, 1),
    "header_flood": (K.MALFORMED, 1),
    "chunked_garbage": (K.MALFORMED, 1),
    "two_lengths": (K.MALFORMED, 1),
    "gzip_bomb": (K.MALFORMED, 1),
    "not_gzip": (K.MALFORMED, 1),
    "brotli": (K.MALFORMED, 1),
    "redirect_loop": (K.REJECTED, 1),
    "400": (K.REJECTED, 1),
    "400_model_gone": (K.NOT_FOUND, 1),
    "401": (K.AUTH, 1),
    "403": (K.AUTH, 1),
    "404": (K.NOT_FOUND, 1),
    "408": (K.TIMEOUT, 3),
    "409": (K.REJECTED, 1),
    "413": (K.REJECTED, 1),
    "422": (K.REJECTED, 1),
    "429": (K.RATE_LIMIT, 3),
    "429_quota": (K.RATE_LIMIT, 1),
    "500": (K.SERVER_ERROR, 3),
    "503": (K.SERVER_ERROR, 3),
    "504": (K.TIMEOUT, 3),
    "529": (K.SERVER_ERROR, 3),
}
HARMLESS = {"wrong_content_type", "gzip"}


@pytest.fixture(autouse=True)
def _short_backoff(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(base, "BACKOFF_FIRST", 0.02)


def target_of(url: str, **changes: object) -> Target:
    return Target(
        name="t",
        provider="openai",
        model="gpt-4o-mini",
        base_url=f"{url}/v1/",
        api_key=Secret(KEY),
        **changes,  # type: ignore[arg-type]
    )


def self_signed(folder: Path) -> ssl.SSLContext:
    """A server's TLS with a certificate that no authority has signed."""
    cert, key = folder / "cert.pem", folder / "key.pem"
    subject = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"]
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", *subject]
    subprocess.run([*made, "-keyout", key, "-out", cert], check=True, capture_output=True)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(cert, key)
    return context


@contextlib.asynccontextmanager
async def asked(handler: Handler) -> AsyncIterator[tuple[Server, Endpoint]]:
    async with serve(handler) as server:
        endpoint = open_endpoint(target_of(server.url))
        try:
            yield server, endpoint
        finally:
            await endpoint.aclose()


async def test_every_fault_of_the_servers_is_in_the_matrix() -> None:
    assert MATRIX.keys() | HARMLESS == FAULTS.keys()


@pytest.mark.parametrize("fault", MATRIX)
async def test_a_fault_ends_in_time_as_its_kind_after_counted_attempts(fault: str) -> None:
    kind, attempts = MATRIX[fault]
    timeout = 0.5 if MATRIX[fault] == (K.TIMEOUT, 1) else 5.0
    async with asked(FAULTS[fault]) as (server, endpoint):
        began = time.monotonic()
        outcome, latency_ms, made = await ask(endpoint, QUESTION, Limits(timeout=timeout))
        took = time.monotonic() - began
    assert isinstance(outcome, Failure)
    assert outcome.kind is kind, outcome
    assert (made, len(server.journal)) == (attempts, attempts)
    assert took < timeout + 20  # the servers that hang do so for ever
    assert 0 < latency_ms <= took * 1000
    assert KEY not in outcome.detail
    assert 0 < len(outcome.detail) < 500
    assert outcome.detail.isprintable()


@pytest.mark.parametrize("fault", sorted(HARMLESS))
async def test_an_odd_but_readable_reply_is_an_answer(fault: str) -> None:
    async with asked(FAULTS[fault]) as (_, endpoint):
        outcome, _, attempts = await ask(endpoint, QUESTION, Limits(timeout=5))
    assert isinstance(outcome, Answer)
    assert (outcome.text, attempts) == ("Paris", 1)


async def test_nobody_listening_is_a_connection_failure() -> None:
    async with serve(FAULTS["500"]) as server:
        pass
    endpoint = open_endpoint(target_of(server.url))
    outcome, _, attempts = await ask(endpoint, QUESTION, Limits(timeout=5))
    await endpoint.aclose()
    assert isinstance(outcome, Failure)
    assert (outcome.kind, attempts) == (K.CONNECTION, 3)
    assert "Connect call failed" in outcome.detail


async def test_a_connection_that_does_not_come_about_is_tried_again() -> None:
    """A listener whose queue is full lets a SYN go unanswered, as a lost packet or a silent firewall does."""
    with socket.socket() as listener, contextlib.ExitStack() as held:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        for _ in range(4):
            waiting = held.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(listener.getsockname())
        limits = Limits(timeout=1.5)
        endpoint = open_endpoint(target_of(f"http://127.0.0.1:{listener.getsockname()[1]}", limits=limits))
        outcome, _, attempts = await ask(endpoint, QUESTION, limits)
        await endpoint.aclose()
    assert isinstance(outcome, Failure)
    assert (outcome.kind, attempts) == (K.TIMEOUT, 3)
    assert "no connection in time" in outcome.detail


async def test_a_host_that_does_not_exist_is_a_connection_failure() -> None:
    endpoint = open_endpoint(target_of("http://no-such-host.invalid"))
    outcome, _, _ = await ask(endpoint, QUESTION, Limits(timeout=10))
    await endpoint.aclose()
    assert isinstance(outcome, Failure)
    assert outcome.kind is K.CONNECTION


async def test_a_plain_server_behind_an_https_address_is_a_connection_failure() -> None:
    async def refuse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1)
        writer.write(b"HTTP/1.1 400 Bad Request\r\nconnection: close\r\n\r\n")
        writer.close()

    listener = await asyncio.start_server(refuse, "127.0.0.1", 0)
    port = listener.sockets[0].getsockname()[1]
    async with listener:
        endpoint = open_endpoint(target_of(f"https://127.0.0.1:{port}"))
        outcome, _, _ = await ask(endpoint, QUESTION, Limits(timeout=5))
        await endpoint.aclose()
    assert isinstance(outcome, Failure)
    assert outcome.kind is K.CONNECTION


@pytest.mark.skipif(
    shutil.which("openssl") is None, reason="openssl makes the certificate, and is not installed"
)
async def test_a_certificate_nobody_signed_is_a_connection_failure_with_the_way_out(tmp_path: Path) -> None:
    async with serve(FAULTS["500"], tls=self_signed(tmp_path)) as server:
        endpoint = open_endpoint(target_of(server.url.replace("http:", "https:")))
        outcome, _, _ = await ask(endpoint, QUESTION, Limits(timeout=5))
        await endpoint.aclose()
    assert isinstance(outcome, Failure)
    assert outcome.kind is K.CONNECTION
    assert "self-signed" in outcome.detail
    assert "SSL_CERT_FILE" in outcome.detail


async def test_a_proxy_of_the_environment_is_used_and_its_exceptions_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with llm_server() as proxy:
        monkeypatch.setenv("http_proxy", proxy.url)
        monkeypatch.setenv("no_proxy", "127.0.0.1")
        for url in ("http://llm.invalid", proxy.url):
            endpoint = open_endpoint(target_of(url))
            outcome, _, _ = await ask(endpoint, QUESTION, Limits(timeout=5))
            await endpoint.aclose()
            assert isinstance(outcome, Answer)
    paths = [received.path for received in proxy.journal]
    assert paths == ["http://llm.invalid/v1/chat/completions", "/v1/chat/completions"]


async def test_a_fault_that_passes_leaves_an_answer_and_its_attempts() -> None:
    handler = in_turn(error(503), error(500), response(chat_completion()))
    async with asked(handler) as (server, endpoint):
        outcome, _, attempts = await ask(endpoint, QUESTION, Limits(timeout=5))
    assert isinstance(outcome, Answer)
    assert (attempts, len(server.journal)) == (3, 3)


async def test_a_connection_closed_while_idle_costs_one_retry() -> None:
    """A server that drops its end after each reply, without saying so, must not make samples fail."""

    async def handle(received: object, writer: asyncio.StreamWriter) -> None:
        writer.write(response(chat_completion()))
        await writer.drain()
        writer.close()

    async with asked(handler=handle) as (_, endpoint):
        outcomes = [await ask(endpoint, QUESTION, Limits(timeout=5)) for _ in range(5)]
    assert all(isinstance(outcome, Answer) for outcome, _, _ in outcomes)


async def test_a_connection_is_used_again() -> None:
    async with asked(in_turn(response(chat_completion()))) as (server, endpoint):
        for _ in range(10):
            await ask(endpoint, QUESTION, Limits(timeout=5))
    assert (len(server.journal), server.connections) == (10, 1)


async def test_more_samples_at_once_than_a_usual_pool_holds_do_not_wait_for_each_other() -> None:
    async def slow(received: object, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(0.3)
        writer.write(response(chat_completion()))

    async with asked(slow) as (server, endpoint):
        began = time.monotonic()
        await asyncio.gather(*(ask(endpoint, QUESTION, Limits(timeout=5)) for _ in range(150)))
        took = time.monotonic() - began
    assert server.connections == 150
    assert took < 30  # one after the other would be 45


async def test_retry_after_is_waited_for() -> None:
    limited = response({"error": {"message": "slow down"}}, 429, {"retry-after": "1"})
    async with asked(in_turn(limited, response(chat_completion()))) as (server, endpoint):
        began = time.monotonic()
        outcome, _, attempts = await ask(endpoint, QUESTION, Limits(timeout=5))
        took = time.monotonic() - began
    assert isinstance(outcome, Answer)
    assert (attempts, len(server.journal)) == (2, 2)
    assert 1.0 <= took < 5.0


async def test_a_retry_after_beyond_the_deadline_ends_at_once() -> None:
    limited = response({"error": {"message": "slow down"}}, 429, {"retry-after": "60"})
    async with asked(in_turn(limited)) as (server, endpoint):
        began = time.monotonic()
        outcome, _, attempts = await ask(endpoint, QUESTION, Limits(timeout=5))
        took = time.monotonic() - began
    assert isinstance(outcome, Failure)
    assert (outcome.kind, attempts, len(server.journal)) == (K.RATE_LIMIT, 1, 1)
    assert took < 4.0


async def test_at_the_deadline_the_last_error_wins() -> None:
    async def handle(received: object, writer: asyncio.StreamWriter) -> None:
        if len(server.journal) == 1:
            writer.write(error(503))
        else:
            await asyncio.sleep(60)

    async with asked(handle) as (server, endpoint):
        outcome, _, attempts = await ask(endpoint, QUESTION, Limits(timeout=0.5))
    assert isinstance(outcome, Failure)
    assert (outcome.kind, attempts) == (K.SERVER_ERROR, 2)


async def test_a_cancelled_sample_is_cancelled() -> None:
    async with asked(FAULTS["never"]) as (_, endpoint):
        task = asyncio.create_task(ask(endpoint, QUESTION, Limits(timeout=60)))
        await asyncio.sleep(0.05)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task


@pytest.mark.parametrize("status", [400, 401, 429, 500])
async def test_a_key_that_the_server_echoes_is_not_shown(status: int) -> None:
    told = error(status, f"{'x' * 180} Bearer {KEY} is wrong")
    async with asked(in_turn(told)) as (_, endpoint):
        with pytest.raises(base.Unmeasured) as caught:
            await endpoint.ask(QUESTION)
    shown = f"{caught.value!s} {caught.value!r} {caught.value.__context__!r} {caught.value.__cause__!r}"
    assert "sk-test" not in shown


@pytest.mark.parametrize("fault", ["not_http", "bad_header", "reset_in_body", "chunked_garbage"])
async def test_no_library_error_with_the_request_in_it_hangs_on_ours(fault: str) -> None:
    async with asked(FAULTS[fault]) as (_, endpoint):
        with pytest.raises(base.Unmeasured) as caught:
            await endpoint.ask(QUESTION)
    assert caught.value.__context__ is None
    assert caught.value.__cause__ is None


async def test_hostile_words_of_an_error_are_made_harmless() -> None:
    told = error(400, "\x1b[31mred\u202e\u200b\x00 <!channel>" + "a" * 5000)
    async with asked(in_turn(told)) as (_, endpoint):
        outcome, _, _ = await ask(endpoint, QUESTION, Limits(timeout=5))
    assert isinstance(outcome, Failure)
    assert outcome.detail.isprintable()
    assert len(outcome.detail) < 400
