"""The real command line as a subprocess, and small configurations for it."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import pty
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Iterable, Mapping
from pathlib import Path
from typing import Any

from support.postgres import free_port

COMMAND = "import sys; from canary.cli import main; sys.exit(main())"
KEY = "sk-test-4f9d1c0b7a2e-must-never-be-shown"


def prompts(count: int) -> list[dict[str, Any]]:
    return [
        {
            "id": f"p{number:03d}",
            "messages": [{"role": "user", "content": f"Say number {number}."}],
            "validate": ["nonempty", {"regex": "number"}],
        }
        for number in range(count)
    ]


def write_config(
    folder: Path,
    database: str,
    base_url: str,
    *,
    count: int = 4,
    every: str = "1h",
    target: Mapping[str, Any] | None = None,
    **more: Any,
) -> Path:
    """canary.yaml and one suite in *folder*; YAML is JSON's superset."""
    (folder / "canaries").mkdir(exist_ok=True)
    (folder / "canaries" / "numbers.yaml").write_text(
        json.dumps({"suite": "numbers", "prompts": prompts(count)})
    )
    config = {
        "database": database,
        "listen": f"127.0.0.1:{free_port()}",
        "schedule": {"every": every, "jitter": "0s"},
        "vantage": "test",
        "targets": [
            {
                "name": "model",
                "provider": "openai",
                "model": "gpt-test",
                "base_url": f"{base_url}/v1",
                "api_key": "${CANARY_TEST_KEY}",
                "limits": {"concurrency": 4, "timeout": "5s"},
                **(target or {}),
            }
        ],
        **more,
    }
    path = folder / "canary.yaml"
    path.write_text(json.dumps(config, indent=1))
    return path


def environment(**extra: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("CANARY_", "OPENAI_"))}
    return {**kept, "CANARY_TEST_KEY": KEY, **extra}


async def canary(*args: str | Path, env: Mapping[str, str] | None = None) -> tuple[int, str, str]:
    """Run a command to its end: (exit code, stdout, stderr)."""
    process = await _start(args, env)
    out, err = await asyncio.wait_for(process.communicate(), 60)
    assert process.returncode is not None
    return process.returncode, out.decode(), err.decode()


@contextlib.asynccontextmanager
async def command(*args: str | Path) -> AsyncIterator[asyncio.subprocess.Process]:
    """A command that runs meanwhile; killed at the end if it still does."""
    process = await _start(args, None)
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def _start(
    args: Iterable[str | Path], env: Mapping[str, str] | None, program: str = COMMAND
) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        program,
        *map(str, args),
        env=dict(env or environment()),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )


def on_terminal(*args: str | Path) -> tuple[int, bytes]:
    """(exit code, what it wrote) of a command whose standard output is a terminal of 100 columns."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-c", COMMAND, *map(str, args)],
        stdout=theirs,
        env=environment(COLUMNS="100", TERM="xterm-256color"),
    )
    os.close(theirs)
    said = b""
    while chunk := _read(ours):
        said += chunk
    os.close(ours)
    return process.wait(30), said


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65536)
    except OSError:  # its other end is closed
        return b""


class Daemon:
    """A running ``canary daemon``; ``log`` is what it has written so far."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process
        self.log = ""
        self._reading = asyncio.create_task(self._read())

    async def _read(self) -> None:
        assert self.process.stderr is not None
        async for line in self.process.stderr:
            self.log += line.decode()

    async def until(self, words: str, seconds: float = 20, times: int = 1) -> None:
        """Wait until *words* stand so often in the log."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while self.log.count(words) < times and self.process.returncode is None:
                    await asyncio.sleep(0.02)
        assert self.log.count(words) >= times, f"not in the log: {words!r}\n{self.log}"

    def send(self, number: signal.Signals) -> None:
        self.process.send_signal(number)

    async def kill(self) -> None:
        self.process.kill()
        await self.process.wait()
        await self._reading

    async def terminate(self) -> int:
        """SIGTERM, and its exit code; it has ten seconds."""
        if self.process.returncode is None:
            self.process.terminate()
        code = await asyncio.wait_for(self.process.wait(), 10)
        await self._reading
        return code


@contextlib.asynccontextmanager
async def daemon(
    config: Path, env: Mapping[str, str] | None = None, program: str = COMMAND
) -> AsyncIterator[Daemon]:
    running = Daemon(await _start(["--config", config, "daemon"], env, program))
    try:
        yield running
    finally:
        if running.process.returncode is None:
            await running.kill()
