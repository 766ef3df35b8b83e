"""A drill: a scripted model gets worse and recovers, and every sink must be told of both. Nothing in it is pretended.

Cycles, detectors, decisions and outbox are the service's own, on a database that is thrown away: no report counts an
exercise. The sinks are the real ones, and each message is marked. Only the model is scripted, and a second stands for
the time between two cycles.
"""

from __future__ import annotations

import asyncio
import json
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from canary.app import App, open_app, vantage_of
from canary.core.model import IncidentState, Severity, Transition
from canary.settings import Settings, load
from canary.storage import drills
from canary.storage.drills import Answer
from canary.storage.engine import Database

MARK = "DRILL"
TIMEOUT = timedelta(minutes=2)
LEARNED = 9  # cycles after which the baseline stands, and one of quiet
RECOVERY = 40  # cycles; its detector wants about a dozen quiet ones
STEP = timedelta(seconds=1)  # between two cycles, by the drill's clock
POLL = 0.1  # seconds between two looks at what the outbox still owes

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Proof:
    """What one sink took. ``error`` is why it did not take the other, None if it took both."""

    fired: bool = False
    resolved: bool = False
    error: str | None = None

    @property
    def passed(self) -> bool:
        """Whether people would have heard of it, and of its end."""
        return self.fired and self.resolved


@dataclass(frozen=True, slots=True)
class Drill:
    """What came of a drill, sink by sink. ``trouble`` is what kept it from being held at all."""

    began: datetime
    ended: datetime
    sinks: Mapping[str, Proof]
    trouble: str | None = None

    @property
    def passed(self) -> bool:
        """Whether every sink fired and resolved."""
        return self.trouble is None and all(proof.passed for proof in self.sinks.values())

    def to_plain(self) -> dict[str, Any]:
        """Plain JSON values."""
        sinks = {
            name: {"fired": proof.fired, "resolved": proof.resolved, "error": proof.error}
            for name, proof in self.sinks.items()
        }
        return {"trouble": self.trouble, "sinks": sinks}


async def hold(database: Database, settings: Settings, now: Clock, within: timedelta = TIMEOUT) -> Drill:
    """Hold a drill now and record it. Half of *within* is for the alert, half for its end.

    Raises StorageError where *database* is away, UsageError where a sink's settings cannot work.
    """
    held = await database.run(drills.begin, now())
    return await _hold(database, held, settings, now, within)


async def hold_due(database: Database, settings: Settings, now: Clock) -> Drill | None:
    """Hold the drill that is due by ``alerts.drill_every``; None if none is, or another daemon holds it."""
    every = settings.alerts.drill_every
    due = await database.run(drills.begin_due, every, now()) if every is not None else None
    return await _hold(database, due, settings, now, TIMEOUT) if due is not None else None


async def _hold(
    database: Database, number: int | None, settings: Settings, now: Clock, within: timedelta
) -> Drill:
    drill = await _rehearse(settings, now, within / 2)
    if number is not None:
        await database.run_patiently(
            drills.finish, number, drill.ended, drill.to_plain(), passed=drill.passed
        )
    return drill


async def _rehearse(settings: Settings, now: Clock, patience: timedelta) -> Drill:
    began, clock = now(), _Wound(now)
    with tempfile.TemporaryDirectory(prefix="canary-drill-", ignore_cleanup_errors=True) as folder:
        async with open_app(_stage(Path(folder), settings, began), now=clock, pace=0.0, mark=MARK) as app:
            trouble = await _fire(app, clock)
            await _delivered(app, patience, resolved=False)
            trouble = trouble or await _recover(app, clock)
            await _delivered(app, patience, resolved=True)
            said = await app.database.run(drills.answers)
            proofs = {name: _proof(name, said, patience) for name in app.sinks}
    return Drill(began, now(), {} if trouble else proofs, trouble)


class _Wound:
    """A clock behind the one on the wall, which gains a step with each cycle: slots differ, and retries still wait."""

    def __init__(self, now: Clock) -> None:
        self._now = now
        self.behind = STEP * (LEARNED + RECOVERY + 1)

    def __call__(self) -> datetime:
        return self._now() - self.behind


# --- the play --------------------------------------------------------------------------------------


