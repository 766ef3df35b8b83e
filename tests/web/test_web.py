"""The HTTP face, asked as a client would."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from html.parser import HTMLParser
from typing import Any

import httpx
import pytest

from canary.errors import StorageError
from canary.metrics import Metrics
from canary.web.app import create_app

AT = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
ROW: dict[str, Any] = {
    "target": "gpt-4o-mini",
    "suite": "ticket-triage",
    "state": "incident",
    "last_cycle": AT,
    "match_ratio": 0.2,
    "hallucination_ratio": 0.8,
    "baseline_hallucination_ratio": 0.02,
    "incidents": [
        {
            "id": 3,
            "key": "validity:100",
            "kind": "quality",
            "severity": "critical",
            "state": "open",
            "opened_at": AT,
        }
    ],
}


class Service:
    """A service whose state the test sets."""

    def __init__(self) -> None:
        self.stuck: str | None = None
        self.checks: dict[str, str | None] = {"database": None, "schema": None, "cycles": None}
        self.rows: list[dict[str, Any]] = [ROW]
        self.away = False

    def alive(self) -> str | None:
        return self.stuck

    async def ready(self) -> Mapping[str, str | None]:
        self._read()
        return self.checks

    async def status(self) -> Sequence[Mapping[str, Any]]:
        self._read()
        return self.rows

    def _read(self) -> None:
        if self.away:
            raise StorageError("the database at db:5432 does not answer: start it")


@pytest.fixture
def service() -> Service:
    return Service()


async def get(service: Service, path: str, **headers: str) -> httpx.Response:
    metrics = Metrics()
    metrics.declare("gpt-4o-mini", "ticket-triage")
    transport = httpx.ASGITransport(create_app(metrics, service))
    async with httpx.AsyncClient(transport=transport, base_url="http://canary") as client:
        return await client.get(path, headers=headers)


async def test_metrics_are_given_in_the_format_that_is_asked_for(service: Service) -> None:
    plain = await get(service, "/metrics")
    openmetrics = await get(service, "/metrics", accept="application/openmetrics-text; version=1.0.0")
    assert plain.headers["content-type"].startswith("text/plain")
    assert openmetrics.headers["content-type"].startswith("application/openmetrics-text")
    assert openmetrics.text.endswith("# EOF\n")
    assert "canary_probes_total" in plain.text


async def test_healthz_says_whether_the_process_turns(service: Service) -> None:
    assert (await get(service, "/healthz")).status_code == 200
    service.stuck = "the loop last turned 90 s ago"
    stuck = await get(service, "/healthz")
    assert (stuck.status_code, stuck.text) == (503, "the loop last turned 90 s ago\n")


async def test_a_database_that_is_away_is_unready_but_not_unhealthy(service: Service) -> None:
    service.away = True
    assert (await get(service, "/healthz")).status_code == 200
    unready = await get(service, "/readyz")
    assert (unready.status_code, unready.json()["failing"]) == (503, ["database"])


async def test_readyz_names_what_fails(service: Service) -> None:
    assert (await get(service, "/readyz")).json() == {"ready": True, "failing": [], "checks": service.checks}
    service.checks = {
        "database": None,
        "schema": "at 0001, needs 0002: canary db upgrade",
        "cycles": "2 overdue",
    }
    unready = await get(service, "/readyz")
    assert unready.status_code == 503
    assert unready.json()["failing"] == ["cycles", "schema"]


async def test_the_api_says_what_the_page_says(service: Service) -> None:
    service.rows = [ROW, {"target": "b", "suite": "s", "state": "learning", "match_ratio": float("nan")}]
    said = (await get(service, "/api/v1/status")).json()
    assert said["summary"] == {"incident": 1, "learning": 1, "healthy": 0}
    assert said["targets"][0]["last_cycle"] == "2026-11-20T03:00:00Z"
    assert said["targets"][0]["incidents"][0]["kind"] == "quality"
    assert said["targets"][1]["match_ratio"] is None


async def test_the_page_shows_each_target_and_what_is_open(service: Service) -> None:
    service.rows = [
        {"target": "b", "suite": "s", "state": "learning", "learned": 12, "needed": 72},
        {"target": "a", "suite": "s", "state": "healthy", "hallucination_ratio": 0.0, "match_ratio": 1.0},
        ROW,
    ]
    page = await get(service, "/")
    text = re.sub(r"<[^>]+>", " ", page.text)
    for shown in (
        "gpt-4o-mini",
        "20.0%",
        "80.0% (baseline 2.0%)",
        "quality (critical, open)",
        "12 of 72",
        "100.0%",
    ):
        assert shown in text
    assert page.text.index("gpt-4o-mini") < page.text.index('"row">b') < page.text.index('"row">a')
    assert "(1) Canary" in page.text
    assert 'http-equiv="refresh"' in page.text


class Tags(HTMLParser):
    """Every tag with its attributes, as a browser would find them."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


async def test_nothing_hostile_becomes_markup(service: Service) -> None:
    attack = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>\x1b[31m\u202e"
    incident = dict.fromkeys(("key", "kind", "severity", "state", "opened_at"), attack)
    keys = ("target", "suite", "state", "last_cycle", "match_ratio", "hallucination_ratio")
    service.rows = [{**dict.fromkeys(keys, attack), "incidents": [incident]}]
    page = await get(service, "/")
    tags = Tags()
    tags.feed(page.text)
    assert not {"script", "img"} & {tag for tag, _ in tags.found}
    assert not any(name.startswith("on") for _, attributes in tags.found for name in attributes)
    assert "\x1b" not in page.text
    assert "\u202e" not in page.text


async def test_the_page_fetches_nothing_and_may_run_nothing(service: Service) -> None:
    page = await get(service, "/")
    assert not re.search(r"(src|href)=\"?(https?:)?//", page.text)
    assert page.headers["content-security-policy"].startswith("default-src 'none'")


async def test_a_database_that_is_away_is_said_on_the_page(service: Service) -> None:
    service.away = True
    page, said = await get(service, "/"), await get(service, "/api/v1/status")
    assert (page.status_code, said.status_code) == (503, 503)
    assert "db:5432 does not answer" in page.text
    assert "db:5432 does not answer" in said.json()["error"]


async def test_no_targets_is_said(service: Service) -> None:
    service.rows = []
    assert "No target is configured" in (await get(service, "/")).text


async def test_writing_out_many_series_does_not_hold_up_the_loop() -> None:
    metrics = Metrics()
    for number in range(200):
        metrics.declare(f"target-{number}", "suite")
    transport = httpx.ASGITransport(create_app(metrics, Service()))
    async with httpx.AsyncClient(transport=transport, base_url="http://canary") as client:
        scrape = asyncio.create_task(client.get("/metrics"))
        turns = 0
        while not scrape.done():
            await asyncio.sleep(0.001)
            turns += 1
        assert (await scrape).status_code == 200
    assert turns > 3


async def test_the_page_and_its_json_name_the_incidents_number(service: Service) -> None:
    assert '<li class="incident">3: quality (critical, open)' in (await get(service, "/")).text
    assert (await get(service, "/api/v1/status")).json()["targets"][0]["incidents"][0]["id"] == 3
    service.rows = [{**ROW, "incidents": [{"kind": "quality", "severity": "critical"}]}]
    assert "None" not in (await get(service, "/")).text
