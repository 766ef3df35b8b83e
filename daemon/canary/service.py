"""The daemon: start, readiness, signals, reload, drain, watchdog.

Decides when cycles run and keeps the process well-behaved. What a cycle does is the app's business.
"""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import os
import signal
import socket
import threading
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import structlog
import uvicorn

from canary import presses
from canary.app import App, open_app, state_file, utc_now
from canary.claims import process_name
from canary.core.model import Suite, Target
from canary.drill import hold_due
from canary.errors import CanaryError, StorageError, UsageError
from canary.metrics import Metrics
from canary.schedule import Scheduler, next_slot
from canary.settings import Settings
from canary.settings.values import Access
from canary.slots import LOOK_EVERY, Cycles
from canary.storage import migrate, queries
from canary.storage.queries import PairStatus
from canary.web.app import create_app
from canary.web.limits import bounded

log = structlog.get_logger(__name__)

DRAIN = 7.0  # seconds the requests in flight are given at the end; a service manager waits ten
LAST_RESORT = 9.5  # seconds after which the process ends whatever still hangs
DELIVER_EVERY = 2.0
GAUGES_EVERY = 15.0
DRILL_EVERY = 60.0  # between two looks at whether one is due
PRUNE_EVERY = 6 * 3600.0
REMIND_EVERY = 60.0  # a third of the time after which an alert that is not repeated expires
BEAT = 1.0
STALE = 30.0  # seconds without a beat after which the process counts as stuck

Load = Callable[[], Settings]


def notify(state: str) -> None:
    """Tell systemd (sd_notify(3)); does nothing where nobody listens."""
    address = os.environ.get("NOTIFY_SOCKET")
    if not address:
        return
    if address.startswith("@"):
        address = "\0" + address[1:]
    with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as channel:
        channel.connect(address)
        channel.sendall(state.encode())


def watchdog_interval(env: Mapping[str, str]) -> float | None:
    """Seconds between two signs of life that systemd's watchdog wants; None without one."""
    usec = env.get("WATCHDOG_USEC", "")
    return int(usec) / 2e6 if usec.isdigit() and int(usec) > 0 else None


@contextlib.contextmanager
def only_one(path: Path, name: str) -> Iterator[str | None]:
    """Hold the lock file under *name*, or raise UsageError naming who holds it. Gives the name of who held it before,
    and is dead: None for the first.
    """
    try:
        file = path.open("a+")
    except OSError as error:
        raise UsageError(
            f"state_dir {path.parent} cannot be written ({error.strerror}): make it writable, or set another"
        ) from None
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            file.seek(0)
            holder = next(iter(file.read().split()), "unknown")
            raise UsageError(
                f"another canary daemon (process {holder}) uses {path.parent}: "
                "stop it, or give this one its own state_dir"
            ) from None
        file.seek(0)
        _, _, predecessor = file.read().strip().partition("\n")
        file.truncate(0)
        file.write(f"{os.getpid()}\n{name}\n")
        file.flush()
        yield predecessor or None


def listening_socket(listen: tuple[str, int]) -> socket.socket:
    """A bound socket; UsageError with the way out if the address is taken or not ours."""
    host, port = listen
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    bound = socket.socket(family, socket.SOCK_STREAM)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((host, port))
    except OSError as error:
        bound.close()
        raise UsageError(f"cannot listen on {host}:{port}: {error.strerror}; change `listen`") from None
    bound.set_inheritable(False)
    return bound


