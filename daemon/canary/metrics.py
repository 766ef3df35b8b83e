"""Every metric: its name, its labels, its help text. No label is ever a hash, a prompt's text or free text.

Ratios start as NaN, for "not measured yet" is not zero; counters and timestamps start at 0. Names end in their base
unit. docs/metrics.md is this table for people, kept true by a test.
"""

from __future__ import annotations

import platform
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import nan
from typing import Any, Literal

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector
from prometheus_client.exposition import choose_encoder
from prometheus_client.metrics import MetricWrapperBase

from canary import __version__
from canary.core.model import FailureKind, Severity, Signal

Result = Literal["valid", "invalid", "undecided", "unmeasured"]
Delivery = Literal["sent", "retried", "failed"]

RESULTS: tuple[Result, ...] = ("valid", "invalid", "undecided", "unmeasured")
DELIVERIES: tuple[Delivery, ...] = ("sent", "retried", "failed")
TOKEN_TYPES = ("input", "output")
HOUR = 3600.0
BUCKETS = (0.1, 0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 15.0, 30.0, 60.0, 120.0)
# Twelve milliseconds are what a request can spare for being checked; beyond that, and at half of it, it should show.
VALIDATION_BUCKETS = (0.0005, 0.001, 0.0025, 0.006, 0.012, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0)


@dataclass(frozen=True, slots=True)
class Metric:
    """One row of the table."""

    name: str
    kind: type[MetricWrapperBase]
    labels: tuple[str, ...]
    help: str
    buckets: tuple[float, ...] = BUCKETS  # of a histogram, in seconds


_TARGET_SUITE = ("target", "suite")

TABLE: tuple[Metric, ...] = (
    Metric(
        "canary_probes_total",
        Counter,
        ("target", "suite", "result"),
        "Samples by result: valid (every check passed), invalid (one failed), undecided (none failed, not all decided), "
        "unmeasured (no reply to judge).",
    ),
    Metric(
        "canary_probe_duration_seconds",
        Histogram,
        ("target",),
        "Time of an answered sample's last attempt, from sending to the end of the body.",
    ),
    Metric(
        "canary_validation_duration_seconds",
        Histogram,
        ("target",),
        "Time spent on judging one output: canonical form, fingerprints and all validators of its prompt.",
        VALIDATION_BUCKETS,
    ),
    Metric(
        "canary_probe_failures_total",
        Counter,
        ("target", "kind"),
        "Samples that could not be measured, by kind of failure. Never drift, never hallucination.",
    ),
    Metric(
        "canary_fingerprint_match_ratio",
        Gauge,
        _TARGET_SUITE,
        "Share of the last cycle's answered samples whose canonical form the baseline knows. NaN without a baseline.",
    ),
    Metric(
        "canary_hallucination_ratio",
        Gauge,
        _TARGET_SUITE,
        "Share of the last cycle's judged samples that fail a check of category hallucination. NaN if none was judged.",
    ),
    Metric(
        "canary_baseline_hallucination_ratio",
        Gauge,
        _TARGET_SUITE,
        "The same share in the approved baseline. NaN without a baseline.",
    ),
    Metric(
        "canary_drift_evidence",
        Gauge,
        ("target", "suite", "signal"),
        "Evidence of change after the last cycle, in the unit of canary_drift_threshold. NaN while not watched.",
    ),
    Metric(
        "canary_drift_threshold",
        Gauge,
        ("signal",),
        "Evidence at which a signal alarms. NaN while not watched.",
    ),
    Metric(
        "canary_incident_open",
        Gauge,
        ("target", "signal", "severity"),
        "Open incidents of a target that a signal takes part in, by severity. Silenced ones are left out.",
    ),
    Metric(
        "canary_validator_failures_total",
        Counter,
        ("target", "suite", "validator"),
        "Verdicts of fail, by validator.",
    ),
    Metric(
        "canary_tokens_total", Counter, ("target", "type"), "Tokens billed by the provider: input or output."
    ),
    Metric("canary_cost_usd_total", Counter, ("target",), "US dollars spent, as far as the price is known."),
    Metric(
        "canary_budget_remaining_usd",
        Gauge,
        (),
        "US dollars left of the day's budget (UTC). NaN without a budget.",
    ),
    Metric("canary_cycle_duration_seconds", Gauge, _TARGET_SUITE, "Duration of the last finished cycle."),
    Metric(
        "canary_cycle_interval_seconds",
        Gauge,
        _TARGET_SUITE,
        "Longest planned time between two cycles: what overdue is measured against.",
    ),
    Metric(
        "canary_last_cycle_timestamp_seconds",
        Gauge,
        _TARGET_SUITE,
        "Unix time at which the last cycle finished; 0 before the first.",
    ),
    Metric(
        "canary_last_drill_timestamp_seconds",
        Gauge,
        (),
        "Unix time of the last passed drill; 0 if there was none.",
    ),
    Metric(
        "canary_notifications_total",
        Counter,
        ("sink", "result"),
        "Deliveries tried, by result: sent, retried (will be tried again), failed (given up).",
    ),
    Metric("canary_outbox_pending", Gauge, (), "Notifications that wait for delivery."),
    Metric(
        "canary_spool_observations", Gauge, (), "Observations received and not yet committed to the database."
    ),
    Metric("canary_build_info", Gauge, ("version", "python"), "Always 1; its labels say what runs."),
)


