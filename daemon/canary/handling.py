"""What a person does to an incident: acknowledge it, or resolve it. One transaction each, like a cycle's end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

import orjson
import sqlalchemy as sa

from canary.core.drift import State, resolve
from canary.core.message import compose
from canary.core.model import IncidentState, Transition
from canary.errors import UsageError
from canary.storage import incidents, queries, watch
from canary.storage.queries import StoredIncident
from canary.storage.watch import WatchKey


def acknowledge(connection: sa.Connection, incident_id: int, by: str, now: datetime) -> StoredIncident:
    """Take an incident on: reminders stop. Raises UsageError if it is unknown, closed or only suspected."""
    stored, key, before, state = _open(connection, incident_id)
    found = next(i for i in state.incidents if i.key == stored.key)
    if found.state is IncidentState.SUSPECTED:
        raise UsageError(
            f"incident {incident_id} is only suspected: nobody was told of it, and nothing is to be done yet"
        )
    taken = replace(found, state=IncidentState.ACKNOWLEDGED)
    change = Transition(taken, found.state, "acknowledged", False, before.cycles, now)
    _store(connection, key, before, state.marked(stored.key, IncidentState.ACKNOWLEDGED), now)
    incidents.record(connection, key, change, lambda _: {}, cycle_id=None, now=now, by=by)
    return stored


def close(
    connection: sa.Connection, incident_id: int, by: str, now: datetime, sinks: tuple[str, ...]
) -> StoredIncident:
    """Resolve an incident by a person's word: its detectors start afresh, and reopen one if the change is still there.

    Raises UsageError if it is unknown or closed.
    """
    stored, key, before, state = _open(connection, incident_id)
    after, changes = resolve(state, stored.key, before.cycles, now)
    _store(connection, key, before, after, now)
    for change in changes:
        told = stored.state != IncidentState.SUSPECTED

        def notices(
            number: int, change: Transition = change, told: bool = told
        ) -> Mapping[str, Mapping[str, Any]]:
            notice = compose(stored.target, stored.suite, change, incident_id=str(number))
            return dict.fromkeys(sinks, notice.to_plain()) if told else {}

        incidents.record(connection, key, change, notices, cycle_id=None, now=now, by=by)
    return stored


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
    connection: sa.Connection, key: WatchKey, before: watch.WatchRow, state: State, now: datetime
) -> None:
    text = orjson.dumps(state.to_json()).decode()
    after = watch.WatchRow(before.cycles, before.last_slot, text, before.baseline_id)
    assert watch.save(connection, key, before, after, now), "the row is locked, so nobody moved it"
