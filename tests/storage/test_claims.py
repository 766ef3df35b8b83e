"""A cycle is one process's at a time: claims by the database's clock, their end, and what a loser may still do."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from canary.core.model import Message, Prompt, Suite, Target
from canary.storage import cycles
from canary.storage.cycles import DONE, Begun, CycleKey
from canary.storage.dialect import clock
from canary.storage.engine import Database
from canary.storage.tables import cycle

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
TARGET = Target("t", "scripted", "m")
SUITE = Suite("s", (Prompt("p", (Message("user", "?"),)),))


def begin(database: Database, by: str | None, slot: datetime = NOON, target: str = "t") -> Begun:
    return database.call(
        cycles.begin,
        CycleKey(target, "s", slot, "here"),
        target=TARGET,
        suite=SUITE,
        origin=cycles.SCHEDULE,
        aside=False,
        now=slot,
        by=by,
    )


def move_lease(database: Database, by: timedelta) -> None:
    """Let every lease end that far from now, by the database's clock."""
    database.call(lambda c: c.execute(sa.update(cycle).values(claimed_until=clock(c, by))))


def clock_in(database: Database, ahead: timedelta) -> sa.ColumnElement[datetime]:
    return database.read(clock, ahead)


def free(database: Database, by: str) -> list[tuple[str, datetime, bool]]:
    found = database.read(cycles.running, "here", by)
    return [(each.key.target, each.key.slot, each.free) for each in found]


def test_who_comes_first_has_it_and_who_comes_second_learns_who_that_is(database: Database) -> None:
    first, second = begin(database, "a"), begin(database, "b")
    assert (first.id, first.held_by, second.held_by) == (second.id, "a", "a")
    assert begin(database, "a").held_by == "a"  # safe to repeat
    assert free(database, "a") == [("t", NOON, True)]
    assert free(database, "b") == [("t", NOON, False)]


def test_what_an_older_release_began_is_anybodys(database: Database) -> None:
    begin(database, None)
    assert free(database, "b") == [("t", NOON, True)]
    assert begin(database, "b").held_by == "b"


@pytest.mark.parametrize(
    "ends", [timedelta(seconds=-1), HOUR], ids=["run out", "given before the clock was set back"]
)
def test_a_lease_that_is_over_is_no_claim(database: Database, ends: timedelta) -> None:
    begun = begin(database, "a")
    move_lease(database, ends)
    assert free(database, "b") == [("t", NOON, True)]
    assert begin(database, "b").held_by == "b"
    assert database.call(cycles.renew, [begun.id], "a") == frozenset()
    assert database.call(cycles.renew, [begun.id], "b") == {begun.id}


def test_a_claim_that_is_prolonged_in_time_stays(database: Database) -> None:
    begun = begin(database, "a")
    move_lease(database, timedelta(seconds=5))
    assert database.call(cycles.renew, [begun.id, 999], "a") == {begun.id}
    later = sa.select(cycle.c.id).where(cycle.c.claimed_until > clock_in(database, timedelta(seconds=30)))
    assert database.read(lambda c: c.execute(later).scalar()) == begun.id


def test_who_lost_a_claim_neither_finishes_nor_frees_it(database: Database) -> None:
    begun = begin(database, "a")
    move_lease(database, timedelta(seconds=-1))
    begin(database, "b")
    assert not database.call(cycles.finish, begun.id, DONE, NOON, by="a")
    database.call(cycles.release, "a", begun.id)
    database.call(cycles.release, "a")
    assert free(database, "c") == [("t", NOON, False)]
    assert database.call(cycles.finish, begun.id, DONE, NOON, by="b")
    assert not database.call(cycles.finish, begun.id, DONE, NOON, by="b")
    assert begin(database, "a").state == DONE
    assert free(database, "a") == []


def test_all_that_a_dead_process_held_is_given_back_at_once(database: Database) -> None:
    begin(database, "dead")
    begin(database, "dead", NOON + HOUR)
    begin(database, "alive", NOON, "u")
    database.call(cycles.release, "dead")
    assert free(database, "b") == [("t", NOON, True), ("u", NOON, False), ("t", NOON + HOUR, True)]


def test_slots_of_a_pair_come_one_after_the_other(database: Database) -> None:
    first = begin(database, "a")
    begin(database, "b", NOON + HOUR)
    begin(database, "b", NOON + HOUR, "u")
    assert database.read(cycles.is_next, CycleKey("t", "s", NOON, "here"))
    assert not database.read(cycles.is_next, CycleKey("t", "s", NOON + HOUR, "here"))
    assert database.read(cycles.is_next, CycleKey("u", "s", NOON + HOUR, "here"))
    database.call(cycles.finish, first.id, DONE, NOON, by="a")
    assert database.read(cycles.is_next, CycleKey("t", "s", NOON + HOUR, "here"))


def test_nobody_gives_up_what_another_is_at(database: Database) -> None:
    begun = begin(database, "a")
    assert not database.call(cycles.give_up, begun.id, "b", NOON, "too late")
    assert database.call(cycles.give_up, begun.id, "a", NOON, "too late")
    assert begin(database, "b").state == cycles.CUT


def test_the_targets_that_are_being_asked_are_those_with_a_live_claim(database: Database) -> None:
    begin(database, "a")
    assert database.read(cycles.under_way) == {"t"}
    move_lease(database, timedelta(seconds=-1))
    assert database.read(cycles.under_way) == set()


@pytest.mark.postgres
def test_looking_for_unfinished_cycles_reads_an_index_that_holds_no_others(postgres_url: str) -> None:
    with Database(postgres_url) as database:
        begin(database, "a")

        def plan(connection: sa.Connection) -> str:
            connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
            query = "SELECT id FROM cycle WHERE cycle.state = 'running' AND vantage = 'here'"
            return "\n".join(connection.exec_driver_sql(f"EXPLAIN {query}").scalars())

        assert "ix_cycle_running" in database.call(plan)
