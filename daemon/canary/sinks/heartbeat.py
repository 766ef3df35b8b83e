"""A sign of life to a service that raises the alarm when it hears none: the one who notices that we are dead.

No sink: it says nothing of any incident.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from canary.core.model import Network, Secret
from canary.sinks.http import Line, secrets_of
from canary.sinks.network import USUAL

AT_MOST_EVERY = timedelta(minutes=1)
_WAYS_OUT = {404: "make a check there and put its address in alerts.heartbeat.url"}
_GONE = (404, 410)


class Heartbeat:
    """Pings an address, once a minute at most and once at a time."""

    def __init__(self, url: Secret, network: Network = USUAL) -> None:
        self._url = url
        self._line = Line("heartbeat", "alerts.heartbeat.url", secrets_of(url), network)
        self._last: datetime | None = None
        self._under_way = False

    def claim(self, now: datetime) -> bool:
        """Whether a ping is due; who is told so must `beat`."""
        due = not self._under_way and (self._last is None or abs(now - self._last) >= AT_MOST_EVERY)
        self._under_way |= due
        return due

    async def beat(self, now: datetime) -> None:
        """Ping (GET); raises `DeliveryError`, permanent where the address is nobody's. What failed is due again at once."""
        try:
            reply = await self._line.call("GET", self._url.reveal())
            if not reply.ok:
                raise self._line.refusal(reply, _WAYS_OUT, permanent=lambda said: said.status in _GONE)
            self._last = now
        finally:
            self._under_way = False

    async def aclose(self) -> None:
        """Let go of the connection."""
        await self._line.aclose()
