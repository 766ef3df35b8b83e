"""Slack: one message an incident, edited as it moves on, its evidence in the thread; or each state to a webhook.

A bot's message carries metadata by which it is found again: what a crash left posted but not noted is not posted twice.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from typing import Protocol, TypeVar
from urllib.parse import urlsplit, urlunsplit

from slack_sdk.webhook.async_client import AsyncWebhookClient
from slack_sdk.webhook.webhook_response import WebhookResponse

from canary.core.message import Notice
from canary.core.model import Network, Secret
from canary.errors import DeliveryError, UsageError
from canary.sinks.base import Obey, Press, Sink
from canary.sinks.network import USUAL
from canary.sinks.slack_history import SCOPES, History, Shown
from canary.sinks.slack_payload import Payload, evidence, evidence_digest, line, metadata, news, payload
from canary.sinks.slack_socket import SlackSocket
from canary.sinks.slack_wire import (
    API,
    SDK_LOG,
    UNEDITABLE,
    Refusal,
    SlackApi,
    delivery_error,
    is_our_fault,
    is_refusal,
    once,
    session,
)

PACE = 1.0  # seconds between two messages in one channel: Slack allows about one a second
PATIENCE = 5.0  # seconds a message waits for its turn; beyond that it is sent again later
LONGEST_SEND = 40.0  # seconds for a message with all its replies; well below an outbox lease
REMEMBERED = 1000

K = TypeVar("K")
V = TypeVar("V")


class SlackSettings(Protocol):
    """What of `alerts.slack` is read here. ``channels`` are all that messages go to."""

    @property
    def bot_token(self) -> Secret | None: ...
    @property
    def webhook_url(self) -> Secret | None: ...
    @property
    def channel(self) -> str | None: ...
    @property
    def api_url(self) -> str | None: ...
    @property
    def app_token(self) -> Secret | None: ...
    @property
    def broadcast_resolved(self) -> bool: ...
    @property
    def channels(self) -> Sequence[str]: ...


def open_slack(settings: SlackSettings, pace: float = PACE, network: Network = USUAL) -> Sink:
    """The sink of *settings*; no connection is made before the first use. Raises `UsageError` if it cannot work."""
    if settings.bot_token is not None:
        if not settings.channel:
            raise UsageError("alerts.slack: a bot token needs a channel: set alerts.slack.channel")
        return SlackBot(settings.bot_token, settings.channel, settings, Pacer(pace), network)
    if settings.webhook_url is not None:
        return SlackWebhook(settings.webhook_url, settings.api_url, network)
    raise UsageError("alerts.slack: set bot_token (with channel) or webhook_url")


class Pacer:
    """Turns at a channel, *every* so many seconds; a channel that asked to be left alone is."""

    def __init__(
        self,
        every: float,
        clock: Callable[[], float] | None = None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._every, self._clock, self._sleep = every, clock, sleep
        self._next: dict[str, float] = {}

    async def turn(self, channel: str) -> None:
        """Wait for a turn; raises `DeliveryError` if that takes long."""
        now = self._now()
        at = max(now, self._next.get(channel, now))
        if at - now > PATIENCE:
            raise DeliveryError(
                "slack: ratelimited: it is sent again later", permanent=False, retry_after=at - now
            )
        self._next[channel] = at + self._every
        if at > now:
            await self._sleep(at - now)

    def hold(self, channel: str, seconds: float) -> None:
        """Leave *channel* alone for that long."""
        self._next[channel] = max(self._next.get(channel, 0.0), self._now() + seconds)

    def _now(self) -> float:
        return self._clock() if self._clock is not None else asyncio.get_running_loop().time()


class SlackBot:
    """Posts with a bot token, and edits what it posted.

    A reference is "CHANNEL:TS#DIGEST", the digest that of the evidence in the thread. News of an incident that has a
    message already (it got worse, it is still open) is also told in the thread and the channel: an edit rings no bell.
    """

    name = "slack"
    edits = True
    gathers = True

    def __init__(
        self,
        token: Secret,
        channel: str,
        settings: SlackSettings,
        pacer: Pacer,
        network: Network = USUAL,
    ) -> None:
        self._channel, self._pacer = channel, pacer
        self._channels = list(dict.fromkeys([channel, *settings.channels]))
        self._broadcast = settings.broadcast_resolved
        self._api = SlackApi(token, settings.api_url or API, network=network)
        self._history = History(self._api)
        self._socket = (
            SlackSocket(settings.app_token, settings.api_url or API, network=network)
            if settings.app_token
            else None
        )
        self._shown: dict[tuple[str, str], Shown] = {}  # (vantage, key) -> message
        self._said: dict[tuple[str, str], None] = {}  # (delivery, part) of replies
        self.unproven = ""

    # --- one message -----------------------------------------------------------------------------

    async def send(self, notice: Notice, ref: str | None) -> str | None:
        """Post *notice*, or edit the message *ref* names, and add to its thread. Returns that message's reference."""
        try:
            async with asyncio.timeout(LONGEST_SEND):
                return await self._send(notice, ref)
        except TimeoutError:
            raise DeliveryError(
                f"slack: not done within {LONGEST_SEND:g} s: it is sent again later", permanent=False
            ) from None

    async def _send(self, notice: Notice, ref: str | None) -> str | None:
        known, digest = _parsed(ref)
        if known is None and notice.tried:
            known = self._shown.get((notice.vantage, notice.key))
        message = await self._show(notice, known)
        if message is None:
            return None
        # A reference that is lost on its way to the database is not missed while this process lives.
        _remember(self._shown, (notice.vantage, notice.key), replace(message, new=False))
        digest = await self._reply(notice, message, digest)
        return f"{message.channel}:{message.ts}" + (f"#{digest}" if digest else "")

    async def _show(self, notice: Notice, known: Shown | None) -> Shown | None:
        """Bring the message that is *known* or was left behind up to date, else post one if it is worth one."""
        if known is not None and await self._edited(notice, known):
            return known
        channel, besides = notice.channel or self._channel, known.ts if known else ""
        left = await self._history.find(notice, channel, besides) if notice.tried else None
        if left is not None and await self._edited(notice, left):
            return left
        return None if notice.quiet else await self._post(notice, channel)

    async def _edited(self, notice: Notice, message: Shown) -> bool:
        """False if that message is gone, or closed to edits."""
        arguments = {"channel": message.channel, "ts": message.ts}
        try:
            await self._write("chat.update", {**arguments, **self._message(notice, message.delivery)})
        except Refusal as refusal:
            if refusal.code not in UNEDITABLE:
                raise
            return False
        return True

    async def _post(self, notice: Notice, channel: str) -> Shown | None:
        said = await self._write(
            "chat.postMessage", {"channel": channel, **self._message(notice, notice.delivery)}
        )
        place, ts = said.get("channel"), said.get("ts")
        if not place or not ts:
            return None
        self._history.remember(channel, str(place))
        return Shown(str(place), str(ts), notice.delivery, new=True)

    def _message(self, notice: Notice, delivery: str) -> Payload:
        made = payload(notice, buttons=self._socket is not None)
        return {**made, "metadata": metadata(notice, "message", delivery)}

    async def _write(self, method: str, arguments: Payload) -> Mapping[str, object]:
        channel = self._history.known_as(str(arguments["channel"]))
        await self._pacer.turn(channel)
        try:
            return await self._api.write(method, arguments)
        except Refusal as refusal:
            if refusal.retry_after is not None:
                self._pacer.hold(channel, refusal.retry_after)
            raise

    # --- its thread ------------------------------------------------------------------------------

    async def _reply(self, notice: Notice, message: Shown, digest: str) -> str:
        """Add what the thread lacks; returns the digest of the newest evidence in it."""
        ringing, found = self._ringing(notice, message), evidence(notice)
        fresh = evidence_digest(notice) if found is not None else digest
        if ringing is None and fresh == digest:
            return digest
        there = await self._history.replies(message) if notice.tried else []
        if ringing is not None and not _rang(there, notice):
            await self._say(notice, message, "news", {**ringing, "reply_broadcast": True})
        newest = next((m.get("digest") for m in reversed(there) if m.get("part") == "evidence"), digest)
        if found is not None and fresh not in (digest, newest):
            await self._say(notice, message, "evidence", found)
        return fresh

    def _ringing(self, notice: Notice, message: Shown) -> Payload | None:
        """What is to be noticed although the message is only edited."""
        posted = message.new or (notice.delivery != "" and message.delivery == notice.delivery)
        wanted = self._broadcast if notice.resolved else notice.news
        return news(notice) if wanted and not posted and not notice.quiet else None

    async def _say(self, notice: Notice, message: Shown, part: str, reply: Payload) -> None:
        said = (notice.delivery, f"{message.ts}/{part}")
        if notice.tried and said in self._said:
            return
        known = metadata(notice, part, notice.delivery)
        thread = {"channel": message.channel, "thread_ts": message.ts, "metadata": known}
        await self._write("chat.postMessage", {**thread, **reply})
        _remember(self._said, said, None)

    # --- buttons ---------------------------------------------------------------------------------

    async def listen(self, obey: Obey) -> None:
        """Hand each press of a button to *obey*; returns at once without an app-level token."""
        if self._socket is not None:
            await self._socket.listen(obey)

    async def answer(self, press: Press, text: str, *, privately: bool) -> None:
        """A line for who pressed, or in the message's thread for all. *text* is plain and may be hostile."""
        channel, _, ts = press.place.partition(":")
        said = {"channel": channel, "text": line(text), "thread_ts": ts}
        if privately:
            await self._write("chat.postEphemeral", {**said, "user": press.user})
        else:
            await self._write("chat.postMessage", {**said, "unfurl_links": False, "unfurl_media": False})

    # --- before the night ------------------------------------------------------------------------

    async def check(self) -> str | None:
        """Whether tokens are good, the channels are there and the app is in them. Posts nothing.

        What the scopes given do not allow to find out is in ``unproven`` afterwards.
        """
        doubts: list[str] = []
        try:
            scopes = await self._api.scopes()
            if scopes is not None and "chat:write" not in scopes:
                raise delivery_error("missing_scope", 200, {}, "chat:write")
            for channel in self._channels:
                await self._check_channel(channel, "chat:write.public" in (scopes or ()), doubts)
            if self._socket is not None:
                await self._socket.check()
        except DeliveryError as error:
            return str(error)
        self.unproven = "; ".join(dict.fromkeys(doubts))
        return None

    async def _check_channel(self, channel: str, anywhere: bool, doubts: list[str]) -> None:
        """Raises `DeliveryError` where messages will not arrive; adds to *doubts* what Slack does not show us."""
        try:
            place = await self._history.channel_id(channel)
            found = await self._api.read("conversations.info", {"channel": place}) if place else None
        except Refusal as refusal:
            if refusal.code != "missing_scope":
                raise _about(channel, refusal) from None
            doubts.append(f"whether the app is in {channel} could not be seen: give it {SCOPES}")
            return
        if found is None:
            if not anywhere:
                raise DeliveryError(_NOT_AMONG_OURS.format(channel=channel), permanent=False)
            return
        info = found.get("channel") or {}
        if info.get("is_archived"):
            raise _about(channel, delivery_error("is_archived", 200, {}))
        if not anywhere and not info.get("is_member"):
            raise _about(channel, delivery_error("not_in_channel", 200, {}))
        await self._check_history(channel, str(place), doubts)

    async def _check_history(self, channel: str, place: str, doubts: list[str]) -> None:
        try:
            await self._api.read("conversations.history", {"channel": place, "limit": 1})
        except Refusal as refusal:
            if refusal.passing:
                raise
            doubts.append(f"after a crash a message may be shown twice in {channel}: {refusal}")

    async def aclose(self) -> None:
        await self._api.aclose()
        if self._socket is not None:
            await self._socket.aclose()


