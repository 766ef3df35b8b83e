"""When things run: slots of the clock, and the APScheduler jobs that notice them. Everything is UTC.

Knows nothing of what a cycle does. A job that fires late, twice or while its predecessor still runs is
harmless: it asks which slot is due and does nothing if that one is done.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Protocol

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger

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


class Scheduler:
    """The jobs of one daemon. ``add`` before or after ``start``; ``stop`` lets running jobs be."""

    def __init__(self) -> None:
        # A late run is worth more than none, several missed ones are one, and none overlaps itself.
        defaults = {"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
        self._scheduler = AsyncIOScheduler(timezone=UTC, job_defaults=defaults)

    def add_cycles(self, name: str, timetable: Timetable, work: Callable[[], Awaitable[None]]) -> None:
        """Call *work* after each slot, at this name's place in the jitter."""
        if timetable.every is not None:
            first = EPOCH + stagger(name, timetable.jitter)
            trigger: IntervalTrigger | CronTrigger = IntervalTrigger(
                seconds=timetable.every.total_seconds(), start_date=first, timezone=UTC
            )
            self._scheduler.add_job(work, trigger, id=name)
            return

        async def later() -> None:
            await asyncio.sleep(stagger(name, timetable.jitter).total_seconds())
            await work()

        self._scheduler.add_job(later, _cron(timetable), id=name)

    def add_every(self, name: str, seconds: float, work: Callable[[], Awaitable[None]]) -> None:
        """Call *work* at this distance, from now on."""
        self._scheduler.add_job(work, IntervalTrigger(seconds=seconds, timezone=UTC), id=name)

    def start(self) -> None:
        """Begin to fire."""
        self._scheduler.start()

    def stop(self) -> None:
        """Fire no more."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)
