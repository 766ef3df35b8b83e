"""The scheduled cycles of one app: which slot is due, who is at it, which is done.

Several daemons may do this on one database. Each begins every slot; who claims it first asks, and the others see to it
that it is finished. Knows nothing of what a cycle does.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Awaitable
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from canary.app import DONE_BEFORE, ELSEWHERE, App, CycleOutcome
from canary.core.model import Suite, Target
from canary.errors import CanaryError, StorageError
from canary.schedule import period, slot_of, stagger
from canary.storage import cycles, rollups
from canary.storage.cycles import CycleKey, Running

log = structlog.get_logger(__name__)

LOOK_EVERY = 5.0  # seconds between two looks for cycles that nobody is at
CATCH_UP_SPREAD = timedelta(seconds=10)
RESUME_AT_MOST = timedelta(
    hours=1
)  # an older unfinished slot is closed as it is, unless its period is longer
TRIES = 3  # of a cycle that fails by itself; then those behind it wait no longer
FIRST_PAUSE, LONGEST_PAUSE = (
    10.0,
    300.0,
)  # seconds before a cycle that failed is tried again, doubled each time

Pair = tuple[str, str]  # target, suite


@dataclass(slots=True)
class _Trouble:
    """A cycle that failed, ``times`` of them by itself and not for want of the database."""

    pause: float
    again_at: float  # on the monotonic clock
    times: int


class Cycles:
    """The scheduled cycles of one app."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._pairs = {(t.name, s.name): (t, s) for t, s in app.pairs()}
        self._begun: dict[Pair, datetime] = {}  # the slot each had last, whoever is at it
        self._open: set[CycleKey] = set()  # what others are at, or what waits: not seen finished yet
        self._done_at: dict[Pair, float] = {}  # when one was last finished, on the monotonic clock
        self._started_at = time.monotonic()
        self._troubles: dict[CycleKey, _Trouble] = {}
        self._busy: set[Pair] = set()
        self.tasks: set[asyncio.Task[None]] = set()

    # --- a slot that is due ----------------------------------------------------------------------

    async def catch_up(self, target: Target, suite: Suite) -> None:
        """Run the slot that was missed while no daemon ran; many targets do so spread over some seconds."""
        jitter = self._app.settings.schedule_of(target.name).jitter
        wait = stagger(f"{target.name} x {suite.name}", min(jitter, CATCH_UP_SPREAD))
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(wait.total_seconds()):
                await self._app.stop.wait()
        await self.due(target, suite)

    async def due(self, target: Target, suite: Suite) -> None:
        """Run the newest slot if it is not begun, and whichever is newest when that has ended: caught up once.

        After a clock was set back, that is one before others that were run: the database knows which are done.
        """
        pair = (target.name, suite.name)
        if pair in self._busy:
            return  # whoever is at it looks again at the end
        self._busy.add(pair)
        try:
            while not self._app.stop.is_set():
                slot = slot_of(self._app.settings.schedule_of(target.name), self._app.now())
                if slot is None or slot == self._begun.get(pair):
                    return
                await self._one(target, suite, slot)
                self._begun[pair] = slot
        finally:
            self._busy.discard(pair)

    async def _one(self, target: Target, suite: Suite, slot: datetime) -> CycleOutcome | None:
        """The cycle of that slot, or what is left of it; None if it failed."""
        pair = (target.name, suite.name)
        told = log.bind(target=target.name, suite=suite.name, slot=slot.isoformat())
        key = CycleKey(target.name, suite.name, slot, self._app.vantage)
        outcome = None
        try:
            outcome = await self._app.run_cycle(target, suite, slot)
        except StorageError as error:
            self._failed(key, by_itself=False)
            told.error("cycle failed", error=str(error))
        except CanaryError as error:
            self._failed(key, by_itself=True)
            told.error("cycle failed", error=str(error))
        except Exception:
            self._failed(key, by_itself=True)
            told.exception("cycle failed; please report this")
        if outcome is not None and outcome.open:
            self._open.add(key)
        else:
            self._open.discard(key)
            self._done_at[pair] = time.monotonic()
        if outcome is not None:
            self._troubles.pop(key, None)
            _report(told, outcome)
        return outcome

    def _failed(self, key: CycleKey, *, by_itself: bool) -> None:
        before = self._troubles.get(key, _Trouble(FIRST_PAUSE / 2, 0.0, 0))
        pause = min(before.pause * 2, LONGEST_PAUSE)
        self._troubles[key] = _Trouble(pause, time.monotonic() + pause, before.times + by_itself)

    # --- what nobody is at -----------------------------------------------------------------------

    async def take_over(self, predecessor: str | None = None) -> None:
        """Learn from the database what was begun, and finish what a dead process left half asked.

        *predecessor* is the name under which one that is certainly dead held claims: they need not run out first.
        """
        app = self._app
        if predecessor is not None:
            await app.database.run(cycles.release, predecessor)
        last = await app.database.run(cycles.last_slots, app.vantage)
        self._begun = {pair: slot for pair, (slot, _) in last.items()}
        await self.look()

    async def look(self) -> None:
        """Finish what nobody is at, the oldest of each pair first, and learn what others have finished."""
        app = self._app
        if app.stop.is_set():
            return
        running = await app.database.run(cycles.running, app.vantage, app.claims.by)
        await self._learn({each.key for each in running})
        seen: set[Pair] = set()
        for each in running:
            pair = (each.key.target, each.key.suite)
            if pair not in seen and each.free and each.id not in app.claims:
                await self._take_up(pair, each)
            seen.add(pair)

    async def _learn(self, running: set[CycleKey]) -> None:
        """Show what others have finished as if we had: who asks us how a target stands need not know whom to ask."""
        self._troubles = {key: each for key, each in self._troubles.items() if key in running}
        finished = self._open - running
        self._open -= finished
        for key in finished:
            self._done_at[key.target, key.suite] = time.monotonic()
        if finished:
            await self._app.restore_gauges()

    async def _take_up(self, pair: Pair, each: Running) -> None:
        why_not = self._why_not(pair, each.key)
        if why_not is not None:
            await self._give_up(each, why_not)
        elif pair in self._pairs and pair not in self._busy and self._rested(each.key):
            self._busy.add(pair)
            self.spawn(self._resume(pair, each))

    def _rested(self, key: CycleKey) -> bool:
        trouble = self._troubles.get(key)
        return trouble is None or trouble.again_at <= time.monotonic()

    def _why_not(self, pair: Pair, key: CycleKey) -> str | None:
        """Why a cycle is closed as it is; None if it is worth to be finished."""
        now, longest = self._app.now(), RESUME_AT_MOST
        if pair in self._pairs:
            timetable = self._app.settings.schedule_of(key.target)
            longest = max(longest, 2 * period(timetable, now))
        trouble = self._troubles.get(key)
        if trouble is not None and trouble.times >= TRIES:
            return f"cut: it failed {trouble.times} times; the log says why"
        if now - key.slot <= longest:
            return None
        if pair not in self._pairs:
            return "cut: the process died, and this is no longer configured"
        return "cut: the process died and was back too late to ask the rest"

    async def _give_up(self, each: Running, note: str) -> None:
        app = self._app
        given_up = await app.database.run(rollups.give_up, each.id, app.claims.by, app.now(), note)
        self._troubles.pop(each.key, None)
        if given_up:
            log.warning(
                "unfinished cycle closed",
                slot=each.key.slot.isoformat(),
                target=each.key.target,
                suite=each.key.suite,
                why=note,
            )

    async def _resume(self, pair: Pair, each: Running) -> None:
        """Finish the cycle; then whichever of its pair is next: another that waited for it, or the newest slot."""
        target, suite = self._pairs[pair]
        log.info(
            "unfinished cycle resumed", slot=each.key.slot.isoformat(), target=target.name, suite=suite.name
        )
        try:
            outcome = await self._one(target, suite, each.key.slot)
        finally:
            self._busy.discard(pair)
        # A failure of the database here is met by the next look, which finds the same.
        with contextlib.suppress(StorageError):
            if outcome is not None and not outcome.open:
                if outcome.settled is None and outcome.why_not != DONE_BEFORE:
                    await self._give_up(each, f"cut: {outcome.why_not}")
                await self.look()
        await self.due(target, suite)

    # --- the process's own -----------------------------------------------------------------------

    def spawn(self, work: Awaitable[None]) -> None:
        """Run *work* beside the rest, remembered for the drain."""
        task = asyncio.ensure_future(work)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    def overdue(self) -> list[str]:
        """The pairs of which none was finished for more than two periods, whatever became of the clock."""
        now, late = self._app.now(), []
        for target, suite in self._pairs:
            timetable = self._app.settings.schedule_of(target)
            idle = time.monotonic() - self._done_at.get((target, suite), self._started_at)
            if idle > (2 * period(timetable, now) + timetable.jitter).total_seconds():
                late.append(f"{target} x {suite}")
        return late


def _report(told: structlog.stdlib.BoundLogger, outcome: CycleOutcome) -> None:
    settled = outcome.settled
    if settled is None:
        say = told.debug if outcome.why_not == ELSEWHERE else told.info
        say("cycle not finished" if outcome.open else "cycle not run", why=outcome.why_not)
        return
    if settled.learned is not None:
        told.info("baseline learned", baseline=settled.learned)
    counted = {
        "answered": settled.answered,
        "unmeasured": settled.unmeasured,
        "cost_usd": settled.cost_usd,
    }
    if settled.unmeasured:
        why = {"failures": dict(outcome.progress.failures), "last": outcome.progress.detail}
        told.warning("cycle done", **counted, **why)
    else:
        told.info("cycle done", **counted)
