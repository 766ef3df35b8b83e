"""A real Prometheus scrapes the daemon, a real Alertmanager and amtool show what our rules say of it.

The rules are those that ship but for their times (`for`, `keep_firing_for`, the three hours of an average), which
become seconds.
"""

from __future__ import annotations

import asyncio
import json
import re
import shutil
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest

from canary.metrics import TABLE
from support.postgres import free_port
from support.process import canary, daemon, write_config
from support.servers import Server, always, llm_server, response, serve

ROOT = Path(__file__).parents[2]
RULES = ROOT / "monitoring" / "prometheus-rules.yml"
PROGRAMS = ("prometheus", "promtool", "prometheus-alertmanager", "amtool")
MISSING = [name for name in PROGRAMS if shutil.which(name) is None]
OPENMETRICS = "application/openmetrics-text; version=1.0.0"

pytestmark = [
    pytest.mark.timeout(400),
    pytest.mark.skipif(
        bool(MISSING),
        reason=f"not installed: {', '.join(MISSING)} (Debian: apt-get install prometheus prometheus-alertmanager)",
    ),
]

Alert = Mapping[str, Any]


@dataclass
class Model:
    """A model that summarises tickets, and invents their numbers while it is ill."""

    ill: bool = False

    def __call__(self, asked: dict[str, Any]) -> str:
        return "Parcel TKT-99999 is late." if self.ill else "Parcel TKT-10442 is late."


@dataclass
class Watchers:
    """A Prometheus with our rules, its Alertmanager, and the receiver that would tell people."""

    prometheus: httpx.AsyncClient
    alertmanager: str
    told: Server
    log: list[str] = field(default_factory=list)

    async def ask(self, path: str, **params: str) -> Any:
        answer = (await self.prometheus.get(f"/api/v1/{path}", params=params)).json()
        assert answer["status"] == "success", answer
        return answer["data"]

    async def alerts(self, name: str) -> list[Alert]:
        """What amtool shows as firing under that name."""
        asked = ("amtool", f"--alertmanager.url={self.alertmanager}", "alert", "query", "--output=json", name)
        found: list[Alert] = json.loads(await output_of(*asked))
        return found

    async def fires(self, name: str, **labels: str) -> Alert:
        """The alert, as soon as amtool shows it."""

        def fits(found: Sequence[Alert]) -> bool:
            return any(labels.items() <= alert["labels"].items() for alert in found)

        found = await self._until(name, fits)
        return next(alert for alert in found if labels.items() <= alert["labels"].items())

    async def is_over(self, name: str) -> None:
        """Until amtool no longer shows it, and people were told that it is over."""
        await self._until(name, lambda found: not found)
        async with asyncio.timeout(60):
            while ("resolved", name) not in self.news():
                await asyncio.sleep(0.1)

    async def _until(self, name: str, fits: Callable[[Sequence[Alert]], bool]) -> list[Alert]:
        found: list[Alert] = []
        try:
            async with asyncio.timeout(90):
                while not fits(found := await self.alerts(name)):
                    await asyncio.sleep(0.2)
        except TimeoutError:
            state = [await self.ask("alerts"), await self.ask("query", query=f'ALERTS{{alertname="{name}"}}')]
            raise AssertionError(f"{name}: {found} {state}") from None
        return found

    def news(self) -> set[tuple[str, str]]:
        """(firing or resolved, alert) of all that people were told."""
        told = [alert for asked in self.told.journal for alert in asked.json["alerts"]]
        return {(alert["status"], alert["labels"]["alertname"]) for alert in told}


