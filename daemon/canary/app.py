"""The composition root: Settings -> live objects. The only place that reads a clock.

Runs cycles when it is told to; when that is belongs to the service, or to a person at the command line.
"""

from __future__ import annotations

import asyncio
import re
import socket
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import structlog

from canary import outbox
from canary.budgets import Budgets
from canary.claims import Claims, process_name
from canary.core.cut import AT_NEXT_SLOT, Cut, for_money
from canary.core.drift import Policy
from canary.core.model import (
    Answer,
    Failure,
    IncidentState,
    Observation,
    Outcome,
    Severity,
    Signal,
    Suite,
    Target,
)
from canary.cycle import (
    CyclePlan,
    LiveSuite,
    LiveTarget,
    Progress,
    begin,
    collect,
    collect_extras,
    result_of,
)
from canary.errors import DeliveryError, SchemaError, StorageError, UsageError
from canary.metrics import Metrics
from canary.providers.flow import Gates
from canary.providers.prices import costing
from canary.records import Judges
from canary.schedule import next_slot, period, stagger
from canary.settings import Settings, data_dir
from canary.settle import Settled, Settler
from canary.sinks import HEARTBEAT, Forgetful, Sink, open_heartbeat, open_sinks
from canary.standing import standing
from canary.storage import cycles, drills, incidents, migrate, queries, retention
from canary.storage.cycles import CycleKey
from canary.storage.engine import Database
from canary.storage.spool import Spool
from canary.storage.writer import Writer
from canary.telling import Audience, Ear, tell
from canary.watched import LearningRule, Watched, provider_of

log = structlog.get_logger(__name__)

EXTRA_PAUSE = timedelta(minutes=2)  # between rounds of extras: samples taken together say the same
EXTRA_SHARE = 1 / 20  # of the time between two slots, where that is less
IN_FLIGHT_SHARE = (
    1 / 20
)  # of that time, at most, in which a cycle asks no more and what is in flight comes in
INTERRUPTED = "interrupted; what is left is asked when the slot is resumed"
ELSEWHERE = "another process is at it"
WAITS = "an earlier slot is not judged yet; this one is when that is done"
DONE_BEFORE = "done before"
BEAT_PATIENCE = 1.5  # seconds the end waits for a ping; the service has its own deadline


def utc_now() -> datetime:
    """The clock. Everything else is handed what it says."""
    return datetime.now(UTC)  # noqa: TID251 - the one clock


@dataclass(frozen=True, slots=True)
class CycleOutcome:
    """What became of one cycle. ``settled`` is None if it was stopped, was done before, or was not paid for."""

    key: CycleKey
    progress: Progress
    settled: Settled | None
    why_not: str | None = None
    seconds: float | None = None  # from the cycle's begin until it was judged

    @property
    def open(self) -> bool:
        """Whether it is left running: somebody is at it, or will be."""
        return self.why_not in (INTERRUPTED, ELSEWHERE, WAITS)


def open_database(settings: Settings) -> Database:
    """The database of *settings*. An empty one is given its tables; an older or newer one is refused."""
    database = Database(settings.database.reveal())
    try:
        if database.read(migrate.current) is None:
            database.call(migrate.upgrade, data_dir("migrations"))
            log.info("database initialised", database=database.shown)
        database.read(migrate.require_head, database.shown)
    except (StorageError, SchemaError):
        database.close()
        raise
    return database


def vantage_of(settings: Settings) -> str:
    """The place cycles are run from."""
    name = settings.vantage or socket.gethostname().lower()
    return re.sub(r"[^a-z0-9._-]", "-", name)[:64] or "localhost"


def policy_of(settings: Settings, target: Target, now: datetime) -> Policy:
    """How careful the detectors are with *target*."""
    detection, rule = settings.detection, settings.baseline
    every = period(settings.schedule_of(target.name), now)
    return Policy(
        baseline_cycles=rule.cycles,
        mean_cycles_between_false_alarms=detection.mean_cycles_between_false_alarms,
        guarantee="strict" if detection.guarantee == "strict" else "tempered",
        hallucination_ceiling=settings.ceilings.hallucination_rate,
        fleet_targets=len(settings.targets) if detection.fleet else 1,
        cycles_per_day=timedelta(days=1) / every,
    )


