"""Asking: what a provider's end must offer, and the one function that asks it, whatever the provider.

No HTTP here: ``wire.py`` sends. Nothing but CancelledError ever leaves ``ask``.
"""

from __future__ import annotations

import asyncio
import random
import time
import unicodedata
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Protocol

from canary.core.model import Answer, Failure, FailureKind, Limits, Prompt, StageReply

MAX_ATTEMPTS: Final = 3
BACKOFF_FIRST: Final = 0.5  # seconds; the ceiling of the first wait, doubled for each further one
EXCERPT: Final = 200  # characters of somebody else's words in a detail

Sleep = Callable[[float], Awaitable[object]]


class Unmeasured(Exception):
    """There is no answer, and why. ``retryable``: the transport failed, so asking again is no second chance.

    ``detail`` is short and holds no secret and no model output; ``retry_after`` is the server's wish in seconds.
    """

    def __init__(
        self, kind: FailureKind, detail: str, retryable: bool = False, retry_after: float | None = None
    ) -> None:
        super().__init__(f"{kind}: {detail}")
        self.kind = kind
        self.detail = detail
        self.retryable = retryable
        self.retry_after = retry_after


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


class Pacer:
    """Turns at even distances, ``per_minute`` of them, shared by all who ask one target."""

    __slots__ = ("_interval", "_monotonic", "_next", "_sleep")

    def __init__(
        self,
        per_minute: int,
        monotonic: Callable[[], float] = time.monotonic,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self._interval = 60.0 / per_minute
        self._monotonic = monotonic
        self._sleep = sleep
        self._next = monotonic()

    @classmethod
    def of(cls, limits: Limits) -> Pacer | None:
        """The pacer these limits ask for; None where they do not."""
        return cls(limits.requests_per_minute) if limits.requests_per_minute else None

    async def turn(self) -> None:
        """Wait for the next free turn, and take it."""
        now = self._monotonic()
        mine = max(now, self._next)
        self._next = mine + self._interval
        if mine > now:
            await self._sleep(mine - now)


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
    monotonic: Callable[[], float] = time.monotonic,
    sleep: Sleep = asyncio.sleep,
) -> tuple[Answer | Failure, float, int]:
    """Take one sample: its answer or why there is none, the last attempt's latency in ms, and the attempts made.

    All attempts end within ``limits.timeout`` seconds; waiting for the pacer's first turn does not count.
    Only the transport is retried. The last error wins over the deadline that cut its retry short.
    """
    if endpoint.pacer is not None:
        await endpoint.pacer.turn()
    attempt = _Attempts(endpoint, question, monotonic() + limits.timeout, monotonic, sleep)
    try:
        async with asyncio.timeout(limits.timeout):
            outcome = await attempt.run()
    except TimeoutError:
        outcome = attempt.overdue(limits.timeout)
    return outcome, attempt.latency_ms, attempt.count


class _Attempts:
    """One sample's attempts, so that what is known of them outlives the deadline that ends them.

    stamina would fit but for two things: it sleeps and keeps time by itself, so neither Retry-After against the
    deadline nor a test's clock can be had, and its jitter is added to the backoff instead of spread over all of it.
    """

    __slots__ = (
        "_deadline",
        "_endpoint",
        "_error",
        "_monotonic",
        "_question",
        "_sleep",
        "count",
        "latency_ms",
    )

    def __init__(
        self,
        endpoint: Endpoint,
        question: Question,
        deadline: float,
        monotonic: Callable[[], float],
        sleep: Sleep,
    ) -> None:
        self._endpoint, self._question = endpoint, question
        self._deadline, self._monotonic, self._sleep = deadline, monotonic, sleep
        self._error: Unmeasured | None = None
        self.count = 0
        self.latency_ms = 0.0

    async def run(self) -> Answer | Failure:
        while True:
            try:
                return await self._once()
            except Unmeasured as error:
                self._error = error
            except Exception as error:
                # A bug of ours must cost one sample, not the cycle; its text could hold anything, so only its name.
                return self._failure(
                    FailureKind.UNKNOWN, f"{type(error).__name__} in the provider; please report this"
                )
            wait = self._wait(self._error)
            if wait is None:
                return self._failure(self._error.kind, self._error.detail)
            await self._sleep(wait)
            if self._endpoint.pacer is not None:
                await self._endpoint.pacer.turn()

    async def _once(self) -> Answer:
        self.count += 1
        began = self._monotonic()
        try:
            return await self._endpoint.ask(self._question)
        finally:
            self.latency_ms = (self._monotonic() - began) * 1000.0

    def _wait(self, error: Unmeasured) -> float | None:
        """Seconds until the next attempt; None if there is to be none."""
        if not error.retryable or self.count >= MAX_ATTEMPTS:
            return None
        ceiling = BACKOFF_FIRST * 2 ** (self.count - 1)
        # Full jitter (Brooker, "Exponential Backoff And Jitter", 2015), above what the server asked for.
        wait = (error.retry_after or 0.0) + random.uniform(0.0, ceiling)  # noqa: S311 - no secret hangs on it
        return wait if self._monotonic() + wait < self._deadline else None

    def overdue(self, timeout: float) -> Failure:
        """What a sample is that the deadline ended."""
        if self._error is not None:
            return self._failure(self._error.kind, self._error.detail)
        return self._failure(
            FailureKind.TIMEOUT,
            f"no complete reply within {timeout:g} s; raise limits.timeout if that is usual",
        )

    def _failure(self, kind: FailureKind, detail: str) -> Failure:
        return Failure(kind, detail, tuple(self._question.heard))


def excerpt(text: str) -> str:
    """Somebody else's words for one line of ours: bounded, without control, bidi or other invisible characters."""
    line = "".join(c if unicodedata.category(c)[0] != "C" else " " for c in text[: 4 * EXCERPT])
    line = " ".join(line.split())
    return line if len(line) <= EXCERPT else line[: EXCERPT - 1] + "…"
