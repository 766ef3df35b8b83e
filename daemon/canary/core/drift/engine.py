"""One cycle through every detector: ``step(baseline, state, cycle, policy) -> state, report``.

Pure and plain Python: the same four values give the same answer, to the last bit, on any machine.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from canary.core.alerting import Case, Reason, decide
from canary.core.drift import availability, ceiling, evidence
from canary.core.drift.baseline import Baseline
from canary.core.drift.bets import CAP, LIFTED_CAP, Betting, Tally
from canary.core.drift.betting import bets_of
from canary.core.drift.detector import Detector
from canary.core.drift.distribution import ALPHA, p_value
from canary.core.drift.follow import Follow, followed, gap_of, gathered, over, restart
from canary.core.drift.harness import Doubt
from canary.core.drift.learning import mostly_measured
from canary.core.drift.policy import Policy
from canary.core.drift.registry import DETECTORS
from canary.core.drift.report import Report
from canary.core.drift.rows import BIT, KEPT, Alternates, Row, remembered, row, tallies
from canary.core.drift.slot import SUSPICIOUS, agree, averaged, mean
from canary.core.drift.state import State
from canary.core.drift.track import Track, advance, fresh, onset
from canary.core.model import (
    CycleRecord,
    Finding,
    Incident,
    IncidentState,
    Kind,
    Severity,
    Signal,
    Transition,
)

CHANGING = 5.0  # a statistic over this: outputs may be changing
BURSTY = 2.0  # tau over this: a crossing waits, unless it is larger than any day of the baseline
RETURNS = 2  # shifts that came and went: from then on the target is known to serve in regimes
BURST_MARGIN = 0.1
BURST_CYCLES = 3
RESOLVED_KEPT = 64  # alternates a prompt
HELD_AT_MOST = 3  # cycles an ailing harness may hold a drift alert back
BY_HASH = ("fingerprint", "frequency", "raw")  # say nothing while hashes are not comparable
OF_THE_OUTPUT = ("length", "cost")
STILL_THERE = 0.5  # share under which a confirmed change with old outputs among the new is a rollout


def step(
    baseline: Baseline | None, state: State, cycle: CycleRecord, policy: Policy, harness: str | None = None
) -> tuple[State, Report]:
    """One finished cycle: the state after it, and what is to be said.

    *harness*, where given, names why our own harness is in doubt this cycle: drift openings are then held back for at
    most three cycles, quality and resolves never.
    """
    work = _Step(baseline, state, cycle, policy, harness)
    return work.run()


class _Step:
    """The working values of one step; nothing outlives ``run``."""

    def __init__(
        self, baseline: Baseline | None, state: State, cycle: CycleRecord, policy: Policy, harness: str | None
    ) -> None:
        self.baseline, self.state, self.cycle, self.policy, self.harness = (
            baseline,
            state,
            cycle,
            policy,
            harness,
        )
        self.findings: list[Finding] = []
        self.transitions: list[Transition] = []
        self.evidence: dict[Signal, float] = {}
        self.suspicious = False

    def run(self) -> tuple[State, Report]:
        self._availability()
        self._ceiling()
        self._harness()
        skipped = self._skipped()
        match_ratio = None
        if skipped is None and self.baseline is not None:
            match_ratio = self._judge(self.baseline)
        else:
            self._settle_without_judging()
        return self.state, Report(
            tuple(self.findings),
            tuple(self.transitions),
            self.evidence,
            skipped,
            match_ratio,
            self._hallucination_ratio(),
            self.suspicious,
        )

    def _skipped(self) -> str | None:
        if not mostly_measured(self.cycle):
            return "under_half_measured"
        return "learning" if self.baseline is None else None

    def _hallucination_ratio(self) -> float | None:
        failed, judged = ceiling.hallucinated(s for s in self.cycle.samples if s.failure is None)
        return failed / judged if judged else None

    def _decide(self, case: Case) -> None:
        incidents, transitions = decide(self.state.incidents, case, self.cycle.index, self.cycle.at)
        self.state = replace(self.state, incidents=incidents)
        self.transitions.extend(transitions)

    def _incident(self, cause: str) -> Incident | None:
        return next((incident for incident in self.state.incidents if incident.cause == cause), None)

    # --- what needs no baseline ------------------------------------------------------------------

    def _availability(self) -> None:
        bounds = self.baseline.unmeasured if self.baseline else {}
        threshold = self.policy.mean_cycles_between_false_alarms
        outcome = availability.watch(self.state.darkness, self.cycle, bounds, threshold)
        self.state = replace(self.state, darkness=outcome.groups)
        self.evidence[Signal.AVAILABILITY] = outcome.evidence
        for cause, finding in outcome.opened:
            self.findings.append(finding)
            about = {**evidence.plain(finding, {}, finding.reason), "cause": cause}
            self._decide(Case(cause, Kind.OUTAGE, Severity.WARNING, (finding,), evidence=about))
        for cause in outcome.ended:
            self._decide(Case(cause, Kind.OUTAGE, Severity.WARNING, settled=Reason.RECOVERED))

    def _ceiling(self) -> None:
        limit = self.policy.hallucination_ceiling
        if limit is None:
            return
        watched = [(Signal.HALLUCINATION, ceiling.over(self.cycle, limit))]
        if self._checks_usually_pass(limit):
            watched.append((Signal.INVALID, ceiling.over(self.cycle, limit, None)))
        signal, ratio = max(watched, key=lambda pair: pair[1])
        follow = self.state.follows.get("validity")
        index = self.cycle.index
        if ratio <= 1:
            if ratio > 0:
                self._perhaps_over(follow)
            return
        news = follow is None or follow.kind is not Kind.QUALITY
        if follow is None or news:
            follow = _unled(index)
        follows = {**self.state.follows, "validity": replace(follow, quiet_from=index + 1, recovery=0.0)}
        self.state = replace(self.state, follows=follows, over_ceiling=index)
        if news:
            self._over_ceiling(signal, limit, ratio)

    def _perhaps_over(self, follow: Follow | None) -> None:
        """Over the ceiling by the plain rate, of too few samples to be sure: ask more; and what is open is not over."""
        if follow is None:
            self.suspicious = not self.cycle.extras
            return
        lasting = replace(follow, quiet_from=self.cycle.index + 1, recovery=0.0)
        self.state = replace(self.state, follows={**self.state.follows, "validity": lasting})

    def _checks_usually_pass(self, limit: float) -> bool:
        """Whether the baseline's answers failed far fewer checks than the ceiling: then failing most is new."""
        if self.baseline is None:
            return False
        pairs = [prompt.counts.get("invalid", (0, 0)) for prompt in self.baseline.prompts.values()]
        failed, judged = sum(hits for hits, _ in pairs), sum(of for _, of in pairs)
        return judged > 0 and failed <= ceiling.USUAL_AT_MOST * limit * judged

    def _harness(self) -> None:
        """Our own harness in doubt is told at once, and called off after three cycles without doubt."""
        index, held = self.cycle.index, self.state.held
        if self.harness is not None:
            self.state = replace(self.state, held=held if held is not None else index, doubted=index)
            if held is None:
                self._doubt(self.harness)
        elif held is not None and index - (self.state.doubted or 0) >= HELD_AT_MOST:
            self.state = replace(self.state, held=None, doubted=None)
            self._decide(Case("harness", Kind.HARNESS, Severity.WARNING, settled=Reason.RECOVERED))

    def _doubt(self, reason: str) -> None:
        index = self.cycle.index
        finding = Finding(Signal.HARNESS, index, 1.0, index, reason, onset_before=self.cycle.at)
        self.findings.append(finding)
        about = evidence.plain(finding, {}, reason)
        self._decide(Case("harness", Kind.HARNESS, Severity.WARNING, (finding,), evidence=about))

    def _over_ceiling(self, signal: Signal, limit: float, ratio: float) -> None:
        category = ceiling.CATEGORY if signal is Signal.HALLUCINATION else None
        index, slot = self.cycle.index, ceiling.slot(self.cycle, category)
        finding = Finding(
            signal,
            index,
            ratio,
            index,
            "ceiling",
            rate=slot.failed / slot.judged,
            prompts=tuple(replace(change, old=self._usual_output(change.prompt)) for change in slot.prompts),
            onset_before=self.cycle.at,
        )
        self.findings.append(finding)
        about = evidence.plain(finding, {}, "ceiling")
        about |= {"ceiling": limit, "changed": slot.failed, "of": slot.judged}
        self._decide(Case("validity", Kind.QUALITY, Severity.CRITICAL, (finding,), evidence=about))

    def _usual_output(self, prompt: str) -> str | None:
        known = self.baseline.prompts.get(prompt) if self.baseline is not None else None
        return known.representative(known.mode) if known is not None else None

    def _settle_without_judging(self) -> None:
        """A ceiling crossed without a baseline is called off by quiet cycles alone."""
        follow = self.state.follows.get("validity")
        if self.baseline is None and follow is not None and mostly_measured(self.cycle):
            self._settle("validity", follow)

    # --- against the baseline --------------------------------------------------------------------

    def _judge(self, baseline: Baseline) -> float | None:
        bets = bets_of(baseline, self.policy)
        now = row(self.cycle, self.cycle.samples, baseline, self.state.alternates)
        counted = tallies(now, baseline.prompts)
        again = self._extras(baseline)
        if self.harness == Doubt.ANCHOR_FINGERPRINT:
            counted = {name: tally for name, tally in counted.items() if name not in BY_HASH}
        tracks = self._advance(bets, counted, again)
        if again:
            counted = {name: averaged(tally, again.get(name)) for name, tally in counted.items()}
        rows = remembered(self.state.rows, now)
        self.state = replace(self.state, tracks=tracks, rows=rows, judged=self.state.judged + 1)
        self._follow(baseline, bets, now, counted)
        self._cross(baseline, bets)
        self._suspected(baseline)
        self._daily(baseline)
        self._weigh()
        fingerprint = counted.get("fingerprint")
        rate = fingerprint.rate if fingerprint else None
        return None if rate is None else 1.0 - rate

    def _extras(self, baseline: Baseline) -> dict[str, Tally]:
        if not self.cycle.extras:
            return {}
        extra = row(self.cycle, self.cycle.extras, baseline, self.state.alternates)
        return tallies(extra, baseline.prompts) if extra.cells else {}

    def _advance(
        self, bets: Mapping[str, Betting], counted: Mapping[str, Tally], again: Mapping[str, Tally]
    ) -> dict[str, Track]:
        tracks = dict(self.state.tracks)
        agreed: dict[str, int] = {}
        threshold, index = self.policy.threshold, self.cycle.index
        for name, bet in bets.items():
            detector = DETECTORS[name]
            tally = counted.get(detector.tallied_as)
            if tally is None:
                continue
            before = tracks.get(name) or fresh(bet.size, index)
            cap, extra = CAP, again.get(detector.tallied_as)
            if extra is not None:
                if agree(bet, tally, extra):
                    agreed[name] = index
                    cap = LIFTED_CAP if self._agreed_before(name) else CAP
                tally = averaged(tally, extra)
            factors = bet.factors(tally, cap)
            tracks[name] = advance(before, factors, bet.floors, index, threshold)
            if mean(factors) >= SUSPICIOUS and self._worth_asking(detector):
                self.suspicious = True
        if agreed or self.state.agreed:
            self.state = replace(self.state, agreed=agreed)
        return tracks

    def _agreed_before(self, name: str) -> bool:
        last = self.state.rows[-1].cycle if self.state.rows else None
        return last is not None and self.state.agreed.get(name) == last

    def _worth_asking(self, detector: Detector) -> bool:
        """Is it worth asking again? Only for what would be told and is not told yet."""
        told = detector.severity is Severity.INFO or detector.cause in self.state.follows
        return not told and not self.cycle.extras

    def _suspected(self, baseline: Baseline) -> None:
        """Both halves of the slot agree, which is not yet an alarm: recorded as suspected, dismissed if it passes."""
        for incident in self.state.incidents:
            agreed = any(DETECTORS[name].cause == incident.cause for name in self.state.agreed)
            if (
                incident.state is IncidentState.SUSPECTED
                and incident.cause not in self.state.follows
                and not agreed
            ):
                self._decide(replace(_still(incident), settled=Reason.DISMISSED))
        for name in self.state.agreed:
            detector = DETECTORS[name]
            if detector.severity is Severity.INFO or self._incident(detector.cause) is not None:
                continue
            finding = self._finding(name, baseline)
            about = self._about(finding, baseline, "extras_agree")
            self._decide(Case(detector.cause, detector.kind, Severity.INFO, (finding,), True, evidence=about))

    def _weigh(self) -> None:
        for name, track in self.state.tracks.items():
            detector = DETECTORS[name]
            if detector.kind not in (Kind.COSMETIC, Kind.IMPROVEMENT):
                weight = track.statistic / self.policy.threshold
                self.evidence[detector.signal] = max(weight, self.evidence.get(detector.signal, 0.0))

    def _daily(self, baseline: Baseline) -> None:
        """The slow detector, once a day of judged cycles: a finding when it crosses, never an incident."""
        day = min(self.policy.day, KEPT)
        if self.state.judged % day == 0 and self.harness != Doubt.ANCHOR_FINGERPRINT:
            p = p_value(baseline, self.state.rows[-day:])
            if p is not None and p <= ALPHA and (self.state.distribution or 1.0) > ALPHA:
                self.findings.append(self._slow_finding(p, self.state.rows[-day]))
            self.state = replace(self.state, distribution=p)
        if self.state.distribution is not None:
            self.evidence[Signal.DISTRIBUTION] = ALPHA / self.state.distribution

    def _slow_finding(self, p: float, first: Row) -> Finding:
        return Finding(
            Signal.DISTRIBUTION,
            self.cycle.index,
            ALPHA / p,
            first.cycle,
            "distribution_of_known_outputs",
            onset_before=first.at,
        )

    # --- crossings -------------------------------------------------------------------------------

    def _cross(self, baseline: Baseline, bets: Mapping[str, Betting]) -> None:
        by_cause: dict[str, list[str]] = {}
        for name, track in self.state.tracks.items():
            if track.crossed:
                by_cause.setdefault(DETECTORS[name].cause, []).append(name)
        if "output" in by_cause:
            by_cause["output"] = self._content_first(by_cause["output"])
        for cause in sorted(by_cause):
            performance = cause == "performance"
            names = self._not_of_the_output(by_cause[cause], baseline) if performance else by_cause[cause]
            if names:
                self._crossed(cause, names, baseline, bets)

    def _not_of_the_output(self, names: list[str], baseline: Baseline) -> list[str]:
        """Length and cost follow from the output: while that is changing, they are evidence of it and no news."""
        changing = any(
            track.statistic >= CHANGING
            for name, track in self.state.tracks.items()
            if DETECTORS[name].cause == "output" and DETECTORS[name].kind is Kind.DRIFT
        )
        if not changing and "output" not in self.state.follows:
            return names
        incident = self._incident("output")
        for name in names:
            if (
                name in OF_THE_OUTPUT
                and incident is not None
                and DETECTORS[name].signal not in incident.signals
            ):
                finding = self._finding(name, baseline)
                self.findings.append(finding)
                signals = {finding.signal.value: finding.evidence}
                self._decide(replace(_still(incident), findings=(finding,), evidence={"signals": signals}))
                incident = self._incident("output") or incident
        return [name for name in names if name not in OF_THE_OUTPUT]

    def _content_first(self, names: list[str]) -> list[str]:
        """A change of form counts alone only: not beside one of content."""
        content = [name for name in names if DETECTORS[name].kind is not Kind.COSMETIC]
        return content or names

    def _crossed(self, cause: str, names: list[str], baseline: Baseline, bets: Mapping[str, Betting]) -> None:
        worst = max(
            (DETECTORS[name] for name in names), key=lambda d: (d.severity.rank, d.kind is not Kind.REGIME)
        )
        names = [name for name in names if DETECTORS[name].kind is worst.kind]
        follow = self.state.follows.get(cause)
        fresh_names = [name for name in names if self._is_news(name, follow, worst)]
        if not fresh_names or self._held(worst):
            return
        findings = [self._finding(name, baseline) for name in self._plainest_first(fresh_names)]
        self.findings.extend(findings)
        leader = max(names, key=lambda name: self.state.tracks[name].statistic)
        if follow is None or follow.kind is not worst.kind or not follow.tracks:
            follow = self._begin(worst, leader, baseline, bets, findings[0])
        else:
            follow = replace(follow, names=tuple(dict.fromkeys((*follow.names, *fresh_names))))
        self.state = replace(self.state, follows={**self.state.follows, cause: follow})
        severity = Severity.INFO if follow.waiting else worst.severity
        about = self._about(findings[0], baseline, "bursty_wait" if follow.waiting else findings[0].reason)
        incident = self._incident(cause)
        rollout = worst.kind is Kind.DRIFT and incident is not None and incident.kind is Kind.ROLLOUT
        kind = Kind.ROLLOUT if rollout else worst.kind
        self._decide(Case(cause, kind, severity, tuple(findings), waiting=follow.waiting, evidence=about))

    def _plainest_first(self, names: list[str]) -> list[str]:
        """New outputs are the plainest evidence: where there are some, they lead."""
        return sorted(names, key=lambda name: name != "fingerprint")

    def _is_news(self, name: str, follow: Follow | None, worst: Detector) -> bool:
        if follow is None or not follow.tracks:  # nothing, or a crossed ceiling only
            return True
        if _rank(worst.kind) > _rank(follow.kind):
            return True
        return worst.kind is follow.kind and name not in self._told(worst.cause)

    def _told(self, cause: str) -> set[str]:
        """Detectors whose crossing the open incident has already been told of."""
        incident = self._incident(cause)
        signals = set(incident.signals) if incident else set()
        return {name for name, detector in DETECTORS.items() if detector.signal in signals}

    def _held(self, detector: Detector) -> bool:
        """Drift waits while the target is dark or the harness in doubt; quality never does."""
        if detector.kind is Kind.QUALITY or detector.cause in self.state.follows:
            return False
        if any(dark.cause for dark in self.state.darkness.values()):
            return True
        since = self.state.held
        return self.harness is not None and since is not None and self.cycle.index - since < HELD_AT_MOST

    def _begin(
        self,
        detector: Detector,
        leader: str,
        baseline: Baseline,
        bets: Mapping[str, Betting],
        finding: Finding,
    ) -> Follow:
        names = tuple(
            name
            for name, other in DETECTORS.items()
            if name in bets and other.cause == detector.cause and other.kind is detector.kind
        )
        rate, usual = finding.rate or 0.0, baseline.nulls[leader].mean
        onset_cycle = finding.onset_cycle if finding.onset_cycle is not None else self.cycle.index
        novel: Mapping[str, Mapping[str, tuple[int, str]]] = {}
        for remembered_row in evidence.since(self.state.rows, onset_cycle):
            novel = gathered(novel, remembered_row)
        return Follow(
            opened=self.cycle.index,
            kind=detector.kind,
            names=names,
            leader=leader,
            rise=max(0.0, (rate - usual) / (1 - usual)) if usual < 1 else 0.0,
            gap=gap_of(baseline.tau),
            waiting=detector.kind is Kind.DRIFT and self._waits(baseline),
            tracks=restart(names, bets, self.cycle.index + 1),
            novel=novel,
            quiet_from=self.cycle.index + 1,
        )

    def _waits(self, baseline: Baseline) -> bool:
        """On a bursty target: is the level of unseen outputs one the baseline's own days could show?"""
        if not self._bursty(baseline):
            return False
        events, samples = evidence.rate(self.state.rows[-BURST_CYCLES:], "fingerprint")
        known = max(baseline.held_out or 0.0, self.state.regime_level)
        if not samples or (baseline.held_out is None and not self.state.returns):
            return True
        return events / samples <= known + BURST_MARGIN

    def _bursty(self, baseline: Baseline) -> bool:
        """The baseline shows regimes, or shifts have come and gone since: often enough not to be news."""
        return baseline.tau > BURSTY or self.state.returns >= RETURNS

    def _finding(self, name: str, baseline: Baseline) -> Finding:
        detector, track = DETECTORS[name], self.state.tracks[name]
        began = min(onset(track), self.cycle.index)  # a detector just restarted has its onset before it still
        rows = evidence.since(self.state.rows, began)
        events, samples = evidence.rate(rows, detector.tallied_as)
        after, before = evidence.interval(self.state.rows, began)
        return Finding(
            detector.signal,
            self.cycle.index,
            track.statistic / self.policy.threshold,
            began,
            name,
            rate=events / samples if samples else None,
            baseline_rate=baseline.nulls[name].mean,
            prompts=evidence.changes(rows, detector.tallied_as, baseline),
            onset_after=after,
            onset_before=before,
        )

    def _about(self, finding: Finding, baseline: Baseline, reason: str) -> dict[str, Any]:
        rows = evidence.since(self.state.rows, finding.onset_cycle or 0)
        about = evidence.plain(finding, evidence.identity(rows, baseline), reason)
        name = DETECTORS[finding.reason].tallied_as
        if name == "frequency" and self.state.tracks["fingerprint"].statistic >= CHANGING:
            name = "fingerprint"  # the plainer evidence, though not the first to cross
            prompts = evidence.changes(rows, name, baseline)
            about["prompts"] = evidence.plain(replace(finding, prompts=prompts), {}, reason)["prompts"]
        events, samples = evidence.rate(rows, name)
        rate = events / samples if samples else None
        usual = baseline.nulls[name].mean
        return {
            **about,
            "changed": events,
            "of": samples,
            "rate": rate,
            "baseline_rate": usual,
            "tau": baseline.tau,
        }

    # --- afterwards ------------------------------------------------------------------------------

    def _follow(
        self, baseline: Baseline, bets: Mapping[str, Betting], now: Row, counted: Mapping[str, Tally]
    ) -> None:
        for cause, before in list(self.state.follows.items()):
            after = followed(before, now, _with_mirrors(counted), bets, baseline.nulls)
            told = before.waiting and (after.confirmed or not self._waits(baseline))
            if told:
                after = replace(after, waiting=False)
            self.state = replace(self.state, follows={**self.state.follows, cause: after})
            if told or (after.confirmed and not before.confirmed):
                self._confirmed(cause, after, baseline)
            self._settle(cause, after)

    def _confirmed(self, cause: str, follow: Follow, baseline: Baseline) -> None:
        kind = follow.kind
        if follow.confirmed and kind is Kind.DRIFT and self._partial(follow):
            kind = Kind.ROLLOUT
        severity = DETECTORS[follow.leader].severity if follow.leader else Severity.CRITICAL
        incident = self._incident(cause)
        about = dict(incident.evidence) if incident else {}
        about["reason"] = "outlived_a_regime" if follow.confirmed else "beyond_any_day_of_the_baseline"
        self._decide(Case(cause, kind, severity, confirmed=follow.confirmed, evidence=about))

    def _partial(self, follow: Follow) -> bool:
        """Do the changed prompts still give old outputs, more often than new ones?"""
        bit = BIT["fingerprint"]
        rows = evidence.since(self.state.rows, follow.opened)
        changed = {cell.prompt for row in rows for cell in row.cells if cell.hit & bit}
        cells = [cell for row in rows for cell in row.cells if cell.prompt in changed]
        new = sum(bool(cell.hit & bit) for cell in cells)
        return 0 < new < STILL_THERE * len(cells)

    def _settle(self, cause: str, follow: Follow) -> None:
        if not over(follow, self.cycle.index):
            return
        follows = {name: kept for name, kept in self.state.follows.items() if name != cause}
        # What length and cost showed meanwhile was evidence of this change: it must not open one of its own now.
        of_it = {n for n, d in DETECTORS.items() if d.cause == cause and d.kind is follow.kind}
        ended = {*follow.names, *of_it, *(OF_THE_OUTPUT if cause == "output" else ())}
        tracks = {
            name: fresh(len(track.levels), self.cycle.index + 1) if name in ended else track
            for name, track in self.state.tracks.items()
        }
        self.state = replace(self.state, follows=follows, tracks=tracks)
        if follow.kind is Kind.DRIFT:
            level = max(self.state.regime_level, follow.rise)
            self.state = replace(self.state, returns=self.state.returns + 1, regime_level=level)
        regime = follow.kind is Kind.DRIFT and self._was_regime(follow)
        kind = Kind.REGIME if regime else self._kind(cause, follow)
        if regime:
            self.state = replace(self.state, alternates=_learned(self.state.alternates, follow))
        reason = Reason.REGIME_CLOSED if regime else Reason.RECOVERED
        self._decide(
            Case(
                cause,
                kind,
                DETECTORS[follow.leader].severity if follow.leader else Severity.CRITICAL,
                settled=reason,
            )
        )

    def _was_regime(self, follow: Follow) -> bool:
        """It returned before it was confirmed, or the target is known to serve in regimes."""
        return not follow.confirmed or (self.baseline is not None and self._bursty(self.baseline))

    def _kind(self, cause: str, follow: Follow) -> Kind:
        incident = self._incident(cause)
        return incident.kind if incident else follow.kind


