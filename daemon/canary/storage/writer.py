"""The one way observations reach the database: collected for a moment, then committed together, in order.

While the database is away the writer holds what it was given and tries again. Its buffer is bounded:
when it is full, a cycle waits instead of asking for more than could be kept.
"""

from __future__ import annotations

import asyncio
from collections import deque
from types import TracebackType

import structlog

from canary.errors import StorageError
from canary.storage import observations
from canary.storage.engine import Database
from canary.storage.observations import Stored

GATHER = 0.2  # seconds a reply waits for company: a fifth of the second in which it must be durable
BATCH = 500
BUFFER = 5_000
LAST_FLUSH = 5.0  # seconds at the end: a service manager waits ten for all of it

log = structlog.get_logger(__name__)


class Writer:
    """Use as ``async with``: leaving it flushes. One writer serves all cycles."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._queue: asyncio.Queue[Stored] = asyncio.Queue(BUFFER)
        self._hurry = asyncio.Event()
        self._given = 0
        self._committed = 0
        self._waiters: deque[tuple[int, asyncio.Future[None]]] = deque()
        self._task: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Writer:
        self._task = asyncio.create_task(self._run(), name="canary-writer")
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._task is not None
        try:
            async with asyncio.timeout(LAST_FLUSH):
                await self.flush()  # after an error or an interrupt too: what was received is not thrown away
        except TimeoutError:
            log.error("the database is away: replies received could not be stored", count=self.waiting)
        except StorageError:
            if kind is None:
                raise
        finally:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    @property
    def waiting(self) -> int:
        """How many observations are not committed yet."""
        return self._given - self._committed

    async def put(self, item: Stored) -> None:
        """Hand over one observation; it is durable within a second. Raises what broke the writer, if it broke."""
        self._raise_if_broken()
        try:
            self._queue.put_nowait(item)
        except asyncio.QueueFull:
            await self._queue.put(item)
        self._given += 1

    async def flush(self) -> None:
        """Return when everything handed over before this call is committed."""
        self._raise_if_broken()
        if self._committed >= self._given:
            return
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiters.append((self._given, done))
        self._hurry.set()
        await done

    def _raise_if_broken(self) -> None:
        if self._task is not None and self._task.done() and not self._task.cancelled():
            self._task.result()

    async def _run(self) -> None:
        try:
            while True:
                batch = await self._next_batch()
                await self._database.run_patiently(observations.write, batch)
                self._committed += len(batch)
                self._wake(None)
        except BaseException as error:
            self._wake(error)
            raise

    def _wake(self, error: BaseException | None) -> None:
        while self._waiters and (error is not None or self._waiters[0][0] <= self._committed):
            _, waiter = self._waiters.popleft()
            if waiter.done():
                continue
            if error is None:
                waiter.set_result(None)
            else:
                waiter.set_exception(error)

    async def _next_batch(self) -> list[Stored]:
        batch = [await self._queue.get()]
        await self._wait_for_company()
        while len(batch) < BATCH and not self._queue.empty():
            batch.append(self._queue.get_nowait())
        return batch

    async def _wait_for_company(self) -> None:
        """Wait a moment for more, unless somebody waits for us or a whole batch is there already."""
        if self._waiters or self._queue.qsize() >= BATCH:
            return
        self._hurry.clear()
        try:
            async with asyncio.timeout(GATHER):
                await self._hurry.wait()
        except TimeoutError:
            return
