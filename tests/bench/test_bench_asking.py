"""Asking many questions: within the target's concurrency and pace, each sample once, and ended at once when told to."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime

import pytest

from canary.asking import Asked, Task, ask_all
from canary.core.judge import Judge
from canary.core.model import Limits, Message, Price, Prompt, Target, ValidatorSpec
from canary.providers import open_endpoint
from canary.providers.base import Question
from support.servers import llm_server

PROMPT = Prompt("p", (Message("user", "Say Paris."),), validators=(ValidatorSpec("equals", "Paris"),))


def now() -> datetime:
    return datetime(2026, 1, 1, tzinfo=UTC)


def tasks(count: int) -> list[Task]:
    return [Task("suite", Question(PROMPT, sample, 0, now()), Judge(PROMPT)) for sample in range(count)]


def target(url: str, limits: Limits) -> Target:
    return Target("model", "openai", "m", f"{url}/v1", limits=limits, price=Price(1, 2))


async def test_each_is_asked_once_within_the_concurrency_and_judged_with_the_time_it_took() -> None:
    open_now = most = 0

    async with llm_server(lambda asked: "Paris", delay=0.02) as server:
        model = target(server.url, Limits(concurrency=3))
        endpoint = open_endpoint(model)
        got: list[Asked] = []
        asking = asyncio.create_task(ask_all(model, endpoint, tasks(20), got.append, now, asyncio.Event()))
        while not asking.done():
            open_now = len(server.journal) - len(got)
            most = max(most, open_now)
            await asyncio.sleep(0.002)
        assert await asking
        await endpoint.aclose()
        assert len(server.journal) == 20
    assert sorted(each.observation.sample for each in got) == list(range(20))
    assert most <= 3
    for each in got:
        assert each.observation.judgement is not None
        assert not each.observation.judgement.failed
        assert each.validation_ms is not None
        assert each.validation_ms > 0
        assert each.cost_usd == pytest.approx((19 * 1 + 10 * 2) / 1e6)


async def test_the_pace_of_the_target_is_kept() -> None:
    async with llm_server(lambda asked: "Paris") as server:
        model = target(server.url, Limits(concurrency=8, requests_per_minute=1_200))
        endpoint = open_endpoint(model)
        began = time.monotonic()
        await ask_all(model, endpoint, tasks(7), lambda each: None, now, asyncio.Event())
        assert time.monotonic() - began >= 6 * 0.05
        await endpoint.aclose()


async def test_told_to_stop_it_waits_for_nothing() -> None:
    stop = asyncio.Event()
    async with llm_server(lambda asked: "Paris", delay=30) as server:
        model = target(server.url, Limits(concurrency=2))
        endpoint = open_endpoint(model)
        asyncio.get_running_loop().call_later(0.1, stop.set)
        began = time.monotonic()
        assert not await ask_all(model, endpoint, tasks(9), lambda each: None, now, stop)
        assert time.monotonic() - began < 25  # one answer alone takes 30
        await endpoint.aclose()
        assert len(server.journal) <= 2


async def test_what_cannot_be_kept_ends_the_asking() -> None:
    def full(each: Asked) -> None:
        raise OSError(28, "No space left on device")

    async with llm_server(lambda asked: "Paris") as server:
        model = target(server.url, Limits(concurrency=2))
        endpoint = open_endpoint(model)
        with pytest.raises(OSError, match="No space left"):
            await ask_all(model, endpoint, tasks(50), full, now, asyncio.Event())
        await endpoint.aclose()
        assert len(server.journal) < 10
