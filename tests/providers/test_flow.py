"""Flow control: what one key shares, a server's wish for a pause, and breakers for servers that fail."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from canary.core.model import Answer, Failure, FailureKind, Limits, Message, Prompt, Secret, Stage, Target
from canary.providers.base import Endpoint, Question, Unmeasured, ask
from canary.providers.flow import (
    CLOSED,
    FIRST_PAUSE,
    LONGEST_HOLD,
    LONGEST_PAUSE,
    OPENS_AFTER,
    SPREAD,
    Breaker,
    Gate,
    Gates,
    Pacer,
    Sign,
    Stand,
    Way,
    origin_of,
)
from support.postgres import free_port
from support.servers import Server, llm_server, response

QUESTION = Question(Prompt("p", (Message("user", "Say Paris."),)), 0, 0, datetime(2026, 1, 1, tzinfo=UTC))
Outcome = tuple[Answer | Failure, float, int]


# --- the breaker as a value ----------------------------------------------------------------------


def failing(breaker: Breaker, times: int, now: float = 0.0) -> Breaker:
    for _ in range(times):
        breaker = breaker.failed(now, 0.5, trial=False)
    return breaker


def test_it_opens_after_failures_in_a_row_and_not_before() -> None:
    assert failing(CLOSED, OPENS_AFTER - 1).stand(0.0) is Stand.CLOSED
    assert failing(CLOSED, OPENS_AFTER).stand(0.0) is Stand.OPEN


def test_the_pause_doubles_with_each_try_in_vain_up_to_the_longest() -> None:
    breaker, now, pauses = failing(CLOSED, OPENS_AFTER), 0.0, []
    for _ in range(6):
        pauses.append(breaker.pause)
        now = breaker.again_at
        assert breaker.stand(now) is Stand.DUE
        breaker = breaker.tried(now)
        assert breaker.stand(now) is Stand.TRIED
        breaker = breaker.failed(now, 0.0, trial=True)
        assert breaker.stand(now) is Stand.OPEN
    assert pauses == [30.0, 60.0, 120.0, 240.0, 300.0, 300.0]


def test_what_was_in_flight_when_it_opened_neither_prolongs_the_pause_nor_ends_the_try() -> None:
    breaker = failing(CLOSED, OPENS_AFTER)
    assert failing(breaker, 7).again_at == breaker.again_at
    tried = breaker.tried(breaker.again_at)
    assert failing(tried, 1, breaker.again_at).stand(breaker.again_at) is Stand.TRIED


EVENTS = st.lists(
    st.tuples(
        st.floats(0.0, 400.0),  # seconds since the event before
        st.sampled_from(["serves", "failed", "lost"]),
        st.floats(0.0, 1.0, exclude_max=True),
    ),
    max_size=60,
)


@given(EVENTS)
def test_whatever_happens_somebody_is_let_through_within_the_longest_pause(
    events: Iterable[tuple[float, str, float]],
) -> None:
    breaker, now, in_a_row, shut_since = CLOSED, 0.0, 0, 0.0
    for wait, what, share in events:
        now += wait
        stand = breaker.stand(now)
        assert (stand is Stand.CLOSED) == (in_a_row < OPENS_AFTER)
        if stand in (Stand.OPEN, Stand.TRIED):
            assert now - shut_since <= LONGEST_PAUSE
            continue
        trial = stand is Stand.DUE
        if trial:
            breaker, shut_since = breaker.tried(now), now
        if what == "serves":
            breaker, in_a_row = CLOSED, 0
        elif what == "failed":
            breaker, in_a_row = breaker.failed(now, share, trial=trial), in_a_row + 1
            shut_since = now
        elif trial:
            breaker = breaker.lost()
        assert FIRST_PAUSE <= breaker.pause <= LONGEST_PAUSE


# --- one sample on a clock of its own ------------------------------------------------------------


class Clock:
    """Time that passes only while somebody sleeps."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.slept: list[float] = []

    def monotonic(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


class Played:
    """An endpoint that raises or answers what it is given; the last of it again and again."""

    def __init__(self, *outcomes: Unmeasured | str) -> None:
        self.pacer: Pacer | None = None
        self.asked = 0
        self._outcomes = list(outcomes)

    async def ask(self, question: Question) -> Answer:
        self.asked += 1
        outcome = self._outcomes[min(self.asked, len(self._outcomes)) - 1]
        if isinstance(outcome, str):
            return Answer(outcome)
        raise outcome

    async def aclose(self) -> None: ...


@dataclass
class Bench:
    """Samples along one way, on a clock of their own."""

    clock: Clock
    gates: Gates

    @classmethod
    def of(cls, *targets: Target) -> Bench:
        clock = Clock()
        return cls(clock, Gates(targets, clock.monotonic, clock.sleep))

    async def ask(self, target: Target, endpoint: Endpoint) -> Outcome:
        way = self.gates.of(target)
        return await ask(endpoint, QUESTION, target.limits, self.clock.monotonic, self.clock.sleep, way=way)


def wished(seconds: float) -> Unmeasured:
    return Unmeasured(FailureKind.RATE_LIMIT, "HTTP 429", True, seconds, 429)


def down(status: int | None = None) -> Unmeasured:
    kind = FailureKind.CONNECTION if status is None else FailureKind.SERVER_ERROR
    return Unmeasured(kind, "no luck", retryable=True, status=status)


ONE = Target("one", "openai", "m1", "https://llm.example/v1", Secret("key-a"))
TWO = replace(ONE, name="two", model="m2", base_url="https://LLM.example:443/v2")
OTHER_KEY = replace(ONE, name="other", api_key=Secret("key-b"))


async def test_a_servers_wish_holds_for_all_who_use_its_key_and_for_nobody_else() -> None:
    bench = Bench.of(ONE, TWO, OTHER_KEY)
    first, _, _ = await bench.ask(ONE, Played(wished(59.9)))
    assert isinstance(first, Failure)  # it cannot wait so long
    assert bench.clock.slept == []

    apart, _, _ = await bench.ask(OTHER_KEY, Played("Paris"))
    assert (apart, bench.clock.slept) == (Answer("Paris"), [])

    second, _, attempts = await bench.ask(TWO, Played("Paris"))
    assert (second, attempts) == (Answer("Paris"), 1)
    (waited,) = bench.clock.slept
    assert 59.9 <= waited <= 60.0  # within its own deadline


async def test_who_cannot_wait_so_long_ends_as_rate_limit_without_asking() -> None:
    bench = Bench.of(ONE, TWO)
    await bench.ask(ONE, Played(wished(120)))
    endpoint = Played("Paris")
    outcome, latency_ms, attempts = await bench.ask(TWO, endpoint)
    assert isinstance(outcome, Failure)
    assert outcome.kind is FailureKind.RATE_LIMIT
    assert outcome.detail == (
        "not asked: the server wants no request for another 120 s, longer than this sample may wait (HTTP 429)"
    )
    assert (attempts, latency_ms, endpoint.asked) == (0, 0.0, 0)


async def test_a_wish_for_a_week_is_honoured_for_a_while() -> None:
    bench = Bench.of(ONE)
    await bench.ask(ONE, Played(wished(7 * 86_400)))
    bench.clock.now += LONGEST_HOLD
    outcome, _, _ = await bench.ask(ONE, Played("Paris"))
    assert outcome == Answer("Paris")


async def test_those_who_waited_do_not_all_begin_at_one_instant() -> None:
    starts = []
    for _ in range(20):
        bench = Bench.of(ONE)
        bench.gates.of(ONE).gate.hold(10.0, "")
        await bench.ask(ONE, Played("Paris"))
        starts.append(bench.clock.slept[0])
    assert all(10.0 <= start <= 10.0 + SPREAD for start in starts)
    assert max(starts) - min(starts) > SPREAD / 4


async def test_a_pace_goes_on_after_the_wait() -> None:
    paced = replace(ONE, limits=Limits(key_requests_per_minute=6))
    bench = Bench.of(paced)
    asked = []
    for number in range(3):
        if number == 1:
            bench.gates.of(paced).gate.hold(30.0, "")
        await bench.ask(paced, Played("Paris"))
        asked.append(bench.clock.now)
    assert asked[1] - asked[0] >= 30.0
    assert asked[2] - asked[1] >= 10.0


async def test_the_key_goes_at_the_lowest_pace_that_any_of_its_targets_names() -> None:
    slow, fast = (
        replace(target, limits=Limits(key_requests_per_minute=pace))
        for target, pace in ((ONE, 30), (TWO, 600))
    )
    bench = Bench.of(slow, fast, OTHER_KEY)
    asked = []
    for target in (fast, slow, fast, slow):
        await bench.ask(target, Played("Paris"))
        asked.append(bench.clock.now)
    assert asked == [1000.0, 1002.0, 1004.0, 1006.0]
    await bench.ask(OTHER_KEY, Played("Paris"))
    assert bench.clock.now == 1006.0


async def test_waiting_for_the_keys_first_turn_costs_none_of_the_samples_time() -> None:
    slow = replace(ONE, limits=Limits(key_requests_per_minute=1, timeout=5))
    bench = Bench.of(slow)
    outcomes = [await bench.ask(slow, Played("Paris")) for _ in range(3)]
    assert [attempts for _, _, attempts in outcomes] == [1, 1, 1]
    assert bench.clock.now == 1120.0


# --- breakers on that clock ----------------------------------------------------------------------


async def fail(bench: Bench, target: Target, status: int | None, times: int = OPENS_AFTER) -> None:
    for _ in range(times):
        await bench.ask(target, Played(down(status)))


@pytest.mark.parametrize("status", [None, 500, 503])
async def test_a_server_that_fails_again_and_again_is_not_asked_for_a_while(status: int | None) -> None:
    bench = Bench.of(ONE)
    await fail(bench, ONE, status)
    bench.clock.now += 5
    endpoint = Played("Paris")
    outcome, _, attempts = await bench.ask(ONE, endpoint)
    assert isinstance(outcome, Failure)
    assert outcome.kind is down(status).kind
    name = "https://llm.example" if status is None else "m1 at https://llm.example"
    assert outcome.detail.startswith(
        f"not asked: {name} has not been asked for 5 s, since 5 samples in a row failed"
    )
    assert outcome.detail.endswith("The last failure: no luck")
    assert (attempts, endpoint.asked) == (0, 0)


@pytest.mark.parametrize("status", [400, 401, 404, 408, 429])
async def test_a_refusal_is_a_sign_of_life(status: int) -> None:
    bench = Bench.of(ONE)
    for _ in range(3 * OPENS_AFTER):
        await bench.ask(ONE, Played(Unmeasured(FailureKind.REJECTED, "no", status=status)))
    endpoint = Played("Paris")
    await bench.ask(ONE, endpoint)
    assert endpoint.asked == 1


async def test_samples_are_counted_and_not_their_attempts() -> None:
    bench = Bench.of(ONE)
    endpoint = Played(down())
    for _ in range(OPENS_AFTER - 1):
        await bench.ask(ONE, endpoint)
    assert endpoint.asked == 3 * (OPENS_AFTER - 1)
    assert bench.gates.of(ONE).clear()


async def test_one_answer_between_failures_begins_the_count_anew() -> None:
    bench = Bench.of(ONE)
    for _ in range(4):
        await fail(bench, ONE, 500, OPENS_AFTER - 1)
        await bench.ask(ONE, Played("Paris"))
    assert bench.gates.of(ONE).clear()


async def test_no_connection_is_true_of_all_at_the_place_and_a_5xx_of_one_model() -> None:
    bench = Bench.of(ONE, TWO)
    await fail(bench, ONE, 500)
    assert not bench.gates.of(ONE).clear()
    assert bench.gates.of(TWO).clear()
    await fail(bench, TWO, None)
    assert not bench.gates.of(TWO).clear()
    assert not bench.gates.of(OTHER_KEY).clear()


async def test_a_proxy_or_a_deadline_of_its_own_is_another_manner_of_reaching_the_place() -> None:
    hasty = replace(ONE, name="hasty", limits=Limits(timeout=0.01))
    bench = Bench.of(ONE, hasty)
    await fail(bench, hasty, None)
    assert bench.gates.of(ONE).clear()


async def test_it_is_tried_when_the_pause_is_over_and_an_answer_ends_it() -> None:
    bench = Bench.of(ONE)
    await fail(bench, ONE, None)
    bench.clock.now += FIRST_PAUSE
    endpoint = Played("Paris")
    assert (await bench.ask(ONE, endpoint))[0] == Answer("Paris")
    assert bench.gates.of(ONE).clear()


async def test_a_try_in_vain_shuts_it_for_longer() -> None:
    bench = Bench.of(ONE)
    await fail(bench, ONE, None)
    bench.clock.now += FIRST_PAUSE
    await bench.ask(ONE, Played(down()))
    bench.clock.now += FIRST_PAUSE
    endpoint = Played("Paris")
    assert (await bench.ask(ONE, endpoint))[2] == 0
    bench.clock.now += FIRST_PAUSE
    assert (await bench.ask(ONE, endpoint))[0] == Answer("Paris")


async def test_a_server_that_takes_too_long_is_neither_away_nor_back() -> None:
    assert Unmeasured(FailureKind.TIMEOUT, "read").sign is Sign.NOTHING
    assert Unmeasured(FailureKind.TIMEOUT, "connect", retryable=True).sign is Sign.AWAY
    assert Unmeasured(FailureKind.TIMEOUT, "HTTP 504", retryable=True, status=504).sign is Sign.BROKEN


# --- against a real server -----------------------------------------------------------------------


async def no_sleep(seconds: float) -> None:
    await asyncio.sleep(0)


@dataclass
class Shifted:
    """The monotonic clock, which a test may move on."""

    ahead: float = 0.0

    def __call__(self) -> float:
        return time.monotonic() + self.ahead


@dataclass
class Live:
    """Open ends of several targets that share their gates."""

    gates: Gates
    clock: Shifted
    ends: dict[str, tuple[Target, Endpoint]]

    async def ask(self, name: str, **how: Any) -> Outcome:
        target, endpoint = self.ends[name]
        question = replace(QUESTION, heard=[])
        return await ask(endpoint, question, target.limits, self.clock, way=self.gates.of(target), **how)

    async def many(self, *names: str, **how: Any) -> list[Outcome]:
        return list(await asyncio.gather(*(self.ask(name, **how) for name in names)))


@asynccontextmanager
async def opened(*targets: Target) -> AsyncIterator[Live]:
    clock = Shifted()
    gates = Gates(targets, clock)
    ends = {target.name: (target, gates.open(target)) for target in targets}
    try:
        yield Live(gates, clock, ends)
    finally:
        for _, endpoint in ends.values():
            await endpoint.aclose()


def at(server: Server, name: str, **more: Any) -> Target:
    return replace(ONE, name=name, model=name, base_url=f"{server.url}/v1", **more)


class Most:
    """How many requests a server had in hand at most."""

    def __init__(self) -> None:
        self.now = self.most = 0

    @asynccontextmanager
    async def server(self, delay: float) -> AsyncIterator[Server]:
        def answer(asked: dict[str, Any]) -> str:
            self.now -= 1
            return "Paris"

        async with llm_server(answer, delay) as server:
            watching = asyncio.create_task(self._watch(server))
            yield server
            watching.cancel()

    async def _watch(self, server: Server) -> None:
        seen = 0
        while True:
            self.now += len(server.journal) - seen
            seen = len(server.journal)
            self.most = max(self.most, self.now)
            await asyncio.sleep(0.001)


async def test_a_keys_places_are_shared_by_its_targets() -> None:
    most = Most()
    async with most.server(0.02) as server:
        shared = Limits(key_concurrency=2)
        async with opened(at(server, "a", limits=shared), at(server, "b")) as live:
            outcomes = await live.many(*["a", "b"] * 8)
    assert [outcome for outcome, _, _ in outcomes if isinstance(outcome, Failure)] == []
    assert most.most <= 2


async def test_the_stages_of_a_pipeline_take_the_places_of_their_key() -> None:
    most = Most()
    async with most.server(0.02) as server:
        plain = at(server, "a", limits=Limits(key_concurrency=1))
        both = (Stage("draft", plain), Stage("finalise", replace(plain, name="b")))
        pipeline = Target("line", "pipeline", "pipeline", stages=both)
        async with opened(plain, pipeline) as live:
            outcomes = await live.many(*["a", "line"] * 4)
        assert len(server.journal) == 4 + 4 * 2
    assert [outcome for outcome, _, _ in outcomes if isinstance(outcome, Failure)] == []
    assert most.most == 1


async def test_who_gives_up_waiting_leaves_the_place_to_others() -> None:
    async with llm_server() as server, opened(at(server, "a", limits=Limits(key_concurrency=1))) as live:
        gate = live.gates.of(live.ends["a"][0]).gate
        await gate.enter()
        began: list[bool] = []
        waiting = [asyncio.create_task(live.ask("a", began=partial(began.append, True))) for _ in range(3)]
        await asyncio.sleep(0)
        for each in waiting:
            each.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)
        assert (began, len(server.journal)) == ([], 0)
        gate.leave()
        assert isinstance((await live.ask("a"))[0], Answer)


