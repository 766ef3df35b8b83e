"""Flow control: turns, what targets share that use one key at one place, and servers that are not asked for a while.

Knows when a request may be sent, not how. ``Gates`` gives each target its ``Way``; ``base.ask`` goes along it.
"""

from __future__ import annotations

import asyncio
import hashlib
import random
import time
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, replace
from enum import Enum, auto
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

import structlog

from canary import providers
from canary.core.model import Failure, FailureKind, Limits, Target, secrets_in

if TYPE_CHECKING:
    from canary.providers.base import Endpoint

log = structlog.get_logger(__name__)

OPENS_AFTER: Final = 5  # samples in a row, each with all its attempts
FIRST_PAUSE: Final = 30.0  # seconds, doubled after each try in vain
LONGEST_PAUSE: Final = 300.0
JITTER: Final = 0.25  # of a pause that may be left out, lest many daemons try at one instant
LONGEST_HOLD: Final = 900.0  # seconds; a server that wants longer is asked again by then
SPREAD: Final = 2.0  # seconds over which those who waited for one server begin again

Monotonic = Callable[[], float]
Sleep = Callable[[float], Awaitable[object]]


class Pacer:
    """Turns at even distances, ``per_minute`` of them, first come, first served. Who gives up waiting costs no turn."""

    __slots__ = ("_interval", "_lock", "_monotonic", "_next", "_sleep")

    def __init__(
        self, per_minute: int, monotonic: Monotonic = time.monotonic, sleep: Sleep = asyncio.sleep
    ) -> None:
        self._interval = 60.0 / per_minute
        self._monotonic = monotonic
        self._sleep = sleep
        self._next = monotonic()
        self._lock = asyncio.Lock()

    @classmethod
    def of(cls, limits: Limits) -> Pacer | None:
        """The pacer these limits ask for; None where they do not."""
        return cls(limits.requests_per_minute) if limits.requests_per_minute else None

    async def turn(self) -> None:
        """Wait for the next free turn, and take it."""
        async with self._lock:
            now = self._monotonic()
            mine = max(now, self._next)
            if mine > now:
                await self._sleep(mine - now)
            self._next = mine + self._interval


# --- what one key shares -------------------------------------------------------------------------