async def output_of(*command: str, given: bytes = b"") -> str:
    process = await asyncio.create_subprocess_exec(
        *command,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await process.communicate(given)
    assert process.returncode == 0, said.decode()
    return said.decode()


@asynccontextmanager
async def program(*command: str, ready: str) -> AsyncIterator[None]:
    """A server that runs meanwhile, from when it says that it is ready."""
    quiet = asyncio.subprocess.DEVNULL
    process = await asyncio.create_subprocess_exec(*command, stdout=quiet, stderr=quiet)
    try:
        async with asyncio.timeout(20), httpx.AsyncClient() as client:
            while not await answers(client, ready):
                await asyncio.sleep(0.05)
        yield
    finally:
        process.terminate()
        await process.wait()


async def answers(client: httpx.AsyncClient, url: str) -> bool:
    try:
        return (await client.get(url)).status_code == 200
    except httpx.TransportError:
        return False


def impatient(rules: str) -> str:
    rules = rules.replace(
        "avg_over_time(canary:hallucination_ratio[3h])", "avg_over_time(canary:hallucination_ratio[3s])"
    )
    return re.sub(r"^( +(?:keep_firing_)?for): \w+$", r"\1: 2s", rules, flags=re.MULTILINE)


@asynccontextmanager
async def watchers(folder: Path, scraped: str) -> AsyncIterator[Watchers]:
    at, manager = f"127.0.0.1:{free_port()}", f"127.0.0.1:{free_port()}"
    (folder / "rules.yml").write_text(impatient(RULES.read_text()))
    config = {
        "global": {"scrape_interval": "1s", "evaluation_interval": "1s"},
        "rule_files": ["rules.yml"],
        "alerting": {"alertmanagers": [{"static_configs": [{"targets": [manager]}]}]},
        "scrape_configs": [{"job_name": "canary", "static_configs": [{"targets": [scraped]}]}],
    }
    (folder / "prometheus.yml").write_text(json.dumps(config))
    await output_of("promtool", "check", "config", str(folder / "prometheus.yml"))
    async with AsyncExitStack() as stack:
        told = await stack.enter_async_context(serve(always(response({}))))
        route = {"receiver": "us", "group_by": ["alertname"], "group_wait": "0s", "group_interval": "1s"}
        hook = {"name": "us", "webhook_configs": [{"url": told.url, "send_resolved": True}]}
        (folder / "alertmanager.yml").write_text(json.dumps({"route": route, "receivers": [hook]}))
        command = (
            "prometheus-alertmanager",
            f"--config.file={folder / 'alertmanager.yml'}",
            f"--storage.path={folder / 'alertmanager'}",
            f"--web.listen-address={manager}",
            "--cluster.listen-address=",
        )
        await stack.enter_async_context(program(*command, ready=f"http://{manager}/-/ready"))
        command = (
            "prometheus",
            f"--config.file={folder / 'prometheus.yml'}",
            f"--storage.tsdb.path={folder / 'prometheus'}",
            f"--web.listen-address={at}",
            "--rules.alert.resend-delay=1s",
        )
        await stack.enter_async_context(program(*command, ready=f"http://{at}/-/ready"))
        client = await stack.enter_async_context(httpx.AsyncClient(base_url=f"http://{at}"))
        yield Watchers(client, f"http://{manager}", told)


def configured(folder: Path, database: str, server: Server) -> Path:
    """A model asked every second about one ticket; its baseline is learned from four cycles."""
    config = write_config(
        folder,
        database,
        server.url,
        every="1s",
        baseline={"cycles": 4, "over": "0s"},
        budget={"usd_per_day": 5},
    )
    ticket = {
        "id": "late",
        "messages": [{"role": "user", "content": "Summarise: TKT-10442, the parcel is late."}],
        "validate": [{"grounded_ids": {"pattern": r"TKT-\d{4,}"}}],
    }
    (folder / "canaries" / "numbers.yaml").write_text(json.dumps({"suite": "numbers", "prompts": [ticket]}))
    return config


async def test_an_incident_reaches_amtool_and_leaves_it_and_a_dead_daemon_is_noticed(
    tmp_path: Path, sqlite_url: str
) -> None:
    model = Model()
    async with llm_server(model) as server:
        config = configured(tmp_path, sqlite_url, server)
        listen = json.loads(config.read_text())["listen"]
        async with daemon(config) as running, watchers(tmp_path, listen) as seen:
            await running.until("baseline learned")
            await is_scraped(seen)
            await every_rule_and_documented_query_runs(seen)
            await seen.fires("Watchdog", severity="none")
            # Two seconds are enough for the daemon to be missed before it is first scraped.
            assert {name for _, name in seen.news()} <= {"Watchdog", "CanaryAbsent"}

            model.ill = True
            high = await seen.fires("CanaryHallucinationRateHigh", severity="critical")
            assert high["labels"].items() >= {"job": "canary", "target": "model", "suite": "numbers"}.items()
            assert high["annotations"]["summary"] == "model: hallucination rate 1.00 on numbers"
            opened = await seen.fires("CanaryDriftOpen", target="model", severity="critical")
            assert re.fullmatch(
                r"model: open incident \([\w, ]*\bhallucination\b[\w, ]*\)", opened["annotations"]["summary"]
            )
            assert opened["annotations"]["runbook"] == "docs/alerts.md#canarydriftopen"

            model.ill = False
            await seen.is_over("CanaryHallucinationRateHigh")
            await resolve_all(config)
            await seen.is_over("CanaryDriftOpen")

            assert await seen.alerts("CanaryAbsent") == []
            assert await running.terminate() == 0
            absent = await seen.fires("CanaryAbsent", severity="critical")
            assert absent["annotations"]["summary"] == "Prometheus sees no Canary"


async def is_scraped(seen: Watchers) -> None:
    """The target is up, in the format Prometheus prefers, with every metric and its type."""
    async with asyncio.timeout(60):
        while not (await seen.ask("query", query='up{job="canary"} == 1'))["result"]:
            await asyncio.sleep(0.2)
    (target,) = (await seen.ask("targets"))["activeTargets"]
    assert (target["health"], target["lastError"]) == ("up", "")
    kinds = {each["metric"]: each["type"] for each in await seen.ask("targets/metadata")}
    for row in TABLE:
        kind = row.kind.__name__.lower()
        assert kinds[row.name.removesuffix("_total") if kind == "counter" else row.name] == kind


async def every_rule_and_documented_query_runs(seen: Watchers) -> None:
    async with asyncio.timeout(60):
        while True:
            rules = [rule for group in (await seen.ask("rules"))["groups"] for rule in group["rules"]]
            if rules and all(rule["health"] != "unknown" for rule in rules):
                break
            await asyncio.sleep(0.2)
    assert [(rule["name"], rule["lastError"]) for rule in rules if rule["health"] != "ok"] == []
    for query in documented_queries():
        await seen.ask("query", query=query)


def documented_queries() -> list[str]:
    (block,) = re.findall(r"```promql\n(.*?)```", (ROOT / "docs" / "metrics.md").read_text(), re.DOTALL)
    return [query for query in block.split("\n\n") if query.strip()]


async def resolve_all(config: Path) -> None:
    """By hand, whatever has not resolved by itself yet."""
    _, said, _ = await canary("--config", config, "incidents", "list", "--json")
    for each in json.loads(said)["incidents"]:
        if each["state"] != "resolved":
            await canary("--config", config, "incidents", "resolve", str(each["id"]))


async def test_both_formats_please_promtool_and_hold_every_series_from_the_first_scrape(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with llm_server(Model()) as server:
        config = configured(tmp_path, sqlite_url, server)
        address = f"http://{json.loads(config.read_text())['listen']}/metrics"
        async with daemon(config) as running, httpx.AsyncClient() as client:
            while not await answers(client, address):
                await asyncio.sleep(0.01)
            first = await client.get(address)
            await running.until("cycle done", times=2)
            later = await client.get(address)
            modern = await client.get(address, headers={"accept": OPENMETRICS})
            assert await running.terminate() == 0
    assert names_of(first.text) == names_of(later.text) >= {row.name for row in TABLE}
    assert modern.headers["content-type"].startswith("application/openmetrics-text")
    for text in (first.text, later.text):
        assert await output_of("promtool", "check", "metrics", given=text.encode()) == ""


def names_of(exposition: str) -> set[str]:
    """Every family that has at least one sample, by the name its samples have."""
    samples = {
        line.split("{")[0].split(" ")[0] for line in exposition.splitlines() if line[:1] not in ("#", "")
    }
    return {re.sub(r"_(bucket|sum|count|created)$", "", name) for name in samples}
