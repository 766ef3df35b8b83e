"""An app on scripted models and a wound clock: hours pass as fast as cycles run."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from canary.app import App, CycleOutcome, open_app
from canary.core.message import Notice
from canary.core.model import Kind
from canary.settings import load

START = datetime(2026, 3, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)


class Clock:
    def __init__(self, at: datetime = START) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at


class Inbox:
    """A sink that keeps what it is sent."""

    def __init__(self, name: str = "inbox", *, edits: bool = False, gathers: bool = True) -> None:
        self.name, self.edits, self.gathers = name, edits, gathers
        self.notices: list[Notice] = []

    def loud(self, kind: str = "") -> list[Notice]:
        """What is no mere edit, of one kind or all."""
        return [notice for notice in self.notices if not notice.quiet and kind in ("", notice.kind)]

    async def send(self, notice: Notice, ref: str | None) -> str | None:
        self.notices.append(notice)
        return None

    async def check(self) -> str | None:
        return None

    async def aclose(self) -> None: ...


def question(name: str, said: str | None = None, **more: Any) -> dict[str, Any]:
    return {
        "id": name,
        "messages": [
            {"role": "user", "content": said or f"Tell me of {name}, at some length and in your own words."}
        ],
        "validate": ["nonempty"],
        **more,
    }


class World:
    """A folder with a configuration that may be edited between hours; one database; one clock."""

    def __init__(self, folder: Path, database: str, **config: Any) -> None:
        self.folder, self.clock, self.inbox = folder, Clock(), Inbox()
        self.step = HOUR  # between two cycles
        self.sinks: dict[str, Inbox] = {"inbox": self.inbox}
        self.prompts = [question(f"p{n}") for n in range(6)]
        self.target: dict[str, Any] = {"name": "model", "provider": "scripted", "script": {"seed": 3}}
        self.config: dict[str, Any] = {
            "database": database,
            "vantage": "test",
            "baseline": {"cycles": 8, "over": "0s"},
            **config,
        }

    def write(self) -> None:
        (self.folder / "canaries").mkdir(exist_ok=True)
        (self.folder / "canaries" / "s.yaml").write_text(json.dumps({"suite": "s", "prompts": self.prompts}))
        targets = {"targets": [self.target]}
        (self.folder / "canary.yaml").write_text(json.dumps({**targets, **self.config}))

    @asynccontextmanager
    async def app(self) -> AsyncIterator[App]:
        self.write()
        settings = load(self.folder / "canary.yaml", {})
        async with open_app(settings, sinks=dict(self.sinks), now=self.clock, pace=0.0) as app:
            yield app

    async def hours(self, count: int, **how: Any) -> list[CycleOutcome]:
        """So many cycles of every pair, in one life of the app."""
        async with self.app() as app:
            return [outcome for _ in range(count) for outcome in await self.hour(app, **how)]

    async def hour(self, app: App, **how: Any) -> list[CycleOutcome]:
        outcomes = [await app.run_cycle(target, suite, self.clock(), **how) for target, suite in app.pairs()]
        while await app.deliver():
            pass
        self.clock.at += self.step
        return outcomes


def reasons(outcomes: list[CycleOutcome]) -> list[tuple[str, str]]:
    """(kind, reason) of every transition, but for latencies: only the clock of answers is real here."""
    return [
        (change.incident.kind.value, change.reason)
        for outcome in outcomes
        if outcome.settled is not None
        for change in outcome.settled.transitions
        if change.incident.kind is not Kind.PERFORMANCE
    ]
