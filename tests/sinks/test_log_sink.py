"""The log sink, and which sinks the settings open."""

from __future__ import annotations

import json
import subprocess
import sys
from types import SimpleNamespace

import pytest
import structlog

from canary.app import utc_now
from canary.core.message import Notice
from canary.core.model import IncidentState, Secret, Severity
from canary.settings.values import Slack
from canary.sinks import SINKS, Forgetful, open_sinks
from canary.sinks.log import LogSink
from canary.sinks.log import event as event_of
from support.notices import notice


async def logged(**changes: object) -> dict[str, object]:
    with structlog.testing.capture_logs() as events:
        assert await LogSink().send(notice(**changes), None) is None  # type: ignore[arg-type]
    return dict(events[0])


async def test_a_notice_is_one_short_event_of_json_that_finds_its_incident() -> None:
    event = await logged()
    assert json.loads(json.dumps(event)) == event
    assert (event["event"], event["target"], event["severity"]) == ("notice", "gpt-4o-mini", "critical")
    assert (event["incident"], event["key"]) == ("12", "gpt-4o-mini/ticket-triage/validity:100")
    assert "Parcel" not in json.dumps(event)
    assert len(json.dumps(event)) < 500


@pytest.mark.parametrize(
    ("changes", "level"),
    [
        ({"severity": Severity.CRITICAL}, "error"),
        ({"severity": Severity.WARNING}, "warning"),
        ({"severity": Severity.INFO}, "info"),
        ({"state": IncidentState.RESOLVED}, "info"),
    ],
)
async def test_severity_is_the_level(changes: dict[str, object], level: str) -> None:
    assert (await logged(**changes))["log_level"] == level


def test_no_control_character_reaches_the_log() -> None:
    event = event_of(Notice("k", "a \x1b[2J\x07title", "s", target="t\x1b"))
    assert not set(json.dumps(event, ensure_ascii=False)) & set("\x1b\x07")


async def test_the_log_is_always_a_sink_and_others_only_where_configured() -> None:
    assert set(open_sinks(SimpleNamespace(slack=None), utc_now)) == {"log"}
    secret = Secret("s")
    configured = SimpleNamespace(
        slack=Slack(secret, None, "#c", None),
        alertmanager=SimpleNamespace(url="http://am:9093", bearer_token=None),
        pagerduty=SimpleNamespace(routing_key=secret, api_url=None),
        webhook=SimpleNamespace(url=Secret("https://h/x"), secret=secret),
    )
    sinks = open_sinks(configured, utc_now)
    assert list(sinks) == list(SINKS)
    assert all(name == sink.name for name, sink in sinks.items())
    assert [name for name, sink in sinks.items() if isinstance(sink, Forgetful)] == ["alertmanager"]
    assert await sinks["log"].check() is None
    for sink in sinks.values():
        await sink.aclose()


def test_the_registry_is_light() -> None:
    """Settings take the names of sinks from it: that must not cost the time of an HTTP library."""
    code = "import sys, canary.sinks; print([m for m in ('slack_sdk', 'aiohttp', 'structlog') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
