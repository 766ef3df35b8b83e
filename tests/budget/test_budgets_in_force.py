"""Budgets over real cycles: announced at 80 %, the most critical suite asked longest, a hard stop at the limit."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from canary.app import CycleOutcome, open_app
from canary.settings import load
from canary.storage import spending
from support.world import HOUR, START, Clock, Inbox, question

PRICE = {"input_per_mtok": 10.0, "output_per_mtok": 10.0}


class House:
    """Targets on scripted models that cost money, with a suite of each criticality."""

    def __init__(self, folder: Path, database: str, **config: Any) -> None:
        self.folder, self.clock, self.inbox = folder, Clock(), Inbox()
        (folder / "canaries").mkdir()
        for criticality in ("low", "medium", "high"):
            suite = {
                "suite": criticality,
                "criticality": criticality,
                "prompts": [question("p"), question("q")],
            }
            (folder / "canaries" / f"{criticality}.yaml").write_text(json.dumps(suite))
        target = {"name": "model", "provider": "scripted", "price": PRICE, "script": {"seed": 3}}
        whole = {"database": database, "vantage": "test", "targets": [target], **config}
        (folder / "canary.yaml").write_text(json.dumps(whole))

    async def cycles(self, count: int, step: timedelta = HOUR) -> list[CycleOutcome]:
        settings = load(self.folder / "canary.yaml", {})
        found = []
        async with open_app(settings, sinks={"inbox": self.inbox}, now=self.clock, pace=0.0) as app:
            for _ in range(count):
                for target, suite in app.pairs():
                    found.append(await app.run_cycle(target, suite, self.clock()))
                while await app.deliver():
                    pass
                self.clock.at += step
            self.spent = app.database.read(spending.since, START).total
        return found


def last_asked(outcomes: list[CycleOutcome], suite: str) -> int:
    """The number of this suite's last cycle that was asked."""
    mine = [outcome for outcome in outcomes if outcome.key.suite == suite]
    return max(number for number, outcome in enumerate(mine) if outcome.settled is not None)


async def test_the_most_critical_suite_is_asked_longest_and_people_are_told_at_eighty_percent(
    tmp_path: Path, database_url: str
) -> None:
    house = House(tmp_path, database_url, budget={"usd_per_day": 0.05})
    outcomes = await house.cycles(90, HOUR / 4)
    ends = [last_asked(outcomes, suite) for suite in ("low", "medium", "high")]
    assert ends == sorted(set(ends))
    assert ends[2] < 89
    assert 0.04 < house.spent <= 0.05
    near, over = [notice for notice in house.inbox.notices if notice.kind == "budget"]
    assert "low and medium criticality rest first" in near.summary
    assert (near.severity, over.severity) == ("warning", "critical")


@pytest.mark.parametrize("budget", [None, {"usd_per_day": 100.0}])
async def test_a_targets_own_limit_stops_it_alone(
    tmp_path: Path, sqlite_url: str, budget: dict[str, float] | None
) -> None:
    own = {"name": "dear", "provider": "scripted", "price": PRICE, "budget": {"usd_per_day": 0.01}}
    free = {"name": "cheap", "provider": "scripted", "price": PRICE}
    config: dict[str, Any] = {"targets": [own, free]} | ({"budget": budget} if budget else {})
    house = House(tmp_path, sqlite_url, **config)
    outcomes = await house.cycles(12)
    refused = {outcome.key.target for outcome in outcomes if outcome.why_not}
    assert refused == {"dear"}
    assert any("the day's budget of dear" in (outcome.why_not or "") for outcome in outcomes)
    told = {notice.target for notice in house.inbox.notices if notice.kind == "budget"}
    assert told == {"dear"}


async def test_midnight_gives_a_new_purse(tmp_path: Path, sqlite_url: str) -> None:
    house = House(tmp_path, sqlite_url, budget={"usd_per_day": 0.01})
    await house.cycles(24)
    again = await house.cycles(1)
    assert all(outcome.settled is not None for outcome in again)