def watched_of(
    settings: Settings,
    target: Target,
    suite: Suite,
    judges: Judges,
    vantage: str,
    now: datetime,
) -> Watched:
    """What *settings* want made of the cycles of *target* x *suite*."""
    return Watched.of(
        target,
        suite,
        vantage,
        judges=judges,
        policy=policy_of(settings, target, now),
        rule=LearningRule(settings.baseline.cycles, settings.baseline.over),
        # A pipeline drifts with its stages' targets: it is no second, unrelated witness.
        providers={t.name: provider_of(t) for t in settings.targets if not t.stages},
        controls=frozenset(t.name for t in settings.targets if t.control),
    )


def audience_of(settings: Settings, sinks: Mapping[str, Sink], mark: str = "") -> Audience:
    """Who *settings* want told of what; *mark* stands before every title."""
    return Audience(
        {name: Ear(sink.edits, sink.gathers) for name, sink in sinks.items()},
        {target.name: target for target in settings.targets},
        settings.alerts.routes,
        settings.alerts.repeat_every,
        mark,
        frozenset(name for name, suite in settings.suites.items() if not suite.keeps_text),
    )


class App:
    """One configuration, live. Make it with ``open_app``."""

    def __init__(
        self,
        settings: Settings,
        database: Database,
        writer: Writer,
        metrics: Metrics,
        sinks: dict[str, Sink],
        now: Callable[[], datetime],
        pace: float,
        mark: str = "",
        by: str | None = None,
    ) -> None:
        self.settings, self.database, self.metrics, self.sinks, self.now = (
            settings,
            database,
            metrics,
            sinks,
            now,
        )
        self.vantage = vantage_of(settings)
        self.pace = pace
        self.stop = asyncio.Event()
        self.claims = Claims(database, by or process_name(), self.stop)
        self._writer = writer
        self._settler = Settler(database)
        self._locks: dict[tuple[str, str], asyncio.Lock] = {}
        self._suites = {name: LiveSuite.of(suite) for name, suite in settings.suites.items()}
        self._targets: dict[str, LiveTarget] = {}
        self._gates = Gates(settings.targets)
        self._measuring: Counter[str] = Counter()  # provider -> cycles under way
        self._audience = audience_of(settings, sinks, mark)
        self.budgets = Budgets(settings, database, self._audience, sinks, now)
        beat = settings.alerts.heartbeat
        self._heartbeat = open_heartbeat(beat, settings.network) if beat else None
        self._beats: set[asyncio.Task[None]] = set()
        self._costs: dict[str, Callable[[Answer | Failure], float | None]] = {}
        self._declare()

    def _declare(self) -> None:
        for signal in Signal:
            self.metrics.threshold(signal, 1.0)  # evidence is the statistic over its threshold
        for target, suite in self.pairs():
            interval = period(self.settings.schedule_of(target.name), self.now()).total_seconds()
            names = {v.name for prompt in suite.prompts for v in prompt.validators}
            self.metrics.declare(target.name, suite.name, interval=interval, validators=sorted(names))

    def pairs(self, targets: Iterable[str] = (), suites: Iterable[str] = ()) -> list[tuple[Target, Suite]]:
        """Every target x suite, or those named. Raises UsageError for a name that is not configured."""
        wanted_targets, wanted_suites = set(targets), set(suites)
        _known("target", wanted_targets, {t.name for t in self.settings.targets})
        _known("suite", wanted_suites, set(self.settings.suites))
        found = [
            (target, suite)
            for target in self.settings.targets
            for suite in self.settings.suites_of(target)
            if (not wanted_targets or target.name in wanted_targets)
            and (not wanted_suites or suite.name in wanted_suites)
        ]
        if not found:
            raise UsageError("no target is asked any of these suites; see `targets` in the configuration")
        return found

    # --- one cycle -------------------------------------------------------------------------------

    async def run_cycle(
        self,
        target: Target,
        suite: Suite,
        slot: datetime,
        *,
        origin: str = cycles.SCHEDULE,
        aside: bool = False,
        progress: Progress | None = None,
    ) -> CycleOutcome:
        """Ask, store and settle the cycle of *slot*, or what is left of it. One at a time for each pair."""
        key = CycleKey(target.name, suite.name, slot, self.vantage)
        progress = progress or Progress(0)
        async with self._lock(target.name, suite.name):
            admission = await self.budgets.admit(target, suite, slot)
            if admission.refused is not None:
                return CycleOutcome(key, progress, None, admission.refused)
            with self._under_way(provider_of(target)), self.budgets.paying(target, suite, admission):
                return await self._run(key, target, suite, origin, aside, progress)

    @contextmanager
    def _under_way(self, provider: str) -> Iterator[None]:
        """While a target of *provider* is measured, news of the provider's other targets may follow."""
        self._measuring[provider] += 1
        try:
            yield
        finally:
            self._measuring[provider] -= 1

    async def _run(
        self, key: CycleKey, target: Target, suite: Suite, origin: str, aside: bool, progress: Progress
    ) -> CycleOutcome:
        live = self._suites[suite.name]
        plan = CyclePlan(
            key,
            self._live(target),
            live,
            origin,
            aside,
            self.claims.by,
            self._observer(target.name, suite.name),
            self._costing(target),
            progress,
            partial(self.metrics.validation, target.name),
            enough=self._enough(key, target, origin),
        )
        began = self.now()
        begun = await begin(plan, self.database, self.now)
        if begun.state != cycles.RUNNING:
            return CycleOutcome(key, progress, None, DONE_BEFORE)
        if begun.held_by != self.claims.by:
            return CycleOutcome(key, progress, None, ELSEWHERE)
        async with self.claims.held(begun.id) as stop:
            why_not, settled = await self._complete(plan, begun, stop)
        if settled is None:
            return CycleOutcome(key, progress, None, why_not)
        seconds = (self.now() - began).total_seconds()
        self._publish(key, settled, seconds)
        if settled.answered and not aside:
            self._beat()
        return CycleOutcome(key, progress, settled, seconds=seconds)

    async def _complete(
        self, plan: CyclePlan, begun: cycles.Begun, stop: asyncio.Event
    ) -> tuple[str | None, Settled | None]:
        """Ask and judge a cycle that is ours, or say why not, until *stop* is set."""
        if not await collect(plan, begun, self._writer, self.now, stop):
            return INTERRUPTED, None
        if plan.progress.cut is not None:
            told = {"target": plan.key.target, "suite": plan.key.suite, "slot": plan.key.slot.isoformat()}
            log.warning("cycle cut", **told, why=plan.progress.cut)
        if plan.origin == cycles.SCHEDULE and not await self.database.run_patiently(cycles.is_next, plan.key):
            return WAITS, None
        watched = self._watched(plan.live.target, plan.suite)
        if not plan.aside and not await self._ask_again(plan, begun, watched, stop):
            return INTERRUPTED, None
        settled = await asyncio.to_thread(
            self._settler.settle,
            watched,
            begun,
            plan.key.slot,
            aside=plan.aside,
            now=self.now(),
            cut=plan.progress.cut,
        )
        return DONE_BEFORE, settled

    async def _ask_again(
        self, plan: CyclePlan, begun: cycles.Begun, watched: Watched, stop: asyncio.Event
    ) -> bool:
        """On suspicion, ask more within the slot and the budget. False if told to stop meanwhile."""
        if not await asyncio.to_thread(self._settler.suspicious, watched, begun, plan.key.slot, self.now()):
            return True
        admission = await self.budgets.admit(plan.live.target, plan.suite.suite, plan.key.slot)
        if admission.refused is not None:
            return True
        log.info("suspicion: asking again within the slot", target=plan.key.target, suite=plan.key.suite)
        pause = 0.0
        if plan.origin == cycles.SCHEDULE:
            every = period(self.settings.schedule_of(plan.key.target), self.now())
            pause = min(EXTRA_PAUSE, every * EXTRA_SHARE).total_seconds() * self.pace
        return await collect_extras(plan, begun, self._writer, self.now, stop, pause)

    def _enough(self, key: CycleKey, target: Target, origin: str) -> Callable[[], Cut | None]:
        """When the cycle of *key* is to ask no more."""
        until = self._until(key, target) if origin == cycles.SCHEDULE else None

        def enough() -> Cut | None:
            if until is not None and self.now() >= until:
                return AT_NEXT_SLOT
            spent = self.budgets.exhausted(target.name)
            return for_money(spent) if spent is not None else None

        return enough

    def _until(self, key: CycleKey, target: Target) -> datetime | None:
        """When a scheduled cycle stops asking, so that what is in flight comes in before its next one begins.

        None where it never does, and for one that is taken over or caught up in the second half of its time, or later:
        it is late already through no fault of the target's, and owes what it owes.
        """
        timetable, now = self.settings.schedule_of(key.target), self.now()
        following = next_slot(timetable, key.slot)
        if following is None:
            return None
        left = following + stagger(f"{key.target} x {key.suite}", timetable.jitter) - now
        if left < (following - key.slot) / 2:
            return None
        timeout = timedelta(seconds=target.limits.timeout)
        return now + left - min(timeout, (following - key.slot) * IN_FLIGHT_SHARE, left / 2)

    def _lock(self, target: str, suite: str) -> asyncio.Lock:
        return self._locks.setdefault((target, suite), asyncio.Lock())

    def _live(self, target: Target) -> LiveTarget:
        if target.name not in self._targets:
            slots = asyncio.Semaphore(target.limits.concurrency)
            self._targets[target.name] = LiveTarget(
                target, self._gates.open(target), slots, self._gates.of(target)
            )
        return self._targets[target.name]

    def policy(self, target: Target) -> Policy:
        """How careful the detectors are with this target."""
        return policy_of(self.settings, target, self.now())

    def _watched(self, target: Target, live: LiveSuite) -> Watched:
        return watched_of(self.settings, target, live.suite, live.judges, self.vantage, self.now())

    # --- what is counted -------------------------------------------------------------------------

    def _costing(self, target: Target) -> Callable[[Answer | Failure], float | None]:
        if target.name not in self._costs:
            self._costs[target.name] = costing(target)
        return self._costs[target.name]

    def _observer(self, target: str, suite: str) -> Callable[[Observation, float | None], None]:
        metrics = self.metrics

        def seen(observation: Observation, cost: float | None) -> None:
            answer, failure = observation.answer, observation.failure
            seconds = None if observation.latency_ms is None or failure else observation.latency_ms / 1000
            metrics.probe(target, suite, result_of(observation), seconds)
            if isinstance(failure, Failure):
                metrics.failure(target, failure.kind)
            # Of a pipeline that failed in the end, what its stages were billed for before.
            billed = [answer] if answer is not None else [reply.answer for reply in observation.stages]
            for each in billed:
                if each is not None and each.input_tokens is not None:
                    metrics.tokens(target, each.input_tokens, each.output_tokens or 0)
            if cost is not None:
                metrics.cost(target, cost)
                self.budgets.paid(target, cost)
            for verdict in observation.judgement.verdicts if observation.judgement else ():
                if verdict.outcome is Outcome.FAIL:
                    metrics.validator_failure(target, suite, verdict.validator)

        return seen

    def _publish(self, key: CycleKey, settled: Settled, seconds: float) -> None:
        report = settled.report
        if report is None:
            return
        self.metrics.cycle(
            key.target,
            key.suite,
            finished=self.now().timestamp(),
            seconds=seconds,
            match_ratio=report.match_ratio,
            hallucination_ratio=report.hallucination_ratio,
        )
        self.metrics.baseline(key.target, key.suite, settled.baseline_hallucination)
        for signal, value in report.evidence.items():
            self.metrics.evidence(key.target, key.suite, signal, value)
        for change in settled.transitions:
            log.info(
                "incident changed",
                target=key.target,
                suite=key.suite,
                incident=change.incident.key,
                kind=change.incident.kind.value,
                state=change.incident.state.value,
                reason=change.reason,
                told=change.notify,
            )

    async def recover(self) -> None:
        """Store what dead processes left on disk, before it is asked again; returns at once if there is nothing."""
        await self._writer.recover()

    async def restore_gauges(self) -> None:
        """Show what the last cycles before a restart showed, lest a fresh daemon look overdue and unmeasured."""
        for row in await self.database.run(queries.status):
            if row.vantage != self.vantage or row.last_slot is None:
                continue
            self.metrics.cycle(
                row.target,
                row.suite,
                finished=row.last_slot.timestamp(),
                seconds=None,
                match_ratio=row.match_ratio,
                hallucination_ratio=row.hallucination_ratio,
            )
            for name, value in row.evidence.items():
                self.metrics.evidence(row.target, row.suite, Signal(name), value)

    async def refresh_gauges(self) -> None:
        """Set the gauges that are a state of the database rather than a count of ours."""
        self.metrics.outbox_pending(await self.database.run(incidents.pending))
        drilled = await self.database.run(drills.last_passed)
        if drilled is not None:
            self.metrics.drill(drilled.timestamp())
        counts: dict[str, dict[tuple[Signal, Severity], int]] = {t.name: {} for t in self.settings.targets}
        for each in await self.database.run(queries.open_incidents):
            if each.state == IncidentState.SILENCED:
                continue  # who silenced it is not to hear of it from Prometheus
            mine = counts.setdefault(each.target, {})
            for signal in each.content.get("signals") or ():
                place = (Signal(signal), Severity(each.severity))
                mine[place] = mine.get(place, 0) + 1
        for target, open_now in counts.items():
            self.metrics.incidents(target, open_now)
        self.metrics.budget_remaining(await self.budgets.remaining())

    # --- delivery ---------------------------------------------------------------------

    async def deliver(self) -> int:
        """Decide who is told of what, and send what the outbox owes, once round; returns how much there was to do."""
        measuring = frozenset(provider for provider, count in self._measuring.items() if count)
        decided = await asyncio.to_thread(tell, self.database, self._audience, self.now(), measuring)
        return decided + await outbox.deliver(self.database, self.sinks, self.now, self._delivered)

    def _delivered(self, sink: str, result: str) -> None:
        if result == "sent":
            self.metrics.notification(sink, "sent")
        elif result == "retried":
            self.metrics.notification(sink, "retried")
        else:
            self.metrics.notification(sink, "failed")

    async def prune(self) -> None:
        """Let go of what `retention` no longer keeps, and make room for what comes. Raises StorageError."""
        kept = self.settings.retention
        await self.database.run(retention.prepare, self.now())
        gone = await asyncio.to_thread(
            retention.prune, self.database, self.now(), kept.outputs, kept.observations
        )
        if gone.anything:
            log.info(
                "pruned",
                observations=gone.observations,
                outputs=gone.outputs,
                partitions=list(gone.partitions),
            )

    async def remind(self) -> None:
        """Repeat to the sinks that forget what they are to show. Raises StorageError."""
        for name, sink in self.sinks.items():
            if not isinstance(sink, Forgetful):
                continue
            try:
                await sink.remind(partial(self.database.run, standing, self._audience, name, self.now()))
            except DeliveryError as error:
                self._not_taken(name, error)

    def _beat(self) -> None:
        """Give a sign of life beside whatever else goes on."""
        if self._heartbeat is not None and self._heartbeat.claim(self.now()):
            task = asyncio.create_task(self._ping(self._heartbeat.beat(self.now())))
            self._beats.add(task)
            task.add_done_callback(self._beats.discard)

    async def _ping(self, beat: Awaitable[None]) -> None:
        try:
            await beat
        except DeliveryError as error:
            self._not_taken(HEARTBEAT, error)
        else:
            self._delivered(HEARTBEAT, "sent")

    def _not_taken(self, sink: str, error: DeliveryError) -> None:
        """Count and log what is not in the outbox: it is simply done again."""
        self._delivered(sink, "failed" if error.permanent else "retried")
        log.warning("notification not delivered", sink=sink, error=str(error))

    async def _last_beat(self) -> None:
        """Give the ping that is under way a moment; nobody waits for it longer."""
        if self._heartbeat is None:
            return
        if self._beats:
            _, late = await asyncio.wait(self._beats, timeout=BEAT_PATIENCE)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        await self._heartbeat.aclose()

    async def aclose(self) -> None:
        """Let go of the targets and sinks."""
        await self.claims.aclose()
        await self._last_beat()
        for live in self._targets.values():
            await live.endpoint.aclose()
        for sink in self.sinks.values():
            await sink.aclose()


