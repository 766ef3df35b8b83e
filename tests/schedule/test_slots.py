"""Slots of the clock: aligned, unique, and the same whoever asks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from canary.schedule import next_slot, period, slot_of, stagger


@dataclass(frozen=True)
class Table:
    every: timedelta | None = None
    cron: str | None = None
    jitter: timedelta = timedelta(0)


HOURLY = Table(every=timedelta(hours=1))
instants = st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1)).map(lambda at: at.replace(tzinfo=UTC))
spans = st.sampled_from([1, 7, 10, 60, 900, 3600, 5400, 86_400, 604_800]).map(lambda s: timedelta(seconds=s))


@given(instants, spans)
def test_a_slot_is_the_last_multiple_and_the_next_one_is_one_further(at: datetime, every: timedelta) -> None:
    table = Table(every=every)
    slot, following = slot_of(table, at), next_slot(table, at)
    assert slot is not None
    assert following is not None
    assert slot <= at < following
    assert following - slot == every
    assert slot_of(table, slot) == slot
    assert slot_of(table, following) == following


@pytest.mark.parametrize(
    ("cron", "last", "following"),
    [
        ("0 * * * *", "2026-03-29 02:00", "2026-03-29 03:00"),
        ("*/15 * * * *", "2026-03-29 02:30", "2026-03-29 02:45"),
        (
            "30 2 * * *",
            "2026-03-29 02:30",
            "2026-03-30 02:30",
        ),  # no such time in Berlin that night; UTC has it
        ("0 0 1 1 *", "2026-01-01 00:00", "2027-01-01 00:00"),
    ],
)
def test_cron_slots_are_utc_whatever_the_time_of_year(cron: str, last: str, following: str) -> None:
    at = datetime(2026, 3, 29, 2, 40, 30, tzinfo=UTC)
    table = Table(cron=cron)
    assert slot_of(table, at) == datetime.fromisoformat(last).replace(tzinfo=UTC)
    assert next_slot(table, at) == datetime.fromisoformat(following).replace(tzinfo=UTC)


def test_a_cron_slot_belongs_to_itself() -> None:
    at = datetime(2026, 3, 29, 2, 0, tzinfo=UTC)
    assert slot_of(Table(cron="0 * * * *"), at) == at


def test_a_cron_that_never_comes_has_no_slot() -> None:
    at = datetime(2026, 3, 29, tzinfo=UTC)
    assert slot_of(Table(cron="0 0 30 2 *"), at) is None


def test_the_period_is_the_distance_of_two_slots() -> None:
    at = datetime(2026, 3, 29, 2, 40, tzinfo=UTC)
    assert period(HOURLY, at) == timedelta(hours=1)
    assert period(Table(cron="0 */6 * * *"), at) == timedelta(hours=6)


def test_many_targets_spread_evenly_over_the_jitter_and_keep_their_place() -> None:
    jitter = timedelta(minutes=5)
    places = [stagger(f"target-{n} x suite", jitter) for n in range(1000)]
    assert all(timedelta(0) <= place < jitter for place in places)
    thirds = [sum(place * 3 // jitter == third for place in places) for third in range(3)]
    assert min(thirds) > 280
    assert places[7] == stagger("target-7 x suite", jitter)
