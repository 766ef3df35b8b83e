"""Every way an HTTP provider can fail, from a real socket: each ends in time, as the right kind, showing no secret.

``test_fault_matrix.py`` puts the same faults to whole cycles.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import time
import tracemalloc
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from canary.core.model import Answer, Failure, FailureKind, Limits, Message, Network, Prompt, Secret, Target
from canary.providers import base, open_endpoint
from canary.providers.base import Endpoint, Question, Unmeasured, ask
from canary.providers.wire import MAX_BODY
from support.faults import AUTHORITY, MATRIX, SHORT, over_tls
from support.servers import (
    FAULTS,
    Handler,
    Server,
    chat_completion,
    error,
    in_turn,
    llm_server,
    packed_as,
    response,
    serve,
)

KEY = "sk-test-0123456789-abcdefghij"
HTTP = {"body": {"messages": "{{messages}}"}, "response": "/choices/0/message/content"}
PROMPT = Prompt("capital", (Message("user", "What is the capital of France?"),))
QUESTION = Question(PROMPT, 0, 0, datetime(2026, 1, 1, tzinfo=UTC))

K = FailureKind
ODD = sorted(name for name, fault in MATRIX.items() if fault.kind is None and name in FAULTS)
FAILING = sorted(name for name, fault in MATRIX.items() if fault.kind is not None and name in FAULTS)
PROVIDERS = ("openai", "http")


@pytest.fixture(autouse=True)
def _short_backoff(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(base, "BACKOFF_FIRST", 0.02)


def target_of(url: str, provider: str = "openai", **changes: object) -> Target:
    return Target(
        name="t",
        provider=provider,
        model="gpt-4o-mini",
        base_url=f"{url}/v1/",
        api_key=Secret(KEY),
        options=HTTP if provider == "http" else {},
        **changes,  # type: ignore[arg-type]
    )


@contextlib.asynccontextmanager
async def asked(handler: Handler, provider: str = "openai") -> AsyncIterator[tuple[Server, Endpoint]]:
    async with serve(handler) as server:
        endpoint = open_endpoint(target_of(server.url, provider))
        try:
            yield server, endpoint
        finally:
            await endpoint.aclose()


def test_every_fault_of_the_servers_is_in_the_matrix() -> None:
    assert MATRIX.keys() >= FAULTS.keys()


@pytest.mark.parametrize("provider", PROVIDERS)
@pytest.mark.parametrize("name", FAILING)
async def test_a_fault_ends_in_time_as_its_kind_after_counted_attempts(name: str, provider: str) -> None:
    fault = MATRIX[name]
    timeout = 0.5 if fault.deadline == SHORT else 60.0
    async with asked(FAULTS[name], provider) as (server, endpoint):
        began = time.monotonic()
        outcome, latency_ms, made = await ask(endpoint, QUESTION, Limits(timeout=timeout))
        took = time.monotonic() - began
    assert isinstance(outcome, Failure)
    assert outcome.kind is fault.kind, outcome
    if fault.deadline != SHORT:
        assert (made, len(server.journal)) == (fault.attempts, fault.attempts)
    assert took < timeout + 20  # the servers that hang do so for ever
    assert 0 < latency_ms <= took * 1000
    assert KEY not in outcome.detail
    assert 0 < len(outcome.detail) < 500
    assert outcome.detail.isprintable()


@pytest.mark.parametrize("provider", PROVIDERS)
@pytest.mark.parametrize("name", ODD)
async def test_an_odd_but_readable_reply_is_an_answer(name: str, provider: str) -> None:
    async with asked(FAULTS[name], provider) as (_, endpoint):
        outcome, _, attempts = await ask(endpoint, QUESTION, Limits(timeout=60))
    assert isinstance(outcome, Answer)
    assert (outcome.text, attempts) == ("Paris", 1)


BOMBS = ["gzip_bomb", "deflate_bomb", "nested_bomb", "ten_megabytes", "endless_body", "endless_error_body"]


@pytest.mark.parametrize("name", BOMBS)
async def test_however_much_a_server_sends_little_of_it_is_held(name: str) -> None:
    """What the server itself takes to make its bomb is taken before we look."""
    async with asked(FAULTS[name], "http") as (_, endpoint):
        with pytest.raises(Unmeasured):
            await endpoint.ask(QUESTION)
        tracemalloc.start()
        try:
            with pytest.raises(Unmeasured):
                await endpoint.ask(QUESTION)
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
    assert peak < 64 * 2**20  # of 100 MB and more


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
@pytest.mark.parametrize("beyond", [0, 1])
async def test_the_bound_is_on_the_body_as_it_is_unpacked(encoding: str, beyond: int) -> None:
    frame = len(json.dumps(chat_completion("")))
    body = json.dumps(chat_completion("a" * (MAX_BODY - frame + beyond))).encode()
    packed = response(packed_as(encoding, body), headers={"content-encoding": encoding})
    async with asked(in_turn(packed)) as (_, endpoint):
        outcome, _, _ = await ask(endpoint, QUESTION, Limits(timeout=60))
    assert isinstance(outcome, Failure if beyond else Answer)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_redirect_is_never_followed_whoever_it_leads_to(status: int) -> None:
    """The other host would be given the key, and an address within our network would be asked in our name."""
    async with llm_server() as elsewhere:
        location = {"location": f"{elsewhere.url}/v1/chat/completions"}
        for provider in PROVIDERS:
            async with asked(in_turn(response(b"", status, location)), provider) as (server, endpoint):
                outcome, _, attempts = await ask(endpoint, QUESTION, Limits(timeout=60))
            assert isinstance(outcome, Failure)
            assert (outcome.kind, attempts, len(server.journal)) == (K.REJECTED, 1, 1)
        assert elsewhere.connections == 0


@pytest.mark.parametrize(
    ("certificate", "words"),
    [("stranger", "self-signed"), ("expired", "has expired"), ("other-host", "not valid for '127.0.0.1'")],
)
async def test_a_certificate_that_is_not_trusted_is_a_connection_failure_with_the_way_out(
    certificate: str, words: str
) -> None:
    async with over_tls(certificate)() as stand:
        await stand.fail()
        target = target_of(str(stand.config["base_url"]), network=Network(ca_file=AUTHORITY))
        endpoint = open_endpoint(target)
        outcome, _, _ = await ask(endpoint, QUESTION, Limits(timeout=60))
        await endpoint.aclose()
    assert isinstance(outcome, Failure)
    assert outcome.kind is K.CONNECTION
    assert words in outcome.detail
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
