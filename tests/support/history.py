"""A small database with a past: real cycles of scripted targets, one an hour, on a clock of our own."""

from __future__ import annotations

import asyncio
import contextlib
import io
import json
import logging
import os
import tempfile
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import structlog

from canary.app import open_app
from canary.cli import main
from canary.settings import Settings, data_dir, load
from canary.storage import migrate
from canary.storage.cycles import MANUAL
from canary.storage.engine import Database

START = datetime(2026, 3, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)
BASELINE = 12  # cycles

SUITE: dict[str, Any] = {
    "suite": "tickets",
    "prompts": [
        {
            "id": "late",
            "messages": [{"role": "user", "content": "Summarise TKT-10442."}],
            "validate": ["nonempty", {"grounded_ids": {"pattern": "TKT-\\d{4,}"}}],
            "examples": {
                "pass": ["TKT-10442 is late."],
                "fail": ["TKT-99999 is late.", "TKT-77777 is lost."],
            },
        },
        {
            "id": "lost",
            "messages": [{"role": "user", "content": "Summarise TKT-10443."}],
            "validate": ["nonempty", {"grounded_ids": {"pattern": "TKT-\\d{4,}"}}],
            "examples": {
                "pass": ["TKT-10443 is lost."],
                "fail": ["TKT-55555 is lost.", "TKT-44444 is late."],
            },
        },
    ],
}

QUIET: dict[str, Any] = {"name": "quiet", "provider": "scripted", "suites": ["tickets"]}
TURNING: dict[str, Any] = {
    "name": "turning",
    "provider": "scripted",
    "samples": 3,
    "suites": ["tickets"],
    "price": {"input_per_mtok": 100, "output_per_mtok": 200},
    "script": {
        "seed": 7,
        "nondeterminism": 0.1,
        "phases": [
            {"from_cycle": 4, "to_cycle": 5, "fail": "rate_limit"},
            {"from_cycle": 20, "hallucinate": 0.7},
        ],
    },
}


@cache
def _migrated() -> bytes:
    """An empty database with all its tables: migrated once, copied for each test."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{folder}/canary.db")
        database.call(migrate.upgrade, data_dir("migrations"))
        database.close()
        return Path(folder, "canary.db").read_bytes()


def sqlite(folder: Path) -> str:
    """The address of a new database in *folder*."""
    path = folder / "canary.db"
    path.write_bytes(_migrated())
    return f"sqlite:///{path}"


def write_config(
    folder: Path,
    database: str,
    *,
    targets: list[dict[str, Any]] | None = None,
    suite: Mapping[str, Any] = SUITE,
) -> Path:
    """canary.yaml and its suite in *folder*."""
    (folder / "canaries").mkdir(parents=True, exist_ok=True)
    (folder / "canaries" / "tickets.yaml").write_text(json.dumps(suite))
    path = folder / "canary.yaml"
    config = {
        "database": database,
        "vantage": "here",
        "baseline": {"cycles": BASELINE, "over": "0s"},
        "targets": targets or [QUIET, TURNING],
    }
    path.write_text(json.dumps(config))
    return path


def read_config(path: Path) -> Settings:
    return load(path, os.environ)


def live(path: Path, cycles: int, *, first: int = 0) -> datetime:
    """Run that many hourly cycles of every target; returns the last one's slot."""
    return asyncio.run(_live(read_config(path), cycles, first))


async def _live(settings: Settings, cycles: int, first: int) -> datetime:
    slot = START
    async with open_app(settings, now=lambda: slot) as app:
        for number in range(first, first + cycles):
            slot = START + number * HOUR
            for target, suite in app.pairs():
                await app.run_cycle(target, suite, slot, origin=MANUAL)
            await app.deliver()
    return slot


class Lived:
    """A configuration whose database may have a past, asked by the command line at a moment of our choice."""

    def __init__(self, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.path, self._monkeypatch, self.now = path, monkeypatch, START

    def at(self, now: datetime) -> Lived:
        self.now = now
        self._monkeypatch.setattr("canary.app.utc_now", lambda: now)
        return self

    def ask(self, *args: str | Path, code: int = 0, given: bytes = b"") -> str:
        """What the command prints: on stdout, or where it fails (*code*), on stderr."""
        out, err = Captured(), Captured()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err), logging_as_it_was():
            self._monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(given)))
            found = main(["--config", str(self.path), *map(str, args)])
        assert found == code, out.text() + err.text()
        return out.text() if code in (0, 3) else err.text()

    def rows(self, *args: str) -> list[dict[str, Any]]:
        """The rows of a report."""
        return list(json.loads(self.ask("report", *args, "--format", "json"))["rows"])


class Captured(io.TextIOWrapper):
    """A standard stream that takes text and bytes, and is no terminal."""

    def __init__(self) -> None:
        self._bytes = io.BytesIO()
        super().__init__(self._bytes, encoding="utf-8", write_through=True)

    def text(self) -> str:
        self.flush()
        return self._bytes.getvalue().decode()


@contextlib.contextmanager
def logging_as_it_was() -> Iterator[None]:
    """A command sets up logging for its process; ours has other tests to run."""
    root, handlers, level = logging.getLogger(), logging.getLogger().handlers[:], logging.getLogger().level
    try:
        yield
    finally:
        root.handlers[:] = handlers
        root.setLevel(level)
        structlog.reset_defaults()
