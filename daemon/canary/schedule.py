"""When things run: slots of the clock, and the jobs that notice them. Everything is UTC.

Knows nothing of what a cycle does. A job that fires late or twice is harmless: it asks which slot is due and does
nothing if that one is done. APScheduler reads cron lines; its jobs are not used, since they wait by the clock on the
wall: after that was set back by an hour, what runs every two seconds would not for an hour.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol

import structlog
from apscheduler.triggers.cron import CronTrigger

log = structlog.get_logger(__name__)

Work = Callable[[], Awaitable[None]]

LOOK_AT_CLOCK = 1.0  # seconds between two looks
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LOOK_BACK = (timedelta(hours=1), timedelta(days=1), timedelta(days=32), timedelta(days=366))


class Timetable(Protocol):
    """Exactly one of ``every`` and ``cron`` (five fields, UTC) is set."""

    @property
    def every(self) -> timedelta | None: ...
    @property
    def cron(self) -> str | None: ...
    @property
    def jitter(self) -> timedelta: ...


def slot_of(timetable: Timetable, now: datetime) -> datetime | None:
    """The newest slot that is not in the future: a multiple of ``every`` since the epoch, or cron's last instant.

    None for a cron that had no instant in the year before *now*.
    """
    if timetable.every is not None:
        return now - (now - EPOCH) % timetable.every
    trigger = _cron(timetable)
    for span in LOOK_BACK:
        found = _last_between(trigger, now - span, now)
        if found is not None:
            return found
    return None


def _last_between(trigger: CronTrigger, start: datetime, end: datetime) -> datetime | None:
    last = None
    at = trigger.get_next_fire_time(None, start)
    while at is not None and at <= end:
        last = at
        at = trigger.get_next_fire_time(at, at + timedelta(microseconds=1))
    return last.astimezone(UTC) if last is not None else None


def next_slot(timetable: Timetable, now: datetime) -> datetime | None:
    """The first slot after *now*; None for a cron that never comes again."""
    if timetable.every is not None:
        return now - (now - EPOCH) % timetable.every + timetable.every
    at = _cron(timetable).get_next_fire_time(None, now + timedelta(microseconds=1))
    return at.astimezone(UTC) if at is not None else None


def period(timetable: Timetable, now: datetime) -> timedelta:
    """The time between the two slots after *now*: what "overdue" is measured in."""
    if timetable.every is not None:
        return timetable.every
    first = next_slot(timetable, now)
    second = next_slot(timetable, first) if first is not None else None
    return second - first if first is not None and second is not None else timedelta(days=366)


def stagger(name: str, jitter: timedelta) -> timedelta:
    """Where in the jitter this name always begins: spread evenly over the names, the same after a restart."""
    share = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big") / 2**64
    return jitter * share


def _cron(timetable: Timetable) -> CronTrigger:
    return CronTrigger.from_crontab(timetable.cron, timezone=UTC)


@dataclass(slots=True)
class _Alarm:
    """Rings once after each slot, at its place in the jitter."""

    timetable: Timetable
    after: timedelta  # its place in the jitter
    work: Work
    wound_at: datetime = EPOCH
    at: datetime | None = None  # None: never again

    def wind(self, now: datetime) -> None:
        """Set it to the first place after *now*."""
        slot = next_slot(self.timetable, now - self.after)
        self.wound_at, self.at = now, slot + self.after if slot is not None else None

    def rings(self, now: datetime) -> bool:
        """Whether its time has come; then it is wound anew, as it is after the clock was set back."""
        due = self.at is not None and now >= self.at
        if due or now < self.wound_at:
            self.wind(now)
        return due


class Scheduler:
    """The jobs of one daemon. ``add`` before ``start``; after ``stop`` none runs.

    Distances are measured by the monotonic clock, and slots are compared with the clock on the wall once a second: one
    that is set back, or forward, or stood still while a laptop slept, keeps no job waiting.
    """

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._alarms: list[_Alarm] = []
        self._periodic: list[tuple[str, float, Work]] = []
        self._tasks: list[asyncio.Task[None]] = []

    def add_cycles(self, name: str, timetable: Timetable, work: Work) -> None:
        """Call *work* after each slot, at this name's place in the jitter. A late call is one call."""
        alarm = _Alarm(timetable, stagger(name, timetable.jitter), work)
        alarm.wind(self._now())
        self._alarms.append(alarm)

    def add_every(self, name: str, seconds: float, work: Work) -> None:
        """Call *work* at this distance, counted from the end of the call before."""
        self._periodic.append((name, seconds, work))

    def start(self) -> None:
        """Begin to call."""
        self._tasks = [asyncio.create_task(self._watch_the_clock(), name="cycles")]
        for name, seconds, work in self._periodic:
            self._tasks.append(asyncio.create_task(_repeat(name, seconds, work), name=name))

    def stop(self) -> None:
        """Call nothing any more."""
        for task in self._tasks:
            task.cancel()

    async def _watch_the_clock(self) -> None:
        while True:
            now = self._now()
            for alarm in self._alarms:
                if alarm.rings(now):
                    await _guarded("cycles", alarm.work)
            await asyncio.sleep(self._pause())

    def _pause(self) -> float:
        """Seconds until the next alarm, and no more than one: the clock may be set meanwhile."""
        times = [alarm.at for alarm in self._alarms if alarm.at is not None]
        left = (min(times) - self._now()).total_seconds() if times else LOOK_AT_CLOCK
        return min(max(left, 0.0), LOOK_AT_CLOCK)


async def _repeat(name: str, seconds: float, work: Work) -> None:
    while True:
        await asyncio.sleep(seconds)
        await _guarded(name, work)


async def _guarded(name: str, work: Work) -> None:
    """One failure does not end a job."""
    try:
        await work()
    except Exception:
        log.exception("a job failed; please report this", job=name)