def _known(what: str, wanted: set[str], known: set[str]) -> None:
    unknown = sorted(wanted - known)
    if unknown:
        raise UsageError(f"no {what} named {', '.join(unknown)}; known: {', '.join(sorted(known))}")


@asynccontextmanager
async def open_app(
    settings: Settings,
    *,
    metrics: Metrics | None = None,
    sinks: dict[str, Sink] | None = None,
    now: Callable[[], datetime] = utc_now,
    pace: float = 1.0,
    mark: str = "",
    by: str | None = None,
) -> AsyncIterator[App]:
    """An ``App`` with its database, writer, targets and sinks, all closed again at the end.

    *sinks* stand in for those the settings name; *pace* shortens the pauses within a slot where *now* is wound.
    *mark* stands before the title of every message: an exercise is not to be mistaken. *by* is the name under which it
    claims cycles, one of its own unless it succeeds another in the same process.
    """
    database = await asyncio.to_thread(open_database, settings)
    try:
        sinks = open_sinks(settings.alerts, utc_now, settings.network) if sinks is None else sinks
        counted = metrics or Metrics()
        for sink in (*sinks, *([HEARTBEAT] if settings.alerts.heartbeat else [])):
            counted.declare_sink(sink)
        spool = Spool(settings.state_dir / "spool", database.fingerprint, database.shown)
        async with Writer(database, spool, counted.spool) as writer:
            app = App(settings, database, writer, counted, sinks, now, pace, mark, by)
            try:
                yield app
            finally:
                await app.aclose()
    finally:
        await asyncio.to_thread(database.close)


def state_file(settings: Settings, name: str) -> Path:
    """A file in the state directory, which is made if it is not there. Raises UsageError if that cannot be."""
    try:
        settings.state_dir.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(
            f"state_dir {settings.state_dir} cannot be made ({error.strerror}): set another"
        ) from None
    return settings.state_dir / name
