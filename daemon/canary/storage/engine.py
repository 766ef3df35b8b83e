"""Opening a database, and running work on it from async code. Knows no table.

SQLAlchemy is used synchronously, in worker threads: one set of queries serves the daemon and the
command line alike, and a thread costs less than an async driver on the hot path.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import os
import socket
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Concatenate, ParamSpec, TypeVar

import orjson
import sqlalchemy as sa
import stamina
from sqlalchemy import event
from sqlalchemy.exc import DBAPIError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from canary.errors import StorageError

P = ParamSpec("P")
T = TypeVar("T")

FIRST_WAIT = 0.2  # seconds between attempts while the database is away
LONGEST_WAIT = 5.0

CLOSING = 1.0  # seconds that running work is given at the end before its connection is broken off
BUSY = 30.0  # seconds that SQLite waits for another process's lock, unless the address has a `timeout`

# libpq's, each unless the address says otherwise. A server that went without a word (power, network) is given up
# after about 20 s; by default a connection would hang on it for a quarter of an hour, or two hours when idle.
_POSTGRES: dict[str, Any] = {
    "application_name": "canary",
    "connect_timeout": 5,  # seconds for each of several hosts
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 2,
    "tcp_user_timeout": 20_000,  # milliseconds
}
_READ_ONLY = "25006"  # SQLSTATE of a write on a standby, such as a primary becomes that was demoted
_SECRETS = ("password", "sslpassword")

# What SQLite says when the same statement may succeed later. Its OperationalError also covers plain mistakes.
_SQLITE_PASSING = ("locked", "busy", "disk", "unable to open", "readonly")


def _dumps(value: object) -> str:
    return orjson.dumps(value).decode()


def open_engine(url: str) -> sa.Engine:
    """An engine for *url* (sqlite:/// or postgresql+psycopg://). Does not connect yet."""
    parsed = sa.make_url(url)
    common: dict[str, Any] = {
        "hide_parameters": True,  # an error must not carry model output into a log
        "json_serializer": _dumps,
        "json_deserializer": orjson.loads,
    }
    if parsed.get_backend_name() == "sqlite":
        busy = {} if "timeout" in parsed.query else {"timeout": BUSY}
        engine = sa.create_engine(parsed, connect_args={"check_same_thread": False, **busy}, **common)
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_immediate)
        return engine
    several = isinstance(parsed.query.get("host"), tuple)
    ours = _POSTGRES | ({"target_session_attrs": "read-write"} if several else {})
    ours = {name: value for name, value in ours.items() if name not in parsed.query}
    engine = sa.create_engine(parsed, pool_pre_ping=True, pool_size=4, connect_args=ours, **common)
    event.listen(engine, "handle_error", _leave_a_standby)
    return engine


def _leave_a_standby(context: sa.ExceptionContext) -> None:
    """Never use a connection again that may no longer write: the next one finds who may."""
    if getattr(context.original_exception, "sqlstate", None) == _READ_ONLY:
        context.is_disconnect = True


def _prepare_sqlite(connection: Any, _record: object) -> None:
    """WAL lets readers and the one writer work at once; FULL makes a commit survive a power cut."""
    connection.isolation_level = None  # we begin transactions ourselves, see _begin_immediate
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_immediate(connection: sa.Connection) -> None:
    """Take SQLite's write lock at once: a read that later turns into a write could not wait for it."""
    mode = "" if connection.get_execution_options().get("canary_read_only") else " IMMEDIATE"
    connection.exec_driver_sql(f"BEGIN{mode}")


