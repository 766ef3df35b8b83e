"""Logs hold no prompt, no output and no secret, whatever fails and however much is logged."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import signal
from pathlib import Path
from typing import Any

import pytest
import structlog

from support.process import KEY, daemon, write_config
from support.servers import Received, always, chat_completion, error, llm_server, response, serve
from support.world import World

PROMPT, OUTPUT, REASON = "marmoreal", "xylographer", "TKT-77777"
TOKEN, HOOK, PROXY = "xoxb-never-to-be-shown", "hook-never-to-be-shown", "proxy-never-to-be-shown"
HIDDEN = (PROMPT, OUTPUT, REASON, KEY, TOKEN, HOOK, PROXY)
ASKED = f"The ticket TKT-10442 speaks of a {PROMPT} halo around the parcel. Summarise it."


def say(asked: dict[str, Any]) -> bytes:
    """One prompt in three is refused in words that repeat it, one fails, one is answered with an id nobody gave."""
    said = asked["messages"][-1]["content"]
    if said.endswith("0"):
        return error(400, f"Your input was flagged: {said}", code="content_policy")
    if said.endswith("1"):
        return error(500, f"internal error while reading {said!r}")
    return response(chat_completion(f"The {OUTPUT} lost {REASON}.", model=asked["model"]))


def suite(folder: Path) -> None:
    checks: list[Any] = ["nonempty", {"grounded_ids": {"pattern": r"TKT-\d{4,}"}}]
    prompts = [
        {"id": f"p{n}", "messages": [{"role": "user", "content": f"{ASKED} {n}"}], "validate": checks}
        for n in range(6)
    ]
    (folder / "canaries").mkdir(exist_ok=True)
    (folder / "canaries" / "numbers.yaml").write_text(json.dumps({"suite": "numbers", "prompts": prompts}))


def failing_sinks(url: str) -> dict[str, Any]:
    return {
        "slack": {"bot_token": TOKEN, "channel": "#x", "api_url": f"{url}/api/"},
        "alertmanager": {"url": url, "bearer_token": TOKEN},
        "pagerduty": {"routing_key": TOKEN, "api_url": f"{url}/v2/enqueue"},
        "webhook": {"url": f"{url}/{HOOK}", "secret": HOOK},
        "heartbeat": {"url": f"{url}/{HOOK}"},
    }


async def repeating(received: Received, writer: asyncio.StreamWriter) -> None:
    """Refuses, and repeats all it was sent: from the evidence on, for the message holds that."""
    told = f"no: {received.headers.get('authorization')} {received.path}"
    body = received.body.decode()
    writer.write(response({"ok": False, "error": told, "read": body[body.find(OUTPUT) - 20 :]}, 403))


def shown(log: str) -> list[str]:
    return [word for word in HIDDEN if word in log]


async def test_a_daemon_with_everything_failing_logs_no_text_and_no_secret(tmp_path: Path) -> None:
    async with llm_server(say) as llm, serve(repeating) as refuser:
        config = write_config(
            tmp_path,
            f"sqlite:///{tmp_path}/c.db",
            llm.url,
            every="2s",
            alerts=failing_sinks(refuser.url),
            access={"bearer_token": TOKEN},
        )
        suite(tmp_path)
        async with daemon(config) as running:
            await running.until("cycle done", 60, times=2)
            await running.until("notification not delivered", 60)
            config.write_text(config.read_text().replace('"targets"', '"tragets"'))
            running.send(signal.SIGHUP)
            await running.until("reload refused", 60)
            assert await running.terminate() == 0
    assert "<prompt>" in running.log
    assert shown(running.log) == []


async def test_not_even_the_libraries_at_debug_level_do(
    tmp_path: Path,
    database_url: str,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Every logger there is at DEBUG, and structlog as it is unconfigured: it prints all."""
    caplog.set_level(logging.DEBUG)
    structlog.reset_defaults()
    monkeypatch.setenv("NO_PROXY", "")
    async with llm_server(say) as llm, serve(always(response(b"", 302, {"location": "/"}))) as refuser:
        proxy = f"http://ann:{PROXY}@127.0.0.1:9"
        world = World(tmp_path, database_url, alerts=failing_sinks(refuser.url), network={"proxy": proxy})
        world.target = {
            "name": "model",
            "provider": "openai",
            "model": "m",
            "base_url": f"{llm.url}/v1",
            "api_key": KEY,
            "network": {"proxy": llm.url},
        }
        world.prompts = [
            {"id": f"p{n}", "messages": [{"role": "user", "content": f"{ASKED} {n}"}]} for n in range(6)
        ]
        for prompt in world.prompts:
            prompt["validate"] = ["nonempty", {"grounded_ids": {"pattern": r"TKT-\d{4,}"}}]
        world.sinks = None  # type: ignore[assignment]
        await _run(world)
    told = "".join([*capfd.readouterr(), caplog.text])
    assert "notification not delivered" in told
    assert shown(told) == []


async def _run(world: World) -> None:
    from canary.app import open_app
    from canary.settings import load

    world.write()
    settings = load(world.folder / "canary.yaml", {})
    async with open_app(settings, now=world.clock, pace=0.0) as app:
        for _ in range(2):
            for target, each in app.pairs():
                await app.run_cycle(target, each, world.clock())
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(30):
                    await app.deliver()
            world.clock.at += world.step
