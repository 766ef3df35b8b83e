"""What a finished cycle means: detect -> decide -> store, in one transaction.

Loads what was stored of the cycle, lets the detectors step, and stores their state, the incidents that
changed and what there is to tell of them together with the cycle's end. Killed before that commit, it does all
of it again with the same result; killed after, none. Does not know when a cycle runs or how it is asked.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import orjson
import sqlalchemy as sa

from canary.baselines import Baselines, Due, Standing
from canary.core.alerting import REOPEN_WITHIN, can_resume, incident_from_json, resume
from canary.core.drift import Baseline, Report, State, adopt, needs_extras, start, step
from canary.core.drift.carry import carry
from canary.core.model import CycleRecord, Incident, IncidentState, Kind, Transition
from canary.doubts import Doubts
from canary.errors import StorageError
from canary.records import Records
from canary.storage import cycles, incidents, observations, rollups, watch
from canary.storage.cycles import Begun
from canary.storage.engine import Database
from canary.storage.watch import WatchRow
from canary.watched import Watched

ATTEMPTS = 3  # times a cycle is settled anew when somebody else settled another one of its pair meanwhile


class _MovedOn(Exception):
    """Somebody else has stored another state of the detectors meanwhile."""


# Open incidents of these kinds say nothing about what the outputs are now, so they do not keep a baseline back.
_NO_CHANGE = (Kind.OUTAGE, Kind.HARNESS)


@dataclass(frozen=True, slots=True)
class Settled:
    """What came of a cycle. ``report`` is None for a cycle that was kept from the detectors; ``note`` says why."""

    index: int
    answered: int
    unmeasured: int
    cost_usd: float | None
    report: Report | None
    transitions: tuple[Transition, ...] = ()
    learned: str | None = None  # provisional | frozen, if this cycle completed a baseline
    note: str | None = None
    baseline_hallucination: float | None = None  # the reference window's share of failed over judged


class Settler:
    """Settles cycles on one database. Safe to call from several threads for different pairs."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._baselines = Baselines(database, Records(database))
        self._doubts = Doubts(database)
        self._judged: dict[int, tuple[WatchRow, _Step]] = {}

    def suspicious(self, watched: Watched, begun: Begun, slot: datetime, now: datetime) -> bool:
        """Whether the stored cycle gives reason to ask again within its slot. Changes nothing."""
        before = self._database.read(watch.load, watched.key)
        if _why_apart(before, slot, now, aside=False) is not None:
            return False
        done = self._step(watched, before, begun, slot)
        if needs_extras(done.report):
            return True
        self._judged[begun.id] = (before, done)  # what ``settle`` would only compute again
        return False

    def settle(
        self,
        watched: Watched,
        begun: Begun,
        slot: datetime,
        *,
        aside: bool,
        now: datetime,
        cut: str | None = None,
    ) -> Settled | None:
        """Judge the stored cycle and close it; None if it is not ours to close, or closed. *cut* says why not all of it
        was asked. Raises StorageError; then nothing was changed."""
        for _ in range(ATTEMPTS):
            with suppress(_MovedOn):
                return self._settle(watched, begun, slot, aside, now, cut)
        raise StorageError(
            f"cycle {begun.id} of {watched.key.target} x {watched.key.suite} could not be settled: "
            f"other processes settled cycles of the same pair {ATTEMPTS} times meanwhile; it is tried again"
        )

    def _settle(
        self,
        watched: Watched,
        begun: Begun,
        slot: datetime,
        aside: bool,
        now: datetime,
        cut: str | None,
    ) -> Settled | None:
        before = self._database.read(watch.load, watched.key)
        answered, unmeasured, cost = self._database.read(observations.counts, begun.id, slot, begun.samples)
        apart = _why_apart(before, slot, now, aside=aside)
        if apart is not None:
            note = _note(apart, cut)
            facts = {"answered": answered, "unmeasured": unmeasured, "cost_usd": cost, "note": note}
            closed = self._database.call(rollups.finish, begun.id, cycles.DONE, now, facts, by=begun.held_by)
            return Settled(before.cycles, answered, unmeasured, cost, None, note=note) if closed else None
        known = self._judged.pop(begun.id, None)
        done = known[1] if known and known[0] == before else self._step(watched, before, begun, slot)
        early = self._baselines.glimpse(watched, done.record) if done.standing is None else None
        if 2 * answered >= begun.expected:
            done = self._completed(watched, done)
        done = self._continued(watched, done)
        outcome = Settled(
            before.cycles,
            answered,
            unmeasured,
            cost,
            done.report,
            done.transitions,
            done.due.state if done.due is not None and done.due.restarted is None else None,
            _note(early or done.report.skipped, cut),
            _pooled(done.baseline, "hallucination"),
        )
        committed = self._database.call(self._commit, watched, begun, now, before, done, outcome)
        return outcome if committed else None

    # --- detect ----------------------------------------------------------------------------------

    def _step(self, watched: Watched, before: WatchRow, begun: Begun, slot: datetime) -> _Step:
        standing = self._baselines.standing(before)
        due = self._baselines.rejudged(watched, standing) if standing is not None else None
        baseline = due.baseline if due is not None else standing.baseline if standing is not None else None
        stored = orjson.loads(before.state) if before.state is not None else None
        state = State.from_json(stored) if stored is not None else start(baseline, watched.policy)
        if due is not None:
            state = carry(due.baseline, state, watched.policy, before.cycles - 1, due.restarted or ())
        record = self._record(watched, begun, slot, before.cycles)
        doubt = self._doubts.of_anchors(watched, standing) if standing is not None else None
        after, report = step(baseline, state, record, watched.policy, doubt)
        if doubt is None:
            doubt = self._doubts.of_fleet(watched, slot, report.transitions)
            if doubt is not None:
                after, report = step(baseline, state, record, watched.policy, doubt)
        return _Step(standing, baseline, record, after, report, report.transitions, due)

    def _completed(self, watched: Watched, done: _Step) -> _Step:
        """The cycle gone on under the baseline that it completed, if it completed one."""
        if done.due is not None:
            return done  # one change of baselines a cycle
        due = self._baselines.due(watched, done.standing, done.record, changed=done.changed)
        if due is None:
            return done
        index = done.record.index
        news: tuple[Transition, ...] = ()
        if due.restarted is None:
            state, news = adopt(due.baseline, done.state, watched.policy, index, done.record.at)
        else:
            state = carry(due.baseline, done.state, watched.policy, index, due.restarted)
        return replace(done, state=state, transitions=(*done.transitions, *news), due=due)

    def _continued(self, watched: Watched, done: _Step) -> _Step:
        """An incident that opens soon after one of the same cause was resolved goes on as that one, reopened."""
        resumed: dict[str, Transition] = {}
        for change in done.transitions:
            if change.previous is None and (old := self._closed(watched, change)) is not None:
                resumed[change.incident.key] = resume(old, change)
        if not resumed:
            return done
        changes = tuple(resumed.get(c.incident.key, c) if c.previous is None else c for c in done.transitions)
        renamed = {key: change.incident for key, change in resumed.items()}
        changes = tuple(_renamed(change, renamed) for change in changes)
        open_now = tuple(_as_old(incident, renamed) for incident in done.state.incidents)
        return replace(done, transitions=changes, state=replace(done.state, incidents=open_now))

    def _closed(self, watched: Watched, change: Transition) -> Incident | None:
        """The incident that *change* is the return of."""
        if change.at is None:
            return None
        found = self._database.read(
            incidents.closed_before, watched.key, change.incident.cause, change.at - REOPEN_WITHIN
        )
        old = incident_from_json(found.content) if found is not None else None
        return old if old is not None and can_resume(old, change.incident, change.at) else None

    def _record(self, watched: Watched, begun: Begun, slot: datetime, index: int) -> CycleRecord:
        return self._database.read(
            observations.load_record,
            begun.id,
            slot,
            index=index,
            judges=watched.judges.keys,
            versions=watched.versions,
            samples=begun.samples,
        )

    # --- store -----------------------------------------------------------------------------------

    def _commit(
        self,
        connection: sa.Connection,
        watched: Watched,
        begun: Begun,
        now: datetime,
        before: WatchRow,
        done: _Step,
        outcome: Settled,
    ) -> bool:
        """False if the cycle was closed before, or taken over. Raises _MovedOn if the state is not *before* any more."""
        if watch.hold(connection, watched.key, now) != before:
            raise _MovedOn
        if not rollups.finish(connection, begun.id, cycles.DONE, now, _facts(outcome), by=begun.held_by):
            return False
        baseline_id = before.baseline_id
        if done.due is not None:
            baseline_id = done.due.store(connection, watched.key, now)
        state = orjson.dumps(done.state.to_json()).decode()
        after = WatchRow(before.cycles + 1, done.record.at, state, baseline_id)
        watch.save(connection, watched.key, after, now)
        for change in outcome.transitions:
            incidents.record(connection, watched.key, change, cycle_id=begun.id, now=now)
        return True


