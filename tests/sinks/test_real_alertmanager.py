"""Against the real Alertmanager and amtool: what they show is what we meant, and nothing is lost by a restart."""

from __future__ import annotations

import asyncio
import json
import shutil
import signal
import subprocess
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from canary.app import utc_now as now
from canary.core.message import Notice, trial_notice
from canary.core.model import IncidentState, Severity
from canary.sinks import alertmanager as module
from canary.sinks.alertmanager import Alertmanager
from support.notices import notice
from support.postgres import free_port
from support.process import daemon, write_config
from support.servers import always, error, llm_server, response, serve

PROGRAM = shutil.which("prometheus-alertmanager") or shutil.which("alertmanager")
AMTOOL = shutil.which("amtool")

pytestmark = pytest.mark.skipif(
    not (PROGRAM and AMTOOL), reason="needs Alertmanager and amtool (Debian: prometheus-alertmanager)"
)


@dataclass
class Real:
    """A running Alertmanager; `hook` gets what it would tell people."""

    port: int
    folder: Path
    hook: str
    process: asyncio.subprocess.Process | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def start(self) -> None:
        receiver = {"name": "hook", "webhook_configs": [{"url": self.hook, "send_resolved": True}]}
        route = {"receiver": "hook", "group_by": ["target"], "group_wait": "0s", "group_interval": "1s"}
        config = self.folder / "am.yml"
        config.write_text(json.dumps({"route": route, "receivers": [receiver]}))
        assert PROGRAM is not None
        self.process = await asyncio.create_subprocess_exec(
            PROGRAM,
            f"--config.file={config}",
            f"--storage.path={self.folder / 'data'}",
            f"--web.listen-address=127.0.0.1:{self.port}",
            "--cluster.listen-address=",
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
        )
        sink = Alertmanager(self.url, None, now)
        async with asyncio.timeout(20):
            while await sink.check() is not None:
                await asyncio.sleep(0.05)
        await sink.aclose()

    async def stop(self) -> None:
        if self.process is not None:
            self.process.terminate()
            await self.process.wait()

    def alerts(self) -> list[dict[str, Any]]:
        """What amtool shows as firing."""
        assert AMTOOL is not None
        command = [AMTOOL, f"--alertmanager.url={self.url}", "alert", "query", "--output=json"]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        found: list[dict[str, Any]] = json.loads(done.stdout)
        return found

    async def until(self, count: int, seconds: float = 10) -> list[dict[str, Any]]:
        found = self.alerts()
        async with asyncio.timeout(seconds):
            while len(found) != count:
                await asyncio.sleep(0.1)
                found = await asyncio.to_thread(self.alerts)
        return found


@asynccontextmanager
async def running(folder: Path, hook: str) -> AsyncIterator[Real]:
    real = Real(free_port(), folder, hook)
    await real.start()
    try:
        yield real
    finally:
        await real.stop()


@pytest.fixture
async def real(tmp_path: Path) -> AsyncIterator[Real]:
    async with running(tmp_path, "http://127.0.0.1:9/") as started:
        yield started


@pytest.fixture
async def sink(real: Real) -> AsyncIterator[Alertmanager]:
    opened = Alertmanager(real.url, None, now)
    yield opened
    await opened.aclose()


def opened(**changes: Any) -> Notice:
    return replace(notice(**changes), opened_at=now() - timedelta(minutes=5), at=now(), vantage="rack-7")


def resolved() -> Notice:
    return replace(opened(state=IncidentState.RESOLVED), ended_at=now() - timedelta(seconds=1), resolved=True)


def of(*notices: Notice) -> Any:
    async def standing() -> Sequence[Notice]:
        return notices

    return standing


async def test_amtool_shows_labels_and_annotations(real: Real, sink: Alertmanager) -> None:
    await sink.send(opened(), None)
    (alert,) = await real.until(1)
    assert alert["labels"] == {
        "alertname": "CanaryIncident",
        "cause": "validity",
        "kind": "quality",
        "owner": "payments",
        "severity": "critical",
        "suite": "ticket-triage",
        "target": "gpt-4o-mini",
        "vantage": "rack-7",
    }
    assert alert["annotations"]["summary"] == "gpt-4o-mini: answers got worse in ticket-triage"
    assert alert["annotations"]["runbook"] == "https://runbooks.example/llm?a=1&b=2"
    assert alert["annotations"]["report"] == "canary incidents show 12"
    assert "Checks now failing: grounded_ids" in alert["annotations"]["description"]


