"""What was spent since an instant, and what a cycle costs, from the stored costs. Reads only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from canary.storage.cycles import DONE, RUNNING
from canary.storage.tables import cycle, observation

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Spending:
    """US dollars by target, the cycles that are still running included; those also by target and suite."""

    by_target: Mapping[str, float]
    running: Mapping[Pair, float]

    @property
    def total(self) -> float:
        return sum(self.by_target.values())


def since(connection: sa.Connection, start: datetime) -> Spending:
    """What the cycles of slots from *start* on have cost so far. Whatever the vantage: it is one purse."""
    spent: defaultdict[str, float] = defaultdict(float)
    today = cycle.c.slot >= start
    finished = sa.select(cycle.c.target, sa.func.sum(cycle.c.cost_usd)).where(today).group_by(cycle.c.target)
    for target, usd in connection.execute(finished):
        spent[target] += usd or 0.0
    running: dict[Pair, float] = {}
    for target, suite, usd in connection.execute(
        sa.select(cycle.c.target, cycle.c.suite, sa.func.sum(observation.c.cost_usd))
        .select_from(cycle.join(observation, observation.c.cycle_id == cycle.c.id))
        .where(today, cycle.c.state == RUNNING, observation.c.slot_at == cycle.c.slot)
        .group_by(cycle.c.target, cycle.c.suite)
    ):
        running[target, suite] = usd or 0.0
        spent[target] += usd or 0.0
    return Spending(dict(spent), running)


def per_cycle(connection: sa.Connection, start: datetime) -> dict[Pair, float]:
    """The mean cost of a finished cycle since *start*, extras included; a pair without one is missing.

    A cycle without a known cost counts as nothing: what has no price cannot be held to a budget.
    """
    mean = sa.func.avg(sa.func.coalesce(cycle.c.cost_usd, 0.0))
    rows = connection.execute(
        sa.select(cycle.c.target, cycle.c.suite, mean)
        .where(cycle.c.slot >= start, cycle.c.state == DONE)
        .group_by(cycle.c.target, cycle.c.suite)
    )
    return {(target, suite): float(usd) for target, suite, usd in rows}
