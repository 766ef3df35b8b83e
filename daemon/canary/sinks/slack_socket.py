"""Slack's Socket Mode: presses of buttons come in over a connection that we open, so that no port need be.

A press is confirmed to Slack the moment it comes in (it wants that within three seconds), then handed on. A connection
that breaks is opened again, at growing intervals; nothing else waits for it.
"""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import aiohttp
import structlog

from canary.core.escape import fit, one_line
from canary.core.model import Network, Secret
from canary.errors import DeliveryError
from canary.sinks.base import Obey, Press
from canary.sinks.network import USUAL
from canary.sinks.slack_history import SLACK_ID
from canary.sinks.slack_wire import DEADLINE, Refusal, SlackApi, session

HEARTBEAT = 30.0  # seconds between pings, by which a connection that died unnoticed is noticed
FIRST_WAIT, LONGEST_WAIT = 1.0, 60.0
REFUSED_WAIT = 300.0  # a token that Slack refuses is mended by a person
MAX_ENVELOPE = 1_000_000  # bytes
MAX_PRESSES = 50  # being obeyed at one time

log = structlog.get_logger(__name__)


def press_of(envelope: Any) -> Press | None:
    """The press in an envelope of Socket Mode; None if it holds none of a message's buttons."""
    payload = _dict(envelope).get("payload")
    if _dict(envelope).get("type") != "interactive" or _dict(payload).get("type") != "block_actions":
        return None
    assert isinstance(payload, dict)
    actions = payload.get("actions")
    action = _dict(actions[0]) if isinstance(actions, list) and actions else {}
    container, user = _dict(payload.get("container")), _dict(payload.get("user"))
    channel, ts = _text(container.get("channel_id")), _text(container.get("message_ts"))
    who, pressed_at = _text(user.get("id")), _text(action.get("action_ts"))
    if not SLACK_ID.fullmatch(channel) or not (ts and who and pressed_at):
        return None
    name = _text(user.get("username")) or _text(user.get("name"))
    action_id = _text(action.get("action_id"))
    return Press(
        id=f"{channel}/{ts}/{action_id}/{pressed_at}",
        action=action_id,
        value=_text(action.get("value")),
        by=f"{name} (Slack {who})" if name else f"Slack {who}",
        user=who,
        place=f"{channel}:{ts}",
    )


def _dict(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _text(value: Any) -> str:
    return fit(one_line(value), 80) if isinstance(value, str) else ""


class SlackSocket:
    """One connection at a time, for as long as ``listen`` runs."""

    def __init__(
        self,
        token: Secret,
        api_url: str,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        network: Network = USUAL,
    ) -> None:
        self._api = SlackApi(token, api_url, of_app=True, network=network)
        self._sleep, self._network = sleep, network
        self._obeying: set[asyncio.Task[None]] = set()

    async def check(self) -> None:
        """Raise `DeliveryError` if Slack gives no connection for this token. None is opened."""
        await self._address()

    async def listen(self, obey: Obey) -> None:
        """Hand each press to *obey*, which must not raise, until cancelled."""
        failures = 0
        try:
            while True:
                began = asyncio.get_running_loop().time()
                pause = 0.0
                try:
                    await self._converse(obey)
                except DeliveryError as error:
                    refused = isinstance(error, Refusal) and not error.passing
                    pause = error.retry_after or (REFUSED_WAIT if refused else 0.0)
                    log.warning("no buttons in slack for now", error=str(error))
                lasted = asyncio.get_running_loop().time() - began
                failures = 1 if lasted >= LONGEST_WAIT else failures + 1
                await self._sleep(max(pause, _backoff(failures)))
        finally:
            for task in self._obeying:
                task.cancel()

    async def _address(self) -> str:
        said = await self._api.write("apps.connections.open", {})
        address = str(said.get("url") or "")
        if not address.startswith(("wss://", "ws://")):
            raise DeliveryError("slack: gave no address for its socket", permanent=False)
        return address

    async def _converse(self, obey: Obey) -> None:
        """Until Slack or the network ends it. Raises `DeliveryError`."""
        address = await self._address()
        try:
            async with (
                session(address, self._network) as opened,
                asyncio.timeout(DEADLINE) as patience,
                opened.ws_connect(address, heartbeat=HEARTBEAT, max_msg_size=MAX_ENVELOPE) as socket,
            ):
                async for message in socket:
                    patience.reschedule(None)
                    envelope = _read(message)
                    if envelope.get("type") == "disconnect":
                        break
                    await self._take(socket, envelope, obey)
        except TimeoutError:
            raise DeliveryError(f"slack: no hello within {DEADLINE:g} s", permanent=False) from None
        except (aiohttp.ClientError, OSError, ValueError) as error:
            # No cause is chained: it would name the address, which is a ticket to the socket.
            raise DeliveryError(f"slack: socket lost ({type(error).__name__})", permanent=False) from None

    async def _take(
        self, socket: aiohttp.ClientWebSocketResponse, envelope: Mapping[str, Any], obey: Obey
    ) -> None:
        number = envelope.get("envelope_id")
        if not isinstance(number, str):
            return
        await socket.send_str(json.dumps({"envelope_id": number}))
        press = press_of(envelope)
        if press is None:
            return
        if len(self._obeying) >= MAX_PRESSES:
            log.warning("a press was passed over: too many at one time", by=press.by, action=press.action)
            return
        task = asyncio.create_task(_awaited(obey(press)))
        self._obeying.add(task)
        task.add_done_callback(self._obeying.discard)

    async def aclose(self) -> None:
        """Let go of connections."""
        await self._api.aclose()


async def _awaited(work: Awaitable[None]) -> None:
    await work


def _read(message: aiohttp.WSMessage) -> Mapping[str, Any]:
    """The envelope; empty for what is none."""
    if message.type is not aiohttp.WSMsgType.TEXT:
        return {}
    try:
        return _dict(json.loads(message.data))
    except (ValueError, RecursionError):
        return {}


def _backoff(failures: int) -> float:
    wait = min(FIRST_WAIT * float(2 ** min(failures - 1, 10)), LONGEST_WAIT)
    return wait * (1 + random.random() / 4)  # noqa: S311 - spreads retries, guards nothing
