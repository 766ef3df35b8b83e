"""Which target is good enough for a tier, and which of those is the cheapest.

A target is good enough if the upper end of the 95 % interval of its hallucination rate is within the tier's budget:
the rate itself would let a lucky handful of answers through. The interval is Wilson's at the effective sample size
(``core.intervals``), so a model that gives the same answer to the same prompt a thousand times, and is wrong on one
prompt in twenty, is not credited with twenty thousand answers. Where no answer failed there is no spread to measure
that by: the bound is then that of as many independent answers, and speaks of these prompts only.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from canary.core.intervals import Z95, design_effect, wilson


@dataclass(frozen=True, slots=True)
class Counts:
    """What one target said to one prompt. ``judged`` answers have a decided validator of category hallucination,
    ``failed`` of them failed one. ``cost_usd`` is what ``priced`` answers cost together."""

    target: str
    suite: str
    prompt: str
    answered: int
    judged: int
    failed: int
    priced: int
    cost_usd: float


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known of one target on some suites. ``rate`` and ``upper`` are shares, None where nothing was judged."""

    target: str
    answered: int = 0
    judged: int = 0
    failed: int = 0
    prompts: int = 0  # judged at least once
    effect: float = 1.0  # answers that are worth one independent answer
    upper: float | None = None
    priced: int = 0
    cost_per_answer: float | None = None  # US dollars

    @property
    def rate(self) -> float | None:
        return self.failed / self.judged if self.judged else None

    @property
    def upper_by_prompts(self) -> float | None:
        """The bound if each prompt were one answer: what the evidence says of prompts like these."""
        bounds = wilson((self.rate or 0.0) * self.prompts, self.prompts)
        return bounds[1] if bounds else None

    def within(self, budget: float) -> bool:
        """Whether the rate is certainly enough within *budget*."""
        return self.upper is not None and self.upper <= budget

    def needed(self, budget: float) -> int | None:
        """How many more answers would put the upper bound within *budget* if the observed rate stays; 0 if it is there
        already, None if no number would. Answers to new prompts: those to the same ones repeat each other."""
        if self.within(budget):
            return 0
        wanted = required(self.rate or 0.0, budget)
        return max(1, math.ceil(wanted * self.effect) - self.judged) if wanted is not None else None


def evidence(target: str, counts: Iterable[Counts]) -> Evidence:
    """One target's counts of several prompts, added up."""
    rows = list(counts)
    pairs = [(row.failed, row.judged) for row in rows if row.judged]
    judged, failed = sum(of for _, of in pairs), sum(part for part, _ in pairs)
    effect = design_effect(pairs)
    bounds = wilson(failed / effect, judged / effect)
    priced = sum(row.priced for row in rows)
    return Evidence(
        target,
        sum(row.answered for row in rows),
        judged,
        failed,
        len(pairs),
        effect,
        bounds[1] if bounds else None,
        priced,
        sum(row.cost_usd for row in rows) / priced if priced else None,
    )


def required(rate: float, budget: float) -> float | None:
    """Independent answers at which Wilson's upper bound of *rate* falls to *budget*; None if it never does.

    The score interval's end solves (u - p)^2 = z^2 u (1 - u) / n: put u = budget.
    """
    if rate >= budget:
        return None
    return Z95 * Z95 * budget * (1 - budget) / (budget - rate) ** 2


@dataclass(frozen=True, slots=True)
class Choice:
    """What a tier gets. ``within`` are all targets within the budget, the cheapest first, those without a price last.

    ``target`` is None if there is none, or if none of several has a known price: then nobody can say which is cheapest.
    """

    target: Evidence | None
    within: tuple[Evidence, ...]
    nearest: Evidence | None  # of those that are not within, the one that needs the fewest answers more
    needed: int | None  # by that one; 0 where a target is within, None where no number of answers helps


def choose(budget: float, known: Sequence[Evidence]) -> Choice:
    """The cheapest of *known* that is within *budget*; between equal costs the one with the lower bound."""
    within = tuple(sorted((each for each in known if each.within(budget)), key=_cheapness))
    if within:
        sure = len(within) == 1 or within[0].cost_per_answer is not None
        return Choice(within[0] if sure else None, within, None, 0)
    helped = [(needed, each) for each in known if (needed := each.needed(budget)) is not None]
    # One that was never judged promises nothing: its need is that of a target without a single failure.
    best = min(helped, key=lambda pair: (not pair[1].judged, pair[0], pair[1].target), default=None)
    return Choice(None, (), best[1] if best else None, best[0] if best else None)


def _cheapness(each: Evidence) -> tuple[float, float, str]:
    cost = math.inf if each.cost_per_answer is None else each.cost_per_answer
    return cost, each.upper or 0.0, each.target
