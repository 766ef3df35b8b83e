"""Cycles: begun once for each slot, claimed by one process at a time, resumed after a crash, finished once.

A claim is a lease by the database's clock, the one that two hosts have in common. It keeps two processes from asking
the same; that a cycle is finished once does not hang on it alone, see ``finish``.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from canary.core.canonical import scheme
from canary.core.model import (
    EMPTY,
    Message,
    Prompt,
    Stage,
    Suite,
    Target,
    ValidatorSpec,
    content_hash,
    without_secrets,
)
from canary.storage.dialect import clock, insert_ignore
from canary.storage.tables import cycle, detector_state, observation, suite_version, target_version

RUNNING, DONE, CUT = "running", "done", "cut"
SCHEDULE, MANUAL, IMPORT = "schedule", "manual", "import"

LEASE = timedelta(seconds=60)  # a process that has not been heard of for so long is no longer at its cycles


@dataclass(frozen=True, slots=True)
class CycleKey:
    """What a cycle is unique by."""

    target: str
    suite: str
    slot: datetime
    vantage: str


@dataclass(frozen=True, slots=True)
class Begun:
    """A cycle that exists in the database. ``committed`` holds its stored (prompt, sample) pairs."""

    id: int
    state: str
    index: int  # rank among the judged cycles of its target x suite
    samples: int  # asked of each prompt when it was begun
    expected: int
    committed: frozenset[tuple[str, int]]
    held_by: str | None = None  # the process whose claim it is under, ours or another's


@dataclass(frozen=True, slots=True)
class Running:
    """A scheduled cycle that is not finished. ``free``: nobody is at it, or we are."""

    id: int
    key: CycleKey
    free: bool


@dataclass(frozen=True, slots=True)
class StoredCycle:
    """A finished cycle as a row. The version ids are None for an imported one."""

    id: int
    slot: datetime
    samples: int
    suite_version_id: int | None
    target_version_id: int | None


def suite_content(suite: Suite) -> dict[str, Any]:
    """A suite as plain JSON: what its version is the hash of."""
    return {
        "suite": suite.name,
        "criticality": suite.criticality,
        "prompts": [
            {
                "id": p.id,
                "messages": [{"role": m.role, "content": m.content} for m in p.messages],
                "canonical": p.canonical,
                "scheme": scheme(p.canonical),
                "params": dict(p.params),
                "validate": [{v.name: v.options} for v in p.validators],
            }
            for p in suite.prompts
        ],
    }


def target_content(target: Target) -> dict[str, Any]:
    """A target as plain JSON, without its key: what its version is the hash of."""
    stages = {"stages": [_stage_content(stage) for stage in target.stages]} if target.stages else {}
    return {
        "target": target.name,
        "provider": target.provider,
        "model": target.model,
        "base_url": target.base_url,
        "params": dict(target.params),
        "samples": target.samples,
        "options": without_secrets(target.options),
        **stages,
    }


def _stage_content(stage: Stage) -> dict[str, Any]:
    return {
        "name": stage.name,
        "target": target_content(stage.target),
        "attempts": stage.attempts,
        "instruction": stage.instruction,
    }


def begin(
    connection: sa.Connection,
    key: CycleKey,
    *,
    target: Target,
    suite: Suite,
    origin: str,
    aside: bool,
    now: datetime,
    by: str | None = None,
) -> Begun:
    """Make the cycle of this slot, or find the one that was begun before. Safe to repeat.

    The process *by* claims it, unless another is at it: then that one's name is in ``held_by``.
    """
    ensure_partition(connection, key.slot)
    values = {
        "target": key.target,
        "suite": key.suite,
        "slot": key.slot,
        "vantage": key.vantage,
        "origin": origin,
        "aside": aside,
        "state": RUNNING,
        "suite_version_id": _version(
            connection, suite_version, "suite", suite.name, suite_content(suite), now
        ),
        "target_version_id": _version(
            connection, target_version, "target", target.name, target_content(target), now
        ),
        "started_at": now,
        "samples": target.samples,
        "expected": len(suite.prompts) * target.samples,
    }
    connection.execute(insert_ignore(connection, cycle), values)
    if by is not None:
        _claim(connection, key, by)
    return _begun(connection, key)


def _claim(connection: sa.Connection, key: CycleKey, by: str) -> None:
    free = sa.or_(cycle.c.claimed_by == by, _unclaimed(connection))
    connection.execute(
        sa.update(cycle)
        .where(*_is(key), cycle.c.state == RUNNING, free)
        .values(claimed_by=by, claimed_until=clock(connection, LEASE))
    )


def _unclaimed(connection: sa.Connection) -> sa.ColumnElement[bool]:
    """Nobody is at it. A lease that ends later than any can was given before the clock was set back."""
    return sa.or_(
        cycle.c.claimed_by.is_(None),
        cycle.c.claimed_until <= clock(connection),
        cycle.c.claimed_until > clock(connection, 2 * LEASE),
    )


def _begun(connection: sa.Connection, key: CycleKey) -> Begun:
    row = connection.execute(
        sa.select(cycle.c.id, cycle.c.state, cycle.c.samples, cycle.c.expected, cycle.c.claimed_by).where(
            *_is(key)
        )
    ).one()
    stored = connection.execute(
        sa.select(observation.c.prompt, observation.c.sample).where(
            observation.c.slot_at == key.slot, observation.c.cycle_id == row.id
        )
    )
    return Begun(
        id=row.id,
        state=row.state,
        index=judged_cycles(connection, key.target, key.suite, key.vantage),
        samples=row.samples,
        expected=row.expected,
        committed=frozenset((prompt, sample) for prompt, sample in stored),
        held_by=row.claimed_by,
    )


def renew(connection: sa.Connection, ids: Collection[int], by: str) -> frozenset[int]:
    """Prolong the claims of the process *by* on the cycles *ids*; returns those that it still holds."""
    held = connection.execute(
        sa.update(cycle)
        .where(cycle.c.id.in_(ids), cycle.c.claimed_by == by, cycle.c.state == RUNNING)
        .values(claimed_until=clock(connection, LEASE))
        .returning(cycle.c.id)
    )
    return frozenset(held.scalars())


def release(connection: sa.Connection, by: str, cycle_id: int | None = None) -> None:
    """Give back the claim of the process *by* on one cycle, or all of its claims: whoever is next takes them over."""
    ours = (cycle.c.state == RUNNING, cycle.c.claimed_by == by)
    which = ours if cycle_id is None else (*ours, cycle.c.id == cycle_id)
    connection.execute(sa.update(cycle).where(*which).values(claimed_by=None, claimed_until=None))


def judged_cycles(connection: sa.Connection, target: str, suite: str, vantage: str) -> int:
    """How many cycles of this target x suite the detectors have seen."""
    found = connection.execute(
        sa.select(detector_state.c.cycles).where(
            detector_state.c.target == target,
            detector_state.c.suite == suite,
            detector_state.c.vantage == vantage,
        )
    ).scalar()
    return found or 0


def finish(
    connection: sa.Connection,
    cycle_id: int,
    state: str,
    now: datetime,
    facts: Mapping[str, Any] = EMPTY,
    *,
    by: str | None = None,
) -> bool:
    """Close a running cycle; False if it was closed already, and then nothing is changed.

    With *by*, only if that process still holds it: one that slept through its lease has no say any more.
    """
    held = () if by is None else (cycle.c.claimed_by == by,)
    done = connection.execute(
        sa.update(cycle)
        .where(cycle.c.id == cycle_id, cycle.c.state == RUNNING, *held)
        .values(state=state, finished_at=now, claimed_by=None, claimed_until=None, **facts)
    )
    return done.rowcount == 1


def give_up(connection: sa.Connection, cycle_id: int, by: str, now: datetime, note: str) -> bool:
    """Close a cycle as it is, unless another process than *by* is at it: then False."""
    free = sa.or_(cycle.c.claimed_by == by, _unclaimed(connection))
    done = connection.execute(
        sa.update(cycle)
        .where(cycle.c.id == cycle_id, cycle.c.state == RUNNING, free)
        .values(state=CUT, finished_at=now, claimed_by=None, claimed_until=None, note=note)
    )
    return done.rowcount == 1


def last_slots(connection: sa.Connection, vantage: str) -> Mapping[tuple[str, str], tuple[datetime, str]]:
    """(target, suite) -> (slot, state) of each one's newest scheduled cycle."""
    newest = (
        sa.select(cycle.c.target, cycle.c.suite, sa.func.max(cycle.c.slot).label("slot"))
        .where(cycle.c.vantage == vantage, cycle.c.origin == SCHEDULE)
        .group_by(cycle.c.target, cycle.c.suite)
        .subquery()
    )
    rows = connection.execute(
        sa.select(cycle.c.target, cycle.c.suite, cycle.c.slot, cycle.c.state)
        .join(
            newest,
            (cycle.c.target == newest.c.target)
            & (cycle.c.suite == newest.c.suite)
            & (cycle.c.slot == newest.c.slot),
        )
        .where(cycle.c.vantage == vantage)
    )
    return {(r.target, r.suite): (r.slot, r.state) for r in rows}


