"""What a finished cycle means: detect -> decide -> store, in one transaction.

Loads what was stored of the cycle, lets the detectors step, and stores their state, the incidents that
changed and the notifications owed together with the cycle's end. Killed before that commit, it does all
of it again with the same result; killed after, none. Does not know when a cycle runs or how it is asked.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import orjson
import sqlalchemy as sa

from canary.core.drift import Baseline, Policy, Report, State, adopt, learn, needs_extras, start, step
from canary.core.message import compose
from canary.core.model import (
    CycleRecord,
    IncidentState,
    Kind,
    Severity,
    Suite,
    Target,
    Transition,
    prompt_version,
)
from canary.errors import StorageError
from canary.records import Judges, Records
from canary.storage import cycles, incidents, observations, queries, watch
from canary.storage.cycles import Begun
from canary.storage.engine import Database
from canary.storage.watch import FROZEN, PROVISIONAL, WatchKey, WatchRow

BASELINES_KEPT = 64  # learned baselines held in memory, so that a cycle does not read its own anew
MOST_LEARNED_FROM = 1_000  # cycles; a longer window is thinned out evenly
ATTEMPTS = 3  # times a cycle is settled anew when somebody else settled another one of its pair meanwhile


@dataclass(frozen=True, slots=True)
class LearningRule:
    """When a baseline is learned: after so many usable cycles, and at least so long on the clock."""

    cycles: int = 72
    over: timedelta = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Watched:
    """One target x suite from one vantage, and what is to be made of its cycles."""

    key: WatchKey
    target: Target
    suite: Suite
    judges: Judges
    policy: Policy
    rule: LearningRule
    sinks: Sequence[str] = ()
    repeat_every: timedelta = timedelta(hours=4)
    versions: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, target: Target, suite: Suite, vantage: str, **rest: Any) -> Watched:
        """With the versions of its prompts filled in."""
        versions = {p.id: prompt_version(target, p) for p in suite.prompts}
        return cls(WatchKey(target.name, suite.name, vantage), target, suite, versions=versions, **rest)


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
        self._records = Records(database)
        self._baselines: OrderedDict[int, tuple[str, Baseline]] = OrderedDict()

    def suspicious(self, watched: Watched, begun: Begun, slot: datetime) -> bool:
        """Whether the stored cycle gives reason to ask again within its slot. Changes nothing."""
        before = self._database.read(watch.load, watched.key)
        if before.baseline_id is None or _why_apart(before, slot, aside=False) is not None:
            return False
        return needs_extras(self._step(watched, before, begun, slot).report)

    def settle(
        self, watched: Watched, begun: Begun, slot: datetime, *, aside: bool, now: datetime
    ) -> Settled:
        """Judge the stored cycle and close it. Raises StorageError; then nothing was changed."""
        for _ in range(ATTEMPTS):
            settled = self._settle(watched, begun, slot, aside, now)
            if settled is not None:
                return settled
        raise StorageError(
            f"cycle {begun.id} of {watched.key.target} x {watched.key.suite} could not be settled: "
            "another process settles the same pair at the same time. Run one daemon for each vantage."
        )

    def _settle(
        self, watched: Watched, begun: Begun, slot: datetime, aside: bool, now: datetime
    ) -> Settled | None:
        before = self._database.read(watch.load, watched.key)
        answered, unmeasured, cost = self._database.read(observations.counts, begun.id, slot, begun.samples)
        note = _why_apart(before, slot, aside=aside)
        if note is not None:
            facts = {"answered": answered, "unmeasured": unmeasured, "cost_usd": cost, "note": note}
            self._database.call(cycles.finish, begun.id, cycles.DONE, now, facts)
            return Settled(before.cycles, answered, unmeasured, cost, None, note=note)
        done = self._step(watched, before, begun, slot)
        learned = self._learn(watched, before, done, usable_now=2 * answered >= begun.expected)
        if learned is not None:
            done = done.adopting(learned.baseline, watched.policy)
        outcome = Settled(
            before.cycles,
            answered,
            unmeasured,
            cost,
            done.report,
            done.transitions,
            learned.state if learned else None,
            done.report.skipped,
            _pooled(self._baseline(before.baseline_id), "hallucination"),
        )
        committed = self._database.call(self._commit, watched, begun, now, before, done, learned, outcome)
        return outcome if committed else None

    # --- detect ----------------------------------------------------------------------------------

    def _step(self, watched: Watched, before: WatchRow, begun: Begun, slot: datetime) -> _Step:
        baseline = self._baseline(before.baseline_id)
        state = (
            State.from_json(orjson.loads(before.state)) if before.state else start(baseline, watched.policy)
        )
        record = self._record(watched, begun, slot, before.cycles)
        after, report = step(baseline, state, record, watched.policy)
        return _Step(record, after, report, report.transitions)

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

    def _baseline(self, baseline_id: int | None) -> Baseline | None:
        if baseline_id is None:
            return None
        if baseline_id not in self._baselines:
            row = self._database.read(watch.load_baseline, baseline_id)
            self._remember(baseline_id, row.state, Baseline.from_json(orjson.loads(row.content)))
        self._baselines.move_to_end(baseline_id)
        return self._baselines[baseline_id][1]

    def _remember(self, baseline_id: int, state: str, baseline: Baseline) -> None:
        self._baselines[baseline_id] = (state, baseline)
        while len(self._baselines) > BASELINES_KEPT:
            self._baselines.popitem(last=False)

    # --- learn -----------------------------------------------------------------------------------

    def _learn(self, watched: Watched, before: WatchRow, done: _Step, *, usable_now: bool) -> _Learned | None:
        """The baseline that this cycle completes, if it completes one."""
        wanted = self._due(watched, before, done) if usable_now else None
        if wanted is None:
            return None
        records = [*self._history(watched), done.record]
        return _Learned(wanted, learn(records, watched.policy), records[0].at, records[-1].at)

    def _due(self, watched: Watched, before: WatchRow, done: _Step) -> str | None:
        """Which baseline is due after this usable cycle: provisional, frozen or none.

        What is open as a change is not learned as normal: the provisional baseline stays until it is settled.
        """
        stands = self._standing(before.baseline_id)
        if stands == FROZEN or done.changed:
            return None
        key, rule, slot = watched.key, watched.rule, done.record.at
        count, first = self._database.read(cycles.usable, key.target, key.suite, key.vantage)
        count += 1  # this cycle, which is not closed yet
        assert slot is not None
        if count >= rule.cycles and slot - (first or slot) >= rule.over:
            return FROZEN
        provisional = min(watched.policy.provisional_cycles, rule.cycles)
        return PROVISIONAL if stands is None and count >= provisional else None

    def _standing(self, baseline_id: int | None) -> str | None:
        """provisional or frozen; None without a baseline."""
        if self._baseline(baseline_id) is None or baseline_id is None:
            return None
        return self._baselines[baseline_id][0]

    def _history(self, watched: Watched) -> list[CycleRecord]:
        """The usable cycles before this one."""
        key = watched.key
        return self._records.usable(
            key.target, key.suite, key.vantage, watched.judges, limit=MOST_LEARNED_FROM
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
        learned: _Learned | None,
        outcome: Settled,
    ) -> bool:
        if not cycles.finish(connection, begun.id, cycles.DONE, now, _facts(outcome)):
            return True  # closed by an earlier attempt whose answer was lost
        baseline_id = before.baseline_id
        if learned is not None:
            baseline_id = self._add_baseline(connection, watched, learned, now)
        state = orjson.dumps(done.state.to_json()).decode()
        after = WatchRow(before.cycles + 1, done.record.at, state, baseline_id)
        if not watch.save(connection, watched.key, before, after, now):
            connection.rollback()
            return False
        for change in (*outcome.transitions, *_reminders(connection, watched, done, now)):
            owed = partial(notices_for, connection, watched, change)
            incidents.record(connection, watched.key, change, owed, cycle_id=begun.id, now=now)
        return True

    def _add_baseline(
        self, connection: sa.Connection, watched: Watched, learned: _Learned, now: datetime
    ) -> int:
        return watch.add_baseline(
            connection,
            watched.key,
            now,
            state=learned.state,
            cycles=learned.baseline.cycles,
            first_slot=learned.first_slot,
            last_slot=learned.last_slot,
            reason="learned from the first cycles",
            prompts={p: [v, watched.judges.keys[p].hex()] for p, v in watched.versions.items()},
            content=orjson.dumps(learned.baseline.to_json()).decode(),
        )


@dataclass(frozen=True, slots=True)
class _Step:
    record: CycleRecord
    state: State
    report: Report
    transitions: tuple[Transition, ...]

    @property
    def changed(self) -> bool:
        """Whether a change of the outputs is open: anything but an outage."""
        return any(
            i.state is not IncidentState.RESOLVED and i.kind is not Kind.OUTAGE for i in self.state.incidents
        )

    def adopting(self, baseline: Baseline, policy: Policy) -> _Step:
        """The same cycle, gone on under the baseline that it completed."""
        state, news = adopt(baseline, self.state, policy, self.record.index, self.record.at)
        return _Step(self.record, state, self.report, (*self.transitions, *news))


@dataclass(frozen=True, slots=True)
class _Learned:
    state: str
    baseline: Baseline
    first_slot: datetime | None
    last_slot: datetime | None


def _pooled(baseline: Baseline | None, detector: str) -> float | None:
    """The share of the baseline's samples with that detector's event; None where it judged none."""
    if baseline is None:
        return None
    pairs = [prompt.counts[detector] for prompt in baseline.prompts.values() if detector in prompt.counts]
    judged = sum(of for _, of in pairs)
    return sum(hits for hits, _ in pairs) / judged if judged else None


def _why_apart(before: WatchRow, slot: datetime, *, aside: bool) -> str | None:
    """Why the detectors do not see a cycle; None if they do."""
    if aside:
        return "aside: kept from baseline and detectors"
    if before.last_slot is not None and slot <= before.last_slot:
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


def _reminders(connection: sa.Connection, watched: Watched, done: _Step, now: datetime) -> list[Transition]:
    """Critical incidents nobody has taken on, and of which people last heard ``repeat_every`` ago."""
    fresh = {change.incident.key for change in done.transitions}
    found = []
    for incident in done.state.incidents:
        unattended = incident.state in (IncidentState.OPEN, IncidentState.REOPENED)
        if incident.key in fresh or not unattended or incident.severity is not Severity.CRITICAL:
            continue
        told = queries.last_told(connection, f"{watched.key.target}/{watched.key.suite}/{incident.key}")
        if told is not None and now - told >= watched.repeat_every:
            found.append(
                Transition(incident, incident.state, "still_open", True, done.record.index, done.record.at)
            )
    return found


def notices_for(
    connection: sa.Connection, watched: Watched, change: Transition, incident_id: int
) -> dict[str, dict[str, Any]]:
    """Sink -> the message it owes people about this change; empty if they are not to hear of it."""
    if not change.notify:
        return {}
    notice = compose(
        watched.key.target,
        watched.key.suite,
        change,
        outputs=observations.load_compared(connection, change.incident.evidence.get("prompts", ())),
        owner=watched.target.owner,
        runbook=watched.target.runbook,
        incident_id=str(incident_id),
    ).to_plain()
    return dict.fromkeys(watched.sinks, notice)
