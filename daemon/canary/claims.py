"""The claims of one process on the cycles it is at: prolonged while it lives, given back when it is done with them.

Knows nothing of what is done meanwhile. Whoever holds a claim is told when it is lost: after a sleep longer than the
lease, say, another process has taken the cycle over.
"""

from __future__ import annotations

import asyncio
import os
import secrets
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import structlog

from canary.errors import StorageError
from canary.storage import cycles
from canary.storage.engine import Database

RENEWALS = 3  # in one lease: two may fail
RETRY = 1.0  # seconds after a database that was away did not take it
RELEASE_PATIENCE = 2.0  # seconds; a claim that is not given back ends by itself

log = structlog.get_logger(__name__)


def process_name() -> str:
    """A name that no other process has, nor will have."""
    return f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"


class Claims:
    """What the process *by* holds. *stop* ends the work on all of it."""

    def __init__(self, database: Database, by: str, stop: asyncio.Event) -> None:
        self.by = by
        self._database, self._stop = database, stop
        self._held: dict[int, asyncio.Event] = {}
        self._renewing: asyncio.Task[None] | None = None

    def __contains__(self, cycle_id: object) -> bool:
        return cycle_id in self._held

    @asynccontextmanager
    async def held(self, cycle_id: int) -> AsyncIterator[asyncio.Event]:
        """Hold a claim that was made. The event is set when the work on it is to end: told to stop, or the claim lost."""
        end = self._held[cycle_id] = asyncio.Event()
        if self._stop.is_set():
            end.set()
        if self._renewing is None or self._renewing.done():
            self._renewing = asyncio.create_task(self._renew())
        try:
            yield end
        finally:
            del self._held[cycle_id]
            await self._release(cycle_id)

    async def _release(self, cycle_id: int) -> None:
        with suppress(StorageError, TimeoutError):
            async with asyncio.timeout(RELEASE_PATIENCE):
                await self._database.run(cycles.release, self.by, cycle_id)

    async def _renew(self) -> None:
        """Until told to stop, or until something is wrong with us: then nobody goes on with what is not ours for sure."""
        pause = cycles.LEASE.total_seconds() / RENEWALS
        try:
            while not await _is_set_within(self._stop, pause):
                prolonged = await self._renew_once()
                pause = cycles.LEASE.total_seconds() / RENEWALS if prolonged else RETRY
        finally:
            for end in self._held.values():
                end.set()

    async def _renew_once(self) -> bool:
        """Whether the database took it."""
        held = dict(self._held)
        if not held:
            return True
        try:
            ours = await self._database.run(cycles.renew, held, self.by)
        except StorageError as error:
            log.warning("claims not prolonged", cycles=len(held), error=str(error))
            return False
        for cycle_id, end in held.items():
            if cycle_id not in ours:
                end.set()
        return True

    async def aclose(self) -> None:
        """Prolong nothing any more."""
        if self._renewing is not None:
            self._renewing.cancel()
            await asyncio.gather(self._renewing, return_exceptions=True)


async def _is_set_within(event: asyncio.Event, seconds: float) -> bool:
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            return await event.wait()
    return False
