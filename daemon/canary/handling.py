"""What a person decides: to take an incident on, to silence or close it, to approve a baseline. One transaction each."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

import orjson
import sqlalchemy as sa

from canary.core.drift import Baseline, Policy, State, adopt, resolve
from canary.core.model import IncidentState, Severity, Transition
from canary.errors import UsageError
from canary.storage import incidents, queries, watch
from canary.storage import telling as desk
from canary.storage.queries import StoredIncident
from canary.storage.telling import Silence
from canary.storage.watch import BaselineRow, WatchKey


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
    incidents.record(connection, key, change, cycle_id=None, now=now, by=by)
    return Taken(stored, by, now)


def _taken_before(connection: sa.Connection, stored: StoredIncident) -> Taken:
    history = queries.transitions_of(connection, stored.id)
    last = next(each for each in reversed(history) if each["reason"] == "acknowledged")
    return Taken(stored, last["by"] or "somebody", last["at"], already=True)


def close(connection: sa.Connection, incident_id: int, by: str, now: datetime) -> StoredIncident:
    """Resolve an incident by a person's word: its detectors start afresh, and reopen one if the change is still there.

    Raises UsageError if it is unknown or closed.
    """
    stored, key, before, state = _open(connection, incident_id)
    after, changes = resolve(state, stored.key, before.cycles, now)
    _store(connection, key, before, after, now)
    for change in changes:
        incidents.record(connection, key, change, cycle_id=None, now=now, by=by)
    return stored


def silence(
    connection: sa.Connection,
    by: str,
    reason: str,
    starts_at: datetime,
    ends_at: datetime,
    now: datetime,
    *,
    incident_id: int | None = None,
    target: str | None = None,
    suite: str | None = None,
) -> Silence:
    """Keep people from hearing of one incident, or of all on a target, on a suite, or on a target's suite.

    What they were told of already is marked as silenced where they read it; what is still open at the end is told
    then. Resolutions are never kept back. Raises UsageError for a span that is over or empty, for a silence that
    names nothing or gives no reason, and for an incident that is unknown or closed.
    """
    _check_silence(reason, starts_at, ends_at, now, named=(incident_id, target, suite) != (None, None, None))
    if incident_id is not None:
        _silence_told(connection, incident_id, by, now, begun=starts_at <= now)
    made = desk.add_silence(
        connection,
        now,
        incident_id=incident_id,
        target=target,
        suite=suite,
        starts_at=starts_at,
        ends_at=ends_at,
        by=by,
        reason=reason,
    )
    return Silence(made, incident_id, target, suite, starts_at, ends_at, by, reason)


def _check_silence(
    reason: str, starts_at: datetime, ends_at: datetime, now: datetime, *, named: bool
) -> None:
    if not named:
        raise UsageError("a silence is of an incident, a target or a suite: name one")
    if not reason.strip():
        raise UsageError("a silence needs a reason: whoever wonders about it reads that first")
    if ends_at <= max(starts_at, now):
        raise UsageError(
            f"the silence would end at {ends_at:%Y-%m-%d %H:%MZ}, which is "
            + ("past" if ends_at <= now else "before it begins")
            + "; give a later --until or a longer --for"
        )


def _silence_told(
    connection: sa.Connection, incident_id: int, by: str, now: datetime, *, begun: bool
) -> None:
    """The deed in the incident's history; its state as well, unless people would not hear of it anyway."""
    stored, key, before, state = _open(connection, incident_id)
    found = next(i for i in state.incidents if i.key == stored.key)
    quiet = not begun or found.state is IncidentState.SUSPECTED or found.severity is Severity.INFO
    marked = found if quiet else replace(found, state=IncidentState.SILENCED)
    change = Transition(marked, found.state, "silenced_by_person", False, before.cycles, now)
    _store(connection, key, before, state.marked(stored.key, marked.state), now)
    incidents.record(connection, key, change, cycle_id=None, now=now, by=by)


def unsilence(connection: sa.Connection, silence_id: int, by: str, now: datetime) -> Silence:
    """End a silence early, or call a planned one off; what it kept back and is still open is told next.

    Raises UsageError if it is unknown or over.
    """
    found = next((each for each in desk.silences(connection, now) if each.id == silence_id), None)
    if found is None or not desk.end_silence(connection, silence_id, by, now):
        raise UsageError(
            f"no silence {silence_id} holds or is planned; `canary incidents silences` shows those that are"
        )
    return found


def approve(
    connection: sa.Connection,
    row: BaselineRow,
    policy: Policy,
    by: str,
    reason: str,
    now: datetime,
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
        incidents.record(connection, row.key, closed, cycle_id=None, now=now, by=by)


def _approved(change: Transition, baseline_id: int, words: str) -> Transition:
    """The change with what was approved among its incident's evidence, where everybody looks for the why."""
    approved = {"baseline": baseline_id, "words": words}
    evidence = {**change.incident.evidence, "approved": approved}
    return replace(change, incident=replace(change.incident, evidence=evidence))


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