@dataclass(frozen=True, slots=True)
class _Step:
    standing: Standing | None
    baseline: Baseline | None  # what the cycle was judged against
    record: CycleRecord
    state: State
    report: Report
    transitions: tuple[Transition, ...]
    due: Due | None  # a baseline to be stored with the cycle

    @property
    def changed(self) -> bool:
        """Whether a change of the outputs is open."""
        return any(
            i.state is not IncidentState.RESOLVED and i.kind not in _NO_CHANGE for i in self.state.incidents
        )


def _pooled(baseline: Baseline | None, detector: str) -> float | None:
    """The share of the baseline's samples with that detector's event; None where it judged none."""
    if baseline is None:
        return None
    pairs = [prompt.counts[detector] for prompt in baseline.prompts.values() if detector in prompt.counts]
    judged = sum(of for _, of in pairs)
    return sum(hits for hits, _ in pairs) / judged if judged else None


def _note(*parts: str | None) -> str | None:
    return "; ".join(filter(None, parts)) or None


def _why_apart(before: WatchRow, slot: datetime, now: datetime, *, aside: bool) -> str | None:
    """Why the detectors do not see a cycle; None if they do.

    A slot that has not come yet was judged by a clock that ran ahead: it does not make the slots before it late.
    """
    if aside:
        return "aside: kept from baseline and detectors"
    if before.last_slot is not None and slot <= before.last_slot <= now:
        return "late: a later slot had been judged when this one was completed"
    return None


def _facts(outcome: Settled) -> dict[str, Any]:
    report = outcome.report
    assert report is not None
    return {
        "answered": outcome.answered,
        "unmeasured": outcome.unmeasured,
        "cost_usd": outcome.cost_usd,
        "match_ratio": report.match_ratio,
        "hallucination_ratio": report.hallucination_ratio,
        "evidence": {signal.value: value for signal, value in report.evidence.items()},
        "note": outcome.note,
    }


def _as_old(incident: Incident, renamed: Mapping[str, Incident]) -> Incident:
    """The incident under the key of the one it continues."""
    old = renamed.get(incident.key)
    if old is None:
        return incident
    state = IncidentState.REOPENED if incident.state is IncidentState.OPEN else incident.state
    return replace(incident, key=old.key, reopened=old.reopened, state=state)


def _renamed(change: Transition, renamed: Mapping[str, Incident]) -> Transition:
    return replace(change, incident=_as_old(change.incident, renamed))
