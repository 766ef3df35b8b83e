"""The asking loop and the pacer, on a clock of their own."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from canary.core.model import Answer, Failure, FailureKind, Limits, Message, Prompt
from canary.providers.base import EXCERPT, Pacer, Question, Unmeasured, ask, excerpt

QUESTION = Question(Prompt("p", (Message("user", "?"),)), 0, 0, datetime(2026, 1, 1, tzinfo=UTC))


@dataclass
class Clock:
    """Time that passes only while somebody sleeps."""

    now: float = 1000.0
    slept: list[float] = field(default_factory=list)

    def monotonic(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


class Scripted:
    """An endpoint that raises or answers what it is given, each taking *takes* seconds."""

    def __init__(self, clock: Clock, *outcomes: Exception | str, takes: float = 0.0) -> None:
        self.pacer: Pacer | None = None
        self.asked = 0
        self._clock, self._outcomes, self._takes = clock, list(outcomes), takes

    async def ask(self, question: Question) -> Answer:
        self.asked += 1
        self._clock.now += self._takes
        outcome = self._outcomes.pop(0)
        if isinstance(outcome, str):
            return Answer(outcome)
        raise outcome

    async def aclose(self) -> None: ...


def failing(kind: FailureKind, retry_after: float | None = None) -> Unmeasured:
    return Unmeasured(kind, kind.value, retryable=True, retry_after=retry_after)


async def test_an_answer_comes_with_its_latency_and_one_attempt() -> None:
    clock = Clock()
    outcome, latency_ms, attempts = await ask(
        Scripted(clock, "yes", takes=0.25), QUESTION, Limits(), clock.monotonic, clock.sleep
    )
    assert (outcome, latency_ms, attempts) == (Answer("yes"), 250.0, 1)
    assert clock.slept == []


async def test_the_latency_is_the_last_attempts_alone() -> None:
    clock = Clock()
    endpoint = Scripted(clock, failing(FailureKind.CONNECTION), "yes", takes=0.25)
    _, latency_ms, attempts = await ask(endpoint, QUESTION, Limits(), clock.monotonic, clock.sleep)
    assert (latency_ms, attempts) == (250.0, 2)


async def test_three_attempts_are_the_most_with_growing_waits() -> None:
    clock = Clock()
    endpoint = Scripted(clock, *(failing(FailureKind.SERVER_ERROR) for _ in range(9)))
    outcome, _, attempts = await ask(endpoint, QUESTION, Limits(), clock.monotonic, clock.sleep)
    assert outcome == Failure(FailureKind.SERVER_ERROR, "server_error")
    assert (attempts, endpoint.asked) == (3, 3)
    first, second = clock.slept
    assert 0 <= first <= 0.5
    assert 0 <= second <= 1.0


async def test_what_is_not_the_transports_fault_is_not_asked_again() -> None:
    clock = Clock()
    endpoint = Scripted(clock, Unmeasured(FailureKind.AUTH, "no"), "yes")
    outcome, _, attempts = await ask(endpoint, QUESTION, Limits(), clock.monotonic, clock.sleep)
    assert outcome == Failure(FailureKind.AUTH, "no")
    assert attempts == 1


async def test_the_servers_wish_is_a_lower_bound_of_the_wait() -> None:
    clock = Clock()
    endpoint = Scripted(clock, failing(FailureKind.RATE_LIMIT, retry_after=7.0), "yes")
    outcome, _, _ = await ask(endpoint, QUESTION, Limits(), clock.monotonic, clock.sleep)
    assert outcome == Answer("yes")
    assert 7.0 <= clock.slept[0] <= 7.5


async def test_a_wait_that_does_not_fit_the_deadline_is_not_begun() -> None:
    clock = Clock()
    endpoint = Scripted(clock, failing(FailureKind.RATE_LIMIT, retry_after=55.0), "yes", takes=6.0)
    outcome, _, attempts = await ask(endpoint, QUESTION, Limits(timeout=60), clock.monotonic, clock.sleep)
    assert outcome == Failure(FailureKind.RATE_LIMIT, "rate_limit")
    assert (attempts, clock.slept) == (1, [])


async def test_a_bug_in_a_provider_costs_one_sample_and_shows_no_text() -> None:
    clock = Clock()
    outcome, _, _ = await ask(
        Scripted(clock, KeyError("sk-secret")), QUESTION, Limits(), clock.monotonic, clock.sleep
    )
    assert isinstance(outcome, Failure)
    assert outcome.kind is FailureKind.UNKNOWN
    assert "KeyError" in outcome.detail
    assert "sk-secret" not in outcome.detail


async def test_the_deadline_ends_an_endpoint_that_never_answers() -> None:
    class Silent(Scripted):
        async def ask(self, question: Question) -> Answer:
            await asyncio.sleep(60)
            raise AssertionError

    outcome, latency_ms, attempts = await ask(Silent(Clock()), QUESTION, Limits(timeout=0.05))
    assert isinstance(outcome, Failure)
    assert (outcome.kind, attempts) == (FailureKind.TIMEOUT, 1)
    assert 40 < latency_ms < 1000


async def test_turns_come_at_even_distances() -> None:
    clock = Clock()
    pacer = Pacer(30, clock.monotonic, clock.sleep)
    taken = []
    for _ in range(4):
        await pacer.turn()
        taken.append(clock.now)
    assert taken == [1000.0, 1002.0, 1004.0, 1006.0]


async def test_a_pause_earns_no_burst() -> None:
    clock = Clock()
    pacer = Pacer(60, clock.monotonic, clock.sleep)
    await pacer.turn()
    clock.now += 100
    await pacer.turn()
    await pacer.turn()
    assert clock.slept == [1.0]


async def test_retries_take_turns_too_and_the_first_turn_is_outside_the_deadline() -> None:
    clock = Clock()
    endpoint = Scripted(clock, failing(FailureKind.CONNECTION), "yes")
    endpoint.pacer = Pacer(1, clock.monotonic, clock.sleep)
    await endpoint.pacer.turn()
    outcome, _, _ = await ask(endpoint, QUESTION, Limits(timeout=70), clock.monotonic, clock.sleep)
    assert outcome == Answer("yes")
    assert clock.now == pytest.approx(1120.0)


def test_only_limits_with_a_pace_have_a_pacer() -> None:
    assert Pacer.of(Limits()) is None
    assert isinstance(Pacer.of(Limits(requests_per_minute=10)), Pacer)


@given(st.text(st.characters(exclude_categories=())))
def test_an_excerpt_is_one_short_printable_line(text: str) -> None:
    line = excerpt(text)
    assert len(line) <= EXCERPT
    assert line.isprintable()
    assert line == line.strip()
