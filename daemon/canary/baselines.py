"""Which baseline stands, and which one a cycle makes due. Reads the store.

A baseline is learned once. After that a person may approve another; a changed prompt is learned again by
itself while the rest stays; a changed validator has the window's outputs judged anew. None of these may
look like a change of the model.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import orjson
import sqlalchemy as sa

from canary.core.drift import Baseline, glimpse, learn, relearn
from canary.core.drift.registry import DETECTORS
from canary.core.model import CycleRecord
from canary.records import Records
from canary.storage import cycles, watch
from canary.storage.cycles import StoredCycle
from canary.storage.engine import Database
from canary.storage.watch import CAPTURED, FROZEN, PROVISIONAL, WatchKey, WatchRow
from canary.watched import Watched

KEPT = 512  # baselines in memory, so that a cycle does not read its own anew
MOST_LEARNED_FROM = 1_000  # cycles; a longer window is thinned out evenly

FIRST_CYCLES = "learned from the first cycles"


@dataclass(frozen=True, slots=True)
class Standing:
    """The baseline in force, as stored: with whom it was approved by, and what it was learned from."""

    id: int
    state: str
    baseline: Baseline
    prompts: Mapping[str, Sequence[str]]  # prompt -> [version, judge] at the time
    first_slot: datetime | None
    last_slot: datetime | None
    approved_by: str | None
    approved_at: datetime | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class Due:
    """A baseline to be stored, in the standing one's place unless its state says otherwise.

    ``restarted`` are the causes whose detectors start afresh; None means all of them, as under a new window.
    """

    state: str
    baseline: Baseline
    prompts: Mapping[str, Sequence[str]]
    first_slot: datetime | None
    last_slot: datetime | None
    learned: str  # how it came to be
    restarted: frozenset[str] | None = None
    approved_by: str | None = None
    approved_at: datetime | None = None
    reason: str | None = None

    def store(self, connection: sa.Connection, key: WatchKey, now: datetime) -> int:
        """Write it down; returns its id."""
        return watch.add_baseline(
            connection,
            key,
            now,
            state=self.state,
            cycles=self.baseline.cycles,
            first_slot=self.first_slot,
            last_slot=self.last_slot,
            learned=self.learned,
            approved_by=self.approved_by,
            approved_at=self.approved_at,
            reason=self.reason,
            prompts=dict(self.prompts),
            content=orjson.dumps(self.baseline.to_json()).decode(),
        )


class Baselines:
    """The baselines of one database. Safe to share between threads."""

    def __init__(self, database: Database, records: Records) -> None:
        self._database = database
        self._records = records
        self._kept: OrderedDict[int, Standing] = OrderedDict()

    def standing(self, row: WatchRow) -> Standing | None:
        """The baseline that the stored state goes by; None if it has none yet."""
        baseline_id = row.baseline_id
        if baseline_id is None:
            return None
        known = self._kept.get(baseline_id)
        if known is not None and known.state != row.baseline_state:
            del self._kept[baseline_id]  # a person has approved it meanwhile
        if baseline_id not in self._kept:
            self._kept[baseline_id] = self._load(baseline_id)
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        self._kept.move_to_end(baseline_id)
        return self._kept[baseline_id]

    def _load(self, baseline_id: int) -> Standing:
        row = self._database.read(watch.load_baseline, baseline_id)
        assert row is not None, "a state never outlives its baseline: the row is referred to"
        return Standing(
            row.id,
            row.state,
            Baseline.from_json(orjson.loads(row.content)),
            row.prompts,
            row.first_slot,
            row.last_slot,
            row.approved_by,
            row.approved_at,
            row.reason,
        )

    # --- by a person's word ----------------------------------------------------------------------

    def capture(self, watched: Watched, cycles_wanted: int) -> Due:
        """The newest usable cycles as a baseline that is not in force yet. Raises NotMeasuredError for too few."""
        key = watched.key
        found = self._database.read(cycles.usable_cycles, key.target, key.suite, key.vantage, cycles_wanted)
        self._records.rescore(found, watched.judges)
        records = [self._records.of(each, watched.judges, place) for place, each in enumerate(found)]
        baseline = learn(records, watched.policy)
        return Due(
            CAPTURED,
            baseline,
            watched.asked,
            records[0].at,
            records[-1].at,
            "captured from the newest cycles",
        )

    # --- before a cycle is judged ----------------------------------------------------------------

    def rejudged(self, watched: Watched, standing: Standing) -> Due | None:
        """The same window under today's judges, if a validator was edited since it was learned."""
        edited = [p for p, asked in watched.asked.items() if _other_judge(standing.prompts.get(p), asked)]
        if not edited or standing.last_slot is None:
            return None
        records = self._window(watched, standing.first_slot, standing.last_slot)
        fresh = learn(records, watched.policy)
        # What the window said is unchanged: only how it is judged is taken over.
        prompts = {
            name: replace(prompt, counts={**prompt.counts, **_judged(fresh, name)})
            for name, prompt in standing.baseline.prompts.items()
        }
        baseline = replace(
            standing.baseline,
            prompts=prompts,
            nulls={
                name: null
                for source, ours in ((standing.baseline, False), (fresh, True))
                for name, null in source.nulls.items()
                if (DETECTORS[name].cause == VALIDITY) is ours
            },
            memo={},
        )
        return Due(
            standing.state,
            baseline,
            {**standing.prompts, **{p: [standing.prompts[p][0], watched.asked[p][1]] for p in edited}},
            standing.first_slot,
            standing.last_slot,
            f"validators of {', '.join(sorted(edited))} were edited: the same outputs, judged anew",
            frozenset({VALIDITY}),
            standing.approved_by,
            standing.approved_at,
            standing.reason,
        )

    # --- after a cycle was judged ----------------------------------------------------------------

    def due(
        self, watched: Watched, standing: Standing | None, this: CycleRecord, *, changed: bool
    ) -> Due | None:
        """The baseline that this usable cycle, not closed yet, completes.

        What is open as a change (*changed*) is not learned as normal: it is settled first.
        """
        if changed:
            return None
        if standing is None or standing.state == PROVISIONAL:
            state = self._first(watched, standing, this)
            if state is not None:
                return self._learned(watched, state, this)
        return self._again(watched, standing, this) if standing is not None else None

    def glimpse(self, watched: Watched, this: CycleRecord) -> str | None:
        """While there is no baseline at all: what is plain already, in words; None if nothing is."""
        found = glimpse([*self._window(watched, None, None), this], watched.policy)
        if not found:
            return None
        said = sorted(
            {f"{f.signal.value} {f.rate or 0:.0%}, {f.baseline_rate or 0:.0%} before" for f in found}
        )
        return f"learning, but a large change is plain already: {'; '.join(said)}"

    def _first(self, watched: Watched, standing: Standing | None, this: CycleRecord) -> str | None:
        key, rule = watched.key, watched.rule
        count, first = self._database.read(cycles.usable, key.target, key.suite, key.vantage)
        count += 1
        assert this.at is not None
        if count >= rule.cycles and this.at - (first or this.at) >= rule.over:
            return FROZEN
        provisional = min(watched.policy.provisional_cycles, rule.cycles)
        return PROVISIONAL if standing is None and count >= provisional else None

    def _learned(self, watched: Watched, state: str, this: CycleRecord) -> Due:
        records = [*self._window(watched, None, None), this]
        baseline = learn(records, watched.policy)
        return Due(state, baseline, watched.asked, records[0].at, this.at, FIRST_CYCLES)

    def _again(self, watched: Watched, standing: Standing, this: CycleRecord) -> Due | None:
        """Prompts that are new, or asked otherwise than when the baseline was learned, once there is enough of them."""
        known = standing.baseline.prompts
        fresh = {p: v for p, v in watched.versions.items() if p not in known or known[p].version != v}
        if not fresh:
            return None
        enough = min(watched.policy.provisional_cycles, watched.rule.cycles)
        key = watched.key
        newest = self._database.read(cycles.usable_cycles, key.target, key.suite, key.vantage, enough - 1)
        if len(newest) < enough - 1 or not all(self._asks(each, fresh) for each in newest):
            return None
        self._records.rescore(newest, watched.judges)
        records = [self._records.of(each, watched.judges, place) for place, each in enumerate(newest)]
        baseline = relearn(standing.baseline, [*records, this], watched.policy)
        return Due(
            standing.state,
            baseline,
            {**standing.prompts, **{p: watched.asked[p] for p in fresh}},
            standing.first_slot,
            standing.last_slot,
            f"{', '.join(sorted(fresh))} learned from {enough} cycles, the rest as before",
            frozenset(),
            standing.approved_by,
            standing.approved_at,
            standing.reason,
        )

    def _asks(self, stored: StoredCycle, fresh: Mapping[str, str]) -> bool:
        asked = self._records.versions(stored)
        return all(asked.get(prompt) == version for prompt, version in fresh.items())

    def _window(self, watched: Watched, first: datetime | None, last: datetime | None) -> list[CycleRecord]:
        """The usable cycles between two slots, or all so far; evenly thinned out where there are very many."""
        key = watched.key
        found = self._database.read(cycles.usable_cycles, key.target, key.suite, key.vantage, None, last)
        chosen = thinned([each for each in found if first is None or each.slot >= first])
        self._records.rescore(chosen, watched.judges)
        return [self._records.of(each, watched.judges, place) for place, each in enumerate(chosen)]


VALIDITY = "validity"  # the cause of all detectors that depend on verdicts


def thinned(found: Sequence[StoredCycle]) -> Sequence[StoredCycle]:
    """At most ``MOST_LEARNED_FROM`` of them, the newest included, at equal distances."""
    step = -(-len(found) // MOST_LEARNED_FROM)
    return found[::-1][::step][::-1] if step > 1 else found


def _other_judge(then: Sequence[str] | None, now: Sequence[str]) -> bool:
    return then is not None and then[0] == now[0] and then[1] != now[1]


def _judged(fresh: Baseline, prompt: str) -> dict[str, tuple[int, int]]:
    found = fresh.prompts.get(prompt)
    counts = found.counts if found is not None else {}
    return {name: pair for name, pair in counts.items() if DETECTORS[name].cause == VALIDITY}