def running(connection: sa.Connection, vantage: str, by: str) -> list[Running]:
    """The scheduled cycles that are not finished, oldest first, as the process *by* sees them."""
    free = sa.or_(cycle.c.claimed_by == by, _unclaimed(connection))
    rows = connection.execute(
        sa.select(cycle.c.id, cycle.c.target, cycle.c.suite, cycle.c.slot, free.label("free"))
        .where(_RUNNING, cycle.c.vantage == vantage, cycle.c.origin == SCHEDULE)
        .order_by(cycle.c.slot)
    )
    return [Running(r.id, CycleKey(r.target, r.suite, r.slot, vantage), bool(r.free)) for r in rows]


def is_next(connection: sa.Connection, key: CycleKey) -> bool:
    """Whether no scheduled cycle of an earlier slot of the same pair is unfinished: they are judged in order."""
    earlier = connection.execute(
        sa.select(sa.literal(1))
        .where(
            _RUNNING,
            cycle.c.vantage == key.vantage,
            cycle.c.target == key.target,
            cycle.c.suite == key.suite,
            cycle.c.origin == SCHEDULE,
            cycle.c.slot < key.slot,
        )
        .limit(1)
    )
    return earlier.first() is None


def under_way(connection: sa.Connection) -> set[str]:
    """The targets that some process is asking at this moment."""
    asked = sa.select(cycle.c.target).distinct().where(_RUNNING, ~_unclaimed(connection))
    return set(connection.execute(asked).scalars())


