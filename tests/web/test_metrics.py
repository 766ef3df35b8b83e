"""Metrics: the names of the design, there from the first scrape, cheap, and bounded in their labels."""

from __future__ import annotations

import math
import re
from pathlib import Path

import pytest
from prometheus_client.openmetrics.parser import text_string_to_metric_families as parse_openmetrics
from prometheus_client.parser import text_string_to_metric_families as parse_text

from canary.core.model import FailureKind, Severity, Signal
from canary.metrics import TABLE, Metrics

ROOT = Path(__file__).parents[2]
OPENMETRICS = "application/openmetrics-text; version=1.0.0"
PROMISED = {
    "canary_probes_total": ("target", "suite", "result"),
    "canary_probe_duration_seconds": ("target",),
    "canary_validation_duration_seconds": ("target",),
    "canary_probe_failures_total": ("target", "kind"),
    "canary_fingerprint_match_ratio": ("target", "suite"),
    "canary_hallucination_ratio": ("target", "suite"),
    "canary_baseline_hallucination_ratio": ("target", "suite"),
    "canary_drift_evidence": ("target", "suite", "signal"),
    "canary_drift_threshold": ("signal",),
    "canary_incident_open": ("target", "signal", "severity"),
    "canary_validator_failures_total": ("target", "suite", "validator"),
    "canary_tokens_total": ("target", "type"),
    "canary_cost_usd_total": ("target",),
    "canary_budget_remaining_usd": (),
    "canary_cycle_duration_seconds": ("target", "suite"),
    "canary_last_cycle_timestamp_seconds": ("target", "suite"),
    "canary_last_drill_timestamp_seconds": (),
    "canary_notifications_total": ("sink", "result"),
    "canary_outbox_pending": (),
    "canary_spool_observations": (),
}


@pytest.fixture
def metrics() -> Metrics:
    made = Metrics(sinks=["slack", "log"])
    made.declare("gpt", "triage", validators=["nonempty"])
    return made


def samples(metrics: Metrics) -> dict[str, float]:
    """`name{label="value",...}`, labels sorted -> value."""
    families = parse_text(metrics.exposition("")[0].decode())
    return {
        f"{s.name}{{{','.join(f'{k}={v}' for k, v in sorted(s.labels.items()))}}}": s.value
        for family in families
        for s in family.samples
    }


def test_every_promised_metric_is_there_with_its_labels() -> None:
    table = {row.name: row.labels for row in TABLE}
    assert {name: table.get(name) for name in PROMISED} == PROMISED
    assert "canary_build_info" in table


def test_every_series_exists_from_the_first_scrape(metrics: Metrics) -> None:
    seen = {name.partition("{")[0] for name in samples(metrics)}
    for row in TABLE:
        assert row.name in seen or f"{row.name}_count" in seen
    there = samples(metrics)
    assert all(
        f"canary_probe_failures_total{{kind={kind.value},target=gpt}}" in there for kind in FailureKind
    )
    assert all(
        f"canary_incident_open{{severity={severity.value},signal={signal.value},target=gpt}}" in there
        for severity in Severity
        for signal in Signal
    )
    assert there["canary_probes_total{result=unmeasured,suite=triage,target=gpt}"] == 0
    assert there["canary_notifications_total{result=failed,sink=slack}"] == 0


def test_a_ratio_that_was_not_measured_is_not_zero(metrics: Metrics) -> None:
    assert math.isnan(samples(metrics)["canary_hallucination_ratio{suite=triage,target=gpt}"])
    metrics.cycle("gpt", "triage", finished=1.8e9, seconds=3.5, match_ratio=0.9, hallucination_ratio=None)
    assert math.isnan(samples(metrics)["canary_hallucination_ratio{suite=triage,target=gpt}"])
    assert samples(metrics)["canary_fingerprint_match_ratio{suite=triage,target=gpt}"] == 0.9