class Gate:
    """What targets share that use one key at one place: requests in flight, the pace, and the server's wish for a pause."""

    __slots__ = ("_free_at", "_monotonic", "_pacer", "_slots", "_wish", "limited")

    def __init__(
        self,
        concurrency: int | None = None,
        per_minute: int | None = None,
        monotonic: Monotonic = time.monotonic,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self._monotonic = monotonic
        self._pacer = Pacer(per_minute, monotonic, sleep) if per_minute else None
        self._slots = asyncio.Semaphore(concurrency) if concurrency else None
        self._free_at = float("-inf")
        self._wish = ""
        self.limited = bool(concurrency or per_minute)

    async def enter(self) -> None:
        """Wait for a turn and a free place; ``leave`` gives the place back."""
        if self._pacer is not None:
            await self._pacer.turn()
        if self._slots is not None:
            await self._slots.acquire()

    def leave(self) -> None:
        if self._slots is not None:
            self._slots.release()

    def hold(self, seconds: float, wish: str) -> None:
        """Nobody asks for so long; *wish* is how the server put it."""
        until = self._monotonic() + min(seconds, LONGEST_HOLD)
        if until > self._free_at:
            self._free_at, self._wish = until, wish

    def held(self, now: float) -> float:
        """Seconds until somebody may ask."""
        return max(0.0, self._free_at - now)

    def refusal(self, now: float) -> Failure:
        """What a sample is whose time is up before that."""
        return Failure(
            FailureKind.RATE_LIMIT,
            f"not asked: the server wants no request for another {self.held(now):.0f} s, "
            f"longer than this sample may wait ({self._wish})",
        )


# --- servers that fail ---------------------------------------------------------------------------


class Stand(Enum):
    """Whether a server is asked: as usual, not at all, by one sample to try, or not until that one is back."""

    CLOSED = auto()
    OPEN = auto()
    DUE = auto()
    TRIED = auto()


@dataclass(frozen=True, slots=True)
class Breaker:
    """A circuit breaker as a value. Instants are seconds of any monotonic clock; ``share`` is a draw from [0, 1).

    Open, it lets one sample through when its pause is over, and another whenever one pause passes without a word
    of the last: so no recovery stays unseen for longer than ``LONGEST_PAUSE``, if anybody asks.
    """

    failures: int = 0  # samples in a row
    opened_at: float | None = None
    pause: float = FIRST_PAUSE
    again_at: float = 0.0
    trying: bool = False

    def stand(self, now: float) -> Stand:
        if self.opened_at is None:
            return Stand.CLOSED
        if now >= self.again_at:
            return Stand.DUE
        return Stand.TRIED if self.trying else Stand.OPEN

    def tried(self, now: float) -> Breaker:
        """One sample has been let through."""
        return replace(self, trying=True, again_at=now + self.pause)

    def failed(self, now: float, share: float, *, trial: bool) -> Breaker:
        """A sample failed; *trial* if it was the one let through. What was in flight at the opening changes nothing."""
        counted = replace(self, failures=self.failures + 1)
        if self.opened_at is None:
            if counted.failures < OPENS_AFTER:
                return counted
            return replace(counted, opened_at=now, again_at=now + _jittered(FIRST_PAUSE, share))
        if not trial:
            return counted
        pause = min(2 * self.pause, LONGEST_PAUSE)
        return replace(counted, pause=pause, again_at=now + _jittered(pause, share), trying=False)

    def lost(self) -> Breaker:
        """The sample let through ended without a word on the server."""
        return replace(self, trying=False)


def _jittered(pause: float, share: float) -> float:
    return pause * (1 - JITTER * share)


CLOSED: Final = Breaker()


class Sign(Enum):
    """What the end of a sample says of its server."""

    SERVES = auto()  # it answered, if only to refuse
    AWAY = auto()  # no connection, or it broke
    BROKEN = auto()  # it answered that it cannot serve
    NOTHING = auto()  # the time was up, or the asking was given up


class Switch:
    """A breaker in use: its state, why it opened, and those who wait for the sample that was let through."""

    __slots__ = ("_back", "_monotonic", "_name", "_why", "state")

    def __init__(self, name: str, monotonic: Monotonic = time.monotonic) -> None:
        self._name = name
        self._monotonic = monotonic
        self._why = Failure(FailureKind.UNKNOWN)
        self._back: asyncio.Event | None = None
        self.state = CLOSED

    def try_again(self) -> None:
        """The caller's sample goes through; the others wait for what comes of it."""
        self.state = self.state.tried(self._monotonic())
        self._back = self._back or asyncio.Event()

    async def settled(self, patience: float) -> bool:
        """Whether the sample let through came back within *patience* seconds."""
        if self._back is None:
            return True
        try:
            async with asyncio.timeout(patience):
                await self._back.wait()
        except TimeoutError:
            return False
        return True

    def serves(self) -> None:
        if self.state is CLOSED:
            return
        if self.state.opened_at is not None:
            log.info("server asked again", server=self._name, after_seconds=self._open_for())
        self.state = CLOSED
        self._settle()

    def failed(self, why: Failure, *, trial: bool) -> None:
        before = self.state
        self.state = before.failed(self._monotonic(), random.random(), trial=trial)  # noqa: S311 - no secret hangs on it
        if before.opened_at is None:
            self._why = why
        if self.state.again_at != before.again_at:
            log.warning(
                "server not asked for a while",
                server=self._name,
                failed_in_a_row=self.state.failures,
                why=f"{why.kind}: {why.detail}",
                again_in_seconds=self._again_in(),
            )
        if trial:
            self._why = why
            self._settle()

    def lost(self) -> None:
        self.state = self.state.lost()
        self._settle()

    def refusal(self) -> Failure:
        """What a sample is that is not asked, of the kind of the failures before it."""
        return Failure(
            self._why.kind,
            f"not asked: {self._name} has not been asked for {self._open_for()} s, since {self.state.failures} samples in "
            f"a row failed; the next try is in {self._again_in()} s. The last failure: {self._why.detail}",
        )

    def _settle(self) -> None:
        if self._back is not None:
            self._back.set()
            self._back = None

    def _open_for(self) -> int:
        now = self._monotonic()
        return round(now - (self.state.opened_at if self.state.opened_at is not None else now))

    def _again_in(self) -> int:
        return max(0, round(self.state.again_at - self._monotonic()))


# --- the way to a server -------------------------------------------------------------------------


class Way:
    """What stands between a target and its server: the gate of its key, and two breakers.

    ``place`` opens when no connection can be had, and is shared by all who reach that place in the same manner.
    ``model`` opens when the server answers that it cannot serve (5xx): behind one gateway that may be true of one
    model alone. Both are None for a target that has no server.
    """

    __slots__ = ("_monotonic", "_sleep", "_switches", "gate", "model", "place")

    def __init__(
        self,
        gate: Gate,
        place: Switch | None = None,
        model: Switch | None = None,
        monotonic: Monotonic = time.monotonic,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self.gate, self.place, self.model = gate, place, model
        self._switches = tuple(switch for switch in (place, model) if switch is not None)
        self._monotonic, self._sleep = monotonic, sleep

    def clear(self) -> bool:
        """Whether nothing is to be waited for but a turn."""
        if any(switch.state.opened_at is not None for switch in self._switches):
            return False
        return self.gate.held(self._monotonic()) == 0.0

    async def approach(self, patience: float) -> Failure | tuple[Switch, ...]:
        """Wait, at most *patience* seconds, until the server may be asked: the switches that the caller tries, or
        what its sample is if it is not asked."""
        deadline = self._monotonic() + patience
        while True:
            now = self._monotonic()
            stands = [(switch, switch.state.stand(now)) for switch in self._switches]
            if shut := [switch for switch, stand in stands if stand is Stand.OPEN]:
                return shut[0].refusal()
            if held := self.gate.held(now):
                if now + held >= deadline:
                    return self.gate.refusal(now)
                await self._sleep(held + random.uniform(0.0, min(SPREAD, (deadline - now - held) / 2)))  # noqa: S311
            elif tried := [switch for switch, stand in stands if stand is Stand.TRIED]:
                if not await tried[0].settled(deadline - now):
                    return tried[0].refusal()
            else:
                due = tuple(switch for switch, stand in stands if stand is Stand.DUE)
                for switch in due:
                    switch.try_again()
                return due

    def learn(self, sign: Sign, why: Failure | None, trials: tuple[Switch, ...]) -> None:
        """What a sample's end says; *trials* are the switches it was let through by."""
        if self.place is not None:
            serves = sign in (Sign.SERVES, Sign.BROKEN)
            _turn(self.place, serves, why if sign is Sign.AWAY else None, trials)
        if self.model is not None:
            _turn(self.model, sign is Sign.SERVES, why if sign is Sign.BROKEN else None, trials)


def _turn(switch: Switch, serves: bool, why: Failure | None, trials: tuple[Switch, ...]) -> None:
    if serves:
        switch.serves()
    elif why is not None:
        switch.failed(why, trial=switch in trials)
    elif switch in trials:
        switch.lost()


class Gates:
    """The ways of all targets of one configuration. A limit that a key shares is the lowest that any of them names."""

    def __init__(
        self,
        targets: Iterable[Target],
        monotonic: Monotonic = time.monotonic,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self._monotonic, self._sleep = monotonic, sleep
        sharing: dict[tuple[object, ...], list[Limits]] = {}
        for target in targets:
            sharing.setdefault(_key(target), []).append(target.limits)
        self._limits = {key: _lowest(limits) for key, limits in sharing.items()}
        self._gates: dict[tuple[object, ...], Gate] = {}
        self._switches: dict[tuple[object, ...], Switch] = {}

    def of(self, target: Target) -> Way:
        """The way to *target*'s server."""
        key = _key(target)
        if key not in self._gates:
            limits = self._limits.get(key) or _lowest([target.limits])
            self._gates[key] = Gate(*limits, self._monotonic, self._sleep)
        origin = origin_of(target)
        if origin is None:
            return Way(self._gates[key], None, None, self._monotonic, self._sleep)
        manner = (origin, target.network.ca_file, target.network.proxy, target.limits.timeout)
        place = self._switch(origin, manner)
        model = self._switch(
            f"{target.model} at {origin}", (*manner, target.provider, target.base_url, target.model)
        )
        return Way(self._gates[key], place, model, self._monotonic, self._sleep)

    def open(self, target: Target) -> Endpoint:
        """The live end of *target*; the stages of a pipeline go along our ways."""
        if not target.stages:
            return providers.open_endpoint(target)
        from canary.providers.pipeline import PipelineEndpoint

        return PipelineEndpoint(target, self)

    def _switch(self, name: str, key: tuple[object, ...]) -> Switch:
        return self._switches.setdefault(key, Switch(name, self._monotonic))


def origin_of(target: Target) -> str | None:
    """Scheme, host and port of the server that is asked; None for a target without one."""
    address = providers.PROVIDERS[target.provider].address(target)
    if address is None:
        return None
    url = urlsplit(address)
    port = url.port or {"https": 443, "http": 80}.get(url.scheme, 0)
    host = url.hostname or ""
    host = f"[{host}]" if ":" in host else host
    shown = "" if port == {"https": 443, "http": 80}.get(url.scheme) else f":{port}"
    return f"{url.scheme}://{host}{shown}"


def _key(target: Target) -> tuple[object, ...]:
    """Who shares a gate. Of the API key, or of the secrets in headers that stand for it, only a hash is kept."""
    if target.stages:
        return ("pipeline", target.name)  # its stages have gates of their own
    secrets = [target.api_key.reveal()] if target.api_key else sorted(set(secrets_in(target.options)))
    key = hashlib.sha256("\0".join(secrets).encode("utf-8", "surrogatepass")).digest()
    return (origin_of(target) or target.provider, key)


def _lowest(limits: Iterable[Limits]) -> tuple[int | None, int | None]:
    found = list(limits)
    return (
        min((each.key_concurrency for each in found if each.key_concurrency), default=None),
        min((each.key_requests_per_minute for each in found if each.key_requests_per_minute), default=None),
    )
