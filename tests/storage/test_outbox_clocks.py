"""Notifications and reminders when the clock is set: nothing waits for a time that was written by a wrong one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from canary import outbox
from canary.core.message import Notice
from canary.core.model import IncidentState, Secret, Severity
from canary.core.telling import HOLD_OFF, Belief, News, Situation, Why, Word, decide, wants_look
from canary.errors import DeliveryError
from canary.sinks.heartbeat import Heartbeat
from canary.storage import incidents
from canary.storage.engine import Database
from canary.storage.tables import notification

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
HOUR, MINUTE, SECOND = timedelta(hours=1), timedelta(minutes=1), timedelta(seconds=1)


class Pager:
    """Takes what it is sent, but for the first few."""

    name, edits, gathers = "pager", True, True

    def __init__(self, *refusals: DeliveryError) -> None:
        self.refusals = list(refusals)
        self.taken: list[str] = []

    async def send(self, notice: Notice, ref: str | None) -> str | None:
        if self.refusals:
            raise self.refusals.pop(0)
        self.taken.append(notice.title)
        return None

    async def check(self) -> str | None:
        return None

    async def aclose(self) -> None: ...


def owe(database: Database, title: str = "opened") -> None:
    notice = Notice("a", title, "s", Severity.WARNING, reason="first_seen").to_plain()
    database.call(incidents.owe, {"pager": notice}, dedupe=title, now=NOW)


async def deliver(database: Database, pager: Pager, at: datetime) -> list[str]:
    await outbox.deliver(database, {"pager": pager}, lambda: at)
    return pager.taken


@pytest.mark.parametrize("back", [SECOND, 10 * MINUTE, HOUR, 365 * 24 * HOUR])
async def test_what_was_owed_before_the_clock_was_set_back_is_sent_at_once(
    database: Database, back: timedelta
) -> None:
    owe(database)
    assert await deliver(database, Pager(), NOW - back) == ["opened"]


@pytest.mark.parametrize("asked", [None, 1800.0, 86400.0], ids=["our pause", "half an hour", "a day"])
async def test_a_retry_that_was_put_off_is_due_once_the_clock_is_an_hour_back(
    database: Database, asked: float | None
) -> None:
    pager = Pager(DeliveryError("pager: busy", permanent=False, retry_after=asked))
    owe(database)
    assert await deliver(database, pager, NOW) == []
    assert await deliver(database, pager, NOW) == []
    assert await deliver(database, pager, NOW - HOUR) == ["opened"]


async def test_a_claim_by_the_wrong_clock_ends_with_it(database: Database) -> None:
    """Its process was killed while it delivered, an hour from now."""
    owe(database)
    database.call(incidents.claim, NOW, outbox.LEASE, outbox.BATCH)
    assert await deliver(database, Pager(), NOW) == []
    assert await deliver(database, Pager(), NOW - HOUR) == ["opened"]


@pytest.mark.parametrize("skew", [-5 * SECOND, 5 * SECOND, -MINUTE, MINUTE])
async def test_two_hosts_whose_clocks_differ_a_little_do_not_take_each_others(
    database: Database, skew: timedelta
) -> None:
    owe(database)
    assert len(database.call(incidents.claim, NOW, outbox.LEASE, outbox.BATCH)) == 1
    assert database.call(incidents.claim, NOW + skew, outbox.LEASE, outbox.BATCH) == []
    (row,) = database.read(lambda c: c.execute(sa.select(notification.c.attempts)).all())
    assert row.attempts == 1


@pytest.mark.parametrize("ahead", [2 * HOUR, 365 * 24 * HOUR])
def test_what_was_told_in_a_time_that_has_not_come_holds_nothing_back(ahead: timedelta) -> None:
    back_again = Situation(IncidentState.REOPENED, Severity.WARNING, reopened=1)
    belief = Belief(False, Severity.WARNING, NOW + ahead)
    told = decide(back_again, (News("came_back", True),), belief, NOW)
    assert (told.word, told.reason) == (Word.ALOUD, "came_back")
    held = Belief(False, Severity.WARNING, NOW + ahead, Why.HELD_OFF)
    assert wants_look(held, back_again, NOW)
    assert not wants_look(Belief(False, None, NOW - HOLD_OFF / 2, Why.HELD_OFF), back_again, NOW)


async def test_a_sign_of_life_is_given_after_the_clock_was_set_back() -> None:
    heart = Heartbeat(Secret("http://127.0.0.1:9/ping"))
    heart._last = NOW
    assert not heart.claim(NOW + SECOND)
    assert heart.claim(NOW - HOUR)
    await heart.aclose()