class Metrics:
    """All metrics of one daemon, in a registry of their own.

    `declare` makes every series of a target and suite exist before its first cycle. The methods of the hot path
    look their series up in dicts, which costs well under five microseconds.
    """

    def __init__(self, sinks: Iterable[str] = ()) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)  # memory, CPU, open files and process_start_time_seconds
        self._of = {row.name: _make(row, self.registry) for row in TABLE}
        self._children: dict[tuple[str, ...], Any] = {}
        self._targets: dict[str, set[str]] = {}
        self._series("canary_build_info", __version__, platform.python_version()).set(1)
        self._series("canary_budget_remaining_usd").set(nan)
        for signal in Signal:
            self._series("canary_drift_threshold", signal.value).set(nan)
        for sink in sinks:
            self.declare_sink(sink)

    def _series(self, name: str, *labels: str) -> Any:
        """The one series of those label values, made on first use."""
        key = (name, *labels)
        child = self._children.get(key)
        if child is None:
            metric = self._of[name]
            child = self._children[key] = metric.labels(*labels) if labels else metric
        return child

    # --- which series there are

    def declare(
        self, target: str, suite: str, *, interval: float = HOUR, validators: Iterable[str] = ()
    ) -> None:
        """Make every series of *target* and *suite* exist. May be repeated, and then changes only the interval.

        *interval* is the longest planned time between two cycles, in seconds.
        """
        self._series("canary_cycle_interval_seconds", target, suite).set(interval)
        for validator in validators:
            self._series("canary_validator_failures_total", target, suite, validator)
        if target not in self._targets:
            self._declare_target(target)
        if suite not in self._targets.setdefault(target, set()):
            self._targets[target].add(suite)
            self._declare_suite(target, suite)

    def _declare_target(self, target: str) -> None:
        self._series("canary_probe_duration_seconds", target)
        self._series("canary_validation_duration_seconds", target)
        self._series("canary_cost_usd_total", target)
        for kind in FailureKind:
            self._series("canary_probe_failures_total", target, kind.value)
        for token_type in TOKEN_TYPES:
            self._series("canary_tokens_total", target, token_type)
        for signal in Signal:
            for severity in Severity:
                self._series("canary_incident_open", target, signal.value, severity.value)

    def _declare_suite(self, target: str, suite: str) -> None:
        for result in RESULTS:
            self._series("canary_probes_total", target, suite, result)
        for name in (
            "canary_fingerprint_match_ratio",
            "canary_hallucination_ratio",
            "canary_baseline_hallucination_ratio",
            "canary_cycle_duration_seconds",
        ):
            self._series(name, target, suite).set(nan)
        self._series("canary_last_cycle_timestamp_seconds", target, suite)
        for signal in Signal:
            self._series("canary_drift_evidence", target, suite, signal.value).set(nan)

    def declare_sink(self, sink: str) -> None:
        """Make every series of *sink* exist."""
        for result in DELIVERIES:
            self._series("canary_notifications_total", sink, result)

    def forget(self, target: str, suite: str) -> None:
        """Drop the series of a target and suite that a reload took out, lest they look overdue for ever."""
        self._targets.get(target, set()).discard(suite)
        self._drop(("target", "suite"), (target, suite))
        if not self._targets.get(target):
            self._targets.pop(target, None)
            self._drop(("target",), (target,))

    def _drop(self, labels: tuple[str, ...], values: tuple[str, ...]) -> None:
        """Drop every series whose first labels are *labels* with those *values*."""
        names = {row.name for row in TABLE if row.labels[: len(labels)] == labels}
        for key in [key for key in self._children if key[0] in names and key[1 : 1 + len(values)] == values]:
            self._of[key[0]].remove(*key[1:])
            del self._children[key]

    # --- what is measured

    def probe(self, target: str, suite: str, result: Result, seconds: float | None) -> None:
        """Count one sample; *seconds* (None for an unmeasured one) is the time its reply took."""
        self._series("canary_probes_total", target, suite, result).inc()
        if seconds is not None:
            self._series("canary_probe_duration_seconds", target).observe(seconds)

    def validation(self, target: str, seconds: float) -> None:
        """Count one output judged."""
        self._series("canary_validation_duration_seconds", target).observe(seconds)

    def failure(self, target: str, kind: FailureKind) -> None:
        """Count one sample that could not be measured."""
        self._series("canary_probe_failures_total", target, kind.value).inc()

    def validator_failure(self, target: str, suite: str, validator: str) -> None:
        """Count one verdict of fail. *validator* is a registered name."""
        self._series("canary_validator_failures_total", target, suite, validator).inc()

    def tokens(self, target: str, input_tokens: int, output_tokens: int) -> None:
        """Count the tokens of one sample."""
        self._series("canary_tokens_total", target, "input").inc(input_tokens)
        self._series("canary_tokens_total", target, "output").inc(output_tokens)

    def cost(self, target: str, usd: float) -> None:
        """Count what one sample cost."""
        self._series("canary_cost_usd_total", target).inc(usd)

    def cycle(
        self,
        target: str,
        suite: str,
        *,
        finished: float,
        seconds: float | None,
        match_ratio: float | None,
        hallucination_ratio: float | None,
    ) -> None:
        """A cycle is done, at Unix time *finished*. What could not be measured (None) shows as NaN."""
        self._series("canary_last_cycle_timestamp_seconds", target, suite).set(finished)
        self._series("canary_cycle_duration_seconds", target, suite).set(_or_nan(seconds))
        self._series("canary_fingerprint_match_ratio", target, suite).set(_or_nan(match_ratio))
        self._series("canary_hallucination_ratio", target, suite).set(_or_nan(hallucination_ratio))

    def baseline(self, target: str, suite: str, hallucination_ratio: float | None) -> None:
        """The approved baseline's hallucination ratio."""
        self._series("canary_baseline_hallucination_ratio", target, suite).set(_or_nan(hallucination_ratio))

    def evidence(self, target: str, suite: str, signal: Signal, value: float) -> None:
        """A signal's evidence after a cycle, in the unit of its threshold."""
        self._series("canary_drift_evidence", target, suite, signal.value).set(value)

    def threshold(self, signal: Signal, value: float) -> None:
        """The evidence at which *signal* alarms."""
        self._series("canary_drift_threshold", signal.value).set(value)

    def incidents(self, target: str, counts: Mapping[tuple[Signal, Severity], int]) -> None:
        """The open incidents of *target*, all of them: what is not in *counts* is none."""
        for signal in Signal:
            for severity in Severity:
                series = self._series("canary_incident_open", target, signal.value, severity.value)
                series.set(counts.get((signal, severity), 0))

    def budget_remaining(self, usd: float | None) -> None:
        """What is left of the day's budget; None without one."""
        self._series("canary_budget_remaining_usd").set(_or_nan(usd))

    def drill(self, at: float) -> None:
        """A drill passed, at Unix time *at*."""
        self._series("canary_last_drill_timestamp_seconds").set(at)

    def notification(self, sink: str, result: Delivery) -> None:
        """Count one attempt to deliver."""
        self._series("canary_notifications_total", sink, result).inc()

    def outbox_pending(self, count: int) -> None:
        """Notifications that wait."""
        self._series("canary_outbox_pending").set(count)

    def spool(self, count: int) -> None:
        """Observations that wait on disk for the database."""
        self._series("canary_spool_observations").set(count)

    def exposition(self, accept: str) -> tuple[bytes, str]:
        """Body and content type for a scraper that sends *accept*: OpenMetrics if it asks, else the text format."""
        encode, content_type = choose_encoder(accept)
        return encode(self.registry), content_type


def _make(row: Metric, registry: CollectorRegistry) -> Any:
    extra: dict[str, Any] = {"buckets": row.buckets} if row.kind is Histogram else {}
    return row.kind(row.name, row.help, row.labels, registry=registry, **extra)


def _or_nan(value: float | None) -> float:
    return nan if value is None else value
