"""What is to be decided before people are told, and what was: incidents beside what people believe of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from canary.core.model import IncidentState, Kind, Severity
from canary.core.telling import Belief, News, Why
from canary.storage.incidents import AHEAD
from canary.storage.queries import StoredIncident, stored_incident
from canary.storage.tables import incident, incident_group, silence, transition

_LOCK = 0x74656C6C  # "tell": one process at a time decides who is told
_RESOLVED = IncidentState.RESOLVED.value


@dataclass(frozen=True, slots=True)
class Pending:
    """One incident that wants a decision. ``since`` is when its oldest news came."""

    stored: StoredIncident
    belief: Belief
    group: int | None
    reopened: int
    transitions: tuple[int, ...]
    news: tuple[News, ...]
    since: datetime


@dataclass(frozen=True, slots=True)
class Standing:
    """An incident that people were told of, with the gravest they heard and the last thing that happened to it."""

    stored: StoredIncident
    told: Severity | None
    reason: str
    by: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Silence:
    """A span in which people do not want to hear: of one incident, of a target, of a suite, or of anything."""

    id: int
    incident: int | None
    target: str | None
    suite: str | None
    starts_at: datetime
    ends_at: datetime
    by: str
    reason: str

    def covers(self, found: StoredIncident) -> bool:
        """Whether it is about that incident."""
        if self.incident is not None:
            return self.incident == found.id
        return self.target in (None, found.target) and self.suite in (None, found.suite)


@dataclass(frozen=True, slots=True)
class Group:
    """Trouble of several targets of one provider, told as one."""

    id: int
    provider: str
    vantage: str
    opened_at: datetime
    joined_at: datetime
    resolved_at: datetime | None
    told_at: datetime
    severity: Severity


def alone(connection: sa.Connection) -> bool:
    """Take the turn to decide until the transaction ends; False if another process has it."""
    if connection.dialect.name != "postgresql":
        return True  # SQLite's writers wait for each other anyway
    return bool(connection.execute(sa.select(sa.func.pg_try_advisory_xact_lock(_LOCK))).scalar())


def nothing_to_do(connection: sa.Connection, now: datetime, repeat_every: timedelta) -> bool:
    """Whether a look costs nothing more: no news, nothing withheld, nobody to be reminded."""
    queries = (
        sa.select(sa.literal(1)).where(transition.c.decision.is_(None)).select_from(transition),
        sa.select(sa.literal(1)).where(incident.c.withheld.is_not(None)).select_from(incident),
        _due(sa.select(sa.literal(1)).select_from(incident), now, repeat_every),
        sa.select(sa.literal(1))
        .select_from(incident)
        .where(incident.c.state != _RESOLVED, sa.exists().where(*_active(now))),
    )
    return all(connection.execute(query.limit(1)).first() is None for query in queries)


def _due(query: sa.Select[Any], now: datetime, repeat_every: timedelta) -> sa.Select[Any]:
    unattended = (IncidentState.OPEN.value, IncidentState.REOPENED.value)
    return query.where(
        incident.c.state.in_(unattended),
        incident.c.severity == Severity.CRITICAL.value,
        incident.c.heard,
        sa.or_(incident.c.told_at <= now - repeat_every, incident.c.told_at > now + AHEAD),
    )


def reminders(connection: sa.Connection, now: datetime, repeat_every: timedelta) -> list[Pending]:
    """Critical incidents nobody has taken on, of which people last heard that long ago."""
    rows = connection.execute(_due(sa.select(incident), now, repeat_every)).all()
    return [_pending(row, (), now) for row in rows]


def undecided(connection: sa.Connection, now: datetime) -> list[Pending]:
    """Every incident with news, and every one of which something is withheld, oldest first."""
    news: dict[int, list[Any]] = {}
    for row in connection.execute(
        sa.select(transition).where(transition.c.decision.is_(None)).order_by(transition.c.id)
    ):
        news.setdefault(row.incident_id, []).append(row)
    found = {
        row.id: row for row in connection.execute(sa.select(incident).where(incident.c.withheld.is_not(None)))
    }
    found |= {row.id: row for row in _by_ids(connection, [i for i in news if i not in found])}
    return [_pending(found[each], news.get(each, ()), now) for each in sorted(found)]


def unsilenced(connection: sa.Connection, silences: Sequence[Silence], known: Iterable[int]) -> list[Pending]:
    """Open incidents that a silence covers and that are not withheld yet: it was made after they were told."""
    if not silences:
        return []
    rows = connection.execute(
        sa.select(incident).where(
            incident.c.state.not_in((_RESOLVED, IncidentState.SUSPECTED.value)), incident.c.withheld.is_(None)
        )
    ).all()
    seen = set(known)
    return [
        _pending(row, (), row.updated_at)
        for row in rows
        if row.id not in seen and any(s.covers(stored_incident(row)) for s in silences)
    ]


def members(connection: sa.Connection, group: int) -> list[Pending]:
    """The incidents of a group, oldest first."""
    rows = connection.execute(sa.select(incident).where(incident.c.group_id == group).order_by(incident.c.id))
    return [_pending(row, (), row.updated_at) for row in rows]


def _by_ids(connection: sa.Connection, ids: Sequence[int]) -> list[Any]:
    return [
        row
        for start in range(0, len(ids), 500)
        for row in connection.execute(sa.select(incident).where(incident.c.id.in_(ids[start : start + 500])))
    ]


def _pending(row: Any, news: Sequence[Any], now: datetime) -> Pending:
    severity = Severity(row.heard_severity) if row.heard_severity else None
    withheld = Why(row.withheld) if row.withheld else None
    return Pending(
        stored_incident(row),
        Belief(row.heard, severity, row.told_at, withheld),
        row.group_id,
        int(row.content.get("reopened", 0)),
        tuple(each.id for each in news),
        tuple(News(each.reason, each.notify, each.by) for each in news),
        news[0].at if news else now,
    )


def dark_targets(connection: sa.Connection) -> set[tuple[str, str]]:
    """(target, vantage) with an open outage."""
    rows = connection.execute(
        sa.select(incident.c.target, incident.c.vantage).where(
            incident.c.kind == Kind.OUTAGE.value,
            incident.c.state.not_in((_RESOLVED, IncidentState.SUSPECTED.value)),
        )
    )
    return {(row.target, row.vantage) for row in rows}


def standing(connection: sa.Connection, since: datetime) -> list[Standing]:
    """What people believe is there, and what of it was resolved or silenced after *since*; oldest first."""
    each = transition.alias("each")
    last = sa.select(sa.func.max(each.c.id)).where(each.c.incident_id == incident.c.id).correlate(incident)
    over = incident.c.state.in_((_RESOLVED, IncidentState.SILENCED.value))
    lately = sa.or_(incident.c.updated_at >= since, incident.c.told_at >= since)
    rows = connection.execute(
        sa.select(incident, transition.c.reason, transition.c.by, transition.c.at)
        .select_from(incident.join(transition, transition.c.id == last.scalar_subquery()))
        .where(
            incident.c.told_at.is_not(None),
            incident.c.state != IncidentState.SUSPECTED.value,
            sa.or_(sa.and_(incident.c.heard, ~over), sa.and_(over, lately)),
        )
        .order_by(incident.c.id)
    )
    return [_standing(row) for row in rows]


def _standing(row: Any) -> Standing:
    told = Severity(row.heard_severity) if row.heard_severity else None
    return Standing(stored_incident(row), told, row.reason, row.by, row.at)


def grave(connection: sa.Connection) -> dict[tuple[str, str, str], set[int]]:
    """(target, suite, vantage) -> its open critical incidents. A silence of one covers what it explains."""
    rows = connection.execute(
        sa.select(incident.c.id, incident.c.target, incident.c.suite, incident.c.vantage).where(
            incident.c.severity == Severity.CRITICAL.value,
            incident.c.state.not_in((_RESOLVED, IncidentState.SUSPECTED.value)),
        )
    )
    found: dict[tuple[str, str, str], set[int]] = {}
    for row in rows:
        found.setdefault((row.target, row.suite, row.vantage), set()).add(row.id)
    return found


def awake(connection: sa.Connection, incident_id: int) -> IncidentState:
    """The state a silenced incident goes back to: what it was in last, so that who had taken it on still has it."""
    asleep = (IncidentState.SILENCED.value, IncidentState.SUSPECTED.value, _RESOLVED)
    query = (
        sa.select(transition.c.state)
        .where(transition.c.incident_id == incident_id, transition.c.state.not_in(asleep))
        .order_by(transition.c.id.desc())
        .limit(1)
    )
    return IncidentState(connection.execute(query).scalar() or IncidentState.OPEN.value)


# --- silences --------------------------------------------------------------------------------------


def _active(now: datetime) -> tuple[sa.ColumnElement[bool], ...]:
    return (silence.c.starts_at <= now, silence.c.ends_at > now)


def active_silences(connection: sa.Connection, now: datetime) -> list[Silence]:
    """Those that hold at *now*."""
    return [_silence(row) for row in connection.execute(sa.select(silence).where(*_active(now)))]


def silences(connection: sa.Connection, now: datetime) -> list[Silence]:
    """Those that hold at *now* or are planned, soonest first."""
    query = sa.select(silence).where(silence.c.ends_at > now).order_by(silence.c.starts_at, silence.c.id)
    return [_silence(row) for row in connection.execute(query)]


def add_silence(connection: sa.Connection, now: datetime, **values: Any) -> int:
    """Store one; returns its id."""
    made = connection.execute(sa.insert(silence).values(created_at=now, **values))
    assert made.inserted_primary_key is not None
    return int(made.inserted_primary_key[0])


def end_silence(connection: sa.Connection, silence_id: int, by: str, now: datetime) -> bool:
    """End it early; False if it is unknown or over."""
    done = connection.execute(
        sa.update(silence)
        .where(silence.c.id == silence_id, silence.c.ends_at > now)
        .values(ends_at=now, ended_by=by)
    )
    return done.rowcount == 1


def _silence(row: Any) -> Silence:
    return Silence(
        row.id, row.incident_id, row.target, row.suite, row.starts_at, row.ends_at, row.by, row.reason
    )


# --- what was decided ------------------------------------------------------------------------------


def decided(connection: sa.Connection, transitions: Sequence[int], decision: str, *, told: bool) -> None:
    """Store why people were told of these transitions, or not."""
    if transitions:
        connection.execute(
            sa.update(transition)
            .where(transition.c.id.in_(transitions))
            .values(decision=decision, notify=told)
        )


def believe(connection: sa.Connection, incident_id: int, belief: Belief, group: int | None) -> None:
    """Store what people believe of an incident from now on."""
    connection.execute(
        sa.update(incident)
        .where(incident.c.id == incident_id)
        .values(
            heard=belief.heard,
            heard_severity=belief.severity.value if belief.severity else None,
            told_at=belief.told_at,
            withheld=belief.withheld.value if belief.withheld else None,
            group_id=group,
        )
    )


def open_groups(connection: sa.Connection, vantage: str) -> dict[str, Group]:
    """provider -> its newest open group."""
    query = (
        sa.select(incident_group)
        .where(incident_group.c.resolved_at.is_(None), incident_group.c.vantage == vantage)
        .order_by(incident_group.c.id)
    )
    return {row.provider: _group(row) for row in connection.execute(query)}


def find_group(connection: sa.Connection, group_id: int) -> Group | None:
    """The group of that id."""
    row = connection.execute(sa.select(incident_group).where(incident_group.c.id == group_id)).first()
    return _group(row) if row is not None else None


def add_group(
    connection: sa.Connection, provider: str, vantage: str, severity: Severity, now: datetime
) -> Group:
    """A new open group."""
    made = connection.execute(
        sa.insert(incident_group).values(
            provider=provider,
            vantage=vantage,
            opened_at=now,
            joined_at=now,
            told_at=now,
            severity=severity.value,
        )
    )
    assert made.inserted_primary_key is not None
    return Group(int(made.inserted_primary_key[0]), provider, vantage, now, now, None, now, severity)


def save_group(connection: sa.Connection, group: Group) -> None:
    """Store what changed of a group."""
    connection.execute(
        sa.update(incident_group)
        .where(incident_group.c.id == group.id)
        .values(
            joined_at=group.joined_at,
            resolved_at=group.resolved_at,
            told_at=group.told_at,
            severity=group.severity.value,
        )
    )


def _group(row: Any) -> Group:
    values: Mapping[str, Any] = row._mapping
    return Group(**{**values, "severity": Severity(row.severity)})
