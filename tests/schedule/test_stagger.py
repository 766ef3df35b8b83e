"""A hundred targets do not begin at one instant: not at a slot, whatever the schedule, nor when a daemon catches up."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from canary.schedule import _Alarm, slot_of, stagger
from canary.slots import CATCH_UP_SPREAD

START = datetime(2026, 3, 1, 11, 59, 59, tzinfo=UTC)
SECOND = timedelta(seconds=1)
NAMES = [f"target-{number} x suite" for number in range(100)]


@dataclass(frozen=True)
class Table:
    every: timedelta | None = None
    cron: str | None = None
    jitter: timedelta = timedelta(minutes=5)


HOURLY, CRON = Table(every=timedelta(hours=1)), Table(cron="0 * * * *")


async def nothing() -> None: ...


def rung(table: Table, since: datetime, seconds: int) -> dict[str, list[datetime]]:
    """When each name's alarm rings for a daemon that starts at *since*, by a look at the clock once a second."""
    alarms = {name: _Alarm(table, stagger(name, table.jitter), nothing) for name in NAMES}
    for alarm in alarms.values():
        alarm.wind(since)
    looks = [since + number * SECOND for number in range(1, seconds)]
    return {name: [now for now in looks if alarm.rings(now)] for name, alarm in alarms.items()}


def most_at_once(times: list[datetime]) -> int:
    return max(Counter(times).values())


@pytest.mark.parametrize("table", [HOURLY, CRON], ids=["every", "cron"])
def test_at_a_slot_they_begin_all_over_the_jitter(table: Table) -> None:
    first = rung(table, START, 400)
    assert all(len(times) == 1 for times in first.values())
    times = [each for found in first.values() for each in found]
    assert most_at_once(times) <= 5
    assert max(times) - min(times) > 0.9 * table.jitter


@pytest.mark.parametrize("table", [HOURLY, CRON], ids=["every", "cron"])
def test_each_has_the_same_place_in_every_slot_and_after_a_restart(table: Table) -> None:
    before = rung(table, START, 400)
    after = rung(table, START + timedelta(hours=1), 400)
    assert {name: times[0] + timedelta(hours=1) for name, times in before.items()} == {
        name: times[0] for name, times in after.items()
    }


@pytest.mark.parametrize("table", [HOURLY, CRON], ids=["every", "cron"])
def test_none_begins_before_the_slot_it_belongs_to(table: Table) -> None:
    for name, (at,) in rung(table, START, 400).items():
        assert slot_of(table, at) == START + SECOND, name


def test_what_was_missed_is_caught_up_over_some_seconds() -> None:
    places = [stagger(name, min(HOURLY.jitter, CATCH_UP_SPREAD)) // SECOND for name in NAMES]
    assert max(Counter(places).values()) <= 25
