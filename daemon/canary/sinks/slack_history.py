"""What Slack shows of us already: the search that keeps a message from being posted twice after a crash.

Needs scopes beyond posting (channels:read and channels:history, groups:read and groups:history for private channels).
Where they are missing it says so, and nothing is found: then one message may be shown twice.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import structlog

from canary.core.message import Notice
from canary.sinks.slack_payload import Payload, is_of, marks
from canary.sinks.slack_wire import Refusal, SlackApi

SCOPES = "channels:read and channels:history (groups:read and groups:history for private channels)"
SLACK_ID = re.compile(r"[CGD][A-Z0-9]{2,}")  # names of channels have no capitals
PAGE = 200
PAGES = 5  # of a channel's history since the incident opened, or of a workspace's channels
_KINDS = ("public_channel", "private_channel")
SKEW = timedelta(minutes=10)  # between our clock and Slack's, generously

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Shown:
    """A message that Slack shows. ``delivery`` names the one that posted it, "" where that is not known."""

    channel: str
    ts: str
    delivery: str = ""
    new: bool = False  # posted this very moment


class History:
    """Reads channels. What Slack refuses to show for now is an error, what it refuses for good is simply not seen."""

    def __init__(self, api: SlackApi) -> None:
        self._api = api
        self._ids: dict[str, str] = {}
        self._told: set[str] = set()

    def remember(self, name: str, channel_id: str) -> None:
        """What Slack calls the channel of that name."""
        self._ids[name.lstrip("#")] = channel_id

    def known_as(self, name: str) -> str:
        """The channel's id where it is known, else its name."""
        return self._ids.get(name.lstrip("#"), name)

    async def find(self, notice: Notice, channel: str, besides: str = "") -> Shown | None:
        """The message about the same as *notice*, other than the one at *besides*. Raises `DeliveryError`."""
        since = notice.opened_at or notice.at
        if since is None:
            return None
        oldest = f"{(since - SKEW).timestamp():.6f}"
        try:
            place = await self.channel_id(channel)
            if place is None:
                return None
            asked = {"channel": place, "oldest": oldest}
            found = [m async for m in self._messages("conversations.history", asked) if is_of(m, notice)]
        except Refusal as refusal:
            self._pass_over(refusal)
            return None
        shown = [Shown(place, str(m["ts"]), str(marks(m).get("delivery", ""))) for m in found if m.get("ts")]
        return max((each for each in shown if each.ts != besides), key=lambda each: each.ts, default=None)

    async def replies(self, message: Shown) -> list[Payload]:
        """Our metadata of each reply in its thread, oldest first. Raises `DeliveryError`."""
        asked = {"channel": message.channel, "ts": message.ts}
        try:
            found = [m async for m in self._messages("conversations.replies", asked)]
        except Refusal as refusal:
            self._pass_over(refusal)
            return []
        return [marks(m) for m in found if marks(m) and m.get("ts") != message.ts]

    async def channel_id(self, channel: str) -> str | None:
        """The id of a channel that the app is in; None if there is no such. Raises `DeliveryError`."""
        if SLACK_ID.fullmatch(channel):
            return channel
        name = channel.lstrip("#")
        unseen: Refusal | None = None
        for kind in _KINDS:  # each has a scope of its own
            if name in self._ids:
                break
            try:
                await self._learn(kind)
            except Refusal as refusal:
                if refusal.code != "missing_scope":
                    raise
                unseen = unseen or refusal
        if name not in self._ids and unseen is not None:
            raise unseen
        return self._ids.get(name)

    async def _learn(self, kind: str) -> None:
        async for each in self._pages("users.conversations", {"types": kind, "limit": PAGE}, "channels"):
            self._ids[str(each.get("name"))] = str(each.get("id"))

    def _messages(self, method: str, asked: Payload) -> AsyncIterator[Mapping[str, Any]]:
        return self._pages(method, {**asked, "limit": PAGE, "include_all_metadata": True}, "messages")

    async def _pages(self, method: str, asked: Payload, what: str) -> AsyncIterator[Mapping[str, Any]]:
        cursor = ""
        for _ in range(PAGES):
            said = await self._api.read(method, {**asked, **({"cursor": cursor} if cursor else {})})
            for each in said.get(what) or ():
                yield each
            cursor = str((said.get("response_metadata") or {}).get("next_cursor") or "")
            if not cursor:
                return
        log.warning("slack: not everything was looked through", method=method, pages=PAGES)

    def _pass_over(self, refusal: Refusal) -> None:
        """Raise what passes by itself; say once what does not."""
        if refusal.passing:
            raise refusal
        if refusal.code not in self._told:
            self._told.add(refusal.code)
            log.warning("slack: a message may be shown twice after a crash", error=str(refusal), give=SCOPES)
