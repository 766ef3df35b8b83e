"""A process that delivers to Slack is killed at random instructions: nothing is lost, nothing is shown twice."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import sys
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from canary.storage import incidents
from canary.storage.engine import Database
from canary.storage.tables import notification
from support.notices import AT, notice
from support.slack_server import Slack, refuse, slack_server

NOTICES, KILLS = 200, 20

# Imports once, then gives a life (a fork) to each line: database, time, bot token, webhook, address. Says the life's
# process, and how it ended.
DELIVERER = """
import asyncio, os, sys
from datetime import datetime
import structlog
from canary import outbox
from canary.core.model import Secret
from canary.settings.values import Slack
from canary.sinks.slack import open_slack
from canary.storage import incidents
from canary.storage.engine import Database

structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))

async def deliver(url, at, bot, hook, api):
    database, now = Database(url), datetime.fromisoformat(at)
    secrets = (Secret(bot), None) if bot != "-" else (None, Secret(hook))
    sink = open_slack(Slack(*secrets, "#llm-oncall", api), pace=0.0)
    while await outbox.deliver(database, {"slack": sink}, lambda: now):
        pass
    await sink.aclose()
    database.close()

for line in sys.stdin:
    life = os.fork()
    if life == 0:
        asyncio.run(deliver(*line.split()))
        os._exit(0)
    print(life, flush=True)
    print(os.waitstatus_to_exitcode(os.waitpid(life, 0)[1]), flush=True)
"""


@pytest.fixture
async def server() -> AsyncIterator[Slack]:
    async with slack_server() as running:
        yield running


class Lives:
    """One deliverer after the other; each begins after the leases of the last have lapsed."""

    def __init__(self, process: asyncio.subprocess.Process, url: str, server: Slack, *, bot: bool) -> None:
        self.process, self.url, self.server, self.bot = process, url, server, bot
        self.at, self.rng = AT, random.Random(7)

    async def live(self, *, killed: bool) -> bool:
        """Whether the life got to its own end."""
        shown = len(self.server.calls)
        token = "xoxb-good" if self.bot else "-"
        line = [self.url, self.at.isoformat(), token, self.server.webhook_url, self.server.api_url]
        self.at += timedelta(minutes=3)
        assert self.process.stdin is not None
        self.process.stdin.write(" ".join(line).encode() + b"\n")
        pid = int(await self._said())
        ended = asyncio.create_task(self._said())
        while killed and len(self.server.calls) == shown and not ended.done():
            await asyncio.sleep(0.002)
        if killed:
            await asyncio.sleep(self.rng.random() * 0.04)
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        return await ended == "0"

    async def _said(self) -> str:
        assert self.process.stdout is not None
        return (await self.process.stdout.readline()).decode().strip()


@asynccontextmanager
async def lives(url: str, server: Slack, *, bot: bool) -> AsyncIterator[Lives]:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        DELIVERER,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    yield Lives(process, url, server, bot=bot)
    assert process.stdin is not None
    process.stdin.close()
    await process.wait()


async def killed_again_and_again(database: Database, url: str, server: Slack, *, bot: bool) -> int:
    """Owe and deliver all; returns how often a deliverer was killed on the way."""
    for number in range(NOTICES):
        plain = replace(notice(), key=f"incident {number}", title=f"incident {number}").to_plain()
        database.call(incidents.owe, {"slack": plain}, dedupe=f"{number}", now=AT)
    async with lives(url, server, bot=bot) as them:
        kills = 0
        while kills < KILLS and database.read(incidents.pending):
            kills += not await them.live(killed=True)
        while database.read(incidents.pending):
            assert await them.live(killed=False)
    states = sa.select(notification.c.state).distinct()
    assert database.read(lambda c: c.execute(states).scalars().all()) == ["sent"]
    return kills


def shown(server: Slack) -> Counter[str]:
    """How often each message stands in the channel."""
    headers = (m["blocks"][0]["text"]["text"] for m in server.roots().values())
    return Counter(header.partition(" ")[2] for header in headers)


async def test_with_a_bot_token_nothing_is_lost_and_nothing_shown_twice(
    database: Database, database_url: str, server: Slack
) -> None:
    kills = await killed_again_and_again(database, database_url, server, bot=True)
    assert kills == KILLS
    assert shown(server) == Counter(f"incident {number}" for number in range(NOTICES))
    evidence = Counter(m["thread_ts"] for m in server.messages.values() if "thread_ts" in m)
    assert evidence == Counter(ref.partition(":")[2] for ref in server.roots())


async def test_without_the_scopes_to_look_one_message_a_kill_is_shown_twice_at_most(
    sqlite_url: str, server: Slack
) -> None:
    server.refusals = {m: refuse("missing_scope") for m in ("users.conversations", "conversations.history")}
    with Database(sqlite_url) as database:
        kills = await killed_again_and_again(database, sqlite_url, server, bot=True)
    assert 0 < sum(shown(server).values()) - NOTICES <= kills  # so the search is what the test above is about
    assert len(shown(server)) == NOTICES


async def test_with_a_webhook_one_message_a_kill_is_shown_twice_at_most(
    database: Database, database_url: str, server: Slack
) -> None:
    kills = await killed_again_and_again(database, database_url, server, bot=False)
    assert kills == KILLS
    assert sum(shown(server).values()) - NOTICES <= kills
    assert len(shown(server)) == NOTICES
