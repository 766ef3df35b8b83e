"""What sinks that forget are told again, and the sign of life after a round: the app on a scripted model."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import structlog

from canary import handling
from canary.app import App
from canary.core.message import Notice
from canary.errors import DeliveryError
from canary.sinks.alertmanager import Alertmanager
from canary.storage import queries
from support.servers import FAULTS, always, response, serve
from support.world import HOUR, Inbox, World

WORSE_AT = 9


class Forgetting(Inbox):
    """A sink that is sent every change, and keeps what it was told again last."""

    def __init__(self) -> None:
        super().__init__(edits=True, gathers=False)
        self.again: Sequence[Notice] | None = None
        self.refuses: DeliveryError | None = None

    async def remind(self, standing: Callable[[], Awaitable[Sequence[Notice]]]) -> int:
        if self.refuses is not None:
            raise self.refuses
        self.again = await standing()
        return len(self.again)


@pytest.fixture
def sink() -> Forgetting:
    return Forgetting()


@pytest.fixture
def world(tmp_path: Path, database_url: str, sink: Forgetting) -> World:
    made = World(tmp_path, database_url)
    made.sinks = {"inbox": sink}
    made.target |= {"samples": 3, "owner": "payments", "runbook": "https://wiki.example/llm"}
    made.prompts = [
        {**prompt, "validate": [{"regex": "it is"}], "examples": {"pass": ["it is"], "fail": ["Sorry."]}}
        for prompt in made.prompts
    ]
    phase = {"from_cycle": WORSE_AT, "to_cycle": WORSE_AT + 3, "hallucinate": 1.0}
    made.target["script"] = {"seed": 3, "phases": [phase]}
    return made


async def again(app: App, sink: Forgetting) -> list[tuple[str, bool]]:
    """(state, over) of what is said again now of answers that fail."""
    await app.remind()
    sink.again = [notice for notice in sink.again or () if notice.cause == "validity"]
    return [(notice.state, notice.resolved) for notice in sink.again]


async def test_an_incident_is_said_again_from_when_it_was_told_until_after_its_end(
    world: World, sink: Forgetting
) -> None:
    await world.hours(WORSE_AT)
    async with world.app() as app:
        assert await again(app, sink) == []
        target, suite = app.pairs()[0]
        await app.run_cycle(target, suite, world.clock())
        assert await again(app, sink) == []  # nobody has been told yet
        world.clock.at += HOUR
        await world.hour(app)
        assert await again(app, sink) == [("open", False)]
        (said,) = sink.again or ()
        told = next(notice for notice in sink.notices if notice.state == "open")
        assert (said.key, said.incident, said.owner, said.runbook) == (
            told.key,
            told.incident,
            "payments",
            "https://wiki.example/llm",
        )
        assert (said.opened_at, said.vantage, said.cause) == (told.opened_at, "test", "validity")
        while sink.again:
            await world.hour(app)
            await again(app, sink)
        world.clock.at -= HOUR - timedelta(minutes=14)  # its end was an hour ago
        assert await again(app, sink) == [("resolved", True)]
        world.clock.at += timedelta(minutes=2)
        assert await again(app, sink) == []


async def test_what_somebody_took_on_is_said_again_with_their_name(world: World, sink: Forgetting) -> None:
    async with told(world) as app:
        app.database.call(handling.acknowledge, 1, "ann", world.clock())
        await app.deliver()
        assert await again(app, sink) == [("acknowledged", False)]
        assert (sink.again or ())[0].summary.startswith("Taken on by ann.")


async def test_what_is_silenced_is_said_to_have_ended_and_then_not_at_all(
    world: World, sink: Forgetting
) -> None:
    async with told(world) as app:
        now = world.clock()
        app.database.call(handling.silence, "ann", "known", now, now + 4 * HOUR, now, incident_id=1)
        await app.deliver()
        assert sink.notices[-1].state == "silenced"
        assert await again(app, sink) == [("silenced", False)]
        world.clock.at += timedelta(minutes=20)
        assert await again(app, sink) == []
        world.clock.at += 4 * HOUR
        await app.deliver()
        assert sink.notices[-1].reason == "silence_ended"
        assert await again(app, sink) == [("open", False)]


async def test_it_is_said_again_only_where_a_route_leads(world: World, sink: Forgetting) -> None:
    world.config["alerts"] = {"routes": [{"owner": "payments", "sinks": ["log"]}]}
    async with told(world) as app:
        assert await again(app, sink) == []
        assert sink.notices == []


async def test_a_sink_that_cannot_be_reminded_is_counted_and_holds_up_nothing(
    world: World, sink: Forgetting
) -> None:
    async with told(world) as app:
        for permanent in (False, True):
            sink.refuses = DeliveryError("no", permanent=permanent)
            with structlog.testing.capture_logs() as logs:
                await app.remind()
            assert logs[0]["event"] == "notification not delivered"
        text = app.metrics.exposition("")[0].decode()
    assert 'canary_notifications_total{result="retried",sink="inbox"} 1.0' in text
    assert 'canary_notifications_total{result="failed",sink="inbox"} 1.0' in text


async def test_a_real_sink_is_reminded_of_what_stands(world: World) -> None:
    async with serve(always(response(b""))) as server, told(world) as app:
        app.sinks["inbox"] = Alertmanager(server.url, None, world.clock)
        await app.remind()
    (posted,) = [asked.json for asked in server.journal]
    assert [alert["labels"]["target"] for alert in posted] == ["model"]


@contextlib.asynccontextmanager
async def told(world: World) -> AsyncIterator[App]:
    """An app with one critical incident, of which everybody was told."""
    await world.hours(WORSE_AT + 1)
    async with world.app() as app:
        opened = [each for each in app.database.read(queries.open_incidents) if each.state == "open"]
        assert [(each.id, each.severity) for each in opened] == [(1, "critical")]
        yield app


async def test_the_budget_is_told_by_the_routes_and_a_warning_wakes_nobody(
    tmp_path: Path, sqlite_url: str
) -> None:
    price = {"input_per_mtok": 10.0, "output_per_mtok": 10.0}
    for routes, woken in ([], ["critical"]), ([{"sinks": ["log"]}], []):
        alerts = {"routes": routes}
        world = World(tmp_path, sqlite_url, budget={"usd_per_day": 0.001}, alerts=alerts)
        world.target["price"] = price
        world.sinks["pagerduty"] = pager = Inbox("pagerduty")
        await world.hours(6)
        assert [notice.severity.value for notice in pager.notices] == woken
        sqlite_url = sqlite_url.replace("canary.db", "another.db")


# --- the sign of life ---


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("canary.app.BEAT_PATIENCE", 0.3)


def counted(app: App, result: str) -> float:
    name = f'canary_notifications_total{{result="{result}",sink="heartbeat"}} '
    text = app.metrics.exposition("")[0].decode()
    return float(next(line for line in text.splitlines() if line.startswith(name)).rpartition(" ")[2])


async def test_every_good_round_is_a_sign_of_life(tmp_path: Path, sqlite_url: str) -> None:
    async with serve(always(response("OK"))) as server:
        world = World(tmp_path, sqlite_url, alerts={"heartbeat": {"url": f"{server.url}/ping/1"}})
        async with world.app() as app:
            for _ in range(3):
                await world.hour(app)
                await asyncio.sleep(0.05)
            assert counted(app, "sent") == 3
    assert [(asked.method, asked.path) for asked in server.journal] == [("GET", "/ping/1")] * 3


@pytest.mark.parametrize("script", [{"phases": [{"from_cycle": 0, "fail": "server_error"}]}, None])
async def test_a_round_that_measured_nothing_or_is_kept_aside_is_none(
    tmp_path: Path, sqlite_url: str, script: Any
) -> None:
    async with serve(always(response("OK"))) as server:
        world = World(tmp_path, sqlite_url, alerts={"heartbeat": {"url": server.url}})
        if script is not None:
            world.target["script"] = script
        await world.hours(2, aside=script is None)
    assert server.journal == []


async def test_a_heartbeat_that_is_refused_is_counted_and_tried_after_the_next_round(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with serve(always(response("no", 500))) as server:
        world = World(tmp_path, sqlite_url, alerts={"heartbeat": {"url": f"{server.url}/hunter2"}})
        async with world.app() as app:
            with structlog.testing.capture_logs() as logs:
                for _ in range(2):
                    await world.hour(app)
                    await asyncio.sleep(0.05)
            assert (counted(app, "retried"), counted(app, "sent")) == (2, 0)
    assert len(server.journal) == 2
    assert "hunter2" not in str(logs)


async def test_a_heartbeat_that_hangs_holds_up_neither_cycles_nor_the_end(
    tmp_path: Path, sqlite_url: str, quick: None
) -> None:
    async with serve(FAULTS["never"]) as server:
        world = World(tmp_path, sqlite_url, alerts={"heartbeat": {"url": server.url}})
        async with asyncio.timeout(10):
            await world.hours(3)
    assert len(server.journal) == 1


async def test_a_single_run_waits_for_its_ping(tmp_path: Path, sqlite_url: str) -> None:
    async with serve(always(response("OK"))) as server:
        world = World(tmp_path, sqlite_url, alerts={"heartbeat": {"url": server.url}})
        await world.hours(1)
    assert len(server.journal) == 1