async def test_a_429_keeps_all_of_its_key_from_asking_until_the_server_wants_them() -> None:
    loop = asyncio.get_running_loop()
    arrived: list[float] = []

    def answer(asked: dict[str, Any]) -> str | bytes:
        arrived.append(loop.time())
        if len(arrived) == 1:
            return response({"error": {"message": "slow down"}}, 429, {"retry-after": "1"})
        return "Paris"

    async with llm_server(answer) as server, opened(at(server, "a"), at(server, "b")) as live:
        first = asyncio.create_task(live.ask("a"))
        while not live.gates.of(live.ends["b"][0]).gate.held(live.clock()):
            await asyncio.sleep(0.001)
        outcomes = [*await live.many(*["a", "b"] * 5), await first]
    assert [outcome for outcome, _, _ in outcomes if isinstance(outcome, Failure)] == []
    assert min(arrived[1:]) - arrived[0] >= 1.0
    assert max(arrived[1:]) - min(arrived[1:]) > 0.05


async def test_a_place_without_a_server_is_given_up_by_all_and_found_again_by_one() -> None:
    port = free_port()
    a, b = (
        replace(ONE, name=name, model=name, base_url=f"http://127.0.0.1:{port}/v1") for name in ("a", "b")
    )
    async with opened(a, b) as live:
        failed = await live.many(*["a"] * OPENS_AFTER, sleep=no_sleep)
        assert {attempts for _, _, attempts in failed} == {3}
        ((outcome, _, attempts),) = await live.many("b")
        assert isinstance(outcome, Failure)
        assert (outcome.kind, attempts) == (FailureKind.CONNECTION, 0)

        live.clock.ahead += FIRST_PAUSE
        async with llm_server(port=port) as server:
            outcomes = await live.many(*["b", "a"] * 5)
            assert [outcome for outcome, _, _ in outcomes if isinstance(outcome, Failure)] == []
            assert len(server.journal) == 10


