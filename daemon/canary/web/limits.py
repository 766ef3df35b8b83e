"""How much one client, or many, can take of the HTTP port: the size of a request's head, time, and connections.

uvicorn waits for ever for a request to be complete and for a reply to be read. The daemon's file descriptors would go to
whoever opens connections and says nothing, and then none is left to ask a model with.
"""

from __future__ import annotations

import asyncio
from typing import Any

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol

MAX_CONNECTIONS = 128
PATIENCE = 30.0  # seconds for a request to come in, be answered and be read; a scrape is given ten
KEEP_ALIVE = 5  # seconds between two requests
MAX_HEAD = 16_384  # bytes of request line and headers


def bounded(app: ASGIApp) -> uvicorn.Config:
    """How *app* is served."""
    return uvicorn.Config(
        app,
        http=BoundedProtocol,
        ws="none",
        h11_max_incomplete_event_size=MAX_HEAD,
        timeout_keep_alive=KEEP_ALIVE,
        timeout_graceful_shutdown=1,  # seconds
        lifespan="off",
        log_config=None,
        access_log=False,
    )


class BoundedProtocol(H11Protocol):
    """HTTP/1.1 with an end to every connection's patience, and room for the newest."""

    _lapse: asyncio.TimerHandle | None = None
    _since = 0.0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._give_time()
        if len(self.connections) > MAX_CONNECTIONS:
            self._make_room()

    def connection_lost(self, exc: Exception | None) -> None:
        if self._lapse is not None:
            self._lapse.cancel()
        super().connection_lost(exc)

    def on_response_complete(self) -> None:
        # Told before its bytes are read: the next exchange and the rest of this one share the time.
        super().on_response_complete()
        self._give_time()

    def _give_time(self) -> None:
        if self._lapse is not None:
            self._lapse.cancel()
        self._since = self.loop.time()
        self._lapse = self.loop.call_later(PATIENCE, self.transport.abort)

    def _make_room(self) -> None:
        """End the connection that has waited longest without being answered anything; this one if all are."""
        others: list[Any] = [each for each in self.connections if each is not self]
        waiting = [each for each in others if each.cycle is None or each.cycle.response_complete]
        oldest = min(waiting, key=lambda each: each._since, default=self)
        self.connections.discard(oldest)
        oldest.transport.abort()