def _still(incident: Incident) -> Case:
    """The incident's case unchanged."""
    waiting = incident.state is IncidentState.SUSPECTED
    return Case(incident.cause, incident.kind, incident.severity, waiting=waiting)


def _rank(kind: Kind) -> int:
    return {Kind.QUALITY: 3, Kind.DRIFT: 2, Kind.ROLLOUT: 2, Kind.PERFORMANCE: 1}.get(kind, 0)


def _unled(index: int) -> Follow:
    """Following a crossed ceiling: no detector leads, quiet cycles decide."""
    return Follow(index, Kind.QUALITY, (), "", 0.0, gap_of(1.0), False, {}, {}, index + 1)


def _with_mirrors(counted: Mapping[str, Tally]) -> dict[str, Tally]:
    mirrored = {
        name: counted[d.mirrors]
        for name, d in DETECTORS.items()
        if d.mirrors is not None and d.mirrors in counted
    }
    return {**counted, **mirrored}


def _learned(alternates: Alternates, follow: Follow) -> Alternates:
    """The outputs of a regime that has gone become known."""
    learned = {prompt: dict(known) for prompt, known in alternates.items()}
    for prompt, outputs in follow.novel.items():
        known = learned.setdefault(prompt, {})
        for canonical, (_, raw) in outputs.items():
            known[canonical] = raw
        while len(known) > RESOLVED_KEPT:
            del known[next(iter(known))]
    return learned