async def test_while_one_tries_the_others_wait_for_what_comes_of_it() -> None:
    broken = True

    def answer(asked: dict[str, Any]) -> str | bytes:
        return response({"error": {"message": "broken"}}, 500) if broken else "Paris"

    async with llm_server(answer, delay=0.05) as server, opened(at(server, "a")) as live:
        await live.many(*["a"] * OPENS_AFTER, sleep=no_sleep)
        asked = len(server.journal)
        live.clock.ahead += FIRST_PAUSE
        outcomes = await live.many(*["a"] * 6, sleep=no_sleep)
        assert len(server.journal) == asked + 3  # one sample, its attempts
        assert sorted(attempts for _, _, attempts in outcomes) == [0] * 5 + [3]
        assert all(
            outcome.kind is FailureKind.SERVER_ERROR
            for outcome, _, _ in outcomes
            if isinstance(outcome, Failure)
        )

        broken = False
        live.clock.ahead += 2 * FIRST_PAUSE
        outcomes = await live.many(*["a"] * 6)
        assert [attempts for _, _, attempts in outcomes] == [1] * 6


async def test_a_try_that_is_given_up_leaves_another_to_the_next() -> None:
    async with llm_server(delay=0.05) as server, opened(at(server, "a")) as live:
        model = live.gates.of(live.ends["a"][0]).model
        assert model is not None
        for _ in range(OPENS_AFTER):
            model.failed(Failure(FailureKind.SERVER_ERROR), trial=False)
        live.clock.ahead += FIRST_PAUSE
        trying = asyncio.create_task(live.ask("a"))
        while not server.journal:
            await asyncio.sleep(0.001)
        waiting = asyncio.create_task(live.ask("a"))
        await asyncio.sleep(0)
        trying.cancel()
        outcome, _, attempts = await waiting  # it does not wait for who will not come back
        assert (isinstance(outcome, Failure), attempts) == (True, 0)
        live.clock.ahead += FIRST_PAUSE
        assert isinstance((await live.ask("a"))[0], Answer)


