"""The Prometheus rules do what they say (promtool), name metrics that exist, and have a runbook each."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from canary.core.model import FailureKind, Kind
from canary.metrics import TABLE

ROOT = Path(__file__).parents[2]
MONITORING = ROOT / "monitoring"
RUNBOOKS = (ROOT / "docs" / "alerts.md").read_text()
EXPECTED = {
    "CanaryDriftOpen",
    "CanaryHallucinationRateHigh",
    "CanaryCycleOverdue",
    "CanaryProbeFailures",
    "CanaryNotifyFailing",
    "CanaryBudgetNearLimit",
    "CanaryDrillOverdue",
    "CanaryAbsent",
    "Watchdog",
}


ALWAYS = {"Watchdog"}


def rules() -> list[dict[str, Any]]:
    loaded = yaml.safe_load((MONITORING / "prometheus-rules.yml").read_text())
    return [rule for group in loaded["groups"] for rule in group["rules"]]


def alerts() -> list[dict[str, Any]]:
    return [rule for rule in rules() if "alert" in rule]


def exercised(firing: bool) -> set[str]:
    """The alerts that a unit test expects to fire, or to be silent, at some time."""
    loaded = yaml.safe_load((MONITORING / "prometheus-rules.test.yml").read_text())
    cases = [case for test in loaded["tests"] for case in test["alert_rule_test"]]
    return {case["alertname"] for case in cases if bool(case.get("exp_alerts")) is firing}


def section(title: str) -> str:
    found = re.search(rf"^### {re.escape(title)}\n+(.+?)(?=^##)", RUNBOOKS, re.MULTILINE | re.DOTALL)
    return found[1] if found else ""


@pytest.mark.parametrize(
    "arguments",
    [("check", "rules", "prometheus-rules.yml"), ("test", "rules", "prometheus-rules.test.yml")],
    ids=["check", "test"],
)
def test_promtool_agrees(arguments: tuple[str, ...]) -> None:
    promtool = shutil.which("promtool")
    if promtool is None:
        pytest.skip("promtool is not installed (Debian: apt-get install prometheus)")
    done = subprocess.run([promtool, *arguments], cwd=MONITORING, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_alert_is_there() -> None:
    assert {rule["alert"] for rule in alerts()} == EXPECTED


def test_rules_name_only_metrics_that_exist() -> None:
    known = {row.name for row in TABLE}
    for rule in rules():
        assert set(re.findall(r"\bcanary_\w+", rule["expr"])) <= known


def test_every_alert_is_tested_firing_and_silent() -> None:
    assert exercised(firing=True) == EXPECTED
    assert exercised(firing=False) == EXPECTED - ALWAYS


def test_every_severity_of_an_alert_is_tested_firing() -> None:
    loaded = yaml.safe_load((MONITORING / "prometheus-rules.test.yml").read_text())
    seen = {
        (case["alertname"], fired["exp_labels"]["severity"])
        for test in loaded["tests"]
        for case in test["alert_rule_test"]
        for fired in case.get("exp_alerts", ())
    }
    assert seen >= {(rule["alert"], rule["labels"]["severity"]) for rule in alerts() if "labels" in rule}


@pytest.mark.parametrize("alert", sorted(EXPECTED))
def test_every_alert_leads_to_its_runbook(alert: str) -> None:
    assert section(alert)
    for rule in alerts():
        if rule["alert"] == alert:
            assert rule["annotations"]["runbook"] == f"docs/alerts.md#{alert.lower()}"


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_of_incident_has_a_runbook(kind: Kind) -> None:
    assert section(kind.value)


def test_every_cause_of_an_outage_has_a_first_look() -> None:
    assert set(re.findall(r"^\| `(\w+)` \|", section("outage"), re.MULTILINE)) == set(FailureKind)


def test_links_within_the_runbooks_lead_somewhere() -> None:
    titles = {title.lower().replace(" ", "-") for title in re.findall(r"^#+ (.+)$", RUNBOOKS, re.MULTILINE)}
    assert set(re.findall(r"\]\(#([\w-]+)\)", RUNBOOKS)) <= titles