def test_what_is_counted_shows(metrics: Metrics) -> None:
    metrics.probe("gpt", "triage", "valid", 0.3)
    metrics.probe("gpt", "triage", "unmeasured", None)
    metrics.validation("gpt", 0.011)
    metrics.validation("gpt", 0.013)
    metrics.failure("gpt", FailureKind.TIMEOUT)
    metrics.validator_failure("gpt", "triage", "nonempty")
    metrics.tokens("gpt", 19, 10)
    metrics.cost("gpt", 0.25)
    metrics.evidence("gpt", "triage", Signal.FINGERPRINT, 12.0)
    metrics.threshold(Signal.FINGERPRINT, 7200.0)
    metrics.baseline("gpt", "triage", 0.02)
    metrics.budget_remaining(4.75)
    metrics.drill(1.8e9)
    metrics.notification("slack", "sent")
    metrics.outbox_pending(2)
    metrics.spool(3)
    there = samples(metrics)
    for series, value in {
        "canary_probes_total{result=valid,suite=triage,target=gpt}": 1,
        "canary_probe_duration_seconds_count{target=gpt}": 1,
        "canary_validation_duration_seconds_bucket{le=0.012,target=gpt}": 1,
        "canary_validation_duration_seconds_count{target=gpt}": 2,
        "canary_probe_failures_total{kind=timeout,target=gpt}": 1,
        "canary_validator_failures_total{suite=triage,target=gpt,validator=nonempty}": 1,
        "canary_tokens_total{target=gpt,type=output}": 10,
        "canary_cost_usd_total{target=gpt}": 0.25,
        "canary_drift_evidence{signal=fingerprint,suite=triage,target=gpt}": 12,
        "canary_drift_threshold{signal=fingerprint}": 7200,
        "canary_baseline_hallucination_ratio{suite=triage,target=gpt}": 0.02,
        "canary_budget_remaining_usd{}": 4.75,
        "canary_last_drill_timestamp_seconds{}": 1.8e9,
        "canary_notifications_total{result=sent,sink=slack}": 1,
        "canary_outbox_pending{}": 2,
        "canary_spool_observations{}": 3,
    }.items():
        assert there[series] == value


def test_an_incident_that_is_over_goes_back_to_zero(metrics: Metrics) -> None:
    series = "canary_incident_open{severity=critical,signal=hallucination,target=gpt}"
    metrics.incidents("gpt", {(Signal.HALLUCINATION, Severity.CRITICAL): 1})
    assert samples(metrics)[series] == 1
    metrics.incidents("gpt", {})
    assert samples(metrics)[series] == 0


def test_declaring_again_keeps_what_was_counted(metrics: Metrics) -> None:
    metrics.cycle("gpt", "triage", finished=1.8e9, seconds=3.5, match_ratio=0.9, hallucination_ratio=0.1)
    metrics.declare("gpt", "triage", interval=900)
    assert samples(metrics)["canary_hallucination_ratio{suite=triage,target=gpt}"] == 0.1
    assert samples(metrics)["canary_cycle_interval_seconds{suite=triage,target=gpt}"] == 900


def test_a_target_that_was_taken_out_leaves_no_series_and_touches_no_other(metrics: Metrics) -> None:
    metrics.declare("gpt", "other")
    metrics.declare("gpt-4", "triage")
    metrics.forget("gpt", "triage")
    assert not any("suite=triage,target=gpt}" in name for name in samples(metrics))
    assert any("suite=other,target=gpt}" in name for name in samples(metrics))
    metrics.forget("gpt", "other")
    assert not any("target=gpt}" in name for name in samples(metrics))
    assert any("target=gpt-4}" in name for name in samples(metrics))
    metrics.declare("gpt", "triage")
    metrics.probe("gpt", "triage", "valid", 0.1)
    assert samples(metrics)["canary_probes_total{result=valid,suite=triage,target=gpt}"] == 1


def test_two_daemons_in_one_process_share_nothing() -> None:
    one, other = Metrics(), Metrics()
    one.outbox_pending(5)
    assert samples(other)["canary_outbox_pending{}"] == 0


def test_both_formats_parse(metrics: Metrics) -> None:
    metrics.probe("gpt", "triage", "valid", 0.3)
    body, content_type = metrics.exposition(OPENMETRICS)
    assert content_type.startswith("application/openmetrics-text")
    families = parse_openmetrics(body.decode())  # type: ignore[no-untyped-call]
    assert {family.name for family in families} >= {"canary_probes", "canary_build_info"}
    assert metrics.exposition("text/plain")[1].startswith("text/plain")


def test_names_end_in_their_unit_and_help_is_a_sentence() -> None:
    units = (
        "_total",
        "_seconds",
        "_ratio",
        "_usd",
        "_info",
        "_evidence",
        "_threshold",
        "_open",
        "_pending",
        "_observations",
    )
    for row in TABLE:
        assert row.name.startswith("canary_")
        assert row.name.endswith(units)
        assert row.help.endswith(".")


def test_the_document_holds_the_table() -> None:
    text = (ROOT / "docs" / "metrics.md").read_text()
    rows = re.findall(r"^\| `(canary_\w+)` \| (\w+) \| ([^|]*) \| (.*) \|$", text, re.MULTILINE)
    documented = {
        name: (kind, tuple(re.findall(r"`(\w+)`", labels)), told) for name, kind, labels, told in rows
    }
    assert documented == {row.name: (row.kind.__name__.lower(), row.labels, row.help) for row in TABLE}