# --- who shares ----------------------------------------------------------------------------------


def shares(one: Target, two: Target) -> bool:
    gates = Gates([one, two])
    return gates.of(one).gate is gates.of(two).gate


@pytest.mark.parametrize(
    ("change", "shared"),
    [
        (lambda t: replace(t, model="another", params={"temperature": 1}), True),
        (lambda t: replace(t, base_url="https://llm.example:443/elsewhere"), True),
        (lambda t: replace(t, provider="openai-responses"), True),
        (lambda t: replace(t, api_key=Secret("key-b")), False),
        (lambda t: replace(t, api_key=None), False),
        (lambda t: replace(t, base_url="https://llm.example:8443/v1"), False),
        (lambda t: replace(t, base_url="http://llm.example/v1"), False),
    ],
)
def test_a_gate_belongs_to_a_key_at_a_place(change: Callable[[Target], Target], shared: bool) -> None:
    assert shares(ONE, change(ONE)) is shared


def test_the_providers_own_place_is_known_without_a_base_url() -> None:
    assert origin_of(Target("t", "openai", "m")) == "https://api.openai.com"
    assert shares(
        Target("t", "openai", "m", api_key=Secret("k")),
        Target("u", "openai-responses", "m", api_key=Secret("k")),
    )


def test_what_has_no_server_has_no_breaker() -> None:
    scripted = Target("t", "scripted", "m")
    assert origin_of(scripted) is None
    way = Gates([scripted]).of(scripted)
    assert (way.place, way.model) == (None, None)


def test_no_key_is_kept() -> None:
    gates = Gates([ONE])
    gates.of(ONE)
    assert "key-a" not in repr(vars(gates))


async def test_an_open_way_asks_at_once() -> None:
    clock = Clock()
    way = Way(Gate(), monotonic=clock.monotonic, sleep=clock.sleep)
    outcome = await ask(Played("Paris"), QUESTION, Limits(), clock.monotonic, clock.sleep, way=way)
    assert outcome == (Answer("Paris"), 0.0, 1)
    assert clock.slept == []
