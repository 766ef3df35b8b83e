"""The day's budgets, live: what is spent and under way, whether a cycle is paid for, and who is told.

Knows the limits of the configuration and the stored costs. Does not know what a cycle asks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from canary.core.budget import CRITICALITIES, SHARES, Account, share_of
from canary.core.message import budget_notice
from canary.core.model import Suite, Target
from canary.core.routing import destinations
from canary.settings import Settings
from canary.sinks import Sink
from canary.storage import incidents, spending
from canary.storage.engine import Database
from canary.telling import Audience

LATELY = timedelta(days=2)  # cycles that tell what one costs
Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Admission:
    """Why a cycle is not asked (None: it is), and what one of its like has cost lately in US dollars."""

    refused: str | None
    expected: float | None


class Budgets:
    """All limits of one configuration."""

    def __init__(
        self,
        settings: Settings,
        database: Database,
        audience: Audience,
        sinks: Mapping[str, Sink],
        now: Callable[[], datetime],
    ) -> None:
        self._limit = settings.budget
        self._limits = {t.name: t.usd_per_day for t in settings.targets if t.usd_per_day is not None}
        self._asked: dict[str | None, set[str]] = {None: set()}
        for each in settings.targets:
            self._asked[each.name] = {suite.criticality for suite in settings.suites_of(each)}
            self._asked[None] |= self._asked[each.name]
        self._database, self._audience, self._sinks, self._now = database, audience, sinks, now
        self._under_way: dict[Pair, float] = {}
        self._meters: dict[str | None, float] = {}  # by limit: what was spent when a cycle began, and since

    async def admit(self, target: Target, suite: Suite, slot: datetime) -> Admission:
        """Whether the cycle can be paid for. People are told at 80 % of a limit, and when it is reached."""
        if self._limit is None and target.name not in self._limits:
            return Admission(None, None)
        today = midnight(slot)
        spent = await self._database.run_patiently(spending.since, today)
        known = await self._database.run_patiently(spending.per_cycle, today - LATELY)
        expected = known.get((target.name, suite.name))
        refusals = [
            await self._judged(account, suite, expected) for account in self._accounts(target, suite, spent)
        ]
        return Admission(next(filter(None, refusals), None), expected)

    async def _judged(self, account: Account, suite: Suite, expected: float | None) -> str | None:
        """Why *account* does not pay for the cycle; people hear of what they must."""
        self._meters[account.target] = account.spent
        share = share_of(suite.criticality, self._asked[account.target])
        refused = account.refusal(share, expected)
        ended = refused if share == SHARES[0] else None
        if account.announced or ended is not None:
            await self._announce(account, ended)
        return refused

    @contextmanager
    def paying(self, target: Target, suite: Suite, admission: Admission) -> Iterator[None]:
        """While a cycle is under way, what it is expected to cost is not free for others."""
        pair = (target.name, suite.name)
        self._under_way[pair] = admission.expected or 0.0
        try:
            yield
        finally:
            del self._under_way[pair]

    def paid(self, target: str, usd: float) -> None:
        """Count what a sample has just cost."""
        for name in (None, target):
            if name in self._meters:
                self._meters[name] += usd

    def exhausted(self, target: str) -> str | None:
        """Why nothing more may be asked of *target* even within a cycle; None if it may. Asks no database."""
        for name, limit in ((None, self._limit), (target, self._limits.get(target))):
            if limit is not None and (spent := self._meters.get(name, 0.0)) >= limit:
                return Account(name, limit, spent).refusal(1.0, None)
        return None

    async def remaining(self) -> float | None:
        """US dollars left of the common limit today; None without one."""
        if self._limit is None:
            return None
        spent = await self._database.run(spending.since, midnight(self._now()))
        return max(0.0, self._limit - spent.total)

    def _accounts(self, target: Target, suite: Suite, spent: spending.Spending) -> Iterator[Account]:
        mine = (target.name, suite.name)
        left = {
            pair: max(0.0, usd - spent.running.get(pair, 0.0))
            for pair, usd in self._under_way.items()
            if pair != mine
        }
        if self._limit is not None:
            yield Account(None, self._limit, spent.total, sum(left.values()))
        if (own := self._limits.get(target.name)) is not None:
            under_way = sum(usd for (name, _), usd in left.items() if name == target.name)
            yield Account(target.name, own, spent.by_target.get(target.name, 0.0), under_way)

    async def _announce(self, account: Account, ended: str | None) -> None:
        notice = budget_notice(account, self._resting(account), self._now(), ended)
        dedupe = f"{notice.key}/{notice.severity.value}"
        places = destinations(self._audience.routes, self._sinks, self._owner(account), notice.severity)
        owed = {name: replace(notice, channel=channel).to_plain() for name, channel in places.items()}
        await self._database.run_patiently(incidents.owe, owed, dedupe=dedupe, now=self._now())

    def _resting(self, account: Account) -> tuple[str, ...]:
        """The criticalities whose suites rest before the limit is reached."""
        asked = self._asked[account.target]
        return tuple(each for each in reversed(CRITICALITIES) if each in asked and share_of(each, asked) < 1)

    def _owner(self, account: Account) -> str | None:
        target = self._audience.targets.get(account.target or "")
        return target.owner if target else None


def midnight(at: datetime) -> datetime:
    """When the UTC day of *at* began."""
    return at.replace(hour=0, minute=0, second=0, microsecond=0)