def usable(connection: sa.Connection, target: str, suite: str, vantage: str) -> tuple[int, datetime | None]:
    """How many finished cycles had at least half of their samples measured, and the first one's slot."""
    query = sa.select(sa.func.count(), sa.func.min(cycle.c.slot))
    row = connection.execute(
        query.where(*_counting(target, suite, vantage), cycle.c.answered * 2 >= cycle.c.expected)
    ).one()
    return row[0], row[1]


def usable_cycles(
    connection: sa.Connection,
    target: str,
    suite: str,
    vantage: str,
    limit: int | None,
    until: datetime | None = None,
) -> list[StoredCycle]:
    """The newest finished cycles with half of their samples measured, up to the slot *until*, oldest first."""
    query = (
        _stored()
        .where(*_counting(target, suite, vantage), cycle.c.answered * 2 >= cycle.c.expected)
        .order_by(cycle.c.slot.desc())
        .limit(limit)
    )
    if until is not None:
        query = query.where(cycle.c.slot <= until)
    return [StoredCycle(*row) for row in reversed(connection.execute(query).all())]


def finished_cycles(connection: sa.Connection, target: str, suite: str, vantage: str) -> list[StoredCycle]:
    """Every finished cycle that counts, oldest first: a few dozen bytes each."""
    query = _stored().where(*_counting(target, suite, vantage)).order_by(cycle.c.slot)
    return [StoredCycle(*row) for row in connection.execute(query)]


