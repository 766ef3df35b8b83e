"""A webhook of your own: every notice as signed JSON, one POST each.

The body is documented in docs/alerts.md; `VERSION` rises when a key changes its meaning or goes, not when one is added.
"""

from __future__ import annotations

import hashlib
import hmac
from typing import Any, Protocol

import orjson

from canary.core.message import Notice
from canary.core.model import Network, Secret
from canary.errors import DeliveryError
from canary.sinks.base import Sink
from canary.sinks.http import Clock, Line, secrets_of
from canary.sinks.network import USUAL

VERSION = 1


class WebhookSettings(Protocol):
    """What of `alerts.webhook` is read here."""

    @property
    def url(self) -> Secret: ...
    @property
    def secret(self) -> Secret: ...


def open_webhook(settings: WebhookSettings, now: Clock, network: Network = USUAL) -> Sink:
    """The sink of *settings*; no connection is made before the first use."""
    return Webhook(settings.url, settings.secret, now, network)


# What receivers may rely on. What else a notice has is between the outbox and other sinks.
_KEYS = (
    *("delivery", "tried", "key", "incident", "target", "suite", "vantage", "owner"),
    *("kind", "cause", "severity", "state", "resolved", "quiet", "reason", "at", "opened_at", "ended_at"),
    *("title", "summary", "comparisons", "more", "steps", "runbook"),
)


def document(notice: Notice) -> dict[str, Any]:
    """The notice as plain JSON. Texts are as they came: the excerpts of outputs among them are hostile."""
    plain = notice.to_plain()
    facts = [{"label": label, "value": value} for label, value in notice.facts]
    return {"version": VERSION, **{key: plain[key] for key in _KEYS}, "facts": facts}


def signature(secret: Secret, timestamp: str, body: bytes) -> str:
    """``v1=`` and the hexadecimal HMAC-SHA256 of ``TIMESTAMP.BODY`` (RFC 2104)."""
    signed = timestamp.encode() + b"." + body
    return "v1=" + hmac.new(secret.reveal().encode(), signed, hashlib.sha256).hexdigest()


_SECRET = "the receiver refuses us: is alerts.webhook.secret the one it knows?"  # noqa: S105 - advice, no secret
_WAYS_OUT = {
    401: _SECRET,
    403: _SECRET,
    404: "check the path of alerts.webhook.url",
    410: "the receiver wants no more: take alerts.webhook out, or set another url",
}
_DEAD_BEHIND_A_PROXY = (502, 503, 504)


class Webhook:
    """Posts each notice. A program reads it: it hears of every incident singly, and of quiet changes."""

    name = "webhook"
    edits = True
    gathers = False

    def __init__(self, url: Secret, secret: Secret, now: Clock, network: Network = USUAL) -> None:
        self._url, self._secret, self._now = url, secret, now
        self._line = Line(self.name, "alerts.webhook.url", [*secrets_of(url), secret], network)

    async def send(self, notice: Notice, ref: str | None) -> str | None:
        """Post *notice*; any 2xx is a receipt."""
        body = orjson.dumps(document(notice))
        timestamp = str(int(self._now().timestamp()))
        headers = {
            "Content-Type": "application/json",
            "X-Canary-Timestamp": timestamp,
            "X-Canary-Signature": signature(self._secret, timestamp, body),
            "X-Canary-Delivery": notice.delivery or notice.key,
        }
        reply = await self._line.call("POST", self._url.reveal(), body, headers)
        if not reply.ok:
            raise self._line.refusal(reply, _WAYS_OUT, permanent=lambda said: said.status == 410)
        return None

    async def check(self) -> str | None:
        """Whether anybody answers there. They are asked for OPTIONS, which no receiver takes for a message, and what they
        say to that proves nothing: most know POST only.
        """
        try:
            reply = await self._line.call("OPTIONS", self._url.reveal())
        except DeliveryError as error:
            return str(error)
        dead = reply.status in _DEAD_BEHIND_A_PROXY
        return str(self._line.refusal(reply, _WAYS_OUT)) if dead else None

    async def aclose(self) -> None:
        await self._line.aclose()
