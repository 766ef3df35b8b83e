"""The outbox: every notification delivered, in order, by one worker at a time, whatever dies."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from canary import outbox
from canary.core.message import Notice
from canary.core.model import Severity
from canary.errors import DeliveryError
from canary.storage import incidents
from canary.storage.engine import Database
from canary.storage.tables import notification

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


class Pager:
    """A sink that takes, or refuses as told."""

    name = "pager"
    edits = True
    gathers = True

    def __init__(self, *refusals: DeliveryError) -> None:
        self.refusals = list(refusals)
        self.taken: list[tuple[str, str | None]] = []
        self.notices: list[Notice] = []

    async def send(self, notice: Notice, ref: str | None) -> str | None:
        if self.refusals:
            raise self.refusals.pop(0)
        self.taken.append((notice.title, ref))
        self.notices.append(notice)
        return f"ref-{notice.key}"

    async def check(self) -> str | None:
        return None

    async def aclose(self) -> None: ...


def owe(database: Database, key: str, title: str, sink: str = "pager") -> None:
    notice: Mapping[str, Any] = Notice(key, title, "s", Severity.WARNING, reason="first_seen").to_plain()
    database.call(incidents.owe, {sink: notice}, dedupe=f"{key}/{title}", now=NOW)


def rows(database: Database) -> list[tuple[str, str | None]]:
    query = sa.select(notification.c.state, notification.c.error).order_by(notification.c.id)
    return database.read(lambda c: [(r.state, r.error) for r in c.execute(query)])


async def drain(database: Database, sinks: Mapping[str, Any], at: datetime = NOW) -> None:
    while await outbox.deliver(database, sinks, lambda: at):
        pass


async def test_states_of_one_incident_arrive_in_order_and_edit_one_message(database: Database) -> None:
    pager = Pager()
    for title in ("opened", "worse", "resolved"):
        owe(database, "a", title)
        await drain(database, {"pager": pager})
    assert pager.taken == [("opened", None), ("worse", "ref-a"), ("resolved", "ref-a")]


async def test_what_could_not_be_delivered_is_summed_up_in_the_newest_state(database: Database) -> None:
    pager = Pager()
    for key, title in (("a", "opened"), ("b", "other"), ("a", "worse"), ("a", "resolved")):
        owe(database, key, title)
    await drain(database, {"pager": pager})
    assert sorted(pager.taken) == [("other", None), ("resolved", None)]
    (resolved,) = [n for n in pager.notices if n.title == "resolved"]
    ((label, missed),) = resolved.facts
    assert label == "Not delivered before"
    assert missed.count("noticed for the first time") == 2
    assert [state for state, _ in rows(database)] == ["superseded", "sent", "superseded", "sent"]


async def test_while_one_state_is_being_delivered_the_next_waits(database: Database) -> None:
    owe(database, "a", "opened")
    lease = timedelta(minutes=2)
    assert len(database.call(incidents.claim, NOW, lease, 10)) == 1
    owe(database, "a", "resolved")
    assert database.call(incidents.claim, NOW, lease, 10) == []


async def test_a_sink_with_much_to_be_sent_takes_no_other_sinks_turn(database: Database) -> None:
    for number in range(60):
        owe(database, f"k{number}", "opened", sink="slow")
    owe(database, "k", "opened", sink="pager")
    pager, slow = Pager(), Pager()
    await outbox.deliver(database, {"pager": pager, "slow": slow}, lambda: NOW)
    assert len(pager.taken) == 1
    assert len(slow.taken) == outbox.BATCH
    await drain(database, {"pager": pager, "slow": slow})
    assert [title for title, _ in slow.taken] == ["opened"] * 60


async def test_what_cannot_be_sent_within_its_lease_is_left_to_be_claimed_again(database: Database) -> None:
    """A sink that takes a minute for each: whoever claims the rest later does not meet us at it."""
    pager, at = Pager(), [NOW]

    async def slowly(notice: Notice, ref: str | None) -> str | None:
        at[0] += timedelta(minutes=1)
        return await Pager.send(pager, notice, ref)

    pager.send = slowly  # type: ignore[method-assign]
    for number in range(4):
        owe(database, f"k{number}", "opened")
    await outbox.deliver(database, {"pager": pager}, lambda: at[0])
    assert len(pager.taken) == 2
    at[0] += outbox.LEASE
    await outbox.deliver(database, {"pager": pager}, lambda: at[0])
    assert len(pager.taken) == 4


async def test_what_was_tried_of_an_older_state_counts_for_the_newest(database: Database) -> None:
    pager = Pager(DeliveryError("away", permanent=False))
    owe(database, "a", "opened")
    await drain(database, {"pager": pager})
    owe(database, "a", "worse")
    await drain(database, {"pager": pager}, NOW + timedelta(hours=1))
    assert [(n.title, n.tried) for n in pager.notices] == [("worse", 1)]


async def test_what_is_owed_twice_is_sent_once(database: Database) -> None:
    pager = Pager()
    owe(database, "budget", "spent")
    owe(database, "budget", "spent")
    await drain(database, {"pager": pager})
    assert len(pager.taken) == 1


async def test_a_refusal_is_tried_again_after_the_sinks_own_wish(database: Database) -> None:
    pager = Pager(DeliveryError("slow down", permanent=False, retry_after=90))
    owe(database, "a", "opened")
    await drain(database, {"pager": pager})
    assert rows(database) == [("pending", "slow down")]
    await drain(database, {"pager": pager}, NOW + timedelta(seconds=89))
    assert pager.taken == []
    await drain(database, {"pager": pager}, NOW + timedelta(seconds=91))
    assert pager.taken == [("opened", None)]
    assert rows(database) == [("sent", None)]


async def test_a_permanent_refusal_is_kept_as_failed_and_lets_the_next_state_through(
    database: Database,
) -> None:
    pager = Pager(DeliveryError("too long", permanent=True))
    owe(database, "a", "opened")
    await drain(database, {"pager": pager})
    owe(database, "a", "resolved")
    await drain(database, {"pager": pager})
    assert rows(database) == [("failed", "too long"), ("sent", None)]


async def test_a_sink_that_is_gone_from_the_configuration_fails_with_its_name(database: Database) -> None:
    owe(database, "a", "opened", sink="fax")
    await drain(database, {})
    assert rows(database) == [("failed", "alerts.fax is not configured any more")]


def test_a_claim_holds_others_off_until_its_lease_lapses(database: Database) -> None:
    owe(database, "a", "opened")
    lease = timedelta(minutes=2)
    assert len(database.call(incidents.claim, NOW, lease, 10)) == 1
    assert database.call(incidents.claim, NOW + timedelta(minutes=1), lease, 10) == []
    assert len(database.call(incidents.claim, NOW + timedelta(minutes=3), lease, 10)) == 1


@pytest.mark.parametrize(("attempts", "least", "most"), [(1, 2, 2.5), (5, 32, 40), (60, 900, 1125)])
def test_waiting_doubles_up_to_a_quarter_of_an_hour(attempts: int, least: float, most: float) -> None:
    assert least <= outbox.backoff(attempts, None).total_seconds() <= most
