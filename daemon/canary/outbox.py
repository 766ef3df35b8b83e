"""Claimed notifications -> sinks, at least once each and in the order of their incident's states.

A crash between sending and marking repeats one message; a lapsed lease makes it somebody else's turn.
Knows nothing of why a notification is owed. Never holds up a cycle: it runs beside them.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
import structlog

from canary.core.message import Notice
from canary.core.reasons import reason_words
from canary.errors import DeliveryError
from canary.sinks.base import Sink
from canary.storage import incidents
from canary.storage.engine import Database

LEASE = timedelta(minutes=2)
LONGEST_DELIVERY = timedelta(seconds=45)  # no sink takes longer; begun any later, it might outlive the lease
BATCH = 10  # of each sink in one round: a slow one is not waited for longer
LONGEST_WAIT = timedelta(minutes=15)
LONGEST_ASKED = timedelta(minutes=30)  # a sink that asks for more is asked again then; see incidents.AHEAD
MISSED_SHOWN = 5  # states that could not be delivered, named in the message that could

log = structlog.get_logger(__name__)

Delivered = Callable[[str, str], None]  # (sink, "sent" | "retried" | "failed")


async def deliver(
    database: Database,
    sinks: Mapping[str, Sink],
    now: Callable[[], datetime],
    delivered: Delivered = lambda sink, result: None,
) -> int:
    """Deliver what is due, once round; returns how many notifications were claimed. Raises StorageError."""
    claimed = await database.run(incidents.claim, now(), LEASE, BATCH)
    by_sink: dict[str, list[sa.Row[tuple[object, ...]]]] = {}
    for row in claimed:
        by_sink.setdefault(row.sink, []).append(row)
    await asyncio.gather(
        *(
            _deliver_in_order(database, sinks.get(name), rows, now, delivered)
            for name, rows in by_sink.items()
        )
    )
    return len(claimed)


async def _deliver_in_order(
    database: Database,
    sink: Sink | None,
    rows: list[sa.Row[tuple[object, ...]]],
    now: Callable[[], datetime],
    delivered: Delivered,
) -> None:
    for row in rows:
        if now() > row.claimed_until - LONGEST_DELIVERY:
            return  # a slow sink: the rest of its batch is somebody's to claim again
        delivered(row.sink, await _deliver_one(database, sink, row, now))


async def _deliver_one(
    database: Database, sink: Sink | None, row: sa.Row[tuple[object, ...]], now: Callable[[], datetime]
) -> str:
    if sink is None:
        await database.run(incidents.mark_failed, row.id, f"alerts.{row.sink} is not configured any more")
        return "failed"
    try:
        ref = await database.run(incidents.last_ref, row.key, row.sink)
        missed = await database.run(incidents.missed, row)
        sent = await sink.send(_as_of_now(row, missed), ref)
    except DeliveryError as error:
        return await _not_taken(database, row, error, now())
    await database.run(incidents.mark_sent, row, sent or ref, now())
    return "sent"


def _as_of_now(row: Any, missed: Sequence[Any]) -> Notice:
    """The newest state, with a line on those that could not be delivered before it: no storm of stale messages."""
    notice = Notice.from_plain(row.notice)
    # What was tried of an older state may be shown already: a sink that can look does so before it posts.
    tried = row.attempts - 1 + sum(each.attempts for each in missed)
    notice = replace(notice, delivery=str(row.id), tried=tried)
    if not missed:
        return notice
    before = [Notice.from_plain(each.notice) for each in missed]
    said = [_at(each) + reason_words(each.reason) for each in before]
    shown = "; ".join(said[-MISSED_SHOWN:])
    rest = len(said) - MISSED_SHOWN
    line = ("Not delivered before", f"{rest} more; {shown}" if rest > 0 else shown)
    loud = notice.news or any(each.news for each in before)
    quiet = notice.quiet and all(each.quiet for each in before)
    return replace(notice, facts=(*notice.facts, line), news=loud and not notice.resolved, quiet=quiet)


def _at(notice: Notice) -> str:
    return f"{notice.at:%H:%M} " if notice.at else ""


async def _not_taken(
    database: Database, row: sa.Row[tuple[object, ...]], error: DeliveryError, now: datetime
) -> str:
    log.warning(
        "notification not delivered", sink=row.sink, key=row.key, attempt=row.attempts, error=str(error)
    )
    if error.permanent:
        await database.run(incidents.mark_failed, row.id, str(error))
        return "failed"
    await database.run(
        incidents.mark_later, row.id, str(error), now + backoff(row.attempts, error.retry_after)
    )
    return "retried"


def backoff(attempts: int, retry_after: float | None) -> timedelta:
    """How long to leave a sink alone: what it asked for, else doubled each time, with a quarter of jitter."""
    if retry_after is not None:
        return min(timedelta(seconds=retry_after), LONGEST_ASKED)
    wait = min(timedelta(seconds=2 ** min(attempts, 20)), LONGEST_WAIT)
    return wait * (1 + random.random() / 4)  # noqa: S311 - spreads retries, guards nothing