async def _fire(app: App, clock: _Wound) -> str | None:
    """Learn, then get worse; returns why nobody would be told of that, None if they are."""
    for _ in range(LEARNED):
        await _cycle(app, clock)
    for change in await _cycle(app, clock):
        if change.incident.severity is Severity.CRITICAL and change.notify:
            return None
    return "the scripted model got worse and no incident was opened: the detectors do not work; please report this"


async def _recover(app: App, clock: _Wound) -> str | None:
    """Be as before until the incident is resolved; returns why it was not, None if it was."""
    for _ in range(RECOVERY):
        for change in await _cycle(app, clock):
            if change.incident.state is IncidentState.RESOLVED and change.notify:
                return None
    return "the scripted model recovered and its incident stayed open: the detectors do not work; please report this"


async def _cycle(app: App, clock: _Wound) -> tuple[Transition, ...]:
    changes: tuple[Transition, ...] = ()
    for target, suite in app.pairs():
        settled = (await app.run_cycle(target, suite, clock())).settled
        changes += settled.transitions if settled is not None else ()
    clock.behind -= STEP
    return changes


async def _delivered(app: App, patience: timedelta, *, resolved: bool) -> None:
    """Until every sink has taken the message or refused it for good, or patience ends."""
    clock = asyncio.get_running_loop().time  # one that nobody sets
    deadline = clock() + patience.total_seconds()
    while clock() < deadline:
        while await app.deliver():
            pass
        said = await app.database.run(drills.answers)
        done = {each.sink for each in said if each.resolved == resolved and each.taken is not None}
        if done >= set(app.sinks):
            return
        await asyncio.sleep(POLL)


def _proof(name: str, said: Sequence[Answer], patience: timedelta) -> Proof:
    mine = [each for each in said if each.sink == name]
    fired = any(each.taken and not each.resolved for each in mine)
    resolved = any(each.taken and each.resolved for each in mine)
    if fired and resolved:
        return Proof(True, True)
    return Proof(fired, resolved, _why(mine, fired=fired, patience=patience))


def _why(mine: list[Answer], *, fired: bool, patience: timedelta) -> str:
    missing = [each for each in mine if each.resolved == fired and not each.taken]
    said = next((each.error for each in reversed(missing) if each.error), None)
    if said is not None:
        return said
    return f"it took nothing within {patience.total_seconds():.0f} s and gave no error: see --timeout"


# --- the stage -------------------------------------------------------------------------------------


def _stage(folder: Path, settings: Settings, began: datetime) -> Settings:
    """A configuration of its own, with the sinks of the real one: all of them, whatever the routes say."""
    (folder / "suites").mkdir()
    (folder / "suites" / "drill.yaml").write_text(json.dumps(_suite(began)))
    config = {
        "database": f"sqlite:///{folder}/drill.db",
        "suites": str(folder / "suites"),
        "state_dir": str(folder),
        "vantage": vantage_of(settings),
        "baseline": {"cycles": LEARNED - 1, "over": "0s"},
        "targets": [_TARGET],
    }
    (folder / "canary.yaml").write_text(json.dumps(config))
    alerts = replace(settings.alerts, heartbeat=None, routes=(), repeat_every=timedelta(days=1))
    return replace(load(folder / "canary.yaml", {}), alerts=alerts)


_TARGET = {
    "name": "canary-drill",
    "provider": "scripted",
    "samples": 3,
    "script": {"seed": 1, "phases": [{"from_cycle": LEARNED, "to_cycle": LEARNED + 1, "hallucinate": 1.0}]},
}


def _prompt(number: int) -> dict[str, Any]:
    ticket = f"TKT-{10442 + number}"
    return {
        "id": f"ticket-{number}",
        "messages": [{"role": "user", "content": f"Summarise in one sentence: {ticket}, a parcel is late."}],
        "validate": ["nonempty", {"grounded_ids": {"pattern": r"TKT-\d{4,}"}}],
        "examples": {"pass": [f"{ticket}: a parcel is late."], "fail": ["TKT-99999: a parcel is late."]},
    }


def _suite(began: datetime) -> dict[str, Any]:
    """Named by its time: no sink takes one drill for the end, or the repetition, of another."""
    prompts = [_prompt(number) for number in range(4)]
    return {"suite": f"drill-{began:%Y%m%d-%H%M%S}", "prompts": prompts}
