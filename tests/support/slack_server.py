"""A loopback Slack that keeps what it is sent, refuses what Slack would refuse, and answers any error it is told to.

async with slack_server() as slack:
    slack.answer = refuse("invalid_auth")      # until set to None again
    slack.messages                             # channel:ts -> the message as it stands, edits applied
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

from support.servers import Received, Server, response, serve

Json = dict[str, Any]


@dataclass
class Slack:
    """``answer`` replaces Slack's own answer with those bytes; ``delay`` (seconds) comes before any."""

    server: Server
    answer: bytes | None = None
    delay: float = 0.0
    messages: dict[str, Json] = field(default_factory=dict)
    calls: list[tuple[str, Json]] = field(default_factory=list)

    @property
    def api_url(self) -> str:
        return f"{self.server.url}/api/"

    @property
    def webhook_url(self) -> str:
        return f"{self.server.url}/services/T0/B0/hook-secret"

    @property
    def methods(self) -> list[str]:
        return [method for method, _ in self.calls]


def refuse(error: str, **fields: Any) -> bytes:
    """HTTP 200 with ok: false, as the Web API refuses."""
    return response({"ok": False, "error": error, **fields})


def ratelimited(seconds: int) -> bytes:
    return response({"ok": False, "error": "ratelimited"}, 429, {"retry-after": str(seconds)})


def plain(text: str, status: int) -> bytes:
    """As webhooks answer."""
    return response(text, status, {"content-type": "text/html"})


@contextlib.asynccontextmanager
async def slack_server() -> AsyncIterator[Slack]:
    slack: Slack

    async def handle(received: Received, writer: asyncio.StreamWriter) -> None:
        asked = received.json if received.body else {}
        method = received.path.rpartition("/api/")[2] if "/api/" in received.path else "webhook"
        slack.calls.append((method, asked))
        await asyncio.sleep(slack.delay)
        writer.write(slack.answer or _answer(slack, method, asked, received))

    async with serve(handle) as server:
        slack = Slack(server)
        yield slack


def _answer(slack: Slack, method: str, asked: Json, received: Received) -> bytes:
    if method == "webhook":
        return _webhook(slack, asked)
    if received.headers.get("authorization") != "Bearer xoxb-good":
        return refuse("invalid_auth")
    if method == "auth.test":
        return response({"ok": True, "team": "T", "user": "canary"})
    if problem := block_problem(asked):
        return refuse("invalid_blocks", response_metadata={"messages": [problem]})
    return _post(slack, asked) if method == "chat.postMessage" else _update(slack, asked)


def _webhook(slack: Slack, asked: Json) -> bytes:
    if not asked.get("text"):
        return plain("no_text", 400)
    if block_problem(asked):
        return plain("invalid_blocks", 400)
    slack.messages[f"hook:{len(slack.messages)}"] = asked
    return plain("ok", 200)


def _post(slack: Slack, asked: Json) -> bytes:
    ts = f"17000000.{len(slack.messages):06d}"
    slack.messages[f"C0LLM:{ts}"] = asked
    return response({"ok": True, "channel": "C0LLM", "ts": ts})


def _update(slack: Slack, asked: Json) -> bytes:
    ref = f"{asked['channel']}:{asked['ts']}"
    if ref not in slack.messages:
        return refuse("message_not_found")
    slack.messages[ref] = asked
    return response({"ok": True, "channel": asked["channel"], "ts": asked["ts"]})


def block_problem(asked: Json) -> str | None:
    """What Slack would say of the blocks; None if they keep its documented limits."""
    blocks = asked.get("blocks", [])
    if len(blocks) > 50:
        return "no more than 50 items allowed"
    return next((problem for block in blocks for problem in _problems(block)), None)


def _problems(block: Json) -> list[str]:
    if block["type"] == "header":
        return _long(block["text"]["text"], 150)
    if block["type"] == "context":
        return [problem for each in block["elements"] for problem in _long(each["text"], 3000)]
    fields = block.get("fields", [])
    found = ["no more than 10 fields"] if len(fields) > 10 else []
    found += [problem for each in fields for problem in _long(each["text"], 2000)]
    return found + (_long(block["text"]["text"], 3000) if "text" in block else [])


def _long(text: str, limit: int) -> list[str]:
    size = len(text.encode("utf-16-le")) // 2
    return [f"must be more than 0 and less than {limit + 1} characters"] if not 0 < size <= limit else []