class Database:
    """One database, usable from threads (``call``) and from async code (``run``, ``run_patiently``)."""

    def __init__(self, url: str) -> None:
        self.engine = open_engine(url)
        self._reader = self.engine.execution_options(canary_read_only=True)
        self._threads = ThreadPoolExecutor(max_workers=4, thread_name_prefix="canary-db")
        self._sockets: set[Any] = set()  # live Postgres connections, each a socket that may hang
        if self.engine.dialect.name == "postgresql":
            event.listen(self.engine, "connect", lambda connection, _: self._sockets.add(connection))
            event.listen(self.engine, "close", lambda connection, _: self._sockets.discard(connection))
            event.listen(self.engine, "close_detached", self._sockets.discard)

    def __enter__(self) -> Database:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def shown(self) -> str:
        """The address as it may be shown: without its password."""
        return self.engine.url.difference_update_query(_SECRETS).render_as_string(hide_password=True)

    @property
    def fingerprint(self) -> str:
        """Twelve hex digits that tell this database from others, whoever logs in and with what options."""
        url = self.engine.url
        hosts = url.query.get("host") or f"{url.host or ''}:{url.port or 5432}"
        places = [hosts] if isinstance(hosts, str) else sorted(hosts)
        text = "|".join((url.get_backend_name(), *places, url.database or ""))
        return hashlib.sha256(text.encode()).hexdigest()[:12]

    def call(self, work: Callable[Concatenate[sa.Connection, P], T], *args: P.args, **kw: P.kwargs) -> T:
        """Run *work* in one transaction, committed on return. Raises StorageError if the database fails."""
        try:
            with self.engine.begin() as connection:
                return work(connection, *args, **kw)
        except SQLAlchemyError as error:
            raise StorageError(self._explain(error)) from error

    def read(self, work: Callable[Concatenate[sa.Connection, P], T], *args: P.args, **kw: P.kwargs) -> T:
        """Like ``call`` for work that only reads: never waits for a writer."""
        try:
            with self._reader.begin() as connection:
                return work(connection, *args, **kw)
        except SQLAlchemyError as error:
            raise StorageError(self._explain(error)) from error

    async def run(self, work: Callable[Concatenate[sa.Connection, P], T], *args: P.args, **kw: P.kwargs) -> T:
        """``call`` in a worker thread."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, lambda: self.call(work, *args, **kw))

    async def run_patiently(
        self, work: Callable[Concatenate[sa.Connection, P], T], *args: P.args, **kw: P.kwargs
    ) -> T:
        """``run``, again and again while the database is away. *work* must be safe to repeat."""
        async for attempt in stamina.retry_context(
            on=is_away, attempts=None, timeout=None, wait_initial=FIRST_WAIT, wait_max=LONGEST_WAIT
        ):
            with attempt:
                return await self.run(work, *args, **kw)
        raise AssertionError("an endless retry ended")

    def close(self) -> None:
        """Wait for running work and let the connections go. Work on a server that does not answer is broken off."""
        breaker = threading.Timer(CLOSING, self._break_off)
        breaker.daemon = True
        breaker.start()
        self._threads.shutdown(wait=True)
        breaker.cancel()
        self.engine.dispose()

    def _break_off(self) -> None:
        """End every wait for a Postgres: its thread sees the connection lost."""
        for connection in tuple(self._sockets):
            with contextlib.suppress(Exception), socket.socket(fileno=os.dup(connection.fileno())) as wire:
                wire.shutdown(socket.SHUT_RDWR)

    def _explain(self, error: SQLAlchemyError) -> str:
        cause = str(getattr(error, "orig", None) or error).strip().splitlines()
        first = cause[0] if cause else type(error).__name__
        return f"{self.shown}: {first}"


def is_away(error: Exception) -> bool:
    """Whether the database was not reachable or broke off, so that the same work may succeed later."""
    cause = error.__cause__ if isinstance(error, StorageError) else error
    if isinstance(cause, PoolTimeout):
        return True  # every connection waits for a server that does not answer
    if not isinstance(cause, DBAPIError):
        return False
    if type(cause.orig).__module__ == "sqlite3":
        return any(word in str(cause.orig) for word in _SQLITE_PASSING)
    return bool(cause.connection_invalidated) or isinstance(cause, OperationalError)
