"""A drill proves the whole way to every sink, or says which one does not take it. The sinks are real, their servers ours."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from canary.app import open_app, utc_now
from canary.drill import Drill, hold, hold_due
from canary.metrics import Metrics
from canary.settings import Settings, load
from canary.storage import drills, queries
from canary.storage.engine import Database
from support.postgres import free_port
from support.process import canary, daemon, environment
from support.servers import Server, always, in_turn, response, serve
from support.slack_server import slack_server
from support.world import World

DAY = timedelta(days=1)
SECRETS = {"PD": "pd-hunter2", "HOOK": "hook-hunter2"}
TAKEN = always(response(b'{"status": "success"}', 202))


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    async with serve(TAKEN) as running:
        yield running


def config(folder: Path, database: str, server: Server, hook: str | None = None, **alerts: Any) -> Path:
    """canary.yaml with a PagerDuty and a webhook, both with secrets from the environment."""
    world = World(folder, database, listen=f"127.0.0.1:{free_port()}")
    world.config["alerts"] = {
        "pagerduty": {"routing_key": "${PD}", "api_url": f"{server.url}/pagerduty"},
        "webhook": {"url": f"{hook or server.url}/hook", "secret": "${HOOK}"},
        **alerts,
    }
    world.write()
    return folder / "canary.yaml"


def sent(server: Server, path: str) -> list[dict[str, Any]]:
    return [asked.json for asked in server.journal if asked.path == path]


async def test_every_sink_is_told_of_the_alert_and_of_its_end_and_nothing_is_left(
    tmp_path: Path, database_url: str, server: Server
) -> None:
    path = config(tmp_path, database_url, server)
    settings = load(path, SECRETS)
    async with open_app(settings, metrics=(counted := Metrics())) as app:
        drill = await hold(app.database, settings, utc_now)
        assert drill.passed
        assert set(drill.sinks) == {"log", "pagerduty", "webhook"}
        assert app.database.read(queries.open_incidents) == []
        assert app.database.read(drills.last_passed) == drill.ended
        await app.refresh_gauges()
    shown = counted.exposition("text/plain")[0].decode()
    assert float(
        re.findall(r"^canary_last_drill_timestamp_seconds (\S+)", shown, re.MULTILINE)[0]
    ) == pytest.approx(drill.ended.timestamp())
    paged = sent(server, "/pagerduty")
    assert [each["event_action"] for each in paged] == ["trigger", "resolve"]
    assert len({each["dedup_key"] for each in paged}) == 1
    assert "[DRILL] canary-drill" in paged[0]["payload"]["summary"]
    told = sent(server, "/hook")
    assert len(told) >= 2
    assert all("[DRILL]" in json.dumps(each) for each in told)


async def test_a_drill_names_no_incident_and_asks_for_nothing(
    tmp_path: Path, sqlite_url: str, server: Server
) -> None:
    settings = load(config(tmp_path, sqlite_url, server), SECRETS)
    with Database(sqlite_url) as database:
        await hold(database, settings, utc_now)
    said = json.dumps(sent(server, "/hook"))
    assert "This is an exercise: nothing is wrong, and nothing is to be done." in said
    assert "canary incidents" not in said


async def test_a_sink_that_refuses_is_named_with_its_error_and_the_others_are_resolved(
    tmp_path: Path, sqlite_url: str, server: Server
) -> None:
    async with serve(always(response(b"gone", 410))) as refusing:
        path = config(tmp_path, sqlite_url, server, refusing.url)
        code, out, err = await canary("--config", path, "drill", env=environment(**SECRETS))
    assert code == 1
    (line,) = [each for each in out.splitlines() if each.lstrip().startswith("webhook")]
    assert "did not fire, did not resolve:" in line
    assert "410" in line
    assert "The drill failed at webhook." in out
    assert [each["event_action"] for each in sent(server, "/pagerduty")] == ["trigger", "resolve"]
    with Database(sqlite_url) as database:
        assert database.read(drills.last_passed) is None
    assert not any(secret in out + err for secret in SECRETS.values())


async def test_a_sink_that_refuses_at_first_is_tried_again(
    tmp_path: Path, sqlite_url: str, server: Server
) -> None:
    busy = response(b"busy", 503)
    async with serve(in_turn(busy, *[response(b"", 204)] * 20)) as slow:
        path = config(tmp_path, sqlite_url, server, slow.url)
        code, out, _ = await canary("--config", path, "drill", "--json", env=environment(**SECRETS))
    document = json.loads(out)
    assert (code, document["passed"]) == (0, True)
    assert document["sinks"]["webhook"] == {"fired": True, "resolved": True, "error": None}


async def test_patience_ends_with_the_sink_s_last_words(
    tmp_path: Path, sqlite_url: str, server: Server
) -> None:
    async with serve(always(response(b"busy", 503))) as never:
        settings = load(config(tmp_path, sqlite_url, server, never.url), SECRETS)
        with Database(sqlite_url) as database:
            drill = await hold(database, settings, utc_now, timedelta(seconds=2))
    assert not drill.passed
    assert "503" in str(drill.sinks["webhook"].error)
    assert drill.sinks["pagerduty"].passed


@pytest.mark.parametrize("way", ["bot", "webhook"])
async def test_slack_shows_a_marked_message_that_ends_resolved_and_has_no_buttons(
    tmp_path: Path, sqlite_url: str, server: Server, way: str
) -> None:
    async with slack_server() as slack:
        bot = {
            "bot_token": "xoxb-good",
            "channel": "#llm-oncall",
            "api_url": slack.api_url,
            "app_token": "xapp-good",
        }
        settings = load(
            config(
                tmp_path,
                sqlite_url,
                server,
                slack=bot if way == "bot" else {"webhook_url": slack.webhook_url},
            ),
            SECRETS,
        )
        with Database(sqlite_url) as database:
            drill = await hold(database, settings, utc_now)
        shown = [json.dumps(each) for each in slack.roots().values()]
    assert drill.passed
    assert len(shown) == (1 if way == "bot" else 2)
    assert all("[DRILL]" in each for each in shown)
    assert "Resolved" in shown[-1]
    assert not any('"actions"' in each for each in shown)


async def test_routes_keep_no_sink_from_a_drill(tmp_path: Path, sqlite_url: str, server: Server) -> None:
    routes = [{"owner": "nobody", "sinks": ["log"]}, {"sinks": ["log"]}]
    settings = load(config(tmp_path, sqlite_url, server, routes=routes), SECRETS)
    with Database(sqlite_url) as database:
        assert set((await hold(database, settings, utc_now)).sinks) == {"log", "pagerduty", "webhook"}
    assert sent(server, "/pagerduty")


# --- on schedule -----------------------------------------------------------------------------------

NOON = datetime(2026, 3, 1, 12, 20, tzinfo=UTC)


def test_one_is_due_so_long_after_the_last_and_what_was_missed_is_held_once(database: Database) -> None:
    def due(now: datetime) -> int | None:
        return database.call(drills.begin_due, 7 * DAY, now)

    assert due(NOON) is not None  # with none on record
    assert due(NOON) is None
    assert due(NOON + 6 * DAY) is None
    assert due(NOON + 7 * DAY) is not None
    assert due(NOON + 30 * DAY) is not None
    assert due(NOON + 30 * DAY) is None
    assert due(NOON + 35 * DAY) is not None  # 28 d + 7 d: the rhythm is kept


def test_one_by_hand_sets_the_hour_of_those_to_come(database: Database) -> None:
    assert database.call(drills.begin, NOON) is not None
    assert database.call(drills.begin_due, DAY, NOON + DAY - timedelta(minutes=1)) is None
    assert database.call(drills.begin_due, DAY, NOON + DAY) is not None


async def test_two_daemons_on_one_database_hold_it_once(
    tmp_path: Path, postgres_url: str, server: Server
) -> None:
    settings = load(config(tmp_path, postgres_url, server, drill_every="7d"), SECRETS)
    with Database(postgres_url) as one, Database(postgres_url) as other:
        one.call(drills.begin, utc_now() - 8 * DAY)
        held = await asyncio.gather(
            hold_due(one, settings, utc_now),
            hold_due(other, settings, utc_now),
            hold_due(one, settings, utc_now),
        )
    assert [each.passed for each in held if each is not None] == [True]
    assert len(sent(server, "/pagerduty")) == 2


async def test_without_drill_every_none_is_ever_due(tmp_path: Path, sqlite_url: str, server: Server) -> None:
    settings: Settings = load(config(tmp_path, sqlite_url, server), SECRETS)
    with Database(sqlite_url) as database:
        found: Drill | None = await hold_due(database, settings, utc_now)
    assert found is None


async def test_the_daemon_holds_the_drill_that_is_due(
    tmp_path: Path, sqlite_url: str, server: Server
) -> None:
    path = config(tmp_path, sqlite_url, server, drill_every="30d")
    async with daemon(path, environment(**SECRETS)) as running:
        await running.until("drill passed")
        assert await running.terminate() == 0
    assert [each["event_action"] for each in sent(server, "/pagerduty")] == ["trigger", "resolve"]
    with Database(sqlite_url) as database:
        assert database.read(drills.last_passed) is not None
