"""Asking: what a provider's end must offer, and the one function that asks it, whatever the provider.

No HTTP here: ``wire.py`` sends. Nothing but CancelledError ever leaves ``ask``.
"""

from __future__ import annotations

import asyncio
import random
import time
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Protocol

from canary.core.model import Answer, Failure, FailureKind, Limits, Prompt, StageReply
from canary.providers.flow import Monotonic, Sign, Switch, Way
from canary.providers.flow import Pacer as Pacer  # what an endpoint needs is all to be had here
from canary.providers.flow import Sleep as Sleep

MAX_ATTEMPTS: Final = 3
BACKOFF_FIRST: Final = 0.5  # seconds; the ceiling of the first wait, doubled for each further one
EXCERPT: Final = 200  # characters of somebody else's words in a detail


class Unmeasured(Exception):
    """There is no answer, and why. ``retryable``: the transport failed, so asking again is no second chance.

    ``detail`` is short and holds no secret and no model output; ``retry_after`` is the server's wish in seconds;
    ``status`` is the HTTP status, where there was a response.
    """

    def __init__(
        self,
        kind: FailureKind,
        detail: str,
        retryable: bool = False,
        retry_after: float | None = None,
        status: int | None = None,
    ) -> None:
        super().__init__(f"{kind}: {detail}")
        self.kind = kind
        self.detail = detail
        self.retryable = retryable
        self.retry_after = retry_after
        self.status = status

    @property
    def sign(self) -> Sign:
        """What this says of the server: a refusal is a sign of life."""
        if self.status is not None:
            return Sign.BROKEN if self.status >= 500 else Sign.SERVES
        if self.kind is FailureKind.CONNECTION:
            return Sign.AWAY
        if self.kind is FailureKind.TIMEOUT:
            return Sign.AWAY if self.retryable else Sign.NOTHING  # to be retried: no connection in time
        return Sign.BROKEN if self.kind is FailureKind.SERVER_ERROR else Sign.SERVES


@dataclass(frozen=True, slots=True)
class Question:
    """One sample to take. ``cycle`` is the cycle's index, ``slot`` the UTC instant it was scheduled for.

    ``stage`` and ``attempt`` tell a pipeline's questions about one sample apart; for any other target they stay as they
    are. A pipeline adds each stage's reply to ``heard`` as it comes, so that it outlives whatever ends the sample.
    """

    prompt: Prompt
    sample: int
    cycle: int
    slot: datetime
    stage: str = ""
    attempt: int = 1
    heard: list[StageReply] = field(default_factory=list, compare=False)


class Endpoint(Protocol):
    """The live end of one target, shared by all its samples. ``pacer`` is None where nothing limits the pace."""

    pacer: Pacer | None

    async def ask(self, question: Question) -> Answer:
        """One attempt, without a deadline of its own. Raises Unmeasured."""

    async def aclose(self) -> None: ...


async def ask(
    endpoint: Endpoint,
    question: Question,
    limits: Limits,
    monotonic: Monotonic = time.monotonic,
    sleep: Sleep = asyncio.sleep,
    *,
    way: Way | None = None,
    began: Callable[[], None] = lambda: None,
) -> tuple[Answer | Failure, float, int]:
    """Take one sample: its answer or why there is none, the last attempt's latency in ms, and the attempts made.

    All attempts end within ``limits.timeout`` seconds; waiting for the first one's turn does not count.
    Only the transport is retried. The last error wins over the deadline that cut its retry short.
    *way* may let a sample end unmeasured without an attempt. *began* is called when the waiting is over: whoever gives
    up before has asked nothing.
    """
    sample = _Sample(endpoint, question, limits.timeout, monotonic, sleep, way)
    outcome: Answer | Failure | None = None
    try:
        outcome = await sample.enter()
        began()
        if outcome is None:
            outcome = await sample.take()
    finally:
        sample.close(outcome)
    return outcome, sample.latency_ms, sample.count


