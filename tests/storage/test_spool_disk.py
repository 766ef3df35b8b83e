"""A disk that is really full, and a file system that really went read-only, under the real daemon.

Each is mounted in a namespace of the daemon's own, so it goes when the daemon does. That takes root.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from support.process import COMMAND, Daemon, environment, write_config
from support.servers import llm_server
from support.spooled import until, until_all_is_on_disk

PROMPTS = 40
TALK = "number of words, and then some more. " * 400  # 15 kB: a few replies fill what is small
TO_DISK = "the database is away: replies go to the spool"
IN_MEMORY = "the spool cannot be written: replies wait in memory"

RUN = 'eval "$1"; shift; exec "$@"'


def may_mount(mount: str) -> bool:
    """Whether this process may do so in a namespace of its own."""
    if os.geteuid() != 0 or shutil.which("unshare") is None or shutil.which("nsenter") is None:
        return False
    return subprocess.run(["unshare", "-m", "sh", "-c", mount], capture_output=True).returncode == 0


def talkative(asked: dict[str, Any]) -> str:
    return f"{asked['messages'][-1]['content']} {TALK}"


@contextlib.asynccontextmanager
async def daemon_on(mount: str, config: Path) -> AsyncIterator[Daemon]:
    """The daemon in a mount namespace of its own, after the shell command *mount*."""
    process = await asyncio.create_subprocess_exec(
        *("unshare", "-m", "sh", "-ec", RUN, "sh", mount),
        *(sys.executable, "-c", COMMAND, "--config", str(config), "daemon"),
        env=environment(),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    running = Daemon(process)
    try:
        yield running
    finally:
        if process.returncode is None:
            await running.kill()


def seen_by(running: Daemon, path: Path) -> Path:
    """The same file as the daemon sees it, from outside of its namespace."""
    return Path(f"/proc/{running.process.pid}/root{path}")


def inside(running: Daemon, *command: str) -> str:
    """What a command in the daemon's namespace prints. Our server, of this process, stands still meanwhile."""
    into = ("nsenter", "--target", str(running.process.pid), "--mount")
    return subprocess.run([*into, *command], check=True, stdout=subprocess.PIPE, text=True).stdout


READS = """
import json, sqlite3, sys
rows = sqlite3.connect(sys.argv[1]).execute("SELECT prompt, sample FROM observation")
print(json.dumps([f"{prompt}/{sample}" for prompt, sample in rows]))
"""


def stored(running: Daemon, file: Path) -> list[str]:
    """Every observation there, as often as it is there."""
    rows: list[str] = json.loads(inside(running, sys.executable, "-c", READS, str(file)))
    return rows


def fill(folder: Path) -> Path:
    """Take every byte that is left."""
    filler = folder / "filler"
    with contextlib.suppress(OSError), filler.open("wb", buffering=0) as file:
        while True:
            file.write(b"x" * 4096)
    return filler


@pytest.mark.skipif(
    not may_mount("mount -t tmpfs -o size=1m none /mnt"), reason="takes root, to mount a small disk"
)
@pytest.mark.parametrize(
    ("state_dir", "told"), [("disk", IN_MEMORY), (".", TO_DISK)], ids=["the spool's too", "the database's"]
)
async def test_a_full_disk_costs_no_reply(tmp_path: Path, state_dir: str, told: str) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    async with llm_server(talkative, delay=0.1) as server:
        database = f"sqlite:///{disk}/canary.db?timeout=1"
        config = write_config(tmp_path, database, server.url, count=PROMPTS, state_dir=state_dir)
        async with daemon_on(f"mount -t tmpfs -o size=8m none {disk}", config) as running:
            await until(lambda: len(server.journal) >= 8)
            filler = fill(seen_by(running, disk))
            await running.until(told, seconds=60)
            await until(lambda: len(server.journal) == PROMPTS)
            filler.unlink()
            await running.until("cycle done", seconds=60)
            rows = stored(running, disk / "canary.db")
            assert len(rows) == len(set(rows)) == len(server.journal) == PROMPTS
            assert not list(seen_by(running, disk.parent / state_dir / "spool").glob("*"))
            assert running.log.count(told) == 1
            await running.terminate()


def ext4(folder: Path) -> tuple[Path, str]:
    """A small ext4 in a file of *folder*, and the command that mounts it at ``disk`` there."""
    image, disk = folder / "image", folder / "disk"
    disk.mkdir()
    with image.open("wb") as file:
        file.truncate(24 * 2**20)
    subprocess.run(["mkfs.ext4", "-q", image], check=True, capture_output=True)
    return image, f"mount -o loop {image} {disk}"


def mended(image: Path) -> bool:
    return subprocess.run(["e2fsck", "-fy", image], capture_output=True).returncode in (0, 1)


@pytest.fixture
def ext4_disk(tmp_path: Path) -> tuple[Path, str]:
    if shutil.which("mkfs.ext4") is None or shutil.which("e2fsck") is None:
        pytest.skip("needs e2fsprogs")
    image, mount = ext4(tmp_path)
    if not may_mount(mount):
        pytest.skip("takes root and a loop device, to mount a file system that may break")
    return image, mount


async def test_a_file_system_that_went_read_only_costs_no_reply(
    tmp_path: Path, ext4_disk: tuple[Path, str]
) -> None:
    """As after an I/O error: ext4 gives up writing, a check mends it, and the daemon is started again."""
    image, mount = ext4_disk
    disk = tmp_path / "disk"
    async with llm_server(talkative, delay=0.1) as server:
        database = f"sqlite:///{disk}/canary.db?timeout=1"
        config = write_config(tmp_path, database, server.url, count=PROMPTS)
        async with daemon_on(mount, config) as first:
            await until(lambda: len(server.journal) >= 8)
            inside(first, "mount", "-o", "remount,abort", str(disk))
            await first.until(TO_DISK, seconds=60)
            await until_all_is_on_disk(config, received=PROMPTS)
            await first.kill()
        assert await asyncio.to_thread(mended, image)
        async with daemon_on(mount, config) as second:
            await second.until("cycle done", seconds=60)
            assert "left replies on disk" in second.log
            rows = stored(second, disk / "canary.db")
            await second.terminate()
        assert len(rows) == len(set(rows)) == len(server.journal) == PROMPTS
    assert not list((tmp_path / "spool").glob("*"))
