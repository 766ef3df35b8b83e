"""A loopback Slack that keeps what it is sent, refuses what Slack would refuse, and answers any error it is told to.

async with slack_server() as slack:
    slack.answer = refuse("invalid_auth")      # until set to None again
    slack.refusals["conversations.history"] = refuse("missing_scope")
    slack.messages                             # channel:ts -> the message as it stands, edits applied
    await slack.press(message, "canary_acknowledge")    # as if somebody pressed a button
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import hashlib
import json
import ssl
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from support.notices import AT
from support.servers import Received, Server, response, serve

Json = dict[str, Any]

CHANNELS = {"llm-oncall": "C0LLM", "pay-llm": "C0PAY", "x": "C0X"}
SCOPES = "chat:write,channels:read,channels:history,groups:read,groups:history"
PRIVATE = frozenset({"C0PAY"})
_HANDSHAKE = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"  # RFC 6455


@dataclass
class Slack:
    """``answer`` replaces Slack's own answer with those bytes, ``refusals`` that to one method; ``delay`` (seconds)
    comes before any, ``late`` after the deed and before the answer. ``members`` are the channels the app is in."""

    server: Server
    answer: bytes | None = None
    refusals: dict[str, bytes] = field(default_factory=dict)
    delay: float = 0.0
    late: float = 0.0
    page: int = 200
    began: int = int(AT.timestamp())  # its clock stands, but for the microseconds
    scopes: str = SCOPES
    members: set[str] = field(default_factory=lambda: set(CHANNELS.values()))
    archived: set[str] = field(default_factory=set)
    messages: dict[str, Json] = field(default_factory=dict)
    whispers: list[Json] = field(default_factory=list)
    calls: list[tuple[str, Json]] = field(default_factory=list)
    acknowledged: list[str] = field(default_factory=list)
    sockets: list[asyncio.StreamWriter] = field(default_factory=list)
    connected: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def api_url(self) -> str:
        return f"{self.server.url}/api/"

    @property
    def webhook_url(self) -> str:
        return f"{self.server.url}/services/T0/B0/hook-secret"

    @property
    def methods(self) -> list[str]:
        return [method for method, _ in self.calls]

    def roots(self) -> dict[str, Json]:
        """The messages that stand in a channel by themselves."""
        return {ref: m for ref, m in self.messages.items() if "thread_ts" not in m}

    def thread(self, ref: str) -> list[Json]:
        """The replies to the message of that reference, oldest first."""
        channel, _, ts = ref.partition("#")[0].partition(":")
        return [
            m for r, m in self.messages.items() if r.startswith(f"{channel}:") and m.get("thread_ts") == ts
        ]

    async def press(self, ref: str, action: str, at: str = "1700000100.1", value: str | None = None) -> None:
        """Send the envelope of a press over the newest socket."""
        channel, _, ts = ref.partition("#")[0].partition(":")
        found = [b for b in self.messages[f"{channel}:{ts}"]["blocks"] if b["type"] == "actions"]
        buttons = {b["action_id"]: b["value"] for block in found for b in block["elements"]}
        pressed = {"type": "button", "action_id": action, "block_id": "canary", "action_ts": at}
        payload = {
            "type": "block_actions",
            "team": {"id": "T0", "domain": "t"},
            "user": {"id": "U0ANN", "username": "ann", "name": "ann", "team_id": "T0"},
            "container": {"type": "message", "message_ts": ts, "channel_id": channel, "is_ephemeral": False},
            "channel": {"id": channel, "name": "llm-oncall"},
            "actions": [{**pressed, "value": value or next(iter(buttons.values()))}],
        }
        await self.envelope({"type": "interactive", "envelope_id": f"e-{at}-{action}", "payload": payload})

    async def envelope(self, envelope: Json | str) -> None:
        """Send anything over the newest socket."""
        text = envelope if isinstance(envelope, str) else json.dumps(envelope)
        writer = self.sockets[-1]
        writer.write(_frame(text.encode()))
        await writer.drain()


def refuse(error: str, **fields: Any) -> bytes:
    """HTTP 200 with ok: false, as the Web API refuses."""
    return response({"ok": False, "error": error, **fields})


def ratelimited(seconds: int) -> bytes:
    return response({"ok": False, "error": "ratelimited"}, 429, {"retry-after": str(seconds)})


def plain(text: str, status: int) -> bytes:
    """As webhooks answer."""
    return response(text, status, {"content-type": "text/html"})


@contextlib.asynccontextmanager
async def slack_server(tls: ssl.SSLContext | None = None) -> AsyncIterator[Slack]:
    slack: Slack

    async def handle(received: Received, writer: asyncio.StreamWriter) -> None:
        if received.path.startswith("/socket"):
            await _socket(slack, received, writer)
            return
        path = urlsplit(received.path)
        asked = received.json if received.body else dict(parse_qsl(path.query))
        method = path.path.rpartition("/api/")[2] if "/api/" in path.path else "webhook"
        slack.calls.append((method, asked))
        await asyncio.sleep(slack.delay)
        made = slack.answer or slack.refusals.get(method) or _answer(slack, method, asked, received)
        await asyncio.sleep(slack.late)
        writer.write(made)

    async with serve(handle, tls=tls) as server:
        slack = Slack(server)
        yield slack


def _answer(slack: Slack, method: str, asked: Json, received: Received) -> bytes:
    if method == "webhook":
        return _webhook(slack, asked)
    token = received.headers.get("authorization")
    if method == "apps.connections.open":
        return _connection(slack) if token == "Bearer xapp-good" else refuse("not_allowed_token_type")
    if token != "Bearer xoxb-good":
        return refuse("invalid_auth")
    if method == "auth.test":
        return response({"ok": True, "team": "T", "user": "canary"}, headers={"x-oauth-scopes": slack.scopes})
    if method.startswith(("conversations.", "users.")):
        return _reading(slack, method, asked)
    if problem := block_problem(asked):
        return refuse("invalid_blocks", response_metadata={"messages": [problem]})
    if len(json.dumps(asked.get("metadata", {}))) > 4000:
        return refuse("metadata_too_large")
    return _writing(slack, method, asked)


def _webhook(slack: Slack, asked: Json) -> bytes:
    if not asked.get("text"):
        return plain("no_text", 400)
    if block_problem(asked):
        return plain("invalid_blocks", 400)
    slack.messages[f"hook:{len(slack.messages)}"] = asked
    return plain("ok", 200)


# --- writing ---


def _writing(slack: Slack, method: str, asked: Json) -> bytes:
    channel = _channel(asked["channel"])
    if channel not in slack.members:
        return refuse("not_in_channel")
    if channel in slack.archived:
        return refuse("is_archived")
    if method == "chat.postEphemeral":
        slack.whispers.append(asked)
        return response({"ok": True, "message_ts": "1"})
    return _post(slack, asked, channel) if method == "chat.postMessage" else _update(slack, asked)


def _channel(name: str) -> str:
    return CHANNELS.get(name.lstrip("#"), name)


def _post(slack: Slack, asked: Json, channel: str) -> bytes:
    thread = asked.get("thread_ts")
    if thread is not None and f"{channel}:{thread}" not in slack.messages:
        return refuse("thread_not_found")
    ts = f"{slack.began}.{len(slack.messages):06d}"
    slack.messages[f"{channel}:{ts}"] = asked
    return response({"ok": True, "channel": channel, "ts": ts})


def _update(slack: Slack, asked: Json) -> bytes:
    ref = f"{asked['channel']}:{asked['ts']}"
    if ref not in slack.messages:
        return refuse("message_not_found")
    slack.messages[ref] = {**asked, "metadata": asked.get("metadata") or slack.messages[ref].get("metadata")}
    return response({"ok": True, "channel": asked["channel"], "ts": asked["ts"]})


# --- reading ---


def _reading(slack: Slack, method: str, asked: Json) -> bytes:
    if method == "users.conversations":
        return _mine(slack, asked["types"].split(","))
    channel = asked["channel"]
    if channel not in CHANNELS.values():
        return refuse("channel_not_found")
    if method == "conversations.info":
        state = {"is_member": channel in slack.members, "is_archived": channel in slack.archived}
        return response({"ok": True, "channel": {"id": channel, **state}})
    if channel not in slack.members:
        return refuse("not_in_channel")
    return _page(slack, _listed(slack, method, asked), asked)


def _mine(slack: Slack, kinds: list[str]) -> bytes:
    """The channels the app is in; each kind that is asked for takes its own scope."""
    for kind, scope in (("public_channel", "channels:read"), ("private_channel", "groups:read")):
        if kind in kinds and scope not in slack.scopes:
            return refuse("missing_scope", needed=scope, provided=slack.scopes)
    wanted = {i for i in slack.members if ("private_channel" if i in PRIVATE else "public_channel") in kinds}
    found = [{"id": i, "name": name} for name, i in CHANNELS.items() if i in wanted]
    return response({"ok": True, "channels": found})


def _listed(slack: Slack, method: str, asked: Json) -> list[Json]:
    mine = [
        {"type": "message", "ts": ref.partition(":")[2], **{k: v for k, v in m.items() if k != "ts"}}
        for ref, m in slack.messages.items()
        if ref.startswith(f"{asked['channel']}:")
    ]
    if method == "conversations.replies":
        found = [m for m in mine if asked["ts"] in (m["ts"], m.get("thread_ts"))]
    else:
        shown = [m for m in mine if "thread_ts" not in m or m.get("reply_broadcast")]
        found = shown[::-1]  # the newest first; our clock is wound, so "oldest" is not looked at
    if asked.get("include_all_metadata") != "1":
        found = [{k: v for k, v in m.items() if k != "metadata"} for m in found]
    return found


def _page(slack: Slack, found: list[Json], asked: Json) -> bytes:
    start = int(asked.get("cursor") or 0)
    size = min(int(asked.get("limit", 100)), slack.page)
    rest = str(start + size) if len(found) > start + size else ""
    return response(
        {"ok": True, "messages": found[start : start + size], "response_metadata": {"next_cursor": rest}}
    )


# --- socket mode ---


def _connection(slack: Slack) -> bytes:
    return response({"ok": True, "url": f"{slack.server.url.replace('http', 'ws', 1)}/socket?ticket=1"})


async def _socket(slack: Slack, received: Received, writer: asyncio.StreamWriter) -> None:
    """A WebSocket that says hello, and then what ``envelope`` is given; notes what is confirmed."""
    key = received.headers["sec-websocket-key"].encode()
    accept = base64.b64encode(hashlib.sha1(key + _HANDSHAKE).digest()).decode()
    head = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    writer.write(f"{head}Sec-WebSocket-Accept: {accept}\r\n\r\n".encode())
    writer.write(_frame(b'{"type": "hello", "num_connections": 1}'))
    await writer.drain()
    slack.sockets.append(writer)
    slack.connected.set()
    reader: asyncio.StreamReader = writer.transport.get_protocol()._stream_reader  # type: ignore[attr-defined]
    while (text := await _unframed(reader)) is not None:
        slack.acknowledged += [json.loads(text)["envelope_id"]] if text.startswith("{") else []
    writer.close()


def _frame(text: bytes) -> bytes:
    size = len(text)
    head = bytes([0x81, size]) if size < 126 else bytes([0x81, 126, *size.to_bytes(2, "big")])
    return head + text


async def _unframed(reader: asyncio.StreamReader) -> str | None:
    """The text of a client's next frame; "" for one that has none, None at the end."""
    first, second = await reader.readexactly(2)
    size = second & 0x7F
    if size == 126:
        size = int.from_bytes(await reader.readexactly(2), "big")
    mask = await reader.readexactly(4)
    data = bytes(b ^ mask[i % 4] for i, b in enumerate(await reader.readexactly(size)))
    if first & 0x0F == 8:
        return None
    return data.decode() if first & 0x0F == 1 else ""


# --- limits ---


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
    if block["type"] == "actions":
        return [problem for each in block["elements"] for problem in _button_problems(each)]
    fields = block.get("fields", [])
    found = ["no more than 10 fields"] if len(fields) > 10 else []
    found += [problem for each in fields for problem in _long(each["text"], 2000)]
    return found + (_long(block["text"]["text"], 3000) if "text" in block else [])


def _button_problems(button: Json) -> list[str]:
    return _long(button["text"]["text"], 75) + _long(button["action_id"], 255) + _long(button["value"], 2000)


def _long(text: str, limit: int) -> list[str]:
    size = len(text.encode("utf-16-le")) // 2
    return [f"must be more than 0 and less than {limit + 1} characters"] if not 0 < size <= limit else []