_NOT_AMONG_OURS = (
    "slack: the app is in no channel {channel}: "
    "invite it there (/invite @the-app), or correct the channel in alerts"
)


def _parsed(ref: str | None) -> tuple[Shown | None, str]:
    """The message and the digest of its evidence, as kept in a reference."""
    place, _, digest = (ref or "").partition("#")
    channel, _, ts = place.partition(":")
    return (Shown(channel, ts) if channel and ts else None), digest


def _rang(replies: Sequence[Payload], notice: Notice) -> bool:
    return any(m.get("part") == "news" and m.get("delivery") == notice.delivery for m in replies)


def _remember(kept: dict[K, V], key: K, value: V) -> None:
    """Keep the newest few."""
    kept[key] = value
    while len(kept) > REMEMBERED:
        kept.pop(next(iter(kept)))


def _about(channel: str, error: DeliveryError) -> DeliveryError:
    return DeliveryError(f"{channel}: {error}", permanent=error.permanent, retry_after=error.retry_after)


class SlackWebhook:
    """Posts to an incoming webhook, which can edit nothing: every state is a message of its own."""

    name = "slack"
    edits = False
    gathers = True

    def __init__(self, url: Secret, api_url: str | None = None, network: Network = USUAL) -> None:
        address = _rebase(url.reveal(), api_url) if api_url else url.reveal()
        self._network = network
        self._client = AsyncWebhookClient(address, retry_handlers=[], logger=SDK_LOG)
        self._client.proxy = None

    async def send(self, notice: Notice, ref: str | None) -> str | None:
        """Post *notice*; the webhook's own channel is the only one."""
        status, code, headers = await self._post(payload(notice))
        if not 200 <= status < 300 or is_refusal(code):
            raise delivery_error(code, status, headers)
        return None

    async def check(self) -> str | None:
        """Post nothing at all: a live webhook answers that the text is missing, a dead one that it is dead."""
        try:
            status, code, headers = await self._post({"text": ""})
        except DeliveryError as error:
            return str(error)
        alive = status in (200, 400) and is_our_fault(code)
        return None if alive else str(delivery_error(code, status, headers))

    async def aclose(self) -> None:
        if self._client.session is not None:
            await self._client.session.close()

    async def _post(self, body: Payload) -> tuple[int, str, Mapping[str, str]]:
        response = await once(self._sent(body))
        return response.status_code, _word(response.body), response.headers

    async def _sent(self, body: Payload) -> WebhookResponse:
        if self._client.session is None:
            self._client.session = session(self._client.url, self._network)
        return await self._client.send_dict(body)


def _word(body: str) -> str:
    """Slack's word in a webhook's answer: the whole body, or `error` of a JSON one; nothing if it is neither."""
    text = body.strip()
    if text.startswith("{"):
        text = _json_error(text)
    return text if text.replace("_", "").isalnum() and len(text) < 60 else ""


def _json_error(text: str) -> str:
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        return ""
    return str(said.get("error") or "")


def _rebase(webhook: str, api_url: str) -> str:
    """The webhook's path at the address of a Slack-compatible server."""
    base, hook = urlsplit(api_url), urlsplit(webhook)
    return urlunsplit((base.scheme, base.netloc, hook.path, hook.query, ""))