class _Sample:
    """One sample on its way, so that what is known of its attempts outlives the deadline that ends them.

    stamina would fit but for two things: it sleeps and keeps time by itself, so neither Retry-After against the
    deadline nor a test's clock can be had, and its jitter is added to the backoff instead of spread over all of it.
    """

    __slots__ = (
        "_deadline",
        "_endpoint",
        "_error",
        "_inside",
        "_monotonic",
        "_question",
        "_sign",
        "_sleep",
        "_timeout",
        "_trials",
        "_way",
        "count",
        "latency_ms",
    )

    def __init__(
        self,
        endpoint: Endpoint,
        question: Question,
        timeout: float,
        monotonic: Monotonic,
        sleep: Sleep,
        way: Way | None,
    ) -> None:
        self._endpoint, self._question, self._way = endpoint, question, way
        self._timeout, self._deadline = timeout, monotonic() + timeout
        self._monotonic, self._sleep = monotonic, sleep
        self._error: Unmeasured | None = None
        self._sign = Sign.NOTHING
        self._trials: tuple[Switch, ...] = ()
        self._inside = False  # the gate
        self.count = 0
        self.latency_ms = 0.0

    async def enter(self) -> Failure | None:
        """Wait until the next attempt may be made; what the sample is if there is to be none."""
        way, pacer = self._way, self._endpoint.pacer
        while True:
            if not self._is_clear():
                assert way is not None
                found = await way.approach(self._deadline - self._monotonic())
                if isinstance(found, Failure):
                    return self._failure(found.kind, found.detail)
                self._trials = found
            if pacer is None and (way is None or not way.gate.limited):
                return None
            await self._turn(pacer)
            if self._is_clear():
                return None
            self._leave()  # while we waited for a turn, the server came to want a pause

    def _is_clear(self) -> bool:
        return self._way is None or bool(self._trials) or self._way.clear()

    async def _turn(self, pacer: Pacer | None) -> None:
        began = self._monotonic()
        if pacer is not None:
            await pacer.turn()
        if self._way is not None:
            await self._way.gate.enter()
            self._inside = True
        if self.count == 0:
            self._deadline += self._monotonic() - began

    def _leave(self) -> None:
        if self._inside and self._way is not None:
            self._way.gate.leave()
        self._inside = False

    async def take(self) -> Answer | Failure:
        """The first attempt, and those after it."""
        try:
            async with asyncio.timeout(self._deadline - self._monotonic()):
                return await self._attempts()
        except TimeoutError:
            return self._overdue()

    async def _attempts(self) -> Answer | Failure:
        while True:
            try:
                return await self._once()
            except Unmeasured as error:
                self._error = error
                self._sign = error.sign
            except Exception as error:
                # A bug of ours must cost one sample, not the cycle; its text could hold anything, so only its name.
                return self._failure(
                    FailureKind.UNKNOWN, f"{type(error).__name__} in the provider; please report this"
                )
            self._tell_gate(self._error)
            wait = self._wait(self._error)
            if wait is None:
                break
            await self._sleep(wait)
            if await self.enter() is not None:
                break
        return self._failure(self._error.kind, self._error.detail)

    async def _once(self) -> Answer:
        self.count += 1
        began = self._monotonic()
        try:
            answer = await self._endpoint.ask(self._question)
        finally:
            self.latency_ms = (self._monotonic() - began) * 1000.0
            self._leave()
        self._sign = Sign.SERVES
        return answer

    def _tell_gate(self, error: Unmeasured) -> None:
        if self._way is not None and error.kind is FailureKind.RATE_LIMIT and error.retry_after:
            self._way.gate.hold(error.retry_after, error.detail)

    def _wait(self, error: Unmeasured) -> float | None:
        """Seconds until the next attempt; None if there is to be none."""
        if not error.retryable or self.count >= MAX_ATTEMPTS:
            return None
        ceiling = BACKOFF_FIRST * 2 ** (self.count - 1)
        # Full jitter (Brooker, "Exponential Backoff And Jitter", 2015), above what the server asked for.
        wait = (error.retry_after or 0.0) + random.uniform(0.0, ceiling)  # noqa: S311 - no secret hangs on it
        return wait if self._monotonic() + wait < self._deadline else None

    def _overdue(self) -> Failure:
        """What a sample is that the deadline ended."""
        if self._error is not None:
            return self._failure(self._error.kind, self._error.detail)
        return self._failure(
            FailureKind.TIMEOUT,
            f"no complete reply within {self._timeout:g} s; raise limits.timeout if that is usual",
        )

    def _failure(self, kind: FailureKind, detail: str) -> Failure:
        return Failure(kind, detail, tuple(self._question.heard))

    def close(self, outcome: Answer | Failure | None) -> None:
        """Give back the gate, and say what became of the sample; None if it was given up."""
        self._leave()
        if self._way is not None:
            sign = self._sign if outcome is not None else Sign.NOTHING
            self._way.learn(sign, outcome if isinstance(outcome, Failure) else None, self._trials)


def excerpt(text: str) -> str:
    """Somebody else's words for one line of ours: bounded, without control, bidi or other invisible characters."""
    line = "".join(c if unicodedata.category(c)[0] != "C" else " " for c in text[: 4 * EXCERPT])
    line = " ".join(line.split())
    return line if len(line) <= EXCERPT else line[: EXCERPT - 1] + "…"
