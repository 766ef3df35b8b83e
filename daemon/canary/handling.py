"""What a person decides: to take an incident on, to close it, to approve a baseline. One transaction each.

Where people are told, *targets* are the configured ones by name: the message has their owner and runbook.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import orjson
import sqlalchemy as sa

from canary.core.drift import Baseline, Policy, State, adopt, resolve
from canary.core.message import compose
from canary.core.model import EMPTY, IncidentState, Target, Transition
from canary.errors import UsageError
from canary.storage import incidents, observations, queries, watch
from canary.storage.queries import StoredIncident
from canary.storage.watch import BaselineRow, WatchKey

Targets = Mapping[str, Target]


@dataclass(frozen=True, slots=True)
class Taken:
    """An incident somebody has taken on: ``already`` if that was before, by ``by`` at ``at``."""

    stored: StoredIncident
    by: str
    at: datetime
    already: bool = False


def acknowledge(
    connection: sa.Connection,
    incident_id: int,
    by: str,
    now: datetime,
    sinks: tuple[str, ...] = (),
    targets: Targets = EMPTY,
) -> Taken:
    """Take an incident on: reminders stop, and the messages about it say who has it. A second time changes nothing.

    Raises UsageError if it is unknown, closed or only suspected.
    """
    stored, key, before, state = _open(connection, incident_id)
    found = next(i for i in state.incidents if i.key == stored.key)
    if found.state is IncidentState.ACKNOWLEDGED:
        return _taken_before(connection, stored)
    if found.state is IncidentState.SUSPECTED:
        raise UsageError(
            f"incident {incident_id} is only suspected: nobody was told of it, and nothing is to be done yet"
        )
    taken = replace(found, state=IncidentState.ACKNOWLEDGED)
    change = Transition(taken, found.state, "acknowledged", False, before.cycles, now)
    _store(connection, key, before, state.marked(stored.key, IncidentState.ACKNOWLEDGED), now)
    _record(connection, key, change, by, now, sinks if _was_told(connection, stored) else (), targets)
    return Taken(stored, by, now)


def _was_told(connection: sa.Connection, stored: StoredIncident) -> bool:
    """What people never heard of is not called off, nor taken on before their eyes."""
    return queries.last_told(connection, f"{stored.target}/{stored.suite}/{stored.key}") is not None


def _taken_before(connection: sa.Connection, stored: StoredIncident) -> Taken:
    history = queries.transitions_of(connection, stored.id)
    last = next(each for each in reversed(history) if each["reason"] == "acknowledged")
    return Taken(stored, last["by"] or "somebody", last["at"], already=True)


def close(
    connection: sa.Connection,
    incident_id: int,
    by: str,
    now: datetime,
    sinks: tuple[str, ...],
    targets: Targets = EMPTY,
) -> StoredIncident:
    """Resolve an incident by a person's word: its detectors start afresh, and reopen one if the change is still there.

    Raises UsageError if it is unknown or closed.
    """
    stored, key, before, state = _open(connection, incident_id)
    after, changes = resolve(state, stored.key, before.cycles, now)
    _store(connection, key, before, after, now)
    told = _was_told(connection, stored)
    for change in changes:
        _record(connection, key, change, by, now, sinks if told else (), targets)
    return stored


def approve(
    connection: sa.Connection,
    row: BaselineRow,
    policy: Policy,
    by: str,
    reason: str,
    now: datetime,
    sinks: tuple[str, ...],
    targets: Targets = EMPTY,
) -> None:
    """Put a stored baseline in force: what was open against the one before is closed, its detectors start afresh."""
    before = watch.load(connection, row.key, for_update=True)
    state = State.from_json(orjson.loads(before.state)) if before.state else State()
    baseline = Baseline.from_json(orjson.loads(row.content))
    after, changes = adopt(baseline, state, policy, before.cycles - 1, now)
    watch.approve_baseline(connection, row.key, row.id, by, reason, now)
    _store(connection, row.key, before, after, now, row.id)
    for change in changes:
        closed = _approved(change, row.id, reason)
        _record(connection, row.key, closed, by, now, sinks if change.notify else (), targets)


def _approved(change: Transition, baseline_id: int, words: str) -> Transition:
    """The change with what was approved among its incident's evidence, where everybody looks for the why."""
    approved = {"baseline": baseline_id, "words": words}
    evidence = {**change.incident.evidence, "approved": approved}
    return replace(change, incident=replace(change.incident, evidence=evidence))


def _record(
    connection: sa.Connection,
    key: WatchKey,
    change: Transition,
    by: str,
    now: datetime,
    sinks: tuple[str, ...],
    targets: Targets,
) -> None:
    def notices(number: int) -> Mapping[str, Mapping[str, Any]]:
        target = targets.get(key.target)
        notice = compose(
            key.target,
            key.suite,
            change,
            outputs=observations.load_compared(connection, change.incident.evidence.get("prompts", ())),
            owner=target.owner if target else None,
            runbook=target.runbook if target else None,
            incident_id=str(number),
            by=by,
        )
        return dict.fromkeys(sinks, notice.to_plain())

    incidents.record(connection, key, change, notices, cycle_id=None, now=now, by=by)


def _open(
    connection: sa.Connection, incident_id: int
) -> tuple[StoredIncident, WatchKey, watch.WatchRow, State]:
    stored = queries.find_incident(connection, incident_id)
    if stored is None:
        raise UsageError(f"there is no incident {incident_id}; `canary incidents list` shows those there are")
    if stored.state == IncidentState.RESOLVED:
        raise UsageError(f"incident {incident_id} is resolved already")
    key = WatchKey(stored.target, stored.suite, stored.vantage)
    before = watch.load(connection, key, for_update=True)
    state = State.from_json(orjson.loads(before.state)) if before.state else State()
    if not any(i.key == stored.key for i in state.incidents):
        raise UsageError(f"incident {incident_id} is not among the detectors' open ones; please report this")
    return stored, key, before, state


def _store(
    connection: sa.Connection,
    key: WatchKey,
    before: watch.WatchRow,
    state: State,
    now: datetime,
    baseline_id: int | None = None,
) -> None:
    text = orjson.dumps(state.to_json()).decode()
    after = watch.WatchRow(before.cycles, before.last_slot, text, baseline_id or before.baseline_id)
    watch.save(connection, key, after, now)
