"""The one way observations reach the database: collected for a moment, then committed together, in order.

What the database does not take at once goes to the spool, on disk, and from there to the database when it is back:
everything behind it waits its turn there too. Only when the spool cannot be written either does the writer hold what it
was given; that buffer is bounded, and when it is full a cycle waits instead of asking for more than could be kept.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections import deque
from collections.abc import Callable, Coroutine, Sequence
from concurrent.futures import ThreadPoolExecutor
from types import TracebackType
from typing import Any, ParamSpec, TypeVar

import sqlalchemy as sa
import structlog

from canary.errors import StorageError
from canary.storage import observations, rollups
from canary.storage.engine import FIRST_WAIT, LONGEST_WAIT, Database, is_away
from canary.storage.observations import Stored
from canary.storage.spool import Held, Spool
from canary.storage.spool_format import encode
from canary.storage.tables import cycle

P = ParamSpec("P")
T = TypeVar("T")

GATHER = 0.2  # seconds a reply waits for company: a fifth of the second in which it must be durable
PATIENCE = 0.5  # seconds the database has for a batch before the batch goes to the spool
BATCH = 500
BUFFER = 5_000
LAST_FLUSH = 5.0  # seconds at the end: a service manager waits ten for all of it
LATE = 3.0  # seconds without an answer after which people are told; until then the database is only slow
RECOVERY = 60.0  # seconds that a start waits for it; a service manager waits 90
LOOK_AROUND = 30.0  # seconds between two looks for what a process that died meanwhile has left in the spool

log = structlog.get_logger(__name__)


def _nobody(count: int) -> None:
    pass


class Writer:
    """Use as ``async with``: entering it replays what dead processes left in *spool*, leaving it flushes. One writer
    serves all cycles. *told* is called with how many observations wait, whenever that changes.

    Without a spool, what the database does not take waits in memory.
    """

    def __init__(
        self, database: Database, spool: Spool | None = None, told: Callable[[int], None] = _nobody
    ) -> None:
        self._database = database
        self._spool = spool
        self._told = told
        self._queue: asyncio.Queue[Stored] = asyncio.Queue(BUFFER)
        self._hurry = asyncio.Event()
        self._given = 0
        self._committed = 0
        self._waiters: deque[tuple[int, asyncio.Future[None]]] = deque()
        self._tasks: list[asyncio.Task[None]] = []
        self._disk = ThreadPoolExecutor(max_workers=1, thread_name_prefix="canary-spool")
        self._attempt: asyncio.Future[None] | None = None  # a write of which nothing was heard in time
        self._spooling = False  # something lies in the spool, and all that comes goes behind it
        self._since = 0.0  # by the loop's clock
        self._spooled = asyncio.Event()
        self._still = asyncio.Event()  # the replay has nothing to do, or the database did not take it
        self._announced = (
            False  # whether people were told that the database is away, or that something was left
        )
        self._trouble: str | None = None  # why the database took nothing when last asked
        self._disk_trouble: str | None = None

    async def __aenter__(self) -> Writer:
        self._tasks = [asyncio.create_task(self._guarded(self._receive()), name="canary-writer")]
        if self._spool is not None:
            replay = self._guarded(self._replay(self._spool))
            self._tasks.append(asyncio.create_task(replay, name="canary-replay"))
        await self.recover()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            async with asyncio.timeout(LAST_FLUSH):
                await (
                    self._finish()
                )  # after an error or an interrupt too: what was received is not thrown away
        except TimeoutError:
            self._trouble = self._trouble or "it is slow"
        except StorageError:
            if kind is None:
                raise
        finally:
            await self._close()

    async def _finish(self) -> None:
        """All is committed; or if the database is away, all is on disk."""
        self._raise_if_broken()
        if self._spool is not None:
            self._hurry.set()
            await self._unless_broken(self._queue.join())
        if self._spool is None or self._trouble is None:
            await self.flush()
            if self._spooling:
                await self._unless_broken(self._still.wait())

    async def _close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._attempt is not None:
            self._attempt.cancel()
        kept = self._spool.waiting if self._spool is not None else 0
        lost = self.waiting - kept
        if self._spool is not None:
            await self._on_disk(self._spool.close)
        self._disk.shutdown()
        if lost:
            log.error("the database is away: replies received could not be stored", count=lost)
        if kept and self._spool is not None:
            log.warning(
                "replies wait on disk; the next start stores them",
                count=kept,
                spool=str(self._spool.folder),
                why=self._trouble,
            )

    @property
    def waiting(self) -> int:
        """How many observations are not committed yet, in memory and on disk."""
        left_behind = self._spool.left_behind if self._spool is not None else 0
        return self._given - self._committed + left_behind

    async def put(self, item: Stored) -> None:
        """Hand over one observation; it is durable within a second. Raises what broke the writer, if it broke."""
        self._raise_if_broken()
        try:
            self._queue.put_nowait(item)
        except asyncio.QueueFull:
            await self._queue.put(item)
        self._given += 1

    async def flush(self, stop: asyncio.Event | None = None) -> bool:
        """Return when everything handed over before this call is committed in the database.

        False if *stop* is set while the database is away: what was handed over is then kept on disk at the end.
        """
        self._raise_if_broken()
        if self._committed >= self._given:
            return True
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiters.append((self._given, done))
        self._hurry.set()
        stopped = asyncio.ensure_future((stop or asyncio.Event()).wait())
        either: set[asyncio.Future[Any]] = {done, stopped}
        try:
            await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
            if not done.done() and self._spool is not None and self._trouble is not None:
                return False
            await done
        finally:
            stopped.cancel()
            done.cancel()
        return True

    async def recover(self) -> None:
        """Take over what dead processes left, and return when it is committed or the database does not take it.

        More than a minute's worth of it is committed meanwhile, beside the rest.
        """
        if self._spool is None or not await self._adopt(self._spool):
            return
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(RECOVERY):
                await self._unless_broken(self._still.wait())

    # --- the two tasks

    async def _guarded(self, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        except BaseException as error:
            self._wake(error)
            raise

    def _raise_if_broken(self) -> None:
        for task in self._tasks:
            if task.done() and not task.cancelled():
                task.result()

    async def _unless_broken(self, awaited: Coroutine[Any, Any, Any]) -> None:
        """Wait for it, or raise what broke the writer meanwhile."""
        waiting = asyncio.ensure_future(awaited)
        try:
            await asyncio.wait({waiting, *self._tasks}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            waiting.cancel()
        self._raise_if_broken()

    async def _receive(self) -> None:
        while True:
            batch = await self._next_batch()
            self._told(self.waiting)
            await self._keep(batch)
            for _ in batch:
                self._queue.task_done()

    async def _replay(self, spool: Spool) -> None:
        while True:
            try:
                async with asyncio.timeout(LOOK_AROUND):
                    await self._spooled.wait()
            except TimeoutError:
                await self._adopt(spool)
                continue
            self._spooled.clear()
            await self._heard()
            count = await self._drain(spool)
            if not self._spooled.is_set():
                self._replayed(count)

    def _replayed(self, count: int) -> None:
        self._spooling, self._trouble = False, None
        self._still.set()
        if self._announced:
            self._announced = False
            away = asyncio.get_running_loop().time() - self._since
            log.info("the spool is replayed", observations=count, seconds=round(away, 1))

    # --- from memory to the database, or to the disk

    async def _keep(self, batch: list[Stored]) -> None:
        """Return when *batch* is in the database or on disk."""
        pause = FIRST_WAIT
        while not (await self._to_database(batch) or await self._to_disk(batch)):
            await asyncio.sleep(pause)
            pause = min(2 * pause, LONGEST_WAIT)

    async def _to_database(self, batch: list[Stored]) -> bool:
        """Whether the database took *batch*. If it has not answered in time, ``_attempt`` is still under way."""
        if self._spooling:
            return False  # it goes behind what waits there
        if self._attempt is None:
            self._attempt = asyncio.ensure_future(self._database.run(_write, batch))
        await asyncio.wait({self._attempt}, timeout=None if self._spool is None else PATIENCE)
        if not self._attempt.done():
            self._trouble = "it does not answer"
            return False
        attempt, self._attempt = self._attempt, None
        try:
            attempt.result()
        except Exception as error:
            if is_away(error):
                self._trouble = str(error)
                return False
            if self._spool is None:
                raise
            await self._write_back(self._spool, batch)
        self._trouble = None
        if self._disk_trouble is not None:
            self._disk_trouble = None
            log.info("the database is back: what waited in memory is stored")
        self._settled(len(batch))
        return True

    async def _to_disk(self, batch: list[Stored]) -> bool:
        if self._spool is None:
            return False
        try:
            await self._on_disk(self._spool.append, batch)
        except OSError as error:
            self._disk_failed(error)
            return False
        self._disk_trouble = None
        if not self._spooling and self._attempt is None:  # it said no; of silence we speak when it lasts
            self._announce()
        self._begin_spooling()
        return True

    def _announce(self) -> None:
        """Tell people that the database is away, once while it is."""
        if self._spool is not None and not self._announced:
            self._announced = True
            log.warning(
                "the database is away: replies go to the spool",
                spool=str(self._spool.folder),
                error=self._trouble,
            )

    def _disk_failed(self, error: OSError) -> None:
        """Say so, once for each reason."""
        assert self._spool is not None
        trouble = error.strerror or str(error)
        if trouble != self._disk_trouble:
            self._disk_trouble = trouble
            log.error(
                "the database is away and the spool cannot be written: replies wait in memory",
                spool=str(self._spool.folder),
                error=trouble,
                count=self.waiting,
                database=self._trouble,
                help=f"bring the database back, or make room and let {self._spool.folder} be written; nothing is lost "
                f"unless this process ends, and when {BUFFER:,} replies wait in memory no more are asked for",
            )

    async def _on_disk(self, work: Callable[P, T], *args: P.args, **kw: P.kwargs) -> T:
        """Spool work in the spool's one thread, which no database can block."""
        return await asyncio.get_running_loop().run_in_executor(self._disk, lambda: work(*args, **kw))

    # --- from the disk to the database

    async def _adopt(self, spool: Spool) -> int:
        """How many replies of dead processes were found, and are to be committed from now on."""
        try:
            found = await self._on_disk(spool.adopt)
        except OSError as error:
            log.error("the spool cannot be read", spool=str(spool.folder), error=error.strerror)
            return 0
        if found:
            self._announced = True
            log.info("a process that died has left replies on disk", count=found, spool=str(spool.folder))
        if spool.unread:
            self._begin_spooling()
        return found

    def _begin_spooling(self) -> None:
        if not self._spooling:
            self._since = asyncio.get_running_loop().time()
            self._still.clear()
        self._spooling = True
        self._spooled.set()
        self._told(self.waiting)

    async def _heard(self) -> None:
        """Wait for the write that was under way when spooling began: what it wrote is in the spool too."""
        if self._attempt is not None:
            self._still.set()
            await asyncio.wait({self._attempt}, timeout=LATE)
            if not self._attempt.done():
                self._announce()
            await asyncio.wait({self._attempt})
            self._attempt.exception()
            self._attempt = None

    async def _drain(self, spool: Spool) -> int:
        """Commit all that lies in *spool*; returns how many observations that were."""
        count = 0
        while (held := await self._next_held(spool)) is not None:
            if held.unreadable:
                await self._set_aside(spool, held.unreadable, "another version of canary wrote them")
            await self._write_back(spool, held.items)
            await self._on_disk(spool.done, held)
            count += len(held.items)
            self._settled(held.own)
        return count

    async def _next_held(self, spool: Spool) -> Held | None:
        while True:
            try:
                return await self._on_disk(spool.next, BATCH)
            except OSError as error:
                log.error("the spool cannot be read", spool=str(spool.folder), error=error.strerror)
                self._still.set()
                await asyncio.sleep(LONGEST_WAIT)

    async def _write_back(self, spool: Spool, items: Sequence[Stored]) -> None:
        """Commit *items*, however long that takes. What the database refuses for good is set aside on disk."""
        try:
            strangers = await self._patiently(items)
        except Exception as error:
            if len(items) == 1:
                await self._set_aside(spool, encode(items[0]), str(error))
                return
            for item in items:
                await self._write_back(spool, [item])
            return
        if strangers:
            lines = b"".join(map(encode, strangers))
            await self._set_aside(spool, lines, "their cycles are not in this database")

    async def _patiently(self, items: Sequence[Stored]) -> list[Stored]:
        """``_write_known``, again and again while the database is away."""
        pause = FIRST_WAIT
        while True:
            try:
                strangers = await self._database.run(_write_known, items)
            except Exception as error:
                if not is_away(error):
                    raise
                self._trouble = str(error)
                self._announce()
                self._still.set()
            else:
                self._trouble = None
                self._still.clear()
                return strangers
            await asyncio.sleep(pause)
            pause = min(2 * pause, LONGEST_WAIT)

    async def _set_aside(self, spool: Spool, lines: bytes, why: str) -> None:
        while True:
            try:
                path = await self._on_disk(spool.set_aside, lines)
            except OSError as error:
                self._disk_failed(error)
                await asyncio.sleep(LONGEST_WAIT)
                continue
            log.error(
                "replies that the database refuses are set aside",
                count=lines.count(b"\n"),
                file=str(path),
                error=why,
                help="put it right, rename the file to end in .spool, and start again; or delete it",
            )
            return

    # --- who waits

    def _settled(self, count: int) -> None:
        self._committed += count
        self._told(self.waiting)
        self._wake(None)

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


def _write(connection: sa.Connection, batch: Sequence[Stored]) -> None:
    """Store a batch; a cycle that others have closed and counted meanwhile is counted anew."""
    observations.write(connection, batch)
    rollups.grown(connection, {item.cycle_id for item in batch})


def _write_known(connection: sa.Connection, batch: Sequence[Stored]) -> list[Stored]:
    """Store what belongs to a cycle of this database; returns the rest, which a database put back in time may not know."""
    ids = sorted({item.cycle_id for item in batch})
    rows = connection.execute(sa.select(cycle.c.id, cycle.c.slot).where(cycle.c.id.in_(ids)))
    known = {(row.id, row.slot) for row in rows}
    _write(connection, [item for item in batch if (item.cycle_id, item.slot) in known])
    return [item for item in batch if (item.cycle_id, item.slot) not in known]
