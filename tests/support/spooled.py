"""What waits in a daemon's spool, as its files and its metrics say."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable
from pathlib import Path

import httpx

PATIENCE = 60.0  # seconds: a busy machine is no failure


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not condition():
            await asyncio.sleep(0.02)


def on_disk(folder: Path) -> int:
    """How many replies lie in the spool of that state folder."""
    return sum(file.read_bytes().count(b"\x1e") for file in (folder / "spool").glob("*.spool"))


def address(config: Path) -> str:
    return str(json.loads(config.read_text())["listen"])


async def _metrics(config: Path) -> str:
    async with httpx.AsyncClient() as client:
        return (await client.get(f"http://{address(config)}/metrics")).text


def _sum(said: str, name: str) -> int:
    """The sum of a metric's series."""
    values = re.findall(rf"^{name}(?:\{{.*\}})? (\S+)$", said, re.MULTILINE)
    assert values
    return int(sum(map(float, values)))


async def waiting(config: Path) -> int:
    """``canary_spool_observations``."""
    return _sum(await _metrics(config), "canary_spool_observations")


async def until_all_is_on_disk(config: Path, received: int) -> int:
    """Until so many replies came and none waits in memory; returns how many wait on disk, one at least."""
    async with asyncio.timeout(PATIENCE):
        while True:
            said = await _metrics(config)
            count = _sum(said, "canary_spool_observations")
            if _sum(said, "canary_probes_total") == received and 0 < count == on_disk(config.parent):
                return count
            await asyncio.sleep(0.05)