async def test_every_state_is_the_same_alert_until_it_resolves(real: Real, sink: Alertmanager) -> None:
    ref = await sink.send(opened(), None)
    first = (await real.until(1))[0]["fingerprint"]
    ref = await sink.send(opened(state=IncidentState.ACKNOWLEDGED), ref)
    await sink.remind(of(opened(state=IncidentState.ACKNOWLEDGED)))
    assert [each["fingerprint"] for each in real.alerts()] == [first]
    await sink.send(resolved(), ref)
    await real.until(0)


async def test_a_rise_leaves_one_alert(real: Real, sink: Alertmanager) -> None:
    ref = await sink.send(opened(severity=Severity.WARNING), None)
    await real.until(1)
    await sink.send(opened(), ref)
    (alert,) = await real.until(1)
    assert alert["labels"]["severity"] == "critical"


async def test_what_is_not_repeated_expires(
    real: Real, sink: Alertmanager, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "EXPIRES", timedelta(seconds=3))
    await sink.send(opened(), None)
    (first,) = await real.until(1)
    await sink.remind(of(opened()))
    (again,) = await real.until(1)
    assert again["endsAt"] > first["endsAt"]
    await real.until(0)


async def test_a_restart_forgets_and_the_next_reminder_brings_all_back(
    real: Real, sink: Alertmanager
) -> None:
    standing = [replace(opened(), target=f"model-{number}") for number in range(50)]
    await sink.remind(of(*standing))
    await real.until(50)
    await real.stop()
    await real.start()
    assert real.alerts() == []
    await sink.remind(of(*standing))
    began = {alert["startsAt"][:19] for alert in await real.until(50)}
    assert all(datetime.fromisoformat(at).replace(tzinfo=UTC) < now() - timedelta(minutes=4) for at in began)


async def test_a_resolution_that_was_lost_is_made_good(real: Real, sink: Alertmanager) -> None:
    await sink.send(opened(), None)
    await real.until(1)
    await sink.remind(of(resolved()))
    await real.until(0)


async def test_people_are_told_of_an_end_once_and_not_of_one_they_never_heard_of(tmp_path: Path) -> None:
    """Resolved alerts are repeated for a while: that must ring no bell."""
    async with serve(always(response({}))) as hook, running(tmp_path, hook.url) as real:
        sink = Alertmanager(real.url, None, now)
        await sink.send(opened(), None)
        await real.until(1)
        unheard = replace(resolved(), target="another")
        for _ in range(3):
            await sink.remind(of(resolved(), unheard))
            await asyncio.sleep(0.7)
        await sink.aclose()
    told = [(asked.json["status"], asked.json["groupLabels"]["target"]) for asked in hook.journal]
    assert told == [("firing", "gpt-4o-mini"), ("resolved", "gpt-4o-mini")]


async def test_a_daemon_raises_repeats_and_ends_an_alert(tmp_path: Path) -> None:
    """From the first refused call to amtool, over a restart of Alertmanager, to the end; people hear of it twice."""
    refuses = False

    def answer(asked: dict[str, Any]) -> str | bytes:
        return error(401, "bad key") if refuses else "number"

    async with (
        llm_server(answer) as model,
        serve(always(response({}))) as hook,
        running(tmp_path, hook.url) as real,
    ):
        alerts = {"alertmanager": {"url": real.url}}
        quick: dict[str, Any] = {
            "every": "1s",
            "count": 1,
            "baseline": {"cycles": 2, "over": "0s"},
            "alerts": alerts,
        }
        config = write_config(tmp_path, f"sqlite:///{tmp_path}/canary.db", model.url, **quick)
        async with daemon(config) as running_daemon:
            await running_daemon.until("cycle done", times=3)
            refuses = True
            (alert,) = await real.until(1, 30)
            assert (alert["labels"]["kind"], alert["labels"]["cause"]) == ("outage", "auth")
            await real.stop()
            await real.start()
            running_daemon.send(signal.SIGHUP)  # begins as a restart does: with what stands
            assert (await real.until(1, 30))[0]["fingerprint"] == alert["fingerprint"]
            refuses = False
            await real.until(0, 30)
            async with asyncio.timeout(10):
                while len(hook.journal) < 2:
                    await asyncio.sleep(0.1)
            assert await running_daemon.terminate() == 0
    assert [asked.json["status"] for asked in hook.journal] == ["firing", "resolved"]


async def test_a_test_message_ends_by_itself(
    real: Real, sink: Alertmanager, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "TEST_LASTS", timedelta(seconds=1))
    await sink.send(trial_notice(now(), "host"), None)
    (alert,) = await real.until(1)
    assert alert["labels"] == {"alertname": "CanaryTest", "severity": "info"}
    assert alert["annotations"]["summary"] == "[TEST] Canary can reach you"
    await real.until(0)