class _Web(uvicorn.Server):
    """uvicorn without its signal handlers: the service has its own."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


class Service:
    """One daemon process, over reloads. Also what the web pages ask about its health."""

    def __init__(self, load: Load, now: Callable[[], datetime] = utc_now) -> None:
        self._load, self._now = load, now
        self._name = process_name()
        self._predecessor: str | None = None
        self._metrics = Metrics()
        self._terminate = asyncio.Event()
        self._reload = asyncio.Event()
        self._beat = time.monotonic()
        self._app: App | None = None
        self._cycles: Cycles | None = None
        self._access: Access | None = None

    async def run(self) -> int:
        """Serve until told to stop; returns the exit code. Raises CanaryError if it cannot start."""
        settings = await asyncio.to_thread(self._load)
        self._access = settings.access
        lock = only_one(state_file(settings, "canary.lock"), self._name)
        with lock as self._predecessor, listening_socket(settings.listen) as bound:
            self._install_signals()
            async with AsyncExitStack() as stack:
                app = await stack.enter_async_context(self._open(settings))
                web, serving = self._start_web(bound)
                beating = asyncio.create_task(self._keep_beating())
                try:
                    await self._live(app, stack.pop_all())
                finally:
                    notify("STOPPING=1")
                    web.should_exit = True
                    beating.cancel()
                    await asyncio.gather(serving, beating, return_exceptions=True)
        return 0

    def _open(self, settings: Settings) -> AbstractAsyncContextManager[App]:
        return open_app(settings, metrics=self._metrics, now=self._now, by=self._name)

    def _install_signals(self) -> None:
        loop = asyncio.get_running_loop()
        for name in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(name, self._stop)
        loop.add_signal_handler(signal.SIGHUP, self._reload.set)

    def _stop(self) -> None:
        if self._terminate.is_set():
            return
        log.info("stopping", drain_seconds=DRAIN)
        resort = threading.Timer(LAST_RESORT, os._exit, (1,))
        resort.daemon = True
        resort.start()
        self._terminate.set()

    def _start_web(self, bound: socket.socket) -> tuple[_Web, asyncio.Task[None]]:
        web = _Web(bounded(create_app(self._metrics, self, lambda: self._access)))
        host, port = bound.getsockname()[:2]
        log.info("listening", address=f"http://{host}:{port}")
        return web, asyncio.create_task(web.serve(sockets=[bound]))

    async def _live(self, app: App, stack: AsyncExitStack) -> None:
        """Run *app*, and its successors after each reload, until the end."""
        while True:
            async with stack:
                successor = await self._run_app(app)
            if successor is None:
                return
            app, stack = successor

    async def _run_app(self, app: App) -> tuple[App, AsyncExitStack] | None:
        """Until a reload gives a successor, or the end."""
        self._app, self._cycles = app, Cycles(app)
        await app.recover()  # a reload: what the writer before this one could not commit
        await app.restore_gauges()
        await self._cycles.take_over(self._predecessor)
        self._predecessor = None
        scheduler = self._schedule(app, self._cycles)
        pressed = asyncio.create_task(presses.listen(app, self._cycles.spawn))
        notify("READY=1")
        log.info("ready", targets=len(app.settings.targets), database=app.database.shown, vantage=app.vantage)
        try:
            return await self._until_told(app)
        finally:
            scheduler.stop()
            pressed.cancel()
            await asyncio.gather(pressed, return_exceptions=True)
            await self._drain(app, self._cycles)

    def _schedule(self, app: App, running: Cycles) -> Scheduler:
        scheduler = Scheduler(app.now)
        for target, suite in app.pairs():
            work = partial(self._spawn_due, running, target, suite)
            scheduler.add_cycles(f"{target.name} x {suite.name}", app.settings.schedule_of(target.name), work)
            running.spawn(running.catch_up(target, suite))
        scheduler.add_every(
            "look", LOOK_EVERY, partial(self._quietly, "look for unfinished cycles", running.look)
        )
        scheduler.add_every("deliveries", DELIVER_EVERY, partial(self._quietly, "delivery", app.deliver))
        scheduler.add_every("gauges", GAUGES_EVERY, partial(self._quietly, "gauges", app.refresh_gauges))
        scheduler.add_every("reminders", REMIND_EVERY, partial(self._quietly, "reminders", app.remind))
        scheduler.add_every("retention", PRUNE_EVERY, partial(self._quietly, "retention", app.prune))
        if app.settings.alerts.drill_every is not None:
            drill = partial(self._quietly, "drill", partial(_drill, app))
            scheduler.add_every("drill", DRILL_EVERY, drill)
            running.spawn(drill())
        running.spawn(self._quietly("gauges", app.refresh_gauges))
        running.spawn(self._quietly("reminders", app.remind))
        running.spawn(self._quietly("retention", app.prune))
        scheduler.start()
        return scheduler

    async def _spawn_due(self, running: Cycles, target: Target, suite: Suite) -> None:
        running.spawn(running.due(target, suite))

    async def _quietly(self, what: str, work: Callable[[], Awaitable[object]]) -> None:
        """A job that runs again soon: its failure is told, and no more."""
        try:
            await work()
        except StorageError as error:
            log.warning(f"{what} put off", error=str(error))

    async def _until_told(self, app: App) -> tuple[App, AsyncExitStack] | None:
        while True:
            told = [asyncio.create_task(event.wait()) for event in (self._terminate, self._reload)]
            try:
                await asyncio.wait(told, return_when=asyncio.FIRST_COMPLETED)
            finally:
                for task in told:
                    task.cancel()
            if self._terminate.is_set():
                return None
            self._reload.clear()
            successor = await self._reloaded(app)
            if successor is not None:
                return successor

    async def _reloaded(self, app: App) -> tuple[App, AsyncExitStack] | None:
        """A new app on the new configuration; None, and the old one goes on, if that cannot be."""
        notify(f"RELOADING=1\nMONOTONIC_USEC={time.monotonic_ns() // 1000}")
        stack = AsyncExitStack()
        try:
            settings = await asyncio.to_thread(self._load)
            successor = await stack.enter_async_context(self._open(settings))
        except CanaryError as error:
            log.error("reload refused, the old configuration stays", error=str(error))
            notify("READY=1")
            return None
        if settings.listen != app.settings.listen:
            log.warning("a new `listen` takes a restart", listen=app.settings.listen)
        self._access = settings.access
        self._forget_removed(app, successor)
        log.info("reloaded", targets=len(settings.targets))
        return successor, stack

    def _forget_removed(self, app: App, successor: App) -> None:
        kept = {(t.name, s.name) for t, s in successor.pairs()}
        for target, suite in app.pairs():
            if (target.name, suite.name) not in kept:
                self._metrics.forget(target.name, suite.name)

    async def _drain(self, app: App, running: Cycles) -> None:
        """Let what is in flight come in; what is not asked yet stays owed to whoever resumes the slot."""
        app.stop.set()
        if running.tasks:
            await asyncio.wait(running.tasks, timeout=DRAIN)
        left = list(running.tasks)
        for task in left:
            task.cancel()
        if left:
            log.warning("requests still in flight were given up", cycles=len(left))
            await asyncio.gather(*left, return_exceptions=True)

    async def _keep_beating(self) -> None:
        interval = watchdog_interval(os.environ)
        last_sign = 0.0
        while True:
            self._beat = time.monotonic()
            if interval is not None and self._beat - last_sign >= interval:
                notify("WATCHDOG=1")
                last_sign = self._beat
            await asyncio.sleep(min(BEAT, interval or BEAT))

    # --- health ----------------------------------------------------------------------------------

    def alive(self) -> str | None:
        """Why the process no longer turns; None if it does."""
        idle = time.monotonic() - self._beat
        return f"the event loop has not turned for {idle:.0f} s" if idle > STALE else None

    async def ready(self) -> Mapping[str, str | None]:
        """Whether the database answers, is at our schema, and every cycle is in time."""
        app, running = self._app, self._cycles
        if app is None or running is None:
            return {"started": "not yet"}
        try:
            await asyncio.to_thread(app.database.read, migrate.require_head, app.database.shown)
        except StorageError as error:
            return {"database": str(error)}
        except CanaryError as error:
            return {"database": None, "schema": str(error)}
        late = running.overdue()
        overdue = f"overdue: {', '.join(late[:5])}{' ...' if len(late) > 5 else ''}" if late else None
        return {"database": None, "schema": None, "cycles": overdue}

    async def status(self) -> Sequence[Mapping[str, Any]]:
        """The rows of the status page, for every configured target x suite."""
        app = self._app
        if app is None:
            return []
        found = await asyncio.to_thread(app.database.read, queries.status)
        by_pair = {(row.target, row.suite): row for row in found if row.vantage == app.vantage}
        return [
            _status_row(app, target, suite, by_pair.get((target.name, suite.name)))
            for target, suite in app.pairs()
        ]


async def _drill(app: App) -> None:
    """Hold the drill that is due, if one is. What a sink did not take is counted as any message is."""
    held = await hold_due(app.database, app.settings, app.now)
    if held is None:
        return
    for name, proof in held.sinks.items():
        app.metrics.notification(name, "sent" if proof.passed else "failed")
        if not proof.passed:
            log.error("drill failed", sink=name, error=proof.error)
    if held.trouble is not None:
        log.error("drill failed", error=held.trouble)
    elif held.passed:
        log.info("drill passed", sinks=sorted(held.sinks))


def _status_row(app: App, target: Target, suite: Suite, row: PairStatus | None) -> dict[str, Any]:
    following = next_slot(app.settings.schedule_of(target.name), app.now())
    plain: dict[str, Any] = {
        "target": target.name,
        "suite": suite.name,
        "state": "learning",
        "next_cycle": following,
        "incidents": [],
    }
    if row is None or row.baseline is None:
        plain |= {"needed": app.settings.baseline.cycles, "learned": row.cycles if row else 0}
    if row is None:
        return plain
    if row.baseline is not None:
        plain["state"] = "healthy"
    if row.incidents:
        plain["state"] = "incident"
    return {
        **plain,
        "last_cycle": row.last_slot,
        "baseline": row.baseline,
        "answered": row.answered,
        "unmeasured": row.unmeasured,
        "note": row.note,
        "match_ratio": row.match_ratio,
        "hallucination_ratio": row.hallucination_ratio,
        "incidents": [
            {
                "id": i.id,
                "key": i.key,
                "kind": i.kind,
                "severity": i.severity,
                "state": i.state,
                "opened_at": i.opened_at,
            }
            for i in row.incidents
        ],
    }