def _stored() -> sa.Select[Any]:
    return sa.select(
        cycle.c.id, cycle.c.slot, cycle.c.samples, cycle.c.suite_version_id, cycle.c.target_version_id
    )


def _counting(target: str, suite: str, vantage: str) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        cycle.c.target == target,
        cycle.c.suite == suite,
        cycle.c.vantage == vantage,
        cycle.c.state == DONE,
        ~cycle.c.aside,
    )


def load_versions(
    connection: sa.Connection, target_id: int, suite_id: int
) -> tuple[Target, Suite, Mapping[str, str]]:
    """What was asked, as far as its versions depend on it (no key, limits, price or examples), and prompt -> the
    scheme its canonical fingerprints were made by."""
    target = connection.execute(sa.select(target_version.c.content).where(target_version.c.id == target_id))
    suite = connection.execute(sa.select(suite_version.c.content).where(suite_version.c.id == suite_id))
    content = suite.scalar_one()
    schemes = {each["id"]: each["scheme"] for each in content["prompts"]}
    return _target(target.scalar_one()), _suite(content), schemes


def _target(content: Mapping[str, Any]) -> Target:
    return Target(
        name=content["target"],
        provider=content["provider"],
        model=content["model"],
        base_url=content["base_url"],
        params=content["params"],
        samples=content["samples"],
        options=content["options"],
        stages=tuple(
            Stage(each["name"], _target(each["target"]), each["attempts"], each["instruction"])
            for each in content.get("stages", ())
        ),
    )


def _suite(content: Mapping[str, Any]) -> Suite:
    return Suite(
        content["suite"],
        tuple(
            Prompt(
                each["id"],
                tuple(Message(m["role"], m["content"]) for m in each["messages"]),
                each["canonical"],
                each["params"],
                tuple(ValidatorSpec(name, options) for v in each["validate"] for name, options in v.items()),
            )
            for each in content["prompts"]
        ),
        criticality=content["criticality"],
    )


_RUNNING = sa.text("cycle.state = 'running'")  # literally as the index has it, or it would not be used


def _is(key: CycleKey) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        cycle.c.target == key.target,
        cycle.c.suite == key.suite,
        cycle.c.slot == key.slot,
        cycle.c.vantage == key.vantage,
    )


def _version(
    connection: sa.Connection, table: sa.Table, name: str, value: str, content: Any, now: datetime
) -> int:
    digest = content_hash(content)
    row = {name: value, "hash": digest, "content": content, "first_seen_at": now}
    connection.execute(insert_ignore(connection, table), row)
    return int(connection.execute(sa.select(table.c.id).where(table.c.hash == digest)).scalar_one())


def ensure_partition(connection: sa.Connection, slot: datetime) -> None:
    """On Postgres, make the month's partition of ``observation`` if it is not there."""
    if connection.dialect.name != "postgresql":
        return
    first = slot.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    following = (first + timedelta(days=32)).replace(day=1)
    name = f"observation_{first:%Y_%m}"
    if connection.execute(sa.text("SELECT to_regclass(:name)"), {"name": name}).scalar() is not None:
        return
    connection.execute(sa.text("SELECT pg_advisory_xact_lock(:key)"), {"key": 0x6F627365})
    connection.exec_driver_sql(
        f"CREATE TABLE IF NOT EXISTS {name} PARTITION OF observation "
        f"FOR VALUES FROM ('{first:%Y-%m-%d}+00') TO ('{following:%Y-%m-%d}+00')"
    )
