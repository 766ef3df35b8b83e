"""Baselines and the detectors' state: what makes a restart change nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from canary.storage.dialect import insert_ignore, upsert
from canary.storage.tables import baseline, detector_state

PROVISIONAL, FROZEN, CAPTURED, SUPERSEDED = "provisional", "frozen", "captured", "superseded"
IN_FORCE = (PROVISIONAL, FROZEN)


@dataclass(frozen=True, slots=True)
class WatchKey:
    """Whose state it is."""

    target: str
    suite: str
    vantage: str


@dataclass(frozen=True, slots=True)
class WatchRow:
    """The stored state of one target x suite. ``cycles`` is how many the detectors have judged."""

    cycles: int = 0
    last_slot: datetime | None = None
    state: str | None = None  # JSON
    baseline_id: int | None = None
    baseline_state: str | None = (
        None  # provisional | frozen, as it is now: a person may have approved it meanwhile
    )


@dataclass(frozen=True, slots=True)
class BaselineRow:
    """A stored baseline. ``content`` is its JSON."""

    id: int
    key: WatchKey
    state: str
    cycles: int
    first_slot: datetime | None
    last_slot: datetime | None
    created_at: datetime
    learned: str
    approved_by: str | None
    approved_at: datetime | None
    reason: str | None
    prompts: Mapping[str, list[str]]  # prompt -> [version, judge]
    content: str


def load(connection: sa.Connection, key: WatchKey, *, for_update: bool = False) -> WatchRow:
    """The state as of the last judged cycle; a fresh one if there is none."""
    query = (
        sa.select(detector_state, baseline.c.state.label("standing"))
        .select_from(detector_state.outerjoin(baseline, baseline.c.id == detector_state.c.baseline_id))
        .where(*_is(detector_state, key))
    )
    if for_update:  # SQLite, which has no such thing, leaves it out: its writers wait anyway
        query = query.with_for_update(of=detector_state)
    row = connection.execute(query).first()
    if row is None:
        return WatchRow()
    return WatchRow(row.cycles, row.last_slot, row.state, row.baseline_id, row.standing)


def hold(connection: sa.Connection, key: WatchKey, now: datetime) -> WatchRow:
    """The state, nobody else's to change until the transaction ends; made if there is none, so that it can be held."""
    fresh = {
        "target": key.target,
        "suite": key.suite,
        "vantage": key.vantage,
        "cycles": 0,
        "updated_at": now,
    }
    connection.execute(insert_ignore(connection, detector_state), fresh)
    return load(connection, key, for_update=True)


def save(connection: sa.Connection, key: WatchKey, after: WatchRow, now: datetime) -> None:
    """Replace the state. ``hold`` it in the same transaction first: then nobody moves it on in between."""
    row = {
        "target": key.target,
        "suite": key.suite,
        "vantage": key.vantage,
        "baseline_id": after.baseline_id,
        "cycles": after.cycles,
        "last_slot": after.last_slot,
        "updated_at": now,
        "state": after.state,
    }
    connection.execute(upsert(connection, detector_state, row))


def add_baseline(connection: sa.Connection, key: WatchKey, now: datetime, **values: Any) -> int:
    """Store a baseline; one that is in force supersedes the one before. Returns its id."""
    if values["state"] in IN_FORCE:
        _supersede(connection, key)
    made = connection.execute(
        sa.insert(baseline).values(
            target=key.target, suite=key.suite, vantage=key.vantage, created_at=now, **values
        )
    )
    assert made.inserted_primary_key is not None
    return int(made.inserted_primary_key[0])


def approve_baseline(
    connection: sa.Connection, key: WatchKey, baseline_id: int, by: str, reason: str, now: datetime
) -> None:
    """Put a stored baseline in force, by a person's word."""
    _supersede(connection, key)
    connection.execute(
        sa.update(baseline)
        .where(baseline.c.id == baseline_id)
        .values(state=FROZEN, approved_by=by, approved_at=now, reason=reason)
    )


def _supersede(connection: sa.Connection, key: WatchKey) -> None:
    connection.execute(
        sa.update(baseline)
        .where(*_is(baseline, key), baseline.c.state.in_(IN_FORCE))
        .values(state=SUPERSEDED)
    )


def load_baseline(connection: sa.Connection, baseline_id: int) -> BaselineRow | None:
    """A baseline with its content; None if there is none of that id."""
    row = connection.execute(sa.select(baseline).where(baseline.c.id == baseline_id)).first()
    return _baseline(row, row.content) if row is not None else None


def list_baselines(connection: sa.Connection) -> list[BaselineRow]:
    """Every baseline there ever was, oldest first, without its content."""
    columns = [column for column in baseline.c if column.name != "content"]
    return [_baseline(row, "") for row in connection.execute(sa.select(*columns).order_by(baseline.c.id))]


def _baseline(row: Any, content: str) -> BaselineRow:
    return BaselineRow(
        row.id,
        WatchKey(row.target, row.suite, row.vantage),
        row.state,
        row.cycles,
        row.first_slot,
        row.last_slot,
        row.created_at,
        row.learned,
        row.approved_by,
        row.approved_at,
        row.reason,
        row.prompts,
        content,
    )


def _is(table: sa.Table, key: WatchKey) -> tuple[sa.ColumnElement[bool], ...]:
    return (table.c.target == key.target, table.c.suite == key.suite, table.c.vantage == key.vantage)
